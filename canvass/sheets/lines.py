"""Which line of which page each promise stands on, told from the rows the sheet is printed from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from canvass.core.areas import Area
from canvass.core.knockup import Door, Promise
from canvass.sheets.pages import cut_pages
from canvass.sheets.rows import LineRow, Row, address_of, rows_of


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One promise where it is printed: `line` runs on through the sheet; both count from 1."""

    line: int
    page: int
    code: str
    promise: Promise
    door: Door

    @property
    def address(self) -> str:
        """The door as its sheet writes it, without the street: "5, Flat 2"."""
        building, label = address_of(self.door)
        return ", ".join(filter(None, (label, building)))


def sheet_lines(area: Area, number: int) -> list[SheetLine]:
    """Return the lines of an area printed as the sheet with that number, in their printed order.

    Raises:
        BadCodeError: the sheet's number, or a line's on it, is too large for a code.
    """
    return lines_on(area, cut_pages(rows_of(area, number)))


def lines_on(area: Area, pages: Iterable[Sequence[Row]]) -> list[SheetLine]:
    """Return the lines of an area that is laid out already, from the rows of each page."""
    places = [
        (page, row.code)
        for page, rows in enumerate(pages, 1)
        for row in rows
        if isinstance(row, LineRow)
    ]
    promises = [(promise, door) for door in area.doors for promise in door.promises]
    return [
        SheetLine(line, page, code, promise, door)
        for line, ((page, code), (promise, door)) in enumerate(
            zip(places, promises, strict=True), 1
        )
    ]


def page_count(area: Area, number: int) -> int:
    """Count the pages of an area printed as the sheet with that number.

    Raises:
        BadCodeError: the sheet's number, or a line's on it, is too large for a code.
    """
    return len(cut_pages(rows_of(area, number)))
