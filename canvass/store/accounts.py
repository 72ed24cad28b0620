"""Campaigns, the people who sign in, and what each is in which campaign."""

import hashlib
import secrets
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    delete,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.access import Member, Role
from canvass.core.campaign import Contest, Nation
from canvass.core.casework import LETTER
from canvass.core.errors import CanvassError, NotFoundError
from canvass.store.base import Row, Scoped, campaign_of, new_id, open_for, points_to

SIGNED_IN_FOR = timedelta(hours=14)
"""One polling day and the evening before it: nobody is signed out at seven in the evening."""


class Campaign(Row):
    """One election, fought by one organisation: what all its rows carry as `campaign_id`."""

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    party: Mapped[str] = mapped_column(String(120), default="")
    polling_day: Mapped[date]
    polls_open: Mapped[time] = mapped_column(default=time(7))
    polls_close: Mapped[time] = mapped_column(default=time(22))
    zone: Mapped[str] = mapped_column(String(40), default="Europe/London")
    nation: Mapped[Nation] = mapped_column(default=Nation.ENGLAND)
    contest: Mapped[Contest] = mapped_column(default=Contest.LOCAL)
    promise_threshold: Mapped[int] = mapped_column(default=2)
    smallest_cell: Mapped[int] = mapped_column(default=5)
    lease_hours: Mapped[int] = mapped_column(default=8)
    asks_second_factor: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[str] = mapped_column(String(40), default="")
    rehearsal_on: Mapped[date | None]
    telling_kept_until: Mapped[date | None]
    frozen_at: Mapped[datetime | None]
    kept_until: Mapped[date | None]
    erased_at: Mapped[datetime | None]
    imprint: Mapped[str] = mapped_column(String(300), default="")
    letter: Mapped[str] = mapped_column(Text, default=LETTER)

    @property
    def telling_day(self) -> date:
        """The day that marks, rounds and knocks belong to: polling day, or a rehearsal's."""
        return self.rehearsal_on or self.polling_day

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone in which times are shown on screen and paper."""
        return ZoneInfo(self.zone)


class User(Row):
    """A person with an account, or one who joined by a code and has no e-mail address here."""

    __tablename__ = "user"
    __table_args__ = (UniqueConstraint("email"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str | None] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))


class SignIn(Row):
    """One sign-in on one browser, kept on the server so that it can be ended there.

    The browser holds a random token; here lies only its SHA-256. `device` is the phone it is bound
    to, where somebody joined by a code; `browser` says in words where it was begun, and `is_double`
    whether a second factor was asked for.
    """

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_user", "user_id"),)

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    ends_at: Mapped[datetime]
    device: Mapped[UUID | None]
    began_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(60), default="")
    is_double: Mapped[bool] = mapped_column(default=False)


class Membership(Scoped):
    """What a user is in a campaign. Whatever they record after `barred_at` does not count.

    While `paused_at` is set nothing of the campaign opens for them.
    """

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("campaign_id", "user_id"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    role: Mapped[Role]
    barred_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]


class MembershipWard(Scoped):
    """A ward that a membership is limited to; a membership with none sees them all."""

    __tablename__ = "membership_ward"
    __table_args__ = (
        UniqueConstraint("campaign_id", "membership_id", "ward_id"),
        points_to("membership", "membership_id"),
        points_to("ward", "ward_id"),
    )

    membership_id: Mapped[UUID]
    ward_id: Mapped[UUID]


class SlugTakenError(CanvassError):
    """Another campaign here has that short name."""


def campaign_called(session: Session, slug: str) -> Campaign:
    """Find a campaign by its slug and open the session for it.

    Raises:
        NotFoundError: there is none.
    """
    campaign = session.scalar(select(Campaign).where(Campaign.slug == slug))
    if campaign is None:
        raise NotFoundError(f"There is no campaign “{slug}”.")
    open_for(session, campaign.id)
    return campaign


def the_campaign(session: Session) -> Campaign:
    """Give the campaign the session was opened for."""
    return session.get_one(Campaign, campaign_of(session))


def add_campaign(session: Session, campaign: Campaign) -> Campaign:
    """Add a campaign and open the session for it.

    Raises:
        SlugTakenError: the slug is in use.
    """
    if session.scalar(select(Campaign.id).where(Campaign.slug == campaign.slug)):
        raise SlugTakenError(f"There is a campaign “{campaign.slug}” already.")
    session.add(campaign)
    session.flush()
    open_for(session, campaign.id)
    return campaign


def add_member(session: Session, user: User, role: Role) -> Membership:
    """Give the user a role in the session's campaign, or change the one they have."""
    session.flush()
    membership = session.scalar(select(Membership).where(Membership.user_id == user.id))
    if membership is None:
        membership = Membership(user_id=user.id)
        session.add(membership)
    membership.role = role
    return membership


