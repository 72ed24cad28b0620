"""Casework: what was promised at the door, who looks into it, and what the resident is told."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.casework import ANSWER_LENGTH, STATUS_WORDS, TITLE_LENGTH, CaseStatus
from canvass.core.doorstep import NOTE_LENGTH
from canvass.core.reading import named_words
from canvass.db import db
from canvass.store.caseload import (
    SHOWN,
    Wanted,
    case_counts,
    case_for,
    cases_for,
    history_of,
    owners_for,
    row_of,
    said_in,
    warnings_of,
)
from canvass.store.casework import (
    CaseChange,
    Casework,
    NewCase,
    Step,
    change_case,
    check_seen,
    note_event,
    open_case,
    steps_taken,
)
from canvass.store.doors import Door, door_for, doors_called, names_at
from canvass.store.issues import issues_in_use
from canvass.store.places import Ward, ward_for, wards_for
from canvass.web.access import campaign, member, needs, viewer
from canvass.web.clock import now
from canvass.web.forms import PageForm
from canvass.web.noting import note
from canvass.web.places import uuid_of

bp = Blueprint("casework", __name__, url_prefix="/c/<slug>/casework")

LISTS = {"open": "Under way", "mine": "Mine", "overdue": "Overdue", "resolved": "Ended"}
"""The lists of cases, and what each is called."""


class CaseForm(PageForm):
    """How a case stands; `seen` is how much of its history whoever writes has read."""

    owner = SelectField("Who looks into it", validate_choice=False)
    due_on = DateField("To be done by", [Optional()])
    status = SelectField(
        "How far it is", choices=[SelectChoice(one.value, w) for one, w in STATUS_WORDS.items()]
    )
    answer = TextAreaField("What the resident is told", [Length(max=ANSWER_LENGTH)])
    note = TextAreaField("Note for the history", [Length(max=NOTE_LENGTH)])
    seen = IntegerField(widget=HiddenInput(), default=0)


class DoorForm(PageForm):
    """Where somebody who rang lives."""

    street = StringField("Street", [InputRequired("Which street?"), Length(max=120)])
    number = StringField("Number or flat", [InputRequired("Which number?"), Length(max=120)])


class NewCaseForm(PageForm):
    """A case opened by hand."""

    elector = SelectField("Who rang", validate_choice=False)
    name = StringField("Their name, if it is not in the list", [Length(max=120)])
    title = StringField(
        "In a few words", [InputRequired("What is it about?"), Length(max=TITLE_LENGTH)]
    )
    issue = SelectField("Issue", validate_choice=False)
    note = TextAreaField("What they said", [Length(max=NOTE_LENGTH)])


def today() -> date:
    """Give the day it is where the campaign is."""
    return now().astimezone(campaign().time_zone).date()


def step() -> Step:
    """Give who does something on a case, and when."""
    return Step(viewer().id, now())


@bp.get("/")
@needs(Permission.CASEWORK_READ)
def cases() -> str:
    """Show the cases: those under way, one's own, those overdue or ended; of all wards or one."""
    session = db.session()
    ward = ward_asked()
    show = request.args.get("show", "")
    wanted = Wanted(show if show in LISTS else "open", ward.id if ward else None)
    rows = cases_for(session, member(), wanted, today())
    words = named_words(wanted.which, len(rows))
    note(Deed.CASES_SEEN, Subject.WARD if ward else Subject.NOTHING, wanted.ward_id, words)
    return render_template(
        "casework/cases.html",
        rows=rows,
        counts=case_counts(session, member(), today(), wanted.ward_id),
        wanted=wanted,
        ward=ward,
        wards=wards_for(session, member()),
        lists=LISTS,
        status_words=STATUS_WORDS,
        shown=SHOWN,
        today=today(),
    )


@bp.get("/<uuid:case_id>")
@needs(Permission.CASEWORK_READ)
def case(case_id: UUID) -> str:
    """Show one case: who and where, what was said, what was done."""
    return page(case_for(db.session(), member(), case_id))


@bp.post("/<uuid:case_id>")
@needs(Permission.CASEWORK_WORK)
def change(case_id: UUID) -> ResponseReturnValue:
    """Change a case and write it into its history."""
    session = db.session()
    found = case_for(session, member(), case_id)
    form = CaseForm()
    owners = {str(user.id): user for user in owners_for(session, found)}
    if form.sent():
        check_seen(session, found, form.seen.data or 0)
        told = CaseChange(
            owner=owners.get(form.owner.data or ""),
            due_on=form.due_on.data,
            status=CaseStatus(form.status.data),
            answer=(form.answer.data or "").strip(),
            note=(form.note.data or "").strip(),
        )
        done = change_case(session, found, told, step())
        session.commit()
        flash(f"Noted: {', '.join(done)}." if done else "Nothing was changed.")
        return redirect(url_for("casework.case", case_id=case_id))
    return page(found, form), 400


