"""Whose screen names were copied from: each sees the people of a door in an order of their own.

Nobody is invented for that, so no walker knocks at a door that is not there; the order outlives a
photograph and somebody who types it off. A door of two people tells one in two readers apart.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

WORD = re.compile(r"\w+")

ENOUGH = 7
"""Doors that must have told: a reader who never had the list fits them all once in 128 times."""

FITS = 0.9
"""The share of doors that must be in a reader's order: what is typed off has mistakes."""


class Fit(NamedTuple):
    """How many doors stand in one reader's order, of those that could tell."""

    agree: int
    doors: int

    @property
    def is_sure(self) -> bool:
        """Whether it is hardly by chance."""
        return self.doors >= ENOUGH and self.agree >= FITS * self.doors


def place_for(reader: UUID, elector: UUID | None) -> bytes:
    """Give by what a reader's order of the people at one door is sorted.

    >>> place_for(UUID(int=1), UUID(int=2)) == place_for(UUID(int=1), UUID(int=2))
    True
    """
    return hashlib.sha256(reader.bytes + (elector or UUID(int=0)).bytes).digest()


def places_in(text: str, names: Iterable[str]) -> dict[str, int]:
    """Say where names of two words or more stand first in a text, word for word.

    >>> places_in("Bo Lee, ADA QUILLER, Ada  Quill", ["Ada Quill", "Bo Lee", "Cy"])
    {'Bo Lee': 0, 'Ada Quill': 4}
    """
    known = {" ".join(WORD.findall(name.casefold())): name for name in names}
    lengths = sorted({name.count(" ") + 1 for name in known} - {1})
    words = WORD.findall(text.casefold())
    found: dict[str, int] = {}
    for place in range(len(words)):
        for length in lengths:
            name = known.get(" ".join(words[place : place + length]))
            if name is not None:
                found.setdefault(name, place)
    return found


def fit(reader: UUID, doors: Iterable[Sequence[tuple[UUID, str]]], places: dict[str, int]) -> Fit:
    """Compare the order of names in a text with the order in which a reader was shown them.

    Args:
        reader: who may have been shown them.
        doors: who lives at each door: ids with names, of which none stands twice.
        places: where each name stands in the text.
    """
    agree = told = 0
    for door in doors:
        seen = [one for one in door if one[1] in places]
        if len(seen) > 1:
            told += 1
            as_written = sorted(seen, key=lambda one: places[one[1]])
            agree += as_written == sorted(seen, key=lambda one: place_for(reader, one[0]))
    return Fit(agree, told)
