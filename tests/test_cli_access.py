"""The commands on the log, on one elector's rights and on the end of a campaign."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

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
