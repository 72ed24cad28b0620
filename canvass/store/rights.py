"""One elector's rights: to be left out, to have what was recorded corrected, to be erased."""

import secrets
from datetime import UTC, datetime, time
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from canvass.core.doorstep import Outcome
from canvass.core.errors import CanvassError, NotFoundError
from canvass.store.asked import AskedDone
from canvass.store.base import Scoped
from canvass.store.befores import ElectorBefore
from canvass.store.casework import Casework, CaseworkEvent
from canvass.store.contacts import (
    Consent,
    Contact,
    ContactIssue,
    renew_counted,
    renew_standing,
)
from canvass.store.earlier_files import PastVote
from canvass.store.knocks import Knock, renew_called
from canvass.store.ledger import SheetLine
from canvass.store.lifts import Lift
from canvass.store.mended import Placement
from canvass.store.pairing import DoubtfulPair
from canvass.store.readings import forget_readings
from canvass.store.register import AbsentVote, Elector
from canvass.store.rounds import HeldOut
from canvass.store.suppressions import Suppression, name_digest
from canvass.store.telling import TellingMark
from canvass.store.undoing import take_back_for

NOBODY = "Erased"
GONE = "(withdrawn)"
NOTHING_SAID: dict[str, object] = {
    "strength": None,
    "intention": None,
    "party": None,
    "language": None,
    "flags": "",
    "note": "",
    "digest": bytes(32),
}
"""A contact of which only that it took place is left; its digest would give the rest away."""


class Notice(NamedTuple):
    """What somebody asked for: how it came, who noted it and when."""

    how: str
    by: UUID | None
    at: datetime


class StoppedAlreadyError(CanvassError):
    """A stop notice stands already."""


def stop(session: Session, elector: Elector, notice: Notice) -> None:
    """Record a stop notice: what was said is erased, and nothing more is asked, listed or kept.

    Raises:
        StoppedAlreadyError: one stands.
    """
    if elector.has_objected:
        raise StoppedAlreadyError("A stop notice stands already for this elector.")
    overwrite_deleted(session)
    suppress(session, elector, notice)
    elector.has_objected = True
    forget_namesake(session, elector)
    theirs = select(Contact.id).where(Contact.elector_id == elector.id)
    forget_readings(session, theirs)
    for table, whose in (
        (ContactIssue, ContactIssue.elector_id == elector.id),
        (AskedDone, AskedDone.contact_id.in_(theirs)),
        (Consent, Consent.contact_id.in_(theirs)),
        (Knock, Knock.elector_id == elector.id),
        (Lift, Lift.elector_id == elector.id),
    ):
        session.execute(delete(table).where(whose).execution_options(synchronize_session=False))
    contacts = update(Contact).where(Contact.elector_id == elector.id)
    session.execute(contacts.values(NOTHING_SAID).execution_options(synchronize_session=False))
    session.expire_all()
    renew_standing(session, [elector.id])
    renew_called(session, [elector.id])


def lift_stop(session: Session, elector: Elector) -> None:
    """End a stop notice because the elector says so; what was erased stays erased."""
    gone = delete(Suppression).where(
        Suppression.household_id == elector.household_id,
        Suppression.digest == name_digest(session, elector.name),
    )
    session.execute(gone.execution_options(synchronize_session=False))
    elector.has_objected = False
    session.flush()
    renew_standing(session, [elector.id])


def answers_of(session: Session, elector: Elector) -> list[Contact]:
    """List what was recorded about an elector and stands, newest first."""
    query = select(Contact).where(Contact.elector_id == elector.id, ~Contact.is_retracted)
    return list(session.scalars(query.order_by(Contact.spoken_at.desc(), Contact.id)))


def correct(session: Session, elector: Elector, contact_id: UUID, notice: Notice) -> None:
    """Take one recorded answer back that the elector says is wrong.

    Raises:
        NotFoundError: it is none of this elector's, or was taken back before.
    """
    contact = session.scalar(
        select(Contact).where(
            Contact.id == contact_id, Contact.elector_id == elector.id, ~Contact.is_retracted
        )
    )
    if contact is None or notice.by is None:
        raise NotFoundError
    take_back_for(session, contact, notice.by, notice.at, notice.how)
    session.flush()
    renew_standing(session, [elector.id])
    renew_counted(session, [elector.id])