@bp.post("/<uuid:case_id>/take")
@needs(Permission.CASEWORK_WORK)
def take(case_id: UUID) -> ResponseReturnValue:
    """Take a case oneself."""
    session = db.session()
    found = case_for(session, member(), case_id)
    mine = CaseChange(viewer(), found.due_on, found.status, found.answer)
    change_case(session, found, mine, step())
    session.commit()
    flash("This case is yours now.")
    return redirect(url_for("casework.case", case_id=case_id))


@bp.get("/doors/")
@needs(Permission.CASEWORK_WORK)
def door() -> str:
    """Find the door of somebody who rang."""
    street, number = request.args.get("street", ""), request.args.get("number", "")
    is_asked = bool(street.strip() and number.strip())
    doors = doors_called(db.session(), member(), street, number) if is_asked else []
    form = DoorForm(street=street, number=number)
    return render_template("casework/door.html", form=form, doors=doors, is_asked=is_asked)


@bp.get("/doors/<uuid:household_id>")
@needs(Permission.CASEWORK_WORK)
def new(household_id: UUID) -> str:
    """Show the form of a new case at a door."""
    return new_page(door_for(db.session(), member(), household_id), NewCaseForm())


@bp.post("/doors/<uuid:household_id>")
@needs(Permission.CASEWORK_WORK)
def open_by_hand(household_id: UUID) -> ResponseReturnValue:
    """Open a case for somebody who rang."""
    session = db.session()
    at = door_for(session, member(), household_id)
    form = NewCaseForm()
    if not form.sent():
        return new_page(at, form), 400
    case_id = open_told(at, form)
    session.commit()
    flash("The case is open.")
    return redirect(url_for("casework.case", case_id=case_id))


def open_told(at: Door, form: NewCaseForm) -> UUID:
    """Open the case that a form tells of, with what they said in its history."""
    session = db.session()
    is_known = (form.elector.data or "") in names_at(session, at.id)
    issues = {str(one.id): one.id for one in issues_in_use(session)}
    told = NewCase(
        household_id=at.id,
        user_id=viewer().id,
        reported_at=now(),
        elector_id=UUID(form.elector.data) if is_known else None,
        issue_id=issues.get(form.issue.data or ""),
        name=(form.name.data or "").strip(),
        title=(form.title.data or "").strip(),
    )
    opened = open_case(session, told, now())
    note = (form.note.data or "").strip()
    if note:
        note_event(session, opened, step(), "they said", note)
    return opened.id


def new_page(at: Door, form: NewCaseForm) -> str:
    """Draw the form of a new case."""
    session = db.session()
    note(Deed.DOOR_SEEN, Subject.DOOR, at.id)
    form.elector.choices = choices("Somebody else", names_at(session, at.id).items())
    issues = [(str(one.id), one.label) for one in issues_in_use(session)]
    form.issue.choices = choices("None of these", issues)
    return render_template("casework/new.html", form=form, door=at)


def choices(none: str, pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Give choices with an empty one before them."""
    return [SelectChoice("", none), *(SelectChoice(value, label) for value, label in pairs)]


def ward_asked() -> Ward | None:
    """Give the ward that a list is limited to, if it is."""
    told = request.args.get("ward", "")
    return ward_for(db.session(), member(), uuid_of(told)) if told else None


def page(found: Casework, form: CaseForm | None = None) -> str:
    """Draw the page of a case."""
    session = db.session()
    note(Deed.CASE_SEEN, Subject.CASE, found.id)
    owners = owners_for(session, found)
    seen = steps_taken(session, found)
    form = form or CaseForm(
        owner=str(found.owner_id or ""),
        due_on=found.due_on,
        status=found.status.value,
        answer=found.answer,
        seen=seen,
    )
    form.owner.choices = choices("Nobody yet", [(str(user.id), user.name) for user in owners])
    return render_template(
        "casework/case.html",
        form=form,
        row=row_of(session, found),
        said=said_in(session, found),
        history=history_of(session, found),
        warnings=warnings_of(session, found),
        status_words=STATUS_WORDS,
        today=today(),
        is_mine=found.owner_id == viewer().id,
    )
