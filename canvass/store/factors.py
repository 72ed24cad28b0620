"""Second factors: a secret shared with somebody's app, and the codes for when the phone is lost."""

import secrets
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.passes import ALPHABET, CODE_LENGTH, plain_code, written_code
from canvass.core.totp import RECOVERY_CODES, fitting_step
from canvass.store.accounts import SignIn, digest_of
from canvass.store.base import Row

Unlock = Callable[[str], str]


class SecondFactor(Row):
    """The secret of one person's app, locked; `last_step` is the last half minute that was used."""

    __tablename__ = "second_factor"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True)
    locked: Mapped[str] = mapped_column(String(200))
    last_step: Mapped[int]
    set_at: Mapped[datetime]


class RecoveryCode(Row):
    """A code that stands in for the app, once. Only its digest is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_user", "user_id"),)

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))


def factor_of(session: Session, user_id: UUID) -> SecondFactor | None:
    """Give somebody's second factor, if they have one."""
    return session.get(SecondFactor, user_id)


def set_factor(session: Session, factor: SecondFactor, token: str) -> list[str]:
    """Begin to ask somebody for a second factor; give their recovery codes, shown once.

    The sign-in it was set up in counts as one with both.
    """
    drop_factor(session, factor.user_id)
    session.add(factor)
    session.query(SignIn).filter_by(digest=digest_of(token)).update({"is_double": True})
    return new_codes(session, factor.user_id)


def new_codes(session: Session, user_id: UUID) -> list[str]:
    """Make somebody recovery codes; they are shown once, and only digests are kept."""
    codes = [
        "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(RECOVERY_CODES)
    ]
    session.add_all(RecoveryCode(digest=digest_of(code), user_id=user_id) for code in codes)
    return [written_code(code) for code in codes]


def drop_factor(session: Session, user_id: UUID) -> None:
    """Ask somebody for no second factor any more."""
    for table in (RecoveryCode, SecondFactor):
        gone = delete(table).where(table.user_id == user_id)
        session.execute(gone.execution_options(synchronize_session="fetch"))
    session.flush()


def is_factor_right(
    session: Session, user_id: UUID, typed: str, now: datetime, unlock: Unlock
) -> bool:
    """Tell whether these are the digits of this moment, or a recovery code; either works once."""
    factor = session.get(SecondFactor, user_id, with_for_update=True)
    if factor is not None:
        step = fitting_step(bytes.fromhex(unlock(factor.locked)), typed, now, factor.last_step)
        if step is not None:
            factor.last_step = step
            return True
    used = delete(RecoveryCode).where(
        RecoveryCode.user_id == user_id, RecoveryCode.digest == digest_of(plain_code(typed))
    )
    gone = session.execute(used.returning(RecoveryCode.digest)).first()
    return gone is not None


def codes_left(session: Session, user_id: UUID) -> int:
    """Count the recovery codes somebody has not used."""
    query = select(func.count()).where(RecoveryCode.user_id == user_id)
    return session.scalar(query) or 0
