import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.accounts import User
from canvass.store.register import Elector
from canvass.store.walks import Walk
from canvass.web.clock import wall_clock
from tests.conftest import SignIn
from tests.make import make_elector, make_home, make_lease, make_walk, make_ward
from tests.pages import json_of


@pytest.fixture
def walk(session: Session) -> Walk:
    """A walk with two doors and three electors, in nobody's hands."""
    ward = make_ward(session)
    doors = [make_home(session, ward, "2"), make_home(session, ward, "4")]
    for place, name in enumerate(["Ada Example", "Obi Example", "Zoë Núñez"]):
        make_elector(session, doors[place // 2], name=name, strength=1, is_promise=True)
    walk = make_walk(session, ward.id, *doors)
    session.commit()
    return walk


def lend(session: Session, walk: Walk, hours: int = 8) -> None:
    volunteer = session.scalars(select(User)).one()
    make_lease(session, walk, volunteer.id, wall_clock(), hours)
    session.commit()


def told(walk: Walk, elector: Elector, **values: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "id": str(uuid4()),
        "walk": str(walk.id),
        "household": str(elector.household_id),
        "elector": str(elector.id),
        "outcome": "spoke",
        "spoken_at": wall_clock().isoformat(),
        **values,
    }


def batch(*responses: object) -> dict[str, Any]:
    now = wall_clock().isoformat()
    return {"device": str(uuid4()), "sent_at": now, "responses": list(responses)}


URL = "/c/westminster/doorstep"


def test_a_volunteer_sees_the_walk_in_their_hands_and_its_doors(
    session: Session, sign_in: SignIn, walk: Walk
) -> None:
    phone = sign_in(Role.VOLUNTEER)
    assert "You have no walk now" in phone.get(f"{URL}/").text
    lend(session, walk)

    assert walk.name in phone.get(f"{URL}/").text
    assert phone.get(f"{URL}/walks/{walk.id}").status_code == 200
    data = json_of(phone.get(f"{URL}/walks/{walk.id}.json"))
    assert [door["label"] for door in data["doors"]] == ["2", "4"]
    names = sorted(one["name"] for one in data["doors"][0]["electors"])  # in an order of their own
    assert names == ["Ada Example", "Obi Example"]
    assert data["issues"][0]["code"] == "housing"


def test_a_phone_is_never_told_how_anybody_will_vote(
    session: Session, sign_in: SignIn, walk: Walk
) -> None:
    phone = sign_in(Role.VOLUNTEER)
    lend(session, walk)
    data = json_of(phone.get(f"{URL}/walks/{walk.id}.json"))
    text = json.dumps(data["doors"]) + phone.get(f"{URL}/walks/{walk.id}/team.json").text
    assert not any(word in text for word in ("strength", "promise", "party", "intention"))


def test_a_response_is_kept_and_marked_on_the_walk(
    session: Session, sign_in: SignIn, walk: Walk
) -> None:
    phone = sign_in(Role.VOLUNTEER)
    lend(session, walk)
    elector = session.scalars(select(Elector).where(Elector.name == "Ada Example")).one()
    response = told(walk, elector, issues=[{"code": "housing"}], strength=2)

    reply = phone.post(f"{URL}/sync", json=batch(response))

    assert json_of(reply)["outcomes"] == {response["id"]: {"status": "kept", "reason": None}}
    door = json_of(phone.get(f"{URL}/walks/{walk.id}.json"))["doors"][0]
    done = {one["name"]: one["done"] for one in door["electors"]}
    assert (door["done"], done["Ada Example"], sum(done.values())) == ("spoke", True, 1)


def test_one_bad_response_does_not_lose_the_others(
    session: Session, sign_in: SignIn, walk: Walk
) -> None:
    phone = sign_in(Role.VOLUNTEER)
    lend(session, walk)
    elector = session.scalars(select(Elector).where(Elector.name == "Ada Example")).one()
    good = [told(walk, elector) for _ in range(5)]
    bad = [
        told(walk, elector, note="half \ud83d"),
        told(walk, elector, strength=2**64),
        told(walk, elector, note="nul \x00"),
        told(walk, elector, issues="housing"),
        "nonsense",
    ]

    reply = phone.post(f"{URL}/sync", json=batch(*good[:3], *bad, *good[3:]))

    statuses = {key: one["status"] for key, one in json_of(reply)["outcomes"].items()}
    assert [statuses[one["id"]] for one in good] == ["kept"] * 5
    assert list(statuses.values()).count("refused") == len(bad)
    assert statuses["#7"] == "refused"
    again = json_of(phone.post(f"{URL}/sync", json=batch(*good)))["outcomes"]
    assert {one["status"] for one in again.values()} == {"duplicate"}


def test_what_is_no_batch_is_refused_in_a_sentence(sign_in: SignIn, walk: Walk) -> None:
    phone = sign_in(Role.VOLUNTEER)
    for body in (b"", b"<html>", b"[]", b"{}"):
        reply = phone.post(f"{URL}/sync", data=body, content_type="application/json")
        assert reply.status_code == 400
        assert "still on your phone" in json_of(reply)["error"]
    assert walk.name


def test_an_empty_batch_is_answered(sign_in: SignIn) -> None:
    assert json_of(sign_in(Role.VOLUNTEER).post(f"{URL}/sync", json=batch()))["outcomes"] == {}


@pytest.mark.parametrize("why", ["never lent", "over", "taken back"])
def test_a_walk_that_is_not_in_ones_hands_cannot_be_opened(
    session: Session, sign_in: SignIn, walk: Walk, why: str
) -> None:
    phone = sign_in(Role.VOLUNTEER)
    if why != "never lent":
        lend(session, walk, hours=0 if why == "over" else 8)
    if why == "taken back":
        url = f"/c/westminster/walks/{walk.id}/take-back"
        assert phone.post(url).status_code == 403
        sign_in(Role.ORGANISER).post(url)

    shell = phone.get(f"{URL}/walks/{walk.id}").text
    assert walk.name not in shell
    for what in (".json", "/team.json"):
        assert phone.get(f"{URL}/walks/{walk.id}{what}").status_code == 404
    for what in ("at", "code", "give-back"):
        assert phone.post(f"{URL}/walks/{walk.id}/{what}").status_code == 404
    assert walk.name not in phone.get(f"{URL}/").text


def test_an_unknown_walk_is_answered_like_another_campaigns(sign_in: SignIn) -> None:
    agent = sign_in(Role.AGENT)
    assert agent.get(f"{URL}/walks/{uuid4()}.json").status_code == 404
    assert agent.get(f"{URL}/walks/not-an-id").status_code == 404
