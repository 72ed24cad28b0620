"""Passes: codes that let a phone join a walk or the telling, each of them once."""

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
"""How long after its walk went back, or the polls closed, a phone may still send."""

OPENS_TELLING = "This code is for tellers. Ask your organiser for the code of a walk."
OPENS_WALK = "This code is for a walk from door to door. Ask your organiser for a teller’s code."
NO_USE = "This code was used, or its time is over. Ask for a fresh one: each works for one phone."


class WalkCode(Scoped):
    """A code that lets one phone join a walk, or the telling. Only its digest is kept."""

    __tablename__ = "walk_code"
    __table_args__ = (
        UniqueConstraint("campaign_id", "digest"),
        points_to("walk", "walk_id"),
    )

    walk_id: Mapped[UUID | None]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    until: Mapped[datetime]
    used_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    used_at: Mapped[datetime | None]


class Joined(NamedTuple):
    """A phone that was let onto a walk: the walk it holds, and the token of its sign-in."""

    walk: Walk
    user: User
    token: str


class Teller(NamedTuple):
    """A phone that was let into the telling, and the token of its sign-in."""

    user: User
    token: str


def make_code(session: Session, walk: Walk | None, user_id: UUID, now: datetime) -> str:
    """Make a code for the next phone that joins a walk, or the telling where there is none.

    It is shown once and kept nowhere.
    """
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    session.add(
        WalkCode(
            walk_id=walk.id if walk else None,
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
    """Give the walk that a code opens, and who gave it out.

    Raises:
        BadPassError: it opens the telling.
    """
    if code.walk_id is None:
        raise BadPassError(OPENS_TELLING)
    walk = session.scalars(select(Walk).where(Walk.id == code.walk_id)).one()
    return walk, session.get_one(User, code.made_by).name


def telling_of(session: Session, code: WalkCode) -> str:
    """Give who gave out a code that opens the telling.

    Raises:
        BadPassError: it opens a walk.
    """
    if code.walk_id is not None:
        raise BadPassError(OPENS_WALK)
    return session.get_one(User, code.made_by).name


def join_walk(session: Session, joining: Joining, now: datetime) -> Joined:
    """Let a phone onto the walk of a code: a person, a lease and a sign-in bound to the phone.

    Raises:
        BadPassError: the code cannot be used; of two phones at once, one is too late.
    """
    code = code_for(session, joining.code, now)
    walk, _ = walk_of(session, code)
    user = let_in(session, code, joining, Role.VOLUNTEER, now)
    lease = give_walk(session, walk, user.id, now, the_campaign(session).lease_hours)
    token = open_sign_in(session, user, now, lease.until + SENDS_FOR, joining.device)
    return Joined(walk, user, token)


def join_telling(session: Session, joining: Joining, now: datetime) -> Teller:
    """Let a phone into the telling of a code: a person who may only tell, and their sign-in.

    Raises:
        BadPassError: the code cannot be used; of two phones at once, one is too late.
    """
    code = code_for(session, joining.code, now)
    telling_of(session, code)
    user = let_in(session, code, joining, Role.TELLER, now)
    election = the_campaign(session)
    close = datetime.combine(election.telling_day, election.polls_close, election.time_zone)
    ends_at = max(now, close) + SENDS_FOR
    return Teller(user, open_sign_in(session, user, now, ends_at, joining.device))


def let_in(session: Session, code: WalkCode, joining: Joining, role: Role, now: datetime) -> User:
    """Make the person who joins by a code, and use the code up.

    Raises:
        BadPassError: another phone was faster.
    """
    user = User(name=joining.name, password_hash="")
    session.add(user)
    add_member(session, user, role)
    used = (
        update(WalkCode)
        .where(WalkCode.id == code.id, WalkCode.used_at.is_(None))
        .values(used_at=now, used_by=user.id)
        .returning(WalkCode.id)
        .execution_options(synchronize_session=False)
    )
    if session.execute(used).first() is None:
        raise BadPassError(NO_USE)
    return user
