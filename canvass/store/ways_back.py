"""Ways back in without one's password: a code for one person's address, once and for some hours.

It sets a new password and nothing else: a second factor is asked for as before, but where a second
person approved that it is dropped, since phone and recovery codes are both lost.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.access import DOUBLE, RETURNS, Role
from canvass.core.audit import Deed
from canvass.core.errors import CanvassError
from canvass.core.passes import ALPHABET, plain_code
from canvass.store.accounts import Membership, User, change_password, digest_of, user_called
from canvass.store.audit import AuditEvent, LogEntry, note_of
from canvass.store.base import Row, new_id
from canvass.store.factors import drop_factor
from canvass.store.invitations import roles_now
from canvass.store.passkeys import drop_passkeys

HANDED_FOR, MAILED_FOR = timedelta(hours=24), timedelta(hours=1)
SHOWN_FOR = timedelta(days=7)
MOST_HANDED, MOST_MAILED, MOST_ASKED = 10, 3, 200
AN_HOUR = timedelta(hours=1)
CODE_LENGTH, PIECE = 25, 5
"""125 bits: nobody guesses one, nor finds it from its digest."""

NO_USE = (
    "This code was used, its time is over, or it is for another address. "
    "Ask whoever gave it to you for a fresh one."
)
NOT_APPROVED = "Somebody else must approve this first. Ask whoever gave you the code."
NOT_YOURS = "You cannot do that for them. Ask an agent, or whoever looks after the server."
TOO_MANY = "You handed out ten within an hour. Wait a little, or ask a colleague."


class NoWayBackError(CanvassError):
    """A way back in cannot be used: one answer for every reason that concerns its address."""


class NotYoursToReturnError(CanvassError):
    """Nobody hands a way back to somebody who may more than they do, here or elsewhere."""


class WayBack(Row):
    """Who may set a new password until when. Only the digest of its code is kept.

    Not a campaign's row: an account belongs to the whole site. `made_by` is absent where it was
    asked for by e-mail or made at the server's keyboard.
    """

    __tablename__ = "way_back"
    __table_args__ = (UniqueConstraint("digest"), Index("ix_way_back_user", "user_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    until: Mapped[datetime]
    used_at: Mapped[datetime | None]
    drops_factor: Mapped[bool] = mapped_column(default=False)
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


class BackAsked(Row):
    """An address, known here or not, for which a way back was asked by e-mail: gone once answered.

    That a row is kept for any address makes the answers alike, in words and in time.
    """

    __tablename__ = "back_asked"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[datetime]
    next_at: Mapped[datetime]


class Pending(NamedTuple):
    """A way back that waits for a second person: whose, and who handed it out."""

    id: UUID
    name: str
    by: str


def may_return(session: Session, by: UUID, user_id: UUID) -> bool:
    """Tell whether somebody may hand a person a way back: in every campaign they belong to.

    So nobody gets at an agent of another campaign who helps as a volunteer in this one.
    """
    theirs = Membership.__table__.c
    query = select(theirs.campaign_id, theirs.role).where(theirs.user_id == user_id)
    mine, rows = roles_now(session, by), session.execute(query).all()
    return (
        by != user_id
        and bool(rows)
        and all(
            campaign_id in mine and Role(role) in RETURNS.get(mine[campaign_id], frozenset())
            for campaign_id, role in rows
        )
    )


def hand(
    session: Session, by: UUID, user_id: UUID, now: datetime, *, drops_factor: bool = False
) -> str:
    """Make a way back for somebody, in place of an earlier one handed out; give its code.

    Raises:
        NotYoursToReturnError: they may not, or did it too often.
    """
    if not may_return(session, by, user_id):
        raise NotYoursToReturnError(NOT_YOURS)
    lately = select(func.count()).where(WayBack.made_by == by, WayBack.made_at > now - AN_HOUR)
    if (session.scalar(lately) or 0) >= MOST_HANDED:
        raise NotYoursToReturnError(TOO_MANY)
    use_up(session, now, WayBack.user_id == user_id, WayBack.made_by.is_not(None))
    kept = WayBack(user_id=user_id, made_by=by, until=now + HANDED_FOR, drops_factor=drops_factor)
    return make(session, kept, now)


def make(session: Session, way: WayBack, now: datetime) -> str:
    """Keep a way back, and give its code as it is written."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    way.digest, way.made_at = digest_of(code), now
    session.add(way)
    session.flush()
    return "-".join(code[at : at + PIECE] for at in range(0, CODE_LENGTH, PIECE))


def use_up(session: Session, now: datetime, *which: object) -> None:
    """End ways back that were not used."""
    ended = update(WayBack).where(WayBack.used_at.is_(None), *which)  # type: ignore[arg-type]
    session.execute(ended.values(used_at=now).execution_options(synchronize_session=False))


