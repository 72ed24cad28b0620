"""The commands on the log, on one elector's rights and on the end of a campaign."""

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from canvass.store.accounts import the_campaign
from canvass.store.audit import AuditEvent
from tests.registers import FOLDER

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Command:
    """Runs commands on the campaign “westminster”."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.runner = app.test_cli_runner()
        self.session = session

    def __call__(self, *words: str | Path, answer: str = "") -> Result:
        self.session.commit()
        return self.runner.invoke(
            args=[*map(str, words), "--campaign", "westminster"], input=answer
        )


@pytest.fixture
def canvass(app: Flask, session: Session) -> Command:
    return Command(app, session)


def test_the_log_is_read_at_the_server_and_says_where_it_was_changed(
    canvass: Command, session: Session
) -> None:
    assert canvass("register", "import", FOLDER / "halarose_full.tsv").exit_code == 0
    assert canvass("issues", "report").exit_code == 0
    end = canvass("audit", "head").output.strip()
    assert json.loads(canvass("audit", "head", "--json").output)["head"] == end
    assert canvass("audit", "verify", "--head", end).output == (
        "All 2 entries are as they were written.\n"
    )
    listed = canvass("audit", "list").output
    assert "at the server: took a file in (full: halarose_full.tsv)" in listed
    of_one = canvass("audit", "list", "--elector", "MH1-1", "--json")
    assert json.loads(of_one.output) == {"entries": []}

    session.execute(update(AuditEvent).where(AuditEvent.number == 1).values(words="nothing"))
    refused = canvass("audit", "verify")
    assert (refused.exit_code, "Entry 1 is not as it was written" in refused.stderr) == (1, True)


def test_an_electors_rights_at_the_server(canvass: Command, tmp_path: Path) -> None:
    assert canvass("register", "import", FOLDER / "halarose_full.tsv").exit_code == 0
    told = json.loads(canvass("elector", "held", "MH1-1").output)
    assert told["held"]["On the register, and what we believe"][0]["roll_number"] == "1"
    out = tmp_path / "held.pdf"
    assert canvass("elector", "held", "MH1-1", "--format", "pdf", "--out", out).exit_code == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert "on no list" in canvass("elector", "stop", "MH1-1", "--how", "letter").output
    assert canvass("elector", "erase", "MH1-1", "--how", "letter", answer="n").exit_code == 1
    assert canvass("elector", "erase", "MH1-1", "--how", "letter", "--yes").output == (
        "MH1-1 is erased.\n"
    )
    assert canvass("elector", "held", "MH1-1").exit_code == 1


def test_a_campaign_is_erased_at_the_server_when_its_day_has_come(
    canvass: Command, session: Session
) -> None:
    assert canvass("register", "import", FOLDER / "halarose_full.tsv").exit_code == 0
    the_campaign(session).kept_until = date(2999, 1, 1)
    assert "until 2999-01-01" in canvass("erase", "--preview").output
    assert canvass("erase", "--yes").exit_code == 1
    assert canvass("erase", "--now", answer="n").exit_code == 1
    done = canvass("erase", "--now", "--yes")
    assert "rows destroyed. None of" in done.output, done.output
    assert canvass("erase", "--preview").output == ""
    assert json.loads(canvass("erase", "--now", "--yes", "--json").output)["is_proved"]


def test_a_campaign_is_written_to_a_file_at_the_server(canvass: Command, tmp_path: Path) -> None:
    assert canvass("register", "import", FOLDER / "halarose_full.tsv").exit_code == 0
    whole, table = tmp_path / "all.zip", tmp_path / "electors.csv"
    done = canvass("export", whole)
    assert "Destroy it once" in done.output, done.output
    assert whole.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(whole) as archive:
        assert "elector.csv: Electors on the register" in archive.read("README.txt").decode()
    assert canvass("export", table, "--what", "electors").exit_code == 0
    assert table.read_bytes().startswith(b"\xef\xbb\xbfPolling District,")
    assert canvass("export", tmp_path / "no" / "such.zip").exit_code == 1
