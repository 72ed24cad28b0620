"""The commands for after the close: what they say, what they keep, how they refuse."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.store.accounts import the_campaign
from canvass.store.marked import MarkedEntry
from canvass.store.telling import TellingMark
from tests.registers import FOLDER, marked, take_in
from tests.store.test_marked import WHOLE


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
    """The command, on a campaign with the electors of MH1 and MH2, long after its poll."""
    take_in(session, "halarose_full.tsv")
    return Command(app, session)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "marked.csv"
    path.write_bytes(marked(*WHOLE[:9], "MH2,3,,q", "MH9,1,,v").getvalue())
    return path


def test_a_marked_register_is_tried_and_taken(
    canvass: Command, session: Session, file: Path
) -> None:
    entries = select(func.count(MarkedEntry.id))

    tried = canvass("marked", "import", file, "--dry-run")
    assert tried.output == (
        "marked.csv (marked): 11 rows; 9 electors would be marked: 3 voted in person, "
        "3 voted by post, 2 did not vote, 1 not on the register then.\n"
        "  2 electors of its districts are not in it.\n"
        "  line 11 not taken: Its mark is none of: v, x, 0 or blank (voted, post, no).\n"
        "  line 12, MH9-1, matches nobody: Nobody on the register has this number.\n"
    )
    assert session.scalar(entries) == 0

    answer = json.loads(canvass("marked", "import", file, "--json").output)
    assert (answer["committed"], answer["kind"], answer["unnamed"]) == (True, "marked", 2)
    assert answer["marks"] == {"by_post": 3, "did_not": 2, "in_person": 3, "not_registered": 1}
    assert answer["unmatched"][0]["roll_number"] == "MH9-1"
    assert session.scalar(entries) == 9


def test_before_the_close_and_of_the_wrong_file_a_refusal_is_a_sentence(
    canvass: Command, session: Session, file: Path
) -> None:
    wrong = canvass("marked", "import", FOLDER / "halarose_full.tsv")
    assert (wrong.exit_code, wrong.stdout) == (1, "")
    assert "This file is a register of electors." in wrong.stderr
    the_campaign(session).polling_day = date(2999, 5, 2)
    early = canvass("marked", "import", file)
    assert (early.exit_code, early.stdout) == (1, "")
    assert "The polls close at 22:00 on 2 May 2999." in early.stderr


def test_telling_is_erased_when_somebody_says_yes(canvass: Command, session: Session) -> None:
    canvass("telling", "mark", "MH1-1", "MH1-2")
    marks = select(func.count(TellingMark.id))

    assert canvass("telling", "erase", answer="n\n").exit_code == 1
    assert session.scalar(marks) == 2

    done = canvass("telling", "erase", "--yes")
    assert done.output == (
        "Erased: 2 numbers told, 0 knocks, 0 lines of sheets, 0 electors held out, 0 lifts, "
        "0 slips. They were kept until 2019-05-03.\n"
    )
    assert session.scalar(marks) == 0


def test_telling_is_kept_as_long_as_the_campaign_says(canvass: Command, session: Session) -> None:
    canvass("telling", "mark", "MH1-1")
    kept = canvass("telling", "keep", "2999-01-01")
    assert kept.output == "The telling of Westminster 2018 is kept until 2999-01-01.\n"
    refused = canvass("telling", "erase", "--yes")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "keeps its telling until 1 January 2999" in refused.stderr
    assert session.scalar(select(func.count(TellingMark.id))) == 1
    assert canvass("telling", "erase", "--yes", "--now").exit_code == 0


def test_each_command_explains_itself_with_an_example(app: Flask) -> None:
    for words in (["marked", "import"], ["telling", "erase"], ["telling", "keep"]):
        told = app.test_cli_runner().invoke(args=[*words, "--help"])
        assert (told.exit_code, "Example:" in told.output) == (0, True), words


def test_the_marked_register_of_an_earlier_poll_is_taken_for_its_own_day(
    canvass: Command, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "2017.csv"
    head = "PD,ENO,First Names,Surname,Marked"
    path.write_bytes(marked("MH1,1,Millicent,Farthingale,v", head=head).getvalue())
    assert "lies before today" in canvass("marked", "import", path, "--poll", "2031-06-08").output
    taken = canvass("marked", "import", path, "--poll", "2017-06-08")
    assert taken.exit_code == 0, taken.output
    days = session.scalars(select(MarkedEntry.polling_day).distinct()).all()
    assert days == [date(2017, 6, 8)]