def waiting_for(session: Session, by: UUID, now: datetime) -> list[Pending]:
    """List the ways back that somebody may approve: handed out by others, second factor lost."""
    query = (
        select(WayBack)
        .where(WayBack.drops_factor, WayBack.approved_by.is_(None), WayBack.until > now)
        .where(WayBack.used_at.is_(None), WayBack.made_by.is_not(None), WayBack.made_by != by)
        .order_by(WayBack.id)
    )
    return [
        Pending(
            one.id,
            session.get_one(User, one.user_id).name,
            session.get_one(User, one.made_by).name,
        )
        for one in session.scalars(query)
        if may_return(session, by, one.user_id)
    ]


def approve(session: Session, by: UUID, way_id: UUID, now: datetime) -> UUID:
    """Let somebody come back without their second factor, as a second person; give whom.

    Raises:
        NotYoursToReturnError: it is not waiting, or not for this person to approve.
    """
    if way_id not in {one.id for one in waiting_for(session, by, now)}:
        raise NotYoursToReturnError(NOT_YOURS)
    found = session.get_one(WayBack, way_id)
    found.approved_by = by
    return found.user_id


def way_for(session: Session, code: str, email: str, now: datetime) -> WayBack:
    """Find the way back that a code opens for an address.

    Raises:
        NoWayBackError: there is none, or it waits for a second person.
    """
    found = session.scalar(select(WayBack).where(WayBack.digest == digest_of(plain_code(code))))
    owner = session.get_one(User, found.user_id) if found else None
    told = email.strip().casefold().encode()
    is_theirs = owner is not None and secrets.compare_digest((owner.email or "").encode(), told)
    if found is None or not is_theirs or found.used_at is not None or found.until <= now:
        raise NoWayBackError(NO_USE)
    if not all(may_return(session, by, found.user_id) for by in vouchers(found)):
        raise NoWayBackError(NO_USE)
    if found.drops_factor and found.made_by is not None and found.approved_by is None:
        raise NoWayBackError(NOT_APPROVED)
    return found


def vouchers(way: WayBack) -> Iterable[UUID]:
    """Give who vouches for a way back: they must still be able to when it is used."""
    return [by for by in (way.made_by, way.approved_by) if by is not None]


def take(session: Session, way: WayBack, password_hash: str, now: datetime) -> User:
    """Set a new password by a way back, and use it up with all others; every sign-in ends.

    Raises:
        NoWayBackError: somebody was faster.
    """
    used = (
        update(WayBack)
        .where(WayBack.id == way.id, WayBack.used_at.is_(None))
        .values(used_at=now)
        .returning(WayBack.drops_factor)
        .execution_options(synchronize_session=False)
    )
    row = session.execute(used).first()
    if row is None:
        raise NoWayBackError(NO_USE)
    user = session.get_one(User, way.user_id)
    use_up(session, now, WayBack.user_id == user.id)
    if row.drops_factor:
        drop_factor(session, user.id)
        drop_passkeys(session, user.id)
    change_password(session, user, password_hash)
    return user


def handed_lately(session: Session, by: UUID, now: datetime) -> list[tuple[str, LogEntry]]:
    """List to whom others handed a way back lately who may do much: agents see that, newest first.

    Whoever hands one out could use it, so it is not left to the log alone.
    """
    query = (
        select(AuditEvent, User.name)
        .join(Membership, Membership.user_id == AuditEvent.subject_id)
        .join(User, User.id == AuditEvent.subject_id)
        .where(AuditEvent.deed == Deed.BACK_HANDED.value, AuditEvent.at > now - SHOWN_FOR)
        .where(Membership.role.in_(DOUBLE), AuditEvent.user_id.is_distinct_from(by))
        .order_by(AuditEvent.number.desc())
    )
    return [
        (name, LogEntry(row.number, note_of(row), name_of(session, row.user_id)))
        for row, name in session.execute(query)
    ]


def name_of(session: Session, user_id: UUID | None) -> str:
    """Give somebody's name, if there is somebody."""
    found = session.get(User, user_id) if user_id else None
    return found.name if found else ""


def ask(session: Session, email: str, now: datetime) -> None:
    """Keep that a way back was asked for by e-mail, for whatever address; too many are dropped."""
    waiting = session.scalar(select(func.count()).select_from(BackAsked)) or 0
    if waiting < MOST_ASKED:
        session.add(BackAsked(email=email.strip().casefold(), asked_at=now, next_at=now))


def asked_now(session: Session, now: datetime) -> list[BackAsked]:
    """List what was asked for by e-mail and is to be answered, longest waiting first."""
    query = select(BackAsked).where(BackAsked.next_at <= now).order_by(BackAsked.asked_at)
    return list(session.scalars(query))


def mailed(session: Session, asked: BackAsked, now: datetime) -> tuple[User, str] | None:
    """Make the way back that was asked for by e-mail: whose, and its code; none for a stranger."""
    user = user_called(session, asked.email)
    if user is None:
        return None
    query = select(func.count()).where(
        WayBack.user_id == user.id, WayBack.made_by.is_(None), WayBack.made_at > now - AN_HOUR
    )
    if (session.scalar(query) or 0) >= MOST_MAILED:
        return None
    return user, make(session, WayBack(user_id=user.id, until=now + MAILED_FOR), now)
