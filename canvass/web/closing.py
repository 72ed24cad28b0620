"""After the close of polls: what the marked register says, on screen and as tables."""

from flask import Blueprint, Response, render_template

from canvass.core.access import Permission
from canvass.core.closing import (
    PollsOpenError,
    all_told,
    all_turnouts,
    told_csv,
    told_words,
    turnout_csv,
    turnout_words,
)
from canvass.core.errors import NotFoundError
from canvass.core.holdout import effect_csv, effect_words
from canvass.db import db
from canvass.store.closing import Outcome, keeps_until, outcome
from canvass.store.marked import closes_at
from canvass.web.access import campaign, member, needs
from canvass.web.clock import now
from canvass.web.files import attachment

bp = Blueprint("closing", __name__, url_prefix="/c/<slug>/polling-day")

TABLES = {
    "telling": lambda found: told_csv(found.told),
    "turnout": lambda found: turnout_csv(found.turnout),
    "hold-out": lambda found: effect_csv(found.effect),
}


@bp.get("/after")
@needs(Permission.REPORT_READ)
def after() -> str:
    """Show what the marked register says; before the close only when that will be."""
    try:
        found = outcome(db.session(), member(), now())
    except PollsOpenError:
        return page(None)
    return page(found)


@bp.get("/after/<table>.csv")
@needs(Permission.REPORT_READ)
def table_csv(table: str) -> Response:
    """Give one of the page's tables; before the close it is refused."""
    if table not in TABLES:
        raise NotFoundError
    written = TABLES[table](outcome(db.session(), member(), now()))
    return attachment(written, f"after the close {table} {campaign().slug}.csv", "text/csv")


def page(found: Outcome | None) -> str:
    """Draw the page, with all that is said in words."""
    return render_template(
        "closing/after.html",
        found=found,
        closes=closes_at(campaign()),
        keeps_until=keeps_until(campaign()),
        now=now(),
        told_words=told_words,
        turnout_words=turnout_words,
        effect_words=effect_words,
        all_told=all_told,
        all_turnouts=all_turnouts,
    )
