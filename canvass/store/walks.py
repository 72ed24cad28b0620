"""Walks: a set of doors in order, and who holds it until when."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.access import Member, Permission
from canvass.core.errors import CanvassError, NotFoundError
from canvass.store.accounts import User
from canvass.store.base import Scoped, campaign_of, points_to
from canvass.store.places import Household, PollingDistrict, Street, Ward
from canvass.store.register import Elector


class Walk(Scoped):
    """The doors one team gets, in walking order."""

    __tablename__ = "walk"
    __table_args__ = (points_to("ward", "ward_id"),)

    ward_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]


class WalkDoor(Scoped):
    """One door of a walk."""

    __tablename__ = "walk_door"
    __table_args__ = (
        UniqueConstraint("campaign_id", "walk_id", "household_id"),
        points_to("walk", "walk_id"),
        points_to("household", "household_id"),
        Index("ix_walk_door_household", "campaign_id", "household_id"),
    )

    walk_id: Mapped[UUID]
    household_id: Mapped[UUID]
    position: Mapped[int]


class WalkLease(Scoped):
    """A walk in somebody's hands, from when until when; taken back earlier if `taken_back_at`."""

    __tablename__ = "walk_lease"
    __table_args__ = (
        points_to("walk", "walk_id"),
        Index("ix_walk_lease_user", "campaign_id", "user_id"),
        Index("ix_walk_lease_walk", "campaign_id", "walk_id"),
    )

    walk_id: Mapped[UUID]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    since: Mapped[datetime]
    until: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class StreetSide(NamedTuple):
    """One side of a street, or the whole of it where `side` is "": what a walk is made from."""

    street_id: UUID
    street: str
    district: str
    side: str
    doors: int


class WalkRow(NamedTuple):
    """A walk on the organiser's list; `holder` and `until` are empty when nobody has it."""

    walk: Walk
    ward: str
    doors: int
    holder: str | None
    until: datetime | None


class Resident(NamedTuple):
    """An elector as a phone may see one: no intention, no history."""

    id: UUID
    household_id: UUID
    name: str
    do_not_contact: bool


class EmptyWalkError(CanvassError):
    """No door was chosen."""


def street_sides(session: Session, ward_id: UUID) -> list[StreetSide]:
    """List the streets of a ward by side, in walking order, with the doors of each."""
    query = (
        select(Street.id, Street.name, PollingDistrict.code, Household.side, func.count())
        .join(PollingDistrict, PollingDistrict.id == Street.polling_district_id)
        .join(Household, Household.street_id == Street.id)
        .where(PollingDistrict.ward_id == ward_id)
        .group_by(Street.id, Street.campaign_id, PollingDistrict.code, Household.side)
        .order_by(PollingDistrict.code, Street.sequence, Street.name, Household.side.desc())
    )
    return [StreetSide._make(row) for row in session.execute(query)]


def make_walk(
    session: Session, ward: Ward, chosen: Sequence[tuple[UUID, str]], now: datetime
) -> Walk:
    """Make a walk of sides of streets, in walking order.

    Raises:
        EmptyWalkError: nothing was chosen, or there is no door in it.
    """
    sides = [one for one in street_sides(session, ward.id) if (one.street_id, one.side) in chosen]
    if not sides:
        raise EmptyWalkError("Choose at least one street for the walk.")
    walk = Walk(ward_id=ward.id, name=walk_name(sides), made_at=now)
    session.add(walk)
    session.flush()
    position = 0
    for one in sides:
        doors = select(Household.id).where(
            Household.street_id == one.street_id, Household.side == one.side
        )
        for household_id in session.scalars(doors.order_by(Household.door_order, Household.id)):
            session.add(WalkDoor(walk_id=walk.id, household_id=household_id, position=position))
            position += 1
    return walk


def walk_name(sides: Sequence[StreetSide]) -> str:
    """Name a walk by its streets: "Lupus Street, evens", "Claverton Street and Glasgow Terrace"."""
    streets = list(dict.fromkeys(one.street for one in sides))
    if len(streets) > 2:  # noqa: PLR2004
        return f"{streets[0]}, {streets[1]} and {len(streets) - 2} more"
    kinds = {one.side for one in sides}
    which = {"odd": ", odds", "even": ", evens"}.get(next(iter(kinds)), "")
    return " and ".join(streets) + (which if len(kinds) == 1 else "")


