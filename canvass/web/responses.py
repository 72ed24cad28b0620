"""What phones send: responses and tellers' numbers, open or sealed, and one outcome for each."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from canvass.core.access import Member, Permission
from canvass.core.doorstep import (
    BadBatchError,
    BadResponseError,
    Batch,
    Told,
    corrected,
    read_batch,
    read_response,
    response_id,
)
from canvass.core.errors import NotFoundError
from canvass.core.parcels import Parcel, file_batch, read_contents, read_parcel
from canvass.core.sealing import BadParcelError, lock, opener, public_key
from canvass.core.telling import BadNumberError, read_taken
from canvass.core.verdicts import Status, Verdict
from canvass.db import db
from canvass.store.accounts import User, campaign_called, member_for
from canvass.store.doorstep import keep_responses
from canvass.store.tellers import TakenAt, keep_taken
from canvass.web.access import campaign_slug, member, needs
from canvass.web.clock import now

bp = Blueprint("responses", __name__, url_prefix="/c/<slug>/doorstep")

NO_TELLER = "Whoever took this number is no teller here. Ask an organiser."
STRANGER = "This was recorded for another campaign, or by somebody who is not in this one."
ONLY_SEALED = "Only what a phone has sealed can be handed in here."

LARGEST_FILE = 16 << 20

Outcomes = dict[str, Verdict]
Sent = Told | TakenAt


class Heard(NamedTuple):
    """What became of a batch, id by id, and how many of what was kept are tellers' numbers."""

    outcomes: Outcomes
    numbers: int


@bp.post("/sync")
@needs(Permission.RESPONSE_RECORD)
def sync() -> dict[str, object]:
    """Keep each response that can be kept; tell the phone what became of every one.

    Raises:
        BadBatchError: what arrived is no batch; nothing of it was read.
    """
    return keep_batch(read_batch(request.get_data(cache=False)), member())


@bp.post("/hand-in")
@needs(None)
def hand_in() -> dict[str, object]:
    """Keep what phones sealed, whoever carries it here and whether or not they are signed in.

    Each parcel names its author by the server's own word, so that a phone which is signed out, or
    has no signal but a friend who has, loses nothing.

    Raises:
        BadBatchError: what arrived is no batch; nothing of it was read.
    """
    with suppress(NotFoundError):  # a campaign that is not there answers like a stranger to it
        campaign_called(db.session(), campaign_slug())
    return keep_batch(read_batch(request.get_data(cache=False)), None)


@bp.get("/parcels")
@needs(Permission.WALK_ASSIGN)
def parcels() -> str:
    """Show where an organiser hands in the file that a phone without signal saved."""
    return render_template("responses/parcels.html", counts=None, reasons=[], mistake="")


@bp.post("/parcels")
@needs(Permission.WALK_ASSIGN)
def take_file() -> ResponseReturnValue:
    """Keep what a phone saved to a file: sealed as it is, nobody on the way can read it."""
    told = request.files.get("file")
    try:
        batch = file_batch(told.read(LARGEST_FILE + 1) if told else b"", now())
    except BadBatchError as refusal:
        mistake = str(refusal)
        page = render_template("responses/parcels.html", counts=None, reasons=[], mistake=mistake)
        return page, 400
    heard = judge_and_keep(batch, None)
    verdicts = heard.outcomes.values()
    return render_template(
        "responses/parcels.html",
        counts=Counter(verdict.status for verdict in verdicts),
        numbers=heard.numbers,
        reasons=sorted({one.reason for one in verdicts if one.reason}),
        mistake="",
    )


def keep_batch(batch: Batch, sender: Member | None) -> dict[str, object]:
    """Keep a batch, and say what became of every response in it."""
    heard = judge_and_keep(batch, sender)
    return {
        "outcomes": {
            key: {"status": verdict.status, "reason": verdict.reason}
            for key, verdict in heard.outcomes.items()
        },
        "server_time": now().isoformat(),
    }


def judge_and_keep(batch: Batch, sender: Member | None) -> Heard:
    """Judge every response of a batch for the member who recorded it, and keep what can be kept.

    The transaction that looked up the sign-in ends first: others write while parcels are opened.
    """
    db.session.rollback()
    received_at = now()
    outcomes, by_author = judged(batch, sender, received_at)
    numbers = 0
    for author, sent in by_author.items():
        outcomes |= keep_told(author, [one for one in sent if isinstance(one, Told)], received_at)
        of_numbers = keep_numbers(author, [one for one in sent if isinstance(one, TakenAt)])
        numbers += sum(verdict.status == Status.KEPT for verdict in of_numbers.values())
        outcomes |= of_numbers
    db.session.commit()
    return Heard(outcomes, numbers)


