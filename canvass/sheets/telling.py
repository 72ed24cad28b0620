"""Tellers' pads: 44 numbers, as pads have always had, and what a teller may and may not do."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from canvass.sheets.heads import Heading, Language, short_fact, short_hours, short_ward, stamp
from canvass.sheets.lettering import Face, clean, cut
from canvass.sheets.press import print_pdf

SMALL = Face(10, "bold")
STATION_MM, DISTRICT_MM = 120.0, 40.0


@dataclass(frozen=True, slots=True)
class Pad:
    """One page of numbers for one polling district, at one station with those hours."""

    district: str
    station: str
    hours: str


@dataclass(frozen=True, slots=True)
class TellerPaper:
    """Pads to be printed, one a page, in this order; `made_at` is aware."""

    campaign: str
    ward: str
    made_at: datetime
    phone: str
    language: Language
    pads: tuple[Pad, ...]


def teller_pdf(paper: TellerPaper) -> bytes:
    """Set the pads as a tagged PDF, which names nobody.

    Raises:
        SheetError: setting failed or took too long.
    """
    heading = Heading(
        campaign=clean(paper.campaign),
        ward=short_ward(paper.ward),
        made=stamp(paper.made_at),
        phone=short_fact(paper.phone),
        language=paper.language,
    )
    rows = {"paper": heading, "pads": [printed_pad(pad) for pad in paper.pads]}
    return print_pdf("teller", paper.made_at, msgspec.json.encode(rows))


def printed_pad(pad: Pad) -> Pad:
    """Return the pad with its text cleaned and cut to its room."""
    return Pad(
        district=cut(clean(pad.district), DISTRICT_MM, SMALL),
        station=cut(clean(pad.station), STATION_MM, SMALL),
        hours=short_hours(pad.hours),
    )
