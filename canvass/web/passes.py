"""Letting phones in: codes shown by organisers and board runners, and the join page of a walk."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

import segno
from flask import Blueprint, jsonify, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user
from sqlalchemy.orm import Session

from canvass.core.access import Permission, Role
from canvass.core.audit import Deed, Subject
from canvass.core.errors import NotFoundError
from canvass.core.passes import UNDERTAKING, BadPassError, read_asking, read_joining, written_code
from canvass.db import db
from canvass.store.accounts import User, campaign_called, member_for, the_campaign
from canvass.store.leases import walk_for
from canvass.store.passes import CODE_LASTS, code_for, join_walk, make_code, walk_of
from canvass.store.walks import door_count
from canvass.web.access import SignedIn, campaign, campaign_slug, member, needs
from canvass.web.clock import now
from canvass.web.noting import note, note_for
from canvass.web.tongues import TELLS, told_in_tongue, tongue_words

bp = Blueprint("passes", __name__, url_prefix="/c/<slug>/doorstep")


@bp.get("/join")
@needs(None)
def join() -> str:
    """Show the page a code leads to: the same for every campaign, so that it tells nothing."""
    return render_template(
        "passes/join.html", slug=campaign_slug(), undertaking=UNDERTAKING, **tongue_words()
    )


@bp.post("/join/ask")
@needs(None)
@told_in_tongue
def ask() -> dict[str, object]:
    """Tell which walk a code opens; nothing is used up.

    Raises:
        BadPassError: the code opens none.
    """
    session = entered()
    code = code_for(session, read_asking(request.get_data(cache=False)), now())
    walk, giver = walk_of(session, code)
    found = the_campaign(session)
    return {
        "campaign": found.name,
        "walk": walk.name,
        "doors": door_count(session, walk),
        "giver": giver,
        "hours": found.lease_hours,
    }


@bp.post("/join")
@needs(None)
@told_in_tongue
def enter() -> ResponseReturnValue:
    """Let a phone in: from here on it is signed in, and holds the walk.

    Raises:
        BadPassError: the code, the name or the undertaking is not right.
    """
    joining = read_joining(request.get_data(cache=False))
    session = entered()
    refuse_teller(session)
    joined = join_walk(session, joining, now())
    walk_id = joined.walk.id
    note_for(joined.user.id, Deed.LET_IN, Subject.WALK, walk_id)
    session.commit()
    sign_phone_in(joined.user, joined.token, joining.device)
    return jsonify(walk=url_for("doorstep.walk", walk_id=walk_id))


def refuse_teller(session: Session) -> None:
    """Keep a phone that tells for this campaign off its walks.

    Raises:
        BadPassError: it tells.
    """
    if current_user.is_authenticated:
        person = member_for(session, current_user.user)
        if person is not None and person.role is Role.TELLER:
            raise BadPassError(TELLS)


@bp.post("/walks/<uuid:walk_id>/code")
@needs(Permission.RESPONSE_RECORD)
def code(walk_id: UUID) -> ResponseReturnValue:
    """Make a code for the next phone: a page for a desk, JSON for a board runner's phone."""
    session = db.session()
    walk = walk_for(session, member(), walk_id, now())
    made = make_code(session, walk, member().user_id, now())
    note(Deed.CODE_SHOWN, Subject.WALK, walk_id)
    session.commit()
    url = url_for("passes.join", _external=True, _anchor=made)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(code=written_code(made), url=url)
    shown = shown_code(made, url)
    hours = campaign().lease_hours
    return render_template("passes/code.html", walk=walk, shown=shown, hours=hours)


class ShownCode(NamedTuple):
    """A code as a desk shows it: to be typed at `url`, and as a picture `size` modules wide."""

    code: str
    url: str
    size: int
    path: str
    until: datetime


def shown_code(made: str, url: str) -> ShownCode:
    """Draw a code that was made just now, and the address it leads to."""
    drawn = segno.make(url, error="m", micro=False)
    return ShownCode(
        code=written_code(made),
        url=url.partition("#")[0],
        size=len(drawn.matrix),
        path=dark_path(drawn),
        until=now() + CODE_LASTS,
    )


def sign_phone_in(user: User, token: str, device: UUID) -> None:
    """Sign in whoever joined, on their phone; one whose browser died is signed in all the same."""
    cookie.permanent = True
    login_user(SignedIn(user, token, device))


def entered() -> Session:
    """Open the session for the campaign in the URL; one that is not there has no codes either."""
    session = db.session()
    with suppress(NotFoundError):
        campaign_called(session, campaign_slug())
    return session


def dark_path(drawn: segno.QRCode) -> str:
    """Draw the dark runs of a code as one SVG path, a unit a module."""
    return "".join(
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(drawn.matrix)
        for start, length in dark_runs(row)
    )


def dark_runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give where each run of dark modules starts in a row, and its length."""
    start = 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            yield start, length
        start += length
