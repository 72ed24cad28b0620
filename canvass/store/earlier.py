"""Answers from earlier tools: kept as contacts with source and day, and undone whole."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from canvass.core.council_table import Refused
from canvass.core.doorstep import Channel, Flag, Outcome
from canvass.core.earlier import Telling
from canvass.core.earlier_rows import Reader, Told
from canvass.core.errors import NotFoundError
from canvass.store.base import Row, new_id
from canvass.store.brought import mentions_of, unknown_issues
from canvass.store.contacts import Consent, Contact, ContactIssue, Retraction, renew_standing
from canvass.store.earlier_files import EarlierFile, PastVote, TakenError, refuse_same
from canvass.store.joining import Joined, Joining
from canvass.store.readings import NoteIssue, NoteReading
from canvass.store.staging import Stage, stage_of

QUICKEST = 1
AT_ONCE = 500
CONTACT, CONSENT, MENTION, PAST_VOTE = (
    Row.metadata.tables[one.__tablename__] for one in (Contact, Consent, ContactIssue, PastVote)
)
OF_CONTACT = (
    *("campaign_id", "id", "elector_id", "user_id", "outcome", "strength", "intention", "party"),
    *("flags", "note", "told_at", "spoken_at", "received_at", "digest", "source"),
    "earlier_file_id",
)
OF_CONSENT = ("campaign_id", "id", "contact_id", "channel", "locked", "wording")
OF_MENTION = (
    *("campaign_id", "id", "contact_id", "issue_id", "told_as_id", "elector_id", "ward_id"),
    "is_counted",
)
OF_VOTE = ("campaign_id", "id", "elector_id", "polling_day", "mark", "earlier_file_id")
STAGED = STAGED_CONTACT, STAGED_CONSENT, STAGED_MENTION, STAGED_VOTE = (
    stage_of(CONTACT, OF_CONTACT),
    stage_of(CONSENT, OF_CONSENT),
    stage_of(MENTION, OF_MENTION),
    stage_of(PAST_VOTE, OF_VOTE),
)
MANY = 5000
KEPT_FOR = timedelta(days=7)
WORDING = "earlier-tool"
"""What stands with a telephone number of which nobody here knows how it was asked for."""

Lock = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Coming:
    """What a file would bring: rows by how they were joined, and those that are not taken.

    `newer` counts electors of whom more was heard since: what they said then is kept, and what we
    believe stays. `latest` counts those of whom this is the latest. `unknown` are issues that the
    catalogue does not have, with how many rows name them.
    """

    rows: Sequence[Joined]
    refused: Sequence[Refused]
    by: dict[str, int] = field(default_factory=dict)
    newer: int = 0
    latest: int = 0
    silenced: int = 0
    votes: int = 0
    raised: int = 0
    unknown: dict[str, int] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Give what is kept with the file."""
        return {
            "rows": len(self.rows) + len(self.refused),
            "taken": len(self.rows),
            "refused": len(self.refused),
            "newer": self.newer,
            "latest": self.latest,
            "silenced": self.silenced,
            "votes": self.votes,
            "raised": self.raised,
            **self.by,
        }


def read_rows(file: EarlierFile, telling: Telling, today: date) -> tuple[list[Told], list[Refused]]:
    """Read a file's rows; nothing is asked of the database.

    Raises:
        CanvassError: it cannot be read by what was told of it.
    """
    reader = Reader(file.opened(), telling, file.told_on, today)
    return list(reader), reader.refused


def coming(session: Session, rows: Sequence[Told], refused: Sequence[Refused]) -> Coming:
    """Find of whom each row tells, and what that would change. Nothing is written."""
    joining = Joining(session)
    joined = joining.join(rows)
    by: dict[str, int] = {}
    for one in joined:
        by[one.how] = by.get(one.how, 0) + 1
    moments = last_said(session, [one.elector_id for one in joined])
    said = [one for one in joined if one.told.strength or one.told.intention]
    newer = sum(
        1 for one in said if (known := moments.get(one.elector_id)) and known > one.told.spoken_at
    )
    unknown = unknown_issues(session, joined)
    return Coming(
        joined,
        sorted([*refused, *joining.refused]),
        by,
        newer=newer,
        latest=len(said) - newer,
        silenced=sum(one.told.is_silenced for one in joined),
        votes=sum(len(one.told.votes) for one in joined),
        raised=sum(len(one.told.issues) for one in joined) - sum(unknown.values()),
        unknown=unknown,
    )


def last_said(session: Session, whom: Sequence[UUID]) -> dict[UUID | None, datetime]:
    """Give when each elector last said how they would vote."""
    found: dict[UUID | None, datetime] = {}
    for start in range(0, len(whom), AT_ONCE):
        query = (
            select(Contact.elector_id, func.max(Contact.spoken_at))
            .where(
                Contact.elector_id.in_(whom[start : start + AT_ONCE]),
                ~Contact.is_retracted,
                Contact.strength.is_not(None) | Contact.intention.is_not(None),
            )
            .group_by(Contact.elector_id)
        )
        found.update(row for row in session.execute(query))
    return found


def take_earlier(  # noqa: PLR0913, PLR0917  who takes what in, when, under which lock
    session: Session, file: EarlierFile, found: Coming, by: UUID, now: datetime, lock: Lock
) -> set[UUID]:
    """Keep what a file brings. The caller commits, and has the standing of these derived again.

    Raises:
        TakenError: it was taken in already.
    """
    stage_earlier(session, file, found, by, now, lock)
    return keep_staged(session, file, found, by, now)


