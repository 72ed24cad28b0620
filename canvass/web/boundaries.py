"""Ward outlines: boundary files brought, which area is which ward, one set put in force."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, FileField, StringField
from wtforms.validators import InputRequired, Length

from canvass.core.access import Permission
from canvass.core.audit import Deed
from canvass.core.boundaries import plain_name, read_areas
from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.maps import map_of
from canvass.core.outlines import outlines_for as found_in
from canvass.db import db, reading
from canvass.store.boundaries import (
    BoundarySet,
    SetFacts,
    WardOutline,
    assign_outline,
    boundary_set,
    boundary_sets,
    drop_set,
    keep_boundaries,
    known_wards,
    outlines_of,
    put_in_force,
    set_in_force,
)
from canvass.store.intake import plain_file_name
from canvass.store.lying import doors_outside
from canvass.store.places import Ward, ward_for, wards_for
from canvass.store.whereabouts import placed
from canvass.web.access import member, needs
from canvass.web.clock import now
from canvass.web.forms import PageForm
from canvass.web.noting import note

bp = Blueprint("boundaries", __name__, url_prefix="/c/<slug>/places/boundaries")

MOST_SHOWN = 100
"""Where more places lie outside, the wrong outlines are in force."""


class BoundariesForm(PageForm):
    """A boundary file, and what stands beside every map drawn from it."""

    file = FileField("Boundary file", [InputRequired("Choose the file first.")])
    name = StringField("Name", [InputRequired("Give these boundaries a name."), Length(max=80)])
    dated_on = DateField("As of", [InputRequired("Say as of which day wards are drawn so.")])
    source = StringField(
        "Source and licence",
        [InputRequired("Say where the file is from: it stands beside each map."), Length(max=300)],
    )


@bp.get("/")
@needs(Permission.PLACES_ASSIGN)
def sets() -> str:
    """Show the sets of boundaries, and the form for the next."""
    return page(BoundariesForm())


@bp.post("/")
@needs(Permission.PLACES_ASSIGN)
def bring() -> ResponseReturnValue:
    """Keep the outlines of a boundary file as a new set, whole or not at all."""
    form = BoundariesForm()
    if not form.sent():
        return page(form), 400
    session, upload = db.session(), form.file.data
    try:
        with reading():  # nobody waits for us while we read
            brought = found_in(known_wards(session), read_areas(upload.stream))
    except CanvassError as refusal:
        form.file.errors = [str(refusal)]
        return page(form), 400
    name, source = (" ".join(str(one.data).split()) for one in (form.name, form.source))
    file_name = plain_file_name(upload.filename or "boundaries")
    facts = SetFacts(name, form.dated_on.data or now().date(), source, file_name)
    kept = keep_boundaries(session, brought, facts, now())
    note(Deed.FILE_TAKEN_IN, words=file_name)
    set_id = kept.id
    session.commit()
    flash(str(brought))
    return redirect(url_for("boundaries.one", set_id=set_id))


@bp.get("/doors")
@needs(Permission.PLACES_ASSIGN)
def doors() -> str:
    """Name the doors that lie outside their ward's outline, by open data."""
    session = db.session()
    found = doors_outside(session, wards_for(session, member()), MOST_SHOWN)
    return render_template(
        "boundaries/doors.html",
        rows=found[:MOST_SHOWN],
        count=len(found),
        doors=sum(one.doors for one in found),
        kept=set_in_force(session),
        placed=placed(session),
    )


@bp.get("/<uuid:set_id>")
@needs(Permission.PLACES_ASSIGN)
def one(set_id: UUID) -> str:
    """Show a set as it would be drawn, and which outline is which ward's."""
    session = db.session()
    kept = boundary_set(session, set_id)
    outlines = outlines_of(session, kept)
    wards = wards_for(session, member())
    mine = {outline.ward_id: outline for outline in outlines if outline.ward_id}
    free = [outline for outline in outlines if outline.ward_id is None]
    return render_template(
        "boundaries/set.html",
        kept=kept,
        rows=[(ward, mine.get(ward.id), like(ward, free)) for ward in wards],
        free=free,
        **picture([(ward, mine[ward.id]) for ward in wards if ward.id in mine]),
    )


def picture(rows: list[tuple[Ward, WardOutline]]) -> dict[str, Any]:
    """Draw the wards that have an outline."""
    drawn = map_of([(ward.name, "", outline.drawn) for ward, outline in rows]) if rows else None
    return {
        "map": drawn,
        "drawn": [
            (ward, None, 2, one)
            for (ward, _), one in zip(rows, drawn.wards if drawn else (), strict=True)
        ],
    }


def like(ward: Ward, free: list[WardOutline]) -> UUID | None:
    """Give the free outline that has a ward's name, to be offered first."""
    name = plain_name(ward.name)
    return next((one.id for one in free if plain_name(one.name) == name), None)


@bp.post("/<uuid:set_id>/force")
@needs(Permission.PLACES_ASSIGN)
def force(set_id: UUID) -> ResponseReturnValue:
    """Have the maps show this set."""
    session = db.session()
    kept = boundary_set(session, set_id)
    put_in_force(session, kept)
    name = kept.name
    session.commit()
    flash(f"The maps show {name} now.")
    return redirect(url_for("boundaries.one", set_id=set_id))


@bp.post("/<uuid:set_id>/drop")
@needs(Permission.PLACES_ASSIGN)
def drop(set_id: UUID) -> ResponseReturnValue:
    """Delete a set that the maps do not show."""
    session = db.session()
    kept = boundary_set(session, set_id)
    name = kept.name
    drop_set(session, kept)
    session.commit()
    flash(f"{name} is deleted.")
    return redirect(url_for("boundaries.sets"))


@bp.post("/<uuid:set_id>/wards/<uuid:ward_id>")
@needs(Permission.PLACES_ASSIGN)
def assign(set_id: UUID, ward_id: UUID) -> ResponseReturnValue:
    """Say which outline of a set is a ward's, or that none is."""
    session = db.session()
    kept, ward = boundary_set(session, set_id), ward_for(session, member(), ward_id)
    told = request.form.get("outline", "")
    assign_outline(session, kept, ward, uuid_of(told) if told else None)
    session.commit()
    flash(f"{ward.name} {'has its' if told else 'has no'} outline now.")
    return redirect(url_for("boundaries.one", set_id=set_id))


def uuid_of(told: str) -> UUID:
    """Read an id that a form sent.

    Raises:
        NotFoundError: it is none.
    """
    try:
        return UUID(told)
    except ValueError as error:
        raise NotFoundError from error


def page(form: BoundariesForm) -> str:
    """Draw the page with its form."""
    found: list[BoundarySet] = boundary_sets(db.session())
    return render_template("boundaries/sets.html", sets=found, form=form)
