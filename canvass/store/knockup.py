"""Knock-up lists: the doors of promised supporters who have not voted yet, in walking order."""

from collections.abc import Collection
from datetime import date
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from canvass.core.knocks import RoundKind
from canvass.core.knockup import Candidate, Door, Promise
from canvass.core.telling import written
from canvass.store.places import District, Household, PollingDistrict, Street, Ward, districts
from canvass.store.register import Elector


class ListedPromise(NamedTuple):
    """One elector on the list with the door they are behind, as the query reads them."""

    id: UUID
    polling_district_id: UUID
    street_id: UUID
    household_id: UUID
    roll_number: str
    roll_suffix: str
    name: str
    strength: int
    wants_lift: bool
    label: str
    building: str
    side: str
    postcode: str
    access_note: str


Condition = ColumnElement[bool] | InstrumentedAttribute[bool]


def knocked_up(polling_day: date) -> tuple[Condition, ...]:
    """Say in SQL what `core.knockup.is_knocked_up` says in Python.

    The first three are the condition of the partial index `ix_elector_knockup`.
    """
    return (
        Elector.is_promise,
        Elector.on_register,
        ~Elector.has_voted,
        Elector.household_id.is_not(None),
        ~Elector.is_anonymous,
        Elector.has_franchise,
        or_(Elector.attains_on.is_(None), Elector.attains_on <= polling_day),
        ~Elector.votes_by_post,
        ~Elector.do_not_contact,
        ~Elector.has_moved,
        ~Elector.has_died,
        ~Elector.is_let_be,
    )


def chased(polling_day: date) -> tuple[Condition, ...]:
    """Say who is on the list of the postal chase: promises who vote by post and have not yet."""
    return (
        Elector.is_promise,
        Elector.on_register,
        ~Elector.has_posted,
        Elector.household_id.is_not(None),
        ~Elector.is_anonymous,
        Elector.has_franchise,
        or_(Elector.attains_on.is_(None), Elector.attains_on <= polling_day),
        Elector.votes_by_post,
        ~Elector.do_not_contact,
        ~Elector.has_moved,
        ~Elector.has_died,
        ~Elector.is_let_be,
    )


WHO = {RoundKind.KNOCKUP: knocked_up, RoundKind.POSTAL: chased}


def knockup_doors(
    session: Session, ward: Ward, polling_day: date, kind: RoundKind = RoundKind.KNOCKUP
) -> list[Door]:
    """List the doors of a ward that are still to be knocked up, or chased, in walking order."""
    places = districts(session)
    order = street_order(session, ward)
    promises = sorted(
        listed_promises(session, ward.id, order.keys(), WHO[kind](polling_day)),
        key=lambda one: order[one.street_id][0],
    )
    return [
        door_of(list(behind), places, order)
        for _, behind in groupby(promises, key=lambda one: one.household_id)
    ]


def listed_promises(
    session: Session, ward_id: UUID, streets: Collection[UUID], who: tuple[Condition, ...]
) -> list[ListedPromise]:
    """Read the electors of a ward's list, street by street, each street in walking order.

    `streets` are the ward's. They say nothing new, but without them PostgreSQL reads all households
    of the campaign to join a ward's.
    """
    query = (
        select(
            Elector.id,
            Elector.polling_district_id,
            Elector.street_id,
            Elector.household_id,
            Elector.roll_number,
            Elector.roll_suffix,
            Elector.name,
            Elector.strength,
            Elector.wants_lift,
            Household.label,
            Household.building,
            Household.side,
            Household.postcode,
            Household.access_note,
        )
        .join(Household, Household.id == Elector.household_id)
        .where(
            Elector.ward_id == ward_id,
            Household.street_id.in_(streets),
            *who,
        )
        .order_by(Elector.street_id, Elector.door_order, Elector.household_id, Elector.id)
    )
    return [ListedPromise._make(row) for row in session.execute(query)]


def street_order(session: Session, ward: Ward) -> dict[UUID, tuple[int, str]]:
    """Give each street of a ward its place in the walking order, and its name."""
    query = (
        select(Street.id, Street.name)
        .join(PollingDistrict, PollingDistrict.id == Street.polling_district_id)
        .where(PollingDistrict.ward_id == ward.id)
        .order_by(PollingDistrict.code, Street.sequence, Street.name, Street.id)
    )
    return {id_: (place, name) for place, (id_, name) in enumerate(session.execute(query))}


def door_of(
    behind: list[ListedPromise],
    places: dict[UUID, District],
    order: dict[UUID, tuple[int, str]],
) -> Door:
    """Make one door of the electors behind it."""
    first = behind[0]
    district = places[first.polling_district_id]
    return Door(
        district=district.code,
        station=district.station,
        street=order[first.street_id][1],
        side=first.side,
        label=first.label,
        building=first.building,
        postcode=first.postcode,
        note=first.access_note,
        promises=tuple(
            Promise(
                written(district.code, one.roll_number, one.roll_suffix),
                one.name,
                one.strength,
                ("LIFT",) if one.wants_lift else (),
                one.id,
            )
            for one in behind
        ),
        household=first.household_id,
    )


def candidate_of(elector: Elector) -> Candidate:
    """Give what the rule needs of an elector."""
    return Candidate(
        on_register=elector.on_register,
        has_door=elector.household_id is not None,
        is_anonymous=elector.is_anonymous,
        has_franchise=elector.has_franchise,
        attains_on=elector.attains_on,
        is_promise=elector.is_promise,
        has_voted=elector.has_voted,
        votes_by_post=elector.votes_by_post,
        do_not_contact=elector.do_not_contact,
        has_moved=elector.has_moved,
        has_died=elector.has_died,
        is_let_be=elector.is_let_be,
    )


class PromiseCount(NamedTuple):
    """A ward's promises, those who have voted, and those who are left to knock up."""

    promises: int
    voted: int
    left: int


def promise_counts(session: Session, polling_day: date) -> dict[UUID, PromiseCount]:
    """Count the promises of every ward, by ward id."""
    is_left = and_(*knocked_up(polling_day))
    query = (
        select(
            Elector.ward_id,
            func.count(),
            func.count(case((Elector.has_voted, 1))),
            func.count(case((is_left, 1))),
        )
        .where(Elector.is_promise, Elector.on_register)
        .group_by(Elector.ward_id)
    )
    return {
        ward_id: PromiseCount(promises, voted, left)
        for ward_id, promises, voted, left in session.execute(query)
        if ward_id is not None
    }
