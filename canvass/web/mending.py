"""Mending misread addresses: streets, doors, who lives behind them, and the list to undo from."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, NumberRange

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.mending import MODE_WORDS, BadMendingError, told_door
from canvass.core.walk_order import WalkMode
from canvass.db import db
from canvass.store.accounts import User
from canvass.store.base import campaign_of
from canvass.store.doors import door_for, names_at
from canvass.store.mended import Mending
from canvass.store.mending import (
    Author,
    mend_door,
    mend_street,
    set_walking,
    split_door,
    undo_mending,
)
from canvass.store.places import Household, Street
from canvass.store.streets import doors_on, street_for, streets_for, streets_of
from canvass.web.access import member, needs, viewer
from canvass.web.clock import now
from canvass.web.forms import PageForm
from canvass.web.noting import note

bp = Blueprint("mending", __name__, url_prefix="/c/<slug>/mending")


class NameForm(PageForm):
    """What a street is called."""

    name = StringField("Name", [InputRequired("Say what the street is called."), Length(max=120)])


class WalkingForm(PageForm):
    """When and how a street is walked."""

    place = IntegerField(
        "Walked as number", [InputRequired("Say as which."), NumberRange(1, message="From 1 on.")]
    )
    mode = SelectField(
        "How", choices=[SelectChoice(mode.value, words) for mode, words in MODE_WORDS.items()]
    )


class DoorForm(PageForm):
    """What a door really is."""

    number = StringField("House number", [Length(max=12)])
    flat = StringField("Flat or name", [Length(max=80)])
    building = StringField("Building", [Length(max=80)])
    street = SelectField("Street", validate_choice=False)


@bp.get("/")
@needs(Permission.PLACES_ASSIGN)
def streets() -> str:
    """Show the streets to choose from, and what was mended."""
    session = db.session()
    query = (
        select(Mending, User.name)
        .outerjoin(User, User.id == Mending.user_id)
        .order_by(Mending.id.desc())
    )
    return render_template(
        "mending/streets.html",
        streets=streets_for(session, member()),
        mendings=session.execute(query).all(),
        mode_words=MODE_WORDS,
    )


@bp.get("/streets/<uuid:street_id>")
@needs(Permission.PLACES_ASSIGN)
def street(street_id: UUID) -> str:
    """Show a street: its name, how it is walked, its doors."""
    return street_page(street_for(db.session(), member(), street_id))


@bp.post("/streets/<uuid:street_id>/name")
@needs(Permission.PLACES_ASSIGN)
def rename(street_id: UUID) -> ResponseReturnValue:
    """Rename a street; one of that name in its district takes its doors in."""
    session = db.session()
    found = street_for(session, member(), street_id)
    form = NameForm()
    if form.sent():
        try:
            return finish(mend_street(session, found, str(form.name.data), author()))
        except BadMendingError as refusal:
            session.rollback()
            form.name.errors = [str(refusal)]
    return street_page(street_for(session, member(), street_id), name=form), 400


@bp.post("/streets/<uuid:street_id>/walking")
@needs(Permission.PLACES_ASSIGN)
def walk(street_id: UUID) -> ResponseReturnValue:
    """Say when and how a street is walked."""
    session = db.session()
    found = street_for(session, member(), street_id)
    form = WalkingForm()
    if form.sent():
        try:
            mode = WalkMode(str(form.mode.data))
            return finish(set_walking(session, found, int(form.place.data or 1), mode, author()))
        except BadMendingError as refusal:
            session.rollback()
            form.place.errors = [str(refusal)]
    return street_page(street_for(session, member(), street_id), walking=form), 400


@bp.get("/doors/<uuid:household_id>")
@needs(Permission.PLACES_ASSIGN)
def door(household_id: UUID) -> str:
    """Show a door, and who lives behind it."""
    return door_page(household_id)


@bp.post("/doors/<uuid:household_id>")
@needs(Permission.PLACES_ASSIGN)
def put_right(household_id: UUID) -> ResponseReturnValue:
    """Say what a door really is, or where some of those behind it live."""
    session = db.session()
    standing_door(household_id)
    form = DoorForm()
    try:
        return finish(mended(household_id, form))
    except CanvassError as refusal:
        if isinstance(refusal, NotFoundError):
            raise
        session.rollback()
        field = refusal.field if isinstance(refusal, BadMendingError) else "number"
        form[field if field in form else "number"].errors = [str(refusal)]
    return door_page(household_id, form), 400


@bp.post("/<uuid:mending_id>/undo")
@needs(Permission.PLACES_ASSIGN)
def undo(mending_id: UUID) -> ResponseReturnValue:
    """Undo a mending."""
    session = db.session()
    found = session.get(Mending, (campaign_of(session), mending_id))
    if found is None:
        raise NotFoundError
    words = found.words
    try:
        undo_mending(session, found, author())
    except BadMendingError as refusal:
        session.rollback()
        flash(str(refusal))
        return redirect(url_for("mending.streets"))
    note(Deed.ADDRESS_UNDONE)
    session.commit()
    flash(f"It is as it was before: {words}.")
    return redirect(url_for("mending.streets"))


def mended(household_id: UUID, form: DoorForm) -> Mending:
    """Mend a door as a form says.

    Raises:
        BadMendingError: that cannot be.
        BadAddressError: a part is too long.
        NotFoundError: there is no such street.
    """
    session = db.session()
    if not form.sent():
        raise BadMendingError("A part of it is too long.")
    told = told_door(*(str(form[part].data or "") for part in ("number", "flat", "building")))
    found = standing_door(household_id)
    on = street_for(session, member(), street_told(form, found))
    names, who = names_at(session, household_id), request.form.getlist("who")
    if not names or set(who) >= set(names):
        return mend_door(session, found, told, on, author())
    chosen = [UUID(one) for one in names if one in who]
    if not chosen:
        raise BadMendingError("Tick who lives behind that door.")
    return split_door(session, found, chosen, told, on, author())


def standing_door(household_id: UUID) -> Household:
    """Find a door of the member's wards that stands for itself.

    Raises:
        NotFoundError: there is none.
    """
    session = db.session()
    door_for(session, member(), household_id)
    found = session.get_one(Household, (campaign_of(session), household_id))
    if found.merged_into_id is not None:
        raise NotFoundError
    return found


def street_told(form: DoorForm, found: Household) -> UUID:
    """Give the street that was chosen: one of the district's.

    Raises:
        BadMendingError: it is none.
    """
    session = db.session()
    own = session.get_one(Street, (campaign_of(session), found.street_id))
    known = {str(one.id): one.id for one in streets_of(session, own.polling_district_id)}
    if form.street.data not in known:
        raise BadMendingError("Choose a street of the same polling district.", "street")
    return known[str(form.street.data)]


def author() -> Author:
    """Say who mends, and when."""
    return Author(viewer().id, now())


def finish(mending: Mending) -> ResponseReturnValue:
    """Commit a mending, and go back to the list of them."""
    note(Deed.ADDRESS_MENDED)
    db.session.commit()
    flash(f"Mended: {mending.words}.")
    return redirect(url_for("mending.streets"))


def street_page(
    found: Street, name: NameForm | None = None, walking: WalkingForm | None = None
) -> str:
    """Draw the page of a street."""
    session = db.session()
    siblings = streets_of(session, found.polling_district_id)
    place = [one.id for one in siblings].index(found.id) + 1
    return render_template(
        "mending/street.html",
        street=found,
        doors=doors_on(session, found),
        streets=len(siblings),
        name=name or NameForm(name=found.name),
        walking=walking or WalkingForm(place=place, mode=found.mode.value),
    )


def door_page(household_id: UUID, form: DoorForm | None = None) -> str:
    """Draw the page of a door."""
    session = db.session()
    found = standing_door(household_id)
    own = street_for(session, member(), found.street_id)
    form = form or DoorForm(street=str(own.id))
    siblings = streets_of(session, own.polling_district_id)
    form.street.choices = [SelectChoice(str(one.id), one.name) for one in siblings]
    note(Deed.DOOR_SEEN, Subject.DOOR, household_id)
    return render_template(
        "mending/door.html",
        door=door_for(session, member(), household_id),
        street=own,
        names=names_at(session, household_id),
        ticked=request.form.getlist("who"),
        form=form,
    )
