"""Difference sheets: which lines to strike on the sheets that are out already."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from canvass.sheets.heads import Heading, Language, short_fact, short_ward, stamp
from canvass.sheets.lettering import Face, clean, cut, fit
from canvass.sheets.linecode import sheet_code
from canvass.sheets.press import print_pdf

PAGE_UNITS = 64  # 66, less the column headings
SMALL, BOLD, NAME, DOOR = Face(10), Face(10, "bold"), Face(11), Face(12, "bold")
DOOR_MM, STREET_MM, NAME_MM, WHY_MM = 31.0, 37.5, 43.0, 24.0
TITLE, TITLE_MM, TAKEN_MM = Face(12, "bold"), 138.0, 84.0


@dataclass(frozen=True, slots=True)
class StruckLine:
    """One line to strike: where it stands, whom it names, and why, in a neutral word ("voted")."""

    page: int
    code: str
    door: str
    street: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class StruckSheet:
    """A sheet that is out, how many lines it has, which are to be struck, and who took it."""

    number: int
    title: str
    lines_in_all: int
    lines: tuple[StruckLine, ...]
    taken_by: str


@dataclass(frozen=True, slots=True)
class DifferencePaper:
    """What changed since the sheets were printed: `was_at` and `as_at` as said ("16:05")."""

    campaign: str
    ward: str
    was_at: str
    as_at: str
    made_at: datetime
    phone: str
    language: Language
    sheets: tuple[StruckSheet, ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet, over its lines."""

    code: str
    title: str
    taken_by: str
    count: int
    lines_in_all: int
    is_continued: bool = False
    units: int = 4
    kind: str = "sheet"


@dataclass(frozen=True, slots=True)
class StruckRow:
    """One line to strike, as it is printed."""

    page: int
    code: str
    door: str
    street: str
    name: str
    why: str
    units: int
    is_last: bool = True
    kind: str = "line"


def difference_pdf(paper: DifferencePaper) -> bytes:
    """Set the paper as a tagged PDF: sheets in the order given, lines in the order of the paper.

    Raises:
        SheetError: setting failed or took too long.
        BadCodeError: a sheet's number is too large for a code.
    """
    rows = {
        "paper": _heading(paper),
        "lines": sum(len(sheet.lines) for sheet in paper.sheets),
        "pages": _pages(paper.sheets),
    }
    return print_pdf("difference", paper.made_at, msgspec.json.encode(rows))


def _heading(paper: DifferencePaper) -> Heading:
    return Heading(
        campaign=clean(paper.campaign),
        ward=short_ward(paper.ward),
        made=stamp(paper.made_at),
        phone=short_fact(paper.phone),
        language=paper.language,
        as_at=short_fact(paper.as_at),
        was_at=short_fact(paper.was_at),
    )


def _pages(sheets: Iterable[StruckSheet]) -> list[list[SheetRow | StruckRow]]:
    """Cut the lines into pages: no sheet is named at the end of one, and its name is repeated."""
    pages: list[list[SheetRow | StruckRow]] = []
    room = 0
    for sheet in sheets:
        head = _sheet_row(sheet)
        wanted: list[SheetRow | StruckRow] = [head]
        for row in _struck_rows(sheet):
            wanted.append(row)
            if sum(part.units for part in wanted) > room:
                wanted = [head, row]
                pages.append([])
                room = PAGE_UNITS
            pages[-1] += wanted
            room -= sum(part.units for part in wanted)
            wanted, head = [], replace(head, is_continued=True)
    return pages


def _sheet_row(sheet: StruckSheet) -> SheetRow:
    return SheetRow(
        code=sheet_code(sheet.number),
        title=cut(clean(sheet.title), TITLE_MM, TITLE),
        taken_by=cut(clean(sheet.taken_by), TAKEN_MM, BOLD),
        count=len(sheet.lines),
        lines_in_all=sheet.lines_in_all,
    )


def _struck_rows(sheet: StruckSheet) -> Iterable[StruckRow]:
    """Yield the lines as they stand on the sheet: codes sort as their lines do."""
    for line in sorted(sheet.lines, key=lambda line: (line.page, line.code)):
        door, street = (
            fit(clean(line.door), DOOR_MM, DOOR),
            fit(clean(line.street), STREET_MM, SMALL),
        )
        name, why = fit(clean(line.name), NAME_MM, NAME), fit(clean(line.why), WHY_MM, BOLD)
        tall = max(text.count("\n") + 1 for text in (door, street, name, why))
        yield StruckRow(line.page, clean(line.code), door, street, name, why, units=tall + 1)
