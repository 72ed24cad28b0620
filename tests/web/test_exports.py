"""Taking a campaign away: asked for, approved by somebody else, made, fetched, gone after a day."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.audit import Deed
from canvass.db import db
from canvass.store.audit import AuditEvent
from canvass.store.base import open_for
from canvass.store.canaries import Canary
from canvass.store.exports import CampaignExport, ExportState
from canvass.store.jobs import Job, JobState
from canvass.web.jobs import work_everywhere, work_once
from tests.conftest import SignIn
from tests.registers import person
from tests.store.test_mending import elector
from tests.store.test_restoring import take

URL = "/c/westminster/exports/"


def ask(browser: FlaskClient, kind: str = "whole") -> None:
    reply = browser.post(URL, data={"kind": kind, "why": "moving house"}, follow_redirects=True)
    assert "It is asked for." in reply.text


def latest(session: Session) -> CampaignExport:
    session.rollback()
    session.expire_all()
    return (
        session.scalars(select(CampaignExport).order_by(CampaignExport.asked_at.desc())).first()
        or CampaignExport()
    )


def work(app: Flask) -> None:
    with app.app_context():
        session = open_for(db.session(), 1)
        while work_once(session):
            pass
        db.session.remove()


def files_in(app: Flask) -> list[Path]:
    folder = Path(app.config["CANVASS_INSTANCE"], "exports", "westminster")
    return [path for path in folder.glob("*") if path.is_file()]


def test_an_agent_asks_somebody_else_approves_and_who_asked_fetches_it(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    take(session, person(1), person(2))
    session.commit()
    agent, organiser, other = (sign_in(role) for role in (Role.AGENT, Role.ORGANISER, Role.AGENT))
    ask(agent)
    where = f"{URL}{latest(session).id}"

    assert "Somebody else than who asked" in agent.post(f"{where}/approve").text
    assert agent.post(where).status_code == 400
    assert "1 export waits for approval" in organiser.get("/c/westminster/").text
    assert "for approval" not in agent.get("/c/westminster/").text
    work(app)
    assert files_in(app) == []

    assert organiser.post(f"{where}/approve").status_code == 302
    assert "does not wait" in organiser.post(f"{where}/approve").text
    assert "being made" in agent.get(URL).text
    work(app)
    assert organiser.post(where).status_code == 403
    assert other.post(where).status_code == 400
    fetched = agent.post(where, buffered=True)
    with zipfile.ZipFile(io.BytesIO(fetched.data)) as archive:
        assert "elector.csv" in archive.namelist()
        assert b"moving" not in archive.read("README.txt")
    session.rollback()
    deeds = [one.deed for one in session.scalars(select(AuditEvent))]
    for deed in (Deed.EXPORT_ASKED, Deed.EXPORT_APPROVED, Deed.EXPORT_TAKEN):
        assert deeds.count(deed) == 1


def test_it_is_gone_after_a_day(app: Flask, sign_in: SignIn, session: Session) -> None:
    agent = sign_in(Role.AGENT)
    ask(agent)
    where = f"{URL}{latest(session).id}"
    sign_in(Role.ORGANISER).post(f"{where}/approve")
    work(app)
    assert len(files_in(app)) == 1

    export = latest(session)
    assert export.until is not None
    assert export.state(export.until - timedelta(seconds=1)) == ExportState.THERE
    export.approved_at = export.until - timedelta(hours=49)
    session.commit()
    assert agent.post(where).status_code == 400
    assert "no file of it is kept" in agent.get(URL).text
    with app.app_context():
        work_everywhere()
        db.session.remove()
    assert files_in(app) == []


def test_it_is_refused_or_dropped_and_the_file_goes(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    agent, organiser = sign_in(Role.AGENT), sign_in(Role.ORGANISER)
    ask(agent)
    where = f"{URL}{latest(session).id}"
    organiser.post(f"{where}/end")
    assert organiser.post(f"{where}/approve").status_code == 400
    ask(agent)
    where = f"{URL}{latest(session).id}"
    organiser.post(f"{where}/approve")
    work(app)
    agent.post(f"{where}/end")
    assert files_in(app) == []
    assert agent.post(where).status_code == 400


def test_an_erasure_takes_the_file_with_it(app: Flask, sign_in: SignIn, session: Session) -> None:
    take(session, person(1), person(2))
    session.commit()
    agent = sign_in(Role.AGENT)
    ask(agent)
    where = f"{URL}{latest(session).id}"
    sign_in(Role.ORGANISER).post(f"{where}/approve")
    work(app)
    who = elector(session, 1).id
    session.rollback()
    told = {"how_erased": "letter", "sure": "y"}
    agent.post(f"/c/westminster/electors/{who}/erase", data=told)
    assert files_in(app) == []
    assert agent.post(where).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_table_of_electors_carries_a_canary(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    take(session, person(1), person(2))
    session.commit()
    agent = sign_in(Role.AGENT)
    ask(agent, "electors")
    where = f"{URL}{latest(session).id}"
    sign_in(Role.ORGANISER).post(f"{where}/approve")
    work(app)
    session.rollback()
    name = session.scalars(select(Canary.name)).one()
    assert name in agent.post(where, buffered=True).text
    assert "What it is for" not in agent.post(URL, data={"why": "", "kind": "whole"}).text
    assert {one.state for one in session.scalars(select(Job))} == {JobState.DONE}
