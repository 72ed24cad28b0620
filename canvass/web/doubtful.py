"""Doubtful pairs: one at a time, decided with a key."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.db import db
from canvass.store.deciding import check_pair, decide, next_doubt
from canvass.store.pairing import doubtful_count
from canvass.web.access import member, needs, viewer
from canvass.web.clock import now
from canvass.web.noting import note

bp = Blueprint("doubtful", __name__, url_prefix="/c/<slug>/register/doubtful")


@bp.get("/")
@needs(Permission.REGISTER_IMPORT)
def pair() -> str:
    """Show the pair to decide next."""
    session = db.session()
    doubt = next_doubt(session, member())
    for elector_id in doubt.electors if doubt else ():
        note(Deed.PAIR_SEEN, Subject.ELECTOR, elector_id)
    return render_template(
        "doubtful/pair.html", doubt=doubt, left=doubtful_count(session, member())
    )


@bp.post("/<uuid:pair_id>")
@needs(Permission.REGISTER_IMPORT)
def decided(pair_id: UUID) -> ResponseReturnValue:
    """Decide one pair and go to the next."""
    session = db.session()
    is_same = request.form.get("verdict") == "same"
    check_pair(session, member(), pair_id)
    name = decide(session, pair_id, viewer().id, now(), is_same=is_same)
    session.commit()
    flash(f"{name}: one person." if is_same else f"{name}: somebody new.")
    return redirect(url_for("doubtful.pair"))
