"""The week on paper: two pages, readable aloud, the same every time, and nothing hidden on them."""

from dataclasses import replace

from canvass.core.week import WardCases
from canvass.sheets.week import week_pdf
from tests.core.test_week import a_ward, make_summary
from tests.sheets.make import HOSTILE
from tests.sheets.reader import is_tagged, tags, texts, title

WARD = a_ward("West End", (14, 220, 31, 220), (None, 220, None, 220))
CASES = (WardCases("West End", 9, 3, 1), WardCases("Churchill", 0, 0, 0))


def test_two_pages_say_what_moved_what_was_raised_how_far_we_got_and_what_is_due() -> None:
    pdf = week_pdf(make_summary(WARD, cases=CASES))
    first, second = texts(pdf)
    for words in (
        "The week 27 April to 3 May 2018",
        "Issue 0 doubled in West End this fortnight, 14, then 31 of 220.",
        "20 April to 3 May 2018 against 6 April to 19 April 2018",
        "West End 200 Issue 0 14",
    ):
        assert words in first, words
    assert "Issue 1" not in first
    assert "300 6,214 5 200" in second
    assert "West End 9 3 1" in second
    assert "Churchill" not in second
    assert title(pdf) == "The week 27 April to 3 May 2018, Westminster 2018"


def test_a_reader_of_the_screen_is_told_headings_and_tables_and_it_is_the_same_each_time() -> None:
    summary = make_summary(WARD, cases=CASES)
    pdf = week_pdf(summary)
    assert is_tagged(pdf)
    assert tags(pdf).count("/Table") == 4
    assert tags(pdf).count("/H2") == 5
    assert pdf == week_pdf(summary)


def test_a_mailed_one_tells_no_small_number_of_cases() -> None:
    pdf = week_pdf(make_summary(WARD, cases=CASES), is_mailed=True)
    assert "West End 9 under 5 under 5" in texts(pdf)[1]


def test_a_quiet_week_says_that_nothing_moved() -> None:
    first, second = texts(week_pdf(make_summary()))
    assert "Nothing moved by more than chance would move it." in first
    assert "No case is under way." in second


def test_twenty_wards_stand_on_two_pages_and_hostile_names_stay_words() -> None:
    wards = [a_ward(f"Llanfihangel-y-Creuddyn {n}", (40, 90, 41, 90)) for n in range(20)]
    cases = tuple(WardCases(one.ward, 12, 3, 0) for one in wards[:8])
    assert len(texts(week_pdf(make_summary(*wards, cases=cases)))) == 2
    nasty = replace(make_summary(replace(WARD, ward=HOSTILE[0])), campaign=HOSTILE[1])
    assert len(texts(week_pdf(nasty))) == 2
