"""Electors of whom two people told different things: shown to organisers, who decide."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from canvass.core.access import Permission
from canvass.core.audit import Deed
from canvass.core.reading import named_words
from canvass.db import db
from canvass.store import disagreements
from canvass.web.access import member, needs
from canvass.web.clock import now
from canvass.web.noting import note

bp = Blueprint("disagreements", __name__, url_prefix="/c/<slug>/disagreements")


@bp.get("/")
@needs(Permission.WALK_ASSIGN)
def all_of_them() -> str:
    """Show each elector of whom people disagree, with what was told."""
    found = disagreements.disagreements(db.session(), member(), now())
    note(Deed.DECISIONS_SEEN, words=named_words("to decide", len(found)))
    return render_template("disagreements/all_of_them.html", found=found)


@bp.post("/<uuid:contact_id>")
@needs(Permission.WALK_ASSIGN)
def decide(contact_id: UUID) -> ResponseReturnValue:
    """Let one telling stand."""
    session = db.session()
    name = disagreements.decide(session, member(), contact_id, now())
    session.commit()
    flash(f"Decided for {name}. The others are taken back.")
    return redirect(url_for("disagreements.all_of_them"))
