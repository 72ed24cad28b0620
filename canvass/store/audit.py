"""The audit log: notes wait beside the session and are chained in the last moment of its commit.

So an entry and what it tells of are kept together or not at all, and whoever writes holds the end
of the chain for a moment only. What phones send takes no note a response: it waits for nobody here.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    event,
    insert,
    or_,
    select,
)
from sqlalchemy import Row as Selected
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.audit import Deed, Note, Subject
from canvass.core.chain import FIRST, Head, Sealed, check_log, seal
from canvass.store.accounts import User
from canvass.store.base import NO_CAMPAIGN, Scoped, campaign_of, new_id, open_for

WAITING = "noted"
THE_HEAD = UUID(int=1)
SEEN_LASTS = timedelta(minutes=10)
"""Who looks at the same thing again within it has looked once."""

AT_ONCE = 1000


class AuditEvent(Scoped):
    """One entry, never edited: who did or read what, about whom, when; `core.chain` seals it."""

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        Index("ix_audit_event_subject", "campaign_id", "subject_id", "number"),
        Index("ix_audit_event_deed", "campaign_id", "deed", "at"),
        Index("ix_audit_event_user", "campaign_id", "user_id", "at"),
    )

    number: Mapped[int]
    at: Mapped[datetime]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    deed: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(10))
    subject_id: Mapped[UUID | None]
    words: Mapped[str] = mapped_column(String(200))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


ENTRY = (
    AuditEvent.number,
    AuditEvent.at,
    AuditEvent.user_id,
    AuditEvent.deed,
    AuditEvent.subject,
    AuditEvent.subject_id,
    AuditEvent.words,
    AuditEvent.digest,
)
"""All that an entry is sealed with."""


class AuditHead(Scoped):
    """Where a campaign's log ends: one row, which whoever writes holds until they commit."""

    __tablename__ = "audit_head"

    number: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class About(NamedTuple):
    """What shows an elector: their own things by id, and lists of the whole campaign."""

    ids: Collection[UUID]
    lists: Collection[Deed]


class LogEntry(NamedTuple):
    """An entry as the log shows it; `name` is empty where nobody of that id is known here."""

    number: int
    note: Note
    name: str

    @property
    def by(self) -> str:
        """Who did it, in words."""
        if self.name:
            return self.name
        if self.note.user_id:
            return "somebody who is not here any more"
        is_by_link = self.note.deed == Deed.REPORT_OPENED
        return "whoever had the link" if is_by_link else "at the server"


def note(session: Session, told: Note) -> None:
    """Have something written into the log of the session's campaign when it commits."""
    waiting(session).append((campaign_of(session), told))


def waiting(session: Session) -> list[tuple[int, Note]]:
    """Give what waits to be written, each with its campaign."""
    notes: list[tuple[int, Note]] = session.info.setdefault(WAITING, [])
    return notes


@event.listens_for(Session, "before_commit")
def write_notes(session: Session) -> None:
    """Chain what waits, as the last thing the transaction does."""
    notes = waiting(session)
    if not notes or session.in_nested_transaction():
        return
    session.flush()
    opened = campaign_of(session)
    for campaign_id in sorted({campaign_id for campaign_id, _ in notes} - {NO_CAMPAIGN}):
        open_for(session, campaign_id)
        chain(session, [told for whose, told in notes if whose == campaign_id])
    open_for(session, opened)


@event.listens_for(Session, "after_commit")
def forget_notes(session: Session) -> None:
    """Let go of what was written."""
    if not session.in_nested_transaction():
        session.info.pop(WAITING, None)


def chain(session: Session, notes: Sequence[Note]) -> None:
    """Seal notes one after another at the end of the campaign's log."""
    head = held_head(session)
    rows = []
    for told in notes:
        head.number += 1
        head.digest = seal(head.digest, head.campaign_id, head.number, told)
        rows.append(
            {
                "campaign_id": head.campaign_id,
                "id": new_id(),
                "number": head.number,
                "at": told.at,
                "user_id": told.user_id,
                "deed": told.deed.value,
                "subject": told.subject.value,
                "subject_id": told.subject_id,
                "words": told.words,
                "digest": head.digest,
            }
        )
    session.execute(insert(AuditEvent), rows)
    session.flush()


def held_head(session: Session) -> AuditHead:
    """Give the end of the log, held until the transaction ends so that nobody else adds to it."""
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    first = make(AuditHead).values(
        campaign_id=campaign_of(session), id=THE_HEAD, number=0, digest=FIRST
    )
    session.execute(first.on_conflict_do_nothing(index_elements=["campaign_id", "id"]))
    held = select(AuditHead).with_for_update().execution_options(populate_existing=True)
    return session.scalars(held).one()


def head_of(session: Session) -> tuple[int, bytes]:
    """Give where the log ends: its last number and that entry's digest."""
    head = session.scalar(select(AuditHead))
    return (head.number, head.digest) if head else (0, FIRST)


def verify_log(session: Session, known: Sequence[Head] = ()) -> tuple[int, str | None]:
    """Read the campaign's whole log again: how many entries hold, and what is wrong, if it is.

    Args:
        session: the campaign's.
        known: ends of the log that somebody copied out earlier.
    """
    number, digest = head_of(session)
    return check_log(
        campaign_of(session), sealed_entries(session), [*known, Head(number, digest.hex())]
    )


def sealed_entries(session: Session) -> Iterator[Sealed]:
    """Read the log from its first entry to its last."""
    after = 0
    query = select(*ENTRY).order_by(AuditEvent.number).limit(AT_ONCE)
    while rows := session.execute(query.where(AuditEvent.number > after)).all():
        for row in rows:
            yield Sealed(row.number, note_of(row), row.digest)
        after = rows[-1].number


def note_of(row: AuditEvent | Selected[*tuple[Any, ...]]) -> Note:
    """Give what an entry tells."""
    subject, words = Subject(row.subject), row.words
    return Note(Deed(row.deed), row.at, row.user_id, subject, row.subject_id, words)


def is_seen_lately(session: Session, told: Note) -> bool:
    """Tell whether the log says already, in the same words, that this person saw this lately."""
    query = select(AuditEvent.id).where(
        AuditEvent.user_id == told.user_id,
        AuditEvent.at > told.at - SEEN_LASTS,
        AuditEvent.deed == told.deed.value,
        AuditEvent.subject_id == told.subject_id
        if told.subject_id
        else AuditEvent.subject_id.is_(None),
        AuditEvent.words == told.words,
    )
    return session.scalar(query.limit(1)) is not None


def log_page(
    session: Session, before: int | None, limit: int, about: About | None = None
) -> list[LogEntry]:
    """List entries, newest first.

    Args:
        session: the campaign's.
        before: only entries with a smaller number than this.
        limit: how many at most.
        about: only what was done about these.
    """
    query = (
        select(AuditEvent, User.name)
        .outerjoin(User, User.id == AuditEvent.user_id)
        .order_by(AuditEvent.number.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(AuditEvent.number < before)
    if about is not None:
        query = query.where(
            or_(
                AuditEvent.subject_id.in_(about.ids),
                AuditEvent.subject_id.is_(None)
                & AuditEvent.deed.in_([deed.value for deed in about.lists]),
            )
        )
    return [LogEntry(row.number, note_of(row), name or "") for row, name in session.execute(query)]
