from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canvass.core.subtraction import ranges, recoverable
from canvass.core.suppression import DoesNotAddUpError, Key, Sum, hide
from canvass.core.swings import Swings

SMALLEST = 5
Cell = tuple[str, ...]
Campaign = tuple[dict[Cell, int], list[Sum[Cell]]]
STANCES = ("for", "against", "neither")


def a_count(rng: Random) -> int:
    return rng.choice((rng.randrange(4), rng.randrange(9), rng.randrange(9), rng.randrange(40)))


def add_places(cells: dict[Cell, int], sums: list[Sum[Cell]], rng: Random, top: Cell) -> None:
    """One issue and period: the council, its wards, their districts, streets and other streets."""
    wards = [(*top, f"ward {n}") for n in range(rng.randint(2, 3))]
    for ward in wards:
        districts = [(*ward, f"district {n}") for n in range(rng.randint(1, 3))]
        for district in districts:
            streets = [(*district, f"street {n}") for n in range(rng.randint(1, 4))]
            cells |= {street: a_count(rng) for street in streets}
            add_total(cells, sums, district, streets)
        add_total(cells, sums, ward, districts)
    add_total(cells, sums, top, wards)
    add_stances(cells, sums, rng, [*wards, top])


def add_stances(
    cells: dict[Cell, int], sums: list[Sum[Cell]], rng: Random, places: list[Cell]
) -> None:
    """Split each ward's count, and the council's, by stance; a stance adds up over wards too."""
    *wards, top = places
    for ward in wards:
        said = rng.choices(STANCES, (6, 3, 1), k=cells[ward])
        cells |= {(*ward, stance): said.count(stance) for stance in STANCES}
        sums.append(Sum(ward, tuple((*ward, stance) for stance in STANCES)))
    for stance in STANCES:
        add_total(cells, sums, (*top, stance), [(*ward, stance) for ward in wards])
    sums.append(Sum(top, tuple((*top, stance) for stance in STANCES)))


def add_total(
    cells: dict[Cell, int], sums: list[Sum[Cell]], total: Cell, parts: list[Cell]
) -> None:
    cells[total] = sum(cells[part] for part in parts)
    sums.append(Sum(total, tuple(parts)))


def a_campaign(seed: int) -> Campaign:
    rng = Random(seed)  # noqa: S311
    cells: dict[Cell, int] = {}
    sums: list[Sum[Cell]] = []
    for issue, period in product(("parking",), ("now", "before")):
        add_places(cells, sums, rng, (issue, period))
    return cells, sums


def found_out(cells: dict[Key, int], sums: list[Sum[Key]], hidden: frozenset[Key]) -> set[Key]:
    """The hidden counts that somebody with every published number knows to less than five."""
    shown = {key: count for key, count in cells.items() if key not in hidden}
    bounds = ranges(shown, hidden, sums)
    narrow = {key for key, (low, high) in bounds.items() if high - low < SMALLEST}
    return narrow | recoverable(hidden, sums)


def small(cells: dict[Key, int]) -> frozenset[Key]:
    return frozenset(key for key, count in cells.items() if count < SMALLEST)


def test_of_a_thousand_campaigns_no_hidden_count_can_be_worked_out_by_subtraction() -> None:
    protected = unprotected = withheld = published = 0
    for seed in range(1000):
        cells, sums = a_campaign(seed)
        hidden = hide(cells, sums, SMALLEST)
        protected += len(found_out(cells, sums, hidden))
        published, withheld = published + len(cells), withheld + len(hidden)
        if seed < 200:
            unprotected += len(found_out(cells, sums, small(cells)))
    assert (protected, unprotected) == (0, 3369)  # unprotected: in the first 200 campaigns alone
    assert withheld < 0.75 * published


def test_hiding_only_the_small_counts_lets_a_reader_work_out_most_campaigns() -> None:
    campaigns = [a_campaign(seed) for seed in range(100)]
    open_ones = sum(bool(found_out(cells, sums, small(cells))) for cells, sums in campaigns)
    assert open_ones == 100


def two_wards(counts: tuple[int, ...]) -> dict[str, int]:
    a, b, c, d = counts
    return {"a": a, "b": b, "c": c, "d": d, "a+b": a + b, "c+d": c + d, "all": a + b + c + d}


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.integers(0, 5)] * 4))
def test_trying_every_possible_table_narrows_no_hidden_count(counts: tuple[int, ...]) -> None:
    truth = two_wards(counts)
    sums = [Sum("a+b", ("a", "b")), Sum("c+d", ("c", "d")), Sum("all", ("a+b", "c+d"))]

    hidden = hide(truth, sums, 2)

    tables = (two_wards(tried) for tried in product(range(8), repeat=4))
    possible = [one for one in tables if one == truth | {cell: one[cell] for cell in hidden}]
    for cell in hidden:
        told = {one[cell] for one in possible}
        assert max(told) - min(told) >= 2


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=5),
    st.integers(1, 6),
)
def test_in_a_table_with_totals_both_ways_every_small_count_is_hidden_and_stays_so(
    table: list[list[int]], smallest: int
) -> None:
    cells: dict[Cell, int] = {
        (f"{r}", f"{c}"): n for r, row in enumerate(table) for c, n in enumerate(row)
    }
    sums: list[Sum[Cell]] = []
    rows, columns = range(len(table)), range(3)
    for r in rows:
        add_total(cells, sums, (f"row {r}",), [(f"{r}", f"{c}") for c in columns])
    for c in columns:
        add_total(cells, sums, (f"column {c}",), [(f"{r}", f"{c}") for r in rows])
    add_total(cells, sums, ("all",), [(f"row {r}",) for r in rows])
    sums.append(Sum(("all",), tuple((f"column {c}",) for c in columns)))

    hidden = hide(cells, sums, smallest)

    assert {key for key, count in cells.items() if count < smallest} <= hidden
    assert hidden == hide(cells, sums, smallest)
    assert not recoverable(hidden, sums)
    bounds = ranges({k: n for k, n in cells.items() if k not in hidden}, hidden, sums)
    assert all(high - low >= smallest for low, high in bounds.values())


