"""Counting a ward's rows into its picture: every table from the same rows, hidden together."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from canvass.core.doorstep import Stance
from canvass.core.estimates import Estimate, Stratum, estimate
from canvass.core.pictures import Cell, HotSpot, IssueLine, Weighed
from canvass.core.reports import wilson
from canvass.core.suppression import Sum, hide

Key = tuple[str, ...]
Kept = tuple[int, Key]
"""A cell of one of a family of tables, the whole's the first."""

WHOLE = 0
NEITHER = "neither"
LEAST_IN_STREET = 30
"""Electors spoken to in a street before anything is said of it."""

MOST_HOT_SPOTS = 8
CLEARLY = 1.5
"""How many times the share of its ward a street must raise an issue to be named."""


class Home(NamedTuple):
    """Where somebody who was spoken to lives."""

    district: str
    street: str
    is_flat: bool


class Asked(NamedTuple):
    """An issue of the catalogue, and whether people are for or against it."""

    code: str
    label: str
    asks_stance: bool


class Family(NamedTuple):
    """The rows of all sources together, then of each, of the same days; one of them is looked at.

    Somebody who was met at the door and rung as well is in several.
    """

    members: "tuple[Rows, ...]"
    looked_at: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Who was spoken to in a period, and what they raised: (issue code, elector, stance).

    Where reports of several sources may lie beside each other, `family` are the rows of all.
    """

    homes: Mapping[UUID, Home]
    raised: Sequence[tuple[str, UUID, str | None]]
    family: Family | None = None

    def counts(self) -> Counter[Hashable]:
        """Count electors for every table: by issue, and by issue and place or stance."""
        found: Counter[Hashable] = Counter()
        for issue, elector, stance in self.raised:
            home = self.homes.get(elector)
            if home is not None:
                found["ward", issue] += 1
                found["district", issue, home.district] += 1
                found["stance", issue, stance or NEITHER] += 1
                found["street", issue, home.district, home.street] += 1
                found["stratum", issue, home.district, home.is_flat] += 1
        return found

    def heard(self) -> Counter[Hashable]:
        """Count those spoken to: all, by district, and by street."""
        found: Counter[Hashable] = Counter()
        for home in self.homes.values():
            found["ward"] += 1
            found["district", home.district] += 1
            found["street", home.district, home.street] += 1
            found["stratum", home.district, home.is_flat] += 1
        return found


@dataclass(frozen=True, slots=True)
class Tables:
    """The counts of a ward with what must be hidden of them; `beside` are those of its family."""

    counts: Counter[Hashable]
    heard: Counter[Hashable]
    hidden: frozenset[Hashable]
    beside: "tuple[Tables, ...]" = ()

    def cell(self, key: Hashable, of: int) -> Cell:
        """Give one cell as it may be shown."""
        if key in self.hidden or not of:
            return Cell(None, of)
        count = self.counts[key]
        return Cell(count, of, wilson(count, of))

    def shown(self, key: Hashable) -> int | None:
        """Give one count, or nothing where it is hidden."""
        return None if key in self.hidden or not self.heard["ward"] else self.counts[key]


def tables_of(
    rows: Rows, asked: Sequence[Asked], districts: Sequence[str], smallest: int
) -> Tables:
    """Count the rows, and hide small cells with all that would give them away.

    A ward's count is the sum of its districts' and of its stances'; of the same days, all sources
    together are the sum of each; streets are named only where that tells nothing (`hot_spots`).
    Where nobody was spoken to there is nothing to hide.
    """
    members = rows.family.members if rows.family else (rows,)
    counted = [(one.counts(), one.heard()) for one in members]
    cells: dict[Kept, int] = {}
    sums: list[Sum[Kept]] = []
    limits: dict[Kept, int] = {}
    for at, (counts, heard) in enumerate(counted):
        there = [district for district in districts if heard["district", district]]
        for issue in asked if heard["ward"] else ():
            ward, *parts = cells_of(issue, there)
            mine = [*parts[0], ward, *parts[1]]
            cells |= {(at, key): counts[key] for key in mine}
            limits |= {(at, key): heard["ward"] for key in mine}
            limits |= {(at, key): heard["district", key[2]] for key in parts[0]}
            sums += [Sum((at, ward), tuple((at, key) for key in some)) for some in parts if some]
    hidden = hide(cells, [*sums, *sums_over_sources(cells)], smallest, limits)
    tables = tuple(
        Tables(*both, frozenset(key for one, key in hidden if one == at))
        for at, both in enumerate(counted)
    )
    return replace(tables[rows.family.looked_at], beside=tables) if rows.family else tables[0]


def cells_of(issue: Asked, districts: Sequence[str]) -> tuple[Key, list[Key], list[Key]]:
    """Give a ward's cell of an issue, and those that add up to it: by district, and by stance."""
    stances = (Stance.FOR, Stance.AGAINST, NEITHER) if issue.asks_stance else ()
    return (
        ("ward", issue.code),
        [("district", issue.code, one) for one in districts],
        [("stance", issue.code, one) for one in stances],
    )


