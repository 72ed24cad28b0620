"""A list that turns up somewhere says who took it."""

import csv
import io
import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.accounts import User
from canvass.store.canaries import Canary
from canvass.store.register import Elector
from tests.conftest import SignIn
from tests.polling_day import fill_ward

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_each_list_that_is_taken_away_is_traced_to_who_took_it(
    app: Flask, sign_in: SignIn, session: Session, tmp_path: Path
) -> None:
    ward = fill_ward(session, doors=6)
    lists = []
    for place in range(4):
        browser = sign_in(Role.ORGANISER)
        newest = select(User).order_by(User.id.desc()).limit(1)
        session.scalars(newest).one().name = f"Organiser {place}"
        session.commit()
        lists.append(browser.get(f"/c/westminster/knockup/wards/{ward.id}.csv").text)
    names = [{row["name"] for row in csv.DictReader(io.StringIO(one))} for one in lists]
    invented = [one - names[place - 1] for place, one in enumerate(names)]
    assert [len(one) for one in invented] == [1] * 4
    assert session.scalar(select(func.count()).select_from(Elector)) == 6
    session.rollback()

    for place, text in enumerate(lists):
        file = tmp_path / "leaked.txt"
        file.write_text(text.upper(), "utf-8")
        told = app.test_cli_runner().invoke(
            args=["leak", "trace", str(file), "--campaign", "westminster", "--json"]
        )
        found = json.loads(told.output)["found"]
        assert [(one["by"], one["ward"]) for one in found] == [(f"Organiser {place}", "Churchill")]

    (tmp_path / "other.txt").write_text("Elector 001, and nothing else of ours", "utf-8")
    words = ["leak", "trace", str(tmp_path / "other.txt"), "--campaign", "westminster"]
    assert app.test_cli_runner().invoke(args=words).exit_code == 1
    assert session.scalar(select(func.count()).select_from(Canary)) == 4


def test_a_program_that_asks_for_the_list_gets_one_invented_elector_a_day_who_counts_for_nothing(
    sign_in: SignIn, session: Session
) -> None:
    ward = fill_ward(session, doors=6)
    agent, url = sign_in(Role.AGENT), f"/c/westminster/knockup/wards/{ward.id}.json"
    data = agent.get(url).json
    assert agent.get(url).json == data
    assert data is not None
    shown = {one["name"] for door in data["doors"] for one in door["electors"]}
    assert len(shown - {f"Elector {place:03}" for place in range(1, 7)}) == 1
    assert data["counts"] == {"doors": 6, "electors": 6}
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Canary)) == 1
