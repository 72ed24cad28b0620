"""Taking council files in, and what became of each."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import BooleanField, FileField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired

from canvass.core.access import Permission
from canvass.core.audit import Deed
from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.marked import MARK_WORDS
from canvass.db import db
from canvass.store.absentees import import_absent
from canvass.store.assign import unassigned_districts
from canvass.store.base import campaign_of
from canvass.store.intake import import_register
from canvass.store.marked import import_marked, mark_counts
from canvass.store.register import RegisterFile, register_files
from canvass.web.access import needs, viewer
from canvass.web.clock import now
from canvass.web.forms import PageForm
from canvass.web.noting import note

bp = Blueprint("register", __name__, url_prefix="/c/<slug>/register")

KINDS = (
    SelectChoice("full", "Full register of electors"),
    SelectChoice("absent", "Absent voters list"),
    SelectChoice("marked", "Marked register, after the poll"),
)


class RegisterForm(PageForm):
    """A council's file, and what it is."""

    kind = SelectField("What it is", choices=KINDS)
    file = FileField("File from the council", [InputRequired("Choose the file first.")])
    confirm = BooleanField("I have checked it: take it even if it changes much")


@bp.get("/")
@needs(Permission.REGISTER_IMPORT)
def files() -> str:
    """Show the files that were taken in, and the form for the next."""
    return page(RegisterForm())


@bp.post("/")
@needs(Permission.REGISTER_IMPORT)
def take_file() -> ResponseReturnValue:
    """Take a file in, whole or not at all, and show what became of it."""
    form = RegisterForm()
    if not form.sent():
        return page(form), 400
    session = db.session()
    try:
        take_in(session, form)
    except CanvassError as refusal:
        session.rollback()
        form.file.errors = [str(refusal)]
        return page(form), 400
    note(Deed.FILE_TAKEN_IN, words=form.kind.data)
    session.commit()
    return redirect(url_for("register.file", file_id=register_files(session)[0].id))


def take_in(session: Session, form: RegisterForm) -> None:
    """Take the file of a form in as what it is said to be.

    Raises:
        CanvassError: nothing of it can be taken in, and why.
    """
    upload, sure = form.file.data, bool(form.confirm.data)
    who, when, name = viewer().id, now(), upload.filename or "register"
    if form.kind.data == "absent":
        import_absent(session, upload.stream, name, user_id=who, now=when)
    elif form.kind.data == "marked":
        import_marked(session, upload.stream, name, user_id=who, now=when, confirm=sure)
    else:
        import_register(session, upload.stream, name, user_id=who, now=when, confirm=sure)


@bp.get("/<uuid:file_id>")
@needs(Permission.REGISTER_IMPORT)
def file(file_id: UUID) -> str:
    """Show what was taken of one file, and every row that was not."""
    session = db.session()
    found = session.get(RegisterFile, (campaign_of(session), file_id))
    if found is None:
        raise NotFoundError
    return render_template(
        "register/file.html",
        file=found,
        marks=mark_counts(session, found.id),
        mark_words=MARK_WORDS,
        unassigned=unassigned_districts(session),
    )


def page(form: RegisterForm) -> str:
    """Draw the page with its form."""
    session = db.session()
    return render_template(
        "register/files.html",
        form=form,
        files=register_files(session),
        unassigned=unassigned_districts(session),
    )
