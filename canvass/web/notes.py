"""Notes from the doorstep, read one after the other: which issue each raises, or none."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.doorstep import Stance
from canvass.db import db
from canvass.store.base import campaign_of
from canvass.store.contacts import Contact
from canvass.store.issues import Issue, issues_in_use
from canvass.store.notes import (
    ReadAlreadyError,
    WaitingNote,
    lately_read,
    read_note,
    take_back,
    waiting_notes,
)
from canvass.web.access import member, needs
from canvass.web.clock import now
from canvass.web.noting import note

bp = Blueprint("notes", __name__, url_prefix="/c/<slug>/notes")

KEYS = "123456789"


@bp.get("/")
@needs(Permission.NOTE_READ)
def queue() -> str:
    """Show the note to read next, with what it may raise, and what was read last."""
    session = db.session()
    is_all = request.args.get("show") == "all"
    waiting = waiting_notes(session, member(), is_all=is_all)
    following = next_after(waiting, request.args.get("after", ""))
    issues = issues_in_use(session)
    stanced = {one.code for one in issues if one.asks_stance}
    suggested = {one.code for one in following.suggestions} if following else set()
    page = render_template(
        "notes/queue.html",
        waiting=following,
        left=len(waiting),
        is_all=is_all,
        issues=issues,
        keys=dict(zip((one.code for one in issues), KEYS, strict=False)),
        labels={one.code: one.label for one in issues},
        confirms=said(stances_of(following), {one.code: one for one in issues}),
        stance=suggested_stance(following, issues),
        suggested=suggested,
        asks_first=bool(stanced & suggested),
        lately=lately_read(session, member()),
    )
    note(Deed.NOTES_SEEN, *told_by(session, following))
    return page


def told_by(session: Session, waiting: WaitingNote | None) -> tuple[Subject, UUID | None]:
    """Say whose note is shown: an elector's, or a door's."""
    contact = waiting and session.get(Contact, (campaign_of(session), waiting.contact_id))
    if not contact:
        return Subject.NOTHING, None
    if contact.elector_id:
        return Subject.ELECTOR, contact.elector_id
    return Subject.DOOR, contact.household_id


@bp.post("/<uuid:contact_id>")
@needs(Permission.NOTE_READ)
def read(contact_id: UUID) -> ResponseReturnValue:
    """Keep what somebody says a note raises, and go on to the next."""
    session = db.session()
    issues = {one.code: one for one in issues_in_use(session)}
    stances = {code: stance_on(issues.get(code)) for code in codes_told()}
    if not stances and request.form.get("verdict") != "none":
        flash("Choose an issue, or say that the note raises none.")
        return back()
    try:
        read_note(session, member(), contact_id, stances, now())
    except ReadAlreadyError as refusal:
        session.rollback()
        flash(str(refusal))
    else:
        session.commit()
        flash(f"Counted: {said(stances, issues)}." if stances else "No issue in that note.")
    return back()


@bp.post("/read/<uuid:reading_id>")
@needs(Permission.NOTE_READ)
def undo(reading_id: UUID) -> ResponseReturnValue:
    """Take a reading back: its note waits again."""
    session = db.session()
    take_back(session, member(), reading_id, now())
    session.commit()
    flash("Taken back. The note waits again.")
    return back()


def codes_told() -> list[str]:
    """List the issues that the form says a note raises: suggested, ticked, or the one pressed."""
    verdict = request.form.get("verdict", "")
    field = {"confirm": "suggested", "none": "", "ticked": "tick"}.get(verdict, "issue")
    return request.form.getlist(field)


def stance_on(issue: Issue | None) -> Stance | None:
    """Give the stance that the form tells, for an issue that asks for one."""
    told = request.form.get("stance", "")
    return Stance(told) if issue and issue.asks_stance and told in list(Stance) else None


def back() -> ResponseReturnValue:
    """Go back to the queue as it was shown."""
    is_all = request.form.get("show") == "all"
    return redirect(url_for("notes.queue", show="all" if is_all else None))


def next_after(waiting: list[WaitingNote], after: str) -> WaitingNote | None:
    """Give the note that follows one that was left for later; else the first."""
    places = [place for place, one in enumerate(waiting) if str(one.contact_id) == after]
    rest = waiting[places[0] + 1 :] if places else waiting
    return next(iter(rest or waiting), None)


def suggested_stance(waiting: WaitingNote | None, issues: list[Issue]) -> str | None:
    """Give the stance to begin with, if one of the issues asks for any; else nothing."""
    if waiting is None or not any(one.asks_stance for one in issues):
        return None
    return next((one.stance.value for one in waiting.suggestions if one.stance), "")


def stances_of(waiting: WaitingNote | None) -> dict[str, Stance | None]:
    """Give what is suggested for a note, by issue."""
    return {one.code: None for one in waiting.suggestions} if waiting else {}


def said(stances: dict[str, Stance | None], issues: dict[str, Issue]) -> str:
    """Name issues, each with its stance."""
    return " and ".join(
        f"{issues[code].label}, {stance.value}" if stance else issues[code].label
        for code, stance in stances.items()
    )
