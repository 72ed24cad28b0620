"""Files of earlier tools that were brought, and what they say of past polls."""

import hashlib
import io
import zlib
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

import msgspec
from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.earlier import Telling
from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.marked import Mark
from canvass.core.sources import Source
from canvass.store.base import Scoped, campaign_of, points_to
from canvass.store.intake import plain_file_name

QUICKEST = 1
KEPT_FOR = timedelta(days=7)


class EarlierFile(Scoped):
    """A campaign's own table: it waits until its columns are told, is taken in, may be undone.

    `told` is what `core/earlier.py` reads; `body` goes once the file is taken in or a week old.
    `kind` is the source of its answers, `source` says it in the campaign's own words.
    """

    __tablename__ = "earlier_file"

    file_name: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(80))
    kind: Mapped[Source] = mapped_column(default=Source.EARLIER, server_default="earlier")
    told_on: Mapped[date]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    told: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    refused: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    came_at: Mapped[datetime]
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    taken_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    undone_at: Mapped[datetime | None]

    def opened(self) -> io.BytesIO:
        """Unpack the file.

        Raises:
            TakenError: it was taken in, dropped or is a week old.
        """
        if self.body is None:
            raise TakenError
        return io.BytesIO(zlib.decompress(self.body))

    def telling(self) -> Telling | None:
        """Give what a person told of its columns."""
        return msgspec.convert(self.told, Telling) if self.told else None


class PastVote(Scoped):
    """Whether an elector voted in an earlier poll, as a campaign's own table says."""

    __tablename__ = "past_vote"
    __table_args__ = (
        UniqueConstraint("campaign_id", "elector_id", "polling_day", "earlier_file_id"),
        points_to("elector", "elector_id"),
        points_to("earlier_file", "earlier_file_id"),
        Index("ix_past_vote_file", "campaign_id", "earlier_file_id"),
    )

    elector_id: Mapped[UUID]
    polling_day: Mapped[date]
    mark: Mapped[Mark]
    earlier_file_id: Mapped[UUID]


class TakenError(CanvassError):
    """The file waits no longer."""

    def __init__(self) -> None:
        super().__init__("This file waits no longer: it was taken in, or is a week old.")


class TakenBeforeError(CanvassError):
    """The very same table was taken in before, and that stands."""

    def __init__(self, source: str, day: date) -> None:
        super().__init__(
            f"This very table was taken in on {day.day} {day:%B %Y}, as “{source}”. "
            "To have it read otherwise, undo that first."
        )


def refuse_same(session: Session, file: EarlierFile) -> None:
    """Stop at a table that was taken in before, byte by byte: its answers would count twice.

    Raises:
        TakenBeforeError: this one was.
    """
    query = select(EarlierFile).where(
        EarlierFile.sha256 == file.sha256,
        EarlierFile.taken_at.is_not(None),
        EarlierFile.undone_at.is_(None),
    )
    before = session.scalars(query.limit(1)).first()
    if before is not None and before.taken_at is not None:
        raise TakenBeforeError(before.source, before.taken_at.date())


def keep_earlier(session: Session, body: BinaryIO, file: EarlierFile) -> None:
    """Keep a file until its columns are told; those that waited a week lose their rows.

    Raises:
        TakenBeforeError: the same was taken in, and that stands.
    """
    old = select(EarlierFile).where(
        EarlierFile.taken_at.is_(None), EarlierFile.came_at < file.came_at - KEPT_FOR
    )
    for one in session.scalars(old):
        session.delete(one)
    body.seek(0)
    whole = body.read()
    file.file_name = plain_file_name(file.file_name)
    file.body, file.sha256 = zlib.compress(whole, QUICKEST), hashlib.sha256(whole).hexdigest()
    refuse_same(session, file)
    session.add(file)
    session.flush()


def earlier_files(session: Session) -> list[EarlierFile]:
    """List the files that wait, were taken in or undone, newest first."""
    return list(session.scalars(select(EarlierFile).order_by(EarlierFile.came_at.desc())))


def earlier_file(session: Session, file_id: UUID) -> EarlierFile:
    """Find a file.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(EarlierFile, (campaign_of(session), file_id))
    if found is None:
        raise NotFoundError
    return found


def sources(session: Session) -> dict[UUID, str]:
    """Give the sources of the files that were taken in, by their ids."""
    query = select(EarlierFile.id, EarlierFile.source).where(EarlierFile.taken_at.is_not(None))
    found: dict[UUID, str] = {}
    found.update(row for row in session.execute(query))
    return found
