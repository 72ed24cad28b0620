"""A way back in without one's password: once, for one address, past no second factor."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.audit import Deed
from canvass.store.accounts import (
    Campaign,
    Membership,
    SignIn,
    User,
    add_campaign,
    add_member,
    open_sign_in,
)
from canvass.store.audit import AuditEvent
from canvass.store.base import open_for
from canvass.store.factors import SecondFactor, factor_of
from canvass.store.tries import MOST_FAILURES
from canvass.store.ways_back import MOST_HANDED, MOST_MAILED, BackAsked, may_return
from canvass.web import passwords
from canvass.web.clock import wall_clock
from canvass.web.posting import answer_asked
from tests.conftest import POLLING_DAY
from tests.conftest import SignIn as SignInAs
from tests.post_office import BUSY, DROPS, WELL, PostRoom, open_post_office

PASSWORD = "kettle lupus gatliff nine"
SAM = "sam@example.org"
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with little work: how much it does is not what is tested."""
    hasher = PasswordHasher(1, 8, 1)
    monkeypatch.setattr(passwords, "HASHER", hasher)
    monkeypatch.setattr(passwords, "NOBODY", hasher.hash("nobody"))


@pytest.fixture(scope="module")
def room() -> Iterator[PostRoom]:
    with open_post_office() as room:
        yield room


@pytest.fixture
def post(app: Flask, room: PostRoom) -> PostRoom:
    room.letters.clear()
    room.mood = WELL
    app.config["CANVASS_POST_OFFICE"] = room.office
    return room


def sam(session: Session, role: Role = Role.VOLUNTEER, email: str = SAM) -> UUID:
    user = User(email=email, name="Sam Fenwick", password_hash="forgotten")
    session.add(user)
    add_member(session, user, role)
    open_sign_in(session, user, wall_clock())
    session.commit()
    return user.id


def newest(session: Session) -> UUID:
    """Give whoever was signed in last."""
    found = session.scalars(select(User.id).order_by(User.id.desc()).limit(1)).one()
    session.rollback()
    return found


def handed(browser: FlaskClient, user_id: UUID, **form: str) -> str:
    """Hand a way back out; give its code, or the status that came instead."""
    reply = browser.post(f"/c/westminster/people/{user_id}/back", data=form)
    found = re.findall(r"/back/([\w-]+)", reply.text)
    return found[0] if found else str(reply.status_code)


def take(app: Flask, code: str, email: str = SAM, password: str = PASSWORD) -> int:
    form = {"email": email, "code": code, "new": password, "again": password}
    return app.test_client().post("/back", data=form).status_code


def enters(app: Flask, email: str = SAM, password: str = PASSWORD) -> str:
    reply = app.test_client().post("/sign-in", data={"email": email, "password": password})
    return str(reply.location)


def deeds(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(AuditEvent.deed).order_by(AuditEvent.number)))


def later(app: Flask, by: timedelta) -> None:
    app.config["CANVASS_CLOCK"] = lambda: wall_clock() + by


def test_a_way_back_sets_one_password_once_and_ends_every_sign_in(
    app: Flask, sign_in: SignInAs, session: Session
) -> None:
    user = sam(session)
    code = handed(sign_in(Role.ORGANISER), user)
    stranger = app.test_client()
    page = stranger.get(f"/back/{code}").text
    assert page.replace(code, "") == stranger.get("/back/NOTHING").text.replace("NOTHING", "")
    assert take(app, code, "other@example.org") == 400
    assert take(app, code, password="passwordpassword") == 400

    assert take(app, code.lower().replace("-", " ")) == 302
    assert take(app, code) == 400

    session.rollback()
    ended = select(func.count()).where(SignIn.user_id == user)
    assert session.scalar(ended) == 0
    assert enters(app) == "/"
    assert [one for one in deeds(session) if one.startswith("back")] == [
        Deed.BACK_HANDED,
        Deed.BACK_TAKEN,
    ]


@SQLITE
def test_it_ends_after_a_day_and_a_fresh_one_ends_the_one_before(
    app: Flask, sign_in: SignInAs, session: Session
) -> None:
    user, organiser = sam(session), sign_in(Role.ORGANISER)
    earlier, code = handed(organiser, user), handed(organiser, user)
    assert take(app, earlier) == 400
    later(app, timedelta(days=1, minutes=1))
    assert take(app, code) == 400


