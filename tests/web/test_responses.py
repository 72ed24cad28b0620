"""What phones sealed: sent by themselves, handed in by others, or brought as a file."""

import io
import json
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.sealing import unlock
from canvass.store.accounts import User
from canvass.store.contacts import Consent, Contact
from canvass.store.register import Elector
from canvass.store.walks import Walk
from canvass.web.clock import wall_clock
from canvass.web.responses import author_signer
from tests.conftest import SignIn
from tests.make import make_elector, make_home, make_lease, make_user, make_walk, make_ward
from tests.pages import json_of
from tests.parcels import parcel, sealed

URL = "/c/westminster/doorstep"
Sender = dict[str, str]


@pytest.fixture
def walk(session: Session) -> Walk:
    ward = make_ward(session)
    door = make_home(session, ward, "2")
    make_elector(session, door, name="Ada Example")
    walk = make_walk(session, ward.id, door)
    session.commit()
    return walk


@pytest.fixture
def sender(session: Session, sign_in: SignIn, walk: Walk) -> Sender:
    """What a volunteer's phone was told with the walk, before it was signed out."""
    phone = sign_in(Role.VOLUNTEER)
    make_lease(session, walk, session.scalars(select(User)).one().id, wall_clock())
    session.commit()
    sender: Sender = json_of(phone.get(f"{URL}/walks/{walk.id}.json"))["sender"]
    return sender


def told(session: Session, walk: Walk, **values: Any) -> dict[str, Any]:  # noqa: ANN401
    elector = session.scalars(select(Elector)).one()
    session.commit()
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


def statuses(reply: Any) -> list[str]:  # noqa: ANN401
    return [one["status"] for one in json_of(reply)["outcomes"].values()]


def contacts(session: Session) -> list[Contact]:
    session.commit()
    session.expire_all()
    return list(session.scalars(select(Contact)))


def test_anybody_can_hand_in_what_a_phone_sealed_and_it_is_its_authors(
    app: Flask, session: Session, walk: Walk, sender: Sender
) -> None:
    response = told(session, walk, strength=2)
    stranger = app.test_client()

    first = stranger.post(f"{URL}/hand-in", json=batch(parcel(sender, response)))
    again = stranger.post(f"{URL}/hand-in", json=batch(parcel(sender, response)))

    assert (statuses(first), statuses(again)) == (["kept"], ["duplicate"])
    [contact] = contacts(session)
    author = session.scalars(select(User).join(Contact, Contact.user_id == User.id)).one()
    assert (contact.strength, author.name) == (2, "Vi Volunteer")


def test_the_same_response_sent_open_and_sealed_is_one(
    session: Session, sign_in: SignIn, walk: Walk, sender: Sender
) -> None:
    response = told(session, walk)
    agent = sign_in(Role.AGENT)
    assert statuses(agent.post(f"{URL}/sync", json=batch(parcel(sender, response)))) == ["kept"]
    [contact] = contacts(session)
    assert session.get_one(User, contact.user_id).name == "Vi Volunteer"


def test_open_responses_are_not_handed_in_by_anybody(
    app: Flask, session: Session, walk: Walk, sender: Sender
) -> None:
    assert sender
    reply = app.test_client().post(f"{URL}/hand-in", json=batch(told(session, walk)))
    assert statuses(reply) == ["refused"]
    assert contacts(session) == []


def test_what_is_not_as_it_was_sealed_is_refused_and_its_neighbours_are_kept(
    app: Flask, session: Session, walk: Walk, sender: Sender
) -> None:
    good = [parcel(sender, told(session, walk)) for _ in range(3)]
    other_id = parcel(sender, told(session, walk)) | {"id": str(uuid4())}
    forged = parcel(sender | {"author": sender["author"][:-2] + "xx"}, told(session, walk))
    nonsense = [{"id": str(uuid4()), "sealed": text} for text in ("", "AAAA", "x" * 30_000)]
    no_message = {"id": str(uuid4())}
    no_message["sealed"] = sealed(sender["key"], no_message["id"], b'{"author": "x"}')
    not_json = {"id": str(uuid4())}
    not_json["sealed"] = sealed(sender["key"], not_json["id"], b"\xff{")
    inner = told(session, walk)
    swapped = {"id": str(uuid4())}
    inside = json.dumps({"author": sender["author"], "message": inner}).encode()
    swapped["sealed"] = sealed(sender["key"], swapped["id"], inside)
    bad = [other_id, forged, *nonsense, no_message, not_json, swapped]

    reply = app.test_client().post(f"{URL}/hand-in", json=batch(good[0], *bad, *good[1:]))

    outcomes = json_of(reply)["outcomes"]
    assert [outcomes[one["id"]]["status"] for one in good] == ["kept"] * 3
    assert [outcomes[one["id"]]["status"] for one in bad] == ["refused"] * len(bad)
    assert all(outcomes[one["id"]]["reason"] for one in bad)
    assert len(contacts(session)) == 3


