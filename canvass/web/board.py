"""The polling-day board: read across a room, on a phone, and asked for again every ten seconds."""

import hashlib
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, Response, current_app, make_response, render_template, request
from sqlalchemy.orm import Session

from canvass.core.access import Member, Permission
from canvass.core.audit import Deed
from canvass.core.reading import named_words
from canvass.core.telling import DOUBT_WORDS
from canvass.db import db
from canvass.store.accounts import Campaign
from canvass.store.board import (
    BoardRow,
    DistrictCount,
    board_rows,
    decide_count,
    district_counts,
    doors_knocked,
    to_decide,
)
from canvass.store.leases import WalkRow, walks_for
from canvass.store.ledger import Sheet, sheets_for
from canvass.store.lifts import lift_counts
from canvass.store.places import districts, wards_for
from canvass.store.rooms import rooms
from canvass.store.rounds import KnockupRound, latest_round
from canvass.store.telling import told_at
from canvass.web.access import campaign, member, needs
from canvass.web.clock import now
from canvass.web.noting import note

bp = Blueprint("board", __name__, url_prefix="/c/<slug>/polling-day")

SAME_FOR = timedelta(seconds=5)
"""Counts this young are shown again: two hundred watchers cost one counting."""


class Counted(NamedTuple):
    """The counts of one campaign, and when they were made."""

    at: datetime
    districts: list[DistrictCount]


class Board(NamedTuple):
    """All that the board shows."""

    rows: list[BoardRow]
    told: datetime | None
    latest: tuple[KnockupRound, str] | None
    knocked: int
    walks: list[WalkRow]
    sheets: list[tuple[Sheet, str]]
    lifts: tuple[int, int]
    to_decide: int

    @property
    def promises(self) -> int:
        """Promises who vote in person."""
        return sum(row.promises for row in self.rows)

    @property
    def voted(self) -> int:
        """Those of them who were told."""
        return sum(row.voted for row in self.rows)

    @property
    def left(self) -> int:
        """Those who are still on the lists."""
        return sum(row.left for row in self.rows)


COUNTING = threading.Lock()


@bp.get("/")
@needs(Permission.KNOCKUP_READ)
def board() -> Response:
    """Show the board, which asks for itself again and is told whether anything has changed."""
    session = db.session()
    asked = request.args.get("room", "")
    every = rooms(session)
    room = next((one for one in every if str(one.id) == asked), None)
    page = render_template(
        "board/board.html",
        board=board_of(session, campaign(), member(), room.id if room else None),
        room=room,
        rooms=every,
        names={ward.id: ward.name for ward in wards_for(session, member())},
        closes=campaign().polls_close,
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(hashlib.sha256(page.encode()).hexdigest()[:20])
    return answer.make_conditional(request)  # type: ignore[return-value]  # the same answer


@bp.get("/decide")
@needs(Permission.TELLING_MARK)
def decide() -> str:
    """Show the numbers that somebody must look at."""
    session = db.session()
    rows = to_decide(session, member(), campaign())
    note(Deed.NUMBERS_SEEN, words=named_words("to decide", len(rows)))
    return render_template(
        "board/decide.html",
        rows=rows,
        places=districts(session),
        doubts=DOUBT_WORDS,
    )


def board_of(
    session: Session, election: Campaign, person: Member, room_id: UUID | None = None
) -> Board:
    """Gather what the board shows to a member, or of it what one committee room looks after."""
    latest = latest_round(session, person)
    return Board(
        rows=board_rows(
            person,
            [
                one
                for one in counted(session, election)
                if room_id is None or one.district.room_id == room_id
            ],
        ),
        told=told_at(session, election),
        latest=latest,
        knocked=doors_knocked(session, election, latest[0].started_at if latest else None),
        walks=[row for row in walks_for(session, person, now()) if row.holders],
        sheets=sheets_for(session, person, only_out=True),
        lifts=lift_counts(session),
        to_decide=decide_count(session, person, election),
    )


def counted(session: Session, election: Campaign) -> Sequence[DistrictCount]:
    """Count a campaign's districts, or give the counts of a moment ago.

    One request counts; those that come meanwhile see the last counts, and wait only for the first.
    """
    kept: dict[int, Counted] = current_app.extensions.setdefault("canvass-board", {})
    if not COUNTING.acquire(blocking=election.id not in kept):
        return kept[election.id].districts
    try:
        known = kept.get(election.id)
        if known is None or abs(now() - known.at) >= SAME_FOR:
            made = district_counts(session, election, districts(session), now())
            known = kept[election.id] = Counted(now(), made)
    finally:
        COUNTING.release()
    return known.districts