@SQLITE
def test_a_second_factor_is_still_asked_for(
    app: Flask, sign_in: SignInAs, session: Session
) -> None:
    user = sam(session, Role.AGENT)
    with_factor(session, user)
    assert take(app, handed(sign_in(Role.AGENT), user)) == 302
    assert enters(app) == "/sign-in/code"


def with_factor(session: Session, user: UUID) -> None:
    kept = SecondFactor(user_id=user, locked="locked", last_step=0, set_at=wall_clock())
    session.add(kept)
    session.commit()


def test_it_is_dropped_only_after_a_second_person_approved_that(
    app: Flask, sign_in: SignInAs, session: Session
) -> None:
    user = sam(session, Role.AGENT)
    with_factor(session, user)
    first, second, organiser = (sign_in(one) for one in (Role.AGENT, Role.HOST, Role.ORGANISER))
    code = handed(first, user, lost="y")
    assert take(app, code) == 400
    waiting = "/c/westminster/people/back"
    assert "Nobody waits" in first.get(waiting).text
    assert "Nobody waits" in organiser.get(waiting).text
    where = re.findall(rf'action="({waiting}/[\w-]+)"', second.get(waiting).text)[0]
    assert "1 person waits" in second.get("/c/westminster/host/").text
    for browser in (first, organiser):
        assert browser.post(where).status_code == 400

    assert second.post(where).status_code == 302
    assert second.post(where).status_code == 400
    assert take(app, code) == 302
    session.rollback()
    assert factor_of(session, user) is None
    assert enters(app) == "/"
    assert Deed.BACK_APPROVED in deeds(session)


@SQLITE
def test_nobody_hands_one_to_somebody_who_may_more_nor_to_themselves(
    sign_in: SignInAs, session: Session
) -> None:
    agent, volunteer = sam(session, Role.AGENT), sam(session, email="v@example.org")
    host = sam(session, Role.HOST, "host@example.org")
    themselves = sign_in(Role.AGENT)
    assert handed(themselves, newest(session)) == "400"
    organiser = sign_in(Role.ORGANISER)
    assert handed(organiser, agent) == "400"
    assert len(handed(organiser, volunteer)) > 20
    assert handed(sign_in(Role.VOLUNTEER), volunteer) == "403"
    assert handed(sign_in(Role.AGENT), host) == "400"
    assert len(handed(sign_in(Role.AGENT), agent)) > 20
    assert len(handed(sign_in(Role.HOST), host)) > 20


def test_an_agent_of_another_campaign_is_not_got_at_by_way_of_this_one(
    app: Flask, sign_in: SignInAs, session: Session
) -> None:
    user, organiser = sam(session), sign_in(Role.ORGANISER)
    code, by = handed(organiser, user), newest(session)
    assert may_return(session, by, user)
    add_campaign(session, Campaign(slug="other", name="Other", polling_day=POLLING_DAY))
    add_member(session, session.get_one(User, user), Role.AGENT)
    session.commit()
    open_for(session, 1)
    assert handed(organiser, user) == "400"
    assert take(app, code) == 400


@SQLITE
def test_whoever_is_paused_has_handed_nothing_out(
    app: Flask, sign_in: SignInAs, session: Session
) -> None:
    user, organiser = sam(session), sign_in(Role.ORGANISER)
    code, by = handed(organiser, user), newest(session)
    paused = session.scalars(select(Membership).where(Membership.user_id == by)).one()
    paused.paused_at = wall_clock()
    session.commit()
    assert take(app, code) == 400
    paused.paused_at = None
    session.commit()
    assert take(app, code) == 302


@SQLITE
def test_wrong_codes_and_handing_out_are_held_back(
    app: Flask, sign_in: SignInAs, session: Session
) -> None:
    user, organiser = sam(session), sign_in(Role.ORGANISER)
    codes = [handed(organiser, user) for _ in range(MOST_HANDED + 1)]
    assert codes[-1] == "400"
    for _ in range(MOST_FAILURES):
        assert take(app, "NOT-THIS-ONE") == 400
    assert take(app, codes[-2]) == 400
    later(app, timedelta(minutes=6))
    assert take(app, codes[-2]) == 302


