"""One issue across the wards: a picture of tiles, a line for each ward, and the tables of both."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request

from canvass.core.access import Permission
from canvass.core.choices import Choice
from canvass.core.errors import NotFoundError
from canvass.core.maps import map_of
from canvass.core.pictures import Cell
from canvass.core.tiles import (
    axis_over,
    shade_of,
    shade_words,
    size_of,
    tiles_of,
    trend_of,
    trend_size,
    word_of,
)
from canvass.db import db
from canvass.store.boundaries import outlines_for, set_in_force
from canvass.store.places import Ward, wards_for
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
        **picture(list(zip(wards, cells, strict=False)), axis),
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


def picture(rows: Sequence[tuple[Ward, Cell]], axis: float) -> dict[str, Any]:
    """Lay the wards out: as they lie where their outlines are known, the others as tiles."""
    session = db.session()
    kept = set_in_force(session)
    outlines = outlines_for(session, kept, [ward for ward, _ in rows])
    placed = [row for row in rows if row[0].id in outlines]
    tiled = [row for row in rows if row[0].id not in outlines]
    ward_map = None
    if placed:
        told = [(ward.name, word_of(cell), outlines[ward.id].drawn) for ward, cell in placed]
        ward_map = map_of(told)
    return {
        "kept": kept,
        "map": ward_map,
        "drawn": [
            (ward, cell, shade_of(cell, axis), one)
            for (ward, cell), one in zip(placed, ward_map.wards if ward_map else (), strict=True)
        ],
        "tiled": tiled,
        "tiles": tiles_of([(ward.name, cell) for ward, cell in tiled], axis),
        "size": size_of(len(tiled)),
    }


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
