"""The first pages: which campaign, and what now."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import text

from canvass.core.access import Permission, Role
from canvass.core.chain import written_head
from canvass.core.doorstep import ASKED_FOR
from canvass.db import db
from canvass.store.accounts import campaign_called, campaigns_for, member_for
from canvass.store.asked import open_counts
from canvass.store.assign import unassigned_districts
from canvass.store.audit import head_of
from canvass.store.caseload import case_counts
from canvass.store.contacts import walk_progress
from canvass.store.disagreements import disagreements
from canvass.store.exports import waiting_exports
from canvass.store.glass import broken
from canvass.store.knockup import promise_counts
from canvass.store.leases import walks_for
from canvass.store.notes import waiting_notes
from canvass.store.pairing import doubtful_count
from canvass.store.places import wards_for
from canvass.store.reading import alarms
from canvass.store.register import register_files
from canvass.store.reports import counts_so_far, last_day
from canvass.store.waiting import waiting_files
from canvass.store.ways_back import handed_lately
from canvass.web.access import ask_to_sign_in, member, needs
from canvass.web.access import campaign as open_campaign
from canvass.web.clock import now
from canvass.web.ending import days_over

bp = Blueprint("home", __name__)

STARTS = {Role.HOST: "host.host", Role.TELLER: "tellers.phone"}
"""Where a role starts that has no use for “What now?”."""

SILENT_AFTER = timedelta(minutes=45)
NOTES_LOOKED_AT = 400


@bp.get("/")
@needs(None)
def front() -> ResponseReturnValue:
    """Go to the one campaign, or let the user choose."""
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    campaigns = campaigns_for(db.session(), current_user.user)
    starts = {one.slug: start_in(one.slug) for one in campaigns}
    if len(campaigns) == 1:
        return redirect(starts[campaigns[0].slug])
    return render_template("home/front.html", campaigns=campaigns, starts=starts)


def start_in(slug: str) -> str:
    """Give the address at which the signed-in person starts in one of their campaigns."""
    session = db.session()
    campaign_called(session, slug)
    found = member_for(session, current_user.user)
    start = STARTS.get(found.role) if found is not None else None
    return url_for(start or "home.campaign", slug=slug)


@bp.get("/health")
@needs(None)
def health() -> dict[str, object]:
    """Tell a watcher that the server and its database answer."""
    db.session.execute(text("select 1"))
    return {"ok": True}


@bp.get("/c/<slug>/")
@needs(Permission.CAMPAIGN_SEE)
def campaign() -> ResponseReturnValue:
    """Answer "what now?" for the role."""
    session = db.session()
    if not member().may(Permission.WALK_ASSIGN):
        return redirect(url_for("doorstep.walks"))
    progress = walk_progress(session)
    out = [row for row in walks_for(session, member(), now()) if row.holders]
    return render_template(
        "home/campaign.html",
        out=out,
        progress=progress,
        silent_before=now() - SILENT_AFTER,
        today=last_day(session, now() - timedelta(days=1)),
        so_far=counts_so_far(session),
        wards=wards_for(session, member()),
        files=register_files(session),
        waiting=waiting_files(session),
        exports=waiting_exports(session, member().user_id, now()),
        doubtful=doubtful_count(session, member()),
        counts=promise_counts(session, open_campaign().polling_day),
        unassigned=unassigned_districts(session),
        disagreed=len(disagreements(session, member(), now())),
        noted=notes_waiting(),
        asked=open_counts(session, member()),
        asked_words=ASKED_FOR,
        cases=case_counts(session, member(), now().astimezone(open_campaign().time_zone).date()),
        alarms=alarms(session, now()) if member().may(Permission.PERSON_PAUSE) else (),
        glass=broken(session, now()) if member().may(Permission.AUDIT_READ) else (),
        handed=handed_lately(session, member().user_id, now())
        if member().may(Permission.AUDIT_READ)
        else (),
        log_end=log_end(),
        days_over=days_over(session, now()) if member().may(Permission.CAMPAIGN_END) else 0,
        now=now(),
    )


def notes_waiting() -> int:
    """Count the latest notes that may raise an issue, for those who may read them."""
    if not member().may(Permission.NOTE_READ):
        return 0
    return len(waiting_notes(db.session(), member(), most=NOTES_LOOKED_AT))


def log_end() -> str:
    """Give where the audit log ends, to those who look after it."""
    is_theirs = member().may(Permission.AUDIT_READ)
    return written_head(*head_of(db.session())) if is_theirs else ""
