"""Invitations: a link that lets one person set a password and be let into a campaign, once."""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.access import INVITES, Role
from canvass.core.errors import CanvassError
from canvass.store.accounts import Membership, User, add_member, digest_of, user_called
from canvass.store.base import Row, campaign_of, new_id, open_for

INVITED_FOR = timedelta(days=3)
NO_USE = (
    "This invitation was used, its time is over, or it is for another address. "
    "Ask whoever sent it for a fresh one."
)


class BadInvitationError(CanvassError):
    """An invitation cannot be used: one answer for every reason."""


class Invitation(Row):
    """Who may come in as what, until when. Only the digest of its code is kept.

    Not a campaign's row: whoever opens the link is in no campaign yet.
    """

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    until: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Invited(NamedTuple):
    """Who is to be invited as what."""

    email: str
    name: str
    role: Role


def invite(session: Session, invited: Invited, made_by: UUID | None, now: datetime) -> str:
    """Make an invitation into the session's campaign, in place of an earlier one; give its code."""
    email = invited.email.strip().casefold()
    earlier = update(Invitation).where(
        Invitation.campaign_id == campaign_of(session),
        Invitation.email == email,
        Invitation.used_at.is_(None),
    )
    session.execute(earlier.values(used_at=now).execution_options(synchronize_session=False))
    code = secrets.token_urlsafe(24)
    session.add(
        Invitation(
            campaign_id=campaign_of(session),
            digest=digest_of(code),
            email=email,
            name=invited.name.strip() or email,
            role=invited.role,
            made_by=made_by,
            until=now + INVITED_FOR,
        )
    )
    return code


def invitation_for(session: Session, code: str, email: str, now: datetime) -> Invitation:
    """Find an invitation that can still be used by this address.

    Raises:
        BadInvitationError: there is none.
    """
    found = session.scalar(select(Invitation).where(Invitation.digest == digest_of(code)))
    is_theirs = found is not None and secrets.compare_digest(
        found.email.encode(), email.strip().casefold().encode()
    )
    if found is None or not is_theirs or found.used_at is not None or found.until <= now:
        raise BadInvitationError(NO_USE)
    if not is_still_meant(session, found):
        raise BadInvitationError(NO_USE)
    return found


def is_still_meant(session: Session, invitation: Invitation) -> bool:
    """Tell whether who made an invitation may still make it; at the server's keyboard anybody."""
    if invitation.made_by is None:
        return True
    role = roles_now(session, invitation.made_by).get(invitation.campaign_id)
    return role is not None and invitation.role in INVITES.get(role, frozenset())


def roles_now(session: Session, user_id: UUID) -> dict[int, Role]:
    """Say as what somebody may work now, by campaign: crosses campaigns, as sign-ins do."""
    theirs = Membership.__table__.c
    query = select(theirs.campaign_id, theirs.role).where(
        theirs.user_id == user_id, theirs.barred_at.is_(None), theirs.paused_at.is_(None)
    )
    return {campaign_id: Role(role) for campaign_id, role in session.execute(query)}


def accept(session: Session, invitation: Invitation, password_hash: str, now: datetime) -> User:
    """Let somebody in by an invitation, and use it up; opens the session for its campaign.

    Args:
        session: the database.
        invitation: the one they hold.
        password_hash: of the password they chose, where they have no account yet.
        now: the moment it is.

    Raises:
        BadInvitationError: somebody was faster.
    """
    used = (
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        .values(used_at=now)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    )
    if session.execute(used).first() is None:
        raise BadInvitationError(NO_USE)
    open_for(session, invitation.campaign_id)
    user = user_called(session, invitation.email)
    if user is None:
        user = User(email=invitation.email, name=invitation.name, password_hash=password_hash)
        session.add(user)
    add_member(session, user, invitation.role)
    return user
