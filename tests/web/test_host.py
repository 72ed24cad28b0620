"""Whoever runs the server looks after accounts, and sees no elector unless everybody knows."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import INVITES, Role
from canvass.core.audit import Deed
from canvass.store.accounts import Membership
from canvass.store.audit import log_page, verify_log
from canvass.web.clock import wall_clock
from tests.conftest import SignIn
from tests.polling_day import fill_ward

HERE = "/c/westminster/"
HOST = f"{HERE}host/"
WHY = {"why": "The list of Churchill does not print since noon."}


def test_a_host_sees_accounts_and_health_and_nothing_of_an_elector(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    ward = fill_ward(session, doors=2)
    agent, host = sign_in(Role.AGENT), sign_in(Role.HOST)
    page = host.get("/", follow_redirects=True).text
    assert "Accounts and health" in page
    assert "Vi Volunteer" in page
    assert "Elector 001" not in page
    assert host.get(f"{HERE}knockup/wards/{ward.id}").status_code == 403
    assert agent.get(HOST).status_code == 403
    assert not any(Role.HOST in may for may in INVITES.values())
    assert app.test_client().get(HOST).status_code == 302


def test_the_glass_is_broken_with_a_reason_for_an_hour_and_the_agents_see_it(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    ward = fill_ward(session, doors=2)
    agent, organiser, host = (sign_in(one) for one in (Role.AGENT, Role.ORGANISER, Role.HOST))
    names = f"{HERE}knockup/wards/{ward.id}"
    assert host.post(f"{HOST}glass", data={"why": "hm"}).status_code == 400
    assert host.get(names).status_code == 403

    assert host.post(f"{HOST}glass", data=WHY).status_code == 302
    assert "Elector 001" in host.get(names).text
    assert host.post(f"{names}/print").status_code == 403
    assert host.get(f"{HERE}electors/").status_code == 403
    for browser, is_told in ((agent, True), (organiser, False)):
        page = browser.get(HERE).text
        assert ("host, opened electors’ data" in page, WHY["why"] in page) == (is_told, is_told)
    session.rollback()
    deeds = [one.note.deed for one in log_page(session, None, 5)]
    assert {Deed.GLASS_BROKEN, Deed.LIST_SEEN} <= set(deeds)
    assert verify_log(session)[1] is None

    later = wall_clock() + timedelta(minutes=61)
    app.config["CANVASS_CLOCK"] = lambda: later
    assert host.get(names).status_code == 403
    assert "host, opened electors’ data" in agent.get(HERE).text


def test_the_glass_is_mended_before_its_hour(sign_in: SignIn, session: Session) -> None:
    ward = fill_ward(session, doors=2)
    host, other = sign_in(Role.HOST), sign_in(Role.HOST)
    names = f"{HERE}knockup/wards/{ward.id}"
    host.post(f"{HOST}glass", data=WHY)
    assert [host.get(names).status_code, other.get(names).status_code] == [200, 403]
    other.post(f"{HOST}glass/mend")
    assert host.get(names).status_code == 200
    host.post(f"{HOST}glass/mend")
    assert host.get(names).status_code == 403


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_host_signs_somebody_out_everywhere(sign_in: SignIn, session: Session) -> None:
    volunteer, host = sign_in(Role.VOLUNTEER), sign_in(Role.HOST)
    assert volunteer.get(f"{HERE}doorstep/").status_code == 200
    session.rollback()
    query = select(Membership.user_id).where(Membership.role == Role.VOLUNTEER)
    assert host.post(f"{HOST}people/{session.scalar(query)}/end").status_code == 302
    assert volunteer.get(f"{HERE}doorstep/").status_code == 302
    assert host.get(HOST).status_code == 200
