"""Taking council files in, and what became of each."""

from typing import BinaryIO
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import DateField, FileField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Optional

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.headings import UnknownLayoutError
from canvass.core.layouts import Kind
from canvass.core.mapping import sheet_of
from canvass.core.marked import MARK_WORDS
from canvass.db import db, reading
from canvass.store.accounts import User
from canvass.store.assign import unassigned_districts
from canvass.store.base import campaign_of
from canvass.store.intake import plain_file_name
from canvass.store.marked import mark_counts, poll_of
from canvass.store.pairing import doubtful_count
from canvass.store.register import RegisterFile, register_files
from canvass.store.restoring import preview_restoring, refuse_undoing, undo_import
from canvass.store.waiting import keep_waiting, refuse_unreadable, waiting_files
from canvass.store.waiting_lists import list_arrived
from canvass.uploads.workbooks import as_text
from canvass.web.access import member, needs, viewer
from canvass.web.clock import now
from canvass.web.files import rows_table
from canvass.web.forms import PageForm
from canvass.web.noting import note

bp = Blueprint("register", __name__, url_prefix="/c/<slug>/register")

KINDS = (
    SelectChoice(Kind.FULL.value, "Register of electors, full or monthly update"),
    SelectChoice(Kind.ABSENT.value, "Absent voters list"),
    SelectChoice(Kind.MARKED.value, "Marked register, of this poll or an earlier one"),
)


class RegisterForm(PageForm):
    """A council's file, and what it is."""

    kind = SelectField("What it is", choices=KINDS)
    file = FileField("File from the council", [InputRequired("Choose the file first.")])
    poll = DateField("Polling day, of an earlier marked register", [Optional()])


@bp.get("/")
@needs(Permission.REGISTER_IMPORT)
def files() -> str:
    """Show the files that were taken in, and the form for the next."""
    return page(RegisterForm())


@bp.post("/")
@needs(Permission.REGISTER_IMPORT)
def take_file() -> ResponseReturnValue:
    """Keep a file, and show what it would do before anything of it is taken in."""
    form = RegisterForm()
    if not form.sent():
        return page(form), 400
    session = db.session()
    try:
        where = keep(session, form)
    except CanvassError as refusal:
        session.rollback()
        form.file.errors = [str(refusal)]
        return page(form), 400
    note(Deed.FILE_BROUGHT, words=plain_file_name(form.file.data.filename or "register"))
    session.commit()
    return redirect(where)


def keep(session: Session, form: RegisterForm) -> str:
    """Keep a file until somebody has looked at it; give the address to go to then.

    Raises:
        CanvassError: nothing of it can be taken in, and why.
    """
    upload, when = form.file.data, now()
    name, kind, poll = upload.filename or "register", str(form.kind.data), None
    with as_text(upload.stream) as source:
        if kind == Kind.FULL:
            session.rollback()  # nobody waits for us while we read
            endpoint = page_for(session, source)
        else:
            poll = form.poll.data if kind == Kind.MARKED else None
            with reading():
                list_arrived(session, kind, source, poll, when)
            endpoint = "waiting.file"
        kept = keep_waiting(session, source, name, viewer().id, when, kind, poll)
    return url_for(endpoint, file_id=kept.id)


def page_for(session: Session, source: BinaryIO) -> str:
    """Tell which page comes next: what a register would do, or which of its columns is what.

    Raises:
        BadFileError: nothing of it can be taken in, and why.
    """
    try:
        refuse_unreadable(session, source)
    except UnknownLayoutError:
        sheet_of(source)
        return "columns.choose"
    return "waiting.file"


@bp.get("/<uuid:file_id>")
@needs(Permission.REGISTER_IMPORT)
def file(file_id: UUID) -> str:
    """Show what was taken of one file, and every row that was not."""
    session = db.session()
    found = file_called(session, file_id)
    return render_template(
        "register/file.html",
        file=found,
        marks=mark_counts(session, found.id),
        mark_words=MARK_WORDS,
        poll=poll_of(session, found.id),
        people=people_of(session, found),
        unassigned=unassigned_districts(session),
    )


@bp.get("/<uuid:file_id>/rows.csv")
@needs(Permission.REGISTER_IMPORT)
def rows(file_id: UUID) -> Response:
    """Give every row of a file that was not taken, as a table."""
    found = file_called(db.session(), file_id)
    return rows_table(found.file_name, [*found.refused, *found.unmatched])


@bp.get("/<uuid:file_id>/undo")
@needs(Permission.REGISTER_IMPORT)
def undo(file_id: UUID) -> str:
    """Show what undoing an import would do."""
    session = db.session()
    found = file_called(session, file_id)
    refuse_undoing(session, found)
    return render_template(
        "register/undo.html", file=found, preview=preview_restoring(session, found)
    )


@bp.post("/<uuid:file_id>/undo")
@needs(Permission.REGISTER_IMPORT)
def undo_now(file_id: UUID) -> ResponseReturnValue:
    """Bring the register back to what it was before a file."""
    session = db.session()
    found = file_called(session, file_id)
    undo_import(session, found, viewer().id, now())
    note(Deed.FILE_UNDONE, Subject.FILE, found.id)
    session.commit()
    flash(f"{found.file_name} is undone: the register is what it was before.")
    return redirect(url_for("register.files"))


def people_of(session: Session, file: RegisterFile) -> dict[str, str]:
    """Name who brought a file, who took it in, and who undid it."""
    ids = {"brought": file.user_id, "took": file.confirmed_by, "undid": file.undone_by}
    found = {what: session.get(User, one) for what, one in ids.items() if one}
    return {what: user.name for what, user in found.items() if user is not None}


def file_called(session: Session, file_id: UUID) -> RegisterFile:
    """Find a file that was taken in.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(RegisterFile, (campaign_of(session), file_id))
    if found is None:
        raise NotFoundError
    return found


def page(form: RegisterForm) -> str:
    """Draw the page with its form."""
    session = db.session()
    return render_template(
        "register/files.html",
        form=form,
        files=register_files(session),
        waiting=waiting_files(session),
        doubtful=doubtful_count(session, member()),
        unassigned=unassigned_districts(session),
    )
