"""Passes: the code that lets one phone join a walk, and what its owner undertakes."""

import re
from typing import Annotated
from uuid import UUID

import msgspec

from canvass.core.errors import CanvassError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a code read aloud is typed back right."""

CODE_LENGTH = 10
"""Fifty bits: a million guesses against a hundred open codes find one in ten thousand times."""

LOOKS_LIKE = str.maketrans("ILO", "110")
NOT_CODE = re.compile(r"[^0-9A-Z]")

UNDERTAKING = "1"
"""The version of the words on the join page; a phone sends back the one its owner has read."""


class BadPassError(CanvassError):
    """A phone cannot be let onto a walk by what it sent."""


class Joining(msgspec.Struct, frozen=True):
    """What a phone sends to join a walk: the code, its owner's name, and the phone's own id."""

    code: Annotated[str, msgspec.Meta(max_length=40)]
    name: Annotated[str, msgspec.Meta(max_length=60)]
    device: UUID
    undertaking: Annotated[str, msgspec.Meta(max_length=10)]


class Asking(msgspec.Struct, frozen=True):
    """What a phone sends to see which walk a code opens, before anything is used up."""

    code: Annotated[str, msgspec.Meta(max_length=40)]


def plain_code(told: str) -> str:
    """Read a code as people type it.

    >>> plain_code("4ktp-9m2qx"), plain_code(" 4KTP 9M2Q O ")
    ('4KTP9M2QX', '4KTP9M2Q0')
    """
    return NOT_CODE.sub("", told.upper().translate(LOOKS_LIKE))


def written_code(code: str) -> str:
    """Write a code so that it can be read out.

    >>> written_code("4KTP79M2QX")
    '4KTP7-9M2QX'
    """
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def read_joining(body: bytes) -> Joining:
    """Read what a phone sent to join.

    Raises:
        BadPassError: it is not that, has no name, or agrees to other words than the page's.
    """
    try:
        told = msgspec.json.decode(body, type=Joining)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadPassError(f"That did not arrive whole ({error}). Try again.") from error
    name = " ".join(told.name.split())
    if not name.isprintable() or not name:
        raise BadPassError("Say what we should call you.")
    if told.undertaking != UNDERTAKING:
        raise BadPassError("The words above have changed. Load this page again and read them.")
    return msgspec.structs.replace(told, name=name)


def read_asking(body: bytes) -> str:
    """Read which code a phone asks about.

    Raises:
        BadPassError: what arrived is no question about a code.
    """
    try:
        return msgspec.json.decode(body, type=Asking).code
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadPassError(f"That did not arrive whole ({error}). Try again.") from error
