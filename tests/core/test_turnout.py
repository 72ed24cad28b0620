"""Who seldom voted before moves a sheet's place in the order, and nobody on or off the list."""

from datetime import date, time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass.core.areas import areas_of
from canvass.core.knockup import Door, Promise
from canvass.core.rounds import OTHERWISE, WORTH, in_order, minutes_for, share_voted_by, worth_of
from canvass.core.turnout import BadPollError, History, earlier_poll

POLL = date(2018, 5, 3)


@st.composite
def histories(draw: st.DrawFn) -> History:
    polls = draw(st.integers(0, 6))
    return History(draw(st.integers(0, polls)), polls)


@st.composite
def doors(draw: st.DrawFn) -> list[Door]:
    """Draw doors of a few streets in walking order, each with a promise or two."""
    found, number = [], 0
    for street in ("Lupus Street", "Claverton Street", "Johnson’s Place")[
        : draw(st.integers(1, 3))
    ]:
        for label in range(draw(st.integers(1, 60))):
            promises = []
            for _ in range(draw(st.integers(1, 2))):
                number += 1
                strength = draw(st.integers(1, 3))
                promises.append(Promise(f"CH1-{number}", "A", strength, (), UUID(int=number)))
            found.append(
                Door("CH1", "Hall", street, "odd", str(label), "", "", "", tuple(promises))
            )
    return found


MOMENTS = st.times(time(6), time(23))
SHARES = st.floats(0, 1)


@given(doors(), st.lists(histories(), min_size=1), SHARES, MOMENTS)
def test_history_changes_the_order_and_nobody_on_the_list(
    listed: list[Door], past: list[History], told: float, moment: time
) -> None:
    areas = areas_of(listed)
    known = {UUID(int=place + 1): one for place, one in enumerate(past)}
    ordered = in_order(areas, [worth_of(area, told, moment, known) for area in areas])
    sent = [door for area, _ in ordered for door in area.doors]
    assert sorted(sent, key=listed.index) == listed
    assert all(len(why) <= 160 for _, why in ordered)


@given(doors(), SHARES, MOMENTS)
def test_without_history_an_area_is_worth_what_it_was(
    listed: list[Door], told: float, moment: time
) -> None:
    unseen = share_voted_by(moment) * (1 - told)
    for area in areas_of(listed):
        found = worth_of(area, told, moment)
        strengths = [one.strength for door in area.doors for one in door.promises]
        assert found.votes == sum(WORTH.get(one, OTHERWISE) * (1 - unseen) for one in strengths)
        assert (found.minutes, found.seldom, found.known) == (minutes_for(area), 0, 0)
        assert worth_of(area, told, moment, {UUID(int=1): History()}) == found


@given(doors(), SHARES, MOMENTS, histories())
def test_staying_away_once_more_never_makes_an_area_worth_less(
    listed: list[Door], told: float, moment: time, past: History
) -> None:
    whom = UUID(int=1)
    more = History(past.voted, past.polls + 1)
    for area in areas_of(listed):
        before = worth_of(area, told, moment, {whom: past})
        after = worth_of(area, told, moment, {whom: more})
        assert after.votes >= before.votes
        assert 0 <= after.votes <= sum(len(door.promises) for door in area.doors)


def test_in_the_evening_who_seldom_votes_goes_first_and_the_sheet_says_so() -> None:
    def street(name: str, first: int) -> list[Door]:
        return [
            Door("CH1", "Hall", name, "odd", str(one), "", "", "", (promise(one),))
            for one in range(first, first + 36)
        ]

    def promise(number: int) -> Promise:
        return Promise(f"CH1-{number}", "A", 1, (), UUID(int=number))

    areas = areas_of([*street("Lupus Street", 1), *street("Claverton Street", 101)])
    past = {UUID(int=number): History(0, 3) for number in range(101, 121)}
    past |= {UUID(int=number): History(3, 3) for number in range(121, 126)}

    def ordered(moment: time) -> list[tuple[str, str]]:
        worths = [worth_of(area, 0.0, moment, past) for area in areas]
        return [(area.doors[0].street, why) for area, why in in_order(areas, worths)]

    assert [street for street, _ in ordered(time(7))] == ["Lupus Street", "Claverton Street"]
    evening = ordered(time(19))
    assert [street for street, _ in evening] == ["Claverton Street", "Lupus Street"]
    assert evening[0][1].endswith("; 20 of 25 whose past votes are known seldom voted")
    assert "seldom" not in evening[1][1]


def test_an_earlier_poll_is_earlier_than_today_and_than_the_campaigns_own() -> None:
    assert earlier_poll(None, POLL, date(2018, 6, 1)) is None
    assert earlier_poll(POLL, POLL, date(2018, 6, 1)) is None
    assert earlier_poll(date(2017, 6, 8), POLL, date(2018, 4, 1)) == date(2017, 6, 8)
    for told, today in ((date(2018, 6, 1), date(2018, 7, 1)), (date(2018, 4, 1), date(2018, 4, 1))):
        with pytest.raises(BadPollError, match="lies before today"):
            earlier_poll(told, POLL, today)