def user_called(session: Session, email: str) -> User | None:
    """Find a user by e-mail address, whatever its capitals."""
    return session.scalar(select(User).where(User.email == email.strip().casefold()))


def member_for(session: Session, user: User) -> Member | None:
    """Give what the user is in the session's campaign, or `None` for a stranger."""
    membership = session.scalar(select(Membership).where(Membership.user_id == user.id))
    if membership is None:
        return None
    limits = select(MembershipWard.ward_id).where(MembershipWard.membership_id == membership.id)
    wards = frozenset(session.scalars(limits))
    return Member(
        user.id,
        membership.role,
        wards or None,
        is_barred=membership.barred_at is not None,
        is_paused=membership.paused_at is not None,
    )


def campaigns_for(session: Session, user: User) -> list[Campaign]:
    """List the campaigns a user belongs to; a read that crosses campaigns, by design."""
    mine = Membership.__table__
    query = (
        select(Campaign)
        .join(mine, mine.c.campaign_id == Campaign.id)
        .where(mine.c.user_id == user.id)
        .order_by(Campaign.polling_day.desc(), Campaign.name)
    )
    return list(session.scalars(query))


def open_sign_in(
    session: Session,
    user: User,
    now: datetime,
    ends_at: datetime | None = None,
    device: UUID | None = None,
) -> str:
    """Start a sign-in and give the token for the browser's cookie.

    Args:
        session: the database.
        user: who signs in.
        now: the moment it is.
        ends_at: when it ends by itself; after `SIGNED_IN_FOR` if not given.
        device: the phone it is bound to, if it is.
    """
    token = secrets.token_urlsafe(32)
    session.execute(delete(SignIn).where(SignIn.ends_at < now))
    session.add(
        SignIn(
            digest=digest_of(token),
            user_id=user.id,
            ends_at=ends_at or now + SIGNED_IN_FOR,
            device=device,
            began_at=now,
        )
    )
    return token


def note_browser(session: Session, token: str, browser: str, *, is_double: bool) -> None:
    """Note where a sign-in was begun, and whether a second factor was asked for."""
    kept = session.get_one(SignIn, digest_of(token))
    kept.browser, kept.is_double = browser[:60], is_double


def sign_ins_of(session: Session, user_id: UUID, now: datetime) -> list[SignIn]:
    """List somebody's sign-ins that have not ended, newest first."""
    query = select(SignIn).where(SignIn.user_id == user_id, SignIn.ends_at > now)
    return list(session.scalars(query.order_by(SignIn.began_at.desc(), SignIn.ends_at.desc())))


def sign_in_of(session: Session, token: str, now: datetime) -> SignIn | None:
    """Find the sign-in a token belongs to, if it has not ended."""
    kept = session.get(SignIn, digest_of(token))
    return kept if kept and kept.ends_at > now else None


def end_sign_in(session: Session, token: str) -> None:
    """End one sign-in."""
    session.execute(delete(SignIn).where(SignIn.digest == digest_of(token)))


def end_sign_ins(session: Session, user_id: UUID) -> None:
    """End every sign-in of somebody, on all browsers."""
    session.execute(delete(SignIn).where(SignIn.user_id == user_id))


def change_password(session: Session, user: User, password_hash: str) -> None:
    """Set a new password and end every sign-in of the user, on all browsers."""
    user.password_hash = password_hash
    end_sign_ins(session, user.id)


def digest_of(token: str) -> bytes:
    """Give the SHA-256 of a token."""
    return hashlib.sha256(token.encode()).digest()


def people(session: Session) -> list[tuple[User, Role]]:
    """List everybody with an account in the session's campaign, with what they are in it."""
    query = (
        select(User, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .where(User.email.is_not(None))
        .order_by(User.name, User.email)
    )
    return [(user, role) for user, role in session.execute(query)]
