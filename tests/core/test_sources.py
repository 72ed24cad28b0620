"""Sources beside each other: what all of them and one of them show tells of no other."""

from collections.abc import Hashable
from dataclasses import replace
from random import Random
from uuid import UUID

from canvass.core.subtraction import ranges, recoverable
from canvass.core.suppression import Sum
from canvass.core.ward_issues import (
    NEITHER,
    Asked,
    Family,
    Home,
    Rows,
    Tables,
    hot_spots,
    tables_of,
)
from tests.core.test_suppression import SMALLEST

DISTRICTS = ("CH1", "CH2", "CH3")
PARKING = Asked("parking", "Parking", asks_stance=True)
STREETS = ("Lupus Street", "Peabody Avenue")
STANCES = ("for", "against", None)


def a_family(seed: int, most: int = 60) -> list[Rows]:
    """Invent who was met at the door and who was rung, some of them both, and what they raised."""
    rng = Random(seed)  # noqa: S311
    homes = {
        UUID(int=n): Home(rng.choice(DISTRICTS), rng.choice(STREETS), is_flat=False)
        for n in range(rng.randrange(10, most))
    }
    both = [
        {one: rng.choice(STANCES) for one in homes if rng.random() < part}
        for part in (rng.random(), rng.random() / 3)
    ]
    raised = rng.random()
    told: list[dict[UUID, str | None]] = [
        {one: stance for one, stance in some.items() if rng.random() < raised} for some in both
    ]
    whole = Rows({one: homes[one] for some in both for one in some}, rows_in(told[0] | told[1]))
    parts = [
        Rows({one: homes[one] for one in some}, rows_in(said))
        for some, said in zip(both, told, strict=True)
    ]
    return [whole, *parts]


def rows_in(told: dict[UUID, str | None]) -> list[tuple[str, UUID, str | None]]:
    return [("parking", one, stance) for one, stance in told.items()]


def shown_by(family: list[Rows], *, as_family: bool) -> tuple[Tables, ...]:
    """Count each report by itself, as a reader gets them."""
    rows = [
        replace(one, family=Family(tuple(family), at)) if as_family else one
        for at, one in enumerate(family)
    ]
    return tuple(tables_of(one, [PARKING], DISTRICTS, SMALLEST) for one in rows)


def worked_out(reports: tuple[Tables, ...]) -> set[Hashable]:
    """Attack all reports at once, by every sum a reader can make."""
    keys: list[tuple[str, ...]] = [
        ("ward", "parking"),
        *(("district", "parking", one) for one in DISTRICTS),
    ]
    keys += [("stance", "parking", one) for one in ("for", "against", NEITHER)]
    cells: dict[Hashable, int] = {
        (at, key): one.counts[key]
        for at, one in enumerate(reports)
        if one.heard["ward"]
        for key in keys
        if key[0] != "district" or one.heard["district", key[2]]
    }
    hidden: frozenset[Hashable] = frozenset(
        (at, key) for at, one in enumerate(reports) for key in one.hidden if (at, key) in cells
    )
    assert {key for key, count in cells.items() if count < SMALLEST} <= hidden
    limits: dict[Hashable, int] = {
        (at, key): one.heard[("district", key[2]) if key[0] == "district" else "ward"]
        for at, one in enumerate(reports)
        for key in keys
    }
    sums: list[Sum[Hashable]] = []
    for at, _ in enumerate(reports):
        for kind in ("district", "stance"):
            parts = tuple((at, key) for key in keys if key[0] == kind and (at, key) in cells)
            sums += [Sum((at, keys[0]), parts)] if parts else []
    for key in keys:
        parts = tuple((at, key) for at in (1, 2) if (at, key) in cells)
        if parts:
            overlap = sum(cells[one] for one in parts) - cells[0, key]
            sums.append(Sum((0, key), parts, overlap))
    shown = {key: count for key, count in cells.items() if key not in hidden}
    bounds = ranges(shown, hidden, sums, limits)
    narrow = {
        key
        for key in hidden
        if cells[key] < SMALLEST
        and bounds[key][1] - bounds[key][0] < min(SMALLEST, limits.get(key, SMALLEST))
    }
    return narrow | recoverable(hidden, sums)


def test_of_a_thousand_campaigns_no_source_is_worked_out_from_the_others() -> None:
    protected = unprotected = 0
    for seed in range(1000):
        family = a_family(seed)
        protected += len(worked_out(shown_by(family, as_family=True)))
        unprotected += len(worked_out(shown_by(family, as_family=False)))
    assert (protected, unprotected > 1000) == (0, True)


def test_a_few_telephone_calls_take_the_doorstep_with_them_and_leave_the_whole() -> None:
    homes = {UUID(int=n): Home("CH1", "Lupus Street", is_flat=False) for n in range(60)}
    ids = list(homes)
    door = Rows({one: homes[one] for one in ids[:50]}, rows_in(dict.fromkeys(ids[:30])))
    calls = Rows({one: homes[one] for one in ids[50:]}, rows_in(dict.fromkeys(ids[50:53])))
    whole = Rows(homes, [*door.raised, *calls.raised])
    all_of_it, by_door, by_call = shown_by([whole, door, calls], as_family=True)
    assert all_of_it.shown(("ward", "parking")) == 33
    assert (by_door.shown(("ward", "parking")), by_call.shown(("ward", "parking"))) == (None, None)


def test_a_street_is_named_by_no_source_where_that_tells_of_another() -> None:
    loud = {UUID(int=n): Home("CH1", "Peabody Avenue", is_flat=False) for n in range(45)}
    quiet = {UUID(int=n): Home("CH1", "Lupus Street", is_flat=False) for n in range(100, 400)}
    homes, ids, others = loud | quiet, list(loud), list(quiet)

    def reports(called: int) -> list[int]:
        door = Rows(
            {one: homes[one] for one in [*ids[:35], *others[:250]]},
            rows_in(dict.fromkeys([*ids[:25], *others[:20]])),
        )
        raised = rows_in(dict.fromkeys([*ids[35 : 35 + called], *others[250:260]]))
        calls = Rows({one: homes[one] for one in [*ids[35:], *others[250:]]}, raised)
        whole = Rows(homes, [*door.raised, *calls.raised])
        shown = shown_by([whole, door, calls], as_family=True)
        return [len(hot_spots(one, [PARKING], SMALLEST)) for one in shown]

    assert reports(called=6) == [1, 1, 0]
    assert reports(called=2) == [0, 0, 0]
