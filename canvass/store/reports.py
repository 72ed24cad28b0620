"""Read-only counts for organisers and agents; no names leave this module."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from canvass.core.doorstep import Outcome
from canvass.core.reports import WardReport, figures
from canvass.store.accounts import the_campaign
from canvass.store.contacts import Contact, ContactIssue
from canvass.store.issues import Issue
from canvass.store.places import Household, PollingDistrict, Street, Ward
from canvass.store.register import Elector


def ward_report(session: Session, ward: Ward, as_at: datetime) -> WardReport:
    """Report what a ward raises: electors, not mentions, and out of how many."""
    campaign = the_campaign(session)
    electors, spoken_to = register_counts(session, ward)
    doors, knocked, answered = door_counts(session, ward)
    conversations, since = conversation_counts(session, ward)
    return WardReport(
        ward=ward.name,
        as_at=as_at,
        since=since,
        smallest_cell=campaign.smallest_cell,
        electors=electors,
        spoken_to=spoken_to,
        conversations=conversations,
        doors=doors,
        knocked=knocked,
        answered=answered,
        issues=figures(issue_counts(session, ward), spoken_to, campaign.smallest_cell),
    )


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


def register_counts(session: Session, ward: Ward) -> tuple[int, int]:
    """Count the electors on a ward's register, and those of them who were spoken to."""
    query = select(func.count(), func.count(Elector.spoken_at)).where(
        Elector.ward_id == ward.id, Elector.on_register
    )
    electors, spoken_to = session.execute(query).one()
    return electors, spoken_to


def door_counts(session: Session, ward: Ward) -> tuple[int, int, int]:
    """Count a ward's doors, those that were knocked, and those that were answered."""
    homes = (
        select(Household.id)
        .join(Street, Street.id == Household.street_id)
        .join(PollingDistrict, PollingDistrict.id == Street.polling_district_id)
        .where(PollingDistrict.ward_id == ward.id)
        .subquery()
    )
    answered = case((Contact.outcome.in_([Outcome.SPOKE, Outcome.REFUSED]), Contact.household_id))
    query = (
        select(
            func.count(homes.c.id.distinct()),
            func.count(Contact.household_id.distinct()),
            func.count(answered.distinct()),
        )
        .select_from(homes)
        .outerjoin(Contact, (Contact.household_id == homes.c.id) & ~Contact.is_retracted)
    )
    doors, knocked, opened = session.execute(query).one()
    return doors, knocked, opened


def conversation_counts(session: Session, ward: Ward) -> tuple[int, datetime | None]:
    """Count a ward's conversations, and give the moment of the first."""
    query = (
        select(func.count(Contact.id), func.min(Contact.spoken_at))
        .join(Elector, Elector.id == Contact.elector_id)
        .where(
            Elector.ward_id == ward.id,
            Contact.outcome == Outcome.SPOKE,
            ~Contact.is_retracted,
        )
    )
    count, since = session.execute(query).one()
    return count, since


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
    query = select(
        func.count(Contact.household_id.distinct()),
        func.count(case((spoke, Contact.elector_id)).distinct()),
    ).where(Contact.received_at >= since, ~Contact.is_retracted)
    return LastDay._make(session.execute(query).one())
