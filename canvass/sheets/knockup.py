"""The knock-up sheets of polling day: one sheet an area, one line a promise, five boxes a line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from canvass.core.areas import Area
from canvass.sheets.lettering import Face, clean, cut
from canvass.sheets.pages import Sheet, sheet_of
from canvass.sheets.press import SheetError, print_pdf

__all__ = ["KnockupPaper", "SheetError", "knockup_pdf"]

LONDON = ZoneInfo("Europe/London")
HEAD, FACT = Face(10, "bold"), Face(12, "bold")


@dataclass(frozen=True, slots=True)
class KnockupPaper:
    """Knock-up sheets to be printed, one an area, in this order; `made_at` is aware.

    `occasion` heads the paper ("Knock-up list"); `as_at` says how far the voted marks reach
    ("16:05"); `hours` are the polling stations'; sheets are numbered from `first_sheet`.
    """

    campaign: str
    ward: str
    occasion: str
    as_at: str
    made_at: datetime
    hours: str
    phone: str
    language: Literal["en", "cy"]
    first_sheet: int
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class _Printed:
    """What `templates/sheets/knockup.typ` reads."""

    campaign: str
    ward: str
    occasion: str
    as_at: str
    made: str
    hours: str
    phone: str
    language: Literal["en", "cy"]
    sheets: tuple[Sheet, ...]


def knockup_pdf(paper: KnockupPaper) -> bytes:
    """Set the paper as a tagged PDF (PDF/UA-1); the same paper always gives the same bytes.

    1,500 doors take about a second, and 200 MB in a process of their own; 3,000 doors twice that.
    A list longer than a large ward's is better printed as several papers.

    Raises:
        SheetError: setting failed or took too long.
        BadCodeError: a sheet's number, or a line's on its sheet, is too large for a code.
    """
    return print_pdf("knockup", paper.made_at, msgspec.json.encode(_printed(paper)))


def _printed(paper: KnockupPaper) -> _Printed:
    return _Printed(
        campaign=clean(paper.campaign),
        ward=cut(clean(paper.ward), 60, HEAD),
        occasion=cut(clean(paper.occasion), 36, HEAD),
        as_at=cut(clean(paper.as_at), 36, FACT),
        made=f"{paper.made_at.astimezone(LONDON):%d/%m/%Y, %H:%M}",
        hours=cut(clean(paper.hours), 30, HEAD),
        phone=cut(clean(paper.phone), 36, FACT),
        language=paper.language,
        sheets=tuple(
            sheet_of(area, number) for number, area in enumerate(paper.areas, paper.first_sheet)
        ),
    )
