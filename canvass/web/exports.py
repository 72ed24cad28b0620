"""Taking a campaign away as files: asked for by an agent, approved by somebody else, for a day."""

import csv
import io
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length

from canvass.core.access import Permission
from canvass.core.audit import Deed
from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.sealing import unlock
from canvass.core.spreadsheet import defused
from canvass.db import db, reading
from canvass.store.accounts import Campaign, User, the_campaign
from canvass.store.base import campaign_of
from canvass.store.electors_list import HEADINGS, canary_for, listed_electors, with_invented
from canvass.store.exporting import Signed, Tell, write_export
from canvass.store.exports import (
    FILE_NAMES,
    KIND_WORDS,
    CampaignExport,
    ExportKind,
    ExportState,
    approve_export,
    ask_export,
    export_called,
    exports,
    fetch_export,
)
from canvass.store.jobs import Job
from canvass.web.access import campaign, needs, viewer
from canvass.web.beats import beat_apart
from canvass.web.clock import now
from canvass.web.forms import PageForm
from canvass.web.noting import note

bp = Blueprint("exports", __name__, url_prefix="/c/<slug>/exports")

KEPT_IN = "exports"


class AskForm(PageForm):
    """What is asked for, and why."""

    kind = SelectField(
        "What", choices=[SelectChoice(kind.value, words) for kind, words in KIND_WORDS.items()]
    )
    why = StringField("What for", [InputRequired("Say what it is for."), Length(max=200)])


@bp.get("/")
@needs(Permission.EXPORT_APPROVE)
def every() -> str:
    """Show the exports, and the form to ask for one."""
    return page(AskForm())


@bp.post("/")
@needs(Permission.CAMPAIGN_EXPORT)
def ask() -> ResponseReturnValue:
    """Ask for an export."""
    form = AskForm()
    if not form.sent():
        return page(form), 400
    session = db.session()
    kind = ExportKind(str(form.kind.data))
    ask_export(session, kind, str(form.why.data).strip(), viewer().id, now())
    note(Deed.EXPORT_ASKED, words=kind.value)
    session.commit()
    flash("It is asked for. Another agent or an organiser has to approve it; then it is made.")
    return redirect(url_for("exports.every"))


@bp.post("/<uuid:export_id>/approve")
@needs(Permission.EXPORT_APPROVE)
def approve(export_id: UUID) -> ResponseReturnValue:
    """Approve an export that somebody else asked for."""
    session = db.session()
    found = export_called(session, export_id)
    try:
        approve_export(session, found, viewer().id, now())
    except CanvassError as refusal:
        return refused(refusal)
    note(Deed.EXPORT_APPROVED, words=found.kind.value)
    session.commit()
    flash("Approved. It is being made; who asked for it can fetch it for 24 hours.")
    return redirect(url_for("exports.every"))


@bp.post("/<uuid:export_id>/end")
@needs(Permission.EXPORT_APPROVE)
def end(export_id: UUID) -> ResponseReturnValue:
    """Refuse an export, or drop its file."""
    session = db.session()
    found = export_called(session, export_id)
    found.ended_at = found.ended_at or now()
    path_of(campaign().slug, found).unlink(missing_ok=True)
    note(Deed.EXPORT_ENDED, words=found.kind.value)
    session.commit()
    flash("It is ended, and no file of it is kept.")
    return redirect(url_for("exports.every"))


@bp.post("/<uuid:export_id>")
@needs(Permission.CAMPAIGN_EXPORT)
def fetch(export_id: UUID) -> ResponseReturnValue:
    """Hand out the file of an export to who asked for it."""
    session = db.session()
    found = export_called(session, export_id)
    try:
        fetch_export(found, viewer().id, now())
    except CanvassError as refusal:
        return refused(refusal)
    path = path_of(campaign().slug, found)
    if not path.exists():
        raise NotFoundError("The file is gone: who is in it was erased since, or the disk changed.")
    name = f"{campaign().slug}-{FILE_NAMES[found.kind]}"
    note(Deed.EXPORT_TAKEN, words=found.kind.value)
    session.commit()
    return send_file(path, as_attachment=True, download_name=name)


