"""What a door is, as a person tells it; and which rows of a file a split is about."""

from uuid import UUID, uuid4

import pytest

from canvass.core.address import read_address
from canvass.core.mending import BadMendingError, Placed, Staged, placed_rows, told_door

DOOR = UUID(int=1)


@pytest.mark.parametrize(
    ("number", "flat", "building", "line"),
    [
        ("14", "Flat 2a", "", "Flat 2a, 14"),
        ("12A", "", "", "12A"),
        ("", "3", "Victoria House", "Flat 3, Victoria House"),
        ("14-16", "Basement Flat", "", "Basement Flat, 14-16"),
        ("", "", "The Coach House", "The Coach House"),
        ("3", "Flat 1", "Dunstable Court", "Flat 1, Dunstable Court, 3"),
    ],
)
def test_a_door_that_is_told_is_the_one_a_council_would_write(
    number: str, flat: str, building: str, line: str
) -> None:
    told = told_door(number, flat, building)
    read, _ = read_address((f"{line} Lupus Street" if line[-1].isdigit() else line, "Lupus Street"))
    assert read is not None
    assert (told.label, told.building, told.key) == (read.label, read.building, read.key)


@pytest.mark.parametrize(
    "told", [("", " ", ""), ("Twelve", "", ""), ("1" * 13, "", ""), ("1", "a\x00", "")]
)
def test_what_is_no_door_is_refused(told: tuple[str, str, str]) -> None:
    with pytest.raises(BadMendingError):
        told_door(*told)


def placed(number: str, name: str) -> Placed:
    return Placed(uuid4(), number, name, name.split(maxsplit=1)[0], DOOR)


def test_who_was_split_off_is_known_by_number_and_name_else_by_a_name_nobody_shares() -> None:
    rows = [
        Staged(1, "1", "Ada One", "Ada"),
        Staged(2, "2", "Bo Married", "Bo"),
        Staged(3, "33", "Cy Three", "Cy"),
    ]
    people = [placed("1", "ADA ONE"), placed("2", "Bo Two"), placed("3", "Cy Three")]
    assert placed_rows(people, rows) == {1: DOOR, 2: DOOR, 3: DOOR}


def test_a_number_that_somebody_else_has_moves_nobody() -> None:
    assert placed_rows([placed("1", "Ada One")], [Staged(1, "1", "Zoe New", "Zoe")]) == {}


def test_of_two_with_one_name_nobody_is_moved_by_the_name() -> None:
    twins = [Staged(1, "11", "Ada One", "Ada"), Staged(2, "12", "Ada One", "Ada")]
    assert placed_rows([placed("1", "Ada One")], twins) == {}
    both = [placed("1", "Ada One"), placed("2", "Ada One")]
    assert placed_rows(both, twins[:1]) == {}
