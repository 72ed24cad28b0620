"""Passes: codes that let a phone join a walk, each of them once."""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.access import Role
from canvass.core.passes import ALPHABET, CODE_LENGTH, BadPassError, Joining, plain_code
from canvass.store.accounts import User, add_member, digest_of, open_sign_in, the_campaign
from canvass.store.base import Scoped, points_to
from canvass.store.leases import give_walk
from canvass.store.walks import Walk

CODE_LASTS = timedelta(minutes=30)
SENDS_FOR = timedelta(days=14)
"""How long after its walk went back a phone may still send what was recorded on it."""

NO_USE = "This code was used, or its time is over. Ask for a fresh one: each works for one phone."


class WalkCode(Scoped):
    """A code that lets one phone join a walk. Only its digest is kept."""

    __tablename__ = "walk_code"
    __table_args__ = (
        UniqueConstraint("campaign_id", "digest"),
        points_to("walk", "walk_id"),
    )

    walk_id: Mapped[UUID]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    until: Mapped[datetime]
    used_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    used_at: Mapped[datetime | None]


class Joined(NamedTuple):
    """A phone that was let in: the walk it holds until when, and the token of its sign-in."""

    walk: Walk
    user: User
    token: str


def make_code(session: Session, walk: Walk, user_id: UUID, now: datetime) -> str:
    """Make a code for the next phone that joins a walk; it is shown once and kept nowhere."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    session.add(
        WalkCode(
            walk_id=walk.id,
            digest=digest_of(code),
            made_by=user_id,
            made_at=now,
            until=now + CODE_LASTS,
        )
    )
    return code


def code_for(session: Session, told: str, now: datetime) -> WalkCode:
    """Find a code that can still be used.

    Raises:
        BadPassError: there is none like it, or it was used, or its time is over: one answer.
    """
    found = session.scalar(select(WalkCode).where(WalkCode.digest == digest_of(plain_code(told))))
    if found is None or found.used_at is not None or found.until <= now:
        raise BadPassError(NO_USE)
    return found


def walk_of(session: Session, code: WalkCode) -> tuple[Walk, str]:
    """Give the walk that a code opens, and who gave it out."""
    walk = session.scalars(select(Walk).where(Walk.id == code.walk_id)).one()
    return walk, session.get_one(User, code.made_by).name


def join_walk(session: Session, joining: Joining, now: datetime) -> Joined:
    """Let a phone onto the walk of a code: a person, a lease and a sign-in bound to the phone.

    Raises:
        BadPassError: the code cannot be used; of two phones at once, one is too late.
    """
    code = code_for(session, joining.code, now)
    user = User(name=joining.name, password_hash="")
    session.add(user)
    add_member(session, user, Role.VOLUNTEER)
    used = (
        update(WalkCode)
        .where(WalkCode.id == code.id, WalkCode.used_at.is_(None))
        .values(used_at=now, used_by=user.id)
        .returning(WalkCode.id)
        .execution_options(synchronize_session=False)
    )
    if session.execute(used).first() is None:
        raise BadPassError(NO_USE)
    walk, _ = walk_of(session, code)
    lease = give_walk(session, walk, user.id, now, the_campaign(session).lease_hours)
    token = open_sign_in(session, user, now, lease.until + SENDS_FOR, joining.device)
    return Joined(walk, user, token)
