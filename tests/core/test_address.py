import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass.core.address import BadAddressError, postcode, read_address
from canvass.core.walk_order import House, WalkMode, natural_key, rewalked, side, walk_key

NUMBERS = st.integers(1, 9999)
LETTERS = st.sampled_from(["", "a", "b", "c"])
FLOORS = ("Basement", "Lower Ground", "Garden", "Ground", "First", "Second", "Third", "Penthouse")


def house(number: int, letter: str = "", last: int = 0) -> House:
    return House(number, letter, last)


@given(st.lists(st.tuples(NUMBERS, LETTERS), unique=True))
def test_odd_numbers_ascend_then_even_ones_descend_with_letters_always_rising(
    numbers: list[tuple[int, str]],
) -> None:
    walked = sorted(numbers, key=lambda one: walk_key(house(*one)))
    odds = sorted(one for one in numbers if one[0] % 2)
    evens = sorted((one for one in numbers if not one[0] % 2), key=lambda one: (-one[0], one[1]))
    assert walked == odds + evens


@given(st.lists(st.tuples(NUMBERS, LETTERS), unique=True))
def test_number_by_number_is_the_natural_order(numbers: list[tuple[int, str]]) -> None:
    walked = sorted(numbers, key=lambda one: walk_key(house(*one), WalkMode.CONSECUTIVE))
    assert walked == sorted(numbers)
    labels = [f"{number}{letter}" for number, letter in walked]
    assert sorted(labels, key=natural_key) == labels


@given(st.lists(st.tuples(st.integers(1, 300), LETTERS), unique=True, min_size=2))
def test_flats_ascend_on_either_side(flats: list[tuple[int, str]]) -> None:
    for number in (3, 14):
        doors = {
            flat: read_address((f"Flat {flat[0]}{flat[1]}", f"{number} Lupus Street"))[0]
            for flat in flats
        }
        found = {flat: walk_key(door.house) for flat, door in doors.items() if door}
        assert sorted(flats, key=found.__getitem__) == sorted(flats)


def test_floors_are_climbed() -> None:
    doors = [read_address((f"{floor} Floor Flat", "3 Lupus Street"))[0] for floor in FLOORS[:-1]]
    doors.append(read_address(("Penthouse", "3 Lupus Street"))[0])
    keys = [walk_key(door.house) for door in doors if door]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(FLOORS)


def test_named_houses_come_last_in_the_order_of_the_register() -> None:
    named = [House(position=place, flat_words="the lodge") for place in (7, 12)]
    keys = [walk_key(one) for one in (house(9999), house(2), *named)]
    assert keys == sorted(keys)


@given(st.builds(House, st.integers(0, 99_999), LETTERS, st.integers(0, 99_999), NUMBERS))
def test_a_street_walked_another_way_moves_its_doors_without_their_addresses(one: House) -> None:
    for mode in WalkMode:
        for other in WalkMode:
            assert rewalked(walk_key(one, mode), other) == walk_key(one, other)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_a_walk_key_always_fits(building: str, words: str, letter: str) -> None:
    one = House(12, "a", 14, 0, building, 90, letter, 99_999, letter, words)
    assert len(walk_key(one)) <= 80


def test_the_side_goes_by_the_low_number_and_only_where_sides_are_walked() -> None:
    assert side(house(14, last=17), WalkMode.ODDS_EVENS) == "even"
    assert side(house(13), WalkMode.ODDS_EVENS) == "odd"
    assert side(house(13), WalkMode.CONSECUTIVE) == ""
    assert side(House(position=3), WalkMode.ODDS_EVENS) == ""


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("9-11, Rear Studio", "CHILTERN STREET"), ("Chiltern Street", "Rear Studio", "9-11")),
        (("4 Victoria House", "Ebury Bridge Road"), ("Ebury Bridge Road", "4", "Victoria House")),
        (
            ("12A", "Churchill House", "Turpentine Lane"),
            ("Turpentine Lane", "12A", "Churchill House"),
        ),
        (("12 Dunstable Court", "London"), ("Dunstable Court", "12", "")),
        (("Flat 3 Coronet Court", "12 Lupus St"), ("Lupus St", "Flat 3", "Coronet Court, 12")),
        (("Basement Flat 3 Claverton Street",), ("Claverton Street", "Basement Flat", "3")),
        (("5", "12 Lupus Street"), ("Lupus Street", "5", "12")),
        (("1 The Shambles", "York"), ("The Shambles", "1", "")),
        (("Rose Cottage", "Little Snoring", "Norfolk"), ("Little Snoring", "Rose Cottage", "")),
        (("12 B Lupus Street",), ("Lupus Street", "12B", "")),
        (("Dec-14", "Lupus Street"), ("Lupus Street", "12-14", "")),
        (("7 First Avenue",), ("First Avenue", "7", "")),
        (("Garden House", "Garden Road"), ("Garden Road", "Garden House", "")),
        (("rear of 22 Lupus Street",), ("Lupus Street", "rear of 22", "")),
        (
            ("4 Victoria House", "12 Ebury Bridge Road"),
            ("Ebury Bridge Road", "4", "Victoria House, 12"),
        ),
        (("Flat A", "12 Lupus Street"), ("Lupus Street", "Flat A", "12")),
        (("Flat 1",), ("Flat 1", "No number", "")),
    ],
)
def test_an_awkward_address_is_read_as_people_say_it(
    lines: tuple[str, ...], told: tuple[str, str, str]
) -> None:
    address, _ = read_address(lines)
    assert address is not None
    assert (address.street, address.label, address.building) == told


