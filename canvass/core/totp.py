"""Six digits from a clock: the second factor, as every authenticator app shows it.

Source: RFC 6238 (TOTP) over RFC 4226 (HOTP), SHA-1, 30 seconds.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

from canvass.core.errors import CanvassError

SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
STEPS_OFF = (0, -1, 1)
"""A phone's clock may be half a minute off, and people type slowly."""

RECOVERY_CODES = 10


class BadFactorError(CanvassError):
    """The digits are not those of this moment, or a recovery code was used before."""


def step_of(moment: datetime) -> int:
    """Give the number of the half minute that a moment lies in."""
    return int(moment.timestamp()) // SECONDS


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """Give the digits for one half minute.

    >>> code_at(b"12345678901234567890", 59 // 30, 8)
    '94287082'
    """
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def fitting_step(secret: bytes, typed: str, now: datetime, last: int) -> int | None:
    """Give the half minute whose digits were typed, if it is about now and later than `last`."""
    plain = "".join(typed.split()).encode(errors="replace")
    fitting = [
        step
        for step in (step_of(now) + off for off in STEPS_OFF)
        if hmac.compare_digest(code_at(secret, step).encode(), plain) and step > last
    ]
    return max(fitting, default=None)


def new_secret() -> bytes:
    """Make a secret for one person's app."""
    return secrets.token_bytes(SECRET_BYTES)


def typed_secret(secret: bytes) -> str:
    """Write a secret so that it can be typed into an app.

    >>> typed_secret(b"12345678901234567890")
    'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ'
    """
    text = base64.b32encode(secret).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def app_address(secret: bytes, account: str) -> str:
    """Give the address that an app reads from a code: the secret, and whose it is."""
    told = {"secret": typed_secret(secret).replace(" ", ""), "issuer": "Canvass"}
    return f"otpauth://totp/{quote(f'Canvass:{account}')}?{urlencode(told)}"
