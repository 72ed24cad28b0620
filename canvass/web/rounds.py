"""Rounds of knocking up and of the postal chase: started, printed, put right on paper."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, NumberRange

from canvass.core.access import Permission
from canvass.core.areas import Area, areas_of
from canvass.core.audit import Deed, Subject
from canvass.core.knocks import RoundKind
from canvass.core.knockup import Door
from canvass.core.rounds import held_out, in_order, worth_of
from canvass.db import db, reading
from canvass.sheets.difference import difference_pdf
from canvass.store.base import new_id
from canvass.store.jobs import ask_for
from canvass.store.knocks import result_counts
from canvass.store.knockup import knockup_doors
from canvass.store.ledger import Planned, Sheet, enter_sheets, line_counts, sheets_of
from canvass.store.places import Ward, districts, ward_for, wards_for
from canvass.store.roster import coverage
from canvass.store.rounds import (
    KnockupRound,
    hold_out,
    homes_held_out,
    round_for,
    rounds_for,
    start_round,
    strike,
    struck_lines,
)
from canvass.store.telling import told_at
from canvass.store.turnout import histories
from canvass.web.access import campaign, member, needs, viewer
from canvass.web.clock import now
from canvass.web.drawing import pack_of_sheets
from canvass.web.files import attachment
from canvass.web.forms import PageForm
from canvass.web.noting import note
from canvass.web.packs import PACK_WORK
from canvass.web.papers import difference_paper, occasion_words, planned

bp = Blueprint("rounds", __name__, url_prefix="/c/<slug>/polling-day/rounds")

KIND_CHOICES = [
    SelectChoice(RoundKind.KNOCKUP.value, "Knock-up: promises who have not voted"),
    SelectChoice(RoundKind.POSTAL.value, "Postal chase: promises who vote by post"),
]
MOST_HELD_OUT = 50


class RoundForm(PageForm):
    """A round to start."""

    area = SelectField("Area", validate_choice=False)
    kind = SelectField("For", choices=KIND_CHOICES)
    hold_out = IntegerField(
        "Households to hold out, of every 100",
        [
            InputRequired("Type 0 to hold nobody out."),
            NumberRange(0, MOST_HELD_OUT, f"From 0 to {MOST_HELD_OUT}."),
        ],
        default=0,
    )


class Asked(NamedTuple):
    """What a round is started for: a ward, or one polling district of it."""

    ward: Ward
    district_id: UUID | None
    code: str


class Plan(NamedTuple):
    """A round about to be started: the list as it was read, and `told`, up to when it knows.

    `spared` are the households held out already, `drawn` the doors that this round holds out.
    """

    kind: RoundKind
    share: int
    told: datetime | None
    spared: set[UUID]
    drawn: list[Door]
    sheets: list[Planned]


@bp.get("/")
@needs(Permission.KNOCKUP_READ)
def rounds() -> str:
    """Show the rounds of the day, and start the next."""
    return page(RoundForm())


@bp.post("/")
@needs(Permission.KNOCKUP_PRINT)
def start() -> ResponseReturnValue:
    """Start a round: the list is frozen, its sheets are in the ledger, its pack is being drawn."""
    form = RoundForm()
    with reading():
        asked = asked_area(str(form.area.data))
        plan = plan_of(asked, form) if asked and form.sent() else None
    if asked is None:
        form.area.errors = ["Choose a ward or a polling district."]
    if asked is None or plan is None:
        return page(form), 400
    session = db.session()
    if homes_held_out(session) != plan.spared:  # another round drew some in this very moment
        plan = plan_of(asked, form)
    started = freeze(session, asked, plan)
    ask_for(session, PACK_WORK, {"wards": [str(asked.ward.id)], "pads": False}, viewer().id, now())
    session.commit()
    flash(f"Round {started.number} of {asked.ward.name} is started.")
    return redirect(url_for("rounds.frozen", round_id=started.id))


@bp.get("/<uuid:round_id>")
@needs(Permission.KNOCKUP_READ)
def frozen(round_id: UUID) -> str:
    """Show one round: its sheets in the order to send them out, who has which, what came back."""
    session = db.session()
    found = round_for(session, member(), round_id)
    sheets = sheets_of(session, found.id)
    struck = struck_lines(session, [sheet for sheet in sheets if sheet.is_out])
    return render_template(
        "rounds/frozen.html",
        round=found,
        ward=ward_for(session, member(), found.ward_id),
        sheets=sheets,
        lines=line_counts(session, [sheet.id for sheet in sheets]),
        results=result_counts(session, [sheet.id for sheet in sheets]),
        struck=struck,
        told=told_at(session, campaign()),
        name_of=name_of,
    )


@bp.post("/<uuid:round_id>/print")
@needs(Permission.KNOCKUP_PRINT)
def print_round(round_id: UUID) -> Response:
    """Draw a round's sheets just as they were frozen, with a cover; the same as often as asked."""
    session = db.session()
    found = round_for(session, member(), round_id)
    ward = ward_for(session, member(), found.ward_id)
    occasion = occasion_words(campaign(), found.kind, found.number)
    draw = pack_of_sheets(session, ward, sheets_of(session, found.id), occasion)
    session.rollback()
    note(Deed.SHEETS_PRINTED, Subject.ROUND, round_id)
    return attachment(draw(), f"{ward.name} {name_of(found)}.pdf", "application/pdf")


