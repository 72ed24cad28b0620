from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass.core.changes import (
    Change,
    Share,
    beyond_chance,
    chance_of,
    change,
    change_sentence,
    changed,
    distinctive,
    distinctive_sentence,
)

SHARES = st.integers(0, 300).flatmap(lambda of: st.builds(Share, st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(
    ("before", "after", "low", "high"),
    [
        (Share(48, 80), Share(56, 70), 0.0524, 0.3339),
        (Share(3, 10), Share(9, 10), 0.1705, 0.8090),
        (Share(0, 29), Share(5, 56), -0.0381, 0.1926),
        (Share(0, 10), Share(10, 10), 0.6075, 1.0),
    ],
)
def test_the_range_of_a_change_is_newcombes(
    before: Share, after: Share, low: float, high: float
) -> None:
    told = change(before, after)
    assert (round(told.low, 4), round(told.high, 4)) == (low, high)


@given(SHARES, SHARES)
def test_the_range_holds_the_difference_and_turns_round_with_the_shares(
    one: Share, other: Share
) -> None:
    there, back = change(one, other), change(other, one)
    assert there.low - 1e-9 <= there.difference <= there.high + 1e-9
    assert there.low >= -1 - 1e-9
    assert there.high <= 1 + 1e-9
    assert there.low == pytest.approx(-back.high)
    assert there.chance == pytest.approx(back.chance)


def test_chance_is_fishers() -> None:
    assert chance_of(Share(1, 10), Share(11, 14)) == pytest.approx(0.002759, abs=1e-6)
    assert chance_of(Share(5, 10), Share(5, 10)) == pytest.approx(1)


def test_nothing_is_said_of_a_change_where_nobody_was_spoken_to() -> None:
    told = change(Share(0, 0), Share(30, 40))
    assert (told.low, told.high, told.chance) == (-1, 1, 1)


def made(chance: float) -> Change:
    return Change(Share(1, 9), Share(5, 9), 0.4, 0.0, 0.8, chance)


def test_the_more_issues_are_looked_at_the_more_striking_a_change_must_be() -> None:
    def flags(chances: list[float]) -> list[bool]:
        return [told.is_more_than_chance for told in beyond_chance([made(c) for c in chances])]

    assert flags([0.06]) == [True]
    assert flags([0.06, 0.5]) == [False, False]
    assert flags([0.02, 0.9, 0.06, 0.07, 0.5]) == [True, False, False, False, False]
    assert flags([0.02, 0.9, 0.05, 0.06, 0.5]) == [True, False, True, True, False]
    assert flags([]) == []


def test_sentences_give_the_exact_counts_and_a_word_for_the_change() -> None:
    def said(before: Share, after: Share) -> str:
        return change_sentence("parking", beyond_chance([change(before, after)])[0])

    assert said(Share(15, 220), Share(31, 220)) == "parking doubled: 15 to 31 of 220"
    assert said(Share(60, 220), Share(28, 210)) == "parking halved: 60 of 220, then 28 of 210"
    assert said(Share(14, 220), Share(18, 220)) == (
        "parking did not clearly change: 14 to 18 of 220"
    )
    assert said(Share(50, 220), Share(75, 220)) == "parking rose: 50 to 75 of 220"
    assert said(Share(75, 220), Share(50, 220)) == "parking fell: 75 to 50 of 220"
    assert said(Share(0, 220), Share(1000, 2000)) == (
        "parking more than doubled: 0 of 220, then 1,000 of 2,000"
    )
    assert said(Share(90, 220), Share(12, 220)) == (
        "parking fell by more than half: 90 to 12 of 220"
    )


def test_what_a_ward_raises_more_than_the_rest_of_the_council_is_said_with_both_counts() -> None:
    here = {"parking": Share(60, 200), "bins": Share(20, 200), "trees": Share(9, 200)}
    told = distinctive(here, {"parking": Share(150, 1500), "bins": Share(160, 1500)})
    assert [distinctive_sentence(issue, each) for issue, each in told.items()] == [
        "parking is raised more often here than elsewhere: 60 of 200 here, 150 of 1,500 elsewhere",
        "bins is raised about as often here as elsewhere: 20 of 200 here, 160 of 1,500 elsewhere",
    ]


def some_of(rng: Random, of: int, chance: float) -> Share:
    return Share(sum(rng.random() < chance for _ in range(of)), of)


def alarms(rise: float) -> float:
    """The part of 400 wards with any flag, of ten issues each, one of them risen."""
    rng = Random(1998)  # noqa: S311
    flagged = 0
    for _ in range(400):
        true = {str(n): rng.uniform(0.02, 0.4) for n in range(10)}
        before = {issue: some_of(rng, 150, chance) for issue, chance in true.items()}
        now = true | {"0": true["0"] + rise}
        after = {issue: some_of(rng, 180, chance) for issue, chance in now.items()}
        flagged += any(told.is_more_than_chance for told in changed(before, after).values())
    return flagged / 400


def test_where_nothing_changed_at_most_one_ward_in_ten_gets_a_flag() -> None:
    assert 0 < alarms(0) <= 0.1


def test_a_rise_by_a_quarter_of_those_spoken_to_is_nearly_always_flagged() -> None:
    assert alarms(0.25) > 0.9
