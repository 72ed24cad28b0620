"""Behind a proxy with TLS, what leaves the site says https, though the proxy speaks http to us."""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from canvass import create_app
from canvass.config import Settings, SettingsError
from canvass.core.access import Role
from canvass.db import db
from canvass.store.accounts import add_member, open_sign_in
from canvass.web import accounts
from canvass.web.clock import wall_clock
from tests.make import make_user, make_ward


@pytest.fixture
def secure(database_url: str, session: Session, tmp_path: Path) -> Iterator[Flask]:
    session.commit()
    app = create_app(Settings("s" * 32, database_url, tmp_path, is_secure=True))
    yield app
    with app.app_context():
        db.engine.dispose()


def signed_in(app: Flask, session: Session) -> FlaskClient:
    user = make_user(session)
    add_member(session, user, Role.AGENT)
    token = open_sign_in(session, user, wall_clock())
    session.commit()
    browser = app.test_client()
    browser.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    with browser.session_transaction(base_url="https://localhost") as cookie:
        cookie["_user_id"] = token
    return browser


def test_links_and_codes_that_leave_the_site_say_https(secure: Flask, session: Session) -> None:
    ward = make_ward(session)
    agent = signed_in(secure, session)
    shared = agent.post(f"/c/westminster/issues/wards/{ward.id}/links", data={"days": "7"})
    assert "https://localhost/c/westminster/issues/shared/" in shared.text
    told = {"email": "vi@example.org", "name": "Vi", "role": "volunteer"}
    invited = agent.post("/c/westminster/people/", data=told)
    assert "https://localhost/invited/" in invited.text
    assert "http://localhost" not in shared.text + invited.text


def test_cookies_are_of_this_host_only_and_out_of_reach_of_scripts(
    secure: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "is_right", lambda _kept, _given: True)
    user = make_user(session)
    add_member(session, user, Role.AGENT)
    session.commit()
    browser = secure.test_client()
    browser.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    form = {"email": user.email, "password": "any"}
    reply = browser.post("/sign-in", data=form, base_url="https://localhost")
    told = reply.headers.getlist("Set-Cookie")
    assert {one.partition("=")[0] for one in told} == {"__Host-canvass", "__Host-canvass_browser"}
    for one in told:
        parts = set(one.split("; "))
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= parts
        assert "Domain" not in one
    page = browser.get("/c/westminster/", base_url="https://localhost")
    (packs,) = page.headers.getlist("Set-Cookie")
    assert packs.startswith("__Secure-canvass_packs=")
    assert {"Secure", "HttpOnly", "Path=/c/westminster/"} <= set(packs.split("; "))


@pytest.mark.parametrize("secret", ["", "short", "s" * 64, "changeme" * 8])
def test_a_weak_secret_stops_the_start(secret: str, tmp_path: Path) -> None:
    env = {"CANVASS_SECRET_KEY": secret, "CANVASS_INSTANCE": str(tmp_path)}
    with pytest.raises(SettingsError, match="Make one with"):
        Settings.from_env(env)
    assert Settings.from_env({**env, "CANVASS_SECRET_KEY": token_hex(32)}).is_secure


def test_browsers_are_told_to_come_back_over_tls(secure: Flask) -> None:
    answer = secure.test_client().get("/health")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
