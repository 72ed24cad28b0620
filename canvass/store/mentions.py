"""The rows behind a ward's picture: who was spoken to in a period and which issues they raised.

Read once for a ward and period; every table of the report is counted from these, so that all of
them agree. No name is read.
"""

from datetime import datetime, time
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from canvass.core.doorstep import Outcome
from canvass.core.pictures import Period
from canvass.core.sources import Source
from canvass.store.accounts import Campaign, the_campaign
from canvass.store.contacts import Contact, ContactIssue
from canvass.store.places import Household, Ward
from canvass.store.register import Elector


class SpokenTo(NamedTuple):
    """An elector who was spoken to, and where they live."""

    elector_id: UUID
    district_id: UUID
    street_id: UUID | None
    is_flat: bool


class Raised(NamedTuple):
    """One issue that one elector raised, with their stance if they took one."""

    issue_id: UUID
    elector_id: UUID
    stance: str | None


def spoken_to(session: Session, ward: Ward, period: Period) -> dict[UUID, SpokenTo]:
    """Give everybody of a ward's register who was spoken to in a period, by elector id."""
    query = (
        select(
            Elector.id,
            Elector.polling_district_id,
            Elector.street_id,
            Household.building,
        )
        .outerjoin(Household, Household.id == Elector.household_id)
        .where(Elector.ward_id == ward.id, Elector.on_register, is_heard(period))
    )
    if not period.is_all:
        query = query.where(Elector.id.in_(speakers(ward, period, the_campaign(session))))
    return {
        elector: SpokenTo(elector, district, street, bool(building))
        for elector, district, street, building in session.execute(query)
    }


def is_heard(period: Period) -> ColumnElement[bool]:
    """Say that an elector counts: they spoke, or a file tells of them, and did not object."""
    return ~Elector.has_objected if period.is_brought else Elector.spoken_at.is_not(None)


def has_calls(session: Session, ward: Ward) -> bool:
    """Tell whether anybody in a ward was spoken to by telephone."""
    query = (
        select(Contact.id)
        .join(Elector, Elector.id == Contact.elector_id)
        .where(
            Contact.source != Source.DOORSTEP,  # so that the index of those few is read
            Contact.source == Source.TELEPHONE,
            Elector.ward_id == ward.id,
        )
    )
    return session.scalar(query.limit(1)) is not None


def sources_held(session: Session) -> list[Source]:
    """List the sources that answers have come from, the doorstep first."""
    others = [
        one
        for one in Source
        if session.scalar(
            select(Contact.id)
            .where(Contact.source != Source.DOORSTEP, Contact.source == one)
            .limit(1)
        )
    ]
    return [Source.DOORSTEP, *others]


def speakers(ward: Ward, period: Period, campaign: Campaign) -> Select[UUID | None]:
    """Choose the electors of a ward with a conversation in a period that stands."""
    return (
        select(Contact.elector_id)
        .join(Elector, Elector.id == Contact.elector_id)
        .where(
            Elector.ward_id == ward.id,
            Contact.outcome == Outcome.SPOKE,
            ~Contact.is_retracted,
            *within(period, campaign),
        )
    )


def raised(session: Session, ward: Ward, period: Period) -> list[Raised]:
    """List the issues that electors of a ward raised in a period, each issue once an elector.

    Of an elector who spoke of one issue several times the latest counts.
    """
    query = (
        select(ContactIssue.issue_id, ContactIssue.elector_id, ContactIssue.stance)
        .join(Contact, Contact.id == ContactIssue.contact_id)
        .where(
            ContactIssue.ward_id == ward.id,
            ContactIssue.elector_id.is_not(None),
            ~Contact.is_retracted,
            *within(period, the_campaign(session)),
        )
        .order_by(Contact.spoken_at, Contact.id)
    )
    latest: dict[tuple[UUID, UUID], str | None] = {}
    for issue_id, elector_id, stance in session.execute(query):
        if elector_id is not None:
            latest[issue_id, elector_id] = stance
    return [Raised(issue, elector, stance) for (issue, elector), stance in latest.items()]


def within(period: Period, campaign: Campaign) -> tuple[ColumnElement[bool], ...]:
    """Make the condition that a contact is of a period: its source, and its local days."""
    conditions: list[ColumnElement[bool]] = [
        Contact.source == period.source if period.source else Contact.earlier_file_id.is_(None)
    ]
    if period.since is not None:
        conditions.append(
            Contact.spoken_at >= datetime.combine(period.since, time.min, campaign.time_zone)
        )
    if period.until is not None:
        conditions.append(
            Contact.spoken_at <= datetime.combine(period.until, time.max, campaign.time_zone)
        )
    return tuple(conditions)


def register_by_dwelling(session: Session, ward: Ward) -> dict[tuple[UUID, bool], int]:
    """Count the electors on a ward's register by polling district, and house or flat."""
    is_flat = func.coalesce(Household.building, "") != ""
    query = (
        select(Elector.polling_district_id, is_flat, func.count())
        .outerjoin(Household, Household.id == Elector.household_id)
        .where(Elector.ward_id == ward.id, Elector.on_register)
        .group_by(Elector.polling_district_id, is_flat)
    )
    return {(district, bool(flat)): count for district, flat, count in session.execute(query)}


class Elsewhere(NamedTuple):
    """What the rest of the council raises: electors by issue, of those spoken to, in some wards."""

    wards: int
    spoken_to: int
    raised: dict[UUID, int]


def elsewhere(session: Session, ward: Ward, period: Period) -> Elsewhere:
    """Count what all other wards raised in a period, without a row of anybody."""
    others = (session.scalar(select(func.count(Ward.id))) or 1) - 1
    spoke = select(func.count(Elector.id)).where(
        Elector.ward_id != ward.id, Elector.on_register, Elector.spoken_at.is_not(None)
    )
    told = select(ContactIssue.issue_id, func.count(ContactIssue.elector_id.distinct())).where(
        ContactIssue.ward_id != ward.id, ContactIssue.is_counted
    )
    if not period.is_all:
        when = within(period, the_campaign(session))
        spoke = (
            select(func.count(Contact.elector_id.distinct()))
            .join(Elector, Elector.id == Contact.elector_id)
            .where(
                Elector.ward_id != ward.id,
                Elector.on_register,
                is_heard(period),
                Contact.outcome == Outcome.SPOKE,
                ~Contact.is_retracted,
                *when,
            )
        )
        told = (
            select(ContactIssue.issue_id, func.count(ContactIssue.elector_id.distinct()))
            .join(Contact, Contact.id == ContactIssue.contact_id)
            .where(ContactIssue.ward_id != ward.id, ~Contact.is_retracted, *when)
        )
    counts = session.execute(told.group_by(ContactIssue.issue_id)).all()
    return Elsewhere(others, session.scalar(spoke) or 0, dict(counts))
