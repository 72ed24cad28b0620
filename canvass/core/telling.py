"""Roll numbers as people write them on a pad or type them in a committee room."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, NamedTuple
from uuid import UUID

import msgspec

from canvass.core.errors import CanvassError

NUMBER = re.compile(r"0*(\d{1,6})(?:[/.]0*(\d{1,4}))?", re.ASCII)
PARTED = re.compile(r"(.+)[- ]([\d/.]+)")
AROUND_SIGNS = re.compile(r"\s*([-/.])\s*")


class RollNumber(NamedTuple):
    """A roll number within one edition of the register: district, number and suffix, as text."""

    district: str
    number: str
    suffix: str

    def __str__(self) -> str:
        return written(*self)


class Doubt(StrEnum):
    """Why one number alone does not take anybody off the lists."""

    OUT_OF_HOURS = "out_of_hours"
    TOO_FAST = "too_fast"
    UNSURE = "unsure"


DOUBT_WORDS = {
    Doubt.OUT_OF_HOURS: "taken while the polls were shut",
    Doubt.TOO_FAST: "taken faster than people walk past",
    Doubt.UNSURE: "the teller was not sure",
}


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What a teller's phone sends of one number, or of taking one back (`undoes`).

    `id` is made by the phone, so a number that arrives twice is kept once; `taken_at` is the
    phone's own clock. A number that ends in `?` is one the teller was not sure of.
    """

    id: UUID
    taken_at: Annotated[datetime, msgspec.Meta(tz=True)]
    district: Annotated[str, msgspec.Meta(max_length=12)] = ""
    typed: Annotated[str, msgspec.Meta(max_length=40)] = ""
    undoes: UUID | None = None


class BadNumberError(CanvassError):
    """What was typed is not a roll number."""


def written(district: str, number: str, suffix: str) -> str:
    """Write a roll number as it is printed.

    >>> written("CH1", "888", "8")
    'CH1-888/8'
    >>> written("KD-2/2", "289", "")
    'KD-2/2-289'
    """
    return f"{district}-{number}" + (f"/{suffix}" if suffix else "")


def read_taken(told: object) -> Taken:
    """Read what a phone sent of one number.

    Raises:
        BadNumberError: it is none, and why.
    """
    try:
        taken = msgspec.convert(told, Taken)
    except ValueError as error:
        raise BadNumberError(f"This number could not be read: {error}.") from error
    if (taken.typed == "") is (taken.undoes is None):
        raise BadNumberError("A number is taken, or one is taken back: not both, not neither.")
    if not taken.typed.isprintable():
        raise BadNumberError("This is not a number.")
    return taken


def is_struck(doubts: Sequence[Doubt | None]) -> bool:
    """Tell whether the marks that stand take an elector off the lists: one sure one, or two.

    A single doubtful number strikes nobody: it waits in the committee room to be looked at.
    """
    return None in doubts or len(doubts) > 1


def read_number(typed: str, district: str, known: Collection[str]) -> RollNumber:
    """Read a number as people write it: `888`, `888/8`, `888.8`, `CH1-888`, `ch1 888`.

    Args:
        typed: with or without the district's letters; spaces and capitals do not matter.
        district: the polling district that is being told; `""` if none was chosen.
        known: the codes of the campaign's polling districts, which may hold `-` and `/`.

    Raises:
        BadNumberError: it is no number, or names no district and none was chosen.
    """
    plain = AROUND_SIGNS.sub(r"\1", " ".join(typed.upper().split()))
    codes = {code.upper(): code for code in known}
    if parted := PARTED.fullmatch(plain):
        code = codes.get(parted[1].replace(" ", ""))
        number = NUMBER.fullmatch(parted[2])
        if code and number:
            return RollNumber(code, number[1], suffix_of(number))
    elif number := NUMBER.fullmatch(plain):
        if not district:
            raise BadNumberError(
                f"Which polling district is {plain} of? Choose it, or type it as in CH1-{plain}."
            )
        return RollNumber(district, number[1], suffix_of(number))
    elif len(glued := list(glued_numbers(plain, codes))) == 1:
        return glued[0]
    raise BadNumberError(f"“{typed.strip()[:40]}” is not a number. Type 888, 888/8 or CH1-888.")


def glued_numbers(plain: str, codes: Mapping[str, str]) -> Iterator[RollNumber]:
    """Give every way to read a number that stands right behind a district's letters."""
    for upper, code in codes.items():
        number = NUMBER.fullmatch(plain.removeprefix(upper)) if plain.startswith(upper) else None
        if number:
            yield RollNumber(code, number[1], suffix_of(number))


def suffix_of(found: re.Match[str]) -> str:
    """Give the suffix; 0 is none."""
    return "" if found[2] in (None, "0") else found[2]
