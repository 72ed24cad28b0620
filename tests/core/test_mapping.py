"""A layout of one's own: guessed by its headings, checked, and carried as a small file."""

import io
from datetime import date

import pytest

from canvass.core.campaign import Contest, Nation
from canvass.core.council_file import BadFileError
from canvass.core.council_table import read_table
from canvass.core.franchise import Electorate
from canvass.core.layouts import Kind
from canvass.core.mapping import (
    BadMappingError,
    Told,
    checked,
    guessed,
    read_told,
    sheet_of,
    told_by,
    written,
)
from canvass.core.register import Register

COUNCIL = Electorate(Nation.ENGLAND, Contest.LOCAL, date(2018, 5, 3))
HEAD = "Polling District,Roll No.,Last Name,First Name,Flat,House No,Street Name,Post-code,Notes"
ROWS = (
    "CH1,1,Ash,Ada,,1,Gatliff Road,SW1V 0AG,call back",
    "CH1,2,Birch,Bo,Flat 2,3,Gatliff Road,SW1V 0AG,",
    "CH1,,Nobody,Nell,,5,Gatliff Road,SW1V 0AG,",
)
COLUMNS = {"district": "Polling District", "number": "Roll No.", "surname": "Last Name"}
ADDRESS = ["Flat", "House No", "Street Name"]


def unknown() -> io.BytesIO:
    return io.BytesIO("\r\n".join(["Sampleminster", "", HEAD, *ROWS, ""]).encode("utf-16"))


def test_columns_are_guessed_by_their_headings() -> None:
    sheet = sheet_of(unknown())
    told = guessed(sheet.headings)
    assert told.columns == COLUMNS | {"forenames": "First Name", "postcode": "Post-code"}
    assert told.address == ADDRESS
    assert [row[2] for row in sheet.samples] == ["Ash", "Birch", "Nobody"]


def test_the_first_rows_are_read_as_an_import_would_read_them() -> None:
    told = told_by("Sampleminster", guessed(sheet_of(unknown()).headings).columns, ADDRESS)
    result = checked(unknown(), told, COUNCIL)
    assert [(str(entry.roll), entry.name, door) for entry, door in result.first] == [
        ("CH1-1", "Ada Ash", "1 Gatliff Road, SW1V 0AG"),
        ("CH1-2", "Bo Birch", "Flat 2, 3 Gatliff Road, SW1V 0AG"),
    ]
    assert [(row.line, row.reason) for row in result.refused] == [(6, "It has no elector number.")]


def test_a_kept_layout_is_recognised_and_a_file_without_one_of_its_columns_is_not() -> None:
    known = (Told("Sampleminster", COLUMNS, ADDRESS).layout(),)
    table = read_table(unknown(), Kind.FULL, known=known)
    assert table.layout.name == "Sampleminster"
    assert len(list(Register(table, COUNCIL))) == 2
    other = io.BytesIO(unknown().getvalue().decode("utf-16").replace("House No", "Door").encode())
    with pytest.raises(BadFileError, match="of no layout Canvass knows"):
        read_table(other, Kind.FULL, known=known)


def test_a_column_that_says_what_is_to_be_done_makes_it_an_update() -> None:
    told = Told("Monthly", {"status": "Action", **COLUMNS}, ADDRESS)
    assert (told.layout().kind, Told("Full", COLUMNS, ADDRESS).layout().kind) == (
        Kind.UPDATE,
        Kind.FULL,
    )


@pytest.mark.parametrize(
    ("columns", "address", "sentence"),
    [
        ({"number": "Roll No."}, ADDRESS, "Say which column holds this: Surname."),
        (COLUMNS | {"suffix": "roll no"}, ADDRESS, "One column stands for two things"),
        (COLUMNS, [], "which columns hold the address"),
        (COLUMNS | {"vote": "Notes"}, ADDRESS, "something that no register holds"),
    ],
)
def test_what_is_missing_is_said(
    columns: dict[str, str], address: list[str], sentence: str
) -> None:
    with pytest.raises(BadMappingError, match=sentence):
        told_by("x", columns, address)


def test_a_layout_goes_out_as_a_small_file_and_comes_back_the_same() -> None:
    told = Told("Sampleminster", COLUMNS, ADDRESS)
    assert read_told(written(told)) == told
    assert b"Ash" not in written(told)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"name": "x", "columns": {}, "address": [], "more": 1}', b"\xff\xfe"]
)
def test_a_file_that_is_no_layout_is_refused(body: bytes) -> None:
    with pytest.raises(BadMappingError):
        read_told(body)


def test_a_file_without_headings_cannot_be_told() -> None:
    with pytest.raises(BadFileError, match="no row of headings"):
        sheet_of(io.BytesIO("\n".join(ROWS).encode()))
