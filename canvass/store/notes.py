"""Notes that wait to be read: each with the issues it may raise, and because of which words.

No name and no door is read. Suggestions are made when they are looked at and kept nowhere.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from canvass.core.access import Member
from canvass.core.doorstep import Outcome, Stance
from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.notes import IssueWords, Reader, Suggestion, read_rules
from canvass.store.accounts import User
from canvass.store.base import campaign_of
from canvass.store.contacts import Contact, ContactIssue
from canvass.store.issues import Issue
from canvass.store.places import PollingDistrict, Ward
from canvass.store.readings import (
    Chosen,
    NoteIssue,
    NoteReading,
    add_reading,
    standing_reading,
    undo_reading,
)
from canvass.store.register import Elector

LOOKED_AT = 2000
"""Notes not read yet that one page looks through, the newest first."""

SHOWN_LATELY = 10


class ReadAlreadyError(CanvassError):
    """Somebody read this note first."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} read that note first. Theirs counts; yours was not needed.")


class WaitingNote(NamedTuple):
    """A note not read yet: where it was told, what was told beside it, and what it may raise."""

    contact_id: UUID
    note: str
    spoken_at: datetime
    ward: str
    district: str
    told: tuple[str, ...]
    suggestions: list[Suggestion]


class ReadNote(NamedTuple):
    """A note that was read: by whom, when, and what it raises in their words."""

    id: UUID
    note: str
    by: str
    read_at: datetime
    issues: tuple[str, ...]


def reader_for(session: Session) -> Reader:
    """Make a reader with the words of every issue in use; those of a merged one say the other."""
    words: dict[str, str] = defaultdict(str)
    listed = {one.id: one for one in session.scalars(select(Issue))}
    for one in listed.values():
        into = listed.get(one.merged_into_id) if one.merged_into_id else one
        if into is not None and into.in_use:
            words[into.code] += f"{one.words}\n{one.words_cy}\n"
    in_order = sorted(listed.values(), key=lambda one: (one.sequence, one.code))
    return Reader(
        [
            IssueWords(one.code, read_rules(words[one.code]), one.asks_stance)
            for one in in_order
            if words[one.code].strip()
        ]
    )


def waiting_notes(
    session: Session, member: Member, *, is_all: bool = False, most: int = LOOKED_AT
) -> list[WaitingNote]:
    """List the notes of a member's wards that wait to be read, the newest first.

    Args:
        session: the campaign's.
        member: who is to read them.
        is_all: also notes for which nothing is suggested.
        most: how many notes are looked through.
    """
    reader, rows = reader_for(session), session.execute(unread(member).limit(most)).all()
    told = told_at_the_door(session, [row[0] for row in rows])
    found = []
    for contact_id, note, spoken_at, ward, district in rows:
        codes = told[contact_id]
        suggestions = [one for one in reader.suggest(note) if one.code not in codes]
        if suggestions or is_all:
            place = (spoken_at, ward or "", district)
            labels = tuple(codes.values())
            found.append(WaitingNote(contact_id, note, *place, labels, suggestions))
    return found


def seen(member: Member) -> Select[UUID, str]:
    """Choose the notes about one elector that stand and that a member may see."""
    query = (
        select(Contact.id, Contact.note)
        .join(Elector, Elector.id == Contact.elector_id)
        .where(
            Contact.note != "",
            ~Contact.is_retracted,
            Contact.outcome == Outcome.SPOKE,
            ~Elector.has_objected,
        )
    )
    if member.wards is None:
        return query
    return query.where(or_(Elector.ward_id.is_(None), Elector.ward_id.in_(member.wards)))


def unread(member: Member) -> Select[UUID, str, datetime, str, str]:
    """Choose those of them that nobody has read, the newest first, and where they were told."""
    is_read = and_(NoteReading.contact_id == Contact.id, NoteReading.undone_at.is_(None))
    return (
        seen(member)
        .add_columns(Contact.spoken_at, Ward.name, PollingDistrict.code)
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .outerjoin(Ward, Ward.id == Elector.ward_id)
        .where(~select(NoteReading.id).where(is_read).exists())
        .order_by(Contact.received_at.desc(), Contact.id)
    )


def told_at_the_door(session: Session, contact_ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """Give the issues that contacts were told to raise already: their labels by code."""
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    query = (
        select(ContactIssue.contact_id, Issue.code, Issue.label)
        .join(Issue, Issue.id == ContactIssue.issue_id)
        .where(ContactIssue.contact_id.in_(contact_ids))
        .order_by(Issue.sequence, Issue.code)
    )
    for contact_id, code, label in session.execute(query):
        found[contact_id][code] = label
    return found


def read_note(
    session: Session,
    member: Member,
    contact_id: UUID,
    stances: dict[str, Stance | None],
    now: datetime,
) -> None:
    """Keep what a member says a note raises: issues by code with a stance if any, or none.

    Raises:
        NotFoundError: it is no note of theirs to read, or an issue is not in use.
        ReadAlreadyError: somebody else read it first.
    """
    if session.execute(seen(member).where(Contact.id == contact_id)).first() is None:
        raise NotFoundError
    ids = dict(session.execute(select(Issue.code, Issue.id).where(Issue.in_use)).all())
    if not stances.keys() <= ids.keys():
        raise NotFoundError("That issue is not in the catalogue any more.")
    chosen = [Chosen(ids[code], stance) for code, stance in stances.items()]
    contact = session.get_one(Contact, (campaign_of(session), contact_id))
    if add_reading(session, contact, chosen, member.user_id, now):
        return
    first = standing_reading(session, contact_id)
    if first is None or first.user_id != member.user_id:
        raise ReadAlreadyError(first.name if first else "Somebody")


def lately_read(session: Session, member: Member) -> list[ReadNote]:
    """List the notes of a member's wards that were read last, the latest first."""
    query = (
        seen(member)
        .add_columns(NoteReading.id, User.name, NoteReading.read_at)
        .join(NoteReading, NoteReading.contact_id == Contact.id)
        .join(User, User.id == NoteReading.user_id)
        .where(NoteReading.undone_at.is_(None))
        .order_by(NoteReading.read_at.desc(), NoteReading.id)
        .limit(SHOWN_LATELY)
    )
    rows = session.execute(query).all()
    raised = issues_read(session, [row[2] for row in rows])
    return [ReadNote(id_, note, by, at, raised[id_]) for _, note, id_, by, at in rows]


def issues_read(session: Session, reading_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Give what readings say in words: the label of each issue, with the stance."""
    query = (
        select(NoteIssue.note_reading_id, Issue.label, NoteIssue.stance)
        .join(Issue, Issue.id == NoteIssue.issue_id)
        .where(NoteIssue.note_reading_id.in_(reading_ids))
        .order_by(Issue.sequence, Issue.code)
    )
    found: dict[UUID, tuple[str, ...]] = dict.fromkeys(reading_ids, ())
    for reading_id, label, stance in session.execute(query):
        found[reading_id] += (f"{label}, {stance}" if stance else label,)
    return found


def take_back(session: Session, member: Member, reading_id: UUID, now: datetime) -> None:
    """Take a reading back; the note waits again.

    Raises:
        NotFoundError: there is none, or its note is not this member's to see.
    """
    reading = session.get(NoteReading, (campaign_of(session), reading_id))
    if reading is None:
        raise NotFoundError
    visible = seen(member).where(Contact.id == reading.contact_id)
    if session.execute(visible).first() is None:
        raise NotFoundError
    undo_reading(session, reading, member.user_id, now)
