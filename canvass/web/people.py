"""People in a campaign: undoing everything that one of them recorded, and how all sign in."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.db import db
from canvass.store.undoing import person_for, preview_undo, undo_person
from canvass.web.access import campaign, member, needs
from canvass.web.clock import now
from canvass.web.drawing import shut_packs
from canvass.web.noting import note

bp = Blueprint("people", __name__, url_prefix="/c/<slug>/people")


@bp.get("/<uuid:user_id>/undo")
@needs(Permission.PERSON_UNDO)
def undo(user_id: UUID) -> str:
    """Show what undoing everything by a person would change, before it is done."""
    session = db.session()
    person = person_for(session, user_id)
    return render_template(
        "people/undo.html", person=person, preview=preview_undo(session, user_id)
    )


@bp.post("/<uuid:user_id>/undo")
@needs(Permission.PERSON_UNDO)
def undo_all(user_id: UUID) -> ResponseReturnValue:
    """Take back everything a person recorded, and shut them out."""
    session = db.session()
    person = person_for(session, user_id)
    count = undo_person(session, user_id, member().user_id, now())
    shut_packs(campaign().slug, user_id)
    note(Deed.PERSON_UNDONE, Subject.PERSON, user_id, f"{count:,} responses")
    session.commit()
    flash(f"Everything by {person.name} is undone: {count:,} taken back. They are shut out.")
    return redirect(url_for("walks.walks"))


@bp.post("/second-factor")
@needs(Permission.CAMPAIGN_PROTECT)
def ask_factor() -> ResponseReturnValue:
    """Make a second factor a must for organisers and agents, or leave it to each."""
    found = campaign()
    found.asks_second_factor = request.form.get("must") == "yes"
    words = "a must" if found.asks_second_factor else "left to each"
    note(Deed.FACTOR_ASKED, words=words)
    db.session.commit()
    flash(f"A second factor is {words} for organisers and agents.")
    return redirect(url_for("invitations.people_here"))
