"""The days of a report: told in its address, so that a link or a saved view says all of it."""

from datetime import date, timedelta

from flask import request

from canvass.core.days import Days
from canvass.core.pictures import Period
from canvass.web.access import campaign
from canvass.web.clock import now

WEEKS = 6
"""So many are shown side by side: as many columns as paper and a desk hold."""


def days_asked() -> Days:
    """Read the days that the address asks for.

    Raises:
        BadPeriodError: they are no period.
    """
    return Days.read(request.args)


def period_asked() -> Period:
    """Give the days that the address asks for as dates.

    Raises:
        BadPeriodError: they are no period.
    """
    return days_asked().period(last_day())


def asked() -> dict[str, str]:
    """Give the days that the address asks for as it wrote them, for other addresses."""
    return days_asked().told()


def last_day() -> date:
    """Give today, or polling day once it is over."""
    return min(now().astimezone(campaign().time_zone).date(), campaign().polling_day)


def last_weeks(until: date) -> list[Period]:
    """Give the last weeks up to a day, the oldest first.

    >>> [week.words for week in last_weeks(date(2018, 5, 3))][-2:]
    ['20 April to 26 April 2018', '27 April to 3 May 2018']
    """
    ends = [until - timedelta(days=7 * back) for back in reversed(range(WEEKS))]
    return [Period(end - timedelta(days=6), end) for end in ends]


def presets() -> list[tuple[str, dict[str, str]]]:
    """Offer the periods people ask for most, with what their address says."""
    return [("All", {}), *[(f"Last {days} days", Days(last=days).told()) for days in (7, 14, 28)]]
