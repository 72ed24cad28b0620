"""A file that was brought: what it would change, and the decision to take it in or not."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import BooleanField

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.layouts import Kind
from canvass.core.reading import named_words
from canvass.db import db, reading_first
from canvass.store.accounts import User
from canvass.store.arriving import arrived
from canvass.store.preview import Preview, preview_of
from canvass.store.waiting import WaitingFile, others_who_may, waiting_file
from canvass.store.waiting_lists import ListPreview, list_arrived, list_preview
from canvass.web.access import needs, viewer
from canvass.web.clock import now
from canvass.web.files import rows_table
from canvass.web.forms import PageForm
from canvass.web.noting import note
from canvass.web.taking import BeingTakenError, ask_to_take, is_large, take_in, taking_of

bp = Blueprint("waiting", __name__, url_prefix="/c/<slug>/register/waiting")


class TakeForm(PageForm):
    """The decision to take a file in."""

    confirm = BooleanField("I have checked it: it is meant for this campaign")


@bp.get("/<uuid:file_id>")
@needs(Permission.REGISTER_IMPORT)
def file(file_id: UUID) -> ResponseReturnValue:
    """Show what a file would change; while the worker takes it in, how far that is."""
    session = db.session()
    job = taking_of(session, file_id)
    if job is not None and "taken" in job.about:
        return redirect(url_for("register.file", file_id=UUID(job.about["taken"])))
    found = waiting_file(session, file_id)
    if job is not None and job.is_open:
        return render_template("waiting/taking.html", file=found, job=job)
    return page(found, job.reason if job is not None else "")


@bp.post("/<uuid:file_id>")
@needs(Permission.REGISTER_IMPORT)
def take(file_id: UUID) -> ResponseReturnValue:
    """Take a file in, or have the worker do it where it is large."""
    session, sure, by = db.session(), bool(TakeForm().confirm.data), viewer().id
    refuse_while_taken(session, file_id)
    if is_large(waiting_file(session, file_id)):
        ask_to_take(session, file_id, by, confirm=sure)
        session.commit()
        return redirect(url_for("waiting.file", file_id=file_id))
    try:
        with reading_first() as begin_writing:
            taken = take_in(session, file_id, by, confirm=sure, begin_writing=begin_writing)
    except NotFoundError:
        raise
    except CanvassError as refusal:
        session.rollback()
        return page(waiting_file(session, file_id), str(refusal)), 400
    session.commit()
    return redirect(url_for("register.file", file_id=taken))


@bp.post("/<uuid:file_id>/drop")
@needs(Permission.REGISTER_IMPORT)
def drop(file_id: UUID) -> ResponseReturnValue:
    """Drop a file; nothing of it is kept."""
    session = db.session()
    refuse_while_taken(session, file_id)
    found = waiting_file(session, file_id)
    flash(f"{found.file_name} was not taken in, and nothing of it is kept.")
    session.delete(found)
    session.commit()
    return redirect(url_for("register.files"))


def refuse_while_taken(session: Session, file_id: UUID) -> None:
    """Stop while the worker has a file in hand.

    Raises:
        BeingTakenError: it has.
    """
    job = taking_of(session, file_id)
    if job is not None and job.is_open:
        raise BeingTakenError


@bp.get("/<uuid:file_id>/rows.csv")
@needs(Permission.REGISTER_IMPORT)
def rows(file_id: UUID) -> Response:
    """Give every row that would not be taken, as a table."""
    session = db.session()
    found = waiting_file(session, file_id)
    preview = preview_for(session, found)
    refused = [row._asdict() for row in preview.refused]
    unmatched = [row._asdict() for row in preview.unmatched]
    return rows_table(found.file_name, [*refused, *unmatched])


def preview_for(session: Session, found: WaitingFile) -> Preview | ListPreview:
    """Tell what taking a waiting file in would do.

    Raises:
        CanvassError: nothing of it can be taken in any more, and why.
    """
    if found.kind == Kind.FULL:
        return preview_of(arrived(session, found.opened(), found.layout), now())
    source = found.opened()
    return list_preview(session, list_arrived(session, found.kind, source, found.poll, now()))


def page(found: WaitingFile, refusal: str = "") -> str:
    """Draw the page; where the file cannot be taken any more, say why."""
    session = db.session()
    preview = None
    try:
        preview = preview_for(session, found)
    except CanvassError as reason:
        refusal = refusal or str(reason)
    else:
        words = named_words(found.file_name, preview.named)
        note(Deed.FILE_SEEN, Subject.FILE, found.id, words)
    return render_template(
        "waiting/file.html" if found.kind == Kind.FULL else "waiting/list.html",
        file=found,
        preview=preview,
        refusal=refusal,
        form=TakeForm(),
        brought_by=session.get_one(User, found.user_id).name,
        is_own=found.user_id == viewer().id,
        others=list(others_who_may(session, found.user_id)),
    )
