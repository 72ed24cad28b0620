"""What phones made against what the database holds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from canvass.store.accounts import campaign_called
from canvass.store.contacts import Contact, ContactIssue, rebuild_standing
from canvass.store.issues import Issue
from canvass.store.register import Elector
from tests.faults.phones import Phone, Said
from tests.faults.site import SLUG, Site


class Ledger(NamedTuple):
    """How many responses were made, how many the database lacks, how many it has too often."""

    made: int
    lost: int
    doubled: int

    def __str__(self) -> str:
        return f"{self.made:,} responses: {self.lost:,} lost, {self.doubled:,} doubled"


def ledger_of(site: Site, phones: Iterable[Phone]) -> Ledger:
    """Compare all that phones ever made with the database, past the server."""
    made = Counter(said for phone in phones for said in phone.made)
    with site.session() as session:
        campaign_called(session, SLUG)
        kept = kept_in(session)
    return Ledger(made.total(), (made - kept).total(), (kept - made).total())


def kept_in(session: Session) -> Counter[Said]:
    """Read every contact as what was said; one with two rows for its issue counts twice."""
    query = (
        select(
            Contact.note,
            Contact.household_id,
            Contact.elector_id,
            Contact.outcome,
            Contact.strength,
            Issue.code,
            Contact.told_at,
        )
        .outerjoin(ContactIssue, ContactIssue.contact_id == Contact.id)
        .outerjoin(Issue, Issue.id == ContactIssue.issue_id)
    )
    return Counter(Said._make(row) for row in session.execute(query))


def check_database(site: Site) -> None:
    """Check that the file is sound, and that deriving everything again changes nothing."""
    with site.session() as session:
        assert session.execute(text("pragma integrity_check")).all() == [("ok",)]
        assert session.execute(text("pragma foreign_key_check")).all() == []
        campaign_called(session, SLUG)
        before = derived_in(session)
        rebuild_standing(session)
        session.flush()
        assert derived_in(session) == before


def derived_in(session: Session) -> list[Sequence[Row[Any]]]:
    """Read all rows that hold something derived, past the objects the session remembers."""
    tables = (Elector.__table__, ContactIssue.__table__)
    return [session.execute(select(table).order_by(table.c.id)).all() for table in tables]
