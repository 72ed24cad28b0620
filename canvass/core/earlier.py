"""Answers from earlier tools: a campaign's own table, with its columns and codes told by a person.

Each row becomes a contact with its source and its day. Nothing is guessed: a code means what the
person says it means, and a row that cannot be read is refused with its reason.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from canvass.core.doorstep import Intention
from canvass.core.errors import CanvassError
from canvass.core.intentions import Code
from canvass.core.layouts import plain
from canvass.core.mapping import (
    ADDRESS,
    LONGEST_NAME,
    BadMappingError,
    Target,
    Told,
    read_told,
)

ANSWERS = "answers layout 1"
LONGEST = 40
LONGEST_SOURCE = 80
SAYS_NOTHING = ""
MEANS = frozenset({SAYS_NOTHING, *"12345", *(one.value for one in Intention)})

TARGETS = (
    Target(
        "district",
        "Polling district",
        "The letters before the elector number. Leave it out if the number has it.",
        re.compile(r"pd|pdcode|pdletters|pollingdistrict\w*|district\w*|electorno\w*prefix"),
    ),
    Target(
        "number",
        "Elector number",
        "CH1-12/1 in one column will do. Numbers start anew each December, so names must agree.",
        re.compile(r"(?:full)?electo(?:r|ral)(?:roll)?(?:no|num|number)|eno|roll(?:no|number)?"),
    ),
    Target(
        "suffix",
        "Suffix of the number",
        "For those who were added between two others.",
        re.compile(r"(?:electorn\w*)?suffix"),
    ),
    Target(
        "surname",
        "Surname",
        "Or the whole name, if it is in one column.",
        re.compile(r"(?:elector)?(?:sur|last|family)name|(?:full)?name"),
    ),
    Target(
        "forenames",
        "Forenames",
        "First names, with or without the others.",
        re.compile(r"(?:elector)?(?:fore|first|given)names?"),
    ),
    Target("postcode", "Postcode", "It helps to find a door.", re.compile(r"\w*postcode")),
    Target(
        "intention",
        "Voting intention",
        "In your own codes: you say below what each means.",
        re.compile(r"\w*(?:intention|canvass|code|vi|support\w*|pledge\w*|promise\w*)"),
    ),
    Target(
        "party",
        "Party",
        "For whom, if it has a column of its own.",
        re.compile(r"(?:\w*usual)?party"),
    ),
    Target(
        "silence",
        "Do not knock",
        "Anything but no, 0 or nothing is taken as a wish to be left in peace.",
        re.compile(r"do?n(?:o)?t(?:knock|call|contact|canvass)\w*|dnk|dnc|donot\w*"),
    ),
    Target(
        "note",
        "Note",
        "Facts that the elector would accept reading; 500 letters at most.",
        re.compile(r"notes?|comments?|remarks?"),
    ),
    Target(
        "issues",
        "Issues raised",
        "By code or name, as in the catalogue, with ; between. Others are told of and not kept.",
        re.compile(r"issues?(?:raised)?|topics?|concerns?"),
    ),
    Target(
        "phone",
        "Telephone",
        "Kept under lock. Call only who agreed to it.",
        re.compile(r"(?:\w*phone|tel|mobile)(?:no|number)?"),
    ),
    Target(
        "day",
        "When it was told",
        "The day of each answer. Without it, all count as of the file’s day.",
        re.compile(r"\w*(?:date|canvassedon|contactedon|told(?:on)?)"),
    ),
)
FIELDS = tuple(target.field for target in TARGETS)
VOTED = re.compile(r"\w*voted?\w*")


class BadEarlierError(CanvassError):
    """What was told of a file does not hold together."""


class Telling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person told of a file.

    `columns` gives headings by field, `address` those of an address, `voted` the days of past polls
    by heading, `codes` what each code means: a strength, an intention, or nothing.
    """

    columns: dict[str, str] = {}
    address: list[str] = []
    voted: dict[str, date] = {}
    codes: dict[str, str] = {}


