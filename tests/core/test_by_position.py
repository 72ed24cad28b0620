"""A file without headings that we know is recognised by what stands where."""

import io
from datetime import date

import pytest

from canvass.core.campaign import Contest, Nation
from canvass.core.council_file import BadFileError
from canvass.core.council_table import read_table
from canvass.core.franchise import Electorate
from canvass.core.layouts import Kind
from canvass.core.register import Register
from canvass.core.suppliers import REGISTERS
from canvass.core.update import Update

COUNCIL = Electorate(Nation.ENGLAND, Contest.LOCAL, date(2018, 5, 3))
HEADINGS = "\t".join(f"Column {chr(65 + place)}" for place in range(22))


def row(number: str, surname: str, change: str = "", district: str = "CH1") -> str:
    cells = [district, number, "G", "", surname, "Ada", "Flat 2", "3 Gatliff Road", "London"]
    cells += [""] * (21 - len(cells)) + ["SW1V 0AG"]
    return "\t".join([*cells[:2], change, *cells[2:]] if change else cells)


def file(*rows: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO("\r\n".join([*rows, ""]).encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_idox_register_is_read_by_position(encoding: str) -> None:
    source = file(HEADINGS, row("1", "Ash"), row("2/1", "Birch"), encoding=encoding)
    table = read_table(source, *REGISTERS)
    register = Register(table, COUNCIL)
    one, two = register
    assert (table.layout.name, str(one.roll), one.name) == ("idox-full", "CH1-1", "Ada Ash")
    assert (str(two.roll), two.markers, two.door) == ("CH1-2/1", "G", one.door)
    assert register.new_doors[0].postcode == "SW1V 0AG"
    assert [refused.line for refused in table.refused] == [1]


def test_an_idox_update_tells_by_a_sign_what_is_to_be_done() -> None:
    rows = (row("1", "Ash", "+Mar"), row("2", "Birch", "-Mar"), row("3", "Cedar", "=Mar"))
    table = read_table(file(*rows), *REGISTERS)
    entries = list(Update(table, COUNCIL))
    assert (table.layout.name, [entry.instruction for entry in entries]) == (
        "idox-update",
        ["A", "D", "M"],
    )
    assert entries[0].surname == "Ash"


@pytest.mark.parametrize(
    "rows",
    [
        (row("1", "Ash"),),
        (row("1", "Ash"), row("x", "Birch"), row("y", "Cedar")),
        (row("1", "Ash").replace("SW1V 0AG", "Ash"), row("2", "Birch")),
        (row("1", "Ash", district="not a district"), row("2", "Birch", district="nor this")),
    ],
)
def test_what_does_not_stand_where_it_should_is_not_guessed(rows: tuple[str, ...]) -> None:
    with pytest.raises(BadFileError, match=r"no row of headings|of no layout"):
        read_table(file(*rows), Kind.FULL)


def test_the_green_partys_upload_is_a_register_too() -> None:
    head = "Elector No. Prefix,Elector No.,Elector No. Suffix,Full Elector No.,Forename,"
    head += "Middle Names,Surname,Address1,Address2,PostCode,UPRN,Date of Attainment"
    source = file(head, "CH1,7,0,CH1-7,Ada,B,Ash,1 Gatliff Road,London,SW1V 0AG,,")
    (one,) = Register(read_table(source, Kind.FULL), COUNCIL)
    assert (str(one.roll), one.name) == ("CH1-7", "Ada B Ash")
