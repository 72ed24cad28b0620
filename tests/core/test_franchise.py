from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass.core.campaign import Contest, Nation
from canvass.core.franchise import MAY_VOTE, BadDateError, Electorate, read_date

POLLING_DAY = date(2018, 5, 3)
COUNCIL = Electorate(Nation.ENGLAND, Contest.LOCAL, POLLING_DAY)


@pytest.mark.parametrize(
    ("markers", "for_council", "for_parliament"),
    [
        ("", True, True),
        ("F", False, True),
        ("G", True, False),
        ("B", True, False),
        ("K", True, False),
        ("L", True, False),
        ("E", False, False),
        ("M", False, False),
        ("N", True, True),
        ("N G", True, False),
        ("A", True, True),
    ],
)
def test_who_may_vote_in_england(markers: str, *, for_council: bool, for_parliament: bool) -> None:
    parliament = Electorate(Nation.ENGLAND, Contest.PARLIAMENTARY, POLLING_DAY)
    assert COUNCIL.franchise(markers).may_vote is for_council
    assert parliament.franchise(markers).may_vote is for_parliament


@pytest.mark.parametrize("nation", [Nation.SCOTLAND, Nation.WALES])
def test_qualifying_foreign_nationals_vote_for_scottish_and_welsh_councils(nation: Nation) -> None:
    assert Electorate(nation, Contest.LOCAL, POLLING_DAY).franchise("M").may_vote


def test_every_nation_and_contest_has_its_franchise() -> None:
    assert set(MAY_VOTE) == {(nation, contest) for nation in Nation for contest in Contest}


def test_an_unknown_marker_is_not_guessed_at() -> None:
    found = COUNCIL.franchise("U")
    assert (found.may_vote, found.is_known) == (False, False)


def test_an_anonymous_elector_is_known_by_the_marker() -> None:
    assert COUNCIL.franchise("n").is_anonymous
    assert not COUNCIL.franchise("G").is_anonymous


@pytest.mark.parametrize(
    ("told", "attains_on"),
    [
        ("03/05/2000", "2018-05-03"),
        ("04/05/2000", "2018-05-04"),
        ("28/06/2018", "2018-06-28"),
        ("2018-06-28", "2018-06-28"),
        ("28-Jun-18", "2018-06-28"),
        ("28/06/2018 00:00:00", "2018-06-28"),
        ("29/02/2000", "2018-03-01"),
        ("01/12/2016", "2016-12-01"),
        ("17/09/1931", "1949-09-17"),
        ("", None),
    ],
)
def test_a_date_is_a_birthday_or_the_day_of_turning_18(told: str, attains_on: str | None) -> None:
    assert COUNCIL.attains_on(told) == attains_on


@given(st.integers(0, 3 * 365))
def test_a_birthday_and_the_18th_birthday_say_the_same(days: int) -> None:
    born = date(1998, 3, 1) + timedelta(days)
    if (born.month, born.day) != (2, 29):
        adult = born.replace(year=born.year + 18)
        assert COUNCIL.attains_on(f"{born:%d/%m/%Y}") == adult.isoformat()
        assert COUNCIL.attains_on(f"{adult:%d/%m/%Y}") == adult.isoformat()


def test_wales_votes_for_its_councils_at_16() -> None:
    wales = Electorate(Nation.WALES, Contest.LOCAL, date(2022, 5, 5))
    assert wales.attains_on("05/05/2024") == "2022-05-05"
    parliament = Electorate(Nation.WALES, Contest.PARLIAMENTARY, date(2022, 5, 5))
    assert parliament.attains_on("05/05/2024") == "2024-05-05"


def test_nobody_under_16_is_taken_from_a_scottish_register() -> None:
    scotland = Electorate(Nation.SCOTLAND, Contest.LOCAL, date(2022, 5, 5))
    assert scotland.attains_on("05/05/2024") == "2022-05-05"
    with pytest.raises(BadDateError, match="under 16"):
        scotland.attains_on("06/05/2024")


@pytest.mark.parametrize("told", ["31/02/2019", "soon", "00/00/0000", "1/13/2000", "5/5/1066"])
def test_a_date_that_is_none_is_refused(told: str) -> None:
    with pytest.raises(BadDateError):
        read_date(told)
