"""Packs on the disk, found there without a database: the page that opens when all else is down.

Each ward has one current pack, drawn anew every hour of polling day and when a round starts. What
is here asks no database: who may open it is said by a cookie that this server signed.
"""

import io
import zipfile
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer

from canvass.core.access import Permission
from canvass.core.audit import Deed, Note, Subject
from canvass.db import db
from canvass.store.base import campaign_of
from canvass.store.jobs import ask_for
from canvass.store.places import wards_for
from canvass.web.access import campaign_slug, member, needs, viewer
from canvass.web.clock import now
from canvass.web.drawing import (
    OLD,
    PackNote,
    note_beside,
    notes_in,
    pack_folder,
    pack_path,
    packs_cookie,
    shut_mark,
)
from canvass.web.files import attachment
from canvass.web.noting import note as make_note
from canvass.web.noting import note_later

bp = Blueprint("packs", __name__, url_prefix="/c/<slug>/packs")

PACK_WORK = "packs"
COOKIE_LASTS = timedelta(hours=16)


class Pass(msgspec.Struct, frozen=True):
    """What the cookie says of whoever may open the packs: which campaign, which wards, and who."""

    slug: str
    wards: list[str] | None
    campaign: int = 0
    user: UUID | None = None


@bp.get("/")
@needs(None)
def packs() -> str:
    """List the packs on the disk with their age; no database is asked."""
    _, notes = shown_notes()
    rows = [(note, clock_on(note), now() - note.made_at > OLD) for note in notes]
    return render_template("packs/packs.html", slug=campaign_slug(), rows=rows)


@bp.get("/<uuid:ward_id>.pdf")
@needs(None)
def pack(ward_id: UUID) -> Response:
    """Hand out a ward's last pack from the disk; no database is asked."""
    opened, notes = shown_notes()
    if str(ward_id) not in {note.ward_id for note in notes}:
        abort(404)
    note_taken(opened, ward_id)
    path = pack_path(campaign_slug(), ward_id)
    name = f"{note_beside(path).ward} pack.pdf"
    return attachment(path.read_bytes(), name, "application/pdf")


@bp.get("/all.zip")
@needs(None)
def every_pack() -> Response:
    """Hand out all packs in one file; no database is asked."""
    opened, notes = shown_notes()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for note in notes:
            path = pack_folder(campaign_slug()) / f"{note.ward_id}.pdf"
            archive.write(path, f"{note.ward.replace('/', '-')}.pdf")
    file.seek(0)
    for note in notes:
        note_taken(opened, UUID(note.ward_id))
    return send_file(file, "application/zip", as_attachment=True, download_name="packs.zip")


@bp.post("/")
@needs(Permission.KNOCKUP_PRINT)
def make() -> ResponseReturnValue:
    """Have the packs of all wards drawn, with tellers' pads and forms; it may take a while."""
    session = db.session()
    wards = [str(ward.id) for ward in wards_for(session, member())]
    job = ask_for(session, PACK_WORK, {"wards": wards, "pads": True}, viewer().id, now())
    make_note(Deed.PACKS_MADE)
    session.commit()
    flash("The packs are being drawn. You can leave this page and come back.")
    return redirect(url_for("jobs.job", job_id=job.id))


@bp.after_app_request
def let_in(response: Response) -> Response:
    """Give whoever may print lists the cookie that opens the packs, whenever they are here."""
    person = g.get("member")
    if (
        person is None
        or not person.may(Permission.KNOCKUP_PRINT)
        or request.cookies.get(packs_cookie())
    ):
        return response
    wards = None if person.wards is None else sorted(map(str, person.wards))
    told = Pass(str(g.slug), wards, campaign_of(db.session()), person.user_id)
    response.set_cookie(
        packs_cookie(),
        str(signer().dumps(msgspec.to_builtins(told))),
        max_age=COOKIE_LASTS,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
        path=f"/c/{g.slug}/",
    )
    return response


def note_taken(opened: Pass, ward_id: UUID) -> None:
    """Have it written who took a pack, when the database is there again to write it."""
    told = Note(Deed.PACKS_TAKEN, now(), opened.user, Subject.WARD, ward_id)
    note_later(opened.campaign, told)


def shown_notes() -> tuple[Pass, list[PackNote]]:
    """Give what the cookie opens and the notes of those packs; without one, nothing is."""
    try:
        lasts = int(COOKIE_LASTS.total_seconds())
        told = signer().loads(request.cookies.get(packs_cookie(), ""), max_age=lasts)
        allowed = msgspec.convert(told, Pass)
    except (BadSignature, msgspec.ValidationError):
        abort(403)
    is_shut = allowed.user is not None and shut_mark(allowed.slug, allowed.user).exists()
    if allowed.slug != campaign_slug() or is_shut:
        abort(403)
    notes = notes_in(allowed.slug)
    mine = [one for one in notes if allowed.wards is None or one.ward_id in allowed.wards]
    return allowed, mine


def clock_on(note: PackNote) -> str:
    """Write when a pack was drawn, in its campaign's zone."""
    there = note.made_at.astimezone(ZoneInfo(note.zone))
    return f"{there:%H:%M} on {there.day} {there:%B}"


def signer() -> URLSafeTimedSerializer:
    """Give what signs and checks the cookie."""
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="canvass packs")
