"""Walks: sets of doors in walking order, and who lives behind them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Index, Select, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.errors import CanvassError
from canvass.core.sources import Source
from canvass.store.base import Scoped, points_to
from canvass.store.places import Household, PollingDistrict, Street, Ward
from canvass.store.register import Elector


class Walk(Scoped):
    """The doors one team gets, in walking order; those of a sheet where a phone knocks up.

    Of a telephone session they are the homes to ring; what is told there has the walk's source.
    """

    __tablename__ = "walk"
    __table_args__ = (points_to("ward", "ward_id"), points_to("sheet", "sheet_id"))

    ward_id: Mapped[UUID]
    sheet_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(String(200))
    source: Mapped[Source] = mapped_column(default=Source.DOORSTEP, server_default="doorstep")
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


class StreetSide(NamedTuple):
    """One side of a street, or the whole of it where `side` is "": what a walk is made from."""

    street_id: UUID
    street: str
    district: str
    side: str
    doors: int


class Resident(NamedTuple):
    """An elector as a phone may see one: no intention, no history."""

    id: UUID
    household_id: UUID
    name: str
    do_not_contact: bool
    language: str | None


class EmptyWalkError(CanvassError):
    """No door was chosen."""


def street_sides(session: Session, ward_id: UUID) -> list[StreetSide]:
    """List the streets of a ward by side, in walking order, with the doors of each."""
    query = (
        select(Street.id, Street.name, PollingDistrict.code, Household.side, func.count())
        .join(PollingDistrict, PollingDistrict.id == Street.polling_district_id)
        .join(Household, Household.street_id == Street.id)
        .where(PollingDistrict.ward_id == ward_id, Household.merged_into_id.is_(None))
        .group_by(Street.id, Street.campaign_id, PollingDistrict.code, Household.side)
        .order_by(PollingDistrict.code, Street.sequence, Street.name, Household.side.desc())
    )
    return [StreetSide._make(row) for row in session.execute(query)]


def make_walk(
    session: Session,
    ward: Ward,
    chosen: Sequence[tuple[UUID, str]],
    now: datetime,
    only: Select[UUID | None] | None = None,
) -> Walk:
    """Make a walk of sides of streets, in walking order; of some of their homes, if told.

    Raises:
        EmptyWalkError: nothing was chosen, or there is no door in it.
    """
    sides = [one for one in street_sides(session, ward.id) if (one.street_id, one.side) in chosen]
    homes: dict[StreetSide, Sequence[UUID]] = {}
    for one in sides:
        doors = select(Household.id).where(
            Household.street_id == one.street_id,
            Household.side == one.side,
            Household.merged_into_id.is_(None),
        )
        if only is not None:
            doors = doors.where(Household.id.in_(only))
        homes[one] = session.scalars(doors.order_by(Household.door_order, Household.id)).all()
    walked = [one for one, theirs in homes.items() if theirs]
    if not walked:
        raise EmptyWalkError("Choose at least one street for the walk.")
    like = Walk(ward_id=ward.id, name=walk_name(walked), made_at=now)
    return doors_walk(session, like, [home for theirs in homes.values() for home in theirs])


def doors_walk(session: Session, like: Walk, homes: Sequence[UUID]) -> Walk:
    """Make a walk of these doors, in this order; all else is as in `like`."""
    session.add(like)
    session.flush()
    for position, household_id in enumerate(homes):
        session.add(WalkDoor(walk_id=like.id, household_id=household_id, position=position))
    return like


def walk_name(sides: Sequence[StreetSide]) -> str:
    """Name a walk by its streets: "Lupus Street, evens", "Claverton Street and Glasgow Terrace"."""
    streets = list(dict.fromkeys(one.street for one in sides))
    if len(streets) > 2:  # noqa: PLR2004
        return f"{streets[0]}, {streets[1]} and {len(streets) - 2} more"
    kinds = {one.side for one in sides}
    which = {"odd": ", odds", "even": ", evens"}.get(next(iter(kinds)), "")
    return " and ".join(streets) + (which if len(kinds) == 1 else "")


def doors_of(session: Session, walk: Walk) -> list[tuple[Household, str]]:
    """List the doors of a walk in walking order, each with its street's name."""
    query = (
        select(Household, Street.name)
        .join(WalkDoor, WalkDoor.household_id == Household.id)
        .join(Street, Street.id == Household.street_id)
        .where(WalkDoor.walk_id == walk.id, ~asked_to_stop(), Household.merged_into_id.is_(None))
        .order_by(WalkDoor.position)
    )
    return list(session.execute(query))


def asked_to_stop() -> ColumnElement[bool]:
    """Say that everybody on the register behind a door told us to stop: nobody knocks there."""
    here = select(Elector.id).where(Elector.household_id == Household.id, Elector.on_register)
    return here.where(Elector.has_objected).exists() & ~here.where(~Elector.has_objected).exists()


def residents_of(
    session: Session, walk: Walk, only: Collection[UUID] | None = None
) -> list[Resident]:
    """List the electors behind the doors of a walk, or some of them, in the register's order."""
    query = (
        select(
            Elector.id,
            Elector.household_id,
            Elector.name,
            Elector.do_not_contact,
            Elector.language,
        )
        .join(WalkDoor, WalkDoor.household_id == Elector.household_id)
        .where(WalkDoor.walk_id == walk.id, *met_at_the_door())
        .order_by(WalkDoor.position, Elector.roll_number, Elector.roll_suffix)
    )
    found = [Resident._make(row) for row in session.execute(query)]
    return [one for one in found if only is None or one.id in only]


def met_at_the_door() -> tuple[ColumnElement[bool], ...]:
    """Say who is named to a volunteer: whoever is on the register, lives, and did not object."""
    return (Elector.on_register.is_(True), ~Elector.has_died, ~Elector.has_objected)


def sources_of(session: Session, walk_ids: Iterable[UUID]) -> dict[UUID, Source]:
    """Give, for each of these walks, where its answers come from."""
    query = select(Walk.id, Walk.source).where(Walk.id.in_(list(walk_ids)))
    found: dict[UUID, Source] = {}
    found.update(row for row in session.execute(query))
    return found


def door_count(session: Session, walk: Walk) -> int:
    """Count the doors of a walk."""
    return session.scalar(select(func.count(WalkDoor.id)).where(WalkDoor.walk_id == walk.id)) or 0
