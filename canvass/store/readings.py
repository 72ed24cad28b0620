"""Readings of notes: what somebody confirmed that a note raises, and the mentions derived from it.

A note is part of a contact, which is never edited. A reading is a fact beside it: who read the note
and when, and which issues it raises, or none. While it stands and its contact does, its mentions
count like any other; taking it back takes them out, and the note waits again.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, String, delete, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.doorstep import Stance
from canvass.core.splits import Spot
from canvass.store.accounts import User
from canvass.store.base import Scoped, campaign_of, new_id, points_to
from canvass.store.contacts import Contact, ContactIssue, renew_counted
from canvass.store.register import Elector
from canvass.store.splits import counting

AT_ONCE = 500


class NoteReading(Scoped):
    """One note read by somebody. Of each note one reading stands; one taken back is kept."""

    __tablename__ = "note_reading"
    __table_args__ = (
        points_to("contact", "contact_id"),
        Index(
            "ix_note_reading_standing",
            "campaign_id",
            "contact_id",
            unique=True,
            sqlite_where=text("undone_at is null"),
            postgresql_where=text("undone_at is null"),
        ),
        Index("ix_note_reading_read", "campaign_id", "read_at"),
    )

    contact_id: Mapped[UUID]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    read_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


class NoteIssue(Scoped):
    """One issue that a reading says a note raises, as it was confirmed."""

    __tablename__ = "note_issue"
    __table_args__ = (
        points_to("note_reading", "note_reading_id"),
        points_to("issue", "issue_id"),
        Index("ix_note_issue_reading", "campaign_id", "note_reading_id"),
    )

    note_reading_id: Mapped[UUID]
    issue_id: Mapped[UUID]
    stance: Mapped[str | None] = mapped_column(String(20))


class Chosen(NamedTuple):
    """An issue that somebody says a note raises."""

    issue_id: UUID
    stance: Stance | None = None


class Reader(NamedTuple):
    """Who read a note."""

    user_id: UUID
    name: str


def add_reading(
    session: Session, contact: Contact, chosen: Sequence[Chosen], by: UUID, now: datetime
) -> NoteReading | None:
    """Add a reading of a note, and the mentions it makes; give nothing if one stands already.

    Of two people who read a note at once the database lets one in.
    """
    values = {
        "campaign_id": campaign_of(session),
        "id": new_id(),
        "contact_id": contact.id,
        "user_id": by,
        "read_at": now,
    }
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(NoteReading)
    added = insert.on_conflict_do_nothing().returning(NoteReading.id)
    if session.connection().execute(added, values).first() is None:
        return None
    reading = session.get_one(NoteReading, (values["campaign_id"], values["id"]))
    for one in chosen:
        session.add(NoteIssue(note_reading_id=reading.id, **one._asdict()))
    session.flush()
    renew_mentions(session, [reading.id])
    return reading


def standing_reading(session: Session, contact_id: UUID) -> Reader | None:
    """Give who read a note, where a reading of it stands."""
    query = (
        select(User.id, User.name)
        .join(NoteReading, NoteReading.user_id == User.id)
        .where(NoteReading.contact_id == contact_id, NoteReading.undone_at.is_(None))
    )
    found = session.execute(query).first()
    return Reader(*found) if found else None


def undo_reading(session: Session, reading: NoteReading, by: UUID, now: datetime) -> None:
    """Take a reading back: it is kept, marked, and its mentions leave the counts."""
    if reading.undone_at is None:
        reading.undone_at, reading.undone_by = now, by
        session.flush()
        renew_mentions(session, [reading.id])


def standing_readings_by(session: Session, user_id: UUID) -> list[NoteReading]:
    """List what stands of the notes that somebody read."""
    query = select(NoteReading).where(
        NoteReading.user_id == user_id, NoteReading.undone_at.is_(None)
    )
    return list(session.scalars(query))


def undo_readings_by(session: Session, user_id: UUID, by: UUID, now: datetime) -> None:
    """Take back every reading by somebody."""
    for reading in standing_readings_by(session, user_id):
        undo_reading(session, reading, by, now)


def renew_mentions(session: Session, reading_ids: Collection[UUID]) -> None:
    """Derive the mentions of some readings again: each issue once while it stands, else none.

    The only function that writes mentions that were read from notes. Mentions that are there stay
    as they are, since a merging or a splitting may have moved them.
    """
    query = select(NoteReading).where(NoteReading.id.in_(reading_ids))
    readings = {one.id: one for one in session.scalars(query)}
    said = select(NoteIssue).where(NoteIssue.note_reading_id.in_(readings))
    issues = list(session.scalars(said.order_by(NoteIssue.id)))
    there = {
        (one.note_reading_id, one.told_as_id or one.issue_id): one
        for one in session.scalars(
            select(ContactIssue).where(ContactIssue.note_reading_id.in_(readings))
        )
    }
    electors = {one.elector_id for one in there.values()}
    for mention in there.values():
        if readings[mention.note_reading_id or mention.id].undone_at is not None:
            session.delete(mention)
    missing = [
        one
        for one in issues
        if readings[one.note_reading_id].undone_at is None
        and (one.note_reading_id, one.issue_id) not in there
    ]
    electors |= add_mentions(session, missing, readings)
    session.flush()
    renew_counted(session, [one for one in electors if one is not None])


def add_mentions(
    session: Session, issues: Iterable[NoteIssue], readings: dict[UUID, NoteReading]
) -> set[UUID | None]:
    """Add the mentions that readings make, under what each issue counts as; give whose they are.

    What the elector was told to have raised at the door already makes no second mention.
    """
    rules, electors = counting(session), set()
    for one in issues:
        contact_id = readings[one.note_reading_id].contact_id
        contact, ward_id, district_id = session.execute(
            select(Contact, Elector.ward_id, Elector.polling_district_id)
            .join(Elector, Elector.id == Contact.elector_id)
            .where(Contact.id == contact_id)
        ).one()
        counts_as = rules.counts_as(one.issue_id, Spot(contact.note, ward_id, district_id))
        told = select(ContactIssue.id).where(
            ContactIssue.contact_id == contact_id, ContactIssue.issue_id == counts_as
        )
        if session.scalar(told) is None:
            session.add(
                ContactIssue(
                    contact_id=contact_id,
                    issue_id=counts_as,
                    told_as_id=one.issue_id if counts_as != one.issue_id else None,
                    stance=one.stance,
                    elector_id=contact.elector_id,
                    ward_id=ward_id,
                    note_reading_id=one.note_reading_id,
                )
            )
            session.flush()
        electors.add(contact.elector_id)
    return electors


def rebuild_mentions(session: Session) -> int:
    """Derive the mentions of every reading again, and give how many readings there are."""
    ids = list(session.scalars(select(NoteReading.id)))
    for start in range(0, len(ids), AT_ONCE):
        renew_mentions(session, ids[start : start + AT_ONCE])
        session.expire_all()
    return len(ids)


def forget_readings(session: Session, contacts: Select[UUID]) -> None:
    """Delete every reading of some contacts' notes, with the mentions it made.

    For those whose note is erased: nobody could look at it again, and take the reading back.
    """
    readings = select(NoteReading.id).where(NoteReading.contact_id.in_(contacts))
    ids = list(session.scalars(readings))
    for statement in (
        delete(ContactIssue).where(ContactIssue.note_reading_id.in_(ids)),
        delete(NoteIssue).where(NoteIssue.note_reading_id.in_(ids)),
        delete(NoteReading).where(NoteReading.id.in_(ids)),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    session.expire_all()
