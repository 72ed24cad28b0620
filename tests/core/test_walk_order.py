from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass.core.address import Address, read_address
from canvass.core.walk_order import WalkMode, walk_key


def address_of(lines: Sequence[str]) -> Address:
    address, _ = read_address(lines)
    assert address is not None
    return address


def order(lines: Sequence[Sequence[str]], mode: WalkMode = WalkMode.ODDS_EVENS) -> list[str]:
    """Put addresses of one street into walking order, as their labels and buildings."""
    found = [address_of(one) for one in lines]
    ranked = sorted(found, key=lambda one: walk_key(one.house, mode))
    return [", ".join(part for part in (one.label, one.building) if part) for one in ranked]


def street(*numbers: str) -> list[tuple[str, ...]]:
    return [(f"{number} Lupus Street",) for number in numbers]


def test_up_the_odd_side_and_down_the_even() -> None:
    assert order(street("1", "2", "3", "4", "10", "11")) == ["1", "3", "11", "10", "4", "2"]


def test_number_by_number_where_the_organiser_says_so() -> None:
    numbers = order(street("10", "12-14", "4", "2A", "2"), WalkMode.CONSECUTIVE)
    assert numbers == ["2", "2A", "4", "10", "12-14"]


@pytest.mark.parametrize("mode", WalkMode)
def test_twelve_comes_before_twelve_a_and_twelve_b(mode: WalkMode) -> None:
    assert order(street("12B", "12", "12A"), mode) == ["12", "12A", "12B"]


def test_one_to_three_is_never_thirteen() -> None:
    assert order(street("13", "1-3", "5")) == ["1-3", "5", "13"]


def test_flats_come_in_their_own_order() -> None:
    flats = [(f"{flat}, 3 Lupus Street",) for flat in ("Flat 10", "Flat 2a", "Flat 1", "Flat 2")]
    assert order(flats) == ["Flat 1, 3", "Flat 2, 3", "Flat 2a, 3", "Flat 10, 3"]


def test_floors_come_from_the_basement_up() -> None:
    floors = ("First Floor Flat", "Ground Floor Flat", "Basement Flat", "Garden Flat")
    listed = order([(floor, "3 Lupus Street") for floor in floors])
    assert listed == [
        "Basement Flat, 3",
        "Garden Flat, 3",
        "Ground Floor Flat, 3",
        "First Floor Flat, 3",
    ]


@given(st.permutations(["1", "1A", "3", "5-7", "13", "2", "12", "12A", "14-16", "110"]))
def test_the_order_of_the_file_makes_no_difference(numbers: list[str]) -> None:
    assert order(street(*numbers)) == order(street(*sorted(numbers)))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("1 Claverton Street", "London"), ("Claverton Street", "1", "")),
        (("22", "Lupus Street", "London"), ("Lupus Street", "22", "")),
        (("Flat\xa01", "3 Claverton Street"), ("Claverton Street", "Flat 1", "3")),
        (
            ("Flat 2a, 14-16 Tachbrook Street", "London"),
            ("Tachbrook Street", "Flat 2a", "14-16"),
        ),
        (
            ("FLAT 1", "DUNSTABLE COURT", "12 PADDINGTON STREET", "LONDON"),
            ("Paddington Street", "Flat 1", "Dunstable Court, 12"),
        ),
        (
            ("The Old Pump House, rear of 22", "Lupus Street"),
            ("Lupus Street", "The Old Pump House", "rear of 22"),
        ),
        (
            ("THE COACH HOUSE", "DEVONSHIRE PLACE MEWS", "LONDON"),
            ("Devonshire Place Mews", "The Coach House", ""),
        ),
        (("02-Mar", "Lupus Street"), ("Lupus Street", "2-3", "")),
    ],
)
def test_an_address_is_read_as_people_say_it(
    lines: tuple[str, ...], told: tuple[str, str, str]
) -> None:
    address = address_of(lines)
    assert (address.street, address.label, address.building) == told


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Flat 2", "3 Claverton Street"), ("FLAT 2, 3 CLAVERTON STREET",)),
        (("12A Lupus Street",), ("12a", "LUPUS STREET", "London")),
    ],
)
def test_two_spellings_are_one_door(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert address_of(one).key == address_of(other).key
