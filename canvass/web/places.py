"""Wards and the polling districts in them."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import BinaryIO, cast
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from wtforms import FileField, MultipleFileField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from canvass.core.access import Permission
from canvass.core.audit import Deed
from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.places import read_places
from canvass.core.stations import read_stations
from canvass.core.whereabouts import LARGEST_AT_THE_DESK, read_whereabouts
from canvass.db import db, reading
from canvass.store.assign import assign_district, take_places, unassigned_districts
from canvass.store.base import campaign_of
from canvass.store.intake import plain_file_name
from canvass.store.lying import suggested_wards
from canvass.store.places import PollingDistrict, Ward, districts, ward_for, wards_for
from canvass.store.stations import take_stations
from canvass.store.whereabouts import keep_whereabouts, placed, wanted
from canvass.uploads.workbooks import as_text
from canvass.web.access import member, needs
from canvass.web.forms import PageForm
from canvass.web.noting import note

bp = Blueprint("places", __name__, url_prefix="/c/<slug>/places")


class PlacesForm(PageForm):
    """A places file, or a council's station file; one supplier sends two."""

    file = MultipleFileField("Places or stations", [InputRequired("Choose the file first.")])


class WardForm(PageForm):
    """One new ward."""

    name = StringField("Ward name", [InputRequired("Enter the ward’s name."), Length(max=120)])


class WhereaboutsForm(PageForm):
    """A file of open data that says where postcodes or properties lie."""

    spots = FileField("Open data", [InputRequired("Choose the file first.")])


class AssignForm(PageForm):
    """The ward that a polling district belongs to."""

    ward = SelectField("Ward", validate_choice=False)


@bp.get("/")
@needs(Permission.PLACES_ASSIGN)
def places() -> str:
    """Show the wards with their districts, and the districts that wait for a ward."""
    return page()


@bp.post("/file")
@needs(Permission.PLACES_ASSIGN)
def take_file() -> ResponseReturnValue:
    """Take a places file or a station file in, whole or not at all."""
    form = PlacesForm()
    if form.sent():
        files = list(form.file.data or ())
        db.session.rollback()  # nobody waits for us while we read
        try:
            counts = taken(files)
        except CanvassError as refusal:
            db.session.rollback()
            form.file.errors = [str(refusal)]
        else:
            db.session.commit()
            flash(counts)
            return redirect(url_for("places.places"))
    return page(form), 400


def taken(files: Sequence[FileStorage]) -> str:
    """Take files in, and say what they came to.

    Raises:
        CanvassError: nothing of them can be taken.
    """
    with ExitStack() as stack:
        sources = [stack.enter_context(as_text(opened(file))) for file in files]
        found = read_stations(sources)
        if found is not None:
            return str(take_stations(db.session(), found))
        sources[0].seek(0)
        return str(take_places(db.session(), read_places(sources[0].read())))


def opened(file: FileStorage) -> BinaryIO:
    """Give what was brought as a file to read."""
    return cast("BinaryIO", file.stream)


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
    return page(ward_form=form), 400


@bp.post("/whereabouts")
@needs(Permission.PLACES_ASSIGN)
def take_whereabouts() -> ResponseReturnValue:
    """Find where the register's postcodes and properties lie; nothing is assigned by it."""
    form = WhereaboutsForm()
    if not form.sent():
        return page(spots_form=form), 400
    session, file = db.session(), form.spots.data
    try:
        with reading():  # nobody waits for us while we read
            looked_for = wanted(session)
            session.rollback()
            spots = read_whereabouts(opened(file), looked_for, LARGEST_AT_THE_DESK)
    except CanvassError as refusal:
        form.spots.errors = [str(refusal)]
        return page(spots_form=form), 400
    keep_whereabouts(session, spots)
    note(Deed.FILE_TAKEN_IN, words=plain_file_name(file.filename or "open data"))
    told = str(placed(session))
    session.commit()
    flash(told)
    return redirect(url_for("places.places"))


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


def page(
    file_form: PlacesForm | None = None,
    ward_form: WardForm | None = None,
    spots_form: WhereaboutsForm | None = None,
) -> str:
    """Draw the page with its forms."""
    session = db.session()
    unassigned = unassigned_districts(session)
    return render_template(
        "places/places.html",
        wards=wards_for(session, member()),
        districts=districts(session).values(),
        unassigned=unassigned,
        suggested=suggested_wards(session, [one.id for one in unassigned]),
        placed=placed(session),
        file_form=file_form or PlacesForm(),
        ward_form=ward_form or WardForm(),
        spots_form=spots_form or WhereaboutsForm(),
    )
