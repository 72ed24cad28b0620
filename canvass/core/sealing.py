"""Sealing: what only this server can open, on the phones and in its own database.

A phone that is locked, lost its walk or is signed out can still send what was recorded on it, and
whoever carries a parcel here (another phone, an organiser with a file) can neither read nor change
it. A parcel is base64url text: the phone's one-time public key (P-256, 65 bytes), a nonce (12
bytes), and the message under AES-256-GCM with the parcel's id as associated data. The key is
HKDF-SHA256 over the ECDH secret, as in WebCrypto.
"""

import base64
import binascii
import os
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from canvass.core.errors import CanvassError

POINT, NONCE = 65, 12
PURPOSE = b"canvass parcel 1"
CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

Opener = Callable[[str, str], bytes]
"""Opens a parcel, given its id and its text."""


class BadParcelError(CanvassError):
    """A parcel was not sealed for this server, or was changed on its way."""


@lru_cache(maxsize=4)
def private_key(secret: str) -> ec.EllipticCurvePrivateKey:
    """Derive the server's key from its secret, so that every server of an installation has it.

    The candidate has 64 bits more than the group's order, so that no key is likelier than another:
    FIPS 186-5, appendix A.2.1.
    """
    derived = HKDF(SHA256(), length=40, salt=None, info=PURPOSE).derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(derived) % (ORDER - 1) + 1, CURVE)


def public_key(secret: str) -> str:
    """Give the key for which phones seal, as base64url."""
    point = (
        private_key(secret).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    return encoded(point)


def opener(secret: str) -> Opener:
    """Give what opens parcels; a phone uses one key for many, so shared secrets are remembered."""
    shared = lru_cache(maxsize=200)(lambda point: shared_key(secret, point))

    def opened(parcel_id: str, sealed: str) -> bytes:
        raw = decoded(sealed)
        point, nonce, box = raw[:POINT], raw[POINT : POINT + NONCE], raw[POINT + NONCE :]
        try:
            return AESGCM(shared(point)).decrypt(nonce, box, parcel_id.encode())
        except (InvalidTag, ValueError) as error:
            raise BadParcelError("This was not sealed for this server, or was changed.") from error

    return opened


def shared_key(secret: str, point: bytes) -> bytes:
    """Derive the key that a phone and this server share.

    Raises:
        ValueError: the phone's key is none.
    """
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    agreed = private_key(secret).exchange(ec.ECDH(), theirs)
    return HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(agreed)


def decoded(sealed: str) -> bytes:
    """Read base64url without its padding.

    Raises:
        BadParcelError: it is none.
    """
    try:
        return base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadParcelError("This was not sealed for this server, or was changed.") from error


def lock(secret: str, text: str) -> str:
    """Lock one field for the database: base64url of a nonce and the text under AES-256-GCM."""
    nonce = os.urandom(NONCE)
    return encoded(nonce + AESGCM(field_key(secret)).encrypt(nonce, text.encode(), None))


def unlock(secret: str, locked: str) -> str:
    """Read a locked field.

    Raises:
        BadParcelError: it was locked under another secret.
    """
    raw = decoded(locked)
    try:
        return AESGCM(field_key(secret)).decrypt(raw[:NONCE], raw[NONCE:], None).decode()
    except (InvalidTag, ValueError) as error:
        raise BadParcelError("This was locked under another secret than the server has.") from error


@lru_cache(maxsize=4)
def field_key(secret: str) -> bytes:
    """Derive the key of locked fields from the server's secret."""
    return HKDF(SHA256(), length=32, salt=None, info=b"canvass field 1").derive(secret.encode())


def encoded(raw: bytes) -> str:
    """Write base64url without its padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