def refused(refusal: CanvassError) -> ResponseReturnValue:
    """Say why something is not done."""
    db.session.rollback()
    flash(str(refusal))
    return page(AskForm()), 400


def make_export(session: Session, found: Job) -> None:
    """Make the file of an export; nobody waits for the database meanwhile."""
    export = export_called(session, UUID(found.about["export"]))
    if export.state(now()) != ExportState.BEING_MADE:
        return
    path = path_of(the_campaign(session).slug, export)
    signed, job_id, export_id = signatures(session, export), found.id, export.id
    kind, by = export.kind, export.asked_by
    session.rollback()
    part = path.with_suffix(".part")
    if kind == ExportKind.WHOLE:
        rows = lay_whole(session, part, signed, partial(beat_apart, campaign_of(session), job_id))
    else:
        rows = lay_electors(session, part, by)
    part.replace(path)
    export = export_called(session, export_id)
    export.rows, export.made_at = rows, now()
    if export.ended_at is not None:
        path.unlink(missing_ok=True)
    session.flush()


def lay_whole(session: Session, path: Path, signed: Signed, tell: Tell) -> int:
    """Write the whole campaign to a file; count its rows."""
    opener = partial(unlock, str(current_app.config["SECRET_KEY"]))
    with path.open("wb") as file, reading(in_one_snapshot=True):
        return write_export(session, file, signed, opener, tell)


def lay_electors(session: Session, path: Path, by: UUID | None) -> int:
    """Write the electors as a table to a file, with one who is invented; count its rows."""
    with reading(in_one_snapshot=True):
        rows = list(listed_electors(session))
    canary = canary_for(session, by, now())
    session.add(canary)
    session.flush()
    shown = with_invented(rows, canary.name, Random())  # noqa: S311  only a place in a list
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows([defused(cell) for cell in row] for row in shown)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    return len(rows)


def signatures(session: Session, export: CampaignExport) -> Signed:
    """Name who asked for an export and who approved it."""
    asked = session.get_one(User, export.asked_by).name
    approved = session.get_one(User, export.approved_by).name if export.approved_by else ""
    return Signed(asked, approved, now())


def folder_of(slug: str) -> Path:
    """Give the folder of a campaign's exports; only this machine's user may read it."""
    folder = Path(str(current_app.config["CANVASS_INSTANCE"]), KEPT_IN, slug)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def path_of(slug: str, export: CampaignExport) -> Path:
    """Say where the file of an export lies."""
    return folder_of(slug) / f"{export.id.hex}{Path(FILE_NAMES[export.kind]).suffix}"


def drop_exports(slug: str) -> None:
    """Take all files of a campaign's exports off the disk."""
    for path in folder_of(slug).iterdir():
        path.unlink(missing_ok=True)


def drop_old_exports(session: Session, election: Campaign, moment: datetime) -> None:
    """Take off the disk what nobody may fetch any more."""
    there = {
        path_of(election.slug, one).stem
        for one in exports(session)
        if one.state(moment) in (ExportState.THERE, ExportState.BEING_MADE)
    }
    for path in folder_of(election.slug).iterdir():
        if path.stem not in there:
            path.unlink(missing_ok=True)


def page(form: AskForm) -> str:
    """Draw the page."""
    session = db.session()
    found = exports(session)
    names = {user.id: user.name for user in people_in(session, found)}
    return render_template(
        "exports/every.html",
        exports=[(one, one.state(now())) for one in found],
        names=names,
        kind_words=KIND_WORDS,
        form=form,
        me=viewer().id,
    )


def people_in(session: Session, found: list[CampaignExport]) -> list[User]:
    """List who asked for exports and approved them."""
    ids = {one for export in found for one in (export.asked_by, export.approved_by) if one}
    return [session.get_one(User, one) for one in ids]
