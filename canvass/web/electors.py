"""One elector's rights, for agents: everything held, a stop notice, corrections, erasure."""

import io
import json
import zipfile
from functools import partial
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.doorstep import OUTCOME_WORDS
from canvass.core.errors import NotFoundError
from canvass.core.marked import MARK_WORDS
from canvass.core.rights import held_data
from canvass.core.sealing import unlock
from canvass.db import db
from canvass.sheets.held import HeldPaper, held_pdf
from canvass.store.earlier_files import sources
from canvass.store.held import held_about
from canvass.store.jobs import ask_for
from canvass.store.register import Elector
from canvass.store.rights import Notice, answers_of, correct, erase, lift_stop, stop
from canvass.store.sightings import Numbered, address_of, elector_called
from canvass.store.turnout import past_marks
from canvass.web.access import campaign, needs, viewer
from canvass.web.audit import ElectorForm
from canvass.web.clock import now
from canvass.web.drawing import drop_packs
from canvass.web.exports import drop_exports
from canvass.web.files import attachment
from canvass.web.forms import PageForm
from canvass.web.noting import note
from canvass.web.packs import PACK_WORK

bp = Blueprint("electors", __name__, url_prefix="/c/<slug>/electors")

HOW = "How and when they told us"


class StopForm(PageForm):
    """A stop notice: how it came."""

    how = StringField(HOW, [InputRequired("Say how and when it came."), Length(max=120)])


class CorrectForm(PageForm):
    """An answer that is wrong, and who says so."""

    contact = HiddenField()
    how = StringField("Why", [InputRequired("Say what is wrong."), Length(max=120)])


class EraseForm(PageForm):
    """An erasure, which cannot be undone."""

    how_erased = StringField(HOW, [InputRequired("Say how and when it came."), Length(max=120)])
    sure = BooleanField(
        "It cannot be undone, and I have kept what they are to be told",
        [InputRequired("Tick this: an erasure cannot be undone.")],
    )


@bp.get("/")
@needs(Permission.ELECTOR_ANSWER)
def electors() -> str:
    """Ask for the number of whoever wrote to us."""
    return render_template("electors/electors.html", form=ElectorForm())


@bp.post("/")
@needs(Permission.ELECTOR_ANSWER)
def find() -> ResponseReturnValue:
    """Go to the elector of a number; no name is searched for."""
    form = ElectorForm()
    if found := form.elector_id():
        return redirect(url_for("electors.elector", elector_id=found))
    return render_template("electors/electors.html", form=form), 400


@bp.get("/<uuid:elector_id>")
@needs(Permission.ELECTOR_ANSWER)
def elector(elector_id: UUID) -> str:
    """Show one elector, what was recorded, and what can be done for them."""
    return page(elector_called(db.session(), elector_id))


@bp.post("/<uuid:elector_id>/held")
@needs(Permission.ELECTOR_ANSWER)
def held(elector_id: UUID) -> Response:
    """Give everything that is held about an elector, as a PDF and as JSON, in one file."""
    session = db.session()
    found = elector_called(session, elector_id)
    opener = partial(unlock, str(current_app.config["SECRET_KEY"]))
    sections = held_about(session, found.elector, opener)
    paper = HeldPaper(
        campaign().name, found.elector.name, found.number, now(), campaign().time_zone, sections
    )
    told = {"campaign": paper.campaign, "as_at": now().isoformat(), "held": held_data(sections)}
    note(Deed.ELECTOR_TOLD, Subject.ELECTOR, elector_id)
    session.commit()  # nobody else waits for the press
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("held.pdf", held_pdf(paper))
        archive.writestr("held.json", json.dumps(told, ensure_ascii=False, indent=2))
    return attachment(file.getvalue(), f"held about {found.number}.zip", "application/zip")