@bp.post("/<uuid:round_id>/strike")
@needs(Permission.KNOCKUP_PRINT)
def print_difference(round_id: UUID) -> Response:
    """Draw a difference sheet for the sheets of a round that are out: what to strike since."""
    session = db.session()
    found = round_for(session, member(), round_id)
    ward = ward_for(session, member(), found.ward_id)
    out = [sheet for sheet in sheets_of(session, found.id) if sheet.is_out]
    struck = struck_lines(session, out)
    paper = difference_paper(session, ward, out, struck, now())
    strike(session, struck, now())
    note(Deed.SHEETS_PRINTED, Subject.ROUND, round_id, "difference sheet")
    session.commit()
    pdf = difference_pdf(paper)
    return attachment(pdf, f"strike {ward.name} {name_of(found)}.pdf", "application/pdf")


def plan_of(asked: Asked, form: RoundForm) -> Plan:
    """Read an area's list and lay its sheets out: whom to hold out, and what goes out first."""
    session = db.session()
    kind, share = RoundKind(str(form.kind.data)), form.hold_out.data or 0
    told, spared = told_at(session, campaign()), homes_held_out(session)
    every = knockup_doors(session, asked.ward, campaign().polling_day, kind)
    doors = [
        door for door in every if door.household not in spared and asked.code in ("", door.district)
    ]
    drawn = held_out(doors, share, new_id().int)
    called = [door for door in doors if door.household not in drawn]
    return Plan(
        kind=kind,
        share=share,
        told=told,
        spared=spared,
        drawn=[door for door in doors if door.household in drawn],
        sheets=[planned(area, why) for area, why in ordered(session, asked.ward.id, called)],
    )


def freeze(session: Session, asked: Asked, plan: Plan) -> KnockupRound:
    """Freeze an area's list as a round: whom it holds out, and its sheets, best first."""
    like = KnockupRound(
        ward_id=asked.ward.id,
        polling_district_id=asked.district_id,
        kind=plan.kind,
        hold_out=plan.share,
        started_by=viewer().id,
        started_at=now(),
        told_at=plan.told,
    )
    started = start_round(session, like)
    hold_out(session, started, plan.drawn)
    sheet = Sheet(
        ward_id=asked.ward.id,
        round_id=started.id,
        kind=plan.kind,
        user_id=viewer().id,
        made_at=started.started_at,
        told_at=plan.told,
    )
    enter_sheets(session, sheet, plan.sheets)
    return started


def ordered(session: Session, ward_id: UUID, doors: Sequence[Door]) -> list[tuple[Area, str]]:
    """Cut doors into areas and put them in order: the most votes a minute first."""
    areas = areas_of(doors)
    places = districts(session)
    told = {
        places[id_].code: one.share
        for id_, one in coverage(session, campaign(), places.values(), now()).items()
    }
    there = now().astimezone(campaign().time_zone)
    moment = there.time() if there.date() == campaign().telling_day else campaign().polls_open
    past = histories(session, ward_id)
    worths = [worth_of(area, told.get(area.district, 0.0), moment, past) for area in areas]
    return in_order(areas, worths)


def asked_area(told: str) -> Asked | None:
    """Read the area that was chosen: "ward:" or "district:" and an id."""
    session = db.session()
    what, _, id_ = told.partition(":")
    wards = {str(ward.id): ward for ward in wards_for(session, member())}
    if what == "ward" and id_ in wards:
        return Asked(wards[id_], None, "")
    for place in districts(session).values():
        if what == "district" and str(place.id) == id_ and str(place.ward_id) in wards:
            return Asked(wards[str(place.ward_id)], place.id, place.code)
    return None


def name_of(started: KnockupRound) -> str:
    """Name a round: "round 3", "postal chase 1"."""
    kind = "postal chase" if started.kind is RoundKind.POSTAL else "round"
    return f"{kind} {started.number}"


def page(form: RoundForm) -> str:
    """Draw the page of all rounds."""
    session = db.session()
    wards = wards_for(session, member())
    names = {ward.id: ward.name for ward in wards}
    form.area.choices = [
        SelectChoice("", "Choose"),
        *(SelectChoice(f"ward:{ward.id}", ward.name) for ward in wards),
        *(
            SelectChoice(f"district:{one.id}", f"{one.code}, in {names[one.ward_id]}")
            for one in districts(session).values()
            if one.ward_id in names
        ),
    ]
    return render_template(
        "rounds/rounds.html",
        form=form,
        rows=rounds_for(session, member()),
        name_of=name_of,
        wards=wards,
    )
