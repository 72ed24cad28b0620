"""What an elector is told on asking what is held about them: sections of rows, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from uuid import UUID
from zoneinfo import ZoneInfo

LABELS = {
    "attains_on": "reaches voting age on",
    "door_order": "",
    "flags": "asked for",
    "has_franchise": "may vote in this election",
    "has_objected": "told us to stop",
    "is_let_be": "left alone on polling day",
    "is_promise": "counted as a promise",
    "label": "house or flat",
    "locked": "address given",
    "mark": "voted",
    "name": "name",
    "name_key": "",
    "address_key": "",
    "note": "note",
    "on_register": "on the register",
    "promise": "counted as a promise",
    "roll_number": "number on the register",
    "roll_suffix": "behind the number",
    "spoken_at": "spoken to",
    "strength": "strength, 1 for us to 5 against",
    "typed": "number as told",
}
"""Columns whose name says too little; an empty one is machinery."""


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of thing that is held: its title, and its rows, column by column."""

    title: str
    rows: Sequence[dict[str, object]]


def is_told(column: str, value: object) -> bool:
    """Tell whether a value says anything about a person: no keys, nothing empty."""
    if column == "campaign_id" or LABELS.get(column) == "" or value in (None, ""):
        return False
    return not isinstance(value, (bytes, UUID))


def label_of(column: str) -> str:
    """Write a column's name in words.

    >>> label_of("has_moved"), label_of("polling_day"), label_of("flags")
    ('has moved', 'polling day', 'asked for')
    """
    return LABELS.get(column) or column.replace("_", " ")


def written(value: object, zone: ZoneInfo) -> str:
    """Write a value as people read it.

    >>> written(True, ZoneInfo("Europe/London")), written(date(2018, 5, 3), ZoneInfo("UTC"))
    ('yes', '3 May 2018')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        there = value.astimezone(zone)
        return f"{there.day} {there:%B %Y, %H:%M}"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    return str(value)


def held_data(sections: Sequence[Section]) -> dict[str, object]:
    """Give all that is held for a machine: moments in ISO 8601, codes as they are kept."""
    return {
        section.title: [
            {column: plain(value) for column, value in row.items()} for row in section.rows
        ]
        for section in sections
    }


def plain(value: object) -> object:
    """Give a value as JSON has it."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
