"""One doorstep response: what a volunteer taps on the phone, checked before it is kept."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, NamedTuple
from uuid import UUID

import msgspec

from canvass.core.errors import CanvassError

NOTE_LENGTH = 500
NAME_LENGTH = 120
BATCH = 200
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


class Outcome(StrEnum):
    """What came of one knock."""

    DECEASED = "deceased"
    LANGUAGE = "language"
    MOVED = "moved"
    NO_ACCESS = "no_access"
    NOT_IN = "not_in"
    REFUSED = "refused"
    SPOKE = "spoke"
    UNSAFE = "unsafe"


OUTCOME_WORDS = {
    Outcome.DECEASED: "Has died",
    Outcome.LANGUAGE: "Another language",
    Outcome.MOVED: "Moved away",
    Outcome.NO_ACCESS: "No way in",
    Outcome.NOT_IN: "Not in",
    Outcome.REFUSED: "Refused",
    Outcome.SPOKE: "Spoke",
    Outcome.UNSAFE: "Not safe",
}

DOOR_OUTCOMES = frozenset(
    {Outcome.NOT_IN, Outcome.NO_ACCESS, Outcome.REFUSED, Outcome.LANGUAGE, Outcome.UNSAFE}
)
"""Outcomes that can be true of a whole door, with nobody named."""


class Intention(StrEnum):
    """What an elector said of their vote, other than a strength."""

    WONT_SAY = "wont_say"
    WONT_VOTE = "wont_vote"


class Stance(StrEnum):
    """Whether the elector is for or against what an issue proposes."""

    AGAINST = "against"
    FOR = "for"


class Flag(StrEnum):
    """Something the elector asked for, or asked us not to do."""

    CASEWORK = "casework"
    DO_NOT_CONTACT = "do_not_contact"
    HELP = "help"
    LET_BE = "let_be"
    LIFT = "lift"
    POSTAL_VOTE = "postal_vote"
    POSTER = "poster"
    VOTED = "voted"
    WILL_VOTE = "will_vote"


ASKED_FOR = {
    Flag.POSTER: "A poster",
    Flag.POSTAL_VOTE: "A postal vote form",
    Flag.HELP: "To help",
}
"""What people ask for at the door that the office has to see to; lifts and cases have their own."""

INTENTION_WORDS = {Intention.WONT_SAY: "won’t say", Intention.WONT_VOTE: "won’t vote"}
STRENGTH_WORDS = {1: "firm", 2: "likely", 3: "unsure", 4: "unlikely", 5: "against"}

Code = Annotated[str, msgspec.Meta(max_length=40)]
ZonedMoment = Annotated[datetime, msgspec.Meta(tz=True)]


class IssueRaised(msgspec.Struct, frozen=True):
    """One issue an elector raised, by its code in the campaign's catalogue."""

    code: Code
    stance: Stance | None = None


class Channel(StrEnum):
    """A way to reach somebody, which they gave us for a purpose."""

    EMAIL = "email"
    PHONE = "phone"


class Consent(msgspec.Struct, frozen=True, omit_defaults=True):
    """An address that somebody gave at the door, and the words by which they were asked for it."""

    channel: Channel
    address: Annotated[str, msgspec.Meta(min_length=3, max_length=120)]
    wording: Code


