"""Leases: whose hands a walk is in, from when until when. A team shares a walk, a lease each."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, and_, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.access import Member, Permission
from canvass.core.errors import NotFoundError
from canvass.store.accounts import User
from canvass.store.base import Scoped, campaign_of, points_to
from canvass.store.places import Ward
from canvass.store.walks import Walk, WalkDoor


class WalkLease(Scoped):
    """A walk in somebody's hands, from when until when; taken back earlier if `taken_back_at`.

    `household_id` is the door they opened last, and `at_door_at` when.
    """

    __tablename__ = "walk_lease"
    __table_args__ = (
        points_to("walk", "walk_id"),
        points_to("household", "household_id"),
        Index("ix_walk_lease_user", "campaign_id", "user_id"),
        Index("ix_walk_lease_walk", "campaign_id", "walk_id"),
    )

    walk_id: Mapped[UUID]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    since: Mapped[datetime]
    until: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    household_id: Mapped[UUID | None]
    at_door_at: Mapped[datetime | None]


class Holder(NamedTuple):
    """Somebody who has a walk now."""

    user_id: UUID
    name: str
    until: datetime


class WalkRow(NamedTuple):
    """A walk as lists show it, with everybody who has it now."""

    walk: Walk
    ward: str
    doors: int
    holders: list[Holder]


class AtDoor(NamedTuple):
    """Where another of the team is: which door, and since when."""

    household_id: UUID
    name: str
    since: datetime


class Held(NamedTuple):
    """The time for which somebody was given a walk, over all leases of it."""

    since: datetime
    until: datetime

    def clamp(self, moment: datetime) -> datetime:
        """Bring a moment into the time of the lease: a phone's clock may be off by a day."""
        return min(max(moment, self.since), self.until)


def walks_for(session: Session, member: Member, now: datetime) -> list[WalkRow]:
    """List the walks of the wards a member works in, newest first."""
    doors = (
        select(WalkDoor.walk_id, func.count(WalkDoor.id).label("doors"))
        .group_by(WalkDoor.walk_id)
        .subquery()
    )
    query = (
        select(Walk, Ward.name, doors.c.doors)
        .join(Ward, Ward.id == Walk.ward_id)
        .join(doors, doors.c.walk_id == Walk.id)
        .order_by(Walk.made_at.desc(), Walk.name)
    )
    with_whom = holders(session, now)
    return [
        WalkRow(walk, ward, count, with_whom[walk.id])
        for walk, ward, count in session.execute(query)
        if member.sees(walk.ward_id)
    ]


def holders(session: Session, now: datetime) -> dict[UUID, list[Holder]]:
    """Give, for each walk that is out, who has it, first come first."""
    query = (
        select(WalkLease.walk_id, User.id, User.name, func.max(WalkLease.until))
        .join(User, User.id == WalkLease.user_id)
        .where(is_held(now))
        .group_by(WalkLease.walk_id, User.id, User.name)
        .order_by(func.min(WalkLease.since), User.name)
    )
    found: dict[UUID, list[Holder]] = defaultdict(list)
    for walk_id, user_id, name, until in session.execute(query):
        found[walk_id].append(Holder(user_id, name, until))
    return found


def walks_held(session: Session, member: Member, now: datetime) -> list[WalkRow]:
    """List the walks that are in a member's own hands now, and nobody else who has them."""
    mine = []
    for row in walks_for(session, member, now):
        own = [holder for holder in row.holders if holder.user_id == member.user_id]
        if own:
            mine.append(row._replace(holders=own))
    return mine


def is_held(now: datetime) -> ColumnElement[bool]:
    """Make the condition that a lease runs now."""
    return and_(WalkLease.taken_back_at.is_(None), WalkLease.since <= now, WalkLease.until > now)


def is_own(member: Member, walk_id: UUID, now: datetime) -> ColumnElement[bool]:
    """Make the condition that a lease runs now, of this walk, in the member's own hands."""
    return and_(WalkLease.walk_id == walk_id, WalkLease.user_id == member.user_id, is_held(now))


def walk_for(session: Session, member: Member, walk_id: UUID, now: datetime) -> Walk:
    """Find a walk the member may open: one in their hands, or one they may give out.

    Raises:
        NotFoundError: no such walk, or not theirs to open now.
    """
    walk = session.get(Walk, (campaign_of(session), walk_id))
    if walk is None or not member.sees(walk.ward_id):
        raise NotFoundError
    if member.may(Permission.WALK_ASSIGN):
        return walk
    if session.scalar(select(WalkLease.id).where(is_own(member, walk_id, now)).limit(1)) is None:
        raise NotFoundError("This walk is not in your hands any more. Ask your organiser.")
    return walk


