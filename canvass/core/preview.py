"""What a register would change of one elector, in words, before it is taken in."""

from collections.abc import Mapping
from datetime import date
from typing import Generic, NamedTuple, TypeVar

NOTHING = "–"
Who = TypeVar("Who")


class ListChanges(NamedTuple, Generic[Who]):
    """Whom a later list names anew, names no more, and tells otherwise of; each in its order."""

    new: list[Who]
    gone: list[Who]
    changed: list[Who]


class Told(NamedTuple):
    """What a register says of one elector, or said before. `door` is an address in words."""

    roll_number: str
    name: str
    markers: str
    attains_on: date | None
    door: str
    on_register: bool = True


class Difference(NamedTuple):
    """One thing that would change: what it is, how it stands, and how it would."""

    what: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.what} {self.before} → {self.after}"


def differences(before: Told, after: Told) -> tuple[Difference, ...]:
    """Say what would change of an elector.

    >>> was = Told("CH1-3", "Ada Ash", "G", None, "1 Lupus Street")
    >>> [str(one) for one in differences(was, was._replace(name="Ada Birch", markers="B"))]
    ['name Ada Ash → Ada Birch', 'markers G → B']
    """
    pairs = (
        ("register", on_or_off(before), on_or_off(after)),
        ("number", before.roll_number, after.roll_number),
        ("name", before.name, after.name),
        ("door", before.door, after.door),
        ("markers", before.markers, after.markers),
        ("comes of age", day_in_words(before.attains_on), day_in_words(after.attains_on)),
    )
    return tuple(
        Difference(what, old or NOTHING, new or NOTHING) for what, old, new in pairs if old != new
    )


def list_changes(before: Mapping[Who, str], after: Mapping[Who, str]) -> ListChanges[Who]:
    """Compare a list with the one that it replaces.

    >>> list_changes({"Ada": "postal", "Bob": "proxy"}, {"Cy": "postal", "Bob": "postal"})
    ListChanges(new=['Cy'], gone=['Ada'], changed=['Bob'])
    """
    return ListChanges(
        [who for who in after if who not in before],
        [who for who in before if who not in after],
        [who for who, told in after.items() if before.get(who, told) != told],
    )


def on_or_off(told: Told) -> str:
    """Say whether somebody is on the register."""
    return "on it" if told.on_register else "off it"


def day_in_words(day: date | None) -> str:
    """Write a date: "3 May 2018"."""
    return f"{day.day} {day:%B %Y}" if day else ""
