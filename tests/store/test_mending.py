"""A misread address is mended once: later files land at the mended door, and nothing is lost."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.doorstep import Outcome
from canvass.core.mending import BadMendingError, told_door
from canvass.core.verdicts import Status
from canvass.core.walk_order import WalkMode
from canvass.store.accounts import User
from canvass.store.contacts import Contact
from canvass.store.mended import Mending, Placement
from canvass.store.mending import (
    Author,
    mend_door,
    mend_street,
    set_walking,
    split_door,
    undo_mending,
)
from canvass.store.places import Household, PollingDistrict, Street
from canvass.store.register import Elector
from canvass.store.restoring import undo_import
from canvass.store.rights import Notice, stop
from canvass.store.streets import doors_on, streets_of
from canvass.store.suppressions import Suppression
from canvass.store.walks import doors_of, residents_of
from tests.make import (
    TEA_TIME,
    keep,
    make_lease,
    make_member,
    make_response,
    make_user,
    make_walk,
    make_ward,
)
from tests.registers import CAME_AT, forget_registers, person
from tests.store.test_restoring import on_register, take, tell

ME = Author(None, TEA_TIME)


def elector(session: Session, number: int) -> Elector:
    return session.scalars(
        select(Elector).where(Elector.roll_number == str(number), Elector.on_register)
    ).one()


def door_of(session: Session, number: int) -> Household:
    """Give the door an elector lives behind."""
    home = elector(session, number).household_id
    assert home is not None
    return session.get_one(Household, (1, home))


def street_of(session: Session, door: Household) -> Street:
    return session.get_one(Street, (1, door.street_id))


def mend(session: Session, number: int, *told: str) -> Mending:
    """Say what the door of an elector really is: house number, flat, building."""
    door = door_of(session, number)
    return mend_door(session, door, told_door(*told), street_of(session, door), ME)


def split(session: Session, numbers: Sequence[int], *told: str) -> Mending:
    """Put some electors of one door behind another."""
    door = door_of(session, numbers[0])
    who = [elector(session, number).id for number in numbers]
    return split_door(session, door, who, told_door(*told), street_of(session, door), ME)


def addresses(session: Session) -> dict[str, str]:
    """Give where everybody on the register lives, by number, as a letter would say it."""
    session.expire_all()
    query = (
        select(Elector.roll_number, Household.building, Household.label, Street.name)
        .join(Household, Household.id == Elector.household_id)
        .join(Street, Street.id == Household.street_id)
        .where(Elector.on_register)
    )
    return {
        number: ", ".join(part for part in (label, building, street) if part)
        for number, building, label, street in session.execute(query)
    }


def whole(session: Session) -> tuple[Any, ...]:
    """Give all that a mending may change, to see whether it came back."""
    session.expire_all()
    electors = session.scalars(select(Elector).order_by(Elector.id))
    doors = session.scalars(select(Household).order_by(Household.id))
    streets = session.scalars(select(Street).order_by(Street.id))
    contacts = session.scalars(select(Contact).order_by(Contact.id))
    return (
        [(one.id, one.household_id, one.street_id, one.door_order) for one in electors],
        [(one.id, one.street_id, one.side, one.door_order, one.merged_into_id) for one in doors],
        [(one.id, one.name, one.sequence, one.mode, one.merged_into_id) for one in streets],
        [(one.id, one.household_id) for one in contacts],
        session.scalar(select(func.count(Placement.id))),
    )


def test_a_mended_door_stays_mended_when_the_same_file_comes_again(session: Session) -> None:
    rows = [person(1), person(2), person(3)]
    take(session, *rows)
    contact = tell(session, make_user(session), elector(session, 2))

    mend(session, 2, "2A", "", "")
    before = on_register(session)
    take(session, *rows)

    assert on_register(session) == before
    assert addresses(session)["2"] == "2A, Gatliff Road"
    kept = session.get_one(Contact, (1, contact))
    assert (kept.elector_id, kept.household_id) == (
        elector(session, 2).id,
        door_of(session, 2).id,
    )


def test_a_newcomer_in_the_old_spelling_lands_at_the_mended_door(session: Session) -> None:
    take(session, person(1), person(2))
    mend(session, 2, "", "Flat 2", "Gatliff House")

    take(session, person(1), person(2), person(9, house=2))

    assert addresses(session)["9"] == "Flat 2, Gatliff House, Gatliff Road"
    assert door_of(session, 9).id == door_of(session, 2).id


def test_the_councils_own_correction_changes_nothing_more(session: Session) -> None:
    take(session, person(1), person(2))
    mend(session, 2, "2A", "", "")
    before = on_register(session)

    take(session, person(1), person(2).replace("2 Gatliff", "2A Gatliff"))

    assert on_register(session) == before


def test_two_doors_that_are_one_become_one_for_good(session: Session) -> None:
    rows = [person(1), person(2), person(3, "Surname2", house=1), person(4, "Surname2", house=2)]
    take(session, *rows)
    mend(session, 2, "1", "", "")

    assert {addresses(session)[number] for number in "1234"} == {"1, Gatliff Road"}
    before = on_register(session)
    take(session, *rows)
    assert on_register(session) == before
    take(session, *[row.replace("CH1,", "CH1,1", 1) for row in rows])
    assert len(on_register(session)) == 4
    assert {one.id for one in before if one.name == "Ada Surname1"} < {
        one.id for one in on_register(session)
    }


def test_some_of_a_door_live_behind_another_also_after_renumbering_and_marriage(
    session: Session,
) -> None:
    rows = [person(1, house=7), person(2, house=7), person(3, house=7), person(4)]
    take(session, *rows)
    split(session, [2, 3], "7", "Flat 2", "")
    before = on_register(session)

    take(session, *rows)
    assert on_register(session) == before
    take(session, rows[0], person(2, "Married", house=7), person(33, "Surname3", house=7), rows[3])

    assert {one.id for one in on_register(session)} == {one.id for one in before}
    told = addresses(session)
    assert told["2"] == told["33"] == "Flat 2, 7, Gatliff Road"
    assert told["1"] == "7, Gatliff Road"


def test_who_was_split_off_and_moves_house_moves(session: Session) -> None:
    take(session, person(1, house=7), person(2, house=7))
    split(session, [2], "7", "Flat 2", "")

    take(session, person(1, house=7), person(2, house=9))

    assert addresses(session)["2"] == "9, Gatliff Road"


def test_two_of_one_name_are_not_confused_by_a_split(session: Session) -> None:
    rows = [person(1, "Twin", house=7), person(2, "Twin", house=7)]
    take(session, *rows)
    split(session, [2], "7", "Flat 2", "")
    before = on_register(session)

    take(session, *rows)

    assert on_register(session) == before


def test_a_renamed_street_keeps_its_name_and_takes_in_both_spellings(session: Session) -> None:
    take(session, person(1), person(2))
    street = street_of(session, door_of(session, 1))
    mend_street(session, street, "Gatcliff Road", ME)
    before = on_register(session)

    take(session, person(1), person(2).replace("Gatliff", "Gatcliff"), person(3))

    assert on_register(session) > before
    assert set(addresses(session).values()) == {f"{n}, Gatcliff Road" for n in (1, 2, 3)}


def test_two_streets_that_are_one_become_one_and_the_same_doors_with_them(
    session: Session,
) -> None:
    wrong = [person(3, house=1).replace("Gatliff", "Gatlif"), person(4).replace("tliff", "tlif")]
    rows = [person(1), person(2), *wrong]
    take(session, *rows)
    tell(session, make_user(session), elector(session, 3))
    mend_street(session, street_of(session, door_of(session, 3)), "Gatliff Road", ME)

    assert addresses(session)["3"] == addresses(session)["1"] == "1, Gatliff Road"
    before = on_register(session)
    take(session, *rows, person(9, house=90).replace("tliff", "tlif"), person(8, house=90))
    assert before < on_register(session)
    assert addresses(session)["9"] == addresses(session)["8"] == "90, Gatliff Road"
    assert session.scalar(select(func.count(Contact.id))) == 1


def test_a_street_keeps_its_place_and_mode_through_later_files(session: Session) -> None:
    rows = [person(1), person(2), person(3), person(4).replace("Gatliff", "Lupus")]
    take(session, *rows)
    first, _ = streets_of(session, elector(session, 1).polling_district_id)
    set_walking(session, first, 2, WalkMode.CONSECUTIVE, ME)

    take(session, *rows, person(6), person(5))

    assert [one.name for one in streets_of(session, first.polling_district_id)] == [
        "Lupus Road",
        "Gatliff Road",
    ]
    assert [door.label for door, _ in doors_on(session, first)] == ["1", "2", "3", "5", "6"]
    in_order = select(Elector.roll_number).where(Elector.street_id == first.id)
    assert list(session.scalars(in_order.order_by(Elector.door_order))) == list("12356")


def test_a_walk_and_a_phone_that_know_the_old_door_lose_nothing(session: Session) -> None:
    take(session, person(1, house=7), person(2, house=7), person(3))
    member = make_member(session)
    ward = new_ward(session)
    walk = make_walk(session, ward, door_of(session, 1), door_of(session, 3))
    make_lease(session, walk, member.user_id)
    old = {
        number: make_response(walk, elector(session, number), strength=1) for number in (1, 2, 3)
    }
    not_in = make_response(walk, elector(session, 3), elector=None, outcome=Outcome.NOT_IN)
    keep(session, member, early := make_response(walk, elector(session, 3)))
    split(session, [2], "7", "Flat 2", "")
    mend(session, 3, "3A", "", "")

    assert keep(session, member, early)[0].status == Status.DUPLICATE
    answers = keep(session, member, *old.values(), not_in)
    again = keep(session, member, *old.values())

    assert {one.status for one in answers} == {Status.KEPT}
    assert {one.status for one in again} == {Status.DUPLICATE}
    assert [elector(session, number).strength for number in (1, 2, 3)] == [1, 1, 1]
    assert [door.label for door, _ in doors_of(session, walk)] == ["7", "Flat 2", "3A"]
    assert len(residents_of(session, walk)) == 3
    homes = {one.elector_id: one.household_id for one in session.scalars(select(Contact))}
    assert homes[elector(session, 2).id] == door_of(session, 2).id
    assert homes[None] == door_of(session, 3).id


def new_ward(session: Session) -> UUID:
    """Put the district of the register into a ward."""
    ward = make_ward(session)
    for district in session.scalars(select(PollingDistrict)):
        district.ward_id = ward.id
    for one in session.scalars(select(Elector)):
        one.ward_id = ward.id
    session.flush()
    found: UUID = ward.id
    return found


def test_a_stop_notice_goes_with_the_person_to_the_mended_door(session: Session) -> None:
    rows = [person(1, house=7), person(2, house=7), person(3)]
    take(session, *rows)
    user = make_user(session)
    for number in (2, 3):
        stop(session, elector(session, number), Notice("by letter", user.id, TEA_TIME))
    split(session, [2], "7", "Flat 2", "")
    mend(session, 3, "3A", "", "")

    homes = set(session.scalars(select(Suppression.household_id)))
    assert homes == {door_of(session, 2).id, door_of(session, 3).id}
    take(session, person(1, house=7))
    take(session, *rows)
    assert elector(session, 2).has_objected
    assert elector(session, 3).has_objected


def test_undoing_a_mending_gives_back_what_was(session: Session) -> None:
    rows = [person(n, house=n // 2 + 1) for n in range(1, 6)]
    wrong = [person(n, house=n - 10).replace("tliff", "tlif") for n in (11, 12)]
    take(session, *rows, *wrong)
    user = make_user(session)
    for number in (1, 2, 4):
        tell(session, user, elector(session, number))
    street = street_of(session, door_of(session, 11))
    first = street_of(session, door_of(session, 1))
    was = whole(session)
    done = [
        mend(session, 1, "1A", "", ""),
        split(session, [2], "2", "Flat 2", ""),
        mend(session, 4, "2", "", ""),
        mend_street(session, street, "Gatliff Road", ME),
        mend_street(session, first, "Gatcliff Road", ME),
        set_walking(session, first, 1, WalkMode.CONSECUTIVE, ME),
    ]
    with pytest.raises(BadMendingError, match="First undo what was mended later"):
        undo_mending(session, done[3], ME)

    for mending in reversed(done):
        undo_mending(session, mending, ME)

    assert whole(session) == was
    assert all(mending.undone_at == TEA_TIME for mending in done)
    with pytest.raises(BadMendingError, match="undone already"):
        undo_mending(session, done[0], ME)


def test_what_was_recorded_since_goes_back_with_the_person(session: Session) -> None:
    take(session, person(1), person(2))
    old = door_of(session, 2)
    mending = mend(session, 2, "1", "", "")
    contact = tell(session, make_user(session), elector(session, 2))

    undo_mending(session, mending, ME)

    assert session.get_one(Contact, (1, contact)).household_id == old.id
    assert door_of(session, 2).id == old.id
    assert elector(session, 2).strength == 1


def test_a_mending_outlives_the_undoing_of_its_register(session: Session) -> None:
    rows = [person(1), person(2)]
    file = take(session, *rows)
    mend(session, 2, "2A", "", "")

    undo_import(session, file, None, CAME_AT)
    take(session, *rows)

    assert addresses(session) == {"1": "1, Gatliff Road", "2": "2A, Gatliff Road"}


def test_undoing_a_register_that_came_before_the_mending_leaves_nobody_at_the_old_door(
    session: Session,
) -> None:
    take(session, person(1), person(2))
    later = take(session, person(1), person(2, "Married"))
    mend(session, 2, "2A", "", "")

    undo_import(session, later, None, CAME_AT)

    assert elector(session, 2).surname == "Surname2"
    assert addresses(session)["2"] == "2A, Gatliff Road"


def test_a_door_that_is_so_already_is_not_mended(session: Session) -> None:
    take(session, person(1), person(2))
    with pytest.raises(BadMendingError, match="this very door"):
        mend(session, 1, "1", "", "")
    mend(session, 1, "1A", "", "")
    with pytest.raises(BadMendingError, match="this very door"):
        mend(session, 1, "1", "", "")
    with pytest.raises(BadMendingError, match="called so already"):
        mend_street(session, street_of(session, door_of(session, 1)), "Gatliff Road", ME)


STEPS = st.one_of(
    st.tuples(st.just("mend"), st.integers(1, 5), st.integers(1, 7)),
    st.tuples(st.just("split"), st.integers(1, 5), st.integers(1, 7)),
    st.tuples(st.just("street"), st.integers(1, 5), st.integers(0, 3)),
    st.tuples(st.just("undo"), st.just(0), st.just(0)),
    st.tuples(st.just("tell"), st.integers(1, 5), st.just(0)),
)
NAMES = ("Gatliff Road", "Lupus Road", "Ebury Road", "Gatlif Road")


def act(session: Session, user: User, step: tuple[str, int, int], at: int) -> None:
    """Do one step, if it can be done."""
    what, number, more = step
    by = Author(None, TEA_TIME + timedelta(minutes=at))
    door = door_of(session, number) if number else None
    if what == "undo":
        standing = select(Mending).where(Mending.undone_at.is_(None))
        last = session.scalars(standing.order_by(Mending.id.desc())).first()
        if last is not None:
            undo_mending(session, last, by)
        return
    assert door is not None
    street = street_of(session, door)
    if what == "tell":
        tell(session, user, elector(session, number))
    elif what == "mend":
        mend_door(session, door, told_door(str(more), "", ""), street, by)
    elif what == "split":
        who = [elector(session, number).id]
        split_door(session, door, who, told_door(str(more), "Flat 1", ""), street, by)
    else:
        mend_street(session, street, NAMES[more], by)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(STEPS, min_size=1, max_size=7))
def test_whatever_is_mended_the_same_file_changes_nothing_and_no_contact_is_lost(
    session: Session, steps: Sequence[tuple[str, int, int]]
) -> None:
    for table in (Placement, Mending):
        session.query(table).delete()
    for door in session.scalars(select(Household)):
        door.merged_into_id = None
    for street in session.scalars(select(Street)):
        street.merged_into_id = None
    session.flush()
    forget_registers(session)
    user = make_user(session)
    rows = [person(n, house=(n + 1) // 2) for n in range(1, 5)]
    rows.append(person(5, house=2).replace("Gatliff", "Lupus"))
    take(session, *rows)
    was = on_register(session)
    for at, step in enumerate(steps):
        try:
            act(session, user, step, at)
        except BadMendingError:
            continue
        mended, told = on_register(session), contacts(session)
        take(session, *rows)
        assert on_register(session) == mended, step
        assert contacts(session) == told
    while last := session.scalars(
        select(Mending).where(Mending.undone_at.is_(None)).order_by(Mending.id.desc())
    ).first():
        undo_mending(session, last, ME)
    assert on_register(session) == was


def contacts(session: Session) -> dict[UUID, tuple[UUID | None, UUID | None]]:
    """Give about whom each contact is, and at which door: the one they live behind."""
    session.expire_all()
    found = {one.id: (one.elector_id, one.household_id) for one in session.scalars(select(Contact))}
    for who, home in found.values():
        assert session.get_one(Elector, (1, who)).household_id == home
        assert session.get_one(Elector, (1, who)).strength == 1
    return found
