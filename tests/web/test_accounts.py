import re
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.audit import Deed
from canvass.store.accounts import SignIn as KeptSignIn
from canvass.store.accounts import User, add_member
from canvass.store.audit import log_page
from canvass.store.tries import MOST_FAILURES, SignInTry, count_try, try_key
from canvass.web import accounts
from canvass.web.clock import wall_clock
from canvass.web.passwords import hash_password

PASSWORD = "correct horse battery"
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def user(session: Session) -> User:
    user = User(email="priya@example.org", name="Priya", password_hash=hash_password(PASSWORD))
    session.add(user)
    add_member(session, user, Role.ORGANISER)
    session.commit()
    return user


def try_to_sign_in(
    browser: FlaskClient,
    password: str = PASSWORD,
    email: str = "Priya@Example.org",
    after: str = "",
) -> int:
    form = {"email": email, "password": password}
    return browser.post(f"/sign-in?after={after}", data=form).status_code


def test_an_organiser_signs_in_and_sees_the_campaign(app: Flask, user: User) -> None:
    browser = app.test_client()
    reply = browser.get("/c/westminster/")
    assert reply.location.startswith("/sign-in?after=/c/westminster/")

    assert try_to_sign_in(browser) == 302

    page = browser.get("/", follow_redirects=True).text
    assert "What now?" in page
    assert user.name in page


def test_signing_out_ends_it_on_the_server_too(app: Flask, user: User, session: Session) -> None:
    browser = app.test_client()
    try_to_sign_in(browser)
    browser.get("/c/westminster/")
    stolen = browser.get_cookie("canvass")
    assert stolen is not None

    assert browser.get_cookie("canvass_packs", path="/c/westminster/") is not None
    reply = browser.post("/sign-out")
    assert reply.headers["Clear-Site-Data"] == '"cache"'
    assert browser.get_cookie("canvass_packs", path="/c/westminster/") is None
    browser.set_cookie("canvass", stolen.value)

    assert browser.get("/c/westminster/").status_code == 302
    assert session.scalars(select(KeptSignIn)).all() == []
    assert user.email


def test_a_new_password_ends_every_sign_in(app: Flask, user: User) -> None:
    phone, desk = app.test_client(), app.test_client()
    try_to_sign_in(phone)
    try_to_sign_in(desk)
    new = "a longer one than before"
    form = {"old": PASSWORD, "new": new, "again": new}

    assert desk.post("/password", data=form).status_code == 302

    assert phone.get("/c/westminster/").status_code == 302
    assert try_to_sign_in(phone) == 400
    assert try_to_sign_in(phone, new) == 302
    assert user.name


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        (
            {"old": "wrong", "new": "a long new password", "again": "a long new password"},
            "not your",
        ),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "at least 12"),
        ({"old": PASSWORD, "new": "a long new password", "again": "other"}, "not the same"),
    ],
)
def test_a_password_is_not_changed_by_mistake(
    app: Flask, user: User, form: dict[str, str], sentence: str
) -> None:
    browser = app.test_client()
    try_to_sign_in(browser)
    reply = browser.post("/password", data=form)
    assert (reply.status_code, sentence in reply.text) == (400, True)
    assert user.name


