from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.council_file import BadFileError
from canvass.core.walk_order import WalkMode
from canvass.store.accounts import Campaign, add_campaign, campaign_called
from canvass.store.intake import Intake, import_register
from canvass.store.places import Household, Street
from canvass.store.register import Elector, RegisterFile
from tests.registers import CAME_AT, forget_registers, person, take_in, xpress

ROWS = st.lists(
    st.builds(person, st.integers(1, 6), st.sampled_from(["Ash", "Birch"]), st.integers(1, 3)),
    max_size=8,
    unique_by=lambda row: row.split(",")[1],
)


def take(session: Session, *rows: str) -> Intake:
    """Take a register of these rows in, whatever it would do."""
    taken = session.scalar(select(func.count()).select_from(RegisterFile)) or 0
    padding = "\r\n" * taken  # the same rows twice are another file
    source = xpress(*rows, padding)
    intake = import_register(session, source, "some.csv", now=CAME_AT, confirm=True)
    session.expire_all()
    return intake


def roll(session: Session) -> dict[str, Elector]:
    """Give the electors on the register by number."""
    query = select(Elector).where(Elector.on_register)
    return {elector.roll_number: elector for elector in session.scalars(query)}


def test_the_same_people_again_change_nothing(session: Session) -> None:
    rows = [person(number) for number in range(1, 8)]
    take(session, *rows)
    again = take(session, *rows)
    assert (again.electors_added, again.electors_changed, again.electors_removed) == (0, 0, 0)
    assert (again.households_added, again.streets_added) == (0, 0)


def test_numbers_pass_round_among_neighbours_without_mixing_them_up(session: Session) -> None:
    take(session, *(person(number, f"Name{number}", number) for number in range(1, 6)))
    before = {elector.surname: elector.id for elector in roll(session).values()}
    shifted = [person(number % 5 + 1, f"Name{number}", number) for number in range(1, 6)]

    intake = take(session, *shifted)

    after = roll(session)
    assert {elector.surname: elector.id for elector in after.values()} == before
    assert {number: elector.surname for number, elector in after.items()} == {
        "2": "Name1",
        "3": "Name2",
        "4": "Name3",
        "5": "Name4",
        "1": "Name5",
    }
    assert (intake.electors_changed, intake.electors_added, intake.electors_removed) == (5, 0, 0)


def test_who_leaves_and_comes_back_is_the_same_person(session: Session) -> None:
    take(session, person(1), person(2))
    two = roll(session)["2"]
    two.strength = 2
    take(session, person(1))
    assert set(roll(session)) == {"1"}
    take(session, person(1), person(9, "Surname2", house=2))
    assert (roll(session)["9"].id, roll(session)["9"].strength) == (two.id, 2)


def test_two_namesakes_behind_one_door_are_not_guessed_apart(session: Session) -> None:
    take(session, person(1, "Twin", 5), person(2, "Twin", 5))
    ids = {elector.id for elector in roll(session).values()}
    intake = take(session, person(7, "Twin", 5), person(8, "Twin", 5))
    assert (intake.electors_added, intake.electors_removed) == (2, 2)
    assert not ids & {elector.id for elector in roll(session).values()}


def test_of_two_new_namesakes_behind_a_door_neither_is_taken_for_the_one_we_knew(
    session: Session,
) -> None:
    take(session, person(1, "Twin", 5))
    known = roll(session)["1"].id
    intake = take(session, person(7, "Twin", 5), person(8, "Twin", 5))
    assert (intake.electors_added, intake.electors_removed) == (2, 1)
    assert known not in {elector.id for elector in roll(session).values()}


def test_a_new_elector_starts_with_nothing_believed_of_them(session: Session) -> None:
    take(session, person(1))
    one = roll(session)["1"]
    assert (one.strength, one.party, one.last_outcome, one.spoken_at) == (None, None, None, None)
    flags = (one.is_promise, one.do_not_contact, one.has_moved, one.has_died, one.wants_lift)
    assert (*flags, one.votes_by_post, one.has_voted) == (False,) * 7


def test_an_elector_stands_where_the_door_stands(session: Session) -> None:
    take(session, person(1), person(2), person(12))
    doors = {door.id: door for door in session.scalars(select(Household))}
    for elector in roll(session).values():
        assert elector.household_id is not None
        door = doors[elector.household_id]
        assert (elector.street_id, elector.door_order) == (door.street_id, door.door_order)
    assert {door.label: door.side for door in doors.values()} == {
        "1": "odd",
        "2": "even",
        "12": "even",
    }


