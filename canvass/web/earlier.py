"""Answers from earlier tools: brought, told what is what, looked at, taken in and undone whole."""

from datetime import date
from functools import partial
from uuid import UUID

import msgspec
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, FileField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.earlier import (
    TARGETS,
    BadEarlierError,
    Telling,
    checked,
    guessed,
    guessed_codes,
)
from canvass.core.earlier_rows import codes_in, sheet_of
from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.marked import MARK_WORDS
from canvass.core.reading import named_words
from canvass.core.sealing import lock
from canvass.core.sources import FILE_WORDS, Source
from canvass.db import db, reading_first
from canvass.store.earlier import (
    Coming,
    coming,
    keep_staged,
    read_rows,
    renew_in_steps,
    stage_earlier,
    undo_earlier,
)
from canvass.store.earlier_files import EarlierFile, earlier_file, earlier_files, keep_earlier
from canvass.store.intentions import codes_in_use
from canvass.store.settled import changes_of
from canvass.uploads.workbooks import as_text
from canvass.web.access import campaign, needs, viewer
from canvass.web.clock import now
from canvass.web.files import rows_table
from canvass.web.forms import PageForm
from canvass.web.noting import note
from canvass.web.responses import secret
from canvass.web.telling_form import MEANINGS, keep_under, saved_for, tell_again, telling_told

bp = Blueprint("earlier", __name__, url_prefix="/c/<slug>/earlier")


KINDS = [SelectChoice(one.value, words) for one, words in FILE_WORDS.items()]


class FileForm(PageForm):
    """A table of the campaign's own, where it comes from, and as of when."""

    file = FileField("The table", [InputRequired("Choose the file first.")])
    source = StringField(
        "Where it comes from", [InputRequired("Say which tool or list it is."), Length(max=80)]
    )
    kind = SelectField("What it is", choices=KINDS, default=Source.EARLIER)
    told_on = DateField("As of", [InputRequired("Say as of which day its answers are.")])


@bp.get("/")
@needs(Permission.REGISTER_IMPORT)
def files() -> str:
    """Show what was brought, and the form for the next."""
    return page(FileForm())


@bp.post("/")
@needs(Permission.REGISTER_IMPORT)
def bring() -> ResponseReturnValue:
    """Keep a table until its columns are told."""
    form = FileForm()
    if not form.sent():
        return page(form), 400
    session = db.session()
    told_on = form.told_on.data or here()
    if told_on > here():
        form.told_on.errors = ["That day is still to come."]
        return page(form), 400
    upload = form.file.data
    brought = EarlierFile(
        file_name=upload.filename or "table",
        source=" ".join(str(form.source.data).split()),
        kind=Source(form.kind.data),
        told_on=told_on,
        user_id=viewer().id,
        came_at=now(),
    )
    session.rollback()  # nobody waits for us while we read
    try:
        with as_text(upload.stream) as source:
            headings = sheet_of(source).headings
            keep_earlier(session, source, brought)
    except CanvassError as refusal:
        session.rollback()
        form.file.errors = [str(refusal)]
        return page(form), 400
    file_id, saved = brought.id, saved_for(session, headings)
    is_told = saved is not None and tell_again(brought, saved, campaign().polling_day, here())
    note(Deed.FILE_BROUGHT, words=brought.file_name)
    session.commit()
    return redirect(url_for("earlier.file" if is_told else "earlier.columns", file_id=file_id))


@bp.get("/<uuid:file_id>/columns")
@needs(Permission.REGISTER_IMPORT)
def columns(file_id: UUID) -> str:
    """Ask which column is what, what the codes mean, and which polls were voted in."""
    found = earlier_file(db.session(), file_id)
    telling = found.telling() or guessed(sheet_of(found.opened()).headings)
    return choosing_page(found, telling)


@bp.post("/<uuid:file_id>/columns")
@needs(Permission.REGISTER_IMPORT)
def tell(file_id: UUID) -> ResponseReturnValue:
    """Keep what was told of the columns, and go on to what it would bring."""
    session = db.session()
    found = earlier_file(session, file_id)
    try:
        telling = telling_told(request.form)
        if request.form.get("do") != "keep":
            return choosing_page(found, telling)
        checked(telling, campaign().polling_day, here())
        codes_in(found.opened(), telling)
        keep_under(session, request.form.get("name", ""), telling, viewer().id)
    except CanvassError as refusal:
        return choosing_page(found, telling_told(request.form, lenient=True), str(refusal)), 400
    found.told = msgspec.to_builtins(telling)
    session.commit()
    return redirect(url_for("earlier.file", file_id=file_id))


@bp.get("/<uuid:file_id>")
@needs(Permission.REGISTER_IMPORT)
def file(file_id: UUID) -> ResponseReturnValue:
    """Show what a table would bring, or what it brought."""
    found = earlier_file(db.session(), file_id)
    if found.taken_at is None and found.told is None:
        return redirect(url_for("earlier.columns", file_id=file_id))
    return file_page(found)