def walks_for(session: Session, member: Member, now: datetime) -> list[WalkRow]:
    """List the walks of the wards a member works in, newest first."""
    doors = (
        select(WalkDoor.walk_id, func.count(WalkDoor.id).label("doors"))
        .group_by(WalkDoor.walk_id)
        .subquery()
    )
    held = and_(WalkLease.walk_id == Walk.id, is_held(now))
    query = (
        select(Walk, Ward.name, doors.c.doors, User.name, WalkLease.until)
        .join(Ward, Ward.id == Walk.ward_id)
        .join(doors, doors.c.walk_id == Walk.id)
        .outerjoin(WalkLease, held)
        .outerjoin(User, User.id == WalkLease.user_id)
        .order_by(Walk.made_at.desc(), Walk.name)
    )
    return [WalkRow._make(row) for row in session.execute(query) if member.sees(row[0].ward_id)]


def walks_held(session: Session, member: Member, now: datetime) -> list[WalkRow]:
    """List the walks that are in a member's own hands now."""
    mine = select(WalkLease.walk_id).where(WalkLease.user_id == member.user_id, is_held(now))
    ids = set(session.scalars(mine))
    return [row for row in walks_for(session, member, now) if row.walk.id in ids]


def is_held(now: datetime) -> ColumnElement[bool]:
    """Make the condition that a lease runs now."""
    return and_(WalkLease.taken_back_at.is_(None), WalkLease.since <= now, WalkLease.until > now)


def walk_for(session: Session, member: Member, walk_id: UUID, now: datetime) -> Walk:
    """Find a walk the member may open: one in their hands, or one they may give out.

    Raises:
        NotFoundError: no such walk, or not theirs to open now.
    """
    walk = session.get(Walk, (campaign_of(session), walk_id))
    if walk is None or not member.sees(walk.ward_id):
        raise NotFoundError
    if member.may(Permission.WALK_ASSIGN):
        return walk
    lease = select(WalkLease.id).where(
        WalkLease.walk_id == walk_id, WalkLease.user_id == member.user_id, is_held(now)
    )
    if session.scalar(lease) is None:
        raise NotFoundError("This walk is not in your hands any more. Ask your organiser.")
    return walk


def give_walk(session: Session, walk: Walk, user_id: UUID, now: datetime, hours: int) -> WalkLease:
    """Give a walk to somebody for some hours; whoever had it has it no more."""
    take_walk_back(session, walk, now)
    lease = WalkLease(
        walk_id=walk.id, user_id=user_id, since=now, until=now + timedelta(hours=hours)
    )
    session.add(lease)
    return lease


def take_walk_back(session: Session, walk: Walk, now: datetime) -> None:
    """Take a walk out of whoever's hands it is in."""
    session.execute(
        update(WalkLease)
        .where(WalkLease.walk_id == walk.id, is_held(now))
        .values(taken_back_at=now)
        .execution_options(synchronize_session=False)
    )


def doors_within_reach(
    session: Session, member: Member, walk_ids: Collection[UUID]
) -> set[tuple[UUID, UUID]]:
    """Give the (walk, household) pairs at which a member may record.

    A walk that was given to them once is enough: what was recorded while they held it must still
    arrive after it was taken back.
    """
    query = (
        select(WalkDoor.walk_id, WalkDoor.household_id, Walk.ward_id)
        .join(Walk, Walk.id == WalkDoor.walk_id)
        .where(WalkDoor.walk_id.in_(walk_ids))
    )
    if not member.may(Permission.WALK_ASSIGN):
        given = select(WalkLease.walk_id).where(WalkLease.user_id == member.user_id)
        query = query.where(WalkDoor.walk_id.in_(given))
    return {(walk, home) for walk, home, ward in session.execute(query) if member.sees(ward)}


def doors_of(session: Session, walk: Walk) -> list[tuple[Household, str]]:
    """List the doors of a walk in walking order, each with its street's name."""
    query = (
        select(Household, Street.name)
        .join(WalkDoor, WalkDoor.household_id == Household.id)
        .join(Street, Street.id == Household.street_id)
        .where(WalkDoor.walk_id == walk.id)
        .order_by(WalkDoor.position)
    )
    return list(session.execute(query))


def residents_of(session: Session, walk: Walk) -> list[Resident]:
    """List the electors behind the doors of a walk, in the order of the register."""
    query = (
        select(Elector.id, Elector.household_id, Elector.name, Elector.do_not_contact)
        .join(WalkDoor, WalkDoor.household_id == Elector.household_id)
        .where(WalkDoor.walk_id == walk.id, Elector.on_register, ~Elector.has_died)
        .order_by(WalkDoor.position, Elector.roll_number, Elector.roll_suffix)
    )
    return [
        Resident(id_, home, name, dnc) for id_, home, name, dnc in session.execute(query) if home
    ]
