from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from canvass.core.areas import areas_of
from canvass.core.knockup import Door
from canvass.sheets.pages import PAGE_UNITS, Sheet, sheet_of
from canvass.sheets.rows import BuildingRow, LabelRow, LineRow, StreetRow
from tests.sheets.make import make_door

DOORS = st.lists(
    st.builds(
        lambda label, building, note, street, names: make_door(
            label, *names, building=building, note=note, street=street
        ),
        st.sampled_from(("1", "Flat 2", "The Old Coach House at the Rear")),
        st.sampled_from(("", "3", "Victoria House")),
        st.sampled_from(("", "Bell at side")),
        st.sampled_from(("Lupus Street", "Claverton Street")),
        st.lists(st.just("Siân Jones"), min_size=1, max_size=45),
    ),
    min_size=1,
    max_size=20,
)


def sheet_with(*doors: Door) -> Sheet:
    """Lay out doors that stand on one sheet."""
    (area,) = areas_of(doors)
    return sheet_of(area, 5037)


@given(DOORS)
def test_every_promise_stands_on_one_line_and_no_page_runs_over(doors: list[Door]) -> None:
    pages = sheet_with(*doors).pages

    lines = [row for page in pages for row in page.rows if isinstance(row, LineRow)]
    assert len(lines) == len({line.code for line in lines})
    assert len(lines) == sum(len(door.promises) for door in doors)
    for page in pages:
        assert isinstance(page.rows[0], StreetRow)
        assert isinstance(page.rows[-1], LineRow)
        assert sum(row.units for row in page.rows) <= PAGE_UNITS


@given(DOORS)
def test_a_heading_always_has_a_door_under_it_and_ends_the_door_before(doors: list[Door]) -> None:
    for page in sheet_with(*doors).pages:
        for row, below in pairwise(page.rows):
            if isinstance(row, LabelRow):
                assert isinstance(below, LineRow)
            if isinstance(row, LineRow) and not isinstance(below, LineRow):
                assert row.is_last


def test_a_door_that_fits_on_a_page_is_never_split() -> None:
    doors = [make_door(str(number), *["Siân Jones"] * 8) for number in range(12)]

    for page in sheet_with(*doors).pages:
        lines = [row for row in page.rows if isinstance(row, LineRow)]
        assert lines[0].door
        assert lines[-1].is_last


def test_a_door_too_large_for_a_page_shows_its_label_on_each() -> None:
    sheet = sheet_with(make_door("St Mungo’s", *["Siân Jones"] * 70))

    first_lines = [
        next(row for row in page.rows if isinstance(row, LineRow)) for page in sheet.pages
    ]
    assert len(sheet.pages) == 3
    assert {line.door for line in first_lines} == {"St Mungo’s"}


def test_street_and_building_are_repeated_at_the_top_of_the_next_page() -> None:
    flats = [make_door(f"Flat {number}", building="Victoria House") for number in range(40)]

    first, second = (page.rows for page in sheet_with(*flats).pages)

    assert [row.is_continued for row in (first[0], second[0]) if isinstance(row, StreetRow)] == [
        False,
        True,
    ]
    assert first[1] == second[1] == BuildingRow("Victoria House", "")


def test_the_title_names_the_streets_and_says_how_many_more_there_are() -> None:
    doors = [make_door("1", street=f"Upper Westmoreland Terrace {number}") for number in range(9)]

    assert sheet_with(make_door(street="Lupus Street")).title == "Lupus Street"
    assert sheet_with(*doors).title.endswith("Upper Westmoreland Terrace 2 + 6")
    assert sheet_with(make_door(street="Llanfair " * 20)).title.endswith("…")


def test_each_page_has_a_qr_code_of_its_own() -> None:
    sheet = sheet_with(make_door("1", *["Siân Jones"] * 70))

    assert len({page.qr for page in sheet.pages}) == len(sheet.pages) == 3
