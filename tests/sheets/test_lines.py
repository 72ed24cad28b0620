from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from canvass.core.areas import Area, areas_of
from canvass.core.knockup import Door
from canvass.sheets.knockup import knockup_pdf
from canvass.sheets.linecode import BadCodeError, read_line
from canvass.sheets.lines import page_count, sheet_lines
from tests.sheets.make import HOSTILE, make_door, make_paper, make_ward

SHEET = 5037


def printed(area: Area) -> list[str]:
    """Print the area as one sheet and return the text of each page, with single spaces."""
    paper = replace(make_paper(), first_sheet=SHEET, areas=(area,))
    pages = PdfReader(BytesIO(knockup_pdf(paper))).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def area_of(*doors: Door) -> Area:
    """Return the one area that the doors make."""
    (area,) = areas_of(doors)
    return area


def crowded() -> Area:
    """Return an area of every kind of door: flats, notes, long labels, one over three pages."""
    flats = [make_door(f"Flat {n}", f"Ada F{n}X", building="Victoria House") for n in range(9)]
    odd = [make_door(str(n), f"Ben O{n}X", f"Cai P{n}X", side="odd") for n in range(1, 19, 2)]
    noted = make_door("5", "Dee N1X", note="Bell at side", street="Claverton Street")
    long = make_door("The Old Coach House at the Rear", "Eve L1X", street="Claverton Street")
    crowd = make_door("St Mungo’s", *(f"Fay M{n}X" for n in range(70)), street="Gatliff Road")
    return area_of(*odd, *flats, noted, long, crowd)


def test_every_line_is_told_on_the_page_where_it_is_printed() -> None:
    area = crowded()
    texts = printed(area)
    lines = sheet_lines(area, SHEET)

    assert page_count(area, SHEET) == len(texts) == 5
    assert [line.line for line in lines] == list(range(1, 99 + 1))
    for line in lines:
        words = f"{line.promise.name} {line.promise.strength}"
        assert [page for page, text in enumerate(texts, 1) if words in text] == [line.page]
        before, _, _ = texts[line.page - 1].partition(words)
        assert line.code in before.split()[-12:], words


def test_lines_are_told_for_every_sheet_of_a_ward() -> None:
    for number, area in enumerate(areas_of(make_ward(150)), SHEET):
        lines = sheet_lines(area, number)

        assert [line.promise for line in lines] == [
            promise for door in area.doors for promise in door.promises
        ]
        assert all(line.promise in line.door.promises for line in lines)
        assert [read_line(number, line.code) for line in lines] == [line.line for line in lines]
        assert lines[-1].page == page_count(area, number)


def test_names_that_cannot_be_printed_as_they_are_still_have_their_line() -> None:
    lines = sheet_lines(area_of(make_door("5", *HOSTILE)), SHEET)

    assert [line.promise.name for line in lines] == list(HOSTILE)
    assert {line.page for line in lines} == {1}


def test_a_line_says_its_door_as_the_sheet_does() -> None:
    numbered = make_door("Flat 2", building="5")
    named = make_door("Flat 2", building="Victoria House")
    lines = sheet_lines(area_of(make_door("3"), numbered, named, make_door("")), SHEET)

    assert [line.address for line in lines] == ["3", "5, Flat 2", "Flat 2, Victoria House", "–"]


def test_a_sheet_without_doors_has_neither_lines_nor_pages() -> None:
    empty = Area("CH1", "", ())

    assert sheet_lines(empty, SHEET) == []
    assert page_count(empty, SHEET) == 0


def test_a_sheet_numbered_beyond_all_codes_is_refused() -> None:
    with pytest.raises(BadCodeError):
        sheet_lines(area_of(make_door()), 32**4)
