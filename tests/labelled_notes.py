"""Invented notes from the doorstep with the issues they raise, labelled before any rule was.

Half of them, drawn by a digest and not by hand, is held out: the rules were tuned on the other
half, and the figures that README prints are of the held-out half alone.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from canvass.core.notes import IssueWords, Reader, read_rules
from canvass.core.starting_words import WORDS, starting_words
from canvass.store.issues import ASK_STANCE

NOTES = Path(__file__).with_suffix(".tsv")


class Labelled(NamedTuple):
    """One note, the codes of the issues it raises (none at all of many), and stances by code."""

    note: str
    issues: frozenset[str]
    stances: dict[str, str]

    @property
    def is_held_out(self) -> bool:
        return bool(hashlib.sha256(self.note.encode()).digest()[0] & 1)


def labelled_notes() -> list[Labelled]:
    """Read them all."""
    found = []
    for line in NOTES.read_text("utf-8").splitlines():
        note, _, told = line.partition("\t")
        pairs = [one.partition(":") for one in told.split()]
        stances = {code: stance for code, _, stance in pairs if stance}
        found.append(Labelled(note, frozenset(code for code, _, _ in pairs), stances))
    return found


class Figures(NamedTuple):
    """How many issues were suggested rightly, suggested wrongly, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)


def starting_reader() -> Reader:
    """Make a reader with the words that a campaign starts with."""
    rules = {code: read_rules(",".join(starting_words(code))) for code in WORDS}
    return Reader([IssueWords(code, rules[code], code in ASK_STANCE) for code in WORDS])


def measured(notes: Iterable[Labelled]) -> Figures:
    """Compare what is suggested for some notes with what they raise."""
    reader = starting_reader()
    right = wrong = missed = 0
    for one in notes:
        found = {suggestion.code for suggestion in reader.suggest(one.note)}
        right += len(found & one.issues)
        wrong += len(found - one.issues)
        missed += len(one.issues - found)
    return Figures(right, wrong, missed)
