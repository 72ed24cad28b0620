"""Undoing everything one person recorded: what it would change first, then the whole of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.errors import NotFoundError
from canvass.core.standing import standing_of
from canvass.store.accounts import Membership, User, end_sign_ins, the_campaign
from canvass.store.casework import Step, withdraw_case
from canvass.store.contacts import (
    Contact,
    ContactIssue,
    Retraction,
    facts_about,
    renew_counted,
    renew_standing,
)
from canvass.store.knocks import Knock, undo_knocks
from canvass.store.leases import take_all_back
from canvass.store.readings import standing_readings_by, undo_readings_by
from canvass.store.register import Elector
from canvass.store.telling import TellingMark, renew_voted

AT_ONCE = 500


class UndoPreview(NamedTuple):
    """What undoing a person would take away: counts of what stands now and would not."""

    responses: int
    doors: int
    electors: int
    standings: int
    promises: int
    issues: int
    numbers: int = 0
    notes: int = 0


def person_for(session: Session, user_id: UUID) -> User:
    """Find somebody of this campaign.

    Raises:
        NotFoundError: nobody in it has this id.
    """
    member = session.scalar(select(Membership).where(Membership.user_id == user_id))
    if member is None:
        raise NotFoundError
    return session.get_one(User, user_id)


def standing_contacts(session: Session, user_id: UUID) -> list[Contact]:
    """List what stands of what somebody recorded."""
    query = select(Contact).where(Contact.user_id == user_id, ~Contact.is_retracted)
    return list(session.scalars(query))


def concerned(session: Session, contacts: Sequence[Contact]) -> list[Elector]:
    """List the electors that contacts bear on: those who spoke, or all behind a door."""
    spoke = {contact.elector_id for contact in contacts if contact.elector_id}
    homes = {contact.household_id for contact in contacts if not contact.elector_id}
    query = select(Elector).where(Elector.id.in_(spoke) | Elector.household_id.in_(homes))
    return list(session.scalars(query))


def preview_undo(session: Session, user_id: UUID) -> UndoPreview:
    """Tell what undoing everything by a person would change; nothing is written."""
    contacts = standing_contacts(session, user_id)
    electors = concerned(session, contacts)
    threshold = the_campaign(session).promise_threshold
    now, then = facts_about(session, electors), facts_about(session, electors, but_not=user_id)
    before = {one.id: standing_of(now[one.id]) for one in electors}
    after = {one.id: standing_of(then[one.id]) for one in electors}
    changed = [one.id for one in electors if before[one.id] != after[one.id]]
    lost = [
        one
        for one in changed
        if before[one].is_promise(threshold) and not after[one].is_promise(threshold)
    ]
    ids = [contact.id for contact in contacts]
    raised = session.scalars(select(ContactIssue.id).where(ContactIssue.contact_id.in_(ids))).all()
    homes = {contact.household_id for contact in contacts}
    return UndoPreview(
        len(contacts),
        len(homes),
        len(electors),
        len(changed),
        len(lost),
        len(raised),
        len(standing_marks(session, user_id)),
        len(standing_readings_by(session, user_id)),
    )


def undo_person(session: Session, user_id: UUID, by: UUID, now: datetime) -> int:
    """Take back everything a person recorded, and bar them; count what was taken back.

    What still arrives from their phone is kept and does not count.
    """
    contacts = standing_contacts(session, user_id)
    electors = [elector.id for elector in concerned(session, contacts)]
    for contact in contacts:
        take_back_for(session, contact, by, now, "Everything by this person was undone.")
    session.flush()
    for start in range(0, len(electors), AT_ONCE):
        renew_standing(session, electors[start : start + AT_ONCE])
        renew_counted(session, electors[start : start + AT_ONCE])
    undo_readings_by(session, user_id, by, now)
    undo_polling_day(session, user_id, now)
    bar(session, user_id, now)
    return len(contacts)


def undo_polling_day(session: Session, user_id: UUID, now: datetime) -> None:
    """Take back every number a person took and every result they told."""
    knocks = select(Knock.id).where(Knock.user_id == user_id, Knock.undone_at.is_(None))
    undo_knocks(session, session.scalars(knocks).all(), now)
    marks = standing_marks(session, user_id)
    for mark in marks:
        mark.undone_at = now
    session.flush()
    renew_voted(session, [mark.elector_id for mark in marks if mark.elector_id is not None])


def standing_marks(session: Session, user_id: UUID) -> list[TellingMark]:
    """List what stands of the numbers somebody took."""
    query = select(TellingMark).where(
        TellingMark.user_id == user_id, TellingMark.undone_at.is_(None)
    )
    return list(session.scalars(query))


def take_back_for(session: Session, contact: Contact, by: UUID, now: datetime, why: str) -> None:
    """Take back what somebody else recorded: the contact stays, marked, with who did it and why."""
    contact.is_retracted = True
    withdraw_case(session, contact.id, Step(by, now))
    session.add(
        Retraction(contact_id=contact.id, user_id=by, spoken_at=now, received_at=now, why=why)
    )


def bar(session: Session, user_id: UUID, now: datetime) -> None:
    """Shut somebody out of the campaign: their walks go back, their sign-ins end."""
    member = session.scalars(select(Membership).where(Membership.user_id == user_id)).one()
    member.barred_at = now
    take_all_back(session, user_id, now)
    end_sign_ins(session, user_id)
