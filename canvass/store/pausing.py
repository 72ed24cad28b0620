"""Pausing somebody: nothing of a campaign opens for them any more, until they may go on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from canvass.core.access import PAUSES, Member
from canvass.core.errors import CanvassError
from canvass.store.accounts import Membership
from canvass.store.leases import WalkLease, take_all_back
from canvass.store.passes import WalkCode
from canvass.store.undoing import person_for


class NotYoursToPauseError(CanvassError):
    """Nobody pauses themselves, or somebody who may more than they do."""


def membership_of(session: Session, user_id: UUID) -> Membership:
    """Give somebody's membership of the campaign.

    Raises:
        NotFoundError: nobody in it has this id.
    """
    person_for(session, user_id)
    return session.scalars(select(Membership).where(Membership.user_id == user_id)).one()


def membership_to_pause(session: Session, by: Member, user_id: UUID) -> Membership:
    """Give the membership that somebody is about to pause, or to answer an alarm about.

    Raises:
        NotFoundError: nobody in the campaign has this id.
        NotYoursToPauseError: it is theirs, or of somebody who may more.
    """
    found = membership_of(session, user_id)
    if user_id == by.user_id or found.role not in PAUSES.get(by.role, frozenset()):
        raise NotYoursToPauseError("Somebody else must decide that: an agent of the campaign.")
    return found


def pause(session: Session, by: Member, user_id: UUID, now: datetime) -> None:
    """Shut somebody out until further notice: sign-ins, walks and codes they made open nothing."""
    found = membership_to_pause(session, by, user_id)
    if found.paused_at is not None:
        return
    found.paused_at = now
    take_all_back(session, user_id, now)
    codes = update(WalkCode).where(WalkCode.made_by == user_id, WalkCode.until > now)
    session.execute(codes.values(until=now).execution_options(synchronize_session=False))


def resume(session: Session, by: Member, user_id: UUID, now: datetime) -> None:
    """Let somebody go on: with the sign-ins they have, and the walks whose time is not over."""
    found = membership_to_pause(session, by, user_id)
    leases = update(WalkLease).where(
        WalkLease.user_id == user_id,
        WalkLease.taken_back_at == found.paused_at,
        WalkLease.until > now,
    )
    session.execute(leases.values(taken_back_at=None).execution_options(synchronize_session=False))
    found.paused_at = None
