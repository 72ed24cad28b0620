"""A report by link: to whoever holds it, for its days, until its time, and in the log."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.audit import Deed
from canvass.store.audit import AuditEvent
from canvass.store.places import Ward
from canvass.store.report_links import ReportLink
from canvass.web.clock import wall_clock
from tests.conftest import SignIn
from tests.make import make_ward


@pytest.fixture
def ward(session: Session) -> Ward:
    ward = make_ward(session)
    session.commit()
    return ward


def link_on(page: str) -> str:
    found = re.search(r"http://localhost(/c/westminster/issues/shared/[\w-]+)", page)
    assert found
    return found[1]


def test_whoever_holds_the_link_sees_the_report_and_nothing_else(
    sign_in: SignIn, app: Flask, session: Session, ward: Ward
) -> None:
    path = f"/c/westminster/issues/wards/{ward.id}/links"
    made = sign_in(Role.AGENT).post(f"{path}?since=2018-04-20&until=2018-04-30", data={"days": "7"})
    councillor = app.test_client()

    page = councillor.get(link_on(made.text)).text

    assert "What Churchill is raising" in page
    assert "20 April" in page
    assert "Excel" not in page
    assert "Show</button>" not in page
    assert councillor.get(f"/c/westminster/issues/wards/{ward.id}").status_code == 302
    deeds = set(session.scalars(select(AuditEvent.deed)))
    assert {Deed.REPORT_SHARED, Deed.REPORT_OPENED} <= deeds


def test_a_link_ends_by_itself_or_at_once(sign_in: SignIn, app: Flask, ward: Ward) -> None:
    agent = sign_in(Role.AGENT)
    path = f"/c/westminster/issues/wards/{ward.id}/links"
    first, second = (link_on(agent.post(path, data={"days": "1"}).text) for _ in range(2))
    stranger = app.test_client()
    assert stranger.get(first).status_code == 200

    for end in re.findall(r'action="(/c/westminster/issues/links/[^"]+)"', agent.get(path).text)[
        :1
    ]:
        agent.post(end)
    assert sorted(stranger.get(link).status_code for link in (first, second)) == [200, 404]

    app.config["CANVASS_CLOCK"] = lambda: wall_clock() + timedelta(hours=25)
    assert [stranger.get(link).status_code for link in (first, second)] == [404, 404]


@pytest.mark.parametrize("token", ["x", "%00", "a" * 2000])
def test_a_guess_opens_nothing(app: Flask, token: str) -> None:
    assert app.test_client().get(f"/c/westminster/issues/shared/{token}").status_code == 404


def test_it_lasts_a_day_a_week_or_thirty(sign_in: SignIn, ward: Ward) -> None:
    path = f"/c/westminster/issues/wards/{ward.id}/links"
    assert sign_in(Role.AGENT).post(path, data={"days": "3650"}).status_code == 400


def test_the_log_does_not_say_that_a_link_was_opened_at_the_server(
    sign_in: SignIn, app: Flask, ward: Ward
) -> None:
    agent = sign_in(Role.AGENT)
    made = agent.post(f"/c/westminster/issues/wards/{ward.id}/links", data={"days": "7"})
    app.test_client().get(link_on(made.text))
    page = agent.get("/c/westminster/log/").text
    assert "whoever had the link" in page
    assert "at the server" not in page


def test_the_days_of_a_link_end_when_it_is_made(
    sign_in: SignIn, app: Flask, session: Session, ward: Ward
) -> None:
    app.config["CANVASS_CLOCK"] = lambda: datetime(2018, 4, 20, 12, 0, tzinfo=UTC)
    path = f"/c/westminster/issues/wards/{ward.id}/links"
    made = sign_in(Role.AGENT).post(f"{path}?until=2018-05-01", data={"days": "7"})
    app.config["CANVASS_CLOCK"] = lambda: datetime(2018, 4, 22, 12, 0, tzinfo=UTC)

    assert "Until 20 April 2018" in app.test_client().get(link_on(made.text)).text
    assert session.scalars(select(ReportLink.last_day)).all() == [date(2018, 4, 20)]
