"""Tellers' slips keyed in the committee room, and keyed again to find what was typed wrongly."""

from datetime import datetime, time
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional

from canvass.core.access import Permission
from canvass.core.telling import BadNumberError, RollNumber, read_number
from canvass.db import db
from canvass.store.places import District, districts
from canvass.store.slips import Difference, Slip, difference, keep_slip, settle, slip_called, slips
from canvass.web.access import campaign, member, needs, viewer
from canvass.web.clock import now
from canvass.web.forms import PageForm

bp = Blueprint("slips", __name__, url_prefix="/c/<slug>/telling/slips")

NUMBERS = "One after the other, with commas, spaces or new lines between."


class SlipForm(PageForm):
    """One slip, as the teller wrote it."""

    district = SelectField("Polling district", validate_choice=False)
    teller = StringField("Teller", [Length(max=80)])
    since = TimeField("From", [Optional()])
    until = TimeField("Until", [Optional()])
    numbers = TextAreaField(
        "Numbers",
        [InputRequired("Type the numbers of the slip."), Length(max=4000)],
        render_kw={"rows": 6, "autocomplete": "off", "autofocus": True},
    )


class AgainForm(PageForm):
    """The numbers of a slip once more."""

    numbers = TextAreaField(
        "Numbers",
        [InputRequired("Type the numbers of the slip again."), Length(max=4000)],
        render_kw={"rows": 6, "autocomplete": "off", "autofocus": True},
    )


@bp.route("/", methods=["GET", "POST"])
@needs(Permission.TELLING_MARK)
def keyed() -> ResponseReturnValue:
    """Show the slips, and keep the next: its numbers are marked at once."""
    form = SlipForm()
    if not form.sent():
        return page(form), 400 if form.errors else 200
    session = db.session()
    places = mine()
    place = next((one for one in places.values() if one.code == form.district.data), None)
    if place is None:
        form.district.errors = ["Choose the polling district of the slip."]
        return page(form), 400
    try:
        numbers = numbers_in(str(form.numbers.data), place)
    except BadNumberError as refusal:
        form.numbers.errors = [str(refusal)]
        return page(form), 400
    slip = Slip(
        polling_district_id=place.id,
        teller=str(form.teller.data or "").strip(),
        since=moment(form.since.data, campaign().polls_open),
        until=moment(form.until.data, now().astimezone(campaign().time_zone).time()),
        keyed_by=viewer().id,
        keyed_at=now(),
    )
    unknown = keep_slip(session, slip, numbers, places, campaign())
    session.commit()
    more = f" Nobody on the register has {unknown} of them." if unknown else ""
    flash(f"{len(numbers)} numbers of {place.code} are marked.{more}")
    return redirect(url_for("slips.slip", slip_id=slip.id))


@bp.get("/<uuid:slip_id>")
@needs(Permission.TELLING_MARK)
def slip(slip_id: UUID) -> str:
    """Show a slip, to be keyed again; what was keyed is not shown, so that nobody copies it."""
    return again_page(AgainForm(), slip_called(db.session(), slip_id), None)


@bp.post("/<uuid:slip_id>")
@needs(Permission.TELLING_MARK)
def key_again(slip_id: UUID) -> ResponseReturnValue:
    """Compare a second keying with the first: agreed, or the differences to decide."""
    session = db.session()
    form, found = AgainForm(), slip_called(session, slip_id)
    if not form.sent():
        return again_page(form, found, None), 400
    try:
        numbers = numbers_in(str(form.numbers.data), districts(session)[found.polling_district_id])
    except BadNumberError as refusal:
        form.numbers.errors = [str(refusal)]
        return again_page(form, found, None), 400
    differing = difference(session, found, numbers)
    if differing.only_first or differing.only_second:
        return again_page(form, found, differing)
    found.checked_by, found.checked_at = viewer().id, now()
    session.commit()
    flash("Both keyings are the same.")
    return redirect(url_for("slips.keyed"))


@bp.post("/<uuid:slip_id>/settle")
@needs(Permission.TELLING_MARK)
def decide(slip_id: UUID) -> ResponseReturnValue:
    """Make the slip hold what was decided."""
    session = db.session()
    form, found = AgainForm(), slip_called(session, slip_id)
    if not form.sent():
        return again_page(form, found, None), 400
    places = districts(session)
    try:
        numbers = numbers_in(str(form.numbers.data), places[found.polling_district_id])
    except BadNumberError as refusal:
        form.numbers.errors = [str(refusal)]
        return again_page(form, found, None), 400
    found.checked_by, found.checked_at = viewer().id, now()
    settle(session, found, numbers, places, campaign())
    session.commit()
    flash("The slip holds these numbers now.")
    return redirect(url_for("slips.keyed"))


def numbers_in(typed: str, place: District) -> list[RollNumber]:
    """Read the numbers of a slip, all of one district; one written twice counts once.

    Raises:
        BadNumberError: one is no number, or of another district.
    """
    words = typed.replace(",", " ").split()
    numbers = [read_number(word, place.code, [place.code]) for word in words]
    return list(dict.fromkeys(numbers))


def moment(told: time | None, otherwise: time) -> datetime:
    """Give the moment of a time of day, on the day that is told."""
    return datetime.combine(campaign().telling_day, told or otherwise, campaign().time_zone)


def mine() -> dict[UUID, District]:
    """Give the districts of the wards this person works in."""
    every = districts(db.session())
    return {id_: one for id_, one in every.items() if member().sees(one.ward_id)}


def page(form: SlipForm) -> str:
    """Draw the page of slips."""
    places = mine()
    form.district.choices = [
        SelectChoice("", "Choose"),
        *(SelectChoice(one.code, f"{one.code}  {one.station}") for one in places.values()),
    ]
    rows = [one for one in slips(db.session(), campaign()) if one.polling_district_id in places]
    return render_template(
        "slips/keyed.html", form=form, rows=rows, places=places, numbers_hint=NUMBERS
    )


def again_page(form: AgainForm, found: Slip, differing: Difference | None) -> str:
    """Draw the page on which a slip is keyed again, with the differences if there are any."""
    place = districts(db.session())[found.polling_district_id]
    return render_template(
        "slips/slip.html",
        form=form,
        slip=found,
        place=place,
        differing=differing,
        numbers_hint=NUMBERS,
    )
