"""A large file is taken in by the worker: seen on its page, whole or not at all, and once."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.audit import Deed
from canvass.db import db
from canvass.store.accounts import User
from canvass.store.audit import AuditEvent
from canvass.store.base import open_for
from canvass.store.intake import import_register
from canvass.store.jobs import Job, JobState, take_job
from canvass.store.register import Elector, RegisterFile
from canvass.store.waiting import keep_waiting
from canvass.web.jobs import WORK
from canvass.web.taking import IMPORT_WORK, LARGE, take_file
from tests.conftest import SignIn
from tests.registers import CAME_AT, person, xpress
from tests.web.test_exports import work
from tests.web.test_register import URL

MANY = 12_000


def register() -> BytesIO:
    """Write a register that is large enough for the worker."""
    source = xpress(*map(person, range(1, MANY + 1)))
    assert len(source.getvalue()) < LARGE
    source.seek(0, 2)
    source.write(b" \r\n" * (LARGE // 3 - len(source.getvalue()) // 3 + 1))
    source.seek(0)
    return source


def here(session: Session) -> int:
    """Count the electors; the session must not stay at the database while others write."""
    session.rollback()
    count = session.scalar(select(func.count(Elector.id))) or 0
    session.rollback()
    return count


class DiesError(Exception):
    """What ends a worker in the middle of its work."""


def dies_at_the_end(with_session: Session, job: Job) -> None:
    """Take a file in, and die before any of it is kept."""

    job_id = job.id

    def die(_session: Session) -> None:
        state = select(Job.state).where(Job.id == job_id)
        if with_session.scalar(state) == JobState.DONE:
            raise DiesError

    event.listen(with_session, "before_commit", die)
    try:
        take_file(with_session, job)
    finally:
        event.remove(with_session, "before_commit", die)


def asked(browser: FlaskClient, session: Session) -> str:
    """Let a large register wait, and ask for it to be taken in; give the address of its page."""
    by = session.scalars(select(User.id)).one()
    file_id = keep_waiting(session, register(), "borough.csv", by, CAME_AT).id
    session.commit()
    where = f"{URL}waiting/{file_id}"
    assert "Nothing is changed yet." in browser.get(where).text
    reply = browser.post(where, data={"confirm": "y"})
    assert (reply.status_code, reply.location) == (302, where)
    return where


def test_a_large_register_is_taken_in_by_the_worker_and_its_page_leads_on(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    organiser = sign_in(Role.ORGANISER)
    where = asked(organiser, session)
    assert "It waits for the worker" in organiser.get(where).text
    assert here(session) == 0
    for again in (where, f"{where}/drop"):
        refused = organiser.post(again)
        assert (refused.status_code, "just now" in refused.text) == (400, True)

    work(app)

    assert here(session) == MANY
    shown = organiser.get(where)
    assert shown.status_code == 302
    assert "borough.csv" in organiser.get(shown.location).text
    file = session.scalars(select(RegisterFile)).one()
    organiser_id = session.scalars(select(User.id)).one()
    assert (file.user_id, file.confirmed_by) == (organiser_id, organiser_id)
    deed = select(AuditEvent.user_id).where(AuditEvent.deed == Deed.FILE_TAKEN_IN.value)
    assert session.scalars(deed).all() == [organiser_id]
    session.rollback()


def test_a_worker_that_died_before_the_end_leaves_nothing_and_another_takes_it_up(
    app: Flask, sign_in: SignIn, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = asked(organiser := sign_in(Role.ORGANISER), session)
    monkeypatch.setitem(WORK, IMPORT_WORK, dies_at_the_end)
    with pytest.raises(DiesError):
        work(app)
    monkeypatch.undo()
    assert here(session) == 0
    assert "It was read and compared, and is being written." in organiser.get(where).text
    work(app)
    assert here(session) == 0  # its worker may still be alive

    job = session.scalars(select(Job).where(Job.work == IMPORT_WORK)).one()
    job.beat_at = CAME_AT
    session.commit()
    work(app)
    assert here(session) == MANY
    work(app)
    assert session.scalar(select(func.count(RegisterFile.id))) == 1


def test_what_is_in_is_never_taken_up_again(app: Flask, sign_in: SignIn, session: Session) -> None:
    where = asked(organiser := sign_in(Role.ORGANISER), session)
    with app.app_context():
        beside = open_for(db.session(), 1)
        job = take_job(beside, CAME_AT)
        assert job is not None
        beside.commit()
        WORK[IMPORT_WORK](beside, job)  # and here the worker dies, before it ends its job
        db.session.remove()
    work(app)
    assert session.scalars(select(Job.state)).all() == [JobState.DONE]
    assert organiser.get(where).status_code == 302


def test_why_the_worker_did_not_take_a_file_in_stands_on_its_page(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    where = asked(organiser := sign_in(Role.ORGANISER), session)
    import_register(session, register(), "same.csv", now=CAME_AT, confirm=True)
    session.commit()
    work(app)
    shown = organiser.get(where).text
    assert "It was not taken in." in shown
    assert "This very file was imported on" in shown
    assert here(session) == MANY
    assert organiser.post(f"{where}/drop").status_code == 302
