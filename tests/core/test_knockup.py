from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from canvass.core.knockup import (
    Candidate,
    Door,
    Promise,
    is_knocked_up,
    list_counts,
    list_csv,
    list_data,
)

POLLING_DAY = date(2018, 5, 3)
SUPPORTER = Candidate(
    on_register=True,
    has_door=True,
    is_anonymous=False,
    has_franchise=True,
    attains_on=None,
    is_promise=True,
    has_voted=False,
    votes_by_post=False,
    do_not_contact=False,
    has_moved=False,
    has_died=False,
    is_let_be=False,
)


def test_a_promise_who_has_not_voted_is_knocked_up() -> None:
    assert is_knocked_up(SUPPORTER, POLLING_DAY)


@pytest.mark.parametrize(
    "reason",
    [
        {"on_register": False},
        {"has_door": False},
        {"is_anonymous": True},
        {"has_franchise": False},
        {"attains_on": date(2018, 5, 4)},
        {"is_promise": False},
        {"has_voted": True},
        {"votes_by_post": True},
        {"do_not_contact": True},
        {"has_moved": True},
        {"has_died": True},
        {"is_let_be": True},
    ],
    ids=lambda reason: next(iter(reason)),
)
def test_one_reason_is_enough_to_leave_somebody_in_peace(reason: dict[str, Any]) -> None:
    assert not is_knocked_up(replace(SUPPORTER, **reason), POLLING_DAY)


def test_whoever_turns_eighteen_on_polling_day_may_vote() -> None:
    assert is_knocked_up(replace(SUPPORTER, attains_on=POLLING_DAY), POLLING_DAY)


def test_a_list_is_one_row_a_door_as_json_and_one_an_elector_as_csv() -> None:
    two = (Promise("CH1-4", "Ada", 1, ("LIFT",)), Promise("CH1-5/1", "=Obi", 2))
    door = Door("CH1", "", "Lupus Street", "even", "Flat 2", "14–16", "SW1V 0AB", "", two)

    data = list_data("w", "Churchill", [door], datetime(2018, 5, 3, 16, 20, tzinfo=UTC))

    assert list_counts([door]) == data["counts"] == {"doors": 1, "electors": 2}
    assert data["as_at"] == "2018-05-03T16:20:00+00:00"
    assert data["doors"][0]["door"] == "Flat 2, 14–16"
    assert data["doors"][0]["electors"][0]["flags"] == ["LIFT"]
    lines = list_csv([door]).splitlines()
    assert len(lines) == 3
    assert "'=Obi" in lines[2]
