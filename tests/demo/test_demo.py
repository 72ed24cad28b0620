"""The demonstration can be built again, the same to the last name."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import case, select

from canvass import create_app
from canvass.config import Settings
from canvass.db import db
from canvass.demo.build import build_demo
from canvass.demo.replay import Replay
from canvass.store.accounts import campaign_called
from canvass.store.contacts import Contact
from canvass.store.register import Elector, RegisterKind, register_files
from canvass.store.telling import TellingMark

NOW = datetime(2026, 11, 2, 18, 0, tzinfo=UTC)
FACTS = (
    Elector.name,
    Elector.roll_number,
    Elector.roll_suffix,
    Elector.strength,
    Elector.last_outcome,
    Elector.votes_by_post,
    Elector.has_voted,
)
TOLD = (
    case((Contact.earlier_file_id.is_(None), Contact.id)),  # what a file brought has no phone's id
    Contact.source,
    Contact.spoken_at,
    Contact.outcome,
    Contact.strength,
    Contact.flags,
    Contact.is_retracted,
)
MARKED = (TellingMark.typed, TellingMark.taken_at)


def built(folder: Path, seed: int) -> list[list[tuple[object, ...]]]:
    """Build a very small demonstration, and give its electors, its contacts and its marks."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'demo.db'}"
    app = create_app(Settings("s" * 32, url, folder, is_secure=False, is_demo=True))
    with app.app_context():
        upgrade()
    replay = Replay(app, seed, 0.02, lambda _step, _done, _of: None)
    build_demo(replay, str.upper, NOW)
    with app.app_context():
        session = db.session()
        campaign_called(session, "westminster-2018")
        files = register_files(session)
        assert sum(file.kind == RegisterKind.FULL for file in files) == 5
        assert all(file.refused for file in files if file.kind == RegisterKind.FULL)
        assert not any(file.unmatched for file in files)
        facts = [
            sorted(map(tuple, session.execute(select(*columns))), key=repr)
            for columns in (FACTS, TOLD, MARKED)
        ]
        db.session.remove()
        db.engine.dispose()
    return facts


def test_the_same_seed_makes_the_same_campaign_and_another_does_not(tmp_path: Path) -> None:
    first = built(tmp_path / "first", 2018)

    assert first == built(tmp_path / "again", 2018)
    assert first != built(tmp_path / "other", 2019)
    electors, contacts, marks = first
    assert min(len(electors), len(contacts), len(marks)) > 50
    assert any(facts[-1] for facts in electors)
    assert any(facts[-2] for facts in electors)


@pytest.mark.parametrize("demo", ["", "1"])
def test_the_command_runs_where_it_is_meant_to_and_only_there(tmp_path: Path, demo: str) -> None:
    settings = {
        "CANVASS_INSTANCE": str(tmp_path),
        "CANVASS_DEMO": demo,
        "CANVASS_SECRET_KEY": "0123456789abcdef" * 2,
        "PATH": os.environ["PATH"],
    }
    command = [sys.executable, "-m", "canvass", "demo", "--help" if demo else "--no-serve"]
    done = subprocess.run(  # noqa: S603  our own command
        command, env=settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == (0 if demo else 1)
    assert "make demo" in done.stderr or demo
