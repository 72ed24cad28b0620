"""Knocking up on a phone: the walk of a sheet, results by the sync, and who drops off."""

from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from canvass.cli.group import HOST
from canvass.core.access import Role
from canvass.core.doorstep import Flag, Outcome
from canvass.core.knocks import Result, result_of
from canvass.store.ledger import Sheet
from canvass.store.lifts import lifts
from canvass.store.walks import Walk
from canvass.web.clock import wall_clock
from tests.conftest import SignIn
from tests.pages import json_of
from tests.polling_day import DAY, codes_on, elector, fill_ward, start_round, tell

PHONE = "/c/westminster/doorstep"


@pytest.fixture
def walk(sign_in: SignIn, session: Session) -> Walk:
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    code = codes_on(organiser.get(start_round(organiser, ward)).text)[0]
    organiser.post(f"{DAY}/sheets/{code}/walk")
    session.rollback()
    return session.query(Walk).one()


def opened(browser: FlaskClient, walk: Walk, what: str = "") -> Any:  # noqa: ANN401  JSON
    return json_of(browser.get(f"{PHONE}/walks/{walk.id}{what}.json"))


def told(browser: FlaskClient, walk: Walk, number: int | None, door: int, **said: Any) -> str:  # noqa: ANN401
    """Send what a phone records: of an elector by number, or of the whole door."""
    doors = opened(browser, walk)["doors"]
    moment = wall_clock().isoformat()
    response = {
        "id": str(uuid4()),
        "walk": str(walk.id),
        "household": doors[door]["household"],
        "elector": doors[door]["electors"][0]["id"] if number else None,
        "outcome": "spoke",
        "spoken_at": moment,
        **said,
    }
    body = {"device": str(uuid4()), "sent_at": moment, "responses": [response]}
    verdict = json_of(browser.post(f"{PHONE}/sync", json=body))["outcomes"][response["id"]]
    assert verdict["status"] == "kept", verdict
    return str(response["id"])


def test_the_walk_of_a_sheet_has_its_promises_and_says_how_far_telling_is(
    sign_in: SignIn, walk: Walk, session: Session
) -> None:
    organiser = sign_in(Role.ORGANISER)
    data = opened(organiser, walk)
    assert data["told"] is None
    assert [one["name"] for door in data["doors"] for one in door["electors"]] == [
        f"Elector {number:03}" for number in range(1, 7)
    ]
    assert session.query(Sheet).one().id == walk.sheet_id
    tell(organiser, [2])
    assert opened(organiser, walk)["told"] is not None


def test_whoever_is_told_as_voted_drops_off_an_open_walk(sign_in: SignIn, walk: Walk) -> None:
    organiser = sign_in(Role.ORGANISER)
    before = opened(organiser, walk, "/team")
    assert before["doors"] == {}
    tell(organiser, [2])
    team = opened(organiser, walk, "/team")
    home = opened(organiser, walk)["doors"][1]
    assert team["doors"] == {home["household"]: {"done": "voted", "done_at": None}}
    assert home["electors"][0]["id"] in team["answered"]
    assert home["done"] == "voted"


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ({"flags": ["voted"]}, Result.VOTED),
        ({"flags": ["will_vote"]}, Result.WILL_VOTE),
        ({"flags": ["lift"]}, Result.LIFT),
        ({"flags": ["let_be"]}, Result.LET_BE),
        ({"outcome": "not_in"}, Result.OUT),
        ({"outcome": "refused"}, Result.NO),
    ],
)
def test_what_a_phone_records_is_what_paper_would_have_said(
    sign_in: SignIn, walk: Walk, session: Session, said: dict[str, Any], result: Result
) -> None:
    organiser = sign_in(Role.ORGANISER)
    told(organiser, walk, 1, 0, **said)
    one = elector(session, 1)
    assert (one.has_voted, one.is_let_be) == (
        result is Result.VOTED,
        result in (Result.LET_BE, Result.NO),
    )
    assert len(lifts(session, HOST)) == (result is Result.LIFT)


def test_a_door_where_all_are_out_is_a_result_for_each_promise(sign_in: SignIn, walk: Walk) -> None:
    organiser = sign_in(Role.ORGANISER)
    told(organiser, walk, None, 0, outcome="not_in")
    assert "1 of 6" in organiser.get(f"{DAY}/rounds/").text


def test_a_result_taken_back_on_the_phone_brings_the_elector_back(
    sign_in: SignIn, walk: Walk, session: Session
) -> None:
    organiser = sign_in(Role.ORGANISER)
    response = told(organiser, walk, 1, 0, flags=["voted"])
    assert elector(session, 1).has_voted
    moment = wall_clock().isoformat()
    undo = {"id": str(uuid4()), "retracts": response, "spoken_at": moment}
    body = {"device": str(uuid4()), "sent_at": moment, "responses": [undo]}
    organiser.post(f"{PHONE}/sync", json=body)
    assert not elector(session, 1).has_voted


def test_the_promise_stays_what_it_was_whatever_came_of_the_call(
    sign_in: SignIn, walk: Walk, session: Session
) -> None:
    elector(session, 1)
    told(sign_in(Role.ORGANISER), walk, 1, 0, outcome="not_in")
    assert elector(session, 1).last_outcome == "not_in"


@pytest.mark.parametrize(
    ("outcome", "flags", "result"),
    [
        (Outcome.SPOKE, {Flag.VOTED, Flag.WILL_VOTE}, Result.VOTED),
        (Outcome.REFUSED, {Flag.LIFT}, Result.NO),
        (Outcome.SPOKE, {Flag.LIFT, Flag.WILL_VOTE}, Result.LIFT),
        (Outcome.SPOKE, set(), None),
        (Outcome.MOVED, set(), None),
    ],
)
def test_of_several_things_ticked_the_one_that_changes_most_counts(
    outcome: Outcome, flags: set[Flag], result: Result | None
) -> None:
    assert result_of(outcome, flags) is result
