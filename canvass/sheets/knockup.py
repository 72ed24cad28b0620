"""The sheets of polling day: one sheet an area, one line a promise, five boxes a line."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from canvass.core.areas import Area
from canvass.sheets.heads import (
    Heading,
    Kind,
    Language,
    short_fact,
    short_hours,
    short_occasion,
    short_ward,
    stamp,
)
from canvass.sheets.lettering import clean
from canvass.sheets.pages import Sheet, sheet_of
from canvass.sheets.press import SheetError, print_pdf

__all__ = ["KnockupPaper", "SheetError", "heading_of", "knockup_pdf", "sheets_of"]


@dataclass(frozen=True, slots=True)
class KnockupPaper:
    """Knock-up sheets to be printed, one an area, in this order; `made_at` is aware.

    `occasion` heads the paper ("Knock-up list"); `as_at` says how far the voted marks reach
    ("16:05"); `hours` are the polling stations'; sheets are numbered from `first_sheet`. The
    `kind` "postal" is for the postal chase: other headings over the same boxes.
    """

    campaign: str
    ward: str
    occasion: str
    as_at: str
    made_at: datetime
    hours: str
    phone: str
    language: Language
    first_sheet: int
    areas: tuple[Area, ...]
    kind: Kind = "knockup"


def knockup_pdf(paper: KnockupPaper) -> bytes:
    """Set the paper as a tagged PDF (PDF/UA-1); the same paper always gives the same bytes.

    1,500 doors take about a second, and 200 MB in a process of their own; 3,000 doors twice that.
    A list longer than a large ward's is better printed as several papers.

    Raises:
        SheetError: setting failed or took too long.
        BadCodeError: a sheet's number, or a line's on its sheet, is too large for a code.
    """
    rows = {"paper": heading_of(paper), "sheets": sheets_of(paper)}
    return print_pdf("knockup", paper.made_at, msgspec.json.encode(rows))


def heading_of(paper: KnockupPaper) -> Heading:
    """Return what heads every sheet of the paper."""
    return Heading(
        campaign=clean(paper.campaign),
        ward=short_ward(paper.ward, paper.occasion),
        made=stamp(paper.made_at),
        phone=short_fact(paper.phone),
        language=paper.language,
        occasion=short_occasion(paper.occasion),
        as_at=short_fact(paper.as_at),
        hours=short_hours(paper.hours),
        kind=paper.kind,
    )


def sheets_of(paper: KnockupPaper) -> list[Sheet]:
    """Lay out every area of the paper.

    Raises:
        BadCodeError: a sheet's number, or a line's on its sheet, is too large for a code.
    """
    return [sheet_of(area, number) for number, area in enumerate(paper.areas, paper.first_sheet)]
