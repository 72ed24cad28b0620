from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.errors import NotFoundError
from canvass.store.contacts import Contact
from canvass.store.leases import (
    give_walk,
    stand_at,
    take_walk_back,
    team_at_doors,
    walk_for,
    walks_for,
    walks_held,
)
from canvass.store.register import Elector
from canvass.store.walks import Walk, door_count, doors_of
from tests.make import (
    TEA_TIME,
    keep,
    make_elector,
    make_home,
    make_lease,
    make_member,
    make_response,
    make_walk,
    make_ward,
)

LATER = TEA_TIME + timedelta(hours=1)


@pytest.fixture
def walk(session: Session) -> Walk:
    ward = make_ward(session)
    doors = [make_home(session, ward, label) for label in ("2", "4")]
    for door in doors:
        make_elector(session, door)
    return make_walk(session, ward.id, *doors)


def test_a_team_shares_a_walk_and_one_may_lose_it_alone(session: Session, walk: Walk) -> None:
    organiser = make_member(session)
    sam, ines = make_member(session, Role.VOLUNTEER), make_member(session, Role.VOLUNTEER)
    for minute, one in enumerate((sam, ines)):
        give_walk(session, walk, one.user_id, TEA_TIME + timedelta(minutes=minute), 8)
    session.flush()
    [row] = walks_for(session, organiser, LATER)
    assert [holder.user_id for holder in row.holders] == [sam.user_id, ines.user_id]

    take_walk_back(session, walk, LATER, sam.user_id)

    assert walks_held(session, sam, LATER) == []
    with pytest.raises(NotFoundError, match="not in your hands"):
        walk_for(session, sam, walk.id, LATER)
    assert walk_for(session, ines, walk.id, LATER) is walk
    take_walk_back(session, walk, LATER)
    assert walks_for(session, organiser, LATER)[0].holders == []


def test_the_same_person_given_a_walk_again_is_one_holder(session: Session, walk: Walk) -> None:
    sam = make_member(session, Role.VOLUNTEER)
    for _ in range(2):
        give_walk(session, walk, sam.user_id, TEA_TIME, 8)
        session.flush()
    assert len(walks_held(session, sam, LATER)[0].holders) == 1
    assert door_count(session, walk) == 2


def test_the_others_see_at_which_door_one_is_and_one_does_not_see_oneself(
    session: Session, walk: Walk
) -> None:
    sam, ines = make_member(session, Role.VOLUNTEER), make_member(session, Role.VOLUNTEER)
    for one in (sam, ines):
        make_lease(session, walk, one.user_id)
    elsewhere = make_home(session)
    first = doors_of(session, walk)[0][0]

    stand_at(session, sam, walk, first.id, LATER)
    [seen] = team_at_doors(session, ines, walk, LATER, timedelta(minutes=20))
    assert seen.household_id == first.id
    assert team_at_doors(session, sam, walk, LATER, timedelta(minutes=20)) == []
    much_later = LATER + timedelta(minutes=21)
    assert team_at_doors(session, ines, walk, much_later, timedelta(minutes=20)) == []

    stand_at(session, sam, walk, elsewhere.id, LATER)
    assert team_at_doors(session, ines, walk, LATER, timedelta(minutes=20)) == []
    stand_at(session, sam, walk, None, LATER)
    assert team_at_doors(session, ines, walk, LATER, timedelta(minutes=20)) == []


@pytest.mark.parametrize(
    ("off", "kept_at"), [(-26, 0), (-1, 0), (2, 2), (30, 8)], ids=["day", "hour", "none", "ahead"]
)
def test_a_moment_is_brought_into_the_time_of_the_lease_and_kept_as_told(
    session: Session, walk: Walk, off: int, kept_at: int
) -> None:
    sam = make_member(session, Role.VOLUNTEER)
    make_lease(session, walk, sam.user_id)
    elector = session.scalars(select(Elector)).first()
    assert elector is not None
    told_at = TEA_TIME + timedelta(hours=off)

    keep(session, sam, make_response(walk, elector, spoken_at=told_at))

    contact = session.scalars(select(Contact)).one()
    assert contact.spoken_at == TEA_TIME + timedelta(hours=kept_at)
    assert contact.told_at == told_at


def test_somebody_without_a_lease_is_not_bound_to_one(session: Session, walk: Walk) -> None:
    organiser = make_member(session)
    elector = session.scalars(select(Elector)).first()
    assert elector is not None
    told_at = TEA_TIME - timedelta(days=3)
    keep(session, organiser, make_response(walk, elector, spoken_at=told_at))
    assert session.scalars(select(Contact)).one().spoken_at == told_at
