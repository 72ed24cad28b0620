"""Pictures of wards reckoned out before they are drawn: tiles in a grid, and lines over weeks."""

import math
import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from canvass.core.pictures import Cell
from canvass.core.reports import in_every_hundred

SHADES = 5
LEAST_AXIS = 0.05
"""Where all shares are smaller, a scale to one in ten would make all tiles one shade."""

WIDTH, HEIGHT, GAP = 116, 92, 6
FEW_WARDS, FEW_COLUMNS, COLUMNS = 9, 3, 4
"""Three tiles in a row can be read on a phone; where there are many wards, four."""

LINE_LETTERS, LINES = 15, 3
WEEK, TALL, EDGE = 28, 36, 6


class Tile(NamedTuple):
    """One ward's tile: where it stands, its name in lines, its shade (1 to 5, 0 none), its word."""

    x: int
    y: int
    lines: tuple[str, ...]
    shade: int
    word: str


class Point(NamedTuple):
    """One week's share as a point of a line."""

    x: float
    y: float


class Trend(NamedTuple):
    """A ward's line over some weeks: its strokes, parted where a week is hidden, and its points."""

    strokes: tuple[str, ...]
    points: tuple[Point, ...]


def axis_over(cells: Sequence[Cell]) -> float:
    """Give where the scale of some cells ends: the next tenth above the greatest share.

    >>> [axis_over([Cell(count, 100)]) for count in (3, 6, 31)]
    [0.05, 0.1, 0.4]
    """
    most = max((cell.share or 0.0 for cell in cells), default=0.0)
    if 0 < most <= LEAST_AXIS:
        return LEAST_AXIS
    return min(10, max(1, math.ceil(round(most * 10, 6)))) / 10


def shade_of(cell: Cell, axis: float) -> int:
    """Give a cell's shade, 1 for the fewest and 5 for the most; 0 where there is none to show.

    >>> [shade_of(Cell(count, 100), 0.5) for count in (0, 10, 11, 50)]
    [1, 1, 2, 5]
    """
    if cell.share is None:
        return 0
    return min(SHADES, max(1, math.ceil(round(cell.share / axis * SHADES, 6))))


def word_of(cell: Cell) -> str:
    """Give what is written in a ward: its number, or why there is none.

    >>> [word_of(cell) for cell in (Cell(3, 4), Cell(None, 4), Cell(0, 0))]
    ['75', 'hidden', 'nobody']
    """
    if cell.share is None:
        return "hidden" if cell.of else "nobody"
    return in_every_hundred(cell.share)


def shade_words(axis: float) -> list[str]:
    """Say what each shade stands for, in every hundred.

    >>> shade_words(0.5)
    ['0 to 10', '10 to 20', '20 to 30', '30 to 40', '40 to 50']
    """
    ends = [round(axis * 100 * step / SHADES) for step in range(SHADES + 1)]
    return [f"{low} to {high}" for low, high in pairwise(ends)]


def columns_for(wards: int) -> int:
    """Tell how many tiles stand in a row."""
    return min(wards, FEW_COLUMNS) if wards <= FEW_WARDS else COLUMNS


def tiles_of(wards: Sequence[tuple[str, Cell]], axis: float) -> list[Tile]:
    """Lay wards out as tiles, row by row in their order."""
    columns = columns_for(len(wards))
    return [
        Tile(
            place % columns * (WIDTH + GAP),
            place // columns * (HEIGHT + GAP),
            name_lines(name),
            shade_of(cell, axis),
            word_of(cell),
        )
        for place, (name, cell) in enumerate(wards)
    ]


def size_of(wards: int) -> tuple[int, int]:
    """Give how wide and how high all tiles are together."""
    columns = max(1, columns_for(wards))
    rows = max(1, math.ceil(wards / columns))
    return columns * (WIDTH + GAP) - GAP, rows * (HEIGHT + GAP) - GAP


def name_lines(name: str) -> tuple[str, ...]:
    """Break a ward's name into the lines of its tile; what does not fit ends in dots.

    >>> name_lines("Bryanston and Dorset Square")
    ('Bryanston and', 'Dorset Square')
    """
    return tuple(
        textwrap.wrap(name, LINE_LETTERS, max_lines=LINES, placeholder=" …", break_on_hyphens=True)
    )


def trend_of(cells: Sequence[Cell], axis: float) -> Trend:
    """Draw a line over weeks: all lines of one axis can be laid beside each other.

    >>> trend_of([Cell(1, 10), Cell(None, 9), Cell(2, 10), Cell(3, 10)], 0.3).strokes
    ('M62 14L90 6',)
    """
    points = [
        Point(EDGE + week * WEEK, round(TALL - EDGE - cell.share / axis * (TALL - 2 * EDGE), 1))
        if cell.share is not None
        else None
        for week, cell in enumerate(cells)
    ]
    return Trend(tuple(strokes(points)), tuple(one for one in points if one is not None))


def strokes(points: Sequence[Point | None]) -> Iterator[str]:
    """Yield a path for each run of weeks that are shown; one week alone is a point only."""
    for is_shown, run in groupby(points, key=lambda one: one is not None):
        shown = [f"{one.x:g} {one.y:g}" for one in run if one is not None]
        if is_shown and len(shown) > 1:
            yield "M" + "L".join(shown)


def trend_size(weeks: int) -> tuple[int, int]:
    """Give how wide and how high a line over so many weeks is."""
    return 2 * EDGE + max(0, weeks - 1) * WEEK, TALL
