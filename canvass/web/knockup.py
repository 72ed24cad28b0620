"""Knock-up lists on screen, on paper and as files."""

from dataclasses import replace
from random import Random, SystemRandom
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, render_template

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.canary import with_canary
from canvass.core.knockup import Door, list_counts, list_csv, list_data
from canvass.core.tracing import place_for
from canvass.db import db
from canvass.store.canaries import Canary, canary_of, free_name
from canvass.store.knockup import knockup_doors, promise_counts
from canvass.store.places import Ward, ward_for, wards_for
from canvass.store.telling import told_at
from canvass.web.access import campaign, member, needs, viewer
from canvass.web.clock import now
from canvass.web.drawing import Order, current_pack
from canvass.web.files import attachment
from canvass.web.noting import keep_beside, note

bp = Blueprint("knockup", __name__, url_prefix="/c/<slug>/knockup")


@bp.get("/")
@needs(Permission.KNOCKUP_READ)
def wards() -> str:
    """Show the wards with what is left to knock up in each."""
    session = db.session()
    return render_template(
        "knockup/wards.html",
        wards=wards_for(session, member()),
        counts=promise_counts(session, campaign().polling_day),
        told=told_at(session, campaign()),
    )


@bp.get("/wards/<uuid:ward_id>")
@needs(Permission.KNOCKUP_READ)
def ward(ward_id: UUID) -> str:
    """Show one ward's list, street by street."""
    found, doors = listed(ward_id)
    note(Deed.LIST_SEEN, Subject.WARD, ward_id)
    return render_template(
        "knockup/ward.html",
        ward=found,
        doors=[in_own_order(door) for door in doors],
        counts=list_counts(doors),
        told=told_at(db.session(), campaign()),
    )


@bp.get("/wards/<uuid:ward_id>.json")
@needs(Permission.KNOCKUP_READ)
def ward_json(ward_id: UUID) -> Response:
    """Give one ward's list as JSON."""
    found, doors = listed(ward_id)
    note(Deed.LIST_TAKEN, Subject.WARD, ward_id, "JSON")
    told = told_at(db.session(), campaign())
    counts = list_counts(doors)
    data = list_data(campaign().slug, found.name, salted(found, doors, "JSON"), told)
    return jsonify(data | {"counts": counts})


@bp.get("/wards/<uuid:ward_id>.csv")
@needs(Permission.KNOCKUP_PRINT)
def ward_csv(ward_id: UUID) -> Response:
    """Give one ward's list as a table."""
    found, doors = listed(ward_id)
    note(Deed.LIST_TAKEN, Subject.WARD, ward_id, "CSV")
    name = f"knock-up {found.name}.csv"
    return attachment(list_csv(salted(found, doors, "CSV")), name, "text/csv")


@bp.post("/wards/<uuid:ward_id>/print")
@needs(Permission.KNOCKUP_PRINT)
def print_ward(ward_id: UUID) -> Response:
    """Print one ward's list with its cover; whoever asks within half a minute gets the same."""
    session = db.session()
    found = ward_for(session, member(), ward_id)
    pdf = current_pack(session, campaign(), found, Order(found.id, viewer().id))
    note(Deed.SHEETS_PRINTED, Subject.WARD, ward_id)
    return attachment(pdf, f"knock-up {found.name}.pdf", "application/pdf")


def in_own_order(door: Door) -> Door:
    """Show the people of a door in the reader's own order, so that a leak can be traced."""
    own = sorted(door.promises, key=lambda one: place_for(viewer().id, one.elector))
    return replace(door, promises=tuple(own))


def salted(found: Ward, doors: list[Door], form: str) -> list[Door]:
    """Put an invented elector into a list that is taken away, so that a leak can be traced.

    Programs ask for JSON again and again: within a day they have the same one. Where it cannot be
    kept whose list it is (a full disk), the list goes out without.
    """
    if not doors:
        return doors
    session, what = db.session(), f"knock-up list, {form}"
    known = canary_of(session, what, found.id, viewer().id, now()) if form == "JSON" else None
    if known is not None:
        return with_canary(doors, known.name, Random(known.name))  # noqa: S311  only a place in a list
    names = current_app.extensions.setdefault("canvass-free-names", {})
    name = free_name(session, SystemRandom(), names.setdefault(campaign().id, set()))
    taken = {"what": what, "ward_id": found.id, "user_id": viewer().id}
    is_kept = keep_beside(Canary(name=name, at=now(), **taken))
    return with_canary(doors, name, Random(name)) if is_kept else doors  # noqa: S311


def listed(ward_id: UUID) -> tuple[Ward, list[Door]]:
    """Give a ward this person works in, and its doors that are still to be knocked up."""
    session = db.session()
    found = ward_for(session, member(), ward_id)
    return found, knockup_doors(session, found, campaign().polling_day)
