"""The issue report on paper: the figures of every other file, legible whatever a ward raises."""

import csv
import io
import re
from dataclasses import replace

import pytest

from canvass.core.pictures import Cell, DistrictLine, HotSpot, IssueLine, Move, Period, WardPicture
from canvass.core.published import pictures_csv
from canvass.core.reports import in_every_hundred
from canvass.core.sources import Source
from canvass.sheets.heads import Language
from canvass.sheets.issues import axis_end, issues_pdf
from tests.pictures import cell, make_picture
from tests.sheets.make import HOSTILE
from tests.sheets.reader import is_tagged, read, tags, texts, title, words_on

LONG = "Trafnidiaeth gyhoeddus a llwybrau beicio yn yr ardaloedd gwledig"


def make_wide(issues: int = 27, districts: int = 12, *, is_hidden: bool = False) -> WardPicture:
    """Return a ward with many issues of long names and many polling districts."""
    lines = tuple(
        IssueLine(
            f"issue_{place}",
            f"{LONG} {place}",
            cell(None if is_hidden else 190 - place, 200),
            districts=tuple(cell(None, 16) for _ in range(districts)),
        )
        for place in range(issues)
    )
    codes = tuple(DistrictLine(f"LLPG{place}", 500, 16) for place in range(districts))
    return replace(make_picture(), issues=lines, districts=codes, hot_spots=())


def make_unheard() -> WardPicture:
    """Return a ward in which nobody was spoken to."""
    picture = make_picture()
    lines = tuple(
        IssueLine(one.code, one.label, Cell(None, 0), districts=(Cell(None, 0),) * 2)
        for one in picture.issues
    )
    codes = tuple(replace(one, spoken_to=0) for one in picture.districts)
    picture = replace(picture, spoken_to=0, conversations=0, sentences=(), trust="")
    return replace(picture, issues=lines, districts=codes, hot_spots=())


def pages_end_above_their_foot(pdf: bytes) -> bool:
    pages = read(pdf).pages
    return all(word.bottom < 278 or word.top > 279 for page in pages for word in words_on(page))


def test_the_report_says_what_it_is_of_and_how_far_to_trust_it() -> None:
    first, second = texts(issues_pdf(make_picture()))

    for words in (
        "What Churchill is raising",
        "200 electors spoken to, of 6,214 on the register (3 in every 100) · 214 conversations",
        "As at 24/04/2018, 19:42",
        "11 April to 24 April 2018",
        "Housing repairs is raised most, by 30 in every 100 electors spoken to.",
        "How far to trust this Read it as a hint.",
        "Counts only: no names, no addresses.",
        "Page 1 of 2",
    ):
        assert words in first, words
    for words in (
        "CH1 CH2 Ward",
        "Housing repairs 40 20 60",
        "Oxford Street pedestrianisation hidden hidden 31",
        "Peabody Avenue CH1 Housing repairs 22 of 40 55",
        "Housing repairs 30 28 23 to 34",
        "What Who By when",
        "Weighted estimate: ",
        "Page 2 of 2",
    ):
        assert words in second, words


def test_the_paper_has_the_figures_of_the_table_to_the_digit() -> None:
    picture = make_picture()
    first = texts(issues_pdf(picture))[0]
    table = list(csv.DictReader(io.StringIO(pictures_csv([picture]).removeprefix("\ufeff"))))
    shown = [row for row in table if row["hidden"] == "no"]

    assert len(shown) == 2
    for row in shown:
        low, high = (round(float(row[end]) * 100) for end in ("interval_low", "interval_high"))
        figures = f"{row['electors']} {in_every_hundred(float(row['share']))} {low} to {high}"
        assert f"{row['issue']} {figures}" in first, figures
        assert f"{row['spoken_to']} electors spoken to" in first


def test_a_share_is_rounded_as_on_the_page() -> None:
    half = replace(make_picture().issues[0], cell=cell(25, 200))
    few = replace(make_picture().issues[1], cell=cell(5, 2000))
    first = texts(issues_pdf(replace(make_picture(), issues=(half, few))))[0]

    assert "Housing repairs 25 12 9 to 18" in first  # a half goes to the even number
    assert "pedestrianisation 5 under 1 " in first


def test_of_a_hidden_issue_nothing_is_told() -> None:
    picture = make_picture()
    shown = picture.issues[0]
    line = replace(shown, label="Secret", cell=replace(shown.cell, count=None), is_for=77)
    first, second = texts(issues_pdf(replace(picture, issues=(line,))))

    assert "Secret hidden Bar" in first
    assert "Hidden: fewer than 5 electors, or hidden so that small figures" in first
    assert "77" not in first
    assert "23 to 34" not in second


