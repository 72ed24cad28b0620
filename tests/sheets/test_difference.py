import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from canvass.sheets.difference import DifferencePaper, StruckLine, StruckSheet, difference_pdf
from canvass.sheets.linecode import BadCodeError, line_code, sheet_code
from tests.sheets.make import HOSTILE
from tests.sheets.reader import is_tagged, outline, read, tags, texts, title, words_on


def struck(number: int, line: int, page: int = 1, name: str = "Siân Griffiths") -> StruckLine:
    return StruckLine(page, line_code(number, line), "5, Flat 2", "Lupus Street", name, "voted")


def sheet(number: int, *lines: StruckLine, taken_by: str = "") -> StruckSheet:
    return StruckSheet(number, "Lupus Street, Gatliff Road", 57, lines, taken_by)


def make_difference(*sheets: StruckSheet) -> DifferencePaper:
    return DifferencePaper(
        campaign="Westminster 2018",
        ward="Churchill",
        was_at="16:05",
        as_at="17:20",
        made_at=datetime(2018, 5, 3, 16, 21, tzinfo=UTC),
        phone="020 7946 0123",
        language="en",
        sheets=sheets,
    )


def test_the_paper_says_which_lines_to_strike_and_why() -> None:
    one, other = struck(5037, 12), struck(5038, 3, name="Wei Jones")
    paper = make_difference(sheet(5037, one, taken_by="Priya"), sheet(5038, other))
    (text,) = texts(difference_pdf(paper))

    for words in (
        "Strike these lines · Churchill ward",
        "Strike these 2 lines",
        "Voted data was as at 16:05, now as at 17:20",
        "Committee room 020 7946 0123",
        "Sheet 04XD4 Lupus Street, Gatliff Road Strike 1 of 57 lines · taken by Priya",
        f"1 {one.code} 5, Flat 2 Lupus Street Siân Griffiths voted",
        f"Sheet {sheet_code(5038)}",
        f"1 {other.code} 5, Flat 2 Lupus Street Wei Jones voted",
        "Personal data: return to the committee room or destroy.",
        "03/05/2018, 17:21",
    ):
        assert words in text, words


def test_lines_are_struck_in_the_order_of_the_paper_they_stand_on() -> None:
    lines = [struck(5037, 40, 2, "Fourth"), struck(5037, 31, 1, "Second")]
    lines += [struck(5037, 33, 2, "Third"), struck(5037, 9, 1, "First")]
    (text,) = texts(difference_pdf(make_difference(sheet(5037, *lines))))

    assert re.findall("First|Second|Third|Fourth", text) == ["First", "Second", "Third", "Fourth"]


def test_sheets_keep_their_order_and_one_with_nothing_to_strike_is_left_out() -> None:
    sheets = (sheet(5040, struck(5040, 1)), sheet(5039), sheet(5038, struck(5038, 1)))
    (text,) = texts(difference_pdf(make_difference(*sheets)))

    codes = [sheet_code(number) for number in (5040, 5038)]
    assert re.findall(r"Sheet (\w{5}) ", text) == codes


def test_a_single_line_is_not_called_lines() -> None:
    (text,) = texts(difference_pdf(make_difference(sheet(5037, struck(5037, 1)))))

    assert "Strike this one line" in text


def test_an_empty_difference_is_one_page_that_says_nothing_is_to_be_struck() -> None:
    for paper in (make_difference(), make_difference(sheet(5037))):
        pdf = difference_pdf(paper)
        (text,) = texts(pdf)

        assert "Nothing is to be struck." in text
        assert "Voted data was as at 16:05, now as at 17:20" in text
        assert is_tagged(pdf)


def test_a_long_difference_names_the_sheet_again_on_each_page_and_loses_no_line() -> None:
    names = [f"Elector Number{number:03}X" for number in range(140)]
    lines = [struck(5037, place, 1 + place // 30, name) for place, name in enumerate(names)]
    found = texts(
        difference_pdf(make_difference(sheet(5037, *lines), sheet(5038, struck(5038, 1))))
    )

    assert [" ".join(found).count(name) for name in names] == [1] * 140
    assert len(found) == 5
    assert all(f"Page {place} of 5" in text for place, text in enumerate(found, 1))
    assert all("Sheet 04XD4" in text for text in found)
    assert ["(continued)" in text for text in found] == [False, True, True, True, True]


def test_no_sheet_is_named_at_the_end_of_a_page_without_a_line() -> None:
    for before in range(20, 34):
        first = sheet(5037, *(struck(5037, line) for line in range(before)))
        found = texts(difference_pdf(make_difference(first, sheet(5038, struck(5038, 1)))))

        code = line_code(5038, 1)
        assert [f"Sheet {sheet_code(5038)}" in text for text in found] == [
            f" {code} " in text for text in found
        ]


def test_no_page_of_a_difference_runs_into_its_foot() -> None:
    lines = [struck(5037, place, name=name) for place, name in enumerate(HOSTILE * 4)]
    for page in read(difference_pdf(make_difference(sheet(5037, *lines)))).pages:
        assert not [one for one in words_on(page) if one.bottom > 272.5 and one.top < 284]


def test_a_screen_reader_hears_one_title_and_a_table() -> None:
    lines = [struck(5037, place) for place in range(100)]
    pdf = difference_pdf(make_difference(sheet(5037, *lines)))

    assert is_tagged(pdf)
    assert title(pdf) == "Strike these lines: Churchill ward"
    assert tags(pdf).count("/H1") == 1
    assert tags(pdf).count("/Table") == len(read(pdf).pages)
    first = outline(pdf).index("/Table")
    assert set(outline(pdf)[first:]) == {"/Table"}  # the head is heard only once


def test_a_difference_in_welsh_says_so() -> None:
    pdf = difference_pdf(replace(make_difference(sheet(5037, struck(5037, 1))), language="cy"))

    assert str(read(pdf).root_object["/Lang"]).startswith("cy")
    assert "Dilëwch yr un llinell hon" in texts(pdf)[0]


def test_hostile_names_are_struck_as_text_and_break_nothing() -> None:
    lines = [struck(5037, place, name=name) for place, name in enumerate(HOSTILE)]
    strange = [StruckLine(1, name, name, name, name, name) for name in HOSTILE]
    hostile = StruckSheet(5038, '#panic("title") 🙂', 9, tuple(strange), "*taken* $ \x00")
    paper = replace(make_difference(sheet(5037, *lines), hostile), ward="#ward", campaign="\x00")
    text = " ".join(texts(difference_pdf(replace(paper, phone="#phone", was_at="$", as_at="*"))))

    for words in (*HOSTILE[:4], '#panic("title")', "*taken* $", "#ward ward", "#phone"):
        assert words in text, words


def test_no_text_of_a_difference_is_smaller_than_ten_points() -> None:
    pdf = difference_pdf(make_difference(sheet(5037, struck(5037, 1), taken_by="Priya")))

    assert min(one.points for page in read(pdf).pages for one in words_on(page)) >= 9.99


def test_a_sheet_numbered_beyond_all_codes_cannot_be_struck() -> None:
    with pytest.raises(BadCodeError):
        difference_pdf(make_difference(StruckSheet(32**4, "", 1, (struck(5037, 1),), "")))
