"""The phone's pages and what it fetches: the walks in somebody's hands, and their doors."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.errors import NotFoundError
from canvass.core.sealing import unlock
from canvass.core.tracing import place_for
from canvass.db import db
from canvass.store.calling import numbers_on
from canvass.store.caseload import at_doors
from canvass.store.contacts import Contact, answers_of_walk, walk_progress
from canvass.store.intentions import codes_in_use
from canvass.store.knocks import OffTheList, called_on, off_the_list
from canvass.store.leases import (
    stand_at,
    take_walk_back,
    team_at_doors,
    until_for,
    walk_for,
    walks_held,
)
from canvass.store.places import Household, ward_for
from canvass.store.reports import issues_offered
from canvass.store.telling import told_at
from canvass.store.walks import Resident, Walk, doors_of, residents_of
from canvass.web.access import campaign, member, needs
from canvass.web.clock import now
from canvass.web.noting import note
from canvass.web.phone import shell_page
from canvass.web.responses import secret, sender_words

bp = Blueprint("doorstep", __name__, url_prefix="/c/<slug>/doorstep")

VOTED = {"done": "voted", "done_at": None}
"""What a round's walk says of a door whose promises are all off the list."""

NO_BREAK = "\N{NO-BREAK SPACE}"
STANDS_FOR = timedelta(minutes=20)
"""How long somebody counts as standing at the door they opened last."""


@bp.get("/")
@needs(Permission.RESPONSE_RECORD)
def walks() -> str:
    """Show the walks in this person's hands."""
    session = db.session()
    rows = walks_held(session, member(), now())
    return render_template("doorstep/walks.html", rows=rows, progress=walk_progress(session))


@bp.get("/walks/<uuid:walk_id>")
@needs(None)
def walk(walk_id: UUID) -> str:  # noqa: ARG001  the page is the same for every walk
    """Show the phone's screen for a walk: a shell that holds nothing of it, kept on the phone."""
    return shell_page()


@bp.get("/walks/<uuid:walk_id>.json")
@needs(Permission.RESPONSE_RECORD)
def walk_data(walk_id: UUID) -> dict[str, object]:
    """Give the doors of a walk in order, with who lives there and nothing of their politics."""
    session = db.session()
    found = opened(walk_id)
    note(Deed.WALK_SENT, Subject.WALK, walk_id)
    until = until_for(session, member(), found, now())
    ward = ward_for(session, member(), found.ward_id)
    return {
        "walk": {
            "id": str(found.id),
            "name": found.name,
            "ward": ward.name,
            "ward_cy": ward.name_cy,
            "campaign": campaign().name,
            "until": until.isoformat() if until else None,
        },
        "issues": [
            {
                "code": issue.code,
                "label": issue.label,
                "label_cy": issue.label_cy,
                "asks_stance": issue.asks_stance,
            }
            for issue in issues_offered(session, ward)
        ],
        "codes": [code._asdict() for code in codes_in_use(session)],
        "doors": doors_data(found),
        "sender": sender_words(member().user_id),
        "server_time": now().isoformat(),
    } | told_data(found)


@bp.get("/walks/<uuid:walk_id>/team.json")
@needs(Permission.RESPONSE_RECORD)
def team(walk_id: UUID) -> ResponseReturnValue:
    """Give what the whole team has done on a walk, and at which doors the others are."""
    session = db.session()
    found = opened(walk_id)
    last, answered = told_on(found)
    voted = voted_on(found)
    until = until_for(session, member(), found, now())
    answer = jsonify(
        {
            "until": until.isoformat() if until else None,
            "doors": {str(home): done(answer) for home, answer in last.items()}
            | {str(home): VOTED for home in voted.doors},
            "answered": sorted(str(one) for one in answered | voted.electors if one),
            "team": [
                {"household": str(one.household_id), "name": one.name}
                for one in team_at_doors(session, member(), found, now(), STANDS_FOR)
            ],
        }
        | told_data(found)
    )
    answer.add_etag()
    return answer.make_conditional(request)


@bp.post("/walks/<uuid:walk_id>/at")
@needs(Permission.RESPONSE_RECORD)
def at(walk_id: UUID) -> ResponseReturnValue:
    """Hear at which door somebody is, so that the others of the team go to another."""
    found = opened(walk_id)
    stand_at(db.session(), member(), found, household_told(), now())
    db.session.commit()
    return "", 204