class Saved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was told of a file, kept under a name and sent to another campaign: headings and codes.

    It holds nothing of anybody.
    """

    name: str
    columns: dict[str, str]
    address: list[str]
    voted: dict[str, date]
    codes: dict[str, str]
    canvass: str = ANSWERS

    @property
    def headings(self) -> frozenset[str]:
        """The columns that a file must have to be read by it."""
        return frozenset({*self.columns.values(), *self.address, *self.voted})

    def telling(self) -> Telling:
        """Give what it tells of a file."""
        return Telling(self.columns, self.address, self.voted, self.codes)


def saved_as(name: str, telling: Telling) -> Saved:
    """Put what was told under a name."""
    told = (telling.columns, telling.address, telling.voted, telling.codes)
    return Saved(" ".join(name.split())[:LONGEST_NAME], *told)


def fitting(saved: Iterable[Saved], headings: Sequence[str]) -> Saved | None:
    """Give the one of these by which a file is read by itself: the one that tells most of it."""
    fits = [one for one in saved if one.headings <= set(headings)]
    return max(fits, key=lambda one: len(one.headings), default=None)


def read_layout(body: bytes) -> Told | Saved:
    """Read a layout that another campaign sent, of a register or of a table of answers.

    Raises:
        BadMappingError: it is none.
    """
    try:
        saved = msgspec.json.decode(body, type=Saved)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return read_told(body)
    is_sound = set(saved.columns) <= set(FIELDS) and MEANS.issuperset(saved.codes.values())
    if saved.canvass != ANSWERS or not saved.name.strip() or not is_sound:
        raise BadMappingError("This is no layout that Canvass has written.")
    return saved_as(saved.name, saved.telling())


def guessed(headings: Sequence[str]) -> Telling:
    """Guess which column is what; a person corrects it."""
    columns: dict[str, str] = {}
    votes = [
        one for one in headings if VOTED.fullmatch(plain(one)) and "intention" not in plain(one)
    ]
    for target in TARGETS:
        for heading in headings:
            is_free = heading not in columns.values() and heading not in votes
            if is_free and target.guess.fullmatch(plain(heading)):
                columns[target.field] = heading
                break
    rest = [one for one in headings if one not in columns.values() and one not in votes]
    return Telling(columns, [one for one in rest if ADDRESS.fullmatch(plain(one))])


def guessed_codes(codes: Sequence[str], own: Sequence[Code]) -> dict[str, str]:
    """Guess what codes mean by the campaign's own; of others nothing is guessed."""
    known = {one.short.upper(): one for one in own} | {one.label.upper(): one for one in own}
    return {code: meaning(known[code]) if code in known else SAYS_NOTHING for code in codes}


def meaning(code: Code) -> str:
    """Write what a code of the campaign means."""
    return str(code.strength or code.intention or SAYS_NOTHING)


def meaning_of(codes: Mapping[str, str], told: str) -> tuple[int | None, Intention | None]:
    """Give what a code means, as it was told."""
    means = codes.get(told.upper()[:LONGEST], SAYS_NOTHING)
    if means.isdecimal():
        return int(means), None
    return None, Intention(means) if means else None


def checked(telling: Telling, polling_day: date, today: date) -> Telling:
    """Give what was told back, if rows can be read by it.

    Raises:
        BadEarlierError: nobody could be named by it, nothing is told, or a poll is not over.
    """
    has_door = bool(telling.address) and "surname" in telling.columns
    if not (has_door or {"number", "surname"} <= set(telling.columns)):
        raise BadEarlierError(
            "Say which columns name the elector: the surname, with the number or the address."
        )
    said = {"intention", "silence", "note", "issues", "phone"} & set(telling.columns)
    if not (said or telling.voted):
        raise BadEarlierError("Say which column tells something of them, such as the intention.")
    if len(set(telling.columns.values())) < len(telling.columns):
        raise BadEarlierError("One column stands for two things. Choose another for one of them.")
    if any(day >= min(polling_day, today) for day in telling.voted.values()):
        raise BadEarlierError(
            "Who voted comes from past polls only; this one’s is in the marked register."
        )
    if not MEANS.issuperset(telling.codes.values()):
        raise BadEarlierError("A code means a strength, an answer, or nothing.")
    return telling
