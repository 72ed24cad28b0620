"""The phone's pages and endpoint: a walk out; responses in, and one outcome for each."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from flask import Blueprint, render_template, request

from canvass.core.access import Permission
from canvass.core.doorstep import (
    BadResponseError,
    Batch,
    corrected,
    read_batch,
    read_response,
    response_id,
)
from canvass.db import db
from canvass.store.contacts import Contact, answers_of_walk, walk_progress
from canvass.store.doorstep import Status, Told, Verdict, keep_responses
from canvass.store.issues import issues_in_use
from canvass.store.places import Household, ward_for
from canvass.store.walks import Resident, doors_of, residents_of, walk_for, walks_held
from canvass.web.access import member, needs
from canvass.web.clock import now

bp = Blueprint("doorstep", __name__, url_prefix="/c/<slug>/doorstep")


@bp.get("/")
@needs(Permission.RESPONSE_RECORD)
def walks() -> str:
    """Show the walks in this person's hands."""
    session = db.session()
    rows = walks_held(session, member(), now())
    return render_template("doorstep/walks.html", rows=rows, progress=walk_progress(session))


@bp.get("/walks/<uuid:walk_id>")
@needs(Permission.RESPONSE_RECORD)
def walk(walk_id: UUID) -> str:
    """Show the phone's screen for one walk; all that is personal comes as data."""
    walk_for(db.session(), member(), walk_id, now())
    return render_template("doorstep/walk.html", walk_id=walk_id)


@bp.get("/walks/<uuid:walk_id>.json")
@needs(Permission.RESPONSE_RECORD)
def walk_data(walk_id: UUID) -> dict[str, object]:
    """Give the doors of a walk in order, with who lives there and nothing of their politics."""
    session = db.session()
    found = walk_for(session, member(), walk_id, now())
    answers = answers_of_walk(session, walk_id)
    last = {answer.household_id: answer for answer in answers}
    answered = {answer.elector_id for answer in answers}
    at_home: dict[UUID, list[Resident]] = defaultdict(list)
    for one in residents_of(session, found):
        at_home[one.household_id].append(one)
    ward = ward_for(session, member(), found.ward_id)
    return {
        "walk": {"id": str(found.id), "name": found.name, "ward": ward.name},
        "issues": [
            {"code": issue.code, "label": issue.label, "label_cy": issue.label_cy}
            for issue in issues_in_use(session)
        ],
        "doors": [
            door_data(home, street)
            | done(last.get(home.id))
            | {"electors": [person_data(one, answered) for one in at_home[home.id]]}
            for home, street in doors_of(session, found)
        ],
    }


def door_data(home: Household, street: str) -> dict[str, object]:
    """Give a door as the phone needs it."""
    return {
        "household": str(home.id),
        "street": street,
        "label": home.label,
        "building": home.building,
        "note": home.access_note,
    }


def person_data(one: Resident, answered: Collection[UUID | None]) -> dict[str, object]:
    """Give an elector as the phone may see one."""
    return {
        "id": str(one.id),
        "name": one.name,
        "done": one.id in answered,
        "do_not_contact": one.do_not_contact,
    }


def done(answer: Contact | None) -> dict[str, object]:
    """Tell what came of a door last on this walk, and when."""
    if answer is None:
        return {"done": None, "done_at": None}
    return {"done": answer.outcome, "done_at": answer.spoken_at.isoformat()}


@bp.post("/sync")
@needs(Permission.RESPONSE_RECORD)
def sync() -> dict[str, object]:
    """Keep each response that can be kept; tell the phone what became of every one.

    Raises:
        BadBatchError: what arrived is no batch; nothing of it was read.
    """
    received_at = now()
    batch = read_batch(request.get_data(cache=False))
    outcomes, told = judged(batch)
    if told:
        verdicts = keep_responses(db.session(), member(), told, received_at)
        db.session.commit()
        for one, verdict in zip(told, verdicts, strict=True):
            outcomes[str(one.response.id)] = verdict
    return {
        "outcomes": {
            key: {"status": verdict.status, "reason": verdict.reason}
            for key, verdict in outcomes.items()
        },
        "server_time": received_at.isoformat(),
    }


def judged(batch: Batch) -> tuple[dict[str, Verdict], list[Told]]:
    """Part the responses that make sense by themselves from those that do not."""
    refused: dict[str, Verdict] = {}
    told = []
    for place, raw in enumerate(batch.responses):
        try:
            response = read_response(raw)
            moment = corrected(response.spoken_at, batch.sent_at, now())
            told.append(Told(response, moment))
        except BadResponseError as refusal:
            refused[response_id(raw, place)] = Verdict(Status.REFUSED, str(refusal))
    return refused, told
