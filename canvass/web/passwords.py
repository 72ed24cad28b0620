"""Passwords by argon2; a wrong address takes as long as a wrong password."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

HASHER = PasswordHasher()
SHORTEST = 12
NOBODY = HASHER.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Make what is kept of a password."""
    return HASHER.hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Tell whether the password is the one; with no account the same work is done for nothing."""
    try:
        HASHER.verify(password_hash or NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None
