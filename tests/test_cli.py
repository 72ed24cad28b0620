"""The `canvass` command: what it says, what it keeps, how it refuses."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.mapping import Told, written
from canvass.store.accounts import Campaign, Membership, User
from canvass.store.base import new_id
from canvass.store.boundaries import BoundarySet
from canvass.store.places import PollingDistrict
from canvass.store.register import Elector, RegisterFile
from tests.core.test_mapping import ADDRESS, COLUMNS, unknown
from tests.outlines import geojson, ward
from tests.registers import FOLDER, person, xpress

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
    assert (
        "1 ward and 1 polling district: all in place." in command("places", "import", places).output
    )
    assert command("register", "import", FOLDER / "xpress_full.csv").exit_code == 0
    return command


def test_a_campaign_is_added_once_and_somebody_let_in(app: Flask, session: Session) -> None:
    canvass = Command(app, session)
    words = ["campaign", "add", "Leith", "--slug", "leith", "--polling-day", "2027-05-06"]
    assert canvass(*words, "--lease-hours", "25", campaign="").exit_code == 2
    assert "Leith is there." in canvass(*words, "--lease-hours", "3", campaign="").output
    kept = session.scalars(select(Campaign).where(Campaign.slug == "leith")).one()
    assert (kept.lease_hours, kept.asks_second_factor) == (3, True)
    session.commit()
    free = [word.replace("leith", "free") for word in words]
    assert canvass(*free, "--second-factor", "choice", campaign="").exit_code == 0
    chosen = select(Campaign.asks_second_factor).where(Campaign.slug == "free")
    assert session.scalar(chosen) is False
    session.commit()
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


def test_a_trial_says_what_a_register_would_do_and_names_nobody(
    canvass: Command, tmp_path: Path
) -> None:
    update = FOLDER / "xpress_update.csv"
    tried = canvass("register", "import", update, "--dry-run").output
    assert "Of 17 electors now on the register 1 would leave, 0 of them promises" in tried
    assert "  CH1-3: name changes\n" in tried
    assert "Solé" not in tried
    few = tmp_path / "few.csv"
    few.write_bytes(xpress(*map(person, range(100, 103))).getvalue().replace(b"CH1", b"CH9"))
    strange = canvass("register", "import", few, "--dry-run")
    assert (strange.exit_code, "none of this campaign’s" in strange.output) == (0, True)
    assert canvass("register", "import", few).exit_code == 1


def test_an_import_is_undone_by_its_id_and_once(canvass: Command) -> None:
    canvass("register", "import", FOLDER / "xpress_update.csv")
    newest, _ = canvass("register", "files").output.splitlines()
    assert newest.endswith("xpress-update  xpress_update.csv")
    done = canvass("register", "undo", newest.split()[0])
    told = "4 electors left again, 1 are written as before, 1 came back.\n"
    assert done.output == f"xpress_update.csv is undone: {told}"
    assert ", undone" in canvass("register", "files").output
    again = canvass("register", "undo", newest.split()[0])
    assert (again.exit_code, "undone already" in again.stderr) == (1, True)
    assert canvass("register", "undo", str(new_id())).exit_code == 1


def test_a_layout_of_ones_own_is_added_and_a_register_read_by_it(
    canvass: Command, tmp_path: Path
) -> None:
    layout, file = tmp_path / "layout.json", tmp_path / "own.csv"
    layout.write_bytes(written(Told("Own", COLUMNS, ADDRESS)))
    file.write_bytes(unknown().getvalue())
    assert "of no layout Canvass knows" in canvass("register", "import", file, "--confirm").stderr
    added = canvass("register", "layouts", "--add", layout)
    assert json.loads(added.output)["name"] == "Own"
    assert "own.csv (Own): 3 rows; " in canvass("register", "import", file, "--confirm").output


def test_a_monthly_update_goes_in_like_a_register(canvass: Command) -> None:
    answer = json.loads(
        canvass("register", "import", FOLDER / "xpress_update.csv", "--json").output
    )
    told = [answer[f"electors_{what}"] for what in ("added", "changed", "removed")]
    assert (answer["kind"], told) == ("update", [4, 1, 1])
    assert [row["roll_number"] for row in answer["unmatched"]] == ["CH1-11/1"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["register", "import", FOLDER / "xpress_full.csv"], "This very file was imported"),
        (["register", "import", FOLDER / "halarose_absent.csv"], "a list of absent voters"),
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


def test_a_report_on_paper_is_of_one_ward(canvass: Command) -> None:
    done = canvass("issues", "report", "--format", "pdf")
    assert (done.exit_code, "name it with --ward" in done.stderr) == (2, True)


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
        (["issues", "report", "--ward", "Churchill", "--format", "xlsx"], b"PK"),
        (["issues", "report", "--ward", "Churchill", "--format", "pdf"], b"%PDF"),
        (["issues", "week", "--until", "2018-05-03"], b"%PDF"),
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


def test_a_role_is_changed_by_letting_somebody_in_again(app: Flask, session: Session) -> None:
    canvass = Command(app, session)
    for role in ("volunteer", "agent"):
        words = [
            "user",
            "add",
            "sam@example.org",
            "--role",
            role,
            "--password",
            "long enough to keep",
        ]
        assert f"is {role} in Westminster 2018" in canvass(*words).output
    roles = session.execute(select(User.email, Membership.role).join(Membership)).all()
    assert [tuple(row) for row in roles] == [("sam@example.org", Role.AGENT)]


def test_a_trial_run_keeps_nothing_and_says_so(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    canvass = Command(app, session)
    file = tmp_path / "CH.csv"
    file.write_bytes(xpress(person(1), person(2), person(2, "Twice")).getvalue())

    tried = canvass("register", "import", file, "--dry-run").output

    assert tried == (
        "CH.csv (xpress-full): 3 rows; 2 electors would be added, 0 changed, 0 taken off; "
        "2 households and 1 streets are new.\n"
        "  line 4 not taken: The number on line 4 stands on line 3 already.\n"
    )
    for table in (Elector, PollingDistrict, RegisterFile):
        assert session.scalars(select(table)).all() == []
    assert "2 electors are added" in canvass("register", "import", file).output


def test_rows_that_were_not_taken_are_in_the_answer_for_a_machine(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    canvass = Command(app, session)
    file = tmp_path / "CH.csv"
    file.write_bytes(xpress(person(1), person(2), person(2, "Twice")).getvalue())
    answer = json.loads(canvass("register", "import", file, "--json").output)
    assert answer["rows_refused"] == [
        {"line": 4, "reason": "The number on line 4 stands on line 3 already."}
    ]


def test_of_several_files_those_before_a_refused_one_are_kept(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    canvass = Command(app, session)
    page = tmp_path / "page.html"
    page.write_text("<html>", "utf-8")
    files = [FOLDER / "xpress_full.csv", FOLDER / "xpress_full_13.csv", page]
    done = canvass("register", "import", *files)
    assert (done.exit_code, done.stdout.count("electors are added")) == (1, 2)
    assert "This is a web page" in done.stderr
    assert session.scalar(select(func.count()).select_from(Elector)) == 19


def test_an_unlikely_register_waits_for_the_word_confirm(canvass: Command) -> None:
    words: list[str | Path] = ["register", "import", FOLDER / "halarose_full.tsv"]
    asked = canvass(*words)
    assert (asked.exit_code, asked.stdout) == (1, "")
    assert "MH1, MH2) are none of this campaign’s" in asked.stderr
    assert "11 electors are added" in canvass(*words, "--confirm").output


def test_a_layout_may_be_named_and_must_be_right(canvass: Command) -> None:
    file = FOLDER / "xpress_full_13.csv"
    words: list[str | Path] = ["register", "import", file, "--confirm", "--layout"]
    wrong = canvass(*words, "halarose-full")
    assert (wrong.exit_code, "not halarose-full" in wrong.stderr) == (1, True)
    assert canvass(*words, "no-such-layout").exit_code == 2
    assert canvass(*words, "xpress-full-13").exit_code == 0


def test_a_list_of_absent_voters_is_tried_and_taken(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    canvass = Command(app, session)
    canvass("register", "import", FOLDER / "halarose_full.tsv")
    file = tmp_path / "av.csv"
    body = (FOLDER / "halarose_absent.csv").read_bytes()
    file.write_bytes(body.replace(b"MH1,,1,", b"MH1,,999,"))
    by_post = select(func.count()).select_from(Elector).where(Elector.votes_by_post)

    tried = canvass("absent", "import", file, "--dry-run")
    assert "4 changed" in tried.output
    assert "  line 3, MH1-999, matches nobody: Nobody on the register" in tried.output
    assert session.scalar(by_post) == 0

    taken = json.loads(canvass("absent", "import", file, "--json").output)
    assert (taken["kind"], taken["committed"], taken["electors_changed"]) == ("absent", True, 4)
    assert taken["unmatched"] == [
        {
            "line": 3,
            "roll_number": "MH1-999",
            "reason": "Nobody on the register has this number.",
        }
    ]
    assert session.scalar(by_post) == 3

    again = canvass("absent", "import", file)
    assert (again.exit_code, "This very file was imported" in again.stderr) == (1, True)


def test_a_register_is_not_taken_for_a_list_of_absent_voters(canvass: Command) -> None:
    done = canvass("absent", "import", FOLDER / "xpress_full.csv")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "a register of electors" in done.stderr


def test_an_unknown_ward_has_no_report(canvass: Command) -> None:
    done = canvass("issues", "report", "--ward", "Bayswater")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "There is no ward “Bayswater”. The wards are: Churchill." in done.stderr


def test_lists_and_reports_are_printed_where_no_file_is_named(canvass: Command) -> None:
    report = canvass("issues", "report", "--format", "csv").stdout_bytes
    assert report.startswith(b"\xef\xbb\xbfward,issue,")
    paper = canvass("knockup", "list", "--ward", "Churchill", "--format", "pdf").stdout_bytes
    assert paper.startswith(b"%PDF")


def test_a_promise_is_listed_with_its_door_number_and_name(
    canvass: Command, session: Session
) -> None:
    elector = session.scalars(select(Elector).where(Elector.roll_number == "8")).one()
    elector.is_promise, elector.strength, elector.wants_lift = True, 2, True
    answer = json.loads(canvass("knockup", "list", "--ward", "Churchill").output)
    assert answer == {
        "campaign": "westminster",
        "ward": "Churchill",
        "as_at": None,
        "doors": [
            {
                "street": "Turpentine Lane",
                "door": "Flat 2a, 14-16",
                "postcode": "SW1V 0AH",
                "electors": [
                    {
                        "roll_number": "CH1-8",
                        "name": "Edith Thistlethwaite",
                        "strength": 2,
                        "flags": ["LIFT"],
                    }
                ],
            }
        ],
        "counts": {"doors": 1, "electors": 1},
    }
    table = canvass("knockup", "list", "--ward", "Churchill", "--format", "csv").output
    assert "Turpentine Lane" in table
    assert "Edith Thistlethwaite,2,LIFT" in table


@pytest.mark.parametrize(
    "words",
    [
        ["register", "import", FOLDER / "xpress_full.csv"],
        ["absent", "import", FOLDER / "halarose_absent.csv"],
        ["knockup", "list", "--ward", "Churchill"],
        ["telling", "mark", "1", "--district", "CH1"],
        ["issues", "report"],
        ["standing", "rebuild"],
    ],
)
def test_every_command_knows_only_campaigns_that_are_there(
    app: Flask, session: Session, words: list[str | Path]
) -> None:
    done = Command(app, session)(*words, campaign="nowhere")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "Error: There is no campaign “nowhere”.\n"


def test_outlines_and_open_data_go_in_at_the_server_and_the_latest_set_may_be_put_in_force(
    canvass: Command, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "wards.geojson"
    file.write_bytes(geojson(ward("Churchill", "E05000635")).getvalue())
    told = ["--name", "Wards", "--as-of", "2018-05-03", "--source", "An invented office"]
    first = canvass("places", "boundaries", file, *told)
    assert "1 of 1 wards found their outline." in first.output
    canvass("places", "boundaries", file, *told)
    query = select(BoundarySet.is_in_force).order_by(BoundarySet.came_at)
    assert session.scalars(query).all() == [True, False]
    canvass("places", "boundaries", file, *told, "--in-force")
    assert session.scalars(query).all() == [False, False, True]

    file.write_text("pcds,lat,long\nSW1V 0AG,51.49,-0.15\n")
    done = canvass("places", "whereabouts", file)
    assert "1 of" in done.output
    assert "of the register have their place." in done.output
    refused = canvass("places", "boundaries", file, *told)
    assert refused.exit_code == 1
    assert "This is no GeoJSON" in refused.stderr
