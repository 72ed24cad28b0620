"""Who gets in where: every route by every role, and nobody by another campaign's door."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from canvass.core.access import GRANTS, Role
from canvass.store.accounts import Campaign, add_campaign
from canvass.store.base import new_id, open_for
from canvass.web.access import NEEDS
from canvass.web.words import NAVIGATION, PART_OF
from tests.conftest import POLLING_DAY, SignIn

OPEN = {
    "doorstep.walk",
    "mails.stop",
    "mails.stopping",
    "packs.every_pack",
    "packs.pack",
    "packs.packs",
    "passes.ask",
    "passes.enter",
    "passes.join",
    "phone.carry",
    "phone.goodbye",
    "phone.manifest",
    "phone.worker",
    "report_links.show",
    "responses.hand_in",
    "tellers.ask",
    "tellers.enter",
    "tellers.join",
    "tellers.manifest",
    "tellers.phone",
    "tellers.worker",
}
"""Open to phones that are not signed in: shells that hold nothing of any campaign, and the
doors that ask for a code, for what the server's own word says of its author, for the link to a
report, for the word that stops mails, or for the cookie that opens packs without a database."""


DRAWS_NO_PAGE = {"openapi"}
"""Parts of the site that answer programs only."""


def campaign_routes(app: Flask) -> list[tuple[str, str, str]]:
    """List every guarded (endpoint, method, path) of a campaign, with ids that are nobody's."""
    return [route for route in every_route(app) if route[0] not in OPEN]


def every_route(app: Flask) -> list[tuple[str, str, str]]:
    routes = []
    for rule in app.url_map.iter_rules():
        if "slug" not in rule.arguments:
            continue
        values = {name: new_id() for name in rule.arguments if name != "slug"}
        path = rule.build({"slug": "westminster", **values})
        assert path is not None
        methods = (rule.methods or set()) & {"GET", "POST"}
        routes += [(rule.endpoint, method, path[1]) for method in sorted(methods)]
    return routes


@pytest.mark.parametrize("role", Role)
def test_every_route_lets_in_whom_its_permission_names_and_nobody_else(
    app: Flask, sign_in: SignIn, role: Role
) -> None:
    browser = sign_in(role)
    for endpoint, method, path in campaign_routes(app):
        needed = NEEDS[app.view_functions[endpoint]]
        assert needed is not None, endpoint
        status = browser.open(path, method=method).status_code
        is_let_in = status != 403
        assert is_let_in == (needed in GRANTS[role]), f"{role} {method} {path}: {status}"


def test_a_campaign_one_is_no_member_of_is_not_there(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    add_campaign(session, Campaign(slug="other", name="Other", polling_day=POLLING_DAY))
    session.commit()
    open_for(session, 1)
    agent = sign_in(Role.AGENT)

    for _, method, path in campaign_routes(app):
        other = agent.open(path.replace("/westminster/", "/other/"), method=method)
        nowhere = agent.open(path.replace("/westminster/", "/nowhere/"), method=method)
        assert (other.status_code, nowhere.status_code) == (404, 404), path
        assert other.text.replace("other", "") == nowhere.text.replace("nowhere", "")


def test_what_is_open_is_named_here_and_tells_nothing_of_a_campaign(app: Flask) -> None:
    stranger = app.test_client()
    found = {one for one, _, _ in every_route(app) if NEEDS[app.view_functions[one]] is None}
    assert found == OPEN
    for endpoint, method, path in every_route(app):
        if endpoint in OPEN:
            there = stranger.open(path, method=method)
            nowhere = stranger.open(path.replace("/westminster/", "/nowhere/"), method=method)
            assert there.status_code == nowhere.status_code, path
            if not endpoint.endswith(".worker"):
                assert there.text == nowhere.text.replace("nowhere", "westminster"), path
            assert "Westminster 2018" not in there.text


def test_every_page_marks_where_one_is(app: Flask, sign_in: SignIn) -> None:
    entries = {endpoint.split(".")[0] for _, endpoint, _ in NAVIGATION}
    guarded = [rule for rule in app.url_map.iter_rules() if "slug" in rule.arguments]
    pages = [one for one in guarded if one.endpoint not in OPEN and "GET" in (one.methods or ())]
    for part in sorted({one.endpoint.split(".")[0] for one in pages} - DRAWS_NO_PAGE):
        assert PART_OF.get(part, part) in entries, f"say of which entry “{part}” is a part"
    for role in (Role.AGENT, Role.HOST):
        browser = sign_in(role)
        for rule in pages:
            path = rule.build({"slug": "westminster"}) if rule.arguments == {"slug"} else None
            reply = browser.get(path[1]) if path and rule.endpoint != "doorstep.walks" else None
            is_page = reply and (reply.status_code, reply.mimetype) == (200, "text/html")
            if reply and is_page and "<nav" in reply.text:
                assert reply.text.count('aria-current="page"') >= 1, rule.endpoint


def test_nobody_signed_out_gets_in(app: Flask) -> None:
    stranger = app.test_client()
    for _, method, path in campaign_routes(app):
        reply = stranger.open(path, method=method)
        assert reply.status_code == (302 if method == "GET" else 401), path


def test_a_view_that_does_not_say_what_it_needs_is_shut(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = sign_in(Role.AGENT)
    assert agent.get("/c/westminster/places/").status_code == 200
    monkeypatch.setitem(app.view_functions, "places.places", lambda: "secret")
    assert agent.get("/c/westminster/places/").status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": ""},
    ],
)
def test_another_site_cannot_change_anything(sign_in: SignIn, headers: dict[str, str]) -> None:
    reply = sign_in(Role.AGENT).post("/c/westminster/places/wards", data={}, headers=headers)
    assert reply.status_code == 403


def test_an_older_browser_is_known_by_its_origin(sign_in: SignIn) -> None:
    headers = {"Sec-Fetch-Site": "", "Origin": "http://localhost"}
    reply = sign_in(Role.AGENT).post(
        "/c/westminster/places/wards", data={"name": "Abbey"}, headers=headers
    )
    assert reply.status_code == 302


def test_every_answer_carries_the_policy(sign_in: SignIn, app: Flask) -> None:
    for reply in (sign_in(Role.AGENT).get("/c/westminster/"), app.test_client().get("/nothing")):
        assert "script-src 'self'" in reply.headers["Content-Security-Policy"]
        assert "unsafe" not in reply.headers["Content-Security-Policy"]
        assert reply.headers["Cache-Control"] == "no-store"


def test_a_phone_is_told_in_json_what_a_person_reads_on_a_page(app: Flask) -> None:
    phone = app.test_client()
    reply = phone.get("/c/westminster/", headers={"Accept": "application/json"})
    assert reply.status_code == 401
    assert phone.get("/nothing", headers={"Accept": "application/json"}).json == {
        "error": "There is nothing here, or it is not yours to see."
    }


def test_a_wrong_method_is_told_which_are_right(app: Flask) -> None:
    reply = app.test_client().delete("/health")
    assert reply.status_code == 405
    assert "GET" in reply.headers["Allow"]
