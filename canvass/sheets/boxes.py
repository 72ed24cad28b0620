"""Where the lines and tick boxes of a laid out page stand on paper, in mm from its top left.

The measures are those of `templates/sheets/knockup.typ` and `parts.typ`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from canvass.sheets.pages import Page
from canvass.sheets.rows import LineRow

KEYS = ("voted", "will", "out", "lift", "no")
UNIT = 3.5
BODY_TOP = 41.0
HEAD_UNITS = 3  # the column headings
FIRST_BOX, PITCH = 152.75, 10.5


@dataclass(frozen=True, slots=True)
class BoxPlace:
    """The middle of one tick box: `code` is its line's, `key` what a tick in it says."""

    code: str
    key: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class LinePlace:
    """Where one promise's line begins and ends, from the top of the page down."""

    code: str
    top: float
    bottom: float


def line_places(page: Page) -> Iterator[LinePlace]:
    """Yield the lines of a page from the top down."""
    bottom = BODY_TOP + HEAD_UNITS * UNIT
    for row in page.rows:
        top, bottom = bottom, bottom + row.units * UNIT
        if isinstance(row, LineRow):
            yield LinePlace(row.code, top, bottom)


def box_places(page: Page) -> Iterator[BoxPlace]:
    """Yield the tick boxes of a page, line by line, in the order they are printed."""
    for line in line_places(page):
        for place, key in enumerate(KEYS):
            yield BoxPlace(line.code, key, FIRST_BOX + place * PITCH, (line.top + line.bottom) / 2)
