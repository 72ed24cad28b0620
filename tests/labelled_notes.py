"""Invented notes from the doorstep with the issues they raise, labelled before any rule was written.

Half of them, drawn by a digest and not by hand, is held out: the rules were tuned on the other
half, and the figures that README prints are of the held-out half alone.
"""

import hashlib
from pathlib import Path
from typing import NamedTuple

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