def sums_over_sources(cells: Mapping[Kept, int]) -> list[Sum[Kept]]:
    """Give the sums by which a source could be worked out of the others and of all together."""
    parts: dict[Key, list[Kept]] = {}
    for at, key in cells:
        if at > WHOLE:
            parts.setdefault(key, []).append((at, key))
    return [
        Sum((WHOLE, key), tuple(some), sum(cells[one] for one in some) - cells[WHOLE, key])
        for key, some in parts.items()
    ]


def issue_line(issue: Asked, tables: Tables, districts: Sequence[str]) -> IssueLine:
    """Give one issue as it may be shown."""
    stance = [
        tables.shown(("stance", issue.code, one)) if issue.asks_stance else None
        for one in (Stance.FOR, Stance.AGAINST)
    ]
    return IssueLine(
        code=issue.code,
        label=issue.label,
        cell=tables.cell(("ward", issue.code), tables.heard["ward"]),
        asks_stance=issue.asks_stance,
        is_for=stance[0],
        against=stance[1],
        districts=tuple(
            tables.cell(("district", issue.code, one), tables.heard["district", one])
            for one in districts
        ),
    )


def weighed(
    line: IssueLine, tables: Tables, register: Mapping[tuple[str, bool], int]
) -> Estimate | None:
    """Estimate an issue for the whole ward, weighted to the register.

    Only where no district of it is hidden: an estimate is made of all of them.

    Args:
        line: the issue.
        tables: the ward's counts.
        register: electors by polling district and whether they live in a flat.
    """
    if line.is_hidden or any(cell.of and cell.count is None for cell in line.districts):
        return None
    strata = [
        Stratum(
            f"{district} {'flats' if is_flat else 'houses'}",
            electors,
            tables.heard["stratum", district, is_flat],
            tables.counts["stratum", line.code, district, is_flat],
        )
        for (district, is_flat), electors in sorted(register.items())
    ]
    return estimate(strata)


def with_estimate(line: IssueLine, found: Estimate | None) -> IssueLine:
    """Put an estimate beside an issue, where there is one."""
    if found is None or found.share is None:
        return line
    return replace(line, weighed=Weighed(found.share, found.low, found.high))


def in_order(lines: Sequence[IssueLine]) -> tuple[IssueLine, ...]:
    """Put issues in order: most raised first, the hidden ones last as they come."""
    shown = [line for line in lines if not line.is_hidden]
    hidden = [line for line in lines if line.is_hidden]
    return (*sorted(shown, key=lambda line: -(line.cell.count or 0)), *hidden)


def hot_spots(tables: Tables, asked: Sequence[Asked], smallest: int) -> tuple[HotSpot, ...]:
    """Name the streets where an issue is clearly raised more than in the ward.

    Only streets with enough conversations; and only where the rest of the district keeps at least
    the smallest cell, in every source, so that no small count can be worked out beside them.
    """
    labels = {one.code: one.label for one in asked}
    found = []
    family = tables.beside or (tables,)
    left = [Counter(one.counts) for one in family]
    streets = [key for key in tables.counts if isinstance(key, tuple) and key[0] == "street"]
    for key in sorted(streets, key=lambda one: (-tables.counts[one], one)):
        _, issue, district, street = key
        count, of = tables.counts[key], tables.heard["street", district, street]
        if issue not in labels or of < LEAST_IN_STREET or not _is_clear(tables, issue, count, of):
            continue
        whole = ("district", issue, district)
        if all(
            _may_be_told(one, key, rest[whole], smallest)
            for one, rest in zip(family, left, strict=True)
        ):
            for one, rest in zip(family, left, strict=True):
                rest[whole] -= one.counts[key]
            found.append(HotSpot(street, district, labels[issue], count, of))
    found.sort(key=lambda one: -one.count / one.of)
    return tuple(found[:MOST_HOT_SPOTS])


def _may_be_told(tables: Tables, key: tuple[str, str, str, str], left: int, smallest: int) -> bool:
    """Tell whether, as far as one source goes, neither a street nor the rest of it is small.

    Where a source heard nobody, there is nothing of it to hide.
    """
    _, issue, district, street = key
    whole = ("district", issue, district)
    if not tables.heard["district", district]:
        return True
    is_heard = tables.heard["street", district, street] > 0
    is_small = is_heard and tables.counts[key] < smallest
    return whole not in tables.hidden and not is_small and left - tables.counts[key] >= smallest


def _is_clear(tables: Tables, issue: str, count: int, of: int) -> bool:
    """Tell whether a street's share is clearly above its ward's: beyond its own range as well."""
    ward = tables.counts["ward", issue] / tables.heard["ward"]
    return count / of >= CLEARLY * ward and wilson(count, of)[0] > ward
