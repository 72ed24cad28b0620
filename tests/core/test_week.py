"""The week in a few lines: what is said to have moved, and what leaves the house by mail."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

from canvass.core.pictures import Cell, IssueLine, WardPicture
from canvass.core.week import (
    WardCases,
    WardWeek,
    WeekSummary,
    last_sending,
    moves_in,
    new_moves,
    ward_week,
    weeks_ending,
)
from canvass.core.week_mail import Links, alert_subject, alert_text, week_text
from tests.pictures import cell, make_picture

LINKS = Links("https://canvass.example.org/c/w/issues/", "https://canvass.example.org/stop")
LONDON = ZoneInfo("Europe/London")


def a_ward(name: str, *counts: tuple[int | None, int, int | None, int]) -> WardPicture:
    """Make a ward whose issues were raised by so many of so many, before and now."""
    lines = tuple(
        IssueLine(f"i{place}", f"Issue {place}", cell(now, of), before=cell(was, before))
        for place, (was, before, now, of) in enumerate(counts)
    )
    return replace(make_picture(name), issues=lines)


def make_summary(*pictures: WardPicture, cases: tuple[WardCases, ...] = ()) -> WeekSummary:
    week, fortnight = weeks_ending(datetime(2018, 5, 3, tzinfo=UTC).date())
    return WeekSummary(
        "Westminster 2018",
        week,
        fortnight,
        datetime(2018, 5, 3, 18, 42, tzinfo=UTC),
        5,
        tuple(ward_week(one, 300) for one in pictures),
        moves_in(pictures),
        cases,
    )


def test_what_doubled_is_named_with_both_counts() -> None:
    (told,) = moves_in([a_ward("West End", (14, 220, 31, 220), (40, 220, 43, 220))])
    assert told.sentence == "Issue 0 doubled in West End this fortnight, 14 → 31 of 220."
    (other,) = moves_in([a_ward("West End", (27, 198, 85, 310))])
    assert other.sentence == "Issue 0 doubled in West End this fortnight, 27 of 198 → 85 of 310."


def test_a_hidden_count_is_never_said_to_have_moved() -> None:
    assert moves_in([a_ward("West End", (None, 220, 90, 220), (90, 220, None, 220))]) == ()


def test_where_nothing_changes_anywhere_few_summaries_name_anything() -> None:
    random = Random(2018)  # noqa: S311  invented, not secret

    def drawn(share: float) -> int:
        return sum(random.random() < share for _ in range(80))

    def quiet(place: int) -> WardPicture:
        shares = [random.uniform(0.08, 0.4) for _ in range(6)]
        return a_ward(f"Ward {place}", *((drawn(one), 80, drawn(one), 80) for one in shares))

    named = sum(bool(moves_in([quiet(place) for place in range(8)])) for _ in range(150))
    assert named <= 15


def test_what_was_told_lately_is_not_told_again_but_its_turning_back_is() -> None:
    (rise,) = moves_in([a_ward("West End", (14, 220, 40, 220))])
    (fall,) = moves_in([a_ward("West End", (40, 220, 14, 220))])
    assert new_moves([rise, fall], {rise.key}) == (fall,)


def test_the_week_goes_on_monday_morning_in_the_campaigns_own_zone() -> None:
    for told, due in (
        (datetime(2018, 4, 30, 6, 0, tzinfo=UTC), "2018-04-30T07:00:00+01:00"),
        (datetime(2018, 5, 6, 23, 30, tzinfo=UTC), "2018-04-30T07:00:00+01:00"),
        (datetime(2018, 1, 1, 6, 59, tzinfo=UTC), "2017-12-25T07:00:00+00:00"),
    ):
        assert last_sending(told, LONDON).isoformat() == due


def test_a_mail_tells_no_hidden_count_and_no_small_number_of_cases() -> None:
    ward = a_ward("Churchill", (None, 90, None, 84), (20, 90, 21, 84))
    cases = (WardCases("Churchill", 3, 0, 1), WardCases("West End", 4, 2, 1))
    text = week_text(make_summary(ward, cases=cases), LINKS)
    assert "Churchill, 200 spoken to: Issue 1 25." in text
    assert "Issue 0" not in text
    assert "Casework: 7 under way, under 5 due within a week, under 5 overdue." in text
    assert "Nothing moved by more than chance would move it." in text
    assert text.count(LINKS.stop) == text.count(LINKS.reports) == 1


def test_a_ward_in_which_nobody_spoke_says_so() -> None:
    silent = WardWeek("Churchill", 0, (), 0, 0)
    assert silent.raised_words == "nobody spoken to"
    hidden = IssueLine("housing", "Housing", Cell(None, 9))
    assert ward_week(replace(make_picture(), issues=(hidden,)), 9).raised_words == (
        "nothing that can be shown"
    )
    text = week_text(replace(make_summary(), wards=(silent,)), LINKS)
    assert "Churchill: 0 of 0 electors." in text


def test_an_alert_names_what_moved_in_its_subject() -> None:
    moved = moves_in([a_ward("West End", (14, 220, 40, 220), (14, 220, 44, 220))])
    assert alert_subject("W 2018", moved[:1]) == "W 2018: Issue 1 more than doubled in West End"
    assert alert_subject("W 2018", moved) == "W 2018: 2 issues moved"
    assert alert_text(moved, LINKS).count("- Issue") == 2
