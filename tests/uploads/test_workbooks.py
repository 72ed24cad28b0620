"""Workbooks are read as if they had come as text; traps are refused with a sentence."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import pytest
import xlsxwriter

from canvass.core.campaign import Contest, Nation
from canvass.core.council_file import BadFileError
from canvass.core.council_table import read_table
from canvass.core.franchise import Electorate
from canvass.core.layouts import Kind
from canvass.core.register import Entry, Register
from canvass.uploads.sheets import text_of
from canvass.uploads.workbooks import as_text, refuse_for
from tests.registers import XPRESS_HEAD, person, xpress

COUNCIL = Electorate(Nation.ENGLAND, Contest.LOCAL, date(2018, 5, 3))
HEAD = XPRESS_HEAD.split(",")
ROW = ["CH1", 5, 0, "", date(2000, 5, 3), "O’Dowd", "Bríd", "SW1V 0AG", "1 Gatliff Road"]
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def excel(*sheets: tuple[str, Sequence[Sequence[object]]]) -> io.BytesIO:
    """Write a workbook of named sheets; a text that begins with = is a formula showing 7."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, str) and cell.startswith("="):
                        sheet.write_formula(line, place, cell, None, 7)
                    elif cell != "":
                        sheet.write(line, place, cell)
    body.seek(0)
    return body


def open_document(*rows: Sequence[str]) -> io.BytesIO:
    """Write the least OpenDocument sheet that there is."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = f'xmlns:office="{OFFICE}" xmlns:table="{TABLE}" xmlns:text="{TEXT}"'
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Register">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": content.encode(),
        }
    )


def packed(members: dict[str, bytes]) -> io.BytesIO:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return body


def read(source: io.BytesIO) -> list[Entry]:
    with as_text(source) as text:
        return list(Register(read_table(text, Kind.FULL), COUNCIL))


def test_a_sheet_is_read_like_the_file_it_was_made_from() -> None:
    rows: list[Sequence[object]] = [
        ["Register of electors"],
        [],
        HEAD,
        ROW,
        ["CH1", 6, 1.0, "G", "", "Ash", "Ada"],
    ]
    five, six = read(excel(("Notes", [["Dear agent"]]), ("Register", rows)))
    assert (five.line, str(five.roll), five.name, five.attains_on) == (
        4,
        "CH1-5",
        "Bríd O’Dowd",
        "2018-05-03",
    )
    assert (str(six.roll), six.markers) == ("CH1-6/1", "G")


def test_an_open_document_sheet_is_read_too() -> None:
    (one,) = read(open_document(HEAD, person(7, "Zoë").split(",")))
    assert (str(one.roll), one.surname) == ("CH1-7", "Zoë")


def test_a_number_and_a_house_that_excel_took_for_dates_are_given_back() -> None:
    row = ["CH1", date(2026, 1, 4), "", "", "", "Ash", "Ada", "", date(2026, 3, 2), "Gatliff Road"]
    source = excel(("Register", [HEAD, row]))
    with as_text(source) as text:
        register = Register(read_table(text, Kind.FULL), COUNCIL)
        (entry,) = register
    assert str(entry.roll) == "CH1-4/1"
    assert register.new_doors[0].address.label == "2-3"


def test_a_formula_is_never_worked_out_and_shows_what_excel_showed() -> None:
    (one,) = read(excel(("Register", [HEAD, ["CH1", "=3+4", "", "", "", "Ash", "Ada"]])))
    assert str(one.roll) == "CH1-7"


def test_text_that_is_no_workbook_goes_on_as_it_is() -> None:
    source = xpress(person(1))
    with as_text(source) as text:
        assert text is source


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (excel(("A", [HEAD, ROW]), ("B", [HEAD, ROW])), "more than one sheet: “A”, “B”"),
        (excel(("Empty", [])), "no sheet with anything in it"),
        (packed({"CH.csv": b"a,b"}), "This is a ZIP file"),
        (packed({"xl/workbook.xml": b"<a/>", "xl/sheet1.xml": bytes(30 << 20)}), "unpacks to more"),
        (packed({"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "damaged"),
        (io.BytesIO(excel(("A", [HEAD, ROW])).getvalue()[:-900]), "damaged"),
        (io.BytesIO(b"PK\x03\x04" + bytes(99)), "damaged"),
        (
            io.BytesIO(b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le")),
            "locked with a password",
        ),
        (io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "damaged"),
    ],
)
def test_what_cannot_be_read_safely_is_refused_with_a_sentence(
    source: io.BytesIO, sentence: str
) -> None:
    with pytest.raises(BadFileError, match=sentence), as_text(source):
        pass


def test_a_child_that_met_a_limit_is_told_from_one_that_could_not_read() -> None:
    with pytest.raises(BadFileError, match="unpacks to more than any register"):
        refuse_for(-9)
    with pytest.raises(BadFileError, match="locked with a password"):
        refuse_for(3)


def test_a_cell_is_one_line_of_text() -> None:
    assert [text_of(cell) for cell in ("Flat 1\n2 High St", 100099980001.0, 5.5, True)] == [
        "Flat 1 2 High St",
        "100099980001",
        "5.5",
        "True",
    ]
