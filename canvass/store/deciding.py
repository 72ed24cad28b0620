"""Doubtful pairs decided one by one: the same person, whose history goes on, or two people."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Table, UniqueConstraint, or_, select, true, update
from sqlalchemy.orm import Session

from canvass.core.access import Member
from canvass.core.casework import address_lines
from canvass.core.errors import CanvassError, NotFoundError
from canvass.store.base import campaign_of
from canvass.store.befores import (
    ELECTOR,
    ELECTOR_BEFORE,
    OF_ELECTOR,
    ElectorBefore,
    remember_electors,
)
from canvass.store.contacts import Contact, ContactIssue, renew_counted, renew_standing
from canvass.store.pairing import PAIR, DoubtfulPair, both_in_wards, is_open
from canvass.store.places import Household, PollingDistrict, Street
from canvass.store.register import Elector, RegisterFile
from canvass.store.restoring import pointers_to

OF_PLACE = ("ward_id", "street_id", "door_order")
OF_POLLING_DAY = ("votes_by_post", "has_voted", "is_let_be", "has_posted")


class DecidedError(CanvassError):
    """Somebody has decided the pair already."""

    def __init__(self) -> None:
        super().__init__("That pair is decided already.")


class Half(NamedTuple):
    """One of a pair, as a person compares them."""

    roll_number: str
    name: str
    door: str
    markers: str
    strength: int | None
    contacts: int
    do_not_contact: bool


class Doubt(NamedTuple):
    """A pair to decide, with the reasons why it may be one person."""

    id: UUID
    old: Half
    new: Half
    points: int
    reasons: Sequence[str]
    electors: tuple[UUID, UUID]


def next_doubt(session: Session, member: Member) -> Doubt | None:
    """Give the pair to decide next, of a member's wards: the likeliest."""
    query = (
        select(DoubtfulPair)
        .where(*is_open(), *both_in_wards(member))
        .order_by(DoubtfulPair.points.desc(), DoubtfulPair.id)
        .limit(1)
    )
    pair = session.scalars(query).first()
    if pair is None:
        return None
    old, new = (half_of(session, one) for one in (pair.old_id, pair.new_id))
    electors = (pair.old_id, pair.new_id)
    return Doubt(pair.id, old, new, pair.points, pair.reasons, electors)


def check_pair(session: Session, member: Member, pair_id: UUID) -> None:
    """Let a member decide pairs of their own wards only.

    Raises:
        NotFoundError: it is none of theirs.
    """
    theirs = select(DoubtfulPair.id).where(DoubtfulPair.id == pair_id, *both_in_wards(member))
    if session.scalar(theirs) is None:
        raise NotFoundError


def half_of(session: Session, elector_id: UUID) -> Half:
    """Say of somebody what helps to tell them from another."""
    query = (
        select(Elector, PollingDistrict.code, Household, Street.name)
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .outerjoin(Household, Household.id == Elector.household_id)
        .outerjoin(Street, Street.id == Household.street_id)
        .where(Elector.id == elector_id)
    )
    one, code, home, street = session.execute(query).one()
    suffix = f"/{one.roll_suffix}" if one.roll_suffix else ""
    door = address_lines(home.label, home.building, street, home.postcode) if street else ()
    spoke = select(Contact.id).where(Contact.elector_id == elector_id, ~Contact.is_retracted)
    return Half(
        f"{code}-{one.roll_number}{suffix}",
        one.name,
        ", ".join(door),
        one.markers,
        one.strength,
        len(session.scalars(spoke).all()),
        one.do_not_contact,
    )


def decide(session: Session, pair_id: UUID, by: UUID, now: datetime, *, is_same: bool) -> str:
    """Decide a pair, and give the name it is about. The caller commits.

    Of one person the elector we had goes on, with what the register says of the one who came; what
    was recorded of that one since is theirs.

    Raises:
        NotFoundError: there is no such pair.
        DecidedError: it is decided already.
    """
    pair = session.get(DoubtfulPair, (campaign_of(session), pair_id))
    if pair is None:
        raise NotFoundError
    if pair.verdict:
        raise DecidedError
    pair.verdict = "same" if is_same else "different"
    pair.decided_by, pair.decided_at = by, now
    old, new = (elector(session, one) for one in (pair.old_id, pair.new_id))
    name = new.name
    session.flush()
    if is_same:
        settle_others(session, pair)
        remember(session, pair, old, new)
        go_on(session, old, new, pair.register_file_id)
    renew_standing(session, [old.id, new.id])
    renew_counted(session, [old.id, new.id])
    session.flush()
    return name


