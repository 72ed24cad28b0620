"""Knock-up lists on screen, on paper and as files."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, jsonify, render_template
from sqlalchemy.orm import Session

from canvass.core.access import Permission
from canvass.core.areas import areas_of
from canvass.core.knockup import Door, list_counts, list_csv, list_data
from canvass.db import db
from canvass.sheets.knockup import KnockupPaper, knockup_pdf
from canvass.store.accounts import Campaign
from canvass.store.knockup import Sheet, knockup_doors, promise_counts, take_sheet_numbers
from canvass.store.places import Ward, ward_for, wards_for
from canvass.store.telling import told_at
from canvass.web.access import campaign, member, needs, viewer
from canvass.web.clock import now
from canvass.web.files import attachment

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
        told=told_at(session, campaign().polling_day),
    )


@bp.get("/wards/<uuid:ward_id>")
@needs(Permission.KNOCKUP_READ)
def ward(ward_id: UUID) -> str:
    """Show one ward's list, street by street."""
    found, doors = listed(ward_id)
    return render_template(
        "knockup/ward.html",
        ward=found,
        doors=doors,
        counts=list_counts(doors),
        told=told_at(db.session(), campaign().polling_day),
    )


@bp.get("/wards/<uuid:ward_id>.json")
@needs(Permission.KNOCKUP_READ)
def ward_json(ward_id: UUID) -> Response:
    """Give one ward's list as JSON."""
    found, doors = listed(ward_id)
    told = told_at(db.session(), campaign().polling_day)
    return jsonify(list_data(campaign().slug, found.name, doors, told))


@bp.get("/wards/<uuid:ward_id>.csv")
@needs(Permission.KNOCKUP_PRINT)
def ward_csv(ward_id: UUID) -> Response:
    """Give one ward's list as a table."""
    found, doors = listed(ward_id)
    return attachment(list_csv(doors), f"knock-up {found.name}.csv", "text/csv")


@bp.post("/wards/<uuid:ward_id>/print")
@needs(Permission.KNOCKUP_PRINT)
def print_ward(ward_id: UUID) -> Response:
    """Print one ward's list: its sheets go into the ledger, then it is drawn."""
    session = db.session()
    found = ward_for(session, member(), ward_id)
    pdf = print_list(session, campaign(), found, viewer().id, now())
    return attachment(pdf, f"knock-up {found.name}.pdf", "application/pdf")


def listed(ward_id: UUID) -> tuple[Ward, list[Door]]:
    """Give a ward this person works in, and its doors that are still to be knocked up."""
    session = db.session()
    found = ward_for(session, member(), ward_id)
    return found, knockup_doors(session, found, campaign().polling_day)


def print_list(
    session: Session, election: Campaign, ward_found: Ward, user_id: UUID | None, made_at: datetime
) -> bytes:
    """Draw a ward's list as a PDF, with a number for every sheet.

    The numbers are committed before the drawing: it is slow, and a number used for nothing does no
    harm, while one number on two sheets would.
    """
    areas = tuple(areas_of(knockup_doors(session, ward_found, election.polling_day)))
    told = told_at(session, election.polling_day)
    sheet = Sheet(ward_id=ward_found.id, user_id=user_id, made_at=made_at, told_at=told)
    first = take_sheet_numbers(session, len(areas), sheet)
    paper = KnockupPaper(
        campaign=election.name,
        ward=ward_found.name,
        occasion="Knock-up list",
        as_at=paper_time(election, told, made_at),
        made_at=made_at,
        hours=f"{election.polls_open:%H:%M} to {election.polls_close:%H:%M}",
        phone=election.phone,
        language="en",
        first_sheet=first,
        areas=areas,
    )
    session.commit()
    return knockup_pdf(paper)


def paper_time(election: Campaign, told: datetime | None, made_at: datetime) -> str:
    """Write "voted data as at" for paper, with the date unless it is the day of printing."""
    if told is None:
        return "nobody told yet"
    there = told.astimezone(election.time_zone)
    is_today = there.date() == made_at.astimezone(election.time_zone).date()
    return f"{there:%H:%M}" if is_today else f"{there.day} {there:%b %Y}, {there:%H:%M}"
