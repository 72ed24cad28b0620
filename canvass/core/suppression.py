"""Small counts hidden, and as many more as it takes that no hidden one can be worked out.

The method is complementary cell suppression with a protection range. Each hidden count is proved
safe by example: two whole sets of counts are found that agree with everything published, hold no
negative count, and differ in that cell by at least the smallest count, or by all who were heard
there if they are fewer. So neither subtraction, nor a chain of subtractions, nor "no count is below
nought" can narrow it further. The search is a
heuristic, so now and then it hides more than it must; the proof is exact.

Source: L. H. Cox, "Suppression methodology and statistical disclosure control", Journal of the
American Statistical Association 75 (1980), 377-385, for complementary suppression in tables with
totals; M. Fischetti and J. J. Salazar, "Models and algorithms for optimizing cell suppression in
tabular data with linear constraints", the same journal 95 (2000), 916-928, for the attacker's range
over any set of sums.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

from canvass.core.errors import CanvassError
from canvass.core.swings import Swings

Key = TypeVar("Key", bound=Hashable)


class Sum(NamedTuple, Generic[Key]):
    """One published total and the published counts that add up to it, less their overlap.

    The overlap is what is counted in more than one of the parts and once in the total. Readers are
    taken to know it.
    """

    total: Key
    parts: tuple[Key, ...]
    overlap: int = 0


class DoesNotAddUpError(CanvassError):
    """A total is not the sum of its parts, or one of them has no count."""


def hide(
    cells: Mapping[Key, int],
    sums: Iterable[Sum[Key]],
    smallest: int,
    limits: Mapping[Key, int] | None = None,
) -> frozenset[Key]:
    """Choose the counts to withhold from all tables published together.

    A count under the smallest is withheld, nought too, as in `reports.figures`. Beside it go others
    of the same sum until two or more are hidden that come to twice the smallest: then any number
    under the smallest still fits each of them. Detail goes before totals, small counts before
    large, and earlier cells before later ones where nothing else decides.

    Args:
        cells: every count that would be published, in a fixed order.
        sums: each additive relation among them. Issues of one ward do not add up to anything.
        smallest: the smallest count that is shown.
        limits: the most that a count can be, where readers know: the electors spoken to there.

    Raises:
        DoesNotAddUpError: a total is not the sum of its parts, or one of them is not in `cells`.
    """
    keys = list(cells)
    place = {key: at for at, key in enumerate(keys)}
    rows = [_row(one, cells, place) for one in sums]
    most = [(limits or {}).get(key) for key in keys]
    hiding = _Hiding(list(cells.values()), rows, most, smallest)
    return frozenset(keys[at] for at in hiding.settle())


def _row(one: Sum[Key], cells: Mapping[Key, int], place: Mapping[Key, int]) -> dict[int, int]:
    """Write a sum as signs by cell: the total counts up, its parts down."""
    missing = [key for key in (one.total, *one.parts) if key not in cells]
    if missing or cells[one.total] + one.overlap != sum(cells[part] for part in one.parts):
        raise DoesNotAddUpError(f"The parts of {one.total} do not add up to it.")
    return {place[one.total]: 1} | {place[part]: -1 for part in one.parts}


class _Hiding:
    """What is hidden so far, and what to hide next; cells are numbered from nought."""

    def __init__(
        self,
        counts: list[int],
        rows: list[dict[int, int]],
        limits: list[int | None],
        smallest: int,
    ) -> None:
        self.counts, self.rows, self.smallest = counts, rows, smallest
        self.hidden: set[int] = set()
        self.queue: list[int] = []
        self.heights = _heights(len(counts), rows)
        self.swings = Swings(counts, rows, limits, self.hidden)

    def settle(self) -> set[int]:
        """Hide the small ones, then more until each hidden one is proved safe."""
        for cell, count in enumerate(self.counts):
            if count < self.smallest:
                self._add(cell)
        self._pair_up(range(len(self.rows)))
        for cell in self.queue:  # grows while it is read
            while not self.swings.reaches(cell, self._width(cell)):
                more = self._next_for(cell)
                if more is None:
                    break
                self._add(more)
                self._pair_up(self.swings.rows_of[more])
        return self.hidden

    def _width(self, cell: int) -> int:
        """Give how wide a hidden count's range must be: all there can be, where that is less.

        Where three were heard a count is nought to three, whatever is hidden beside it, and a large
        one that is hidden for its sake alone moves no further.
        """
        widths = [self.smallest, self._limit(cell)]
        is_small = self.counts[cell] < self.smallest
        for row in () if is_small else self.swings.rows_of[cell]:
            others = [one for one in self.rows[row] if one in self.hidden and one != cell]
            widths += [sum(map(self._limit, others))] if others else []
        return min(widths)

    def _limit(self, cell: int) -> int:
        limit = self.swings.limits[cell]
        return self.smallest if limit is None else limit

    def _add(self, cell: int) -> None:
        self.hidden.add(cell)
        self.queue.append(cell)

    def _pair_up(self, rows: Iterable[int]) -> None:
        """Hide more of each sum that has too little hidden, and follow where that leads."""
        waiting = list(rows)
        while waiting:
            row = waiting.pop(0)
            more = self._next_in(row)
            if more is not None:
                self._add(more)
                waiting += self.swings.rows_of[more]

    def _next_in(self, row: int) -> int | None:
        """Give the part to hide next for one sum, or nothing if it has enough."""
        parts = [cell for cell, sign in self.rows[row].items() if sign < 0]
        hidden = [cell for cell in parts if cell in self.hidden]
        if len(hidden) + (self._total(row) in self.hidden) == 0:
            return None
        if self._total(row) in self.hidden:
            enough = bool(hidden)
        else:
            together = sum(self.counts[cell] for cell in hidden)
            enough = len(hidden) > 1 and together >= 2 * self.smallest
        return None if enough else self._cheapest(parts)

    def _total(self, row: int) -> int:
        return next(cell for cell, sign in self.rows[row].items() if sign > 0)

    def _next_for(self, cell: int) -> int | None:
        """Give the count to hide next for the sake of one that is not safe, near it if may be."""
        stuck = {other for row in self.swings.stuck for other in self.rows[row]}
        found = self._cheapest(stuck)
        reached, edge = {cell}, {cell}
        while found is None and edge:
            around = {
                other
                for one in edge
                for row in self.swings.rows_of[one]
                for other in self.rows[row]
            }
            edge = around - reached
            reached |= edge
            found = self._cheapest(edge)
        return found

    def _cheapest(self, cells: Iterable[int]) -> int | None:
        """Choose what readers miss least: detail before totals, then the smallest count."""
        shown = [cell for cell in cells if cell not in self.hidden]
        return min(
            shown, key=lambda cell: (self.heights[cell], self.counts[cell], cell), default=None
        )


def _heights(size: int, rows: list[dict[int, int]]) -> list[int]:
    """Tell how many storeys of sums stand under each cell; detail has none."""
    heights = [0] * size
    for _ in rows:
        before = list(heights)
        for row in rows:
            total = next(cell for cell, sign in row.items() if sign > 0)
            under = max((heights[cell] for cell, sign in row.items() if sign < 0), default=-1)
            heights[total] = max(heights[total], under + 1)
        if heights == before:
            break
    return heights
