"""The `canvass` command: what it says, what it keeps, how it refuses."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from canvass.store.register import Elector
from tests.registers import FOLDER

PLACES = (
    "ward_code,ward_name,ward_name_cy,seats,polling_district,station_name,station_address\n"
    "E05000635,Churchill,,3,CH1,St Gabriel’s Hall,Glasgow Terrace\n"
)


class Command:
    """Runs commands on one app."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.runner = app.test_cli_runner()
        self.session = session

    def __call__(self, *words: str | Path, campaign: str = "westminster") -> Result:
        self.session.commit()
        scoped = ["--campaign", campaign] if campaign else []
        return self.runner.invoke(args=[*map(str, words), *scoped])


@pytest.fixture
def canvass(app: Flask, session: Session, tmp_path: Path) -> Command:
    """The command, on a campaign with Churchill and its register."""
    command = Command(app, session)
    places = tmp_path / "places.csv"
    places.write_text(PLACES, "utf-8")
    assert "1 wards and 1 polling districts" in command("places", "import", places).output
    assert command("register", "import", FOLDER / "xpress_full.csv").exit_code == 0
    return command


def test_a_campaign_is_added_once_and_somebody_let_in(app: Flask, session: Session) -> None:
    canvass = Command(app, session)
    words = ["campaign", "add", "Leith", "--slug", "leith", "--polling-day", "2027-05-06"]
    assert "Leith is there." in canvass(*words, campaign="").output
    again = canvass(*words, campaign="")
    assert (again.exit_code, "already" in again.stderr) == (1, True)

    person = ["user", "add", "Sam@Example.org", "--role", "volunteer", "--password"]
    assert canvass(*person, "short", campaign="leith").exit_code == 2
    added = canvass(*person, "long enough to keep", campaign="leith")
    assert added.output == "sam@example.org is volunteer in Leith.\n"


def test_a_register_is_tried_without_keeping_it_and_answers_in_json(
    app: Flask, session: Session
) -> None:
    canvass = Command(app, session)
    file = FOLDER / "halarose_full.tsv"

    answer = json.loads(canvass("register", "import", file, "--dry-run", "--json").output)

    assert answer == {
        "file": "halarose_full.tsv",
        "layout": "halarose-full",
        "kind": "full",
        "rows": 11,
        "electors_added": 11,
        "electors_changed": 0,
        "electors_removed": 0,
        "rows_refused": [],
        "unmatched": [],
        "households_added": 6,
        "streets_added": 3,
        "committed": False,
    }
    kept = canvass("register", "import", file, "--json")
    assert json.loads(kept.output)["committed"] is True
    absent = canvass("absent", "import", FOLDER / "halarose_absent.csv", "--json")
    assert json.loads(absent.output)["unmatched"] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["register", "import", FOLDER / "xpress_full.csv"], "This very file was imported"),
        (["register", "import", FOLDER / "xpress_update.csv"], "monthly update"),
        (["places", "import", FOLDER / "xpress_full.csv"], "This is no places file"),
        (["knockup", "list", "--ward", "Bayswater"], "The wards are: Churchill."),
        (["telling", "mark", "eight", "--district", "CH1"], "“eight” is not a number"),
        (["telling", "mark", "8", "--district", "ZZ1"], "no polling district ZZ1"),
    ],
)
def test_a_refusal_is_a_sentence_on_standard_error(
    canvass: Command, words: list[str | Path], sentence: str
) -> None:
    done = canvass(*words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert sentence in done.stderr


def test_an_unknown_campaign_is_said_so(canvass: Command) -> None:
    done = canvass("issues", "report", campaign="nowhere")
    assert (done.exit_code, "There is no campaign “nowhere”." in done.stderr) == (1, True)


def test_a_marked_number_is_gone_from_the_list(canvass: Command, session: Session) -> None:
    for elector in session.query(Elector):
        elector.is_promise, elector.strength = True, 1
    before = json.loads(canvass("knockup", "list", "--ward", "churchill").output)
    assert before["counts"]["electors"] == 14
    assert before["as_at"] is None

    marked = json.loads(
        canvass("telling", "mark", "1", "CH1-2/1", "999", "--district", "ch1", "--json").output
    )
    assert [one["matched"] for one in marked["marks"]] == [True, True, False]
    plain = canvass("telling", "mark", "1", "999", "--district", "CH1").output
    assert plain == "CH1-1 marked, again\nCH1-999 marked: kept, but nobody has this number\n"

    after = json.loads(canvass("knockup", "list", "--ward", "Churchill").output)
    listed = {one["roll_number"] for door in after["doors"] for one in door["electors"]}
    assert len(listed) == 12
    assert not listed & {"CH1-1", "CH1-2/1"}
    assert after["as_at"] is not None


def test_lists_and_reports_are_written_to_files(canvass: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for words, start in (
        (["knockup", "list", "--ward", "Churchill", "--format", "pdf"], b"%PDF"),
        (["knockup", "list", "--ward", "Churchill", "--format", "csv"], b"\xef\xbb\xbfstreet,"),
        (["issues", "report", "--format", "csv"], b"\xef\xbb\xbfward,issue,"),
        (["issues", "report", "--ward", "Churchill"], b"{"),
    ):
        done = canvass(*words, "--out", out)
        assert (done.exit_code, done.stdout) == (0, "")
        assert out.read_bytes().startswith(start)


def test_the_report_has_its_stable_shape(canvass: Command) -> None:
    answer = json.loads(canvass("issues", "report").output)
    assert (answer["campaign"], answer["smallest_cell"]) == ("westminster", 5)
    ward = answer["wards"][0]
    assert (ward["ward"], ward["electors"], ward["spoken_to"]) == ("Churchill", 17, 0)
    assert all(issue["hidden"] for issue in ward["issues"])


def test_what_is_derived_can_be_derived_again(canvass: Command) -> None:
    canvass("telling", "mark", "1", "--district", "CH1")
    before = canvass("knockup", "list", "--ward", "Churchill").output
    done = canvass("standing", "rebuild")
    assert done.output == "The standing of 17 electors is derived again.\n"
    assert canvass("knockup", "list", "--ward", "Churchill").output == before


def test_every_command_explains_itself_with_an_example(app: Flask) -> None:
    runner = app.test_cli_runner()
    for name in ("absent", "campaign", "issues", "knockup", "places", "register", "standing"):
        for command in app.cli.commands[name].commands:  # type: ignore[attr-defined]
            told = runner.invoke(args=[name, command, "--help"])
            assert (told.exit_code, "Example:" in told.output) == (0, True), f"{name} {command}"
