"""A second factor: set up, asked for, lost, and made a must."""

import re
from base64 import b32decode
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.totp import code_at, step_of
from canvass.store.accounts import User, add_member
from canvass.store.tries import MOST_FAILURES
from canvass.web import accounts
from canvass.web.clock import wall_clock
from tests.conftest import SignIn

PASSWORD = "correct horse battery"


class Phone:
    """An authenticator app, and a clock that goes half a minute on with each code."""

    def __init__(self, app: Flask) -> None:
        self.app, self.secret, self.at = app, b"", wall_clock()

    def learn(self, page: str) -> None:
        shown = re.findall(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)[0]
        self.secret = b32decode(shown.replace(" ", ""))

    def code(self) -> str:
        self.at += timedelta(seconds=30)
        moment: datetime = self.at
        self.app.config["CANVASS_CLOCK"] = lambda: moment
        return code_at(self.secret, step_of(moment))


@pytest.fixture
def phone(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Phone:
    monkeypatch.setattr(accounts, "is_right", lambda kept, given: bool(kept) and given == PASSWORD)
    user = User(email="priya@example.org", name="Priya", password_hash="kept")
    session.add(user)
    add_member(session, user, Role.AGENT)
    session.commit()
    return Phone(app)


def enter(browser: FlaskClient) -> str:
    reply = browser.post("/sign-in", data={"email": "priya@example.org", "password": PASSWORD})
    return str(reply.location)


def set_up(app: Flask, phone: Phone) -> tuple[FlaskClient, list[str]]:
    browser = app.test_client()
    enter(browser)
    phone.learn(browser.get("/second-factor/").text)
    assert browser.post("/second-factor/", data={"code": "000000"}).status_code == 400
    shown = browser.post("/second-factor/", data={"code": phone.code()}).text
    return browser, re.findall(r"<b>([0-9A-Z]{5}-[0-9A-Z]{5})</b>", shown)


def test_a_password_alone_opens_nothing_once_a_second_factor_is_set(
    app: Flask, phone: Phone
) -> None:
    _, codes = set_up(app, phone)
    assert len(set(codes)) == 10
    browser = app.test_client()
    assert enter(browser) == "/sign-in/code"
    assert browser.get("/c/westminster/").status_code == 302

    digits = phone.code()
    assert browser.post("/sign-in/code", data={"code": digits}).status_code == 302
    assert browser.get("/c/westminster/").status_code == 200

    again = app.test_client()
    enter(again)
    assert again.post("/sign-in/code", data={"code": digits}).status_code == 400
    assert again.post("/sign-in/code", data={"code": codes[0].lower()}).status_code == 302
    third = app.test_client()
    enter(third)
    assert third.post("/sign-in/code", data={"code": codes[0]}).status_code == 400


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_digits_cannot_be_tried_out_and_the_password_is_asked_again_after_a_while(
    app: Flask, phone: Phone
) -> None:
    set_up(app, phone)
    browser = app.test_client()
    enter(browser)
    for _ in range(MOST_FAILURES):
        browser.post("/sign-in/code", data={"code": "000000"})
    assert browser.post("/sign-in/code", data={"code": phone.code()}).status_code == 400
    phone.at += timedelta(minutes=6)
    late = phone.code()
    reply = browser.post("/sign-in/code", data={"code": late})
    assert (reply.status_code, reply.location) == (302, "/sign-in")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_campaign_may_make_it_a_must_for_organisers_and_agents_alone(
    app: Flask, phone: Phone, sign_in: SignIn
) -> None:
    browser, _ = set_up(app, phone)
    organiser, volunteer = sign_in(Role.ORGANISER), sign_in(Role.VOLUNTEER)
    assert organiser.post("/c/westminster/people/second-factor").status_code == 403

    must = {"must": "yes"}
    assert browser.post("/c/westminster/people/second-factor", data=must).status_code == 302

    assert browser.get("/c/westminster/").status_code == 200
    assert organiser.get("/c/westminster/").location == "/second-factor/"
    assert organiser.post("/c/westminster/places/wards", data={"name": "A"}).status_code == 403
    assert volunteer.get("/c/westminster/doorstep/").status_code == 200
    assert browser.post("/second-factor/end", data={"code": "000000"}).status_code == 400
    assert browser.post("/second-factor/end", data={"code": phone.code()}).status_code == 302
    assert enter(app.test_client()) == "/"
