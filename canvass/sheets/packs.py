"""The pack of one round: a cover, the tellers' pads, the sheets, and forms to reconcile them.

A unit is 3.5 mm. Widths are those of the columns in `templates/sheets/pack.typ`, less a little.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from canvass.sheets.heads import short_fact
from canvass.sheets.knockup import KnockupPaper, heading_of, sheets_of
from canvass.sheets.lettering import Face, clean, cut, fit
from canvass.sheets.linecode import sheet_code
from canvass.sheets.press import print_pdf
from canvass.sheets.telling import Pad, printed_pad

PAGE_UNITS = 64  # 66, less the column headings
TOTALS_UNITS = 6
UNIT_MM, LINE_MM, MARGIN_MM = 3.5, 3.9, 2.2
SMALL, BOLD = Face(10), Face(10, "bold")
STREETS_MM, DISTRICT_MM, AGENT_MM = 52.6, 14.6, 54.0
STREET_LINES, REASON_LINES = 3, 3
FORM_LINES, LINES_BESIDE_HOURS, SPARE_LINES = 28, 11, 2


@dataclass(frozen=True, slots=True)
class CoverRow:
    """What the cover says of one sheet; `reason` is why it stands there, in a short sentence."""

    number: int
    title: str
    district: str
    doors: int
    promises: int
    lifts: int
    pages: int
    reason: str


@dataclass(frozen=True, slots=True)
class PackPaper:
    """All that goes in the bag: `rows` name the sheets of `knockup`; `agents` are whom to ring.

    An agent is what they are for and their number: ("Committee room", "020 7946 0000").
    """

    knockup: KnockupPaper
    rows: tuple[CoverRow, ...]
    pads: tuple[Pad, ...]
    agents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One sheet on the cover, as it is printed."""

    code: str
    district: str
    streets: str
    reason: str
    doors: int
    promises: int
    lifts: int
    pages: int
    units: int
    is_last: bool = True
    kind: str = "line"


@dataclass(frozen=True, slots=True)
class CoverPage:
    """A page of the cover: what stands over its table is so many units high."""

    over: int
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page to reconcile on: a line a sheet, "" for one to be written in; then the hours."""

    district: str
    codes: tuple[str, ...]
    has_hours: bool


def pack_pdf(paper: PackPaper) -> bytes:
    """Set the pack as one tagged PDF: cover, pads, sheets, then a form a polling district.

    Raises:
        SheetError: setting failed or took too long.
        BadCodeError: a sheet's number, or a line's on its sheet, is too large for a code.
    """
    agents = [
        (cut(clean(what), AGENT_MM, SMALL), short_fact(phone)) for what, phone in paper.agents
    ]
    counts = ("doors", "promises", "lifts", "pages")
    rows = {
        "paper": heading_of(paper.knockup),
        "totals": {name: sum(getattr(row, name) for row in paper.rows) for name in counts}
        | {"sheets": len(paper.rows)},
        "agents": agents,
        "cover": _cover(paper.rows, TOTALS_UNITS + _agent_units(len(agents))),
        "pads": [printed_pad(pad) for pad in paper.pads],
        "sheets": sheets_of(paper.knockup),
        "forms": list(_forms(paper)),
    }
    return print_pdf("pack", paper.knockup.made_at, msgspec.json.encode(rows))


def _agent_units(agents: int) -> int:
    """Say how high the numbers to ring stand, two to a line under their heading."""
    return 2 + 2 * math.ceil(agents / 2) if agents else 0


def _cover(rows: Iterable[CoverRow], over: int) -> list[CoverPage]:
    """Cut the rows into pages; only the first has something over its table."""
    pages: list[list[SheetRow]] = [[]]
    room = PAGE_UNITS - over
    for row in map(_sheet_row, rows):
        if row.units > room:
            pages.append([])
            room = PAGE_UNITS
        pages[-1].append(row)
        room -= row.units
    return [CoverPage(0 if place else over, tuple(page)) for place, page in enumerate(pages)]


def _sheet_row(row: CoverRow) -> SheetRow:
    streets = fit(clean(row.title), STREETS_MM, BOLD, STREET_LINES)
    reason = fit(clean(row.reason), STREETS_MM, SMALL, REASON_LINES)
    lines = sum(text.count("\n") + 1 for text in (streets, reason) if text)
    return SheetRow(
        code=sheet_code(row.number),
        district=cut(clean(row.district), DISTRICT_MM, SMALL),
        streets=streets,
        reason=reason,
        doors=row.doors,
        promises=row.promises,
        lifts=row.lifts,
        pages=row.pages,
        units=math.ceil((max(lines, 1) * LINE_MM + MARGIN_MM) / UNIT_MM),
    )


def _forms(paper: PackPaper) -> Iterator[FormPage]:
    """Yield a form a polling district, with room for sheets that are printed later."""
    has_hours = paper.knockup.kind == "knockup"
    districts = [row.district for row in paper.rows] + [pad.district for pad in paper.pads]
    for district in dict.fromkeys(districts):
        codes = [sheet_code(row.number) for row in paper.rows if row.district == district]
        shown = cut(clean(district), DISTRICT_MM, SMALL)
        yield from _form_pages(shown, [*codes, *[""] * SPARE_LINES], has_hours=has_hours)


def _form_pages(district: str, codes: list[str], *, has_hours: bool) -> Iterator[FormPage]:
    """Yield full pages of lines; the hours stand under a short one, else on a page of their own."""
    while codes:
        is_short = has_hours and len(codes) <= LINES_BESIDE_HOURS
        lines = LINES_BESIDE_HOURS if is_short else FORM_LINES
        page, codes = codes[:lines], codes[lines:]
        blanks = [""] * (lines - len(page))
        has_hours = has_hours and not is_short
        yield FormPage(district, (*page, *blanks), has_hours=is_short)
    if has_hours:
        yield FormPage(district, (), has_hours=True)
