"""Passkeys: keys that live in somebody's phone or computer and open their account by a touch."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.store.accounts import SignIn, digest_of
from canvass.store.base import Row


class Passkey(Row):
    """The open half of one passkey; `used_at` is when a sign-in with it was last begun.

    `name` says in words where it was made. `counter` is the authenticator's own, where it has one.
    """

    __tablename__ = "passkey"
    __table_args__ = (Index("ix_passkey_user", "user_id"),)

    credential: Mapped[bytes] = mapped_column(LargeBinary(1023), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    public_key: Mapped[bytes] = mapped_column(LargeBinary(2048))
    counter: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def passkeys_of(session: Session, user_id: UUID) -> list[Passkey]:
    """List somebody's passkeys, oldest first."""
    query = select(Passkey).where(Passkey.user_id == user_id)
    return list(session.scalars(query.order_by(Passkey.added_at, Passkey.name)))


def passkey_called(session: Session, credential: bytes) -> Passkey | None:
    """Find a passkey by the id its authenticator gave it; held until the transaction ends."""
    return session.get(Passkey, credential, with_for_update=True)


def add_passkey(session: Session, passkey: Passkey, token: str) -> None:
    """Keep a passkey; the sign-in it was made in counts as one with both factors."""
    session.add(passkey)
    session.query(SignIn).filter_by(digest=digest_of(token)).update({"is_double": True})


def use_passkey(passkey: Passkey, counter: int, asked_at: datetime) -> bool:
    """Note that a passkey was used; tell whether what it signed was asked for after its last use.

    So nothing that was signed once opens anything again, whoever kept it.
    """
    if passkey.used_at is not None and asked_at <= passkey.used_at:
        return False
    passkey.counter, passkey.used_at = counter, asked_at
    return True


def drop_passkeys(session: Session, user_id: UUID, credential: bytes | None = None) -> int:
    """Remove one of somebody's passkeys, or all; count them."""
    gone = delete(Passkey).where(Passkey.user_id == user_id)
    if credential is not None:
        gone = gone.where(Passkey.credential == credential)
    dropped = session.execute(
        gone.returning(Passkey.credential).execution_options(synchronize_session="fetch")
    ).all()
    session.flush()
    return len(dropped)
