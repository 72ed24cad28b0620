"""What a host sees of a campaign: its accounts, and counts that show whether it works."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.accounts import Membership, SignIn, User
from canvass.store.factors import SecondFactor
from canvass.store.jobs import Job, JobState
from canvass.store.passkeys import Passkey


class Account(NamedTuple):
    """An account: whose, as what, how it signs in, and where it is signed in now."""

    user_id: UUID
    name: str
    email: str
    role: Role
    is_paused: bool
    is_shut_out: bool
    has_second: bool
    sign_ins: int


def accounts(session: Session, now: datetime) -> list[Account]:
    """List the accounts of the session's campaign, by name."""
    here = select(func.count()).where(SignIn.user_id == User.id, SignIn.ends_at > now)
    double = select(SecondFactor.user_id).union(select(Passkey.user_id))
    with_second = set(session.scalars(double))
    query = (
        select(User, Membership, here.scalar_subquery())
        .join(Membership, Membership.user_id == User.id)
        .where(User.email.is_not(None))
        .order_by(User.name, User.email)
    )
    return [
        Account(
            user.id,
            user.name,
            str(user.email),
            membership.role,
            membership.paused_at is not None,
            membership.barred_at is not None,
            user.id in with_second,
            count,
        )
        for user, membership, count in session.execute(query)
    ]


def job_counts(session: Session) -> dict[JobState, int]:
    """Count long work by how it stands."""
    query = select(Job.state, func.count()).group_by(Job.state)
    return {JobState(state): count for state, count in session.execute(query)}
