"""The chain of the audit log: each entry is sealed by the digest of all before it."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC

from canvass.core.audit import Note
from canvass.core.errors import CanvassError

FIRST = bytes(32)
"""What stands in the place of a digest before the first entry."""

SHOWN_DIGITS = 16
"""How much of a digest people copy: 64 bits, which nobody meets again by trying."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A note in its place: `number` counts from 1, `digest` seals it and all before it."""

    number: int
    note: Note
    digest: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """Where a log ends: its last number, and that entry's digest or its first 16 digits in hex."""

    number: int
    digest: str


class BadHeadError(CanvassError):
    """What was typed is no end of a log."""


def seal(before: bytes, campaign_id: int, number: int, note: Note) -> bytes:
    """Give the digest of an entry, from the digest of the one before it."""
    told = [
        before.hex(),
        campaign_id,
        number,
        note.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(note.user_id or ""),
        note.deed.value,
        note.subject.value,
        str(note.subject_id or ""),
        note.words,
    ]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).digest()


def written_head(number: int, digest: bytes) -> str:
    """Write where a log ends, so that it can be copied by hand.

    >>> written_head(1204, bytes.fromhex("3f2a99c1d0e4b7a2ff"))
    '1204-3f2a-99c1-d0e4-b7a2'
    """
    shown = digest.hex()[:SHOWN_DIGITS]
    return "-".join([str(number), *(shown[start : start + 4] for start in range(0, 16, 4))])


def read_head(told: str) -> Head:
    """Read what somebody copied.

    Raises:
        BadHeadError: it is not of that shape.

    >>> read_head(" 1204-3F2A 99c1 d0e4-b7a2")
    Head(number=1204, digest='3f2a99c1d0e4b7a2')
    """
    number, _, digest = told.strip().partition("-")
    digest = re.sub(r"[\s-]", "", digest).lower()
    if not number.isdecimal() or not re.fullmatch(rf"[0-9a-f]{{{SHOWN_DIGITS},64}}", digest):
        raise BadHeadError("The end of a log looks like 1204-3f2a-99c1-d0e4-b7a2.")
    return Head(int(number), digest)


def check_log(
    campaign_id: int, entries: Iterable[Sealed], ends: Iterable[Head]
) -> tuple[int, str | None]:
    """Read a whole log again: give how many entries hold, and what is wrong with the next.

    Args:
        campaign_id: whose log it is.
        entries: as they are kept, in the order of their numbers.
        ends: where the log is known to have ended at some time; it must go at least so far.
    """
    known = {end.number: end.digest for end in ends}
    before, number = FIRST, 0
    for entry in entries:
        if entry.number != number + 1:
            return number, f"Entry {number + 1:,} is missing."
        if seal(before, campaign_id, entry.number, entry.note) != entry.digest:
            return number, f"Entry {entry.number:,} is not as it was written."
        if not entry.digest.hex().startswith(known.get(entry.number, "")):
            return number, f"The log was written anew: entry {entry.number:,} had another digest."
        before, number = entry.digest, entry.number
    last = max(known, default=0)
    if last > number:
        return number, f"The log ends at entry {number:,}, and it went on to {last:,}."
    return number, None