class Response(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one elector said, or what one knock came to.

    `id` is made by the phone, so a response that arrives twice is kept once. `elector` is absent
    where the outcome is the whole door's, and where `person` names somebody who is not on the
    register. `language` is the one they speak, where it is not ours. `retracts` names an earlier
    response that is taken back; such a response says nothing else. `spoken_at` is the phone's own
    clock.
    """

    id: UUID
    spoken_at: ZonedMoment
    household: UUID | None = None
    walk: UUID | None = None
    elector: UUID | None = None
    outcome: Outcome | None = None
    strength: Annotated[int, msgspec.Meta(ge=1, le=5)] | None = None
    intention: Intention | None = None
    party: Code | None = None
    issues: Annotated[list[IssueRaised], msgspec.Meta(max_length=40)] = []
    flags: Annotated[list[Flag], msgspec.Meta(max_length=10)] = []
    note: Annotated[str, msgspec.Meta(max_length=NOTE_LENGTH)] = ""
    language: Code | None = None
    person: Annotated[str, msgspec.Meta(max_length=NAME_LENGTH)] = ""
    consents: Annotated[list[Consent], msgspec.Meta(max_length=4)] = []
    retracts: UUID | None = None

    def digest(self) -> bytes:
        """Give a fingerprint of the content, to tell a repeat from another use of the same id."""
        return hashlib.sha256(msgspec.json.encode(self)).digest()


class Told(NamedTuple):
    """A response with its moment, corrected for the phone's clock, and its addresses locked.

    `digest` is of what the phone sent, whatever became of the door since.
    """

    response: Response
    spoken_at: datetime
    locked: tuple[str, ...] = ()
    digest: bytes = b""


class Batch(msgspec.Struct, frozen=True):
    """What a phone sends: its id, its clock, and responses that are judged one by one."""

    device: UUID
    sent_at: ZonedMoment
    responses: Annotated[list[object], msgspec.Meta(max_length=BATCH)]


class BadResponseError(CanvassError):
    """One response cannot be kept as it stands; it stays on the phone."""


class BadBatchError(CanvassError):
    """What arrived is not a batch of responses at all."""


def read_batch(body: bytes) -> Batch:
    """Read the envelope of a sync; the responses in it are not judged yet.

    The envelope is read leniently (half an emoji, a NUL, a byte that is no UTF-8), so that one bad
    text spoils its own response and not its neighbours.

    Raises:
        BadBatchError: it is not JSON of this shape.
    """
    try:
        told = json.loads(body.decode("utf-8", "surrogateescape"), strict=False)
        return msgspec.convert(told, Batch)
    except (ValueError, RecursionError) as error:
        raise BadBatchError(
            f"That did not arrive whole ({error}). All of it is still on your phone."
        ) from error


def read_response(told: object) -> Response:
    """Read one response and check that it makes sense by itself.

    Raises:
        BadResponseError: a part is missing or is not what it should be.
    """
    try:
        response = msgspec.convert(told, Response)
        response.digest()
    except (ValueError, OverflowError) as error:
        raise BadResponseError(f"This response could not be read: {error}.") from error
    addresses = "".join(consent.address for consent in response.consents)
    if "\x00" in f"{response.note}{response.party}{response.person}{response.language}{addresses}":
        raise BadResponseError("It holds a character that cannot be kept. Type it again.")
    if not says_something(response):
        raise BadResponseError("This response does not say what happened at the door.")
    return response


def says_something(response: Response) -> bool:
    """Tell whether the parts of a response fit together.

    A retraction names what it takes back and nothing else is needed. A whole door can only have
    the outcomes of a door. What somebody said needs somebody who said it: one elector, or a person
    who is not on the register.
    """
    if response.retracts is not None:
        return True
    if response.household is None or response.outcome is None:
        return False
    if response.elector is not None or response.person:
        return not (response.elector and response.person)
    said = response.strength or response.intention or response.issues or response.consents
    return response.outcome in DOOR_OUTCOMES and not said


def response_id(told: object, place: int) -> str:
    """Give the id by which the phone knows a response, or its place in the batch ("#3")."""
    told_id = told.get("id") if isinstance(told, dict) else None
    try:
        return str(UUID(told_id))
    except (TypeError, ValueError, AttributeError):
        return f"#{place}"


def corrected(told: datetime, sent_at: datetime, now: datetime) -> datetime:
    """Correct a moment by how far the phone's clock was off when it sent it; never in the future.

    Raises:
        BadResponseError: the moment is from another century.
    """
    if not EARLIEST < told < EARLIEST.replace(year=2200):
        raise BadResponseError("This phone’s clock is wrong. Set it, then send again.")
    offset = now - sent_at
    moment = told + offset if abs(offset) > timedelta(minutes=2) else told
    return min(moment, now).astimezone(UTC)
