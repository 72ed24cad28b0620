"""Lifts to the polling station: who wants one, when, and who drives."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from canvass.core.access import Permission
from canvass.core.audit import Deed
from canvass.core.errors import NotFoundError
from canvass.core.reading import named_words
from canvass.db import db
from canvass.store.lifts import Lift, ask_wanted, lift_called, lifts
from canvass.web.access import campaign, member, needs, viewer
from canvass.web.clock import now
from canvass.web.forms import PageForm
from canvass.web.noting import note

bp = Blueprint("lifts", __name__, url_prefix="/c/<slug>/polling-day/lifts")


NOTED = {"pick_up": 40, "needs": 120, "driver": 80}
"""What can be noted of a lift later, and how long it may be."""


class LiftForm(PageForm):
    """One lift: who, from where, when, and what they need."""

    name = StringField("Name", [InputRequired("Who wants the lift?"), Length(max=120)])
    address = StringField("Address", [Length(max=200)])
    phone = StringField("Phone", [Length(max=40)], render_kw={"inputmode": "tel"})
    pick_up = StringField("When", [Length(max=40)])
    needs = StringField("Needs", [Length(max=120)])
    driver = StringField("Driver", [Length(max=80)])


@bp.get("/")
@needs(Permission.KNOCKUP_READ)
def asked() -> str:
    """Show the lifts: those still to be driven first."""
    return page(LiftForm())


@bp.post("/")
@needs(Permission.KNOCKUP_PRINT)
def ask() -> ResponseReturnValue:
    """Note a lift that somebody asked for by phone."""
    form = LiftForm()
    if not form.sent():
        return page(form), 400
    lift = Lift(
        polling_day=campaign().telling_day,
        asked_by=viewer().id,
        asked_at=now(),
        **{name: str(told).strip() for name, told in form.data.items()},
    )
    db.session.add(lift)
    db.session.commit()
    flash(f"A lift for {lift.name} is noted.")
    return redirect(url_for("lifts.asked"))


@bp.post("/wanted")
@needs(Permission.KNOCKUP_PRINT)
def wanted() -> ResponseReturnValue:
    """Bring in everybody who asked for a lift at the door and has not voted."""
    count = ask_wanted(db.session(), viewer().id, now())
    db.session.commit()
    flash(f"{count} more {'lift is' if count == 1 else 'lifts are'} on the list.")
    return redirect(url_for("lifts.asked"))


@bp.post("/<uuid:lift_id>")
@needs(Permission.KNOCKUP_PRINT)
def change(lift_id: UUID) -> ResponseReturnValue:
    """Note when and with whom, or that it is done or called off."""
    session = db.session()
    lift = lift_called(session, member(), lift_id)
    if lift.polling_day != campaign().telling_day:
        raise NotFoundError
    for name, longest in NOTED.items():
        if name in request.form:
            setattr(lift, name, request.form[name].strip()[:longest])
    end = request.form.get("end", "")
    lift.done_at = now() if end == "done" else None if end == "open" else lift.done_at
    lift.called_off_at = (
        now() if end == "called off" else None if end == "open" else lift.called_off_at
    )
    session.commit()
    flash(f"{lift.name}: noted.")
    return redirect(url_for("lifts.asked"))


def page(form: LiftForm) -> str:
    """Draw the page of lifts."""
    rows = lifts(db.session(), member())
    note(Deed.LIFTS_SEEN, words=named_words("lifts", len(rows)))
    return render_template("lifts/asked.html", form=form, rows=rows, noted=NOTED)