@SQLITE
def test_agents_see_that_another_agent_was_handed_one(sign_in: SignInAs, session: Session) -> None:
    user, agent = sam(session, Role.AGENT), sign_in(Role.AGENT)
    handed(sign_in(Role.HOST), user)
    assert "Sam Fenwick was handed a way back in" in agent.get("/c/westminster/").text
    assert "way back in</b>" not in sign_in(Role.ORGANISER).get("/c/westminster/").text


@SQLITE
def test_somebody_who_joined_by_a_code_has_no_account_to_come_back_to(
    sign_in: SignInAs, session: Session
) -> None:
    user = sam(session)
    session.get_one(User, user).email = None
    session.commit()
    assert handed(sign_in(Role.AGENT), user) == "404"


def test_asked_by_e_mail_every_address_gets_one_answer_and_the_owner_a_code(
    app: Flask, session: Session, post: PostRoom
) -> None:
    sam(session)
    known, unknown = (
        app.test_client().post("/forgotten", data={"email": email}, headers={"Host": "evil.test"})
        for email in (SAM.upper(), "nobody@example.org")
    )
    assert (known.status_code, known.location, known.text) == (
        unknown.status_code,
        unknown.location,
        unknown.text,
    )
    assert work(app) == 1
    (letter,) = post.letters
    (text,) = post.texts()
    assert letter["To"] == SAM
    assert "evil" not in str(letter)
    assert "http" not in text
    session.rollback()
    assert session.scalar(select(func.count()).select_from(BackAsked)) == 0
    assert take(app, re.findall(r"(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}", text)[0]) == 302
    assert enters(app) == "/"


def work(app: Flask) -> int:
    with app.app_context():
        return answer_asked()


@SQLITE
def test_a_mail_that_was_not_taken_is_tried_again_and_nobody_is_flooded(
    app: Flask, session: Session, post: PostRoom
) -> None:
    sam(session)
    app.test_client().post("/forgotten", data={"email": SAM})
    post.mood = BUSY
    assert work(app) == 0
    assert work(app) == 0
    post.mood = WELL
    later(app, timedelta(minutes=2))
    assert work(app) == 1
    for _ in range(MOST_MAILED):
        app.test_client().post("/forgotten", data={"email": SAM})
    assert work(app) == MOST_MAILED - 2


@SQLITE
def test_without_a_mail_server_the_page_says_whom_to_ask(app: Flask, session: Session) -> None:
    page = app.test_client().get("/forgotten").text
    assert "Ask whoever invited you" in page
    assert "Send me a code" not in page
    app.test_client().post("/forgotten", data={"email": SAM})
    assert session.scalar(select(func.count()).select_from(BackAsked)) == 0


@SQLITE
def test_a_link_goes_out_by_e_mail_too_where_that_is_wanted(
    sign_in: SignInAs, session: Session, post: PostRoom
) -> None:
    agent, user = sign_in(Role.AGENT), sam(session)
    code = handed(agent, user, send="y")
    assert f"http://localhost/back/{code}" in post.texts()[0]

    form = {"name": "Ines", "email": "ines@example.org", "role": "volunteer", "send": "y"}
    page = agent.post("/c/westminster/people/", data=form).text
    link = re.findall(r"http://localhost/invited/[\w-]+", page)[0]
    assert link in post.texts()[1]
    assert post.letters[1]["To"] == "ines@example.org"
    assert "It is sent to ines@example.org too." in page
    post.mood = DROPS
    assert (
        "Nobody knows whether it was sent" in agent.post("/c/westminster/people/", data=form).text
    )
    post.mood = WELL
    for email in ("a@example.org, b@example.org", "a@example.org\nBcc: b@example.org"):
        page = agent.post("/c/westminster/people/", data={**form, "email": email}).text
        assert "That is no e-mail address." in page
    assert len(post.letters) == 3


@SQLITE
def test_at_the_server_a_code_is_made_without_anybody_signed_in(
    app: Flask, session: Session
) -> None:
    user = sam(session, Role.HOST)
    with_factor(session, user)
    words = ["user", "back", SAM, "--campaign", "westminster", "--without-factor"]
    told = app.test_cli_runner().invoke(args=words)
    assert take(app, told.output.split()[0]) == 302
    session.rollback()
    assert factor_of(session, user) is None
    words[2] = "nobody@example.org"
    assert app.test_cli_runner().invoke(args=words).exit_code == 1
