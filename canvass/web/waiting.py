"""A register that was brought: what it would change, and the decision to take it in or not."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import BooleanField

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.reading import named_words
from canvass.db import db, reading_first
from canvass.store.accounts import User
from canvass.store.arriving import arrived
from canvass.store.preview import Preview, preview_of
from canvass.store.register import register_files
from canvass.store.waiting import WaitingFile, others_who_may, take_waiting, waiting_file
from canvass.web.access import needs, viewer
from canvass.web.clock import now
from canvass.web.files import rows_table
from canvass.web.forms import PageForm
from canvass.web.noting import note

bp = Blueprint("waiting", __name__, url_prefix="/c/<slug>/register/waiting")


class TakeForm(PageForm):
    """The decision to take a file in."""

    confirm = BooleanField("I have checked it: it is meant for this campaign")


@bp.get("/<uuid:file_id>")
@needs(Permission.REGISTER_IMPORT)
def file(file_id: UUID) -> str:
    """Show what a file would change."""
    found = waiting_file(db.session(), file_id)
    return page(found)


@bp.post("/<uuid:file_id>")
@needs(Permission.REGISTER_IMPORT)
def take(file_id: UUID) -> ResponseReturnValue:
    """Take a file in."""
    session, sure, by = db.session(), bool(TakeForm().confirm.data), viewer().id
    try:
        with reading_first() as begin_writing:
            found = waiting_file(session, file_id)
            name = found.file_name
            take_waiting(session, found, by, now(), confirm=sure, begin_writing=begin_writing)
    except NotFoundError:
        raise
    except CanvassError as refusal:
        session.rollback()
        return page(waiting_file(session, file_id), str(refusal)), 400
    note(Deed.FILE_TAKEN_IN, words=name)
    session.commit()
    return redirect(url_for("register.file", file_id=register_files(session)[0].id))


@bp.post("/<uuid:file_id>/drop")
@needs(Permission.REGISTER_IMPORT)
def drop(file_id: UUID) -> ResponseReturnValue:
    """Drop a file; nothing of it is kept."""
    session = db.session()
    found = waiting_file(session, file_id)
    flash(f"{found.file_name} was not taken in, and nothing of it is kept.")
    session.delete(found)
    session.commit()
    return redirect(url_for("register.files"))


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


def preview_for(session: Session, found: WaitingFile) -> Preview:
    """Tell what taking a waiting file in would do.

    Raises:
        BadFileError: nothing of it can be taken in any more, and why.
    """
    return preview_of(arrived(session, found.opened(), found.layout), now())


def page(found: WaitingFile, refusal: str = "") -> str:
    """Draw the page; where the file cannot be taken any more, say why."""
    session = db.session()
    preview = None
    try:
        preview = preview_for(session, found)
    except CanvassError as reason:
        refusal = refusal or str(reason)
    else:
        parts = (preview.gone, preview.moved, preview.changed, preview.new)
        shown = sum(len(part.first) for part in parts)
        note(Deed.FILE_SEEN, Subject.FILE, found.id, named_words(found.file_name, shown))
    return render_template(
        "waiting/file.html",
        file=found,
        preview=preview,
        refusal=refusal,
        form=TakeForm(),
        brought_by=session.get_one(User, found.user_id).name,
        is_own=found.user_id == viewer().id,
        others=list(others_who_may(session, found.user_id)),
    )
