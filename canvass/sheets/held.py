"""What is held about one elector, on paper, to be handed to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from canvass.core.rights import Section, label_of, written
from canvass.sheets.lettering import clean
from canvass.sheets.press import print_pdf


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """The answer to one elector: whose it is, by whom, made when, and all sections."""

    campaign: str
    name: str
    number: str
    made_at: datetime
    zone: ZoneInfo
    sections: Sequence[Section]


def held_pdf(paper: HeldPaper) -> bytes:
    """Set the answer as a tagged PDF (PDF/UA-1).

    Raises:
        SheetError: setting failed or took too long.
    """
    rows = {
        "campaign": clean(paper.campaign),
        "name": clean(paper.name),
        "number": clean(paper.number),
        "on": written(paper.made_at, paper.zone),
        "sections": [
            {
                "title": clean(section.title),
                "rows": [
                    [
                        [label_of(column), whole(written(value, paper.zone))]
                        for column, value in row.items()
                    ]
                    for row in section.rows
                ],
            }
            for section in paper.sections
        ],
    }
    return print_pdf("held", paper.made_at, msgspec.json.encode(rows))


def whole(text: str) -> str:
    """Keep of a text what the fonts can show, however long it is."""
    return " ".join(filter(None, map(clean, text.split())))
