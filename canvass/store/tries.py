"""Wrong passwords and digits, counted by account and browser; never by address alone.

A committee room shares one address. Whoever does not know a password can shut nobody out: a browser
that signed in to the account before is counted by itself. Addresses that nobody has are counted
like any other, so that the answers do not differ.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Index, LargeBinary, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.store.base import Row

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(days=1)


class SignInTry(Row):
    """How often in a row an account was tried wrongly from one browser, or from unknown ones."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_at", "at"),)

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


def try_key(email: str, browser: str) -> bytes:
    """Say what tries are counted by; `browser` is empty for one that is not known here."""
    return hashlib.sha256(f"{email.strip().casefold()}\n{browser}".encode()).digest()


def is_locked(session: Session, key: bytes, now: datetime) -> bool:
    """Tell whether it was tried too often just now."""
    tried = session.get(SignInTry, key)
    return bool(tried and tried.failures >= MOST_FAILURES and tried.at > now - LOCKED_FOR)


def count_try(session: Session, key: bytes, now: datetime, *, right: bool) -> bool:
    """Count one more try; tell whether this was the one that locks."""
    session.execute(delete(SignInTry).where(SignInTry.at < now - FORGOTTEN_AFTER))
    tried = session.get(SignInTry, key, with_for_update=True, populate_existing=True)
    if right:
        if tried is not None:
            session.delete(tried)
        return False
    if tried is None:
        begin_counting(session, key, now)
        tried = session.get_one(SignInTry, key, with_for_update=True, populate_existing=True)
    if tried.failures >= MOST_FAILURES:
        tried.failures = 0
    tried.failures += 1
    tried.at = now
    return tried.failures == MOST_FAILURES


def begin_counting(session: Session, key: bytes, now: datetime) -> None:
    """Make the row of a first try; of two at the same moment one makes it, and both count."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    first = (sqlite.insert if is_sqlite else postgresql.insert)(SignInTry)
    row = first.values(digest=key, failures=0, at=now)
    session.execute(row.on_conflict_do_nothing(index_elements=["digest"]))
