"""Parcels: responses that a phone sealed, and who recorded them by the server's own word."""

import json
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from canvass.core.doorstep import BadBatchError, BadResponseError, Batch, response_id


class Parcel(msgspec.Struct, frozen=True):
    """A response that a phone sealed for the server, under the response's own id."""

    id: UUID
    sealed: Annotated[str, msgspec.Meta(max_length=20_000)]


class Contents(msgspec.Struct, frozen=True):
    """What lies in a parcel: the response, and the word of the server on who records here."""

    author: Annotated[str, msgspec.Meta(max_length=400)]
    message: object


class SavedFile(msgspec.Struct, frozen=True):
    """What a phone saves to a file when it cannot send: its sealed responses."""

    campaign: str
    responses: list[object]


def read_parcel(told: object) -> Parcel | None:
    """Read a sealed response; `None` if it is an open one.

    Raises:
        BadResponseError: it is sealed, and not as it should be.
    """
    if not isinstance(told, dict) or "sealed" not in told:
        return None
    try:
        return msgspec.convert(told, Parcel)
    except ValueError as error:
        raise BadResponseError(f"This response could not be read: {error}.") from error


def read_contents(parcel: Parcel, opened: bytes) -> Contents:
    """Read what lay in a parcel.

    Raises:
        BadResponseError: it is not a response, or one of another id.
    """
    try:
        contents = msgspec.convert(json.loads(opened), Contents)
    except (ValueError, RecursionError) as error:
        raise BadResponseError(f"This response could not be read: {error}.") from error
    if response_id(contents.message, 0) != str(parcel.id):
        raise BadResponseError("This response was sealed under another id.")
    return contents


def file_batch(body: bytes, now: datetime) -> Batch:
    """Read the file that a phone saved of what it could not send; of any length.

    Raises:
        BadBatchError: it is no such file.
    """
    try:
        told = msgspec.json.decode(body, type=SavedFile)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadBatchError(
            "This is not a file that a phone saved here. Its name begins with “unsent”."
        ) from error
    return Batch(device=UUID(int=0), sent_at=now, responses=list(told.responses))
