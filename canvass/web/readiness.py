"""Are we ready for polling day? Targets, stations, tellers, phones, packs, and a rehearsal."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField, SelectField, StringField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, NumberRange

from canvass.backups import backups_in, is_due
from canvass.core.access import Permission
from canvass.db import db
from canvass.store.board import DistrictCount, board_rows, district_counts
from canvass.store.places import District, Ward, districts, ward_for, wards_for
from canvass.store.rehearsal import begin_rehearsal, end_rehearsal
from canvass.store.rooms import rooms
from canvass.store.roster import (
    Shift,
    hours_of_day,
    hours_rostered,
    phones_that_told,
    shift_called,
    shifts,
)
from canvass.store.targets import Target, aim, targets
from canvass.web.access import campaign, member, needs
from canvass.web.backups import OTHERWISE, SPARE, backup_folder
from canvass.web.clock import now
from canvass.web.drawing import PackNote, notes_in
from canvass.web.forms import PageForm

bp = Blueprint("readiness", __name__, url_prefix="/c/<slug>/polling-day/ready")


class TargetForm(PageForm):
    """What a ward aims for."""

    ward = SelectField("Ward", validate_choice=False)
    votes = IntegerField(
        "Votes wanted", [InputRequired("How many votes?"), NumberRange(1, 1_000_000)]
    )
    turnout = IntegerField(
        "Turnout expected, in every 100",
        [InputRequired("From 1 to 100."), NumberRange(1, 100, "From 1 to 100.")],
        default=35,
    )
    promises_turnout = IntegerField(
        "Of every 100 promises, how many vote",
        [InputRequired("From 1 to 100."), NumberRange(1, 100, "From 1 to 100.")],
        default=70,
    )


class ShiftForm(PageForm):
    """A teller on the roster."""

    district = SelectField("Polling district", validate_choice=False)
    teller = StringField("Teller", [InputRequired("Who tells?"), Length(max=80)])
    phone = StringField("Phone", [Length(max=40)], render_kw={"inputmode": "tel"})
    starts = TimeField("From", [InputRequired("From when?")])
    ends = TimeField("Until", [InputRequired("Until when?")])


class WardReady(NamedTuple):
    """How ready a ward is: promises against what it needs, and its pack on the disk."""

    ward: Ward
    promises: int
    electors: int
    target: Target | None
    pack: PackNote | None


class DistrictReady(NamedTuple):
    """How ready a polling district is: its promises, and its share of what its ward needs."""

    district: District
    room: str
    promises: int
    needed: int | None


@bp.get("/")
@needs(Permission.KNOCKUP_READ)
def ready() -> str:
    """Show what is ready and what is not."""
    return page(TargetForm(), ShiftForm())


@bp.post("/target")
@needs(Permission.CAMPAIGN_SET)
def set_target() -> ResponseReturnValue:
    """Set what a ward aims for."""
    form = TargetForm()
    session = db.session()
    known = {str(ward.id): ward for ward in wards_for(session, member())}
    ward = known.get(str(form.ward.data))
    if not form.sent() or ward is None:
        if ward is None:
            form.ward.errors = ["Choose a ward."]
        return page(form, ShiftForm()), 400
    told = (form.votes.data or 1, form.turnout.data or 1, form.promises_turnout.data or 1)
    target = aim(session, ward_for(session, member(), ward.id).id, *told)
    needed = target.promises
    session.commit()
    flash(f"{ward.name} needs {needed:,} promises.")
    return redirect(url_for("readiness.ready"))


@bp.post("/shift")
@needs(Permission.CAMPAIGN_SET)
def add_shift() -> ResponseReturnValue:
    """Put a teller on the roster."""
    form = ShiftForm()
    session = db.session()
    places = {one.code: one for one in districts(session).values() if member().sees(one.ward_id)}
    place = places.get(str(form.district.data))
    is_whole = form.sent()
    starts, ends = form.starts.data, form.ends.data
    if starts and ends and starts >= ends:
        form.ends.errors = ["A shift ends after it starts."]
        is_whole = False
    if place is None:
        form.district.errors = ["Choose a polling district."]
    if not is_whole or place is None or starts is None or ends is None:
        return page(TargetForm(), form), 400
    teller = str(form.teller.data).strip()
    session.add(
        Shift(
            polling_district_id=place.id,
            teller=teller,
            phone=str(form.phone.data or "").strip(),
            starts=starts,
            ends=ends,
        )
    )
    session.commit()
    flash(f"{teller} tells for {place.code} from {starts:%H:%M}.")
    return redirect(url_for("readiness.ready"))


@bp.post("/shift/<uuid:shift_id>/drop")
@needs(Permission.CAMPAIGN_SET)
def drop_shift(shift_id: UUID) -> ResponseReturnValue:
    """Take a teller off the roster."""
    session = db.session()
    shift = shift_called(session, shift_id)
    session.delete(shift)
    session.commit()
    flash(f"{shift.teller} is off the roster.")
    return redirect(url_for("readiness.ready"))


@bp.post("/rehearsal")
@needs(Permission.CAMPAIGN_SET)
def rehearse() -> ResponseReturnValue:
    """Begin a rehearsal."""
    begin_rehearsal(db.session(), campaign(), now().astimezone(campaign().time_zone).date())
    db.session.commit()
    flash("The rehearsal is on. What is told and knocked now counts for nothing and is wiped.")
    return redirect(url_for("readiness.ready"))


@bp.post("/rehearsal/end")
@needs(Permission.CAMPAIGN_SET)
def stop_rehearsing() -> ResponseReturnValue:
    """End the rehearsal, and wipe it."""
    wiped = end_rehearsal(db.session(), campaign())
    db.session.commit()
    flash(f"The rehearsal is over: {wiped:,} marks are wiped, and all else that was played.")
    return redirect(url_for("readiness.ready"))


def page(target: TargetForm, shift: ShiftForm) -> str:
    """Draw the page."""
    session = db.session()
    wards = wards_for(session, member())
    places = districts(session)
    counts = district_counts(session, campaign(), places, now())
    sums = {row.ward_id: row for row in board_rows(member(), counts)}
    aims = targets(session)
    packs = {note.ward_id: note for note in notes_in(campaign().slug)}
    rows = [
        WardReady(
            ward,
            sums[ward.id].promises if ward.id in sums else 0,
            sums[ward.id].electors if ward.id in sums else 0,
            aims.get(ward.id),
            packs.get(str(ward.id)),
        )
        for ward in wards
    ]
    by_district = districts_ready(counts, rows, {room.id: room.name for room in rooms(session)})
    target.ward.choices = choices([(str(ward.id), ward.name) for ward in wards])
    mine = [one for one in places.values() if member().sees(one.ward_id)]
    shift.district.choices = choices([(one.code, f"{one.code}  {one.station}") for one in mine])
    roster = shifts(session)
    made = backups_in(backup_folder())
    return render_template(
        "readiness/ready.html",
        rows=rows,
        by_district=by_district,
        target_form=target,
        shift_form=shift,
        places=mine,
        roster=roster,
        rostered=hours_rostered(roster),
        hours=hours_of_day(campaign()),
        phones=phones_that_told(session, campaign()),
        backup=next(iter(made), None),
        backup_is_old=is_due(backup_folder(), now(), OTHERWISE + SPARE),
    )


def districts_ready(
    counts: Sequence[DistrictCount], rows: Sequence[WardReady], names: Mapping[UUID, str]
) -> list[DistrictReady]:
    """Share each ward's need out over its districts, by how many may vote at each station."""
    wards = {row.ward.id: row for row in rows}
    return [
        DistrictReady(
            one.district,
            names.get(one.district.room_id, "") if one.district.room_id else "",
            one.promises,
            share_of(one.electors, wards[one.district.ward_id]),
        )
        for one in counts
        if one.district.ward_id in wards
    ]


def share_of(electors: int, row: WardReady) -> int | None:
    """Give a district's share of its ward's need, rounded up; `None` without a target."""
    if row.target is None or not row.electors:
        return None
    return math.ceil(row.target.promises * electors / row.electors)


def choices(pairs: list[tuple[str, str]]) -> list[SelectChoice]:
    """Give choices with an empty one before them."""
    return [SelectChoice("", "Choose"), *(SelectChoice(value, label) for value, label in pairs)]
