"""What the shipped fonts can show and how wide it stands, known before a page is set."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

FONTS = Path(__file__).parent / "fonts"
LONGEST = 200  # characters; no place on a sheet shows more
UNSHOWN = ("Cc", "Cf", "Mn", "Mc", "Me", "Cs")  # controls, direction overrides, loose marks


@dataclass(frozen=True, slots=True)
class Metrics:
    """Measures of the fonts: code points covered, as first and last, and widths in ems."""

    covered: list[tuple[int, int]]
    regular: dict[str, float]
    bold: dict[str, float]


@dataclass(frozen=True, slots=True)
class Face:
    """A size and weight that text is set in."""

    points: float
    weight: Literal["regular", "bold"] = "regular"


METRICS = msgspec.json.decode((FONTS / "metrics.json").read_bytes(), type=Metrics)
COVERED = frozenset(code for first, last in METRICS.covered for code in range(first, last + 1))


def clean(text: str) -> str:
    """Keep what the fonts can show, else the letter without its marks, else a question mark.

    PDF/UA refuses a whole document for one emoji, NUL or unpaired surrogate.
    """
    if text.isascii() and text.isprintable():  # nearly every text there is, and nothing to mend
        return " ".join(text[:LONGEST].split())
    spaced = " ".join(unicodedata.normalize("NFC", text[:LONGEST]).split())
    return " ".join("".join(map(_shown, spaced)).split())


def _shown(char: str) -> str:
    if unicodedata.category(char) in UNSHOWN:
        return ""
    base = unicodedata.normalize("NFD", char)[0]
    return next((shown for shown in (char, base) if ord(shown) in COVERED), "?")


def width(text: str, face: Face) -> float:
    """Return about how wide the text is set, in mm: without kerning, an unknown sign as one em."""
    widths = METRICS.bold if face.weight == "bold" else METRICS.regular
    return sum([widths.get(char, 1.0) for char in text]) * face.points * 25.4 / 72


def cut(text: str, room: float, face: Face) -> str:
    """Shorten the text with an ellipsis to one line of `room` mm, if it must be."""
    kept = text
    while kept and width(text, face) > room:
        kept = kept[:-1].rstrip()
        text = kept + "…"
    return text


def wrap(text: str, room: float, face: Face) -> list[str]:
    """Break the text into lines of `room` mm, inside a word only if the word alone is wider."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width(f"{lines[-1]} {word}", face) <= room:
            lines[-1] += f" {word}"
        else:
            lines += _pieces(word, room, face)
    return lines


def _pieces(word: str, room: float, face: Face) -> list[str]:
    pieces = [""]
    for char in word:
        if width(pieces[-1] + char, face) <= room:
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def fit(text: str, room: float, face: Face, most: int = 2) -> str:
    """Break the text into at most so many lines of `room` mm, the last cut if it must be."""
    lines = wrap(text, room, face)
    whole, rest = lines[: most - 1], " ".join(lines[most - 1 :])
    return "\n".join([*whole, cut(rest, room, face)] if rest else whole)
