"""Knock-up lists on screen, on paper and as files."""

from random import SystemRandom
from uuid import UUID

from flask import Blueprint, Response, jsonify, render_template

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.canary import with_canary
from canvass.core.knockup import Door, list_counts, list_csv, list_data
from canvass.db import db
from canvass.store.canaries import Canary, free_name
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
        doors=doors,
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
    return jsonify(list_data(campaign().slug, found.name, doors, told))


@bp.get("/wards/<uuid:ward_id>.csv")
@needs(Permission.KNOCKUP_PRINT)
def ward_csv(ward_id: UUID) -> Response:
    """Give one ward's list as a table."""
    found, doors = listed(ward_id)
    note(Deed.LIST_TAKEN, Subject.WARD, ward_id, "CSV")
    name = f"knock-up {found.name}.csv"
    return attachment(list_csv(salted(found, doors)), name, "text/csv")


@bp.post("/wards/<uuid:ward_id>/print")
@needs(Permission.KNOCKUP_PRINT)
def print_ward(ward_id: UUID) -> Response:
    """Print one ward's list with its cover; whoever asks within half a minute gets the same."""
    session = db.session()
    found = ward_for(session, member(), ward_id)
    pdf = current_pack(session, campaign(), found, Order(found.id, viewer().id))
    note(Deed.SHEETS_PRINTED, Subject.WARD, ward_id)
    return attachment(pdf, f"knock-up {found.name}.pdf", "application/pdf")


def salted(found: Ward, doors: list[Door]) -> list[Door]:
    """Put an invented elector into a list that is taken away, so that a leak can be traced.

    Where it cannot be kept whose list it is (a full disk), the list goes out without.
    """
    if not doors:
        return doors
    chance = SystemRandom()
    name = free_name(db.session(), chance)
    taken = {"what": "knock-up list, CSV", "ward_id": found.id, "user_id": viewer().id}
    is_kept = keep_beside(Canary(name=name, at=now(), **taken))
    return with_canary(doors, name, chance) if is_kept else doors


def listed(ward_id: UUID) -> tuple[Ward, list[Door]]:
    """Give a ward this person works in, and its doors that are still to be knocked up."""
    session = db.session()
    found = ward_for(session, member(), ward_id)
    return found, knockup_doors(session, found, campaign().polling_day)