@bp.post("/<uuid:file_id>")
@needs(Permission.REGISTER_IMPORT)
def take(file_id: UUID) -> ResponseReturnValue:
    """Take a table in, whole."""
    session, by = db.session(), viewer().id
    locked = partial(lock, secret())
    try:
        with reading_first() as begin_writing:
            found = earlier_file(session, file_id)
            before, result = changes_of(session), coming_of(found)
            stage_earlier(session, found, result, by, now(), locked)
            begin_writing()
            if changes_of(session) != before:
                result = coming_of(found)
                stage_earlier(session, found, result, by, now(), locked)
            whom = keep_staged(session, found, result, by, now())
    except NotFoundError:
        raise
    except CanvassError as refusal:
        session.rollback()
        return file_page(earlier_file(session, file_id), str(refusal)), 400
    note(Deed.FILE_TAKEN_IN, words=found.file_name)
    counts = found.counts
    session.commit()
    renew_in_steps(session, whom, session.commit)
    flash(f"{counts['taken']:,} rows are taken in, {counts['refused']:,} are not.")
    return redirect(url_for("earlier.file", file_id=file_id))


@bp.post("/<uuid:file_id>/undo")
@needs(Permission.REGISTER_IMPORT)
def undo(file_id: UUID) -> ResponseReturnValue:
    """Undo the taking in of a table, whole."""
    session = db.session()
    found = earlier_file(session, file_id)
    count, whom = undo_earlier(session, found, viewer().id, now())
    note(Deed.FILE_UNDONE, words=found.file_name)
    session.commit()
    renew_in_steps(session, whom, session.commit)
    flash(f"{count:,} answers are gone again. What was told since at the door stands.")
    return redirect(url_for("earlier.files"))


@bp.post("/<uuid:file_id>/drop")
@needs(Permission.REGISTER_IMPORT)
def drop(file_id: UUID) -> ResponseReturnValue:
    """Drop a table that waits; nothing of it is kept."""
    session = db.session()
    found = earlier_file(session, file_id)
    found.opened()
    flash(f"{found.file_name} was not taken in, and nothing of it is kept.")
    session.delete(found)
    session.commit()
    return redirect(url_for("earlier.files"))


@bp.get("/<uuid:file_id>/rows.csv")
@needs(Permission.REGISTER_IMPORT)
def rows(file_id: UUID) -> Response:
    """Give every row that is not taken, as a table."""
    found = earlier_file(db.session(), file_id)
    refused = found.refused
    if found.taken_at is None:
        refused = [row._asdict() for row in coming_of(found).refused]
    return rows_table(found.file_name, refused)


def coming_of(found: EarlierFile) -> Coming:
    """Tell what a table would bring.

    Raises:
        CanvassError: it cannot be read by what was told of it.
    """
    telling = found.telling()
    if telling is None:
        raise BadEarlierError("Say first which column is what.")
    return coming(db.session(), *read_rows(found, telling, here()))


def here() -> date:
    """Give the day it is where the campaign is."""
    return now().astimezone(campaign().time_zone).date()


def choosing_page(found: EarlierFile, telling: Telling, refusal: str = "") -> str:
    """Draw the page of the columns and codes."""
    codes: dict[str, int] = {}
    try:
        codes = dict(codes_in(found.opened(), telling).most_common())
    except BadEarlierError as reason:
        refusal = refusal or str(reason)
    known = guessed_codes(list(codes), codes_in_use(db.session()))
    sheet = sheet_of(found.opened())
    note(Deed.FILE_SEEN, Subject.FILE, found.id, named_words(found.file_name, len(sheet.samples)))
    saved = saved_for(db.session(), sheet.headings)
    return render_template(
        "earlier/columns.html",
        file=found,
        sheet=sheet,
        name=request.form.get("name") or (saved.name if saved else ""),
        targets=TARGETS,
        telling=telling,
        codes=codes,
        means=known | telling.codes,
        meanings=MEANINGS,
        refusal=refusal,
    )


def file_page(found: EarlierFile, refusal: str = "") -> str:
    """Draw the page of one table."""
    result = None
    if found.taken_at is None:
        try:
            result = coming_of(found)
        except CanvassError as reason:
            refusal = refusal or str(reason)
    counts = result.counts() if result else found.counts
    refused = [row._asdict() for row in result.refused] if result else found.refused
    return render_template(
        "earlier/file.html",
        file=found,
        counts=counts,
        unknown=result.unknown if result else {},
        refused=refused,
        refusal=refusal,
        can_take=result is not None and bool(result.rows),
        mark_words=MARK_WORDS,
    )


def page(form: FileForm) -> str:
    """Draw the page of all tables."""
    return render_template("earlier/files.html", files=earlier_files(db.session()), form=form)