def test_a_change_says_from_what_and_a_hidden_stance_says_hidden() -> None:
    up = replace(make_picture().issues[0], move=Move.UP)
    first = texts(issues_pdf(replace(make_picture(), issues=(up, make_picture().issues[1]))))[0]

    assert "up from 22" in first
    assert "too few, or hidden" in " ".join(first.split())
    assert "9 / hidden" in first


def test_without_a_period_there_is_no_change_to_speak_of() -> None:
    lines = tuple(replace(one, before=None, move=None) for one in make_picture().issues)
    first = texts(issues_pdf(replace(make_picture(), issues=lines, period=Period())))[0]

    assert "all conversations so far" in first
    assert "Change" not in first


def test_many_issues_and_districts_take_more_pages_and_lose_nothing() -> None:
    pdf = issues_pdf(make_wide())
    text = " ".join(texts(pdf))

    assert len(texts(pdf)) > 2
    for place in range(27):
        assert len(re.findall(rf"ardaloedd gwledig {place} ", text)) == 3, place
    assert all(f"LLPG{place} " in text for place in range(12))
    assert tags(pdf).count("/H1") == 1
    assert pages_end_above_their_foot(pdf)


def test_a_ward_where_nobody_was_spoken_to_says_so() -> None:
    first, _ = texts(issues_pdf(make_unheard()))

    assert "Nobody has been spoken to in this time." in first
    assert "Housing repairs nobody spoken to" in first
    assert "hidden Windrush" not in first


def test_a_ward_with_all_hidden_or_with_nothing_at_all_is_a_document_too() -> None:
    hidden = replace(make_wide(3, 2, is_hidden=True), sentences=())
    bare = replace(make_unheard(), issues=(), districts=(), electors=0)

    assert "none was raised by 5 electors" in texts(issues_pdf(hidden))[0]
    assert "No issues are asked about." in texts(issues_pdf(bare))[0]
    assert is_tagged(issues_pdf(bare))


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_screen_reader_finds_one_title_and_tables_in_both_languages(language: Language) -> None:
    pdf = issues_pdf(make_picture(), language)

    assert is_tagged(pdf)
    assert str(read(pdf).root_object["/Lang"]).startswith(language)
    assert tags(pdf).count("/H1") == 1
    assert tags(pdf).count("/Table") == 5
    names = {
        "en": "What people raise: Churchill ward",
        "cy": "Beth mae pobl yn ei godi: Ward Churchill",
    }
    assert title(pdf) == names[language]
    assert len(texts(pdf)) == 2


def test_hostile_names_are_printed_as_text_and_break_nothing() -> None:
    first = make_picture().issues[0]
    issues = tuple(replace(first, label=name, code=str(at)) for at, name in enumerate(HOSTILE))
    spots = tuple(HotSpot(name, name, name, 9, 30) for name in HOSTILE)
    picture = replace(make_picture(), issues=issues, hot_spots=spots, ward=HOSTILE[0])
    text = " ".join(texts(issues_pdf(replace(picture, sentences=HOSTILE, trust=HOSTILE[1]))))

    for words in HOSTILE[:4]:
        assert words in text, words
    assert "What #panic" in text


def test_nothing_is_smaller_than_ten_points() -> None:
    for picture in (make_picture(), make_wide(5, 8)):
        pdf = issues_pdf(picture)
        assert min(one.points for page in read(pdf).pages for one in words_on(page)) >= 9.99


def test_the_axis_ends_at_the_tenth_above_the_longest_whisker() -> None:
    assert axis_end(make_picture()) == 0.4
    assert axis_end(make_unheard()) == 0.1
    full = replace(make_picture().issues[0], cell=cell(200, 200))
    assert axis_end(replace(make_picture(), issues=(full,))) == 1.0


def test_the_same_picture_gives_the_same_paper() -> None:
    assert issues_pdf(make_picture()) == issues_pdf(make_picture())


def test_a_survey_is_said_to_be_one_and_its_answers_are_no_conversations() -> None:
    brought = replace(make_picture(), period=Period(source=Source.SURVEY))
    first, second = (" ".join(page.split()) for page in texts(issues_pdf(brought)))
    assert "200 electors in these files, of 6,214" in first
    assert "214 answers" in first
    assert "spoken to, how many" not in first
    assert "In these files 120 80 200" in second
    assert "o arolygon" in texts(issues_pdf(brought, "cy"))[0]
