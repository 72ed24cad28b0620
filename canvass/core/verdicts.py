"""What a phone is told of each thing it sent: the same for responses, numbers and knocks."""

from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """What became of one thing that was sent."""

    DUPLICATE = "duplicate"
    KEPT = "kept"
    REFUSED = "refused"


class Verdict(NamedTuple):
    """What the phone is told of one thing it sent; a refusal says why."""

    status: Status
    reason: str | None = None
