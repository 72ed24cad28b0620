"""A month's changes are applied to the electors they mean, and to nobody else."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.council_file import BadFileError
from canvass.store.amending import NOBODY, SOMEBODY_ELSE
from canvass.store.arriving import AlreadyImportedError
from canvass.store.intake import (
    Intake,
    NeedsConfirmationError,
    import_register,
)
from canvass.store.register import Elector, RegisterFile
from tests.registers import CAME_AT, change, changes, council_file, person, take_in, xpress


def take(session: Session, *rows: str, confirm: bool = False) -> Intake:
    source = changes(*rows)
    intake = import_register(session, source, "month.csv", now=CAME_AT, confirm=confirm)
    session.expire_all()
    return intake


@pytest.fixture
def register(session: Session) -> Session:
    """A campaign with the electors 1 to 9, each in a house of their own."""
    import_register(session, xpress(*map(person, range(1, 10))), "full.csv", now=CAME_AT)
    return session


def roll(session: Session) -> dict[str, Elector]:
    session.expire_all()
    query = select(Elector).where(Elector.on_register)
    return {elector.roll_number: elector for elector in session.scalars(query)}


@pytest.mark.parametrize(
    ("full", "update", "electors", "unmatched"),
    [
        ("xpress_full.csv", "xpress_update.csv", 20, (5, "CH1-11/1", NOBODY)),
        ("halarose_full.tsv", "halarose_update.csv", 12, (9, "MH1-999", NOBODY)),
    ],
)
def test_a_councils_update_leaves_the_register_it_says(
    session: Session, full: str, update: str, electors: int, unmatched: tuple[int, str, str]
) -> None:
    take_in(session, full)
    intake = import_register(session, council_file(update), update, now=CAME_AT)

    here = session.scalar(select(func.count()).select_from(Elector).where(Elector.on_register))
    assert here == electors
    assert [tuple(row) for row in intake.unmatched] == [unmatched]
    assert (intake.electors_removed, intake.electors_changed) == (1, 1)
    file = session.scalars(select(RegisterFile).where(RegisterFile.kind == "update")).one()
    assert file.unmatched[0]["roll_number"] == unmatched[1]


def test_a_new_surname_keeps_the_elector_and_a_deletion_keeps_what_was_said(
    register: Session,
) -> None:
    before = roll(register)
    before["2"].strength = before["3"].strength = 1
    take(register, change("M", 2, "Married"), change("D", 3))

    after = roll(register)
    assert (after["2"].id, after["2"].surname, after["2"].strength) == (
        before["2"].id,
        "Married",
        1,
    )
    gone = register.get_one(Elector, (1, before["3"].id))
    assert (gone.on_register, gone.strength) == (False, 1)
    assert set(after) == {"1", "2", *map(str, range(4, 10))}


def test_a_number_given_away_again_passes_nothing_on(register: Session) -> None:
    old = roll(register)["3"]
    old.strength = 1
    take(register, change("D", 3), change("N", 3, "Newcomer", forename="Bo"))
    new = roll(register)["3"]
    assert (new.surname, new.strength) == ("Newcomer", None)
    assert new.id != old.id


def test_who_is_deleted_and_added_again_behind_the_same_door_is_the_same_person(
    register: Session,
) -> None:
    old = roll(register)["3"].id
    intake = take(register, change("D", 3), change("N", 77, "Surname3", house=3))
    assert roll(register)["77"].id == old
    assert (intake.electors_removed, intake.electors_added, intake.electors_changed) == (0, 0, 1)


def test_a_second_elector_of_the_same_name_behind_the_same_door_is_added(
    register: Session,
) -> None:
    known = roll(register)["3"].id
    take(register, change("N", 77, "Surname3", house=3))
    after = roll(register)
    assert after["3"].id == known != after["77"].id


def test_who_left_in_spring_and_comes_back_in_summer_is_the_same_person(
    register: Session,
) -> None:
    old = roll(register)["3"].id
    take(register, change("D", 3))
    take(register, change("N", 3))
    assert roll(register)["3"].id == old


def test_numbers_of_another_register_strike_nobody(register: Session) -> None:
    before = {number: elector.surname for number, elector in roll(register).items()}
    rows = [
        change("D", 1, "Surname2", house=2),
        change("M", 3, "Surname4", house=4, forename="Bo"),
        change("N", 5, "Surname6", house=6),
    ]
    intake = take(register, *rows)
    assert [row.reason for row in intake.unmatched] == [SOMEBODY_ELSE] * 3
    assert {number: elector.surname for number, elector in roll(register).items()} == before


def test_an_update_most_of_which_matches_nobody_is_not_taken_unasked(register: Session) -> None:
    rows = [change("D", number) for number in range(100, 121)]
    with pytest.raises(NeedsConfirmationError, match="21 of the 21 rows"):
        take(register, *rows)
    assert len(take(register, *rows, confirm=True).unmatched) == 21


def test_an_update_before_any_register_is_refused(session: Session) -> None:
    with pytest.raises(BadFileError, match="Import the full register first"):
        take(session, change("N", 1))


def test_the_same_update_twice_is_noticed(register: Session) -> None:
    take(register, change("D", 3))
    with pytest.raises(AlreadyImportedError):
        take(register, change("D", 3))
