"""After the close of polls: what the marked register says, on screen and as tables."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

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
from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.holdout import effect_csv, effect_words
from canvass.db import db
from canvass.store.closing import Outcome, keeps_until, outcome
from canvass.store.marked import closes_at
from canvass.web.access import campaign, member, needs
from canvass.web.clock import now
from canvass.web.files import attachment

bp = Blueprint("closing", __name__, url_prefix="/c/<slug>/polling-day")

OF_THE_DAY = frozenset({"ledger", "lifts", "rounds", "scans", "slips", "telling"})
"""Where a desk changes what polling day came to."""


class FrozenDayError(CanvassError):
    """The day is over, and was frozen."""


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


@bp.post("/after/freeze")
@needs(Permission.CAMPAIGN_SET)
def freeze() -> ResponseReturnValue:
    """Freeze the day, or let it go on: frozen, nobody at a desk changes what it came to."""
    election = campaign()
    if now() < closes_at(election):
        raise PollsOpenError(closes_at(election))
    election.frozen_at = None if election.frozen_at else now()
    db.session.commit()
    flash("The day is frozen." if election.frozen_at else "The day goes on: it can be changed.")
    return redirect(url_for("closing.after"))


@bp.before_app_request
def keep_frozen() -> None:
    """Refuse what would change a frozen day; numbers that phones still hold come in all the same.

    Raises:
        FrozenDayError: the day is frozen.
    """
    election = g.get("campaign")
    if request.method != "POST" or request.blueprint not in OF_THE_DAY or election is None:
        return
    if election.frozen_at and not election.rehearsal_on and g.member.may(Permission.TELLING_MARK):
        raise FrozenDayError(
            "The day is frozen: its marks, rounds and results stay as they are. "
            "On the page “After” it can be let go on."
        )


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
