"""The committee room: numbers marked as voted."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length

from canvass.core.access import Permission
from canvass.core.audit import Deed
from canvass.core.reading import named_words
from canvass.core.telling import BadNumberError, read_number
from canvass.db import db
from canvass.store.places import districts
from canvass.store.telling import (
    Marked,
    MarkSource,
    NewMark,
    keep_marks,
    latest_marks,
    undo_mark,
)
from canvass.web.access import campaign, member, needs, viewer
from canvass.web.clock import now
from canvass.web.forms import PageForm
from canvass.web.noting import note

bp = Blueprint("telling", __name__, url_prefix="/c/<slug>/telling")


class MarkForm(PageForm):
    """One or more numbers of one polling district."""

    district = SelectField("Polling district", validate_choice=False)
    number = StringField(
        "Number",
        [InputRequired("Type a number."), Length(max=400)],
        render_kw={"autocomplete": "off", "inputmode": "text", "autofocus": True},
    )


@bp.get("/")
@needs(Permission.TELLING_MARK)
def room() -> str:
    """Show the form for numbers, and the latest that were marked."""
    return page(MarkForm(district=request.args.get("district", "")))


@bp.post("/")
@needs(Permission.TELLING_MARK)
def mark() -> ResponseReturnValue:
    """Mark numbers as voted; a comma or a new line parts one from the next."""
    form = MarkForm()
    if not form.sent():
        return page(form), 400
    chosen = str(form.district.data or "")
    try:
        marked = mark_all(chosen, str(form.number.data).replace("\n", ",").split(","))
    except BadNumberError as refusal:
        db.session.rollback()
        form.number.errors = [str(refusal)]
        return page(form), 400
    sentences = [sentence(one) for one in marked]
    db.session.commit()
    for one in sentences:
        flash(one)
    return redirect(url_for("telling.room", district=chosen))


@bp.post("/<uuid:mark_id>/undo")
@needs(Permission.TELLING_MARK)
def undo(mark_id: UUID) -> ResponseReturnValue:
    """Take one mark back."""
    taken_back = undo_mark(db.session(), member(), mark_id, now())
    db.session.commit()
    flash(f"{taken_back.roll_number} is taken back.")
    return redirect(url_for("telling.room", district=request.args.get("district", "")))


def mark_all(chosen: str, typed: list[str]) -> list[Marked]:
    """Mark each number.

    Raises:
        BadNumberError: one of them is no number; then none is marked.
    """
    session = db.session()
    places = districts(session)
    codes = [one.code for one in places.values()]
    numbers = [(text, read_number(text, chosen, codes)) for text in typed if text.strip()]
    marks = [
        NewMark(number, text, MarkSource.COMMITTEE_ROOM, viewer().id, now())
        for text, number in numbers
    ]
    return keep_marks(session, places, marks, campaign())


def sentence(marked: Marked) -> str:
    """Say what a mark came to."""
    if marked.elector is None:
        return f"{marked.roll_number} is kept, but nobody on the register has this number."
    again = "" if marked.is_first else " It was marked before."
    return f"{marked.roll_number}, {marked.elector.name}: voted.{again}"


def page(form: MarkForm) -> str:
    """Draw the committee room's page."""
    session = db.session()
    places = districts(session)
    mine = [one for one in places.values() if member().sees(one.ward_id)]
    form.district.choices = [
        SelectChoice("", "Choose, or type CH1-888"),
        *(SelectChoice(one.code, one.code) for one in mine),
    ]
    marks = latest_marks(session, member(), places)
    note(Deed.NUMBERS_SEEN, words=named_words("the latest", len(marks)))
    return render_template("telling/room.html", form=form, marks=marks)
