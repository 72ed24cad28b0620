"""The team on a walk: who has it or had it, what came in from each, and what looks wrong."""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.doorstep import Outcome
from canvass.core.pace import Sign, signs_of
from canvass.store.accounts import User
from canvass.store.contacts import Contact
from canvass.store.leases import WalkLease, is_held
from canvass.store.walks import Walk


class Teammate(NamedTuple):
    """One person on a walk; `until` is empty when they have it no more.

    `doors` are those they knocked at, `answered` those of them where somebody spoke to them.
    """

    user_id: UUID
    name: str
    until: datetime | None
    responses: int
    doors: int
    answered: int
    heard_at: datetime | None
    signs: frozenset[Sign]


def team_of(session: Session, walk: Walk, now: datetime) -> list[Teammate]:
    """List everybody who was ever given a walk or recorded on it, first come first."""
    until = dict(
        session.execute(
            select(WalkLease.user_id, func.max(WalkLease.until))
            .where(WalkLease.walk_id == walk.id, is_held(now))
            .group_by(WalkLease.user_id)
        ).all()
    )
    told = contacts_by_person(session, walk)
    had = session.execute(
        select(User.id, User.name)
        .join(WalkLease, WalkLease.user_id == User.id)
        .where(WalkLease.walk_id == walk.id)
        .group_by(User.id, User.name)
        .order_by(func.min(WalkLease.since), User.name)
    ).all()
    names: dict[UUID, str] = dict(had) | {
        user_id: session.get_one(User, user_id).name for user_id in told
    }
    return [
        teammate(user_id, name, until.get(user_id), told[user_id])
        for user_id, name in names.items()
    ]


def contacts_by_person(session: Session, walk: Walk) -> dict[UUID, list[Contact]]:
    """Give what stands of what each person recorded on a walk."""
    found: dict[UUID, list[Contact]] = defaultdict(list)
    query = select(Contact).where(Contact.walk_id == walk.id, ~Contact.is_retracted)
    for contact in session.scalars(query):
        found[contact.user_id].append(contact)
    return found


def teammate(user_id: UUID, name: str, until: datetime | None, contacts: list[Contact]) -> Teammate:
    """Sum up one person's part."""
    doors = {contact.household_id for contact in contacts}
    answered = {one.household_id for one in contacts if one.outcome == Outcome.SPOKE}
    moments = [contact.spoken_at for contact in contacts]
    heard_at = max((contact.received_at for contact in contacts), default=None)
    signs = signs_of(moments, len(doors), len(answered))
    return Teammate(user_id, name, until, len(contacts), len(doors), len(answered), heard_at, signs)