def keep_told(author: Member, told: Sequence[Told], received_at: datetime) -> Outcomes:
    """Keep what one member was told at doors, each response judged alone."""
    ids = [str(one.response.id) for one in told]
    verdicts = keep_responses(db.session(), author, told, received_at) if told else []
    return dict(zip(ids, verdicts, strict=True))


def keep_numbers(author: Member, taken: Sequence[TakenAt]) -> Outcomes:
    """Keep the numbers that one member took at a polling station, each judged alone."""
    ids = [str(one.taken.id) for one in taken]
    verdicts = keep_taken(db.session(), author, taken) if taken else []
    return dict(zip(ids, verdicts, strict=True))


def judged(
    batch: Batch, sender: Member | None, received_at: datetime
) -> tuple[Outcomes, dict[Member, list[Sent]]]:
    """Part what makes sense by itself from what does not, author by author.

    Only the phone that sends knows how far its clock is off: what it carries for others is taken
    at its word, and brought into the time of their lease.
    """
    refused: Outcomes = {}
    by_author: dict[Member, list[Sent]] = defaultdict(list)
    reader = Reader(sender)
    for place, raw in enumerate(batch.responses):
        try:
            author, message = reader.read(raw)
            sent_at = batch.sent_at if author == sender else received_at
            by_author[author].append(read_sent(author, message, sent_at, received_at))
        except (BadResponseError, BadNumberError, BadParcelError) as refusal:
            refused[response_id(raw, place)] = Verdict(Status.REFUSED, str(refusal))
    return refused, by_author


def read_sent(author: Member, message: object, sent_at: datetime, received_at: datetime) -> Sent:
    """Read one message: a teller's number says when it was taken, a response when it was spoken.

    Raises:
        BadNumberError: it is no number, or its author is no teller.
        BadResponseError: it is no response.
    """
    if isinstance(message, dict) and "taken_at" in message:
        if not author.could(Permission.TELLING_TAKE):
            raise BadNumberError(NO_TELLER)
        taken = read_taken(message)
        return TakenAt(taken, corrected(taken.taken_at, sent_at, received_at))
    response = read_response(message)
    moment = corrected(response.spoken_at, sent_at, received_at)
    locked = tuple(lock(secret(), consent.address) for consent in response.consents)
    return Told(response, moment, locked)


class Reader:
    """Reads the messages of one batch: open ones are the sender's, sealed ones name an author."""

    def __init__(self, sender: Member | None) -> None:
        self.sender = sender
        self.opened = opener(secret())
        self._members = {author_word(sender.user_id): sender} if sender else {}

    def read(self, raw: object) -> tuple[Member, object]:
        """Give who recorded a message, and the message.

        Raises:
            BadResponseError: it is not theirs to record, or cannot be read.
            BadParcelError: it was not sealed for this server.
        """
        parcel = read_parcel(raw)
        if parcel is not None:
            return self._unpacked(parcel)
        if self.sender is None:
            raise BadResponseError(ONLY_SEALED)
        return self.sender, raw

    def _unpacked(self, parcel: Parcel) -> tuple[Member, object]:
        contents = read_contents(parcel, self.opened(str(parcel.id), parcel.sealed))
        if contents.author not in self._members:
            self._members[contents.author] = member_named(contents.author)
        return self._members[contents.author], contents.message


def sender_words(user_id: UUID) -> dict[str, str]:
    """Give what a phone seals by: the server's key, and the server's word on who records."""
    return {"key": public_key(secret()), "author": author_word(user_id)}


def author_word(user_id: UUID) -> str:
    """Give the server's word on who records with a phone, which goes into all it seals."""
    return str(author_signer().dumps(user_id.hex))


def member_named(author: str) -> Member:
    """Find who is named by the server's word.

    Raises:
        BadResponseError: it is not the server's, or nobody in this campaign is named.
    """
    try:
        user_id = UUID(author_signer().loads(author))
    except (BadSignature, ValueError) as error:
        raise BadResponseError(STRANGER) from error
    session = db.session()
    user = session.get(User, user_id)
    found = member_for(session, user) if user else None
    if found is None:
        raise BadResponseError(STRANGER)
    return found


def author_signer() -> URLSafeSerializer:
    """Give what signs and checks the server's word on authors."""
    return URLSafeSerializer(secret(), salt="canvass author")


def secret() -> str:
    """Give the server's secret."""
    return str(current_app.config["SECRET_KEY"])
