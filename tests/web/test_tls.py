"""Behind a proxy with TLS, what leaves the site says https, though the proxy speaks http to us."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from canvass import create_app
from canvass.config import Settings
from canvass.core.access import Role
from canvass.db import db
from canvass.store.accounts import add_member, open_sign_in
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


def test_browsers_are_told_to_come_back_over_tls(secure: Flask) -> None:
    answer = secure.test_client().get("/health")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
