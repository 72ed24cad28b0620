"""What phones send: responses in, open or sealed, and one outcome for each."""

from collections import Counter, defaultdict
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from canvass.core.access import Member, Permission
from canvass.core.doorstep import (
    BadBatchError,
    BadResponseError,
    Batch,
    corrected,
    read_batch,
    read_response,
    response_id,
)
from canvass.core.errors import NotFoundError
from canvass.core.parcels import Parcel, file_batch, read_contents, read_parcel
from canvass.core.sealing import BadParcelError, lock, opener
from canvass.db import db
from canvass.store.accounts import User, campaign_called, member_for
from canvass.store.doorstep import Status, Told, Verdict, keep_responses
from canvass.web.access import campaign_slug, member, needs
from canvass.web.clock import now

bp = Blueprint("responses", __name__, url_prefix="/c/<slug>/doorstep")

STRANGER = "This was recorded for another campaign, or by somebody who is not in this one."
ONLY_SEALED = "Only what a phone has sealed can be handed in here."

LARGEST_FILE = 16 << 20

Outcomes = dict[str, Verdict]


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
    outcomes = judge_and_keep(batch, None)
    return render_template(
        "responses/parcels.html",
        counts=Counter(verdict.status for verdict in outcomes.values()),
        reasons=sorted({one.reason for one in outcomes.values() if one.reason}),
        mistake="",
    )


def keep_batch(batch: Batch, sender: Member | None) -> dict[str, object]:
    """Keep a batch, and say what became of every response in it."""
    outcomes = judge_and_keep(batch, sender)
    return {
        "outcomes": {
            key: {"status": verdict.status, "reason": verdict.reason}
            for key, verdict in outcomes.items()
        },
        "server_time": now().isoformat(),
    }


def judge_and_keep(batch: Batch, sender: Member | None) -> Outcomes:
    """Judge every response of a batch for the member who recorded it, and keep what can be kept.

    The transaction that looked up the sign-in ends first: others write while parcels are opened.
    """
    db.session.rollback()
    received_at = now()
    outcomes, by_author = judged(batch, sender, received_at)
    for author, told in by_author.items():
        verdicts = keep_responses(db.session(), author, told, received_at)
        for one, verdict in zip(told, verdicts, strict=True):
            outcomes[str(one.response.id)] = verdict
    db.session.commit()
    return outcomes


def judged(
    batch: Batch, sender: Member | None, received_at: datetime
) -> tuple[Outcomes, dict[Member, list[Told]]]:
    """Part the responses that make sense by themselves from those that do not, author by author.

    Only the phone that sends knows how far its clock is off: what it carries for others is taken
    at its word, and brought into the time of their lease.
    """
    refused: Outcomes = {}
    by_author: dict[Member, list[Told]] = defaultdict(list)
    reader = Reader(sender)
    for place, raw in enumerate(batch.responses):
        try:
            author, message = reader.read(raw)
            response = read_response(message)
            sent_at = batch.sent_at if author == sender else received_at
            moment = corrected(response.spoken_at, sent_at, received_at)
            locked = tuple(lock(secret(), consent.address) for consent in response.consents)
            by_author[author].append(Told(response, moment, locked))
        except (BadResponseError, BadParcelError) as refusal:
            refused[response_id(raw, place)] = Verdict(Status.REFUSED, str(refusal))
    return refused, by_author


class Reader:
    """Reads the responses of one batch: open ones are the sender's, sealed ones name an author."""

    def __init__(self, sender: Member | None) -> None:
        self.sender = sender
        self.opened = opener(secret())
        self._members = {author_word(sender.user_id): sender} if sender else {}

    def read(self, raw: object) -> tuple[Member, object]:
        """Give who recorded a response, and the response.

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
