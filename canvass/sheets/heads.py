"""What heads every paper: whose it is, of which ward, when it was made and whom to ring."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from canvass.sheets.lettering import Face, clean, cut, width

Language = Literal["en", "cy"]
Kind = Literal["knockup", "postal"]

LONDON = ZoneInfo("Europe/London")
SMALL, FACT = Face(10, "bold"), Face(12, "bold")
WARD_MM, OCCASION_MM, FACT_MM, HOURS_MM = 73.0, 46.0, 36.0, 30.0


@dataclass(frozen=True, slots=True)
class Heading:
    """What every template reads as `paper`: text cleaned and cut to its room."""

    campaign: str
    ward: str
    made: str
    phone: str
    language: Language
    occasion: str = ""
    as_at: str = ""
    was_at: str = ""
    hours: str = ""
    kind: Kind = "knockup"


def stamp(made_at: datetime) -> str:
    """Write when a paper was made, as clocks in Britain showed it; `made_at` is aware."""
    return f"{made_at.astimezone(LONDON):%d/%m/%Y, %H:%M}"


def short_occasion(occasion: str) -> str:
    """Cut what the paper is for to the room it has."""
    return cut(clean(occasion), OCCASION_MM, SMALL)


def short_ward(ward: str, occasion: str = "") -> str:
    """Cut a ward's name to the room beside the occasion and the polling district."""
    return cut(clean(ward), WARD_MM - width(short_occasion(occasion), SMALL), Face(10))


def short_fact(text: str) -> str:
    """Cut a time or a phone number to the room it has."""
    return cut(clean(text), FACT_MM, FACT)


def short_hours(hours: str) -> str:
    """Cut the hours of a polling station to the room beside its name."""
    return cut(clean(hours), HOURS_MM, SMALL)