def stage_earlier(  # noqa: PLR0913, PLR0917  who takes what in, when, under which lock
    session: Session, file: EarlierFile, found: Coming, by: UUID, now: datetime, lock: Lock
) -> None:
    """Lay out what a file brings in temporary tables, so that nobody waits for the database."""
    connection = Stage(session.connection(), *STAGED).connection
    saying = [(new_id(), one) for one in found.rows if one.told.says_something]
    for start in range(0, len(saying), MANY):
        some = saying[start : start + MANY]
        connection.execute(
            insert(STAGED_CONTACT), [contact_of(file, *one, by, now) for one in some]
        )
        phones = [(contact, one.told.phone) for contact, one in some if one.told.phone]
        if phones:
            connection.execute(
                insert(STAGED_CONSENT), [consent_of(file, *one, lock) for one in phones]
            )
    for staged, rows in (
        (STAGED_MENTION, list(mentions_of(session, saying))),
        (STAGED_VOTE, list(votes_of(file, found.rows))),
    ):
        for start in range(0, len(rows), MANY):
            connection.execute(insert(staged), rows[start : start + MANY])


def keep_staged(
    session: Session, file: EarlierFile, found: Coming, by: UUID, now: datetime
) -> set[UUID]:
    """Keep what is laid out, and give of whom it says something.

    Raises:
        TakenError: it was taken in already.
        TakenBeforeError: the same was, as another file.
    """
    if file.taken_at is not None:
        raise TakenError
    refuse_same(session, file)
    connection = session.connection()
    for table, staged in zip((CONTACT, CONSENT, MENTION, PAST_VOTE), STAGED, strict=True):
        names = list(staged.columns.keys())
        connection.execute(insert(table).from_select(names, select(*staged.columns)))
    Stage(connection, *STAGED).drop()
    file.counts = found.counts()
    file.refused = [row._asdict() for row in found.refused]
    file.taken_by, file.taken_at, file.body = by, now, None
    session.flush()
    return {one.elector_id for one in found.rows if one.told.says_something}


def contact_of(
    file: EarlierFile, contact_id: UUID, one: Joined, by: UUID, now: datetime
) -> dict[str, object]:
    """Write a row as a contact: of no door of ours, at the moment it was told."""
    told = one.told
    flags = [Flag.DO_NOT_CONTACT.value] if told.is_silenced else []
    return {
        "campaign_id": file.campaign_id,
        "id": contact_id,
        "elector_id": one.elector_id,
        "user_id": by,
        "outcome": Outcome.SPOKE,
        "strength": told.strength,
        "intention": told.intention,
        "party": told.party,
        "flags": " ".join(flags),
        "note": told.note,
        "told_at": told.spoken_at,
        "spoken_at": told.spoken_at,
        "received_at": now,
        "digest": hashlib.sha256(contact_id.bytes).digest(),
        "source": file.kind,
        "earlier_file_id": file.id,
    }


def consent_of(file: EarlierFile, contact_id: UUID, phone: str, lock: Lock) -> dict[str, object]:
    """Write a telephone number, locked."""
    return {
        "campaign_id": file.campaign_id,
        "id": new_id(),
        "contact_id": contact_id,
        "channel": Channel.PHONE,
        "locked": lock(phone),
        "wording": WORDING,
    }


def votes_of(file: EarlierFile, rows: Sequence[Joined]) -> Iterator[dict[str, object]]:
    """Write whether electors voted in past polls; of two rows of one elector the last counts."""
    found = {(one.elector_id, day): mark for one in rows for day, mark in one.told.votes}
    for (elector_id, day), mark in found.items():
        yield {
            "campaign_id": file.campaign_id,
            "id": new_id(),
            "elector_id": elector_id,
            "polling_day": day,
            "mark": mark,
            "earlier_file_id": file.id,
        }


def undo_earlier(
    session: Session, file: EarlierFile, by: UUID, now: datetime
) -> tuple[int, set[UUID]]:
    """Undo the taking in of a file: nothing of it is left but that it was. Count the answers.

    The caller commits, and has the standing of those given derived again.

    Raises:
        NotFoundError: it was not taken in, or is undone already.
    """
    if file.taken_at is None or file.undone_at is not None:
        raise NotFoundError
    theirs = select(Contact.id).where(Contact.earlier_file_id == file.id)
    whom = set(session.scalars(select(Contact.elector_id).where(Contact.id.in_(theirs))))
    readings = select(NoteReading.id).where(NoteReading.contact_id.in_(theirs))
    for table, whose in (
        (ContactIssue, ContactIssue.contact_id.in_(theirs)),
        (NoteIssue, NoteIssue.note_reading_id.in_(readings)),
        (NoteReading, NoteReading.contact_id.in_(theirs)),
        (Consent, Consent.contact_id.in_(theirs)),
        (Retraction, Retraction.contact_id.in_(theirs)),
        (PastVote, PastVote.earlier_file_id == file.id),
    ):
        session.execute(delete(table).where(whose).execution_options(synchronize_session=False))
    count = session.scalar(select(func.count()).where(Contact.earlier_file_id == file.id)) or 0
    gone = delete(Contact).where(Contact.earlier_file_id == file.id)
    session.execute(gone.execution_options(synchronize_session=False))
    file.undone_by, file.undone_at = by, now
    session.flush()
    session.expire_all()
    return count, {one for one in whom if one}


def renew_in_steps(session: Session, whom: set[UUID], between: Callable[[], None]) -> None:
    """Derive the standing of many electors again, so that nobody waits long for the database.

    Args:
        session: the campaign's.
        whom: the electors.
        between: called after each few hundred of them: it commits.
    """
    ids = sorted(whom)
    for start in range(0, len(ids), AT_ONCE):
        renew_standing(session, ids[start : start + AT_ONCE])
        session.flush()
        between()
        session.expire_all()
