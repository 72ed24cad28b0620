"""Days as somebody chose them: relative ones stay relative, and no nonsense is taken."""

from datetime import date

import pytest

from canvass.core.days import BadPeriodError, Days
from canvass.core.pictures import Period

TODAY = date(2018, 4, 20)


def test_the_last_days_are_other_days_tomorrow() -> None:
    days = Days.read({"last": "14"})
    assert days.period(TODAY) == Period(date(2018, 4, 7), TODAY)
    assert days.period(date(2018, 4, 21)) == Period(date(2018, 4, 8), date(2018, 4, 21))
    assert Days.read(days.told()) == days


def test_other_days_to_compare_with_take_the_place_of_those_before() -> None:
    told = {"last": "7", "against_since": "2018-03-01", "against_until": "2018-03-31"}
    days = Days.read(told)
    assert days.told() == told
    assert days.period(TODAY).before() == Period(date(2018, 3, 1), date(2018, 3, 31))
    assert days.words == "the last 7 days, against 1 March to 31 March 2018"
    assert Days.read({"last": "7"}).period(TODAY).before() == Period(
        date(2018, 4, 7), date(2018, 4, 13)
    )


@pytest.mark.parametrize(
    "told",
    [
        {"last": "0"},
        {"last": "367"},
        {"last": "²"},
        {"last": "-3"},
        {"last": "9" * 5000},
        {"since": "yesterday"},
        {"since": "2018-04-02", "until": "2018-04-01"},
        {"against_since": "2018-04-02"},
        {"against_since": "2018-04-02", "against_until": "2018-04-01"},
    ],
)
def test_what_is_no_period_is_refused(told: dict[str, str]) -> None:
    with pytest.raises(BadPeriodError):
        Days.read(told)
