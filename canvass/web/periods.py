"""The days and sources of a report: told in its address, so that a link says all of it."""

from dataclasses import replace
from datetime import date, timedelta

from flask import request

from canvass.core.days import Days
from canvass.core.pictures import Period
from canvass.core.sources import SOURCE_WORDS
from canvass.db import db
from canvass.store.mentions import sources_held
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
    """Offer the periods people ask for most, with what their address says; sources stay."""
    now_asked = days_asked()
    sources = Days(source=now_asked.source, against_source=now_asked.against_source)
    lasts = [(f"Last {days} days", replace(sources, last=days).told()) for days in (7, 14, 28)]
    return [("All", sources.told()), *lasts]


def sources() -> list[tuple[str, str]]:
    """Offer the sources that answers have come from; none where all came from one."""
    held = sources_held(db.session())
    return [(one.value, SOURCE_WORDS[one]) for one in held] if len(held) > 1 else []