def until_for(session: Session, member: Member, walk: Walk, now: datetime) -> datetime | None:
    """Tell until when a member has a walk in their hands; `None` if it was not given to them."""
    return session.scalar(select(func.max(WalkLease.until)).where(is_own(member, walk.id, now)))


def give_walk(session: Session, walk: Walk, user_id: UUID, now: datetime, hours: int) -> WalkLease:
    """Give a walk to somebody for some hours, beside all who have it already."""
    take_walk_back(session, walk, now, user_id)
    lease = WalkLease(
        walk_id=walk.id, user_id=user_id, since=now, until=now + timedelta(hours=hours)
    )
    session.add(lease)
    return lease


def take_walk_back(
    session: Session, walk: Walk, now: datetime, user_id: UUID | None = None
) -> None:
    """Take a walk out of somebody's hands, or out of everybody's."""
    leases = update(WalkLease).where(WalkLease.walk_id == walk.id, is_held(now))
    if user_id is not None:
        leases = leases.where(WalkLease.user_id == user_id)
    session.execute(leases.values(taken_back_at=now).execution_options(synchronize_session=False))


def take_all_back(session: Session, user_id: UUID, now: datetime) -> None:
    """Take every walk out of somebody's hands."""
    session.execute(
        update(WalkLease)
        .where(WalkLease.user_id == user_id, is_held(now))
        .values(taken_back_at=now)
        .execution_options(synchronize_session=False)
    )


def stand_at(
    session: Session, member: Member, walk: Walk, household_id: UUID | None, now: datetime
) -> None:
    """Note at which of the walk's doors a member is, for the others of the team."""
    on_walk = select(WalkDoor.household_id).where(
        WalkDoor.walk_id == walk.id, WalkDoor.household_id == household_id
    )
    session.execute(
        update(WalkLease)
        .where(is_own(member, walk.id, now))
        .values(household_id=session.scalar(on_walk), at_door_at=now)
        .execution_options(synchronize_session=False)
    )


def team_at_doors(
    session: Session, member: Member, walk: Walk, now: datetime, within: timedelta
) -> list[AtDoor]:
    """List at which doors of a walk the others of the team are, who moved lately."""
    query = (
        select(WalkLease.household_id, User.name, WalkLease.at_door_at)
        .join(User, User.id == WalkLease.user_id)
        .where(
            WalkLease.walk_id == walk.id,
            WalkLease.user_id != member.user_id,
            is_held(now),
            WalkLease.at_door_at > now - within,
        )
        .order_by(WalkLease.at_door_at)
    )
    return [
        AtDoor(home, name, since)
        for home, name, since in session.execute(query)
        if home is not None and since is not None
    ]


def doors_within_reach(
    session: Session, member: Member, walk_ids: Collection[UUID]
) -> set[tuple[UUID, UUID]]:
    """Give the (walk, household) pairs at which a member may record.

    A walk that was given to them once is enough: what was recorded while they held it must still
    arrive after it was taken back.
    """
    query = (
        select(WalkDoor.walk_id, WalkDoor.household_id, Walk.ward_id)
        .join(Walk, Walk.id == WalkDoor.walk_id)
        .where(WalkDoor.walk_id.in_(walk_ids))
    )
    if not member.may(Permission.WALK_ASSIGN):
        given = select(WalkLease.walk_id).where(WalkLease.user_id == member.user_id)
        query = query.where(WalkDoor.walk_id.in_(given))
    return {(walk, home) for walk, home, ward in session.execute(query) if member.sees(ward)}


def times_held(session: Session, member: Member, walk_ids: Iterable[UUID]) -> dict[UUID, Held]:
    """Give, for each of these walks that a member was ever given, from when until when."""
    query = (
        select(
            WalkLease.walk_id,
            func.min(WalkLease.since),
            func.max(func.coalesce(WalkLease.taken_back_at, WalkLease.until)),
        )
        .where(WalkLease.user_id == member.user_id, WalkLease.walk_id.in_(list(walk_ids)))
        .group_by(WalkLease.walk_id)
    )
    return {walk: Held(since, until) for walk, since, until in session.execute(query)}
