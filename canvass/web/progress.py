"""Canvass progress: how far it has come, by ward, district, week and person, and what is left."""

from flask import Blueprint, render_template

from canvass.core.access import Permission
from canvass.core.progress import Progress, sessions_left, total
from canvass.db import db
from canvass.store.places import wards_for
from canvass.store.progress import (
    by_person,
    by_team,
    by_telephone,
    by_week,
    district_progress,
    evenings,
    pace,
)
from canvass.web.access import member, needs
from canvass.web.clock import now

bp = Blueprint("progress", __name__, url_prefix="/c/<slug>/progress")


@bp.get("/")
@needs(Permission.WALK_ASSIGN)
def progress() -> str:
    """Show how far canvassing has come."""
    session = db.session()
    found = district_progress(session, member())
    nights = evenings(session, member())
    wards = [
        (total(ward.name, found[ward.id]), found[ward.id])
        for ward in wards_for(session, member())
        if ward.id in found
    ]
    whole: Progress = total("All wards", [row for row, _ in wards])
    return render_template(
        "progress/progress.html",
        wards=wards,
        whole=whole,
        weeks=by_week(nights),
        people=by_person(session, nights),
        teams=by_team(session, nights),
        calls=by_telephone(nights),
        pace=pace(nights),
        sessions=sessions_left(whole.left, pace(nights)),
        as_at=now(),
    )
