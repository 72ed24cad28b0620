"""The street leaflet “You said, we did”: counts and answers on one page, and nobody named."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from canvass.sheets.lettering import clean
from canvass.sheets.letters import paragraphs
from canvass.sheets.press import print_pdf


@dataclass(frozen=True, slots=True)
class LeafletLine:
    """One issue: how many households raised it, and what was done."""

    label: str
    households: int
    done: str


@dataclass(frozen=True, slots=True)
class LeafletPaper:
    """A leaflet of one ward, ready to be set; `made_at` is aware.

    `has_more`: something else was resolved too, raised by too few to count.
    """

    campaign: str
    ward: str
    made_at: datetime
    lines: tuple[LeafletLine, ...]
    imprint: str
    has_more: bool


def leaflet_pdf(paper: LeafletPaper) -> bytes:
    """Set a leaflet as a tagged PDF (PDF/UA-1), one page of A5.

    Raises:
        SheetError: setting failed or took too long.
    """
    rows = {
        "campaign": clean(paper.campaign),
        "ward": clean(paper.ward),
        "lines": [
            {
                "label": clean(line.label),
                "households": line.households,
                "done": paragraphs(line.done),
            }
            for line in paper.lines
        ],
        "imprint": [line for lines in paragraphs(paper.imprint) for line in lines],
        "has_more": paper.has_more,
    }
    return print_pdf("leaflet", paper.made_at, msgspec.json.encode(rows))