@pytest.mark.parametrize("lines", [(), ("", ""), ("OTHER ELECTORS",), ("SW1V 0AG",), ("London",)])
def test_lines_that_are_no_place_give_no_door(lines: tuple[str, ...]) -> None:
    assert read_address(lines)[0] is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            ("Flat 2", "Coronet Court", "12 Lupus Street"),
            ("Coronet Court Flat 2, 12 Lupus Street",),
        ),
        (("Flat 4, Sample House", "Lupus Street"), ("4 Sample House", "Lupus Street")),
        (("Apartment 7", "1 Lupus Street"), ("Flat 7", "1 Lupus Street")),
        (("St. George’s House", "2 Lupus Street"), ("ST GEORGES HOUSE", "2 LUPUS STREET")),
    ],
)
def test_every_spelling_has_the_same_key(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    first, second = read_address(one)[0], read_address(other)[0]
    assert first is not None
    assert second is not None
    assert first.key == second.key


@pytest.mark.parametrize("line", ["Lupus " * 30 + "Street", "The " + "Long " * 30 + "House"])
def test_a_line_longer_than_any_address_is_refused(line: str) -> None:
    with pytest.raises(BadAddressError, match="too long"):
        read_address((line, "Lupus Street"))


def test_flats_and_numbers_that_differ_have_different_keys() -> None:
    lines = [
        ("12 Lupus Street",),
        ("12A Lupus Street",),
        ("1-2 Lupus Street",),
        ("Flat 12", "1 Lupus Street"),
        ("Flat 1", "12 Lupus Street"),
        ("Flat 2/1", "1 Lupus Street"),
        ("Flat 21", "1 Lupus Street"),
        ("Basement Flat", "12 Lupus Street"),
        ("Room 1", "12 Lupus Street"),
        ("Flat A", "12 Lupus Street"),
        ("Flat A4", "12 Lupus Street"),
        ("rear of 12 Lupus Street",),
    ]
    keys = {address.key for one in lines if (address := read_address(one)[0])}
    assert len(keys) == len(lines)


@pytest.mark.parametrize(
    ("told", "written"),
    [
        (" sw1v0ae ", "SW1V 0AE"),
        ("W1U 0AA", "W1U 0AA"),
        ("M11AE", "M1 1AE"),
        ("none", ""),
        ("", ""),
    ],
)
def test_a_postcode_is_written_out_and_in(told: str, written: str) -> None:
    assert postcode(told) == written


def test_a_postcode_among_the_lines_is_found_and_is_no_street() -> None:
    address, found = read_address(("12 Lupus Street", "London SW1V 0AG", ""))
    assert address is not None
    assert (address.street, found) == ("Lupus Street", "SW1V 0AG")


@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_lines_give_a_door_with_a_name_or_none(lines: list[str]) -> None:
    try:
        address, _ = read_address(lines)
    except BadAddressError:
        return
    assert address is None or (address.label and address.street)


def spelt(parts: tuple[str, ...], *, in_capitals: bool, on_one_line: bool, blank: str) -> list[str]:
    """Spell an address another way, as other suppliers' files do."""
    lines = [", ".join(parts)] if on_one_line else list(parts)
    lines = [line.replace(" ", blank) for line in lines]
    return [line.upper() for line in lines] if in_capitals else lines


@given(
    st.sampled_from(
        [
            ("12 Lupus Street", "London"),
            ("12A Lupus Street", "London"),
            ("14-16 Lupus Street", "London"),
            ("Flat 2a", "14-16 Lupus Street", "London"),
            ("Basement Flat", "3 Lupus Street", "London"),
            ("Flat 11", "Coronet Court", "12 Luxborough Street", "London"),
            ("The Coach House", "Weymouth Mews", "London"),
        ]
    ),
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
    st.sampled_from([" ", "  ", "\xa0"]),
)
def test_capitals_commas_blanks_and_a_postcode_never_make_another_door(
    parts: tuple[str, ...], ways: tuple[bool, bool, bool], blank: str
) -> None:
    in_capitals, on_one_line, with_postcode = ways
    plain, _ = read_address(parts)
    lines = spelt(parts, in_capitals=in_capitals, on_one_line=on_one_line, blank=blank)
    other, _ = read_address([*lines, "SW1V 0AG"] if with_postcode else lines)
    assert plain is not None
    assert other is not None
    assert other.key == plain.key
    assert walk_key(other.house) == walk_key(plain.house)
    assert other.street.casefold() == plain.street.casefold()
