"""One issue across the wards: a picture of tiles, a line for each ward, and the tables of both."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, render_template, request

from canvass.core.access import Permission
from canvass.core.choices import Choice
from canvass.core.errors import NotFoundError
from canvass.core.tiles import axis_over, shade_words, size_of, tiles_of, trend_of, trend_size
from canvass.db import db
from canvass.store.places import wards_for
from canvass.store.trends import choices, shares, weekly_shares
from canvass.web.access import campaign, member, needs
from canvass.web.clock import now
from canvass.web.periods import WEEKS, asked, last_day, last_weeks, period_asked, presets, sources

bp = Blueprint("across", __name__, url_prefix="/c/<slug>/issues/across")


@bp.get("/")
@needs(Permission.REPORT_READ)
def issue() -> str:
    """Show what the wards raise of one issue or theme."""
    session = db.session()
    offered = choices(session)
    choice, period = chosen(offered), period_asked()
    wards = wards_for(session, member()) if choice else []
    weeks = [replace(one, source=period.source) for one in last_weeks(period.until or last_day())]
    cells = shares(session, wards, choice, period) if choice else []
    series = [weekly_shares(session, ward, choice, weeks) for ward in wards if choice]
    axis, trend_axis = axis_over(cells), axis_over([one for row in series for one in row])
    return render_template(
        "across/issue.html",
        offered=offered,
        choice=choice,
        rows=list(zip(wards, cells, series, strict=True)),
        tiles=tiles_of([(ward.name, cell) for ward, cell in zip(wards, cells, strict=True)], axis),
        size=size_of(len(wards)),
        shades=shade_words(axis),
        weeks=weeks,
        trends=[trend_of(row, trend_axis) for row in series],
        trend_axis=trend_axis,
        trend_size=trend_size(WEEKS),
        period=period,
        presets=presets(),
        sources=sources(),
        asked=asked(),
        smallest=campaign().smallest_cell,
        as_at=now(),
    )


def chosen(offered: Sequence[Choice]) -> Choice | None:
    """Give the issue or theme that the address asks for; the catalogue's first if none.

    Raises:
        NotFoundError: there is none of that name.
    """
    wanted = request.args.get("issue", "")
    if not wanted:
        return next((one for one in offered if not one.is_theme), None)
    for one in offered:
        if one.value == wanted:
            return one
    raise NotFoundError("There is no such issue any more. Choose another.")
