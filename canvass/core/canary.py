"""Canaries: one invented elector in every list that is taken away, by which a leak is traced.

The names are made of three parts each and are nobody's on the register; who took the list is kept
beside the name. Nobody counts them, and no walk leads to them.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from random import Random

from canvass.core.knockup import Door, Promise

FORENAMES = """
Alma Barnaby Cecily Desmond Edith Florian Greta Horace Imogen Jasper Keziah Leopold Mabel Nathaniel
Odette Percival Quentin Rosalind Silas Tabitha Ulric Verity Winifred Zachary
"""
SECOND = """
Agatha Bertram Clarice Dorian Esme Fergus Gwendolen Hector Iris Julian Katrin Lionel Maud Neville
Ottilie Piers Rafe Sybil Tobias Una Vincent Willa Xanthe Yorick
"""
STARTS = """
Ash Birk Cold Dun Elder Fair Hather Ingle Kettle Lang Mere Nether Oak Pend Quill Raven Sed Thorn
Under Wether
"""
ENDS = "bourne cote dale field gate ham hurst ley mere stow thwaite worth"
LETTERS = "BCDEF"
NUMBER = re.compile(r"\d+")


def invented_name(chance: Random, taken: Collection[str]) -> str:
    """Make a name that is nobody's yet.

    >>> invented_name(Random(1), set()) != invented_name(Random(2), set())
    True
    """
    while True:
        first, second, start, end = (
            chance.choice(parts.split()) for parts in (FORENAMES, SECOND, STARTS, ENDS)
        )
        name = f"{first} {second} {start}{end}"
        if name not in taken:
            return name


def with_canary(doors: Sequence[Door], name: str, chance: Random) -> list[Door]:
    """Put an invented elector behind an invented door beside one of the list's."""
    place = chance.randrange(len(doors))
    like = doors[place]
    taken = {door.label for door in doors if door.street == like.street}
    found = NUMBER.search(like.label)
    base = found[0] if found else str(chance.randrange(300, 400))
    labels = [*(f"{base}{letter}" for letter in LETTERS), f"{base}/9"]
    label = next((one for one in labels if one not in taken), labels[-1])
    number = f"{like.district}-{chance.randrange(7000, 9999)}"
    promise = Promise(number, name, chance.choice((1, 2)))
    canary = replace(like, label=label, building="", note="", promises=(promise,), household=None)
    return [*doors[: place + 1], canary, *doors[place + 1 :]]
