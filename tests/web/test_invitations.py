"""Invitations: a link that lets one person in, once, with the address it was made for."""

import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.accounts import Membership, User, member_for, user_called
from canvass.web import passwords
from canvass.web.clock import wall_clock
from tests.conftest import SignIn

PASSWORD = "kettle lupus gatliff nine"
PEOPLE = "/c/westminster/people/"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with little work: how much it does is not what is tested."""
    hasher = PasswordHasher(1, 8, 1)
    monkeypatch.setattr(passwords, "HASHER", hasher)
    monkeypatch.setattr(passwords, "NOBODY", hasher.hash("nobody"))


def invited(sign_in: SignIn, inviter: Role, role: Role, email: str = "Sam@Example.org") -> str:
    form = {"name": "Sam Fenwick", "email": email, "role": role.value}
    reply = sign_in(inviter).post(PEOPLE, data=form)
    found = re.findall(r"/invited/[\w-]+", reply.text)
    return found[0] if found else str(reply.status_code)


def take(app: Flask, link: str, email: str = "sam@example.org", password: str = PASSWORD) -> int:
    form = {"email": email, "new": password, "again": password}
    return app.test_client().post(link, data=form).status_code


def test_an_invitation_lets_one_person_in_once(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    link = invited(sign_in, Role.AGENT, Role.ORGANISER)
    nowhere = app.test_client().get("/invited/nothing").text
    assert app.test_client().get(link).text == nowhere.replace("/invited/nothing", link)
    assert take(app, link, "other@example.org") == 400
    assert take(app, link, password="passwordpassword") == 400

    assert take(app, link) == 302
    assert take(app, link) == 400

    session.rollback()
    sam = user_called(session, "sam@example.org")
    assert sam is not None
    found = member_for(session, sam)
    assert (sam.name, found and found.role) == ("Sam Fenwick", Role.ORGANISER)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_invitation_ends_and_a_fresh_one_ends_the_one_before(
    app: Flask, sign_in: SignIn
) -> None:
    earlier = invited(sign_in, Role.AGENT, Role.VOLUNTEER)
    link = invited(sign_in, Role.AGENT, Role.VOLUNTEER)
    assert take(app, earlier) == 400
    app.config["CANVASS_CLOCK"] = lambda: wall_clock() + timedelta(days=3, minutes=1)
    assert take(app, link) == 400


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_invites_somebody_who_may_more_than_they_do(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    assert invited(sign_in, Role.ORGANISER, Role.AGENT) == "400"
    assert invited(sign_in, Role.VOLUNTEER, Role.VOLUNTEER) == "403"
    link = invited(sign_in, Role.ORGANISER, Role.VOLUNTEER)
    assert take(app, link) == 302
    roles = select(Membership.role).join(User, User.id == Membership.user_id)
    assert session.scalars(roles.where(User.email == "sam@example.org")).one() is Role.VOLUNTEER


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_account_that_is_there_keeps_its_password(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    assert take(app, invited(sign_in, Role.AGENT, Role.VOLUNTEER)) == 302
    session.rollback()
    kept = user_called(session, "sam@example.org")
    assert kept is not None
    before = kept.password_hash
    link = invited(sign_in, Role.AGENT, Role.AGENT)
    assert take(app, link, password="another lupus kettle nine") == 400
    assert take(app, link) == 302
    session.expire_all()
    assert kept.password_hash == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("change", [{"paused_at": True}, {"barred_at": True}, {"role": True}])
def test_an_invitation_by_somebody_who_may_not_make_it_any_more_is_void(
    app: Flask, sign_in: SignIn, session: Session, change: dict[str, object]
) -> None:
    link = invited(sign_in, Role.AGENT, Role.ORGANISER)
    session.rollback()
    maker = session.scalars(select(Membership).order_by(Membership.id.desc()).limit(1)).one()
    for column in change:
        setattr(maker, column, Role.ORGANISER if column == "role" else wall_clock())
    session.commit()
    assert take(app, link) == 400
    maker.paused_at = maker.barred_at = None
    maker.role = Role.AGENT
    session.commit()
    assert take(app, link) == 302
