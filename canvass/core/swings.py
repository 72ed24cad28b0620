"""How far a hidden count could be from the truth while all that is published stays the same."""

from collections.abc import Sequence

DEEPEST = 60
"""Counts changed one because of another before a search gives up, which errs towards hiding."""


class Swings:
    """The proved range of each hidden count: every step ends in whole counts that fit all sums.

    A range once proved stays proved when more is hidden. `hidden` is the caller's own set and may
    grow between calls.

    Args:
        counts: the true counts, none negative.
        rows: for each sum the sign of its cells, 1 for the total and -1 for the parts.
        limits: the most each count can be, or `None`.
    """

    def __init__(
        self,
        counts: Sequence[int],
        rows: Sequence[dict[int, int]],
        limits: Sequence[int | None],
        hidden: set[int],
    ) -> None:
        self.counts, self.rows, self.limits, self.hidden = counts, rows, limits, hidden
        self.rows_of: list[list[int]] = [[] for _ in counts]
        for at, row in enumerate(rows):
            for cell in row:
                self.rows_of[cell].append(at)
        self.lows, self.highs = list(counts), list(counts)
        self.stuck: list[int] = []
        self._start_over()

    def reaches(self, cell: int, width: int) -> bool:
        """Tell whether a hidden count's proved range is as wide as this; if not, see `stuck`."""
        self.stuck = []
        for step in (1, -1):
            self._start_over()
            while self.highs[cell] - self.lows[cell] < width:
                if not self._move(cell, step):
                    break
        return self.highs[cell] - self.lows[cell] >= width

    def _start_over(self) -> None:
        self.values = list(self.counts)
        self.gaps = [0] * len(self.rows)
        self.trail: list[tuple[int, int]] = []
        self.moved: set[int] = set()
        self.dead: set[tuple[int, int]] = set()

    def _move(self, cell: int, step: int) -> bool:
        """Move one count and whatever must move with it, and remember how far all have been."""
        self.trail, self.moved, self.dead = [], set(), set()
        if not self._shift(cell, step, 0):
            return False
        for each, _ in self.trail:
            self.lows[each] = min(self.lows[each], self.values[each])
            self.highs[each] = max(self.highs[each], self.values[each])
        return True

    def _shift(self, cell: int, step: int, depth: int) -> bool:
        """Change one hidden count, then mend each sum that it is in."""
        if depth > DEEPEST or (cell, step) in self.dead or not self._may_be(cell, step):
            return False
        mark = len(self.trail)
        self._change(cell, step)
        if all(self._mend(row, depth) for row in self.rows_of[cell]):
            return True
        while len(self.trail) > mark:
            self._undo()
        self.dead.add((cell, step))
        return False

    def _mend(self, row: int, depth: int) -> bool:
        """Make a sum right again by one other hidden count, freest first."""
        gap = self.gaps[row]
        if not gap:
            return True
        others = [cell for cell in self.rows[row] if cell in self.hidden and cell not in self.moved]
        others.sort(key=lambda cell: (len(self.rows_of[cell]), -self.values[cell], cell))
        if any(self._shift(cell, -gap * self.rows[row][cell], depth + 1) for cell in others):
            return True
        self.stuck.append(row)
        return False

    def _may_be(self, cell: int, step: int) -> bool:
        value, limit = self.values[cell] + step, self.limits[cell]
        return value >= 0 and (limit is None or value <= limit)

    def _change(self, cell: int, step: int) -> None:
        self.values[cell] += step
        for row in self.rows_of[cell]:
            self.gaps[row] += step * self.rows[row][cell]
        self.trail.append((cell, step))
        self.moved.add(cell)

    def _undo(self) -> None:
        cell, step = self.trail.pop()
        self.values[cell] -= step
        for row in self.rows_of[cell]:
            self.gaps[row] -= step * self.rows[row][cell]
        self.moved.discard(cell)