@bp.post("/walks/<uuid:walk_id>/give-back")
@needs(Permission.RESPONSE_RECORD)
def give_back(walk_id: UUID) -> ResponseReturnValue:
    """Take a walk out of this person's own hands."""
    take_walk_back(db.session(), opened(walk_id), now(), member().user_id)
    db.session.commit()
    return "", 204


def opened(walk_id: UUID) -> Walk:
    """Find a walk that is in this person's hands, or theirs to give.

    Raises:
        NotFoundError: it is not.
    """
    return walk_for(db.session(), member(), walk_id, now())


def household_told() -> UUID | None:
    """Read which door a phone is at; none where it is back at the list.

    Raises:
        NotFoundError: what it says is no door.
    """
    told = request.get_json(silent=True)
    household = told.get("household") if isinstance(told, dict) else None
    if household is None:
        return None
    try:
        return UUID(household)
    except (ValueError, AttributeError) as error:
        raise NotFoundError from error


def told_on(found: Walk) -> tuple[dict[UUID, Contact], set[UUID | None]]:
    """Give the last answer at each door of a walk, and who has answered."""
    answers = answers_of_walk(db.session(), found.id)
    last = {answer.household_id: answer for answer in answers if answer.household_id}
    return last, {answer.elector_id for answer in answers}


def promised_on(found: Walk) -> Collection[UUID] | None:
    """Give whom a round's walk calls on; `None` where the walk is no round's."""
    if found.sheet_id is None:
        return None
    return called_on(db.session(), [found.id])[found.id].electors


def voted_on(found: Walk) -> OffTheList:
    """Give who of a round's walk need not be called on any more, and doors where nobody need."""
    if found.sheet_id is None:
        return OffTheList(frozenset(), frozenset())
    return off_the_list(db.session(), found.sheet_id)


def told_data(found: Walk) -> dict[str, object]:
    """Say how far telling is, where a walk is a round's."""
    if found.sheet_id is None:
        return {}
    told = told_at(db.session(), campaign())
    return {"told": told.isoformat() if told else None}


def doors_data(found: Walk) -> list[dict[str, object]]:
    """Give the doors of a walk with who lives there, as the phone needs them."""
    session = db.session()
    last, answered = told_on(found)
    voted = voted_on(found)
    at_home: dict[UUID, list[Resident]] = defaultdict(list)
    residents = residents_of(session, found, promised_on(found))
    for one in sorted(residents, key=lambda one: place_for(member().user_id, one.id)):
        at_home[one.household_id].append(one)
    doors = doors_of(session, found)
    became = at_doors(
        session, [home.id for home, _ in doors], now().astimezone(campaign().time_zone).date()
    )
    numbers = {
        home: [
            f"{one.name} {unlock(secret(), one.locked).replace(' ', NO_BREAK)}" for one in theirs
        ]
        for home, theirs in numbers_on(session, found).items()
    }
    return [
        door_data(home, street, [*numbers.get(home.id, []), *became.get(home.id, [])])
        | (VOTED if home.id in voted.doors else done(last.get(home.id)))
        | {"electors": [person_data(one, answered | voted.electors) for one in at_home[home.id]]}
        for home, street in doors
    ]


def door_data(home: Household, street: str, told: Sequence[str]) -> dict[str, object]:
    """Give a door as the phone needs it; its note says whom to ring, and what became of cases."""
    return {
        "household": str(home.id),
        "street": street,
        "label": home.label,
        "building": home.building,
        "note": " · ".join(filter(None, (home.access_note, *told))),
    }


def person_data(one: Resident, answered: Collection[UUID | None]) -> dict[str, object]:
    """Give an elector as the phone may see one."""
    return {
        "id": str(one.id),
        "name": one.name,
        "done": one.id in answered,
        "do_not_contact": one.do_not_contact,
        "language": one.language,
    }


def done(answer: Contact | None) -> dict[str, object]:
    """Tell what came of a door last on this walk, and when."""
    if answer is None:
        return {"done": None, "done_at": None}
    return {"done": answer.outcome, "done_at": answer.spoken_at.isoformat()}
