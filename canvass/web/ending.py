"""The end of a campaign: when its data goes, destroying it, and the proof."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from wtforms import BooleanField, DateField, StringField
from wtforms.validators import InputRequired, ValidationError

from canvass.backups import drop_old
from canvass.core.access import Permission
from canvass.core.audit import Deed, Note
from canvass.core.ending import CHUNK, NameFinder, proof_words
from canvass.db import db, sweep
from canvass.store import audit
from canvass.store.accounts import campaign_called, the_campaign
from canvass.store.ending import destroy, goes_on, held_by, names_held, text_left
from canvass.web.access import campaign, needs, viewer
from canvass.web.backups import backup_folder
from canvass.web.clock import now
from canvass.web.drawing import drop_all_packs
from canvass.web.exports import drop_exports
from canvass.web.forms import PageForm
from canvass.web.noting import note

bp = Blueprint("ending", __name__, url_prefix="/c/<slug>/end")

BUSY = "The database was in use, so its file was not written anew. Run it again when it is quiet."


class Destroyed(NamedTuple):
    """What came of it: rows destroyed, and what was looked through for names afterwards."""

    rows: int
    proof: str
    is_proved: bool


class KeepForm(PageForm):
    """Until when the campaign's data is kept."""

    until = DateField("Keep it until", [InputRequired("Choose the day.")])


class EndForm(PageForm):
    """What ends a campaign: its short name typed, and a tick."""

    slug = StringField("The campaign’s short name", [InputRequired("Type the short name.")])
    sure = BooleanField(
        "Nobody has a use for it any more, and it cannot be undone",
        [InputRequired("Tick this: it cannot be undone.")],
    )

    def validate_slug(self, field: StringField) -> None:
        """Refuse a name that is not the campaign's.

        Raises:
            ValidationError: it is not.
        """
        if str(field.data).strip() != campaign().slug:
            raise ValidationError(f"Type {campaign().slug}, to be sure that it is this one.")


@bp.get("/")
@needs(Permission.CAMPAIGN_END)
def end() -> str:
    """Show what is held, and when it goes."""
    return page(EndForm())


@bp.post("/day")
@needs(Permission.CAMPAIGN_END)
def keep() -> ResponseReturnValue:
    """Say until when data is kept."""
    form = KeepForm()
    if not form.sent() or form.until.data is None:
        return page(EndForm(), form), 400
    found = campaign()
    found.kept_until = form.until.data
    note(Deed.DAY_SET, words=f"{found.kept_until}")
    db.session.commit()
    flash("That day is noted. An agent is reminded when it comes; nothing goes by itself.")
    return redirect(url_for("ending.end"))


@bp.post("/")
@needs(Permission.CAMPAIGN_END)
def destroy_all() -> ResponseReturnValue:
    """Destroy the campaign's data, and show the proof."""
    form = EndForm()
    if not form.sent():
        return page(form), 400
    told = Note(Deed.CAMPAIGN_ERASED, now(), viewer().id)
    destroyed = destroy_and_prove(db.session(), campaign().slug, told)
    return render_template("ending/destroyed.html", destroyed=destroyed)


def destroy_and_prove(session: Session, slug: str, told: Note) -> Destroyed:
    """Destroy a campaign's data, write the database anew, and look for every name there was."""
    finder_names = names_held(session)
    rows = destroy(session, told.at)
    audit.note(session, told)
    drop_all_packs(slug)
    drop_exports(slug)
    session.commit()
    try:
        sweep(db.engine)
    except OperationalError:
        return Destroyed(rows, BUSY, is_proved=False)
    drop_old(backup_folder(), kept=0)
    campaign_called(session, slug)
    finder = NameFinder(finder_names)
    found = finder.found_in_all(text_left(session))
    session.rollback()
    files = {path.name: path for path in files_kept()}
    for path in files.values():
        found |= finder.found_in_all(pieces_of(path))
    proof = proof_words([*files, "the database"], len(finder_names), found)
    return Destroyed(rows, proof, is_proved=not found)


def files_kept() -> Iterator[Path]:
    """List the files that the site keeps on this machine: its database, and what lies beside it."""
    folders = {Path(str(current_app.config["CANVASS_INSTANCE"]))}
    if db.engine.dialect.name == "sqlite" and db.engine.url.database:
        folders.add(Path(db.engine.url.database).parent)
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def pieces_of(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def days_over(session: Session, moment: datetime) -> int:
    """Count the days since the campaign's data was to go; 0 if that day has not come.

    The demonstration is long over, and holds nobody's.
    """
    found = the_campaign(session)
    if found.erased_at is not None or current_app.config["CANVASS_DEMO"]:
        return 0
    return max(0, (moment.astimezone(found.time_zone).date() - goes_on(found)).days)


def page(form: EndForm, keep_form: KeepForm | None = None) -> str:
    """Draw the page: what is held, until when, and how it is destroyed."""
    session = db.session()
    found = campaign()
    return render_template(
        "ending/end.html",
        held=held_by(session),
        today=now().astimezone(found.time_zone).date(),
        goes_on=goes_on(found),
        form=form,
        keep_form=keep_form or KeepForm(until=goes_on(found)),
        election=found,
    )
