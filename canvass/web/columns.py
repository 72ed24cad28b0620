"""Which column is what, in a register of no known layout: guessed, corrected, checked and kept."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField
from wtforms.validators import InputRequired

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.earlier import read_layout
from canvass.core.errors import CanvassError
from canvass.core.mapping import (
    FIELDS,
    TARGETS,
    BadMappingError,
    Checked,
    Told,
    checked,
    guessed,
    sheet_of,
    told_by,
    written,
)
from canvass.core.reading import named_words
from canvass.db import db
from canvass.store.arriving import electorate_of
from canvass.store.own_layouts import keep_layout, own_layout, own_layouts
from canvass.store.waiting import WaitingFile, waiting_file
from canvass.web.access import campaign, needs, viewer
from canvass.web.clock import now
from canvass.web.files import attachment
from canvass.web.forms import PageForm
from canvass.web.noting import note

bp = Blueprint("columns", __name__, url_prefix="/c/<slug>/register/columns")


class LayoutForm(PageForm):
    """A layout that another campaign has sent."""

    file = FileField("Layout file (JSON)", [InputRequired("Choose the file first.")])


@bp.get("/")
@needs(Permission.REGISTER_IMPORT)
def layouts() -> str:
    """Show the campaign's own layouts, to hand them on and to take one in."""
    return layouts_page(LayoutForm())


@bp.post("/")
@needs(Permission.REGISTER_IMPORT)
def take_layout() -> ResponseReturnValue:
    """Keep a layout that another campaign has sent."""
    form = LayoutForm()
    session = db.session()
    if form.sent():
        try:
            told = read_layout(form.file.data.read())
            keep_layout(session, told, viewer().id, now())
        except CanvassError as refusal:
            form.file.errors = [str(refusal)]
        else:
            session.commit()
            flash(f"The layout “{told.name}” is known now.")
            return redirect(url_for("columns.layouts"))
    return layouts_page(form), 400


@bp.get("/layouts/<uuid:layout_id>.json")
@needs(Permission.REGISTER_IMPORT)
def layout_file(layout_id: UUID) -> Response:
    """Hand a layout out as a small file: headings, and nothing of anybody."""
    own = own_layout(db.session(), layout_id)
    return attachment(written(own.as_told()), f"{own.name}.json", "application/json")


@bp.post("/layouts/<uuid:layout_id>/forget")
@needs(Permission.REGISTER_IMPORT)
def forget(layout_id: UUID) -> ResponseReturnValue:
    """Forget a layout; what was taken in by it stays."""
    session = db.session()
    own = own_layout(session, layout_id)
    flash(f"The layout “{own.name}” is forgotten.")
    session.delete(own)
    session.commit()
    return redirect(url_for("columns.layouts"))


@bp.get("/<uuid:file_id>")
@needs(Permission.REGISTER_IMPORT)
def choose(file_id: UUID) -> str:
    """Show the columns of a file with a guess of what each is."""
    found = waiting_file(db.session(), file_id)
    return choosing_page(found, guessed(sheet_of(found.opened()).headings))


@bp.post("/<uuid:file_id>")
@needs(Permission.REGISTER_IMPORT)
def check_or_keep(file_id: UUID) -> ResponseReturnValue:
    """Check what a person chose against the first rows, or keep it under its name."""
    session = db.session()
    found = waiting_file(session, file_id)
    columns = {field: request.form.get(field, "") for field in FIELDS}
    address, name = request.form.getlist("address"), request.form.get("name", "").strip()
    if request.form.get("do") != "keep":
        return choosing_page(found, Told(name, columns, address))
    try:
        told = told_by(name, columns, address)
        checked(found.opened(), told, electorate_of(campaign()))
        if not name:
            raise BadMappingError("Give the layout a name: the council’s will do.")
        keep_layout(session, told, viewer().id, now())
    except CanvassError as refusal:
        return choosing_page(found, Told(name, columns, address), str(refusal)), 400
    session.commit()
    return redirect(url_for("waiting.file", file_id=file_id))


def choosing_page(found: WaitingFile, told: Told, refusal: str = "") -> str:
    """Draw the page: the columns, what each is, and what the first rows come to by that."""
    result: Checked | None = None
    try:
        usable = told_by(told.name or "new", told.columns, told.address)
        result = checked(found.opened(), usable, electorate_of(campaign()))
    except CanvassError as reason:
        refusal = refusal or str(reason)
    sheet = sheet_of(found.opened())
    note(Deed.FILE_SEEN, Subject.FILE, found.id, named_words(found.file_name, len(sheet.samples)))
    return render_template(
        "columns/choose.html",
        file=found,
        sheet=sheet,
        targets=TARGETS,
        told=told,
        result=result,
        refusal=refusal,
    )


def layouts_page(form: LayoutForm) -> str:
    """Draw the page of the campaign's own layouts."""
    return render_template("columns/layouts.html", layouts=own_layouts(db.session()), form=form)
