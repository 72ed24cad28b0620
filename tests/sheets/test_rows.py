from dataclasses import replace

from canvass.core.areas import areas_of
from canvass.core.knockup import Door, Promise
from canvass.sheets.rows import BuildingRow, DoorRows, LabelRow, rows_of
from tests.sheets.make import make_door


def rows_for(*doors: Door) -> list[DoorRows]:
    """Return the rows of doors that stand on one sheet."""
    (area,) = areas_of(doors)
    return list(rows_of(area, 5037))


def test_a_flat_in_a_numbered_house_reads_as_house_then_flat() -> None:
    for building, shown in (("3", "3, Flat 2"), ("12A", "12A, Flat 2"), ("1-3", "1-3, Flat 2")):
        (rows,) = rows_for(make_door("Flat 2", building=building))

        assert (rows.building, rows.label, rows.lines[0].door) == (None, None, shown)


def test_a_named_building_stands_over_its_flats_with_its_entry_note() -> None:
    note = "Entry phone: trades button until 1pm"
    (rows,) = rows_for(make_door("Flat 2", building="Victoria House", note=note))

    assert rows.building == BuildingRow("Victoria House", note)
    assert rows.lines[0].door == "Flat 2"


def test_doors_after_a_named_building_stand_under_their_street_again() -> None:
    flat = make_door("Flat 2", building="Victoria House")
    rows = rows_for(make_door("1"), flat, make_door("5"), make_door("7"))

    headings = [row.building.name if row.building else None for row in rows]
    assert headings == [None, "Victoria House", "Lupus Street", "Lupus Street"]


def test_a_long_label_or_a_note_stands_over_the_lines_of_its_door() -> None:
    long = "The Old Coach House at the Rear"
    rows = rows_for(make_door(long), make_door("5", note="Bell at side"), make_door("7"))

    assert [row.label for row in rows] == [LabelRow(long, ""), LabelRow("5", "Bell at side"), None]
    assert [row.lines[0].door for row in rows] == ["", "", "7"]


def test_a_door_without_a_label_still_shows_that_it_is_one() -> None:
    rows = rows_for(make_door(""), make_door("", building="Victoria House"))

    assert [row.lines[0].door for row in rows] == ["–", "Victoria\nHouse"]


def test_only_the_first_line_of_a_door_names_it_and_only_the_last_ends_it() -> None:
    (rows,) = rows_for(make_door("5", "Siân Jones", "Wei Jones", "Zoë Jones"))

    assert [line.door for line in rows.lines] == ["5", "", ""]
    assert [line.is_last for line in rows.lines] == [False, False, True]


def test_roll_numbers_leave_out_the_district_that_the_head_states() -> None:
    rolls = ("CH1-888", "CH1-888/1", "CH12-7", "512")
    promises = tuple(Promise(roll, "Siân Jones", 1) for roll in rolls)
    (rows,) = rows_for(replace(make_door(), promises=promises))

    assert [line.roll for line in rows.lines] == ["888", "888/1", "CH12-7", "512"]


def test_a_line_is_taller_for_a_long_name_or_many_flags() -> None:
    promises = (
        Promise("CH1-1", "Siân Jones", 1, ("LIFT",)),
        Promise("CH1-2", "Oluwaseun Margaret Featherstonehaugh-Cholmondeley", 1),
        Promise("CH1-3", "Siân Jones", 1, ("LIFT", "WHEELCHAIR")),
    )
    (rows,) = rows_for(replace(make_door(), promises=promises))

    assert [line.units for line in rows.lines] == [2, 3, 3]


def test_line_codes_run_on_through_the_sheet() -> None:
    rows = rows_for(make_door("1", "Siân Jones", "Wei Jones"), make_door("3"))

    assert [line.code for row in rows for line in row.lines] == ["01J", "02M", "03P"]
