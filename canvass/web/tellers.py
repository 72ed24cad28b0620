"""Tellers' phones: the code that lets one in, the numbers it may know, and the numbers it sends."""

from uuid import UUID

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from canvass.core.access import Permission
from canvass.core.audit import Deed
from canvass.core.doorstep import read_batch
from canvass.core.errors import NotFoundError
from canvass.core.passes import UNDERTAKING, read_asking, read_joining, written_code
from canvass.db import db
from canvass.store.accounts import the_campaign
from canvass.store.passes import code_for, join_telling, make_code, telling_of
from canvass.store.places import District, districts, wards_for
from canvass.store.tellers import district_numbers
from canvass.web.access import campaign, campaign_slug, member, needs
from canvass.web.clock import now
from canvass.web.noting import note, note_for
from canvass.web.passes import entered, shown_code, sign_phone_in
from canvass.web.phone import LOOK, Screens, installation, kept_files, worker_script
from canvass.web.responses import keep_batch, sender_words
from canvass.web.tongues import told_in_tongue, tongue_words

bp = Blueprint("tellers", __name__, url_prefix="/c/<slug>/telling")

SHARED = (
    "database", "dock", "elements", "english", "handing", "ids", "kit", "lock", "outbox", "parcels",
    "qr", "rhythm", "sending", "shelf", "storage", "welsh", "words",
)  # fmt: skip
"""What the teller's phone and the doorstep's have in common."""

TELLING = Screens(
    "telling",
    ("telling/*.js", *(f"doorstep/{name}.js" for name in SHARED), *LOOK),
    frozenset({"telling/types.js"}),
)
ONLY_TO_JOIN = frozenset({"telling/join.js", "doorstep/shelf.js"})


@bp.post("/code")
@needs(Permission.TELLING_MARK)
def code() -> ResponseReturnValue:
    """Make a code that lets one phone join the telling: a page for a desk, JSON for a phone."""
    session = db.session()
    made = make_code(session, None, member().user_id, now())
    note(Deed.CODE_SHOWN, words="for a teller")
    session.commit()
    url = url_for("tellers.join", _external=True, _anchor=made)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(code=written_code(made), url=url)
    return render_template("tellers/code.html", shown=shown_code(made, url))


@bp.get("/join")
@needs(None)
def join() -> str:
    """Show the page a teller's code leads to; it tells nothing of any campaign."""
    return render_template(
        "tellers/join.html",
        slug=campaign_slug(),
        base=here(),
        undertaking=UNDERTAKING,
        **tongue_words(),
    )


@bp.post("/join/ask")
@needs(None)
@told_in_tongue
def ask() -> dict[str, object]:
    """Tell who gave a code out and for which campaign; nothing is used up.

    Raises:
        BadPassError: the code does not open the telling.
    """
    session = entered()
    found = code_for(session, read_asking(request.get_data(cache=False)), now())
    return {"giver": telling_of(session, found), "campaign": the_campaign(session).name}


@bp.post("/join")
@needs(None)
@told_in_tongue
def enter() -> ResponseReturnValue:
    """Let a phone in: from here on it may send numbers, and read no name.

    Raises:
        BadPassError: the code, the name or the undertaking is not right.
    """
    joining = read_joining(request.get_data(cache=False))
    session = entered()
    teller = join_telling(session, joining, now())
    note_for(teller.user.id, Deed.LET_IN, words="as a teller")
    session.commit()
    sign_phone_in(teller.user, teller.token, joining.device)
    return jsonify(phone=url_for("tellers.phone"))


@bp.get("/phone")
@needs(None)
def phone() -> str:
    """Show the teller's screen: a shell that holds nothing of any campaign, kept on the phone."""
    modules = [
        name for name in kept_files(TELLING) if name.endswith(".js") and name not in ONLY_TO_JOIN
    ]
    return render_template("tellers/phone.html", slug=campaign_slug(), base=here(), modules=modules)


@bp.get("/worker.js")
@needs(None)
def worker() -> Response:
    """Give the service worker of the teller's screen."""
    pages = [url_for("tellers.phone"), url_for("tellers.join"), url_for("tellers.manifest")]
    return worker_script(TELLING, pages, phone() + join())


@bp.get("/manifest.webmanifest")
@needs(None)
def manifest() -> Response:
    """Say how the teller's screen is installed on a home screen."""
    start = url_for("tellers.phone")
    words = "Numbers at the polling station, with or without signal."
    return installation(words, start=start, scope=start)


@bp.get("/districts.json")
@needs(Permission.TELLING_TAKE)
def every_district() -> dict[str, object]:
    """Give where a teller may stand, and what a phone needs to send from there."""
    session = db.session()
    wards = {ward.id: ward for ward in wards_for(session, member())}
    mine = [one for one in districts(session).values() if member().sees(one.ward_id)]
    return {
        "campaign": campaign().name,
        "polls": {
            "day": campaign().telling_day.isoformat(),
            "open": f"{campaign().polls_open:%H:%M}",
            "close": f"{campaign().polls_close:%H:%M}",
        },
        "districts": [
            {
                "id": str(one.id),
                "code": one.code,
                "station": one.station,
                "ward": wards[one.ward_id].name if one.ward_id else "",
                "ward_cy": wards[one.ward_id].name_cy if one.ward_id else "",
            }
            for one in mine
        ],
        "sender": sender_words(member().user_id),
    }


@bp.get("/districts/<uuid:district_id>.json")
@needs(Permission.TELLING_TAKE)
def one_district(district_id: UUID) -> dict[str, object]:
    """Give the numbers of one district, so that a phone can warn without signal: no names."""
    return district_numbers(db.session(), district_of(district_id))


@bp.post("/sync")
@needs(Permission.TELLING_TAKE)
def sync() -> dict[str, object]:
    """Keep each number that can be kept; tell the phone what became of every one.

    Raises:
        BadBatchError: what arrived is no batch; nothing of it was read.
    """
    return keep_batch(read_batch(request.get_data(cache=False)), member())


def here() -> str:
    """Give the address before what a phone asks for."""
    return url_for("tellers.phone").removesuffix("phone")


def district_of(district_id: UUID) -> District:
    """Find a district of the wards this person works in.

    Raises:
        NotFoundError: there is none like it.
    """
    found = districts(db.session()).get(district_id)
    if found is None or not member().sees(found.ward_id):
        raise NotFoundError
    return found