def elector(session: Session, elector_id: UUID) -> Elector:
    """Find an elector of a pair."""
    return session.get_one(Elector, (campaign_of(session), elector_id))


def settle_others(session: Session, pair: DoubtfulPair) -> None:
    """Decide the other pairs of either: nobody is one person with two."""
    either = (pair.old_id, pair.new_id)
    others = update(DoubtfulPair).where(
        DoubtfulPair.verdict == "",
        or_(DoubtfulPair.old_id.in_(either), DoubtfulPair.new_id.in_(either)),
    )
    told = {"verdict": "different", "decided_by": pair.decided_by, "decided_at": pair.decided_at}
    session.execute(others.values(told), execution_options={"synchronize_session": False})


def remember(session: Session, pair: DoubtfulPair, old: Elector, new: Elector) -> None:
    """Keep how both stand, as a change that the pair's file makes: undoing that undoes this.

    Who left with it is remembered by it already, and who came with it goes with it. But where one
    of the two is of another file, that one must not be undone before this one.
    """
    file = session.get_one(RegisterFile, (pair.campaign_id, pair.register_file_id))
    for one in (old, new):
        if not is_told_by(session, one, file.id):
            remember_as_at(session, one, file.id)
    if file.reach is not None:
        theirs = {one.polling_district_id.hex for one in (old, new)}
        more = theirs - set(file.reach["districts"])
        file.reach = {**file.reach, "districts": [*file.reach["districts"], *sorted(more)]}
    session.flush()


def befores_of(session: Session, elector_id: UUID) -> list[ElectorBefore]:
    """Give how somebody stood before each file that changed them, in the order of the files."""
    query = select(ElectorBefore).where(ElectorBefore.elector_id == elector_id)
    return list(session.scalars(query.order_by(ElectorBefore.register_file_id)))


def is_told_by(session: Session, one: Elector, file_id: UUID) -> bool:
    """Tell whether undoing a file sees to somebody as it is: it brought or changed them."""
    befores = befores_of(session, one.id)
    brought_by = befores[0].was_file_id if befores else one.register_file_id
    return brought_by == file_id or any(before.register_file_id == file_id for before in befores)


def remember_as_at(session: Session, one: Elector, file_id: UUID) -> None:
    """Keep how somebody stood when a file was taken in, whatever later ones changed."""
    later = [before for before in befores_of(session, one.id) if before.register_file_id > file_id]
    if later:
        names = (*OF_ELECTOR, "elector_id", "was_file_id")
        told = {name: getattr(later[0], name) for name in names}
        session.add(ElectorBefore(register_file_id=file_id, **told))
        return
    is_theirs = (ELECTOR.c.campaign_id == one.campaign_id, ELECTOR.c.id == one.id)
    remember_electors(session.connection(), file_id, *is_theirs)


def go_on(session: Session, old: Elector, new: Elector, with_file: UUID) -> None:
    """Let the elector we had go on in the place of the one who came."""
    told = {name: getattr(new, name) for name in (*OF_ELECTOR, *OF_PLACE, *OF_POLLING_DAY)}
    file_id = new.register_file_id
    new.on_register = False
    session.flush()
    for name, value in told.items():
        setattr(old, name, value)
    old.register_file_id = file_id
    session.flush()
    pass_on(session, old.id, new.id, with_file)
    session.expire_all()


def pass_on(session: Session, old_id: UUID, new_id: UUID, with_file: UUID) -> None:
    """Let all that points at the one who came point at the elector we had.

    Where only one row may point at somebody, theirs stays. How they stood before later files is now
    how the elector we had did.
    """
    later = ELECTOR_BEFORE.c.register_file_id > with_file
    for table, column in [*pointers_to(ELECTOR), (ContactIssue.__table__, "elector_id")]:
        if table is not PAIR:
            which = later if table is ELECTOR_BEFORE else true()
            pass_on_in(session, table, column, (old_id, new_id), which)


def pass_on_in(
    session: Session,
    table: object,
    column: str,
    pair: tuple[UUID, UUID],
    which: ColumnElement[bool],
) -> None:
    """Let the rows of one table point at the elector we had."""
    assert isinstance(table, Table)
    old_id, new_id = pair
    mine = (table.c.campaign_id == campaign_of(session)) & which
    is_single = any(
        isinstance(constraint, UniqueConstraint) and column in constraint.columns
        for constraint in table.constraints
    )
    taken = select(table.c.id).where(mine, table.c[column] == old_id).limit(1)
    if is_single and session.connection().scalar(taken) is not None:
        return
    moved = update(table).where(mine, table.c[column] == new_id).values({column: old_id})
    session.connection().execute(moved)
