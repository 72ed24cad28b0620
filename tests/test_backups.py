"""A backup is one only if it comes back: every fact in it, and the app runs on it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import URL, make_url, text
from sqlalchemy.orm import Session

from canvass import backups, create_app
from canvass.backups import (
    BackupError,
    backups_in,
    connected,
    drop_old,
    make_backup,
    path_for,
    place_beside,
    restore,
)
from canvass.config import Settings
from canvass.core.access import Role
from canvass.db import db
from canvass.store.accounts import User, add_member, the_campaign
from canvass.store.places import Ward
from canvass.web.backups import renew_backup
from canvass.web.passwords import hash_password
from tests.conftest import SignIn
from tests.make import make_ward
from tests.street import fill_street

PASSWORD = "a long enough password"
NOON = datetime(2018, 5, 3, 11, 0, tzinfo=UTC)


def clock_at(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: moment


@pytest.fixture
def url(database_url: str) -> URL:
    """The database for a role that may see all of it: on PostgreSQL not the site's own."""
    found = make_url(database_url)
    return found if found.username is None else found.set(username="canvass")


@pytest.fixture
def ward(session: Session) -> Ward:
    """Churchill with a street, and an organiser who has a password."""
    ward = make_ward(session)
    fill_street(session, ward)
    priya = User(email="priya@example.org", name="Priya", password_hash=hash_password(PASSWORD))
    session.add(priya)
    session.flush()
    add_member(session, priya, Role.ORGANISER)
    session.commit()
    return ward


def test_what_is_restored_elsewhere_can_be_worked_with(
    url: URL, ward: Ward, tmp_path: Path
) -> None:
    file = tmp_path / "backups" / "evening.backup"
    note = make_backup(url, file, clock_at(NOON))

    assert (note.file, note.made_at, note.size) == (file.name, NOON, file.stat().st_size)
    assert file.stat().st_mode & 0o077 == 0, "nobody else on this machine may read it"
    with place_beside(url, tmp_path) as elsewhere:
        restore(elsewhere, file)
        page, paper = work_on(elsewhere, ward, tmp_path / "other")
    assert "Churchill" in page
    assert paper.startswith(b"%PDF")


def work_on(url: URL, ward: Ward, instance: Path) -> tuple[str, bytes]:
    """Sign in on a database and print a list."""
    text_of_url = url.render_as_string(hide_password=False)
    app = create_app(Settings("s" * 32, text_of_url, instance, is_secure=False))
    browser = app.test_client()
    safe = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    form = {"email": "priya@example.org", "password": PASSWORD}
    assert browser.post("/sign-in", data=form, headers=safe).status_code == 302
    url_of_ward = f"/c/westminster/knockup/wards/{ward.id}"
    page = browser.get(url_of_ward, headers=safe).text
    paper = browser.post(f"{url_of_ward}/print", headers=safe).data
    with app.app_context():
        db.engine.dispose()
    return page, paper


@pytest.mark.usefixtures("ward")
def test_a_backup_that_lacks_the_newest_fact_is_thrown_away(
    url: URL, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = tmp_path / "stale"
    make_backup(url, stale, clock_at(NOON))
    make_ward(session, "West End")
    session.commit()
    monkeypatch.setattr(backups, "copy", lambda _, path: path.write_bytes(stale.read_bytes()))

    with pytest.raises(BackupError, match=r"not whole \(ward\)"):
        make_backup(url, tmp_path / "new", clock_at(NOON))

    assert not (tmp_path / "new").exists()
    assert sorted(path.name for path in tmp_path.glob("*.json")) == ["stale.json"]


def test_a_damaged_file_is_no_backup(
    empty_sqlite: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "canvass.db"
    file.write_bytes(empty_sqlite)
    spoiled = empty_sqlite[:8192] + b"\xff" * 4096 + empty_sqlite[12288:]
    monkeypatch.setattr(backups, "copy", lambda _, path: path.write_bytes(spoiled))
    with pytest.raises(BackupError, match=r"cannot be read|damaged"):
        make_backup(make_url(f"sqlite:///{file}"), tmp_path / "new", clock_at(NOON))


@pytest.mark.usefixtures("ward")
def test_nothing_is_restored_over_what_is_there(url: URL, tmp_path: Path) -> None:
    file = tmp_path / "one"
    make_backup(url, file, clock_at(NOON))
    with pytest.raises(BackupError, match="not empty"):
        restore(url, file)
    with pytest.raises(BackupError, match="There is no file"):
        restore(url, tmp_path / "none")


def test_a_picture_is_no_backup(url: URL, tmp_path: Path) -> None:
    (tmp_path / "cat.jpg").write_bytes(b"\xff\xd8\xff" * 100)
    with place_beside(url, tmp_path) as elsewhere, pytest.raises(BackupError):
        restore(elsewhere, tmp_path / "cat.jpg")


def test_a_full_disk_is_left_alone(
    url: URL, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.commit()
    monkeypatch.setattr(backups, "ROOM", 10**12)
    with pytest.raises(BackupError, match="no room for a backup"):
        make_backup(url, tmp_path / "new", clock_at(NOON))
    with connected(url) as connection:
        assert connection.scalar(text("select count(*) from campaign")) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_worker_makes_one_every_hour_of_polling_day_and_one_a_day_otherwise(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    the_campaign(session).polling_day = date(2018, 5, 3)
    session.commit()
    made = []
    for hours in (-54, -40, -30, -7, -6.5, 0):
        moment = NOON + timedelta(hours=hours)
        monkeypatch.setattr("canvass.web.backups.now", clock_at(moment))
        with app.app_context():
            made.append(renew_backup(db.session()))
    assert made == [True, False, True, True, False, True]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_the_newest_are_kept(
    url: URL, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.commit()
    monkeypatch.setattr(backups, "KEPT", 2)
    for hour in range(3):
        moment = NOON + timedelta(hours=hour)
        make_backup(url, path_for(tmp_path, moment, url), clock_at(moment))
    drop_old(tmp_path)
    assert [note.made_at.hour for note in backups_in(tmp_path)] == [13, 12]
    assert len(list(tmp_path.glob("canvass-2018*"))) == 4


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_readiness_page_says_when_the_last_was_made(app: Flask, sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    ready = "/c/westminster/polling-day/ready/"
    assert "There is no backup yet." in organiser.get(ready).text
    assert app.test_cli_runner().invoke(args=["backup"]).exit_code == 0
    page = organiser.get(ready).text
    assert "restored elsewhere and found whole" in page
    assert "more than a day old" not in page


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_sites_own_role_sees_too_little_for_a_backup(
    database_url: str, session: Session, tmp_path: Path
) -> None:
    session.commit()
    with pytest.raises(BackupError, match="one campaign at a time"):
        make_backup(make_url(database_url), tmp_path / "new", clock_at(NOON))
