"""Wards and the polling districts in them."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from canvass.core.access import Permission
from canvass.core.errors import NotFoundError
from canvass.core.places import BadPlacesError, read_places
from canvass.db import db
from canvass.store.assign import assign_district, take_places, unassigned_districts
from canvass.store.base import campaign_of
from canvass.store.places import PollingDistrict, Ward, districts, ward_for, wards_for
from canvass.web.access import member, needs
from canvass.web.forms import PageForm

bp = Blueprint("places", __name__, url_prefix="/c/<slug>/places")


class PlacesForm(PageForm):
    """A places file."""

    file = FileField("Places file (CSV)", [InputRequired("Choose the file first.")])


class WardForm(PageForm):
    """One new ward."""

    name = StringField("Ward name", [InputRequired("Enter the ward’s name."), Length(max=120)])


class AssignForm(PageForm):
    """The ward that a polling district belongs to."""

    ward = SelectField("Ward", validate_choice=False)


@bp.get("/")
@needs(Permission.PLACES_ASSIGN)
def places() -> str:
    """Show the wards with their districts, and the districts that wait for a ward."""
    return page(PlacesForm(), WardForm())


@bp.post("/file")
@needs(Permission.PLACES_ASSIGN)
def take_file() -> ResponseReturnValue:
    """Take a places file in, whole or not at all."""
    form = PlacesForm()
    if form.sent():
        try:
            counts = take_places(db.session(), read_places(form.file.data.read()))
        except BadPlacesError as refusal:
            form.file.errors = [str(refusal)]
        else:
            db.session.commit()
            flash(str(counts))
            return redirect(url_for("places.places"))
    return page(form, WardForm()), 400


@bp.post("/wards")
@needs(Permission.PLACES_ASSIGN)
def add_ward() -> ResponseReturnValue:
    """Add one ward by hand."""
    form = WardForm()
    session = db.session()
    if form.sent():
        name = str(form.name.data).strip()
        if any(ward.name.casefold() == name.casefold() for ward in wards_for(session, member())):
            form.name.errors = [f"There is a ward {name} already."]
        else:
            session.add(Ward(name=name))
            session.commit()
            flash(f"{name} is a ward of this campaign now.")
            return redirect(url_for("places.places"))
    return page(PlacesForm(), form), 400


@bp.post("/districts/<uuid:district_id>")
@needs(Permission.PLACES_ASSIGN)
def assign(district_id: UUID) -> ResponseReturnValue:
    """Put a polling district into a ward."""
    session = db.session()
    district = session.get(PollingDistrict, (campaign_of(session), district_id))
    if district is None or not member().sees(district.ward_id):
        raise NotFoundError
    ward = ward_for(session, member(), uuid_of(AssignForm().ward.data))
    assign_district(session, district, ward)
    session.commit()
    flash(f"{district.code} is in {ward.name} now.")
    return redirect(url_for("places.places"))


def uuid_of(told: str | None) -> UUID:
    """Read an id that a form sent.

    Raises:
        NotFoundError: it is none.
    """
    try:
        return UUID(told or "")
    except ValueError as error:
        raise NotFoundError from error


def page(file_form: PlacesForm, ward_form: WardForm) -> str:
    """Draw the page with its forms."""
    session = db.session()
    return render_template(
        "places/places.html",
        wards=wards_for(session, member()),
        districts=districts(session).values(),
        unassigned=unassigned_districts(session),
        file_form=file_form,
        ward_form=ward_form,
    )
