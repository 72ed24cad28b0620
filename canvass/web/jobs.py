"""Long work: how far it is, and the doing of it, which a worker of its own does."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Permission
from canvass.core.errors import CanvassError
from canvass.db import db
from canvass.store.accounts import Campaign, the_campaign
from canvass.store.base import campaign_of, open_for
from canvass.store.exports import EXPORT_WORK
from canvass.store.jobs import Job, beat, end_job, job_called, latest_job, take_job
from canvass.store.places import Ward
from canvass.web.access import needs
from canvass.web.clock import now
from canvass.web.drawing import OLD, Order, current_pack, note_beside, pack_path
from canvass.web.exports import drop_old_exports, make_export
from canvass.web.packs import PACK_WORK
from canvass.web.taking import IMPORT_WORK, take_file

bp = Blueprint("jobs", __name__, url_prefix="/c/<slug>/jobs")

BEFORE_OPENING = timedelta(hours=1)
NEARLY = timedelta(minutes=2)


@bp.get("/<uuid:job_id>")
@needs(Permission.KNOCKUP_PRINT)
def job(job_id: UUID) -> str:
    """Show how far a piece of long work is."""
    return render_template("jobs/job.html", job=job_called(db.session(), job_id))


def draw_packs(session: Session, found: Job) -> None:
    """Draw the packs of some wards, leaving out those drawn since the job was asked for."""
    wards = [UUID(one) for one in found.about["wards"]]
    job_id, made_at, user_id = found.id, found.made_at, found.made_by
    with_pads = bool(found.about.get("pads"))
    session.commit()
    for done, ward_id in enumerate(wards):
        path = pack_path(the_campaign(session).slug, ward_id)
        is_there = path.exists() and note_beside(path).made_at >= made_at
        ward = session.get(Ward, (campaign_of(session), ward_id))
        if ward is not None and not is_there:
            order = Order(ward_id, user_id, timedelta(0), with_pads)
            current_pack(session, the_campaign(session), ward, order)
        beat(session, job_id, done + 1, len(wards), now())
        session.commit()


WORK: dict[str, Callable[[Session, Job], None]] = {
    EXPORT_WORK: make_export,
    IMPORT_WORK: take_file,
    PACK_WORK: draw_packs,
}


def work_once(session: Session) -> bool:
    """Do one piece of waiting work of the session's campaign; tell whether there was any."""
    found = take_job(session, now())
    session.commit()
    if found is None:
        return False
    job_id, reason = found.id, ""
    try:
        WORK[found.work](session, found)
    except (CanvassError, OSError, KeyError, ValueError) as failure:
        session.rollback()
        reason = str(failure) or type(failure).__name__
    end_job(job_called(session, job_id), now(), reason)
    session.commit()
    return True


def renew_packs(session: Session, election: Campaign) -> int:
    """Draw anew, while the polls are open, every pack that is nearly an hour old; count them."""
    there = now().astimezone(election.time_zone)
    opens = (there + BEFORE_OPENING).time()
    if there.date() != election.polling_day or not election.polls_open <= opens:
        return 0
    if there.time() > election.polls_close:
        return 0
    old = [ward for ward in session.scalars(select(Ward)) if is_old(election.slug, ward.id)]
    for ward in old:
        current_pack(session, election, ward, Order(ward.id, None, OLD - NEARLY))
    return len(old)


def is_old(slug: str, ward_id: UUID) -> bool:
    """Tell whether a ward's pack should be drawn anew."""
    path = pack_path(slug, ward_id)
    return not path.exists() or now() - note_beside(path).made_at > OLD - NEARLY


def work_everywhere() -> int:
    """Do what waits in every campaign, once around; count the pieces."""
    session = db.session()
    done = 0
    for campaign_id in session.scalars(select(Campaign.id)).all():
        open_for(session, campaign_id)
        while work_once(session):
            done += 1
        done += renew_packs(session, the_campaign(session))
        drop_old_exports(session, the_campaign(session), now())
        session.rollback()
    return done


def pack_job(session: Session) -> Job | None:
    """Give the newest job that draws packs."""
    return latest_job(session, PACK_WORK)
