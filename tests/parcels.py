"""Sealing as a phone does it, in Python: see canvass/static/doorstep/parcels.js."""

import json
import os
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from canvass.core.sealing import CURVE, PURPOSE, decoded, encoded


def sealed(server_key: str, parcel_id: str, message: bytes) -> str:
    """Seal bytes for the server that has this public key."""
    mine = ec.generate_private_key(CURVE)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decoded(server_key))
    agreed = mine.exchange(ec.ECDH(), theirs)
    key = HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(agreed)
    point = mine.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    nonce = os.urandom(12)
    return encoded(point + nonce + AESGCM(key).encrypt(nonce, message, parcel_id.encode()))


def parcel(sender: Mapping[str, str], response: Mapping[str, object]) -> dict[str, str]:
    """Seal a response for the server a walk names, as its author."""
    told = json.dumps({"author": sender["author"], "message": dict(response)})
    parcel_id = str(response["id"])
    return {"id": parcel_id, "sealed": sealed(sender["key"], parcel_id, told.encode())}
