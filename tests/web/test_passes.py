"""Joining a walk by a code: one phone, one walk, for some hours."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.passes import UNDERTAKING
from canvass.store.accounts import SignIn, User
from canvass.store.leases import WalkLease
from canvass.store.passes import CODE_LASTS, WalkCode, make_code
from canvass.store.walks import Walk
from canvass.web.clock import wall_clock
from tests.conftest import SignIn as SignInAs
from tests.make import make_elector, make_home, make_user, make_walk, make_ward
from tests.pages import json_of

URL = "/c/westminster/doorstep"
HEADERS = {"Accept": "application/json"}


@pytest.fixture
def walk(session: Session) -> Walk:
    ward = make_ward(session)
    door = make_home(session, ward, "2")
    make_elector(session, door, name="Ada Example")
    walk = make_walk(session, ward.id, door)
    session.commit()
    return walk


@pytest.fixture
def code(session: Session, walk: Walk) -> str:
    made = make_code(session, walk, make_user(session, "Priya").id, wall_clock())
    session.commit()
    return made


def join(phone: FlaskClient, code: str, device: UUID | None = None, **values: Any) -> Any:  # noqa: ANN401
    told = {
        "code": code,
        "name": "Sam",
        "device": str(device or uuid4()),
        "undertaking": UNDERTAKING,
        **values,
    }
    return phone.post(f"{URL}/join", json=told, headers=HEADERS)


def fetch(phone: FlaskClient, walk: Walk, device: UUID | None) -> Any:  # noqa: ANN401
    headers = HEADERS | ({"Canvass-Device": str(device)} if device else {})
    return phone.get(f"{URL}/walks/{walk.id}.json", headers=headers)


def test_a_phone_sees_which_walk_a_code_opens_and_nothing_is_used_up(
    app: Flask, walk: Walk, code: str
) -> None:
    phone = app.test_client()
    for _ in range(2):
        reply = json_of(phone.post(f"{URL}/join/ask", json={"code": code.lower()}))
        assert reply == {
            "campaign": "Westminster 2018",
            "walk": walk.name,
            "doors": 1,
            "giver": "Priya",
            "hours": 8,
        }


def test_a_phone_joins_without_an_account_and_holds_the_walk(
    app: Flask, session: Session, walk: Walk, code: str
) -> None:
    phone, device = app.test_client(), uuid4()

    reply = json_of(join(phone, code, device))

    assert reply["walk"] == f"{URL}/walks/{walk.id}"
    cookie = phone.get_cookie("canvass")
    assert cookie is not None
    assert cookie.expires is not None, "a browser that dies must not be signed out"
    data = json_of(fetch(phone, walk, device))
    assert data["doors"][0]["electors"][0]["name"] == "Ada Example"
    session.commit()
    lease = session.scalars(select(WalkLease)).one()
    person = session.get_one(User, lease.user_id)
    assert (person.name, person.email) == ("Sam", None)
    assert (lease.until - lease.since).total_seconds() == 8 * 3600


def test_a_code_works_for_one_phone(app: Flask, code: str) -> None:
    assert join(app.test_client(), code).status_code == 200
    second = join(app.test_client(), code)
    assert (second.status_code, "each works for one phone" in second.text) == (400, True)


def test_a_code_that_is_over_or_unknown_or_another_campaigns_gets_one_answer(
    app: Flask, session: Session, code: str
) -> None:
    nowhere = app.test_client().post(
        "/c/nowhere/doorstep/join",
        json={"code": code, "name": "Sam", "device": str(uuid4()), "undertaking": UNDERTAKING},
        headers=HEADERS,
    )
    unknown = join(app.test_client(), "AAAAABBBBB")
    session.execute(update(WalkCode).values(until=wall_clock()))
    session.commit()
    over = join(app.test_client(), code)
    assert {reply.status_code for reply in (nowhere, unknown, over)} == {400}
    assert nowhere.text == unknown.text == over.text


def test_a_code_lies_in_the_database_as_its_digest_only(
    session: Session, walk: Walk, code: str
) -> None:
    row = session.scalars(select(WalkCode)).one()
    assert row.walk_id == walk.id
    assert code.encode() not in row.digest
    assert row.until - row.made_at == CODE_LASTS


def test_a_sign_in_carried_to_another_phone_opens_no_walk(
    app: Flask, walk: Walk, code: str
) -> None:
    phone, device = app.test_client(), uuid4()
    join(phone, code, device)
    assert fetch(phone, walk, device).status_code == 200
    for other in (uuid4(), None):
        assert fetch(phone, walk, other).status_code == 403
        headers = {"Canvass-Device": str(other)}
        assert phone.get(f"{URL}/walks/{walk.id}/team.json", headers=headers).status_code == 403
        for what in ("at", "code", "give-back"):
            url = f"{URL}/walks/{walk.id}/{what}"
            assert phone.post(url, headers=HEADERS | headers).status_code == 403, what
        assert phone.post(f"{URL}/sync", json={}, headers=headers).status_code == 403
    assert walk.name in phone.get(f"{URL}/").text


def test_the_sign_in_outlives_the_walk_so_that_what_was_recorded_still_arrives(
    app: Flask, session: Session, code: str
) -> None:
    join(app.test_client(), code)
    lease, sign_in = session.scalars(select(WalkLease)).one(), session.scalars(select(SignIn)).one()
    assert (sign_in.ends_at - lease.until).days == 14


def test_a_board_runner_lets_another_join_and_a_stranger_cannot(
    app: Flask, session: Session, walk: Walk, code: str
) -> None:
    runner, device = app.test_client(), uuid4()
    join(runner, code, device)
    headers = HEADERS | {"Canvass-Device": str(device)}

    made = json_of(runner.post(f"{URL}/walks/{walk.id}/code", headers=headers))

    assert made["url"] == f"http://localhost{URL}/join#{made['code'].replace('-', '')}"
    assert join(app.test_client(), made["code"], name="Ines").status_code == 200
    session.commit()
    assert len(session.scalars(select(WalkLease)).all()) == 2
    stranger = app.test_client().post(f"{URL}/walks/{walk.id}/code", headers=HEADERS)
    assert stranger.status_code == 401


def test_an_organiser_shows_a_code_as_a_picture_and_as_text(
    sign_in: SignInAs, walk: Walk, app: Flask
) -> None:
    page = sign_in(Role.ORGANISER).post(f"{URL}/walks/{walk.id}/code").text
    assert 'role="img"' in page
    typed = page.split('<p class="typed">')[1].split("</p>")[0]
    assert join(app.test_client(), typed).status_code == 200


def test_a_volunteer_without_the_walk_makes_no_code_for_it(sign_in: SignInAs, walk: Walk) -> None:
    assert sign_in(Role.VOLUNTEER).post(f"{URL}/walks/{walk.id}/code").status_code == 404


def test_the_join_page_is_the_same_for_a_campaign_that_is_not_there(app: Flask) -> None:
    phone = app.test_client()
    here = phone.get(f"{URL}/join").text
    nowhere = phone.get("/c/nowhere/doorstep/join").text
    assert here == nowhere.replace("nowhere", "westminster")
    assert "Westminster 2018" not in here


@pytest.mark.parametrize("values", [{"name": ""}, {"undertaking": "0"}, {"device": "x"}])
def test_a_phone_that_says_too_little_uses_no_code_up(
    app: Flask, code: str, values: dict[str, Any]
) -> None:
    assert join(app.test_client(), code, **values).status_code == 400
    assert join(app.test_client(), code).status_code == 200


def test_a_phone_that_tells_takes_no_walk(sign_in: SignInAs, code: str) -> None:
    reply = join(sign_in(Role.TELLER), code)
    assert reply.status_code == 400
    assert "Who tells may not hold a list" in json_of(reply)["error"]
