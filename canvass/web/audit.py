"""The audit log for agents: what was done, whose data was seen by whom, and whether it is whole."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from canvass.core.access import Permission
from canvass.core.audit import DEED_WORDS, Deed, Subject
from canvass.core.chain import BadHeadError, read_head, written_head
from canvass.core.errors import NotFoundError
from canvass.core.telling import BadNumberError
from canvass.db import db
from canvass.sheets.linecode import sheet_code
from canvass.store.audit import head_of, log_page, verify_log
from canvass.store.sightings import (
    Numbered,
    about_elector,
    elector_called,
    elector_numbered,
    subject_labels,
)
from canvass.web.access import needs
from canvass.web.forms import PageForm
from canvass.web.noting import note

bp = Blueprint("audit", __name__, url_prefix="/c/<slug>/log")

SHOWN = 50
"""Entries on one page."""


class ElectorForm(PageForm):
    """Whose data."""

    number = StringField(
        "Number on the register",
        [InputRequired("Type a number as it is on the register."), Length(max=40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )

    def elector_id(self) -> UUID | None:
        """Give whose number was sent; where it is nobody's, the form says why."""
        if not self.sent():
            return None
        try:
            return elector_numbered(db.session(), str(self.number.data)).elector.id
        except (BadNumberError, NotFoundError) as refusal:
            self.number.errors = [str(refusal)]
            return None


class EndForm(PageForm):
    """An end of the log that somebody copied out."""

    end = StringField(
        "An end you wrote down",
        [Length(max=90)],
        render_kw={"autocomplete": "off"},
    )


@bp.get("/")
@needs(Permission.AUDIT_READ)
def log() -> str:
    """Show what was done, newest first."""
    return page()


@bp.post("/")
@needs(Permission.AUDIT_READ)
def find() -> ResponseReturnValue:
    """Go to what the log says of one elector."""
    form = ElectorForm()
    if found := form.elector_id():
        return redirect(url_for("audit.of_elector", elector_id=found))
    return page(form=form), 400


@bp.get("/electors/<uuid:elector_id>")
@needs(Permission.AUDIT_READ)
def of_elector(elector_id: UUID) -> str:
    """Show who may have seen one elector's data, newest first; that is written down too."""
    found = elector_called(db.session(), elector_id)
    note(Deed.LOG_SEEN, Subject.ELECTOR, elector_id)
    return page(found)


@bp.post("/check")
@needs(Permission.AUDIT_READ)
def check() -> ResponseReturnValue:
    """Read the whole log again, and say whether it is as it was written."""
    form = EndForm()
    if not form.sent():
        return page(ends=form), 400
    told = str(form.end.data or "").strip()
    try:
        known = [read_head(told)] if told else []
    except BadHeadError as refusal:
        form.end.errors = [str(refusal)]
        return page(ends=form), 400
    return page(ends=form, checked=verify_log(db.session(), known))


def page(
    found: Numbered | None = None,
    form: ElectorForm | None = None,
    ends: EndForm | None = None,
    checked: tuple[int, str | None] | None = None,
) -> str:
    """Draw the log: all of it, or what concerns one elector."""
    session = db.session()
    about = about_elector(session, found.elector) if found else None
    entries = log_page(session, request.args.get("before", type=int), SHOWN + 1, about)
    labels = subject_labels(session, entries)
    return render_template(
        "audit/log.html",
        entries=entries[:SHOWN],
        more=len(entries) > SHOWN,
        found=found,
        form=form or ElectorForm(),
        ends=ends or EndForm(),
        checked=checked,
        labels=labels,
        deed_words=DEED_WORDS,
        end=written_head(*head_of(session)),
        sheet_code=sheet_code,
    )