WARD: dict[str, int] = {"ward": 60, "CH1": 3, "CH2": 22, "CH3": 35}
DISTRICTS = Sum("ward", ("CH1", "CH2", "CH3"))


def test_beside_one_small_district_the_next_smallest_is_hidden_and_the_ward_is_told() -> None:
    assert hide(WARD, [DISTRICTS], SMALLEST) == {"CH1", "CH2"}


def test_two_small_districts_are_not_enough_where_they_come_to_less_than_ten() -> None:
    cells = {"ward": 49, "CH1": 3, "CH2": 4, "CH3": 20, "CH4": 22}
    assert hide(cells, [Sum("ward", ("CH1", "CH2", "CH3", "CH4"))], SMALLEST) == {
        "CH1",
        "CH2",
        "CH3",
    }


def test_a_street_is_hidden_rather_than_a_district_and_a_district_rather_than_a_ward() -> None:
    cells = WARD | {"High Street": 20, "other streets": 15, "Mill Lane": 12, "the rest of CH2": 10}
    streets = [
        Sum("CH3", ("High Street", "other streets")),
        Sum("CH2", ("Mill Lane", "the rest of CH2")),
    ]
    assert hide(cells, [DISTRICTS, *streets], SMALLEST) == {
        "CH1",
        "CH2",
        "the rest of CH2",
    }


def test_nothing_is_hidden_where_nothing_is_small_and_nought_counts_as_small() -> None:
    assert hide({"ward": 20, "CH1": 5, "CH2": 15}, [Sum("ward", ("CH1", "CH2"))], 5) == set()
    assert hide({"ward": 30, "CH1": 0, "CH2": 30}, [Sum("ward", ("CH1", "CH2"))], 5) == {
        "CH1",
        "CH2",
    }


def test_issues_of_one_ward_protect_nothing_of_each_other() -> None:
    assert hide({"parking": 3, "bins": 40}, [], SMALLEST) == {"parking"}


def test_a_street_where_few_were_spoken_to_needs_room_elsewhere() -> None:
    cells = {"ward": 50, "a": 2, "b": 9, "c": 39}
    sums = [Sum("ward", ("a", "b", "c"))]
    assert hide(cells, sums, SMALLEST) == {"a", "b"}
    assert hide(cells, sums, SMALLEST, {"a": 6, "b": 10}) == {"a", "b"}
    assert hide(cells, sums, SMALLEST, {"a": 9, "b": 10, "c": 200}) == {"a", "b"}
    assert hide(cells, sums, SMALLEST, {"a": 2, "b": 9, "c": 41}) == {"a", "b", "c", "ward"}


def test_a_count_that_follows_only_by_a_chain_of_sums_is_found_out() -> None:
    sums = [Sum("ward", ("CH1", "CH2")), Sum("CH2", ("a", "b")), Sum("for", ("a", "c"))]
    assert recoverable({"CH1", "CH2", "a"}, sums) == {"CH1", "CH2", "a"}
    assert recoverable({"CH1", "CH2", "a", "b"}, sums) == {"a"}
    assert recoverable({"CH1", "CH2", "a", "b", "c"}, sums) == set()


def test_no_negative_count_bounds_what_subtraction_cannot_reach() -> None:
    sums = [Sum("ward", ("a", "b", "c"))]
    assert ranges({"ward": 9, "c": 7}, {"a", "b"}, sums) == {"a": (0, 2), "b": (0, 2)}
    assert ranges({"a": 4, "b": 5}, {"ward", "c"}, sums)["ward"] == (9, float("inf"))


@pytest.mark.parametrize("parts", [("CH1", "CH2"), ("CH1", "CH2", "CH4")])
def test_a_total_that_is_not_the_sum_of_its_parts_is_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(DoesNotAddUpError):
        hide(WARD, [Sum("ward", parts)], SMALLEST)


def test_a_district_without_streets_is_hidden_before_one_that_is_told_by_street() -> None:
    cells = {"ward": 35, "CH1": 3, "CH2": 12, "CH3": 20, "High Street": 6, "Mill Lane": 6}
    sums = [DISTRICTS, Sum("CH2", ("High Street", "Mill Lane"))]
    assert hide(cells, sums, SMALLEST) == {"CH1", "CH3"}


def test_every_example_that_proves_a_hidden_count_safe_fits_all_that_is_published() -> None:
    for seed in range(30):
        cells, sums = a_campaign(seed)
        keys = list(cells)
        rows = [
            {keys.index(one.total): 1} | {keys.index(part): -1 for part in one.parts}
            for one in sums
        ]
        hidden = {at for at, key in enumerate(keys) if key in small(cells)}
        swings = Swings(list(cells.values()), rows, [None] * len(keys), hidden)
        for cell in sorted(hidden):
            swings.reaches(cell, SMALLEST)
            assert min(swings.values) >= 0
            assert swings.gaps == [0] * len(rows)
            for row in rows:
                assert sum(sign * swings.values[at] for at, sign in row.items()) == 0
