"""Writing into the audit log what is done and read on the site.

A view notes what it does. If it commits, the entry is kept in the same transaction; if it only
reads, the entry is written once the answer is made and before it is given. Where that cannot be (a
full disk, packs that ask no database) the answer is given all the same, since lists must be had on
polling day, and the entry waits in this process for the next one.
"""

from collections import deque
from uuid import UUID

from flask import Flask, Response, current_app, g
from flask_login import current_user
from sqlalchemy.exc import OperationalError

from canvass.core.audit import READS, Deed, Note, Subject
from canvass.db import db
from canvass.store import audit
from canvass.store.base import Row, campaign_of
from canvass.web.clock import now

MOST_LATE = 10_000
REFUSED = 400


def note(
    deed: Deed,
    subject: Subject = Subject.NOTHING,
    subject_id: UUID | None = None,
    words: str = "",
) -> None:
    """Have it written that whoever is signed in did this, if the request comes to a good end."""
    by = current_user.user.id if current_user.is_authenticated else None
    note_for(by, deed, subject, subject_id, words)


def note_for(
    by: UUID | None,
    deed: Deed,
    subject: Subject = Subject.NOTHING,
    subject_id: UUID | None = None,
    words: str = "",
) -> None:
    """Have it written that somebody did this: for those who are being signed in just now."""
    g.setdefault("noted", set()).add(deed)
    audit.note(db.session(), Note(deed, now(), by, subject, subject_id, words))


def note_later(campaign_id: int, told: Note) -> None:
    """Keep an entry in this process until the database is written to anyway."""
    late_notes().append((campaign_id, told))


def late_notes() -> deque[tuple[int, Note]]:
    """Give the entries that wait in this process."""
    late: deque[tuple[int, Note]] = current_app.extensions["canvass-late-notes"]
    return late


def write_notes(response: Response) -> Response:
    """Write what the view noted and no commit of its own has kept."""
    session = db.session()
    notes = audit.waiting(session)
    if not notes:
        return response
    fresh = [one for one in notes if not is_repeat(*one)]
    notes.clear()
    if response.status_code >= REFUSED or not fresh:
        return response
    session.rollback()
    told = [*take_late(), *fresh]
    audit.waiting(session).extend(told)
    g.is_noting = True
    try:
        session.commit()
    except OperationalError:
        session.rollback()
        audit.waiting(session).clear()
        late_notes().extend(told)
    g.is_noting = False
    return response


def take_late() -> list[tuple[int, Note]]:
    """Take the entries that wait in this process, to be written now; others count as read too."""
    late = late_notes()
    g.late_noted = [late.popleft() for _ in range(len(late))]
    return list(g.late_noted)


def keep_beside(row: Row) -> bool:
    """Keep a row in a transaction of its own, in a view that only reads; tell whether it could be.

    What the view has noted so far is kept with it. All that it read is to be read before.
    """
    session = db.session()
    session.rollback()
    g.is_noting = True
    audit.waiting(session)[:0] = take_late()
    try:
        session.add(row)
        session.commit()
    except OperationalError:
        session.rollback()  # what waits is tried once more when the answer is made
        return False
    finally:
        g.is_noting = False
    return True


def is_repeat(campaign_id: int, told: Note) -> bool:
    """Tell whether this person saw the same a few minutes ago, and the log says so."""
    session = db.session()
    is_open = told.deed in READS and campaign_of(session) == campaign_id
    return is_open and audit.is_seen_lately(session, told)


def init_noting(app: Flask) -> None:
    """Write what was noted before any answer is given."""
    app.extensions["canvass-late-notes"] = deque(maxlen=MOST_LATE)
    app.after_request(write_notes)
