"""Packs on the disk: current, drawn once for a hundred clicks, and there without a database."""

import io
import threading
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.db import db
from canvass.store.accounts import campaign_called
from canvass.store.jobs import Job, JobState, ask_for, take_job
from canvass.store.ledger import Sheet
from canvass.web.jobs import renew_packs, work_everywhere
from tests.conftest import SignIn
from tests.polling_day import DAY, fill_ward, pdf_text, start_round, tell

PACKS = "/c/westminster/packs/"
NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/none"
"""A database that answers nobody."""

SIX = datetime(2018, 5, 3, 17, 0, tzinfo=UTC)


def work(app: Flask) -> int:
    with app.app_context():
        return work_everywhere()


def test_a_round_has_its_pack_drawn_and_the_page_shows_it(
    sign_in: SignIn, session: Session, app: Flask
) -> None:
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    start_round(organiser, ward)
    assert "No pack has been drawn yet." in organiser.get(PACKS).text
    assert work(app) == 1

    assert "Churchill" in organiser.get(PACKS).text
    assert "Elector 001" in pdf_text(organiser.get(f"{PACKS}{ward.id}.pdf").data)


def test_the_last_pack_is_there_when_the_database_is_not(
    sign_in: SignIn, session: Session, app: Flask
) -> None:
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    organiser.post(f"/c/westminster/knockup/wards/{ward.id}/print")
    with app.app_context():
        db.session.remove()
        engines = cast("dict[str | None, Engine]", db.engines)
        working, engines[None] = engines[None], create_engine(NOWHERE)

    page = organiser.get(PACKS)
    pdf = organiser.get(f"{PACKS}{ward.id}.pdf")
    archive = organiser.get(f"{PACKS}all.zip")
    other = organiser.get(f"{DAY}/")

    engines[None] = working
    assert other.status_code == 503
    assert "the last packs lie on the disk" in other.text
    assert page.status_code == 200
    assert "Churchill" in page.text
    assert "Elector 001" in pdf_text(pdf.data)
    assert zipfile.ZipFile(io.BytesIO(archive.data)).namelist() == ["Churchill.pdf"]


def test_a_pack_older_than_an_hour_says_so(sign_in: SignIn, session: Session, app: Flask) -> None:
    ward = fill_ward(session)
    app.config["CANVASS_CLOCK"] = lambda: SIX
    organiser = sign_in(Role.ORGANISER)
    organiser.post(f"/c/westminster/knockup/wards/{ward.id}/print")
    assert "over an hour old" not in organiser.get(PACKS).text
    app.config["CANVASS_CLOCK"] = lambda: SIX + timedelta(minutes=61)
    assert "over an hour old" in organiser.get(PACKS).text


def test_packs_are_renewed_every_hour_while_the_polls_are_open(
    session: Session, app: Flask
) -> None:
    fill_ward(session)
    app.config["CANVASS_CLOCK"] = lambda: SIX
    with app.app_context():
        own = db.session()
        election = campaign_called(own, "westminster")
        assert renew_packs(own, election) == 1
        assert renew_packs(own, election) == 0
        app.config["CANVASS_CLOCK"] = lambda: SIX + timedelta(minutes=59)
        assert renew_packs(own, election) == 1
        app.config["CANVASS_CLOCK"] = lambda: SIX + timedelta(hours=6)
        assert renew_packs(own, election) == 0


def test_nobody_opens_a_pack_without_the_cookie_or_with_another_campaigns(
    sign_in: SignIn, session: Session, app: Flask
) -> None:
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    organiser.post(f"/c/westminster/knockup/wards/{ward.id}/print")
    stranger = app.test_client()
    for path in ("", f"{ward.id}.pdf", "all.zip"):
        assert stranger.get(f"{PACKS}{path}").status_code == 403
        assert sign_in(Role.VOLUNTEER).get(f"{PACKS}{path}").status_code == 403
    cookie = organiser.get_cookie("canvass_packs", path="/c/westminster/")
    assert cookie
    stranger.set_cookie("canvass_packs", cookie.value, path="/")
    assert stranger.get(PACKS).status_code == 200
    assert stranger.get("/c/another/packs/").status_code == 403
    stranger.set_cookie("canvass_packs", cookie.value[:-2] + "xx", path="/")
    assert stranger.get(PACKS).status_code == 403


