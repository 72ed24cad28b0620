"""Comparing a file before writing begins, and again if what it was compared with has changed."""

from collections.abc import Callable
from typing import BinaryIO, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.store.accounts import the_campaign
from canvass.store.arriving import Arrival, arrived, refuse_repeat
from canvass.store.mended import Mending
from canvass.store.pairing import DoubtfulPair
from canvass.store.register import RegisterFile
from canvass.store.suppressions import Suppression

Found = TypeVar("Found")
CHANGES = (
    func.count(RegisterFile.id),
    func.count(RegisterFile.undone_at),
    func.count(Mending.id),
    func.count(Mending.undone_at),
    func.count(DoubtfulPair.decided_at),
    func.count(Suppression.id),
)
"""Whatever changes who is on the register, or behind which door, moves one of these counts.

An erasure moves the last; so nobody erased meanwhile is written anew.
"""


def nothing() -> None:
    """Begin nothing: whoever calls writes already."""


def compared_before(
    session: Session, source: BinaryIO, layout: str, begin_writing: Callable[[], None]
) -> Arrival:
    """Read and compare a file, begin writing, and compare it again if anything changed between.

    Raises:
        BadFileError: nothing of the file can be taken in, and why.
    """
    before = changes_of(session)
    arrival = arrived(session, source, layout)
    begin_writing()
    if changes_of(session) != before:
        arrival.comparison.stage.drop()
        source.seek(0)
        return arrived(session, source, layout)
    refuse_repeat(session, arrival.table.sha256, the_campaign(session))
    return arrival


def read_before(
    session: Session, read: Callable[[], Found], begin_writing: Callable[[], None]
) -> Found:
    """Read and compare a list, begin writing, and do it again if anything changed between."""
    before = changes_of(session)
    found = read()
    begin_writing()
    return found if changes_of(session) == before else read()


def changes_of(session: Session) -> tuple[int, ...]:
    """Count what changes the register."""
    return tuple(session.scalar(select(count)) or 0 for count in CHANGES)
