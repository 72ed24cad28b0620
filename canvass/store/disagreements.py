"""Electors of whom two people told different things within a day: for an organiser to decide."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from canvass.core.access import Member
from canvass.core.errors import NotFoundError
from canvass.store.accounts import User
from canvass.store.contacts import Contact, renew_counted, renew_standing
from canvass.store.places import Household, Street
from canvass.store.register import Elector
from canvass.store.undoing import take_back_for

WITHIN = timedelta(days=1)
LOOKS_BACK = timedelta(days=14)


class Telling(NamedTuple):
    """What one person told of one elector's vote, and where that elector lives."""

    contact_id: UUID
    user_id: UUID
    by: str
    spoken_at: datetime
    strength: int | None
    intention: str | None
    elector_id: UUID
    name: str
    ward_id: UUID | None
    label: str
    building: str
    street: str

    @property
    def address(self) -> str:
        """The address on one line."""
        return ", ".join(filter(None, (self.label, self.building, self.street)))


def disagreements(session: Session, member: Member, now: datetime) -> list[list[Telling]]:
    """List the tellings of each elector of a member's wards of whom people disagree.

    The latest disagreement first; within one, the oldest telling.
    """
    query = (
        select(
            Contact.id,
            Contact.user_id,
            User.name,
            Contact.spoken_at,
            Contact.strength,
            Contact.intention,
            Elector.id,
            Elector.name,
            Elector.ward_id,
            Household.label,
            Household.building,
            Street.name,
        )
        .join(User, User.id == Contact.user_id)
        .join(Elector, Elector.id == Contact.elector_id)
        .join(Household, Household.id == Contact.household_id)
        .join(Street, Street.id == Household.street_id)
        .where(
            Contact.received_at > now - LOOKS_BACK,
            ~Contact.is_retracted,
            or_(Contact.strength.is_not(None), Contact.intention.is_not(None)),
        )
        .order_by(Elector.id, Contact.spoken_at, Contact.id)
    )
    tellings = (Telling._make(row) for row in session.execute(query))
    mine = (one for one in tellings if member.sees(one.ward_id))
    by_elector = [list(run) for _, run in groupby(mine, key=lambda one: one.elector_id)]
    found = [tellings for tellings in by_elector if disagree(tellings)]
    return sorted(found, key=lambda tellings: tellings[-1].spoken_at, reverse=True)


def disagree(tellings: Sequence[Telling]) -> bool:
    """Tell whether two people told different things within a day, one right after the other."""
    return any(
        before.user_id != after.user_id
        and (before.strength, before.intention) != (after.strength, after.intention)
        and after.spoken_at - before.spoken_at <= WITHIN
        for before, after in pairwise(tellings)
    )


def decide(session: Session, member: Member, contact_id: UUID, now: datetime) -> str:
    """Let one telling stand and take the others of that elector back; give the elector's name.

    Raises:
        NotFoundError: nobody disagrees with it any more.
    """
    for tellings in disagreements(session, member, now):
        ids = {one.contact_id for one in tellings}
        if contact_id in ids:
            others = select(Contact).where(Contact.id.in_(ids - {contact_id}))
            for contact in session.scalars(others):
                take_back_for(session, contact, member.user_id, now, "Another telling stands.")
            session.flush()
            renew_standing(session, [tellings[0].elector_id])
            renew_counted(session, [tellings[0].elector_id])
            return tellings[0].name
    raise NotFoundError
