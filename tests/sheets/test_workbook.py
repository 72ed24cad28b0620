"""The workbook, the table and the JSON hold the same figures, and nothing that is hidden."""

import csv
import io
import json

import pytest
from python_calamine import CalamineWorkbook

from canvass.core.published import HEAD, picture_data, pictures_csv, pictures_data
from canvass.sheets.workbook import issues_xlsx
from tests.pictures import make_picture


def sheet(book: bytes, name: str) -> list[list[object]]:
    opened = CalamineWorkbook.from_filelike(io.BytesIO(book))
    return [list(row) for row in opened.get_sheet_by_name(name).to_python()]


def test_the_same_figures_stand_in_every_file_to_the_digit() -> None:
    picture = make_picture()
    told = json.loads(json.dumps(picture_data(picture)))["issues"]
    table = list(csv.DictReader(io.StringIO(pictures_csv([picture]))))
    head, *rows = sheet(issues_xlsx([picture]), "Issues")
    assert head == list(HEAD)
    for issue, line, row in zip(told, table, rows, strict=True):
        cells = dict(zip(HEAD, row, strict=True))
        for name, key in (("electors", "electors"), ("spoken_to", "spoken_to"), ("share", "share")):
            wanted = issue[key]
            assert (float(line[name]) if line[name] else None) == wanted
            assert (cells[name] if cells[name] != "" else None) == wanted
        assert line["hidden"] == cells["hidden"] == ("yes" if issue["hidden"] else "no")


def test_numbers_are_numbers_and_shares_are_shares() -> None:
    _, first, *_ = sheet(issues_xlsx([make_picture()]), "Issues")
    assert first[2:5] == [60.0, 200.0, 0.3]


def test_what_is_hidden_is_empty_everywhere() -> None:
    picture = make_picture()
    *_, windrush = sheet(issues_xlsx([picture]), "Issues")
    assert windrush[2] == windrush[4] == ""
    data = picture_data(picture)["issues"]
    assert data[2]["electors"] is None
    assert data[1]["against"] is None
    assert [cell["electors"] for cell in data[1]["districts"]] == [None, None]


@pytest.mark.parametrize("label", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3"])
def test_no_label_becomes_a_formula(label: str) -> None:
    picture = make_picture(label=label)
    _, first, *_ = sheet(issues_xlsx([picture]), "Issues")
    assert first[1] == label
    assert f"\n{label}" not in pictures_csv([picture])
    assert f",{label}," not in pictures_csv([picture])


def test_districts_streets_and_notes_have_sheets_of_their_own() -> None:
    book = issues_xlsx([make_picture()])
    assert sheet(book, "Districts")[1] == ["Churchill", "CH1", 3300.0, 120.0]
    assert sheet(book, "Streets")[1][2] == "Peabody Avenue"
    notes = {str(word): meaning for word, meaning in sheet(book, "Notes")}
    assert notes["period"] == "11 April to 24 April 2018"
    assert notes["smallest cell"] == "5"


def test_no_ward_at_all_is_a_workbook_too() -> None:
    assert sheet(issues_xlsx([]), "Issues") == [list(HEAD)]


def test_the_json_has_its_stable_shape() -> None:
    told = pictures_data("westminster", [make_picture()], make_picture().as_at, 5)
    assert set(told) == {"campaign", "as_at", "smallest_cell", "wards"}
    ward = told["wards"][0]
    assert (ward["ward"], ward["electors"], ward["spoken_to"]) == ("Churchill", 6214, 200)
    windrush = ward["issues"][2]
    assert (windrush["code"], windrush["electors"], windrush["share"]) == ("windrush", None, None)
    assert (windrush["interval"], windrush["hidden"]) == (None, True)
    assert set(ward["issues"][0]) >= {"code", "label", "electors", "share", "interval", "hidden"}
