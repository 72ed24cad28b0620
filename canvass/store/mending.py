"""Mending misread addresses: doors and streets joined, renamed and split, and all of it undone."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from canvass.core.mending import MODE_WORDS, BadMendingError, MendingKind, ToldDoor
from canvass.core.names import name_key, tidy
from canvass.core.walk_order import NAMED, WalkMode, side, walk_key
from canvass.store.base import campaign_of
from canvass.store.mended import Mending
from canvass.store.moving import Moving
from canvass.store.places import Household, Street
from canvass.store.register import Elector
from canvass.store.settling import refresh, rewalk
from canvass.store.streets import streets_of


class Author(NamedTuple):
    """Who mends, and when."""

    user_id: UUID | None
    at: datetime


def mend_door(
    session: Session, door: Household, told: ToldDoor, street: Street, by: Author
) -> Mending:
    """Say what a door really is; where that door stands already, the two become one.

    Raises:
        BadMendingError: it is this door already.
    """
    now = door_now(session, street, told)
    refuse_same(door, now)
    moving = Moving(session)
    moving.within += [door.street_id, street.id]
    words = f"{words_of(session, door)} is {words_told(told, street)}"
    if now is None:
        now = make_door(session, door, told, street)
        moving.made.append(now.id)
    else:
        words += ", which stood already"
    moving.join(door, now)
    refresh(session, [now.id])
    return kept(session, MendingKind.DOOR, words, moving.told(), by)


def split_door(  # noqa: PLR0913, PLR0917  what the page lets a person choose
    session: Session,
    door: Household,
    who: Collection[UUID],
    told: ToldDoor,
    street: Street,
    by: Author,
) -> Mending:
    """Put some of those behind a door behind another one, also when the register comes again.

    Raises:
        BadMendingError: it is this door already, or somebody does not live behind it.
    """
    now = door_now(session, street, told)
    refuse_same(door, now)
    here = select(Elector.id).where(Elector.household_id == door.id, Elector.id.in_(who))
    moved = list(session.scalars(here))
    if len(moved) < len(set(who)):
        raise BadMendingError("Somebody of them does not live behind this door any more.", "who")
    moving = Moving(session)
    moving.within += [door.street_id, street.id]
    if now is None:
        now = make_door(session, door, told, street)
        moving.made.append(now.id)
    moving.place(door, now, moved)
    refresh(session, [door.id, now.id])
    people = "1 person" if len(moved) == 1 else f"{len(moved)} people"
    words = f"{people} of {words_of(session, door)} at {words_told(told, street)}"
    return kept(session, MendingKind.SPLIT, words, moving.told(), by)


def mend_street(session: Session, street: Street, name: str, by: Author) -> Mending:
    """Rename a street; where its district has one of that name already, the two become one.

    Raises:
        BadMendingError: it is called so already.
    """
    name, was = tidy(name), street.name
    key = name_key(name)
    if not key or "\x00" in name:
        raise BadMendingError("Say what the street is called.", "name")
    if name == was:
        raise BadMendingError("It is called so already.", "name")
    other = street_now(session, street.polling_district_id, key)
    moving = Moving(session)
    moving.streets.append(street.id)
    words = f"{was} is {name}"
    if other is not None and other.id != street.id:
        words += ", which stood already"
        moving.join_streets(street, other)
        refresh(session, moving.targets())
    else:
        moving.rename(street, name, key, is_new=other is None)
    return kept(session, MendingKind.STREET, words, moving.told(), by)


def set_walking(
    session: Session, street: Street, place: int, mode: WalkMode, by: Author
) -> Mending:
    """Say which street of its district is walked as which, and how.

    Raises:
        BadMendingError: it is walked so already.
    """
    streets = streets_of(session, street.polling_district_id)
    was = [one.id for one in streets].index(street.id) + 1
    place = max(1, min(place, len(streets)))
    if (place, mode) == (was, street.mode):
        raise BadMendingError("It is walked so already.", "place")
    told = {"streets": [street.id.hex], "place": was, "mode": street.mode.value}
    walk_as(session, street, place, mode)
    words = f"{street.name} is walked as number {place} of its district, {MODE_WORDS[mode]}"
    return kept(session, MendingKind.WALKING, words, told, by)


def walk_as(session: Session, street: Street, place: int, mode: WalkMode) -> None:
    """Put a street in its place, and its doors in the order of a mode."""
    others = [one for one in streets_of(session, street.polling_district_id) if one.id != street.id]
    for sequence, one in enumerate([*others[: place - 1], street, *others[place - 1 :]], start=1):
        one.sequence = sequence
    if mode != street.mode:
        spellings = update(Street).where(Street.merged_into_id == street.id)
        session.execute(spellings.values(mode=mode))
        street.mode = mode
        session.flush()
        rewalk(session, street)


def undo_mending(session: Session, mending: Mending, by: Author) -> None:
    """Undo a mending: doors, streets and people are where they were. The caller commits.

    Raises:
        BadMendingError: it is undone, or a later one is about the same doors or streets.
    """
    if mending.undone_at is not None:
        raise BadMendingError("This is undone already.")
    query = select(Mending).where(Mending.undone_at.is_(None), Mending.id > mending.id)
    for later in session.scalars(query.order_by(Mending.id.desc())):
        if meet(mending, later):
            raise BadMendingError(f"First undo what was mended later: {later.words}.")
    told = mending.told
    if mending.kind == MendingKind.WALKING:
        street = session.get_one(Street, (campaign_of(session), UUID(told["streets"][0])))
        walk_as(session, street, int(told["place"]), WalkMode(told["mode"]))
    else:
        Moving(session).undo(told)
    mending.undone_at, mending.undone_by = by.at, by.user_id
    session.flush()


def meet(one: Mending, other: Mending) -> bool:
    """Tell whether two mendings are about the same doors or streets."""
    same = any(touched(one, what) & touched(other, what) for what in ("doors", "streets"))
    street, door = (one, other) if one.kind == MendingKind.STREET else (other, one)
    is_around = street.kind == MendingKind.STREET and touched(street, "streets") & touched(
        door, "within"
    )
    return same or bool(is_around)


def touched(mending: Mending, what: str) -> set[str]:
    """Give the ids of the doors or streets that a mending is about."""
    return set(mending.told.get(what, ()))


def kept(
    session: Session, kind: MendingKind, words: str, told: dict[str, Any], by: Author
) -> Mending:
    """Keep a mending."""
    mending = Mending(kind=kind, words=words[:400], told=told, user_id=by.user_id, mended_at=by.at)
    session.add(mending)
    session.flush()
    return mending


def refuse_same(door: Household, now: Household | None) -> None:
    """Stop where a door is that door already.

    Raises:
        BadMendingError: it is.
    """
    if now is not None and now.id == door.id:
        raise BadMendingError("That is this very door already, capitals and signs aside.")


def door_now(session: Session, street: Street, told: ToldDoor) -> Household | None:
    """Find the door of a street that is told, or the one that it is now."""
    query = select(Household).where(
        Household.street_id == street.id, Household.address_key == told.key
    )
    found = session.scalars(query).one_or_none()
    if found is None or found.merged_into_id is None:
        return found
    return session.get(Household, (campaign_of(session), found.merged_into_id))


def make_door(session: Session, like: Household, told: ToldDoor, street: Street) -> Household:
    """Make a door as it is told; what it does not tell is as on the one that was misread."""
    house = told.house
    if not house.number and like.door_order.startswith(NAMED):
        house = house._replace(position=int(like.door_order[1:6]))
    door = Household(
        street_id=street.id,
        label=told.label,
        building=told.building,
        side=side(house, street.mode),
        door_order=walk_key(house, street.mode),
        address_key=told.key,
        postcode=like.postcode,
        uprn="",
        access_note=like.access_note,
    )
    session.add(door)
    session.flush()
    return door


def street_now(session: Session, district_id: UUID, key: str) -> Street | None:
    """Find a street of a district by what its spellings have in common."""
    query = select(Street).where(Street.polling_district_id == district_id, Street.name_key == key)
    found = session.scalars(query).one_or_none()
    if found is None or found.merged_into_id is None:
        return found
    return session.get(Street, (campaign_of(session), found.merged_into_id))


def words_of(session: Session, door: Household) -> str:
    """Write a door on one line."""
    street = session.get_one(Street, (campaign_of(session), door.street_id))
    return ", ".join(part for part in (door.label, door.building, street.name) if part)


def words_told(told: ToldDoor, street: Street) -> str:
    """Write a told door on one line."""
    return ", ".join(part for part in (told.label, told.building, street.name) if part)
