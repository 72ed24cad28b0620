"""Bulk reading: alarms raised with the request that crosses a limit, and pausing people."""

from collections import deque
from datetime import datetime
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length

from canvass.core.access import PAUSES, Member, Permission
from canvass.core.audit import Deed, Note, Subject
from canvass.core.reading import LIMITS, Kind, kinds_of, span
from canvass.db import db
from canvass.store import audit, pausing
from canvass.store.base import campaign_of
from canvass.store.reading import alarm, alarms, due, standing_entries, standings
from canvass.store.undoing import person_for
from canvass.web.access import campaign, member, needs
from canvass.web.clock import now
from canvass.web.drawing import open_packs, shut_packs
from canvass.web.forms import PageForm
from canvass.web.noting import note, note_later

bp = Blueprint("reading", __name__, url_prefix="/c/<slug>/people/<uuid:user_id>/reading")

REFUSED = frozenset({403, 404})
REFUSALS = LIMITS[Kind.REFUSALS]

Tries = dict[tuple[int, UUID], deque[tuple[datetime, str]]]


class ReasonForm(PageForm):
    """Why somebody read so much."""

    kind = SelectField(
        "What they read", choices=[SelectChoice(one.value, one.value) for one in Kind]
    )
    reason = StringField(
        "Why that was right",
        [InputRequired("Say in a few words what they needed it for."), Length(max=120)],
    )


@bp.get("/")
@needs(Permission.PERSON_PAUSE)
def person(user_id: UUID) -> str:
    """Show what somebody has read beside the limits, and what can be done about it."""
    return page(user_id, ReasonForm())


@bp.post("/pause")
@needs(Permission.PERSON_PAUSE)
def pause(user_id: UUID) -> ResponseReturnValue:
    """Shut somebody out until further notice."""
    pausing.pause(db.session(), member(), user_id, now())
    shut_packs(campaign().slug, user_id)
    told = "They are paused: nothing of this campaign opens for them until you let them go on."
    return noted(user_id, Deed.PERSON_PAUSED, told)


@bp.post("/resume")
@needs(Permission.PERSON_PAUSE)
def resume(user_id: UUID) -> ResponseReturnValue:
    """Let somebody go on where they were."""
    pausing.resume(db.session(), member(), user_id, now())
    open_packs(campaign().slug, user_id)
    told = "They can go on, with the sign-ins and walks they had."
    return noted(user_id, Deed.PERSON_RESUMED, told)


@bp.post("/explain")
@needs(Permission.PERSON_PAUSE)
def explain(user_id: UUID) -> ResponseReturnValue:
    """Write down why somebody's reading was right: its alarm is over."""
    session = db.session()
    pausing.membership_to_pause(session, member(), user_id)
    form = ReasonForm()
    if not form.sent():
        return page(user_id, form), 400
    words = f"{form.kind.data}: {str(form.reason.data).strip()}"
    return noted(user_id, Deed.READING_EXPLAINED, "Noted in the log. The alarm is over.", words)


def noted(user_id: UUID, deed: Deed, told: str, words: str = "") -> ResponseReturnValue:
    """Note what was done about somebody, keep it, and say so on their page."""
    note(deed, Subject.PERSON, user_id, words)
    db.session.commit()
    flash(told)
    return redirect(url_for("reading.person", user_id=user_id))


def page(user_id: UUID, form: ReasonForm) -> str:
    """Draw the page of one person's reading."""
    session = db.session()
    found = person_for(session, user_id)
    membership = pausing.membership_of(session, user_id)
    standing = alarms(session, now(), user_id)
    form.kind.choices = [SelectChoice(one.kind.value, one.kind.value) for one in standing]
    may_decide = user_id != member().user_id and membership.role in PAUSES[member().role]
    return render_template(
        "reading/person.html",
        person=found,
        membership=membership,
        alarms=standing,
        standings=standings(session, Member(user_id, membership.role), now()),
        may_decide=may_decide,
        form=form,
        span=span,
    )


def watch(response: Response) -> Response:
    """Raise what alarms are due about whoever asked; the answer is given all the same."""
    found = g.get("member")
    if found is None:
        return response
    notes = [*due_reads(found), *due_refusals(found, response.status_code)]
    if notes:
        raise_alarms(notes)
    return response


def due_reads(found: Member) -> list[Note]:
    """Give the alarms that what was read makes due, in this request and in those that waited."""
    session = db.session()
    read = {(found.user_id, deed) for deed in g.get("noted", ())}
    for campaign_id, told in g.get("late_noted", ()):
        if campaign_id == campaign_of(session) and told.user_id is not None:
            read.add((told.user_id, told.deed))
    wanted = {(user_id, kind) for user_id, deed in read for kind in kinds_of(deed)}
    return [told for user_id, kind in sorted(wanted) for told in due(session, user_id, kind, now())]


def due_refusals(found: Member, status: int) -> list[Note]:
    """Give the alarm about somebody who tries one address after another that is not theirs."""
    is_trying = status in REFUSED and any(found.may(one) for one in Permission)
    if not is_trying or (count := refusals_of(found.user_id)) <= REFUSALS.most:
        return []
    if (found.user_id, Kind.REFUSALS) in standing_entries(db.session(), now()):
        return []
    return [alarm(found.user_id, Kind.REFUSALS, count, now())]


def refusals_of(user_id: UUID) -> int:
    """Count the addresses that somebody was refused lately, this one included."""
    tries: Tries = current_app.extensions["canvass-refusals"]
    key = (campaign_of(db.session()), user_id)
    mine = tries.setdefault(key, deque(maxlen=REFUSALS.most * 2))
    mine.append((now(), request.path))
    return len({path for at, path in mine if at > now() - REFUSALS.within})


def raise_alarms(notes: list[Note]) -> None:
    """Write alarms into the log; where it cannot be written now, with the next entry."""
    session = db.session()
    campaign_id = campaign_of(session)
    session.rollback()
    g.is_noting = True
    for told in notes:
        audit.note(session, told)
    try:
        session.commit()
    except OperationalError:
        session.rollback()
        audit.waiting(session).clear()
        for told in notes:
            note_later(campaign_id, told)
    g.is_noting = False


def init_reading(app: Flask) -> None:
    """Watch every answer, once what was read is in the log; called before `init_noting`."""
    app.extensions["canvass-refusals"] = {}
    app.after_request(watch)