def test_unknown_addresses_and_wrong_passwords_get_one_answer(app: Flask, user: User) -> None:
    browser = app.test_client()
    wrong = browser.post("/sign-in", data={"email": user.email, "password": "x"})
    unknown = browser.post("/sign-in", data={"email": "no@example.org", "password": "x"})

    assert wrong.status_code == unknown.status_code == 400
    assert user.email
    assert wrong.text.replace(user.email, "") == unknown.text.replace("no@example.org", "")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords that are compared as they are: argon2 is slow, and not what is tested."""
    monkeypatch.setattr(accounts, "is_right", lambda kept, given: bool(kept) and given == PASSWORD)


@pytest.mark.usefixtures("quick")
def test_five_wrong_tries_lock_strangers_out_for_a_while_and_not_who_was_here_before(
    app: Flask, user: User, session: Session
) -> None:
    known, stranger, other = app.test_client(), app.test_client(), app.test_client()
    assert try_to_sign_in(known) == 302
    known.post("/sign-out")
    for _ in range(MOST_FAILURES):
        try_to_sign_in(stranger, "wrong")

    assert (try_to_sign_in(stranger), try_to_sign_in(other), try_to_sign_in(known)) == (
        400,
        400,
        302,
    )
    assert Deed.SIGN_IN_LOCKED in [one.note.deed for one in log_page(session, None, 9)]

    app.config["CANVASS_CLOCK"] = lambda: wall_clock() + timedelta(minutes=6)
    assert try_to_sign_in(other) == 302
    assert user.name


@pytest.mark.usefixtures("quick", "user")
@ON_SQLITE
def test_an_address_that_nobody_has_is_counted_like_any_other(app: Flask, session: Session) -> None:
    browser = app.test_client()
    for email in ("priya@example.org", "no@example.org"):
        assert try_to_sign_in(browser, "wrong", email) == 400
    assert [one.failures for one in session.scalars(select(SignInTry))] == [1, 1]


@pytest.mark.usefixtures("quick", "user")
@ON_SQLITE
def test_two_hundred_behind_one_address_sign_in_though_some_of_them_fail(
    app: Flask, session: Session
) -> None:
    for _ in range(MOST_FAILURES + 1):
        try_to_sign_in(app.test_client(), "wrong", "clumsy@example.org")
    assert try_to_sign_in(app.test_client()) == 302
    browsers = app.test_client(), app.test_client()
    for place in range(200):  # all of them from 127.0.0.1, some of them clumsy
        email = f"vi-{place}@example.org"
        session.add(User(email=email, name="Vi", password_hash="kept"))
        session.commit()
        if place % 3 == 0:
            try_to_sign_in(browsers[0], "wrong", email)
        assert try_to_sign_in(browsers[place % 2], email=email) == 302


@pytest.mark.usefixtures("quick", "user")
def test_one_sees_ones_own_sign_ins_and_ends_them(app: Flask, session: Session) -> None:
    lost, here = app.test_client(), app.test_client()
    lost.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux) Firefox/128.0"
    try_to_sign_in(lost)
    try_to_sign_in(here)
    page = here.get("/sign-ins/").text
    assert "Firefox on Linux" in page
    which = re.findall(r'name="which" value="([0-9a-f]{64})"', page)

    here.post("/sign-ins/", data={"which": which})

    assert lost.get("/c/westminster/").status_code == 302
    assert here.get("/c/westminster/").status_code == 200
    assert session.scalars(select(KeptSignIn)).one().browser == "A browser"


@pytest.mark.usefixtures("user")
@ON_SQLITE
def test_a_password_that_is_soon_guessed_is_refused(app: Flask) -> None:
    browser = app.test_client()
    try_to_sign_in(browser)
    for bad in ("passwordpassword", "priya@example.org"):
        reply = browser.post("/password", data={"old": PASSWORD, "new": bad, "again": bad})
        assert (reply.status_code, "easy to guess" in reply.text) == (400, True)


def test_a_sign_in_ends_by_itself(app: Flask, user: User) -> None:
    browser = app.test_client()
    try_to_sign_in(browser)
    app.config["CANVASS_CLOCK"] = lambda: wall_clock() + timedelta(hours=15)
    assert browser.get("/c/westminster/").status_code == 302
    assert user.name


@pytest.mark.parametrize("after", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_nobody_is_sent_to_another_site(app: Flask, user: User, after: str) -> None:
    form = {"email": user.email, "password": PASSWORD}
    reply = app.test_client().post("/sign-in", query_string={"after": after}, data=form)
    assert reply.location == "/"


def test_only_the_demonstration_shows_its_sign_ins(app: Flask) -> None:
    assert "organiser@demo.example" not in app.test_client().get("/sign-in").text
    app.config["CANVASS_DEMO"] = True
    assert "organiser@demo.example" in app.test_client().get("/sign-in").text


def test_a_user_without_a_campaign_is_told_so(app: Flask, session: Session) -> None:
    session.add(User(email="new@example.org", name="New", password_hash=hash_password(PASSWORD)))
    session.commit()
    browser = app.test_client()
    try_to_sign_in(browser, email="new@example.org")
    assert "You are in no campaign yet" in browser.get("/").text


def test_a_watcher_can_ask_whether_the_server_answers(app: Flask) -> None:
    assert app.test_client().get("/health").json == {"ok": True}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_first_tries_at_the_same_moment_both_count(session: Session) -> None:
    """One begins before the other has committed: it waits, and does not meet an error."""
    session.commit()
    key, now = try_key("nobody@example.org", ""), wall_clock()

    def try_once() -> None:
        with Session(session.get_bind()) as other:
            count_try(other, key, now, right=False)
            other.commit()

    with ThreadPoolExecutor() as pool:
        count_try(session, key, now, right=False)
        session.flush()
        trying = pool.submit(try_once)
        assert wait([trying], timeout=0.3).not_done
        session.commit()
        trying.result(timeout=5)
    assert session.get_one(SignInTry, key, populate_existing=True).failures == 2
