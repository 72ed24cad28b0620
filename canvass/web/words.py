"""How moments, dates and figures are written on every page."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import Flask, g, request, url_for
from flask_login import current_user

from canvass.core.access import Permission
from canvass.core.doorstep import INTENTION_WORDS, STRENGTH_WORDS
from canvass.core.knocks import RESULT_WORDS
from canvass.core.reports import in_every_hundred
from canvass.core.sources import SOURCE_WORDS
from canvass.core.tiles import word_of
from canvass.sheets.linecode import sheet_code
from canvass.store.leases import Holder
from canvass.web.access import campaign, member
from canvass.web.clock import now


class NavigationItem(NamedTuple):
    """One entry of the main navigation."""

    label: str
    url: str
    is_here: bool


NAVIGATION = (
    ("What now?", "home.campaign", Permission.CAMPAIGN_SEE),
    ("My walks", "doorstep.walks", Permission.RESPONSE_RECORD),
    ("Walks", "walks.walks", Permission.WALK_ASSIGN),
    ("Register", "register.files", Permission.REGISTER_IMPORT),
    ("Places", "places.places", Permission.PLACES_ASSIGN),
    ("Issues", "reports.wards", Permission.REPORT_READ),
    ("Casework", "casework.cases", Permission.CASEWORK_READ),
    ("Polling day", "board.board", Permission.KNOCKUP_READ),
    ("People", "invitations.people_here", Permission.PERSON_INVITE),
    ("Electors", "electors.electors", Permission.ELECTOR_ANSWER),
    ("Log", "audit.log", Permission.AUDIT_READ),
    ("Accounts", "host.host", Permission.HOST_TEND),
    ("Take numbers", "tellers.phone", Permission.TELLING_TAKE),
)

ON_POLLING_DAY = frozenset(
    {
        "board",
        "closing",
        "jobs",
        "knockup",
        "ledger",
        "lifts",
        "readiness",
        "rooms",
        "rounds",
        "scans",
        "slips",
        "telling",
    }
)
"""The parts of the site that belong to polling day."""

PART_OF = {
    "across": "reports",
    "asked": "walks",
    "boundaries": "places",
    "columns": "register",
    "disagreements": "walks",
    "doubtful": "register",
    "earlier": "register",
    "ending": "invitations",
    "exports": "invitations",
    "catalogue": "reports",
    "intentions": "walks",
    "letters": "casework",
    "mails": "reports",
    "mending": "places",
    "notes": "reports",
    "passes": "walks",
    "people": "invitations",
    "progress": "walks",
    "purposes": "invitations",
    "reading": "invitations",
    "report_links": "reports",
    "responses": "walks",
    "saved_views": "reports",
    "splits": "reports",
    "waiting": "register",
    "ways_back": "invitations",
} | dict.fromkeys(ON_POLLING_DAY, "board")
"""Under which entry of the navigation a part stands that has none of its own."""

DESK_INSTEAD = {
    "doorstep.walks": Permission.WALK_ASSIGN,
    "tellers.phone": Permission.TELLING_MARK,
}
"""Pages of one's own that somebody with a desk finds on another page."""


def navigation() -> list[NavigationItem]:
    """List the pages this person's role opens."""
    here = (request.endpoint or "").split(".")[0]
    items = []
    for label, endpoint, permission in NAVIGATION:
        desk = DESK_INSTEAD.get(endpoint)
        if not member().may(permission) or (desk and member().may(desk)):
            continue
        url = url_for(endpoint)
        part = endpoint.split(".")[0]
        is_here = part == PART_OF.get(here, here) or (part, here) == ("host", "ways_back")
        items.append(NavigationItem(label, url, is_here))
    return items


def local(moment: datetime) -> datetime:
    """Put a moment into the campaign's zone."""
    return moment.astimezone(campaign().time_zone)


def clock_time(moment: datetime) -> str:
    """Write a moment as people read a clock: "18:42", with the day when it was not today."""
    there = local(moment)
    today = local(now()).date()
    return f"{there:%H:%M}" if there.date() == today else f"{day(there.date())}, {there:%H:%M}"


def clock_here(moment: datetime) -> str:
    """Write a moment on a page of no campaign, in the zone of the site."""
    there = moment.astimezone(ZoneInfo("Europe/London"))
    return f"{day(there.date())}, {there:%H:%M}"


def day(when: date) -> str:
    """Write a date: "3 May 2018"."""
    return f"{when.day} {when:%B %Y}"


def until_poll(polling_day: date) -> str:
    """Say how far off polling day is."""
    left = (polling_day - local(now()).date()).days
    if left == 0:
        return "polling day is today"
    if left < 0:
        return f"polling day was {day(polling_day)}"
    count = "tomorrow" if left == 1 else f"in {left} days"
    return f"polling day is {polling_day:%A} {day(polling_day)}, {count}"


def thousands(number: int) -> str:
    """Write a number with a comma between thousands."""
    return f"{number:,}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Write a number with its noun: "1 door", "1,204 doors"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def holder_names(holders: Sequence[Holder]) -> str:
    """Name everybody who has a walk: "Sam, Ines and Theo"."""
    names = [holder.name for holder in holders]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def groupby_run(rows: Iterable[Any], name: str) -> list[tuple[Any, list[Any]]]:
    """Part rows where an attribute changes, in the order they come."""
    runs = groupby(rows, key=attrgetter(name))
    return [(value, list(run)) for value, run in runs]


def page_context() -> dict[str, object]:
    """Give every template who is signed in, and where; what stands without a database asks none."""
    if request.blueprint == "packs" or g.get("is_away"):
        return {}
    return {
        "campaign": g.get("campaign"),
        "member": g.get("member"),
        "signed_in": current_user.user if current_user.is_authenticated else None,
        "navigation": navigation,
        "intention_words": INTENTION_WORDS,
        "strength_words": STRENGTH_WORDS,
        "counted": counted,
        "result_words": RESULT_WORDS,
    }


def init_words(app: Flask) -> None:
    """Teach the templates these words."""
    app.context_processor(page_context)
    app.jinja_env.filters.update(
        cell_word=word_of,
        clock_here=clock_here,
        clock_time=clock_time,
        day=day,
        groupby_run=groupby_run,
        holder_names=holder_names,
        sheet_code=sheet_code,
        source_words=SOURCE_WORDS.get,
        in_every_hundred=in_every_hundred,
        thousands=thousands,
        until_poll=until_poll,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
