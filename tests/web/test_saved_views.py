"""Saved views: a report's choice under a name, one's own, opened, renamed and deleted."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.accounts import Membership, MembershipWard, add_member, open_sign_in
from canvass.store.places import Ward
from canvass.store.saved_views import MOST, SavedView
from canvass.web.clock import wall_clock
from tests.conftest import SignIn
from tests.make import make_user, make_ward

URL = "/c/westminster/issues/views/"
ISSUES = "/c/westminster/issues/"


@pytest.fixture
def ward(session: Session) -> Ward:
    ward = make_ward(session)
    session.commit()
    return ward


def limit_to(session: Session, membership: Membership, ward: Ward) -> None:
    session.add(MembershipWard(membership_id=membership.id, ward_id=ward.id))
    session.commit()


def address_of(page: str, name: str) -> str:
    found = re.search(rf'href="([^"]+)">{re.escape(name)}</a>', page)
    assert found, name
    return found[1].replace("&amp;", "&")


def test_the_last_days_of_a_saved_view_move_on(sign_in: SignIn, app: Flask, ward: Ward) -> None:
    agent = sign_in(Role.AGENT)
    app.config["CANVASS_CLOCK"] = lambda: datetime(2018, 4, 20, 12, 0, tzinfo=UTC)
    made = agent.post(f"{URL}new?ward={ward.id}&last=14", data={"name": " Churchill,  fortnight "})
    assert made.location == f"{ISSUES}wards/{ward.id}?last=14"
    page = agent.get(ISSUES).text
    where = address_of(page, "Churchill, fortnight")
    assert "7 April to 20 April 2018" in agent.get(where).text

    app.config["CANVASS_CLOCK"] = lambda: datetime(2018, 4, 25, 12, 0, tzinfo=UTC)
    assert "12 April to 25 April 2018" in agent.get(where).text


def test_a_view_keeps_days_days_to_compare_with_and_the_issue(sign_in: SignIn, ward: Ward) -> None:
    agent = sign_in(Role.ORGANISER)
    days = "since=2018-04-01&until=2018-04-20&against_since=2018-03-01&against_until=2018-03-31"
    agent.post(f"{URL}new?{days}", data={"name": "April"})
    agent.post(f"{URL}new?issue=windrush", data={"name": "Windrush"})
    page = agent.get(URL).text
    assert address_of(page, "April") == (
        f"{ISSUES}?since=2018-04-01&until=2018-04-20"
        "&against_since=2018-03-01&against_until=2018-03-31"
    )
    assert "All wards, 1 April to 20 April 2018, against 1 March to 31 March 2018" in page
    assert "Windrush across the wards" in agent.get(address_of(page, "Windrush")).text
    assert ward.name not in page


def test_a_view_is_renamed_and_deleted_by_its_owner_alone(
    sign_in: SignIn, session: Session, ward: Ward
) -> None:
    agent, other = sign_in(Role.AGENT), sign_in(Role.AGENT)
    agent.post(f"{URL}new?ward={ward.id}", data={"name": "Mine"})
    found = re.search(rf'action="{URL}([^"/]+)"', agent.get(URL).text)
    assert found
    path = f"{URL}{found[1]}"

    assert "Mine" not in other.get(URL).text
    assert other.post(path, data={"name": "Theirs"}).status_code == 404
    assert other.post(f"{path}/delete").status_code == 404
    agent.post(path, data={"name": "Still mine"})
    assert "Still mine" in agent.get(ISSUES).text
    agent.post(f"{path}/delete")
    assert "You have saved no view yet." in agent.get(URL).text
    assert session.query(SavedView).count() == 0


def test_a_name_is_wanted_and_wanted_once(sign_in: SignIn, ward: Ward) -> None:
    agent = sign_in(Role.AGENT)
    path = f"{URL}new?ward={ward.id}"
    for name, sentence in (("  ", "Give the view a name."), ("Mine", ""), ("MINE", "of that name")):
        reply = agent.post(path, data={"name": name})
        assert (reply.status_code, sentence in reply.text) == (400 if sentence else 302, True)
    agent.post(path, data={"name": "Second"})
    page = agent.get(URL).text
    second = page.partition("Second</a>")[2]
    action = re.search(rf'action="({URL}[^"/]+)"', second)
    assert action
    reply = agent.post(action[1], data={"name": "mine"})
    assert (reply.status_code, "of that name" in reply.text) == (400, True)


def test_there_is_an_end_to_views(sign_in: SignIn, ward: Ward) -> None:
    agent = sign_in(Role.AGENT)
    for number in range(MOST):
        agent.post(f"{URL}new", data={"name": f"View {number}"})
    assert "Delete one first" in agent.post(f"{URL}new", data={"name": "One more"}).text
    assert ward.name


@pytest.mark.parametrize("told", ["ward=x", "issue=gone", "last=x"])
def test_what_is_not_there_cannot_be_saved(sign_in: SignIn, told: str) -> None:
    assert sign_in(Role.AGENT).get(f"{URL}new?{told}").status_code in (400, 404)


def test_a_ward_that_is_not_ones_own_any_more_is_not_listed(
    app: Flask, session: Session, ward: Ward
) -> None:
    user = make_user(session)
    membership = add_member(session, user, Role.ORGANISER)
    token = open_sign_in(session, user, wall_clock())
    session.commit()
    organiser = app.test_client()
    with organiser.session_transaction() as cookie:
        cookie["_user_id"] = token
    organiser.post(f"{URL}new?ward={ward.id}", data={"name": "Churchill only"})
    assert "Churchill only" in organiser.get(URL).text
    limit_to(session, membership, make_ward(session, "West End"))
    assert "Churchill only" not in organiser.get(URL).text
