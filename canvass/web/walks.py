"""Walks for organisers: made of streets, given out, taken back."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.errors import NotFoundError
from canvass.core.sources import Source
from canvass.db import db
from canvass.store.accounts import people
from canvass.store.calling import make_calls, to_ring
from canvass.store.contacts import walk_progress
from canvass.store.leases import give_walk, take_walk_back, walk_for, walks_for
from canvass.store.places import Ward, ward_for, wards_for
from canvass.store.teams import team_of
from canvass.store.walks import EmptyWalkError, door_count, make_walk, street_sides
from canvass.web.access import campaign, member, needs
from canvass.web.clock import now
from canvass.web.forms import PageForm
from canvass.web.noting import note

bp = Blueprint("walks", __name__, url_prefix="/c/<slug>/walks")

LONG_WALK = 100
"""Doors past which a walk is more than a team's evening."""


class GiveForm(PageForm):
    """Who gets a walk."""

    user = SelectField("To", validate_choice=False)


@bp.get("/")
@needs(Permission.WALK_ASSIGN)
def walks() -> str:
    """Show the walks: whose hands they are in, and how far they have come."""
    session = db.session()
    return render_template(
        "walks/walks.html",
        rows=walks_for(session, member(), now()),
        progress=walk_progress(session),
        wards=wards_for(session, member()),
    )


@bp.get("/<uuid:walk_id>")
@needs(Permission.WALK_ASSIGN)
def walk(walk_id: UUID) -> str:
    """Show one walk: who has it, what came in from each, and what looks wrong."""
    session = db.session()
    found = walk_for(session, member(), walk_id, now())
    return render_template(
        "walks/walk.html",
        walk=found,
        ward=ward_for(session, member(), found.ward_id),
        doors=door_count(session, found),
        progress=walk_progress(session),
        team=team_of(session, found, now()),
        people=people(session),
    )


@bp.get("/new/<uuid:ward_id>")
@needs(Permission.WALK_ASSIGN)
def new(ward_id: UUID) -> str:
    """Show a ward's streets to choose a walk from."""
    return new_page(ward_for(db.session(), member(), ward_id), "")


@bp.post("/new/<uuid:ward_id>")
@needs(Permission.WALK_ASSIGN)
def make(ward_id: UUID) -> ResponseReturnValue:
    """Make a walk of the streets that were chosen, or a telephone session of their homes."""
    session = db.session()
    ward = ward_for(session, member(), ward_id)
    make_it = make_calls if request.form.get("source") == Source.TELEPHONE else make_walk
    try:
        made = make_it(session, ward, chosen_sides(request.form.getlist("side")), now())
    except EmptyWalkError as refusal:
        return new_page(ward, str(refusal)), 400
    session.commit()
    flash(f"{made.name} is ready. Show its code to a phone, or give it to somebody.")
    return redirect(url_for("walks.walk", walk_id=made.id))


@bp.post("/<uuid:walk_id>/give")
@needs(Permission.WALK_ASSIGN)
def give(walk_id: UUID) -> ResponseReturnValue:
    """Give a walk to somebody who has an account in this campaign."""
    session = db.session()
    found = walk_for(session, member(), walk_id, now())
    told = GiveForm().user.data
    person = next((one for one, _ in people(session) if str(one.id) == told), None)
    if person is None:
        flash("Choose who gets the walk.")
        return redirect(url_for("walks.walk", walk_id=walk_id))
    lease = give_walk(session, found, person.id, now(), campaign().lease_hours)
    note(Deed.WALK_GIVEN, Subject.PERSON, person.id, found.name[:200])
    session.commit()
    until = lease.until.astimezone(campaign().time_zone)
    flash(f"{found.name} is with {person.name} until {until:%H:%M}.")
    return redirect(url_for("walks.walk", walk_id=walk_id))


@bp.post("/<uuid:walk_id>/take-back")
@needs(Permission.WALK_ASSIGN)
def take_back(walk_id: UUID) -> ResponseReturnValue:
    """Take a walk back from one person, or from everybody; what was recorded still arrives."""
    session = db.session()
    found = walk_for(session, member(), walk_id, now())
    told = GiveForm().user.data
    team = {str(one.user_id): one for one in team_of(session, found, now())}
    if told and told not in team:
        raise NotFoundError
    take_walk_back(session, found, now(), team[told].user_id if told else None)
    whom = team[told].user_id if told else None
    note(Deed.WALK_TAKEN_BACK, Subject.PERSON, whom, found.name[:200])
    session.commit()
    whose = f" from {team[told].name}" if told else ""
    flash(f"{found.name} is taken back{whose}. What was recorded on it still arrives.")
    return redirect(url_for("walks.walk", walk_id=walk_id))


def chosen_sides(told: list[str]) -> list[tuple[UUID, str]]:
    """Read what the form says of sides: a street's id, a colon, and "odd", "even" or nothing."""
    found = []
    for one in told:
        street_id, _, side = one.partition(":")
        try:
            found.append((UUID(street_id), side))
        except ValueError:
            continue
    return found


def new_page(ward: Ward, mistake: str) -> str:
    """Draw the page on which a walk is made."""
    sides = street_sides(db.session(), ward.id)
    return render_template(
        "walks/new.html",
        ward=ward,
        sides=sides,
        to_ring=to_ring(db.session(), ward.id),
        mistake=mistake,
        long_walk=LONG_WALK,
    )
