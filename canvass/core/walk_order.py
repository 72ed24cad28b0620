"""The order in which doors are walked: up the odd side, down the even, flat by flat."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

HIGHEST = 99_999
NUMBERED = "1"
EVEN = "2"
NAMED = "3"
TEXT = 20

FLOORS = {
    "sub basement": 9,
    "basement": 10,
    "lower ground": 11,
    "garden": 12,
    "ground": 20,
    "upper ground": 21,
    "raised ground": 21,
    "mezzanine": 25,
    "first": 31,
    "second": 32,
    "third": 33,
    "fourth": 34,
    "fifth": 35,
    "sixth": 36,
    "seventh": 37,
    "eighth": 38,
    "ninth": 39,
    "tenth": 40,
    "top": 80,
    "attic": 81,
    "roof": 82,
    "penthouse": 90,
}
NUMBERED_FLAT = 29
"""Where flats with a number and no floor stand: above the ground floor, below the first."""


class WalkMode(StrEnum):
    """How a street is walked: up the odd side and down the even, or number by number."""

    CONSECUTIVE = "consecutive"
    ODDS_EVENS = "odds_evens"


class House(NamedTuple):
    """The parts of an address that decide where its door comes along the street.

    `number` to `last` is the house number ("14-16", last 16); both are 0 for a named house, whose
    place is its `position` on the register. All texts are casefolded. The rest is the door inside:
    `floor` is a rank out of `FLOORS`, `block` stands before a flat's number ("a" in "Flat A4")
    and `flat_letter` after it; `flat_words` is a name, or what else the door says.
    """

    number: int = 0
    letter: str = ""
    last: int = 0
    position: int = 0
    building: str = ""
    floor: int = 0
    block: str = ""
    flat: int = 0
    flat_letter: str = ""
    flat_words: str = ""


def side(house: House, mode: WalkMode) -> str:
    """Tell on which side of the street a house stands, by its low number.

    >>> side(House(number=14, last=16), WalkMode.ODDS_EVENS)
    'even'
    """
    if not house.number or mode == WalkMode.CONSECUTIVE:
        return ""
    return "odd" if house.number % 2 else "even"


@lru_cache(maxsize=20_000)
def walk_key(house: House, mode: WalkMode = WalkMode.ODDS_EVENS) -> str:
    """Make the text by which doors of one street are sorted, byte by byte; at most 80 long.

    Odd numbers ascend and even numbers descend, letters always ascend; within a house come
    building, floor, flat. Named houses follow in the order of the register.

    >>> evens = [House(14), House(12), House(12, "a"), House(10)]
    >>> evens == sorted(evens, key=walk_key)
    True
    """
    return street_part(house.number, house.position, mode) + house_part(house)


def street_part(number: int, position: int, mode: WalkMode) -> str:
    """Write the part of a walk key that depends on how the street is walked: six characters."""
    if not number:
        return f"{NAMED}{min(position, HIGHEST):05}"
    if number % 2 or mode == WalkMode.CONSECUTIVE:
        return f"{NUMBERED}{number:05}"
    return f"{EVEN}{HIGHEST - number:05}"


def house_part(house: House) -> str:
    """Write the rest of a walk key: where a door comes among those of one house number."""
    return (
        f"{house.letter or '0'}{house.last:05}{house.building[:TEXT]:<{TEXT}}"
        f"{house.floor:02}{house.block[:4]:<4}{house.flat:05}{house.flat_letter[:4]:<4}"
        f"{house.flat_words[:TEXT]}"
    ).rstrip()


def rewalked(key: str, mode: WalkMode) -> str:
    """Give the walk key of the same door when its street is walked in another mode.

    >>> rewalked(walk_key(House(12, "a")), WalkMode.CONSECUTIVE)[:7]
    '100012a'
    """
    if key.startswith(NAMED):
        return key
    return street_part(number_in(key), 0, mode) + key[6:]


def number_in(key: str) -> int:
    """Give the house number that a walk key was made of; 0 for a named house."""
    if not key or key.startswith(NAMED):
        return 0
    return HIGHEST - int(key[1:6]) if key.startswith(EVEN) else int(key[1:6])


def natural_key(text: str) -> tuple[tuple[int, int | str], ...]:
    """Give a key that sorts door labels as people read them; `1-3` is house 1 to 3, never 13.

    >>> sorted(["12-14", "10", "4", "2A", "2"], key=natural_key)
    ['2', '2A', '4', '10', '12-14']
    """
    parts = re.findall(r"[0-9]+|[^\W\d_]+", text.casefold())
    return tuple((0, int(part)) if part[0] in "0123456789" else (1, part) for part in parts)