def erase(session: Session, elector: Elector, notice: Notice) -> None:
    """Erase an elector: their row and what they said stay as statistics that are nobody's.

    What is left of a conversation is its day, its outcome and the issues raised in the ward, but
    for those that were read from a note: nobody could look at that again. The name stays held back,
    so that the next register does not bring them onto any list.
    """
    overwrite_deleted(session)
    suppress(session, elector, notice)
    forget_namesake(session, elector)
    forget_readings(session, select(Contact.id).where(Contact.elector_id == elector.id))
    delete_traces(session, elector.id)
    for contact in session.scalars(select(Contact).where(Contact.elector_id == elector.id)):
        day = datetime.combine(contact.spoken_at.date(), time(12), UTC)
        left = {"household_id": None, "walk_id": None, "person": "", "told_at": day}
        for column, value in {**NOTHING_SAID, **left}.items():
            setattr(contact, column, value)
        contact.spoken_at = contact.received_at = day
        contact.is_retracted = contact.is_retracted or contact.outcome != Outcome.SPOKE
    make_nobody(elector)
    session.flush()
    renew_standing(session, [elector.id])
    renew_counted(session, [elector.id])


def overwrite_deleted(session: Session) -> None:
    """Have SQLite write over what is deleted from now on, on this connection."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("pragma secure_delete=on")


def suppress(session: Session, elector: Elector, notice: Notice) -> None:
    """Keep what this person is known again by."""
    session.add(
        Suppression(
            household_id=elector.household_id,
            elector_id=elector.id,
            digest=name_digest(session, elector.name),
            how=notice.how,
            noted_by=notice.by,
            noted_at=notice.at,
        )
    )


def forget_namesake(session: Session, elector: Elector) -> None:
    """Forget what was recorded at the door of somebody of this name who was not on the register."""
    if elector.household_id is None:
        return
    query = select(Contact).where(
        Contact.household_id == elector.household_id, Contact.person != ""
    )
    named = name_digest(session, elector.name)
    for contact in session.scalars(query):
        if name_digest(session, contact.person) == named:
            for column, value in NOTHING_SAID.items():
                setattr(contact, column, value)
            contact.person, contact.is_retracted = GONE, True
    session.flush()


def delete_traces(session: Session, elector_id: UUID) -> None:
    """Delete what cannot be kept without saying whose it was."""
    contacts = select(Contact.id).where(Contact.elector_id == elector_id)
    cases = select(Casework.id).where(
        or_(Casework.elector_id == elector_id, Casework.contact_id.in_(contacts))
    )
    tables: list[tuple[type[Scoped], ColumnElement[bool]]] = [
        (CaseworkEvent, CaseworkEvent.casework_id.in_(cases)),
        (Casework, Casework.id.in_(cases)),
        (AskedDone, AskedDone.contact_id.in_(contacts)),
        (Consent, Consent.contact_id.in_(contacts)),
        (Knock, Knock.elector_id == elector_id),
        (TellingMark, TellingMark.elector_id == elector_id),
        (SheetLine, SheetLine.elector_id == elector_id),
        (HeldOut, HeldOut.elector_id == elector_id),
        (Lift, Lift.elector_id == elector_id),
        (AbsentVote, AbsentVote.elector_id == elector_id),
        (ElectorBefore, ElectorBefore.elector_id == elector_id),
        (Placement, Placement.elector_id == elector_id),
        (PastVote, PastVote.elector_id == elector_id),
        (DoubtfulPair, or_(DoubtfulPair.old_id == elector_id, DoubtfulPair.new_id == elector_id)),
    ]
    for table, whose in tables:
        gone = delete(table).where(whose).execution_options(synchronize_session=False)
        session.execute(gone)
    session.expire_all()


def make_nobody(elector: Elector) -> None:
    """Leave of an elector only that there was one in the district."""
    nothing: dict[str, object] = {
        "name": NOBODY,
        "surname": "",
        "forenames": "",
        "roll_number": f"x{secrets.token_hex(6)}",
        "roll_suffix": "",
        "markers": "",
        "attains_on": None,
        "household_id": None,
        "street_id": None,
        "door_order": "",
        "register_file_id": None,
        "is_anonymous": True,
        "votes_by_post": False,
        "has_objected": False,
    }
    for column, value in nothing.items():
        setattr(elector, column, value)
