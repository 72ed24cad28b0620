import csv
import io
import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from canvass.core.reports import (
    WardReport,
    figures,
    in_every_hundred,
    report_csv,
    report_data,
    wilson,
)

NOW = datetime(2018, 5, 2, 20, 40, tzinfo=UTC)


def make_report(counts: list[tuple[str, str, int]], spoken_to: int = 100) -> WardReport:
    return WardReport(
        ward="Churchill",
        as_at=NOW,
        since=None,
        smallest_cell=5,
        electors=1000,
        spoken_to=spoken_to,
        conversations=spoken_to,
        doors=500,
        knocked=200,
        answered=90,
        issues=figures(counts, spoken_to, 5),
    )


@given(st.lists(st.integers(0, 200), max_size=8), st.integers(1, 10))
def test_no_count_under_the_smallest_cell_is_ever_shown(counts: list[int], smallest: int) -> None:
    told = figures([(str(n), "An issue", n) for n in counts], 200, smallest)

    for issue in told:
        assert issue.is_hidden == (int(issue.code) < smallest)
        assert issue.electors is None or issue.electors >= smallest
        assert issue.is_hidden == (issue.share is None) == (issue.interval is None)


def test_the_most_raised_issue_comes_first_and_hidden_ones_say_nothing_by_their_place() -> None:
    told = figures([("a", "A", 1), ("b", "B", 7), ("c", "C", 0), ("d", "D", 30)], 100, 5)
    assert [issue.code for issue in told] == ["d", "b", "a", "c"]


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_range_holds_the_share_and_stays_between_nobody_and_everybody(n: int, of: int) -> None:
    count = min(n, of)
    low, high = wilson(count, of)
    assert 0 <= low <= count / of + 1e-12
    assert count / of - 1e-12 <= high <= 1


def test_the_range_is_wilsons() -> None:
    # worked example: 10 of 100 at 95 %, as in Newcombe 1998 for small samples
    low, high = wilson(10, 100)
    assert (round(low, 4), round(high, 4)) == (0.0552, 0.1744)


def test_a_share_is_said_in_every_hundred() -> None:
    assert [in_every_hundred(share) for share in (0, 0.004, 0.005, 0.374, 1)] == [
        "0",
        "under 1",
        "0",
        "37",
        "100",
    ]


def test_coverage_of_an_empty_register_is_nothing() -> None:
    report = make_report([("housing", "Housing", 30)])
    assert report.coverage == 0.1
    empty = WardReport("W", NOW, None, 5, 0, 0, 0, 0, 0, 0, ())
    assert empty.coverage == 0


def test_the_spreadsheet_holds_the_same_figures_and_no_hidden_one() -> None:
    report = make_report([("housing", "=Housing()", 30), ("windrush", "Windrush", 3)])

    rows = list(csv.DictReader(io.StringIO(report_csv([report]).removeprefix("\ufeff"))))

    assert [row["issue"] for row in rows] == ["'=Housing()", "Windrush"]
    assert [row["electors"] for row in rows] == ["30", ""]
    assert [row["hidden"] for row in rows] == ["no", "yes"]
    assert rows[0]["share"] == "0.3"


def test_the_json_has_its_stable_shape() -> None:
    report = make_report([("housing", "Housing", 30), ("windrush", "Windrush", 3)])

    data = json.loads(json.dumps(report_data("westminster", [report], NOW, 5)))

    assert set(data) == {"campaign", "as_at", "smallest_cell", "wards"}
    ward = data["wards"][0]
    assert (ward["ward"], ward["electors"], ward["spoken_to"]) == ("Churchill", 1000, 100)
    assert ward["issues"][1] == {
        "code": "windrush",
        "label": "Windrush",
        "electors": None,
        "share": None,
        "interval": None,
        "hidden": True,
    }
