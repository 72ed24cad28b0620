"""Passwords by argon2; a wrong address takes as long as a wrong password."""

import re

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask_login import current_user
from wtforms import Field, Form
from wtforms.validators import ValidationError
from zxcvbn import zxcvbn

HASHER = PasswordHasher()
SHORTEST = 12
WEAKEST = 3
"""On zxcvbn's scale: 10 to the 8th to 10th guesses, so that nobody gets in by trying."""

READ_OF_IT = 64
NOBODY = HASHER.hash("nobody has this password")
COMMON = "That is easy to guess. Take four or more words that have nothing to do with each other."


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


def is_common(password: str, *about: str) -> bool:
    """Tell whether a password is soon guessed: common ones, patterns, one's own name.

    It is told on this machine: nothing is asked of anybody.
    """
    words = (word for one in about for word in (one, *re.split(r"[@.\s]+", one)))
    known = ["canvass", *words]
    score: int = zxcvbn(password[:READ_OF_IT], user_inputs=known)["score"]
    return score < WEAKEST


def refuse_common(form: Form, field: Field) -> None:
    """Refuse a password that is soon guessed.

    Raises:
        ValidationError: this one is.
    """
    about = [str(one.data) for one in form if one.name in ("email", "name") and one.data]
    if current_user.is_authenticated:
        about += [str(current_user.user.name), str(current_user.user.email)]
    if is_common(str(field.data), *about):
        raise ValidationError(COMMON)
