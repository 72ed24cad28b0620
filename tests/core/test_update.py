"""A monthly update is read row by row: who is added, amended and deleted."""

import io
from datetime import date

import pytest

from canvass.core.campaign import Contest, Nation
from canvass.core.council_table import read_table
from canvass.core.franchise import Electorate
from canvass.core.layouts import Kind, UpdateRow
from canvass.core.register import BadRowError, Entry
from canvass.core.suppliers import LAYOUTS
from canvass.core.update import Instruction, Update, instruction_of
from tests.registers import change, changes, council_file

COUNCIL = Electorate(Nation.ENGLAND, Contest.LOCAL, date(2018, 5, 3))


def read(source: io.BytesIO) -> tuple[Update, list[Entry]]:
    update = Update(read_table(source, Kind.UPDATE), COUNCIL)
    return update, list(update)


@pytest.mark.parametrize(
    ("status", "created", "changed", "deleted", "instruction"),
    [
        ("A", "", "", "", Instruction.ADD),
        ("N", "", "", "", Instruction.ADD),
        ("m", "", "", "", Instruction.AMEND),
        ("D", "", "", "", Instruction.DELETE),
        ("", "3", "0", "0", Instruction.ADD),
        ("", "3", "3", "0", Instruction.ADD),
        ("", "0", "3", "0", Instruction.AMEND),
        ("", "0", "0", "0", Instruction.AMEND),
        ("", "2", "0", "3", Instruction.DELETE),
    ],
)
def test_a_row_says_what_is_to_be_done(
    status: str, created: str, changed: str, deleted: str, instruction: Instruction
) -> None:
    row = UpdateRow._make([*[""] * 9, status, "", "", created, changed, deleted])
    assert instruction_of(row) is instruction


@pytest.mark.parametrize("status", ["", "Z"])
def test_a_row_that_does_not_say_what_to_do_is_not_guessed(status: str) -> None:
    with pytest.raises(BadRowError, match="does not say"):
        instruction_of(UpdateRow._make([*[""] * 9, status, *[""] * 5]))


def test_repeated_headings_and_lines_that_announce_a_batch_are_no_rows() -> None:
    update, entries = read(council_file("halarose_update.csv"))
    assert [(entry.line, entry.instruction) for entry in entries] == [
        (4, "A"),
        (5, "M"),
        (6, "D"),
        (9, "D"),
        (10, "A"),
    ]
    assert update.table.refused == []


def test_a_district_with_dashes_and_slashes_keeps_its_name() -> None:
    _, entries = read(council_file("xpress_update.csv"))
    assert [str(entry.roll) for entry in entries][5:] == ["CH1-12/1", "KD-2/2-289/1", "CH1-903"]


def test_a_number_may_be_deleted_and_given_away_again_but_not_twice() -> None:
    rows = [change("D", 3), change("N", 3, "Newcomer"), change("D", 3), change("N", 3, "Third")]
    update, entries = read(changes(*rows))
    assert [entry.line for entry in entries] == [2, 3]
    assert [row.line for row in update.table.refused] == [4, 5]


def test_every_update_has_its_full_register_among_the_layouts() -> None:
    names = {layout.name for layout in LAYOUTS}
    updates = {name for name in names if name.endswith("-update")}
    assert len(updates) == 3
    assert {name.replace("-update", "-full") for name in updates} <= names