@bp.post("/<uuid:elector_id>/stop")
@needs(Permission.ELECTOR_ANSWER)
def stop_notice(elector_id: UUID) -> ResponseReturnValue:
    """Record a stop notice."""
    found = elector_called(db.session(), elector_id)
    form = StopForm()
    if not form.sent():
        return page(found, stop_form=form), 400
    stop(db.session(), found.elector, notice(str(form.how.data)))
    finish(found.elector, Deed.ELECTOR_STOPPED)
    flash(f"{found.number} is on no list and no walk any more, and what they said is erased.")
    return redirect(url_for("electors.elector", elector_id=elector_id))


@bp.post("/<uuid:elector_id>/lift-stop")
@needs(Permission.ELECTOR_ANSWER)
def end_stop(elector_id: UUID) -> ResponseReturnValue:
    """End a stop notice, because the elector wants it."""
    found = elector_called(db.session(), elector_id)
    lift_stop(db.session(), found.elector)
    note(Deed.STOP_LIFTED, Subject.ELECTOR, elector_id)
    db.session.commit()
    flash(f"{found.number} may be called on again. What was erased stays erased.")
    return redirect(url_for("electors.elector", elector_id=elector_id))


@bp.post("/<uuid:elector_id>/correct")
@needs(Permission.ELECTOR_ANSWER)
def put_right(elector_id: UUID) -> ResponseReturnValue:
    """Take one answer back that is wrong."""
    found = elector_called(db.session(), elector_id)
    form = CorrectForm()
    if not form.sent():
        return page(found, correct_form=form), 400
    told = {str(one.id): one.id for one in answers_of(db.session(), found.elector)}
    if form.contact.data not in told:
        raise NotFoundError
    correct(db.session(), found.elector, told[str(form.contact.data)], notice(str(form.how.data)))
    finish(found.elector, Deed.ELECTOR_CORRECTED)
    flash("The answer is taken back, and counts nowhere any more.")
    return redirect(url_for("electors.elector", elector_id=elector_id))


@bp.post("/<uuid:elector_id>/erase")
@needs(Permission.ELECTOR_ANSWER)
def erase_all(elector_id: UUID) -> ResponseReturnValue:
    """Erase an elector for good."""
    found = elector_called(db.session(), elector_id)
    form = EraseForm()
    if not form.sent():
        return page(found, erase_form=form), 400
    erase(db.session(), found.elector, notice(str(form.how_erased.data)))
    finish(found.elector, Deed.ELECTOR_ERASED)
    flash(f"{found.number} is erased. What is left counts in statistics and is nobody’s.")
    return redirect(url_for("electors.electors"))


def notice(how: str) -> Notice:
    """Say how something was asked for, and who notes it now."""
    return Notice(how.strip(), viewer().id, now())


def finish(found: Elector, deed: Deed) -> None:
    """Note what was done, have the ward's packs drawn anew without the old names, and commit."""
    session = db.session()
    note(deed, Subject.ELECTOR, found.id)
    drop_exports(campaign().slug)
    if found.ward_id is not None:
        drop_packs(campaign().slug, found.ward_id)
        wanted = {"wards": [str(found.ward_id)], "pads": False}
        ask_for(session, PACK_WORK, wanted, viewer().id, now())
    session.commit()


def page(
    found: Numbered,
    stop_form: StopForm | None = None,
    correct_form: CorrectForm | None = None,
    erase_form: EraseForm | None = None,
) -> str:
    """Draw the page of one elector."""
    note(Deed.ELECTOR_SEEN, Subject.ELECTOR, found.elector.id)
    return render_template(
        "electors/elector.html",
        found=found,
        address=address_of(db.session(), found.elector),
        answers=answers_of(db.session(), found.elector),
        outcome_words=OUTCOME_WORDS,
        sources=sources(db.session()),
        past_votes=past_marks(db.session(), found.elector.id),
        mark_words=MARK_WORDS,
        stop_form=stop_form or StopForm(),
        correct_form=correct_form or CorrectForm(),
        erase_form=erase_form or EraseForm(),
    )
