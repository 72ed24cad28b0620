"""Registers that were brought and wait until somebody has seen what they would change."""

import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from canvass.core.access import Role
from canvass.core.council_table import read_table
from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.layouts import Kind
from canvass.core.suppliers import REGISTERS
from canvass.store.accounts import Membership, User, the_campaign
from canvass.store.arriving import (
    Arrival,
    are_many,
    electorate_of,
    refuse_before_register,
    refuse_repeat,
    register_of,
)
from canvass.store.base import Scoped, campaign_of
from canvass.store.intake import Intake, plain_file_name, taken
from canvass.store.own_layouts import known_layouts
from canvass.store.settled import compared_before, nothing

KEPT_FOR = timedelta(days=7)
QUICKEST = 1


class WaitingFile(Scoped):
    """A file as it was brought, packed; it goes once it is taken in, dropped, or a week old.

    `kind` is "full" for a register or an update, else "absent" or "marked"; `poll` is the day of an
    earlier poll that a marked register is of.
    """

    __tablename__ = "waiting_file"

    file_name: Mapped[str] = mapped_column(String(200))
    layout: Mapped[str] = mapped_column(String(40), default="auto")
    kind: Mapped[str] = mapped_column(String(10), default=Kind.FULL)
    poll: Mapped[date | None]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    came_at: Mapped[datetime]

    def opened(self) -> io.BytesIO:
        """Unpack the file."""
        return io.BytesIO(zlib.decompress(self.body))


class SecondLookError(CanvassError):
    """Many would leave the register, and nobody but who brought the file has looked at it."""


class UnseenError(CanvassError):
    """The file is unlikely to be meant, and nobody said that it was checked."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits, as lists show it."""

    id: UUID
    file_name: str
    brought_by: str
    came_at: datetime


def refuse_unreadable(session: Session, source: BinaryIO, layout: str = "auto") -> None:
    """Read a register through without writing anything, so that a bad one is refused at once.

    Raises:
        BadFileError: nothing of it can be taken in, and why.
    """
    campaign = the_campaign(session)
    table = read_table(source, *REGISTERS, layout=layout, known=known_layouts(session))
    refuse_repeat(session, table.sha256, campaign)
    if table.layout.kind == Kind.UPDATE:
        refuse_before_register(session)
    electorate = electorate_of(campaign)
    session.rollback()  # nobody waits for us while we read
    register = register_of(table, electorate)
    for _ in register:
        register.new_doors.clear()


def keep_waiting(  # noqa: PLR0913, PLR0917  what is brought, by whom, and what it is
    session: Session,
    source: BinaryIO,
    file_name: str,
    user_id: UUID,
    now: datetime,
    kind: str = Kind.FULL,
    poll: date | None = None,
) -> WaitingFile:
    """Keep a file until somebody decides; those that waited a week go."""
    old = delete(WaitingFile).where(WaitingFile.came_at < now - KEPT_FOR)
    session.execute(old, execution_options={"synchronize_session": False})
    source.seek(0)
    file = WaitingFile(
        file_name=plain_file_name(file_name),
        kind=kind,
        poll=poll,
        body=zlib.compress(source.read(), QUICKEST),
        user_id=user_id,
        came_at=now,
    )
    session.add(file)
    session.flush()
    return file


def waiting_files(session: Session) -> list[Waiting]:
    """List the files that wait, oldest first."""
    query = (
        select(WaitingFile, User.name)
        .join(User, User.id == WaitingFile.user_id)
        .options(defer(WaitingFile.body))
        .order_by(WaitingFile.came_at)
    )
    return [
        Waiting(file.id, file.file_name, name, file.came_at)
        for file, name in session.execute(query)
    ]


def waiting_file(session: Session, file_id: UUID) -> WaitingFile:
    """Find a file that waits.

    Raises:
        NotFoundError: there is none, or it was taken in or dropped.
    """
    found = session.get(WaitingFile, (campaign_of(session), file_id))
    if found is None:
        raise NotFoundError("This file waits no longer: it was taken in, dropped, or a week old.")
    return found


def take_waiting(  # noqa: PLR0913  who takes what in, how sure, and when writing begins
    session: Session,
    file: WaitingFile,
    by: UUID,
    now: datetime,
    *,
    confirm: bool = False,
    begin_writing: Callable[[], None] = nothing,
) -> Intake:
    """Take a file in that waits. The caller commits.

    Args:
        session: the campaign's.
        file: the file.
        by: who takes it in.
        now: when.
        confirm: it is meant, though it is unlikely to be.
        begin_writing: called once the file is read and compared; nothing is written before.

    Raises:
        SecondLookError: many would leave, and it is who brought it that takes it in.
        UnseenError: it is unlikely to be meant, and `confirm` was not said.
        BadFileError: nothing of it can be taken in any more, and why.
    """
    arrival = compared_before(session, file.opened(), file.layout, begin_writing)
    if needs_second_look(arrival) and by == file.user_id:
        raise SecondLookError(SECOND_LOOK)
    if not confirm and (doubts := list(arrival.doubts())):
        raise UnseenError(doubts[0])
    intake = taken(arrival, file.file_name, file.user_id, now, by)
    session.delete(file)
    session.flush()
    return intake


SECOND_LOOK = (
    "More than 2 in 100 electors would leave the register, so another organiser or agent has to "
    "look at it and take it in."
)


def needs_second_look(arrival: Arrival) -> bool:
    """Tell whether somebody else than who brought the file has to take it in."""
    before = arrival.comparison.electors_count()
    return bool(before) and are_many(arrival.comparison.leavers_count(), before)


def others_who_may(session: Session, user_id: UUID) -> Iterator[str]:
    """Name the other organisers and agents of the campaign."""
    query = (
        select(User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.role.in_((Role.AGENT, Role.ORGANISER)),
            Membership.barred_at.is_(None),
            User.id != user_id,
        )
        .order_by(User.name)
    )
    yield from session.scalars(query)