def test_a_hundred_clicks_make_one_drawing(sign_in: SignIn, session: Session) -> None:
    ward = fill_ward(session)
    browsers = [sign_in(Role.ORGANISER) for _ in range(8)]
    found: list[bytes] = []

    def click(place: int) -> None:
        for _ in range(13):
            reply = browsers[place].post(f"/c/westminster/knockup/wards/{ward.id}/print")
            found.append(reply.data)

    threads = [threading.Thread(target=click, args=(place,)) for place in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 104
    assert len(set(found)) == 1
    session.rollback()
    assert session.query(Sheet).count() == 1


def test_a_mark_makes_the_next_click_draw_anew(sign_in: SignIn, session: Session) -> None:
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    url = f"/c/westminster/knockup/wards/{ward.id}/print"
    assert "Elector 002" in pdf_text(organiser.post(url).data)
    tell(organiser, [2])
    assert "Elector 002" not in pdf_text(organiser.post(url).data)


def test_packs_of_all_wards_are_a_job_that_goes_on_where_it_stopped(
    sign_in: SignIn, session: Session, app: Flask
) -> None:
    fill_ward(session)
    second = fill_ward(session, name="Bayswater", code="BA1")
    organiser = sign_in(Role.ORGANISER)
    reply = organiser.post(PACKS)
    page = reply.headers["Location"]
    assert "waiting for the worker" in organiser.get(page).text
    assert organiser.post(PACKS).headers["Location"] == page

    with app.app_context():  # a worker that dies after the first ward
        own = db.session()
        campaign_called(own, "westminster")
        job = take_job(own, SIX)
        assert job
        first = str(job.about["wards"][0])
        own.commit()
    organiser.post(f"/c/westminster/knockup/wards/{first}/print")
    drawn = Path(app.config["CANVASS_INSTANCE"], "packs", "westminster", f"{first}.pdf").stat()

    assert work(app) == 1

    assert "All 2 are drawn." in organiser.get(page).text
    after = Path(app.config["CANVASS_INSTANCE"], "packs", "westminster", f"{first}.pdf").stat()
    assert after.st_mtime_ns == drawn.st_mtime_ns
    assert second.name in organiser.get(PACKS).text


def test_a_job_that_keeps_dying_is_given_up_with_a_reason(session: Session) -> None:
    job = ask_for(session, "packs", {"wards": []}, None, SIX)
    session.commit()
    for start in range(5):
        assert take_job(session, SIX + timedelta(minutes=10 * start))
    assert take_job(session, SIX + timedelta(minutes=60)) is None
    assert session.get(Job, (1, job.id)).state is JobState.FAILED  # type: ignore[union-attr]


def test_a_running_job_is_not_taken_twice(session: Session) -> None:
    ask_for(session, "packs", {"wards": []}, None, SIX)
    assert take_job(session, SIX)
    assert take_job(session, SIX + timedelta(seconds=30)) is None


def test_work_that_fails_says_why(session: Session, app: Flask, sign_in: SignIn) -> None:
    job = ask_for(session, "nonsense", {}, None, SIX)
    session.commit()
    assert work(app) == 1
    page = sign_in(Role.ORGANISER).get(f"/c/westminster/jobs/{job.id}").text
    assert "It stopped after 0 of 0" in page


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.TELLER])
def test_who_prints_no_lists_gets_no_cookie(sign_in: SignIn, role: Role) -> None:
    browser = sign_in(role)
    browser.get("/c/westminster/")
    browser.get(f"{DAY}/")
    assert browser.get_cookie("canvass_packs", path="/c/westminster/") is None
