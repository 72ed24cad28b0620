"""The wizard at the end of a campaign: previewed, confirmed, done, and proved in the file."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.web import ending
from canvass.web.drawing import pack_folder
from tests.conftest import SignIn
from tests.polling_day import fill_ward, start_round

END = "/c/westminster/end/"
SURE = {"slug": "westminster", "sure": "y"}
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@on_sqlite
def test_after_the_end_no_name_is_in_any_file_and_the_page_says_so(
    app: Flask, sign_in: SignIn, session: Session, tmp_path: Path
) -> None:
    ward = fill_ward(session, doors=40)
    agent = sign_in(Role.AGENT)
    start_round(agent, ward)
    with app.app_context():
        pack = pack_folder("westminster") / f"{ward.id}.pdf"
    pack.write_bytes(b"Elector 001")
    day = {"until": "2030-05-01"}
    assert agent.post(f"{END}day", data=day).status_code == 302
    page = agent.get(END).text
    assert "40" in page
    assert "1 May 2030" in page
    assert agent.post(END, data={"slug": "other", "sure": "y"}).status_code == 400
    assert agent.post(END, data={"slug": "westminster"}).status_code == 400
    session.rollback()

    told = agent.post(END, data=SURE).text

    assert "None of 40 names is in any of" in told
    assert "canvass.db" in told
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"Elector 0" not in path.read_bytes(), path
    assert "was destroyed on" in agent.get(END).text


@on_sqlite
def test_a_file_that_was_not_written_anew_is_found_to_hold_names(
    sign_in: SignIn, session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fill_ward(session, doors=40)
    (tmp_path / "copy.csv").write_text("Elector 007", "utf-8")
    agent = sign_in(Role.AGENT)
    session.rollback()
    monkeypatch.setattr(ending, "sweep", lambda _engine: None)

    told = agent.post(END, data=SURE).text

    assert "Not all of it is gone" in told
    assert "names are still in" in told


def test_it_is_destroyed_on_either_database(sign_in: SignIn, session: Session) -> None:
    fill_ward(session, doors=2)
    agent = sign_in(Role.AGENT)
    session.rollback()
    assert "None of 2 names" in agent.post(END, data=SURE).text
