"""The words on a door inside a house: flats and floors, and where they come on the stairs."""

import re
from functools import lru_cache
from typing import NamedTuple

from canvass.core.names import name_key
from canvass.core.walk_order import FLOORS, HIGHEST, NUMBERED_FLAT

FLAT_WORD = r"flats?|apartment|apt|maisonette|units?|rooms?|studio|suite|bedsit|annexe?"
FLOOR_WORD = (
    r"sub[ -]basement|basement|lower ground|upper ground|raised ground|garden|ground|mezzanine|"
    r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|top|attic|roof|penthouse|"
    r"1st|2nd|3rd|[4-9]th|10th"
)
FLAT_NO = r"(?:[0-9]+ ?[a-z]?(?!\w)(?: ?[-&/] ?[0-9]+[a-z]?)?|[a-z] ?[0-9]*)(?!\w)"
FLOOR = re.compile(rf"\b({FLOOR_WORD})\b")
FLAT = re.compile(
    rf"((?:{FLAT_WORD})(?: no\.?)? ?{FLAT_NO}"
    rf"|(?:{FLOOR_WORD})(?: floor)?(?: (?:{FLAT_WORD}|front|rear|back|left|right|middle))+"
    rf"|(?:{FLAT_WORD} )?(?:{FLOOR_WORD}) floor|(?:front |rear |back |the )?(?:{FLAT_WORD})"
    r"|(?:the )?(?:penthouse|basement)(?: [0-9]+[a-z]?(?= *$))?)(?: +-? *(\w.*))?",
    re.IGNORECASE,
)
FLAT_AFTER = re.compile(rf"(.*\w) ((?:flat|apartment|apt|unit|room) {FLAT_NO})", re.IGNORECASE)
FLAT_NUMBER = re.compile(r"(?:\b([a-z]) ?|\b)([0-9]+)(?: ?([a-z])\b| ?[-&/] ?([0-9]+))?\b")
FLAT_LETTER = re.compile(r"\b(?:flat|apartment|apt|unit|room) ?([a-z])\b")
PLAIN_FLAT = re.compile(r"\b(?:flats?|apartment|apt|no|floor|the|[a-z]?[0-9]+[a-z]?|[a-z])\b")
ORDINALS = {"1st": 31, "2nd": 32, "3rd": 33} | {f"{floor}th": 30 + floor for floor in range(4, 11)}
RANKS = FLOORS | ORDINALS


class Door(NamedTuple):
    """Where a door stands inside its house.

    `floor` is a rank out of `FLOORS`; `block` stands before the number ("a" in "Flat A4") and
    `letter` after it; `words` is whatever else the door says. All texts are casefolded.
    """

    floor: int = 0
    block: str = ""
    number: int = 0
    letter: str = ""
    words: str = ""


NO_DOOR = Door()


def flat_and_rest(text: str) -> tuple[str, ...]:
    """Cut "Flat 3 Dunstable Court" in two.

    >>> flat_and_rest("Basement Flat 3 Claverton Street")
    ('Basement Flat', '3 Claverton Street')
    """
    found = FLAT.fullmatch(text)
    if found and found[2] and (" " in found[1] or found[2][0].isdigit()):
        return found[1], found[2]
    if not found and (found := FLAT_AFTER.fullmatch(text)):
        return found[2], found[1]
    return (text,)


@lru_cache(maxsize=5000)
def flat_door(told: str) -> Door:
    """Read what stands on a flat's door.

    >>> flat_door("Flat 2a").number, flat_door("Flat 2a").letter
    (2, 'a')
    """
    text = told.casefold()
    floor = FLOOR.search(text)
    words = text[: floor.start()] + text[floor.end() :] if floor else text
    found = FLAT_NUMBER.search(words)
    letter = None if found else FLAT_LETTER.search(words)
    rest = name_key(PLAIN_FLAT.sub(" ", words))
    rank = RANKS[floor[1].replace("-", " ")] if floor else NUMBERED_FLAT
    if found:
        number = min(int(found[2]), HIGHEST)
        return Door(rank, found[1] or "", number, letter_of(found), rest)
    if letter:
        return Door(rank, letter=letter[1], words=rest)
    return Door(rank if floor else 0, words=rest)


def letter_of(found: re.Match[str]) -> str:
    """Give what stands behind a flat's number: the a of 2a, or the rest of 2/1 and of 1-3."""
    return found[3] or (f"-{found[4]}" if found[4] else "")


@lru_cache(maxsize=5000)
def named_door(told: str) -> Door:
    """Read a house's name, its article aside."""
    return Door(words=name_key(told).removeprefix("the "))
