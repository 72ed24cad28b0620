"""The end of a campaign: until when its data is kept, and the proof that no name is left."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

SHORTEST = 8
"""Bytes of a name that are looked up at once; what is shorter is no name to be told from a word."""

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of data a campaign holds: how many rows, and on which day it is to go."""

    what: str
    rows: int
    until: date

    def days_left(self, today: date) -> int:
        """Count the days until it goes; negative if it should have gone."""
        return (self.until - today).days


class NameFinder:
    """Finds any of many names in bytes: every place is looked up once, however many there are."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_start: dict[bytes, list[bytes]] = defaultdict(list)
        self.longest = SHORTEST
        for name in {one.strip().encode() for one in names}:
            if len(name) >= SHORTEST:
                self._by_start[name[:SHORTEST]].append(name)
                self.longest = max(self.longest, len(name))

    def found_in(self, data: bytes) -> set[str]:
        """Give the names that stand in some bytes.

        >>> sorted(NameFinder(["Ada Quill", "Bo"]).found_in(b"..Ada Quill..Ada Quilp"))
        ['Ada Quill']
        """
        starts = self._by_start
        return {
            name.decode()
            for place in range(len(data) - SHORTEST + 1)
            if data[place : place + SHORTEST] in starts
            for name in starts[data[place : place + SHORTEST]]
            if data.startswith(name, place)
        }

    def found_in_all(self, chunks: Iterable[bytes]) -> set[str]:
        """Give the names that stand in bytes that come piece by piece, also across two pieces."""
        found: set[str] = set()
        for piece in overlapping(chunks, self.longest):
            found |= self.found_in(piece)
        return found


def overlapping(chunks: Iterable[bytes], by: int) -> Iterator[bytes]:
    """Give pieces each with the end of the one before it.

    >>> list(overlapping([b"abcd", b"efgh"], 3))
    [b'abcd', b'cdefgh']
    """
    end = b""
    for chunk in chunks:
        yield end + chunk
        end = (end + chunk)[-(by - 1) :]


def proof_words(files: Collection[str], names: int, found: Collection[str]) -> str:
    """Say what was looked through, and whether any name is left."""
    where = f"{len(files)} {'file' if len(files) == 1 else 'files'}"
    if found:
        return f"{len(found):,} of {names:,} names are still in {where}. Run it again."
    return f"None of {names:,} names is in any of {where}: {', '.join(sorted(files))}."
