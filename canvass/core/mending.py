"""Mending what was misread of an address: a door as a person tells it, and who lives behind it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from canvass.core.address import Part, door_of
from canvass.core.errors import CanvassError
from canvass.core.flats import FLAT
from canvass.core.names import tidy
from canvass.core.walk_order import House, WalkMode

LONGEST_NUMBER = 12
MODE_WORDS = {
    WalkMode.ODDS_EVENS: "up the odds, down the evens",
    WalkMode.CONSECUTIVE: "number by number",
}


class MendingKind(StrEnum):
    """What was mended."""

    DOOR = "door"
    SPLIT = "split"
    STREET = "street"
    WALKING = "walking"


class BadMendingError(CanvassError):
    """An address cannot be mended so; `field` is where it was asked for."""

    def __init__(self, sentence: str, field: str = "number") -> None:
        super().__init__(sentence)
        self.field = field


class ToldDoor(NamedTuple):
    """A door as it should be read: what stands on it and around it, and its place."""

    label: str
    building: str
    house: House
    key: str


class Placed(NamedTuple):
    """An elector whom the register writes behind one door, and who lives behind another."""

    elector: UUID
    number: str
    name: str
    forenames: str
    door: UUID


class Staged(NamedTuple):
    """A row of a file behind the door of which some were placed elsewhere."""

    line: int
    number: str
    name: str
    forenames: str


def told_door(number: str, flat: str, building: str) -> ToldDoor:
    """Read a door from its three parts, as a person fills them in.

    >>> told_door("14", "Flat 2a", "")[:2], told_door("", "", "The Coach House")[:2]
    (('Flat 2a', '14'), ('The Coach House', ''))

    Raises:
        BadMendingError: all of them are empty, or the number is none.
        BadAddressError: a part is longer than any address.
    """
    number, flat, building = tidy(number), tidy(flat), tidy(building)
    if number and not (number[0].isdecimal() and len(number) <= LONGEST_NUMBER):
        raise BadMendingError("A house number begins with a digit: 12, 12A or 14-16.")
    if "\x00" in f"{number}{flat}{building}":
        raise BadMendingError("It holds a character that cannot be kept.")
    if flat and not FLAT.fullmatch(flat) and flat[0].isdecimal():
        flat = f"Flat {flat}"
    inside = [Part(flat, is_flat=bool(FLAT.fullmatch(flat)))] if flat else []
    around = [Part(building, is_house=True)] if building else []
    if not (number or inside or around):
        raise BadMendingError("Say at least one of them: number, flat or building.")
    label, outside, house, key = door_of(number, (*inside, *around))
    return ToldDoor(label, outside, house, key)


def placed_rows(placed: Sequence[Placed], rows: Iterable[Staged]) -> dict[int, UUID]:
    """Say behind which door each row of a file is to be, by its line, that a mending is about.

    By number and name, or number and forenames where somebody married; else by a name that nobody
    shares, so that a renumbering changes nothing. Whoever is not sure stays where the file says.
    """
    rows = list(rows)
    found: dict[int, UUID] = {}
    rest: list[Placed] = []
    for one in placed:
        sure = [row.line for row in rows if row.number == one.number and is_same(row, one)]
        found |= dict.fromkeys(sure[:1], one.door)
        rest += [] if sure else [one]
    names = Counter(row.name.casefold() for row in rows)
    kept = Counter(one.name.casefold() for one in placed)
    for one in rest:
        name = one.name.casefold()
        if names[name] == kept[name] == 1:
            found |= {row.line: one.door for row in rows if row.name.casefold() == name}
    return found


def is_same(row: Staged, one: Placed) -> bool:
    """Tell whether two of one number are one person: by the whole name, or the forenames."""
    forenames = one.forenames.casefold()
    is_called = bool(forenames) and row.forenames.casefold() == forenames
    return row.name.casefold() == one.name.casefold() or is_called