def test_a_parcel_of_another_campaign_is_refused_like_one_of_a_campaign_that_is_not_there(
    app: Flask, session: Session, walk: Walk, sender: Sender
) -> None:
    sent = batch(parcel(sender, told(session, walk)))
    reply = app.test_client().post("/c/nowhere/doorstep/hand-in", json=sent)
    assert statuses(reply) == ["refused"]
    assert contacts(session) == []


def test_a_parcel_carried_by_a_phone_whose_clock_is_off_keeps_its_own_time(
    app: Flask, session: Session, walk: Walk, sender: Sender
) -> None:
    sent = batch(parcel(sender, told(session, walk)))
    sent["sent_at"] = "2018-01-01T00:00:00+00:00"
    app.test_client().post(f"{URL}/hand-in", json=sent)
    [contact] = contacts(session)
    assert abs((contact.spoken_at - contact.told_at).total_seconds()) < 5


def test_an_organiser_hands_in_a_phones_file(
    session: Session, sign_in: SignIn, walk: Walk, sender: Sender
) -> None:
    organiser = sign_in(Role.ORGANISER)
    many = [parcel(sender, told(session, walk)) for _ in range(250)]
    saved = json.dumps({"campaign": "westminster", "responses": [*many, {"id": "x"}]}).encode()

    for words in ("250 responses kept", "250 were here already"):
        file = (io.BytesIO(saved), "unsent-westminster.json")
        page = organiser.post(f"{URL}/parcels", data={"file": file}).text
        assert words in page
        assert "1 not taken" in page
    assert len(contacts(session)) == 250
    for wrong in (b"", b"[]", b"%PDF-1.4"):
        file = (io.BytesIO(wrong), "wrong.json")
        refused = organiser.post(f"{URL}/parcels", data={"file": file})
        assert (refused.status_code, "not a file that a phone saved" in refused.text) == (400, True)


def test_an_address_given_at_the_door_lies_locked(
    app: Flask, session: Session, walk: Walk, sender: Sender
) -> None:
    consent = {"channel": "phone", "address": "07700 900123", "wording": "phone-door-1"}
    response = told(session, walk, consents=[consent], language="so", flags=["help"])
    app.test_client().post(f"{URL}/hand-in", json=batch(parcel(sender, response)))
    session.commit()
    row = session.scalars(select(Consent)).one()
    assert (row.channel, row.wording) == ("phone", "phone-door-1")
    assert "900123" not in row.locked
    assert unlock("s" * 32, row.locked) == "07700 900123"
    elector = session.scalars(select(Elector)).one()
    assert elector.language == "so"


def test_somebody_who_is_not_on_the_register_is_heard_and_counts_as_no_elector(
    app: Flask, session: Session, walk: Walk, sender: Sender
) -> None:
    response = told(
        session, walk, elector=None, person="Lina Okafor", issues=[{"code": "housing"}], strength=1
    )
    named_twice = told(session, walk, person="Lina Okafor")
    sent = batch(parcel(sender, response), parcel(sender, named_twice))
    outcomes = json_of(app.test_client().post(f"{URL}/hand-in", json=sent))["outcomes"]
    assert outcomes[response["id"]]["status"] == "kept"
    assert outcomes[named_twice["id"]]["status"] == "refused"
    [contact] = contacts(session)
    assert (contact.person, contact.strength) == ("Lina Okafor", 1)
    elector = session.scalars(select(Elector)).one()
    assert (elector.strength, elector.spoken_at) == (None, None)


def test_who_is_named_by_the_server_must_still_be_somebody(
    app: Flask, session: Session, walk: Walk, sender: Sender
) -> None:
    outsider = make_user(session)
    session.commit()
    with app.test_request_context():
        word = str(author_signer().dumps(outsider.id.hex))
    reply = app.test_client().post(
        f"{URL}/hand-in", json=batch(parcel(sender | {"author": word}, told(session, walk)))
    )
    assert statuses(reply) == ["refused"]
