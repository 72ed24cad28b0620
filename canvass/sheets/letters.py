"""A letter to one resident about what they raised: the campaign's own words, filled in."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from canvass.sheets.lettering import clean
from canvass.sheets.press import print_pdf


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be set; `body` and `imprint` are text, their empty lines part paragraphs.

    `made_at` is aware and dates the file; `on` is the date as the letter writes it.
    """

    campaign: str
    made_at: datetime
    on: str
    name: str
    address: tuple[str, ...]
    body: str
    owner: str
    imprint: str


def letter_pdf(letter: Letter) -> bytes:
    """Set a letter as a tagged PDF (PDF/UA-1); the same letter always gives the same bytes.

    Raises:
        SheetError: setting failed or took too long.
    """
    rows = {
        "campaign": clean(letter.campaign),
        "on": clean(letter.on),
        "name": clean(letter.name),
        "address": [clean(line) for line in letter.address],
        "body": paragraphs(letter.body),
        "owner": clean(letter.owner),
        "imprint": [line for lines in paragraphs(letter.imprint) for line in lines],
    }
    return print_pdf("letter", letter.made_at, msgspec.json.encode(rows))


def paragraphs(text: str) -> list[list[str]]:
    """Part a text into paragraphs and those into lines, each cleaned; what is empty is left out."""
    parts: list[list[str]] = [[]]
    for line in text.splitlines():
        shown = " ".join(filter(None, map(clean, line.split())))
        if shown:
            parts[-1].append(shown)
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]
