"""The knock-up list: who is knocked up on polling day, and the doors they are found behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from canvass.core.spreadsheet import as_csv

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Promise:
    """One elector to be knocked up.

    `roll_number` is written as people say it ("CH1-888", "CH1-888/1"); `strength` is 1 (firm)
    to 5 (against); `flags` are short neutral words such as "LIFT". `elector` is our own id, where
    the list came from the database.
    """

    roll_number: str
    name: str
    strength: int
    flags: tuple[str, ...] = ()
    elector: UUID | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """One door with its promises, in walking order.

    `side` is "odd", "even" or "" (consecutive numbers, or a named house); `label` is what stands
    on the door ("12A", "Flat 3", "The Old Pump House"); `building` is what stands on the house
    around it, if anything ("3", "Victoria House"); `household` is our own id of it.
    """

    district: str
    station: str
    street: str
    side: str
    label: str
    building: str
    postcode: str
    note: str
    promises: tuple[Promise, ...]
    household: UUID | None = None

    @property
    def address(self) -> str:
        """The door in words, as said in the street: "12A", "Flat 2, 14-16"."""
        return ", ".join(part for part in (self.label, self.building) if part)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What decides whether one elector is knocked up."""

    on_register: bool
    has_door: bool
    is_anonymous: bool
    has_franchise: bool
    attains_on: date | None
    is_promise: bool
    has_voted: bool
    votes_by_post: bool
    do_not_contact: bool
    has_moved: bool
    has_died: bool
    is_let_be: bool


def is_knocked_up(elector: Candidate, polling_day: date) -> bool:
    """Tell whether an elector belongs on the knock-up list of an election.

    Source: the voting age is reached on or before polling day, as in the registers' date of
    attainment. `store/knockup.py` says the same in SQL, and a test holds the two together.
    """
    may_vote = elector.has_franchise and (
        elector.attains_on is None or elector.attains_on <= polling_day
    )
    is_there = elector.on_register and elector.has_door and not elector.is_anonymous
    gone = elector.has_moved or elector.has_died
    done = elector.has_voted or elector.votes_by_post or elector.is_let_be
    return (
        elector.is_promise
        and may_vote
        and is_there
        and not gone
        and not done
        and not elector.do_not_contact
    )


def list_counts(doors: Sequence[Door]) -> dict[str, int]:
    """Count the doors of a list and the electors behind them."""
    return {"doors": len(doors), "electors": sum(len(door.promises) for door in doors)}


def list_data(campaign: str, ward: str, doors: Sequence[Door], told: datetime | None) -> Data:
    """Give a list as `canvass knockup list --format json` answers it."""
    return {
        "campaign": campaign,
        "ward": ward,
        "as_at": told.isoformat() if told else None,
        "doors": [
            {
                "street": door.street,
                "door": door.address,
                "postcode": door.postcode,
                "electors": [
                    {
                        "roll_number": one.roll_number,
                        "name": one.name,
                        "strength": one.strength,
                        "flags": list(one.flags),
                    }
                    for one in door.promises
                ],
            }
            for door in doors
        ],
        "counts": list_counts(doors),
    }


def list_csv(doors: Sequence[Door]) -> str:
    """Write a list as a table with one row an elector."""
    head = ("street", "door", "postcode", "roll_number", "name", "strength", "flags")
    rows = (
        (
            door.street,
            door.address,
            door.postcode,
            one.roll_number,
            one.name,
            one.strength,
            " ".join(one.flags),
        )
        for door in doors
        for one in door.promises
    )
    return as_csv(head, rows)