def test_a_street_that_is_walked_number_by_number_stays_so(session: Session) -> None:
    take(session, person(1), person(2))
    session.scalars(select(Street)).one().mode = WalkMode.CONSECUTIVE
    session.flush()
    take(session, person(1), person(2), person(3))
    doors = session.scalars(select(Household).order_by(Household.door_order)).all()
    assert [(door.label, door.side) for door in doors] == [("1", ""), ("2", ""), ("3", "")]
    orders = [elector.door_order for _, elector in sorted(roll(session).items())]
    assert orders == [door.door_order for door in doors]


def test_a_postcode_left_out_later_is_not_forgotten(session: Session) -> None:
    take(session, person(1))
    take(session, person(1).replace("SW1V 0AG", ""))
    assert session.scalars(select(Household.postcode)).one() == "SW1V 0AG"


def test_streets_come_in_the_order_of_the_register(session: Session) -> None:
    rows = [person(1), person(2).replace("Gatliff", "Ebury"), person(3).replace("Gatliff", "Ash")]
    take(session, *rows)
    take(session, *rows, person(4).replace("Gatliff", "Zinnia"))
    names = session.scalars(select(Street.name).order_by(Street.sequence))
    assert list(names) == ["Gatliff Road", "Ebury Road", "Ash Road", "Zinnia Road"]


def test_a_district_whose_rows_were_all_refused_loses_nobody(session: Session) -> None:
    other = [person(number, district="CH2") for number in (1, 2)]
    take(session, person(1), *other)
    spoilt = [row.replace("Surname", "Nul\x00") for row in other]
    intake = take(session, person(1), *map(person, range(2, 6)), *spoilt)
    assert intake.electors_removed == 0


def test_another_campaigns_register_is_left_alone(session: Session) -> None:
    take(session, person(1), person(2))
    there = Campaign(slug="camden", name="Camden", polling_day=CAME_AT.date())
    add_campaign(session, there)
    intake = take(session, person(1))
    assert (intake.electors_added, intake.electors_removed, intake.streets_added) == (1, 0, 1)
    campaign_called(session, "westminster")
    session.expire_all()
    assert set(roll(session)) == {"1", "2"}


def test_a_trial_keeps_nothing(session: Session) -> None:
    take_in(session, "xpress_full.csv")
    session.rollback()
    assert roll(session) == {}
    assert take_in(session, "xpress_full.csv").electors_added == 17


@pytest.mark.parametrize("turns", [1, 2])
def test_a_refused_file_does_not_stand_in_the_way_of_the_next(session: Session, turns: int) -> None:
    for _ in range(turns):
        with pytest.raises(BadFileError, match="nothing was taken in"):
            take(session, "CH1,,,,,,,,,,,,,", "CH1,,,x,,,,,,,,,,")
    assert take(session, person(1)).electors_added == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_register_four_times_as_long_takes_four_times_the_work(session: Session) -> None:
    """Counted in the steps of SQLite's machine: a table read once for each elector shows here."""
    steps = [work_of_second_register(session, people) for people in (250, 1000)]
    assert steps[1] < steps[0] * 6


def work_of_second_register(session: Session, people: int) -> int:
    """Take ten districts of so many people in, then again, and count the work of the second."""
    codes = [f"{people}{letter}" for letter in "ABCDEFGHIJ"]
    numbers = range(1, people // 10 + 1)
    rows = [person(number, district=code) for code in codes for number in numbers]
    moved = [person(number, f"Moved{number}", district=codes[0]) for number in (3, 5)]
    take(session, *rows)
    ticks: list[int] = []
    driver: Any = session.connection().connection.driver_connection
    driver.set_progress_handler(lambda: ticks.append(1), 100)
    take(session, *rows[5:], *moved)
    driver.set_progress_handler(None, 0)
    return len(ticks)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ROWS.filter(bool), min_size=2, max_size=4))
def test_after_any_registers_the_last_one_stands_and_nobody_is_lost(
    session: Session, registers: Sequence[list[str]]
) -> None:
    forget_registers(session)
    ever = set(session.scalars(select(Elector.id)))
    for rows in registers:
        take(session, *rows)
        told = {(row.split(",")[1], row.split(",")[5]) for row in rows}
        kept = {(number, elector.surname) for number, elector in roll(session).items()}
        assert kept == told
        everybody = set(session.scalars(select(Elector.id)))
        assert ever <= everybody
        ever = everybody
