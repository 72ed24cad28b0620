"""Read-only counts for organisers and agents; no names leave this module."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from canvass.core.doorstep import Outcome
from canvass.core.sources import Source
from canvass.store.contacts import Contact, ContactIssue
from canvass.store.issues import Issue, issues_in_use
from canvass.store.places import Ward
from canvass.store.register import Elector

ISSUE_COUNTS = (
    select(
        Issue.code,
        Issue.label,
        select(func.count())
        .where(
            ContactIssue.ward_id == bindparam("ward_id"),
            ContactIssue.issue_id == Issue.id,
            ContactIssue.is_counted,
        )
        .scalar_subquery(),
        Issue.in_use,
    )
).order_by(Issue.sequence, Issue.code)


def issue_counts(session: Session, ward: Ward) -> list[tuple[str, str, int]]:
    """Count, for one ward, the electors who raised each issue of the catalogue.

    An elector who raises an issue in three contacts counts once: `is_counted` saw to that when the
    contact was kept, so this reads one narrow index and no row of any table.
    """
    counts = session.execute(ISSUE_COUNTS, {"ward_id": ward.id})
    return [(code, label, count) for code, label, count, in_use in counts if in_use or count]


def issues_offered(session: Session, ward: Ward) -> list[Issue]:
    """List the issues as a phone offers them: those raised most in its ward first.

    Where none is ahead the campaign's order stands, and its last issue ("another") stays last.
    """
    counts = {code: count for code, _, count in issue_counts(session, ward)}
    listed = issues_in_use(session)
    named, last = listed[:-1], listed[-1:]
    return sorted(named, key=lambda issue: -counts.get(issue.code, 0)) + last


class SoFar(NamedTuple):
    """Where a campaign stands: of its electors, how many were spoken to, promised and voted."""

    electors: int
    spoken_to: int
    promises: int
    voted: int


class LastDay(NamedTuple):
    """What came in since a moment: doors knocked, and electors spoken to."""

    knocked: int
    spoken_to: int


def counts_so_far(session: Session) -> SoFar:
    """Count where the whole campaign stands."""
    query = select(
        func.count(),
        func.count(Elector.spoken_at),
        func.count(case((Elector.is_promise, 1))),
        func.count(case((Elector.is_promise & Elector.has_voted, 1))),
    ).where(Elector.on_register)
    return SoFar._make(session.execute(query).one())


def last_day(session: Session, since: datetime) -> LastDay:
    """Count what came in over the whole campaign since a moment."""
    spoke = Contact.outcome == Outcome.SPOKE
    knocked = case((Contact.source == Source.DOORSTEP, Contact.household_id))
    query = select(
        func.count(knocked.distinct()),
        func.count(case((spoke, Contact.elector_id)).distinct()),
    ).where(Contact.received_at >= since, ~Contact.is_retracted, Contact.earlier_file_id.is_(None))
    return LastDay._make(session.execute(query).one())
