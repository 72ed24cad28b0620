"""What a reader could work out of hidden counts from all that is published: the attacker's sums."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from math import gcd, inf

from canvass.core.suppression import Key, Sum

Row = dict[Key, int]


def recoverable(hidden: AbstractSet[Key], sums: Iterable[Sum[Key]]) -> frozenset[Key]:
    """Find the hidden counts that follow exactly from the published ones, by any chain of sums.

    The hidden counts are the unknowns of a set of linear equations, one for each sum. It is solved
    by Gauss-Jordan elimination in whole numbers, so nothing is rounded. An unknown alone in its
    equation is known.
    """
    solved: dict[Key, Row[Key]] = {}
    for one in sums:
        row = {key: sign for key, sign in signs(one).items() if key in hidden}
        for pivot in [key for key in row if key in solved]:
            row = without(row, solved[pivot], pivot)
        if row:
            first = next(iter(row))
            for pivot, other in solved.items():
                if first in other:
                    solved[pivot] = without(other, row, first)
            solved[first] = row
    return frozenset(pivot for pivot, row in solved.items() if len(row) == 1)


def signs(one: Sum[Key]) -> Row[Key]:
    """Write a sum as an equation: the total less its parts comes to nought less the overlap."""
    return {one.total: 1} | dict.fromkeys(one.parts, -1)


def without(row: Row[Key], other: Row[Key], key: Key) -> Row[Key]:
    """Take as much of another equation from this one that a key drops out, in whole numbers."""
    ours, theirs = row[key], other[key]
    left = {
        each: row.get(each, 0) * theirs - other.get(each, 0) * ours
        for each in dict.fromkeys((*row, *other))
    }
    shared = gcd(*left.values()) or 1
    return {each: number // shared for each, number in left.items() if number}


def ranges(
    shown: Mapping[Key, int],
    hidden: AbstractSet[Key],
    sums: Iterable[Sum[Key]],
    limits: Mapping[Key, int] | None = None,
) -> dict[Key, tuple[float, float]]:
    """Bound each hidden count by what is shown and by there being no negative count.

    Each sum narrows each of its cells by the bounds of the others, over and over until nothing
    moves. The upper end is infinite where nothing published limits a count, neither a sum nor how
    many were heard.
    """
    bounds: dict[Key, tuple[float, float]] = {key: (count, count) for key, count in shown.items()}
    bounds |= {key: (0, (limits or {}).get(key, inf)) for key in hidden}
    rows = [(signs(one), one.overlap) for one in sums]
    moved = True
    while moved:
        moved = False
        for row, overlap in rows:
            for key in row.keys() & hidden:
                narrower = narrowed(bounds, row, key, overlap)
                moved = moved or narrower != bounds[key]
                bounds[key] = narrower
    return {key: bounds[key] for key in hidden}


def narrowed(
    bounds: Mapping[Key, tuple[float, float]], row: Row[Key], key: Key, overlap: int
) -> tuple[float, float]:
    """Bound one count of a sum by the bounds of all others in it."""
    low, high = bounds[key]
    least = most = float(-overlap * row[key])
    for other, sign in row.items():
        if other != key:
            ends = bounds[other] if sign * row[key] < 0 else [-end for end in bounds[other]][::-1]
            least, most = least + ends[0], most + ends[1]
    return max(low, least), min(high, most)
