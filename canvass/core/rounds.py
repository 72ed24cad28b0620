"""Rounds of knocking up: which sheet goes out first and why, who is held out, what to strike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise
from random import Random
from typing import NamedTuple
from uuid import UUID

from canvass.core.areas import Area
from canvass.core.knockup import Door, Promise
from canvass.core.turnout import UNKNOWN, History

FIRM, LIKELY = 1, 2
WORTH = {FIRM: 0.9, LIKELY: 0.6}
"""How sure a promise of each strength is a vote for us, if it is cast: our own working figures."""

OTHERWISE = 0.3
AT_A_DOOR = 1.2
BETWEEN_DOORS = 0.4
BETWEEN_STREETS = 2.0
STAIRS = 0.25
"""Minutes: at a door, from one door to the next, to another street, and less from flat to flat."""

VOTED_BY = (
    (7, 0.0),
    (9, 0.14),
    (12, 0.34),
    (15, 0.50),
    (17, 0.62),
    (19, 0.83),
    (21, 0.97),
    (22, 1.0),
)
"""The share of a day's voters who have voted by an hour: a usual curve, busiest from 17 to 20."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What an area is worth now: votes that calling there may still bring, a minute of walking.

    `seldom` of its promises mostly stayed away from past polls, of `known` whose past is known.
    """

    votes: float
    minutes: float
    seldom: int = 0
    known: int = 0

    @property
    def per_minute(self) -> float:
        """The votes a minute by which areas are put in order."""
        return self.votes / self.minutes if self.minutes else 0.0


class Struck(NamedTuple):
    """A line of a sheet that is out, to be struck from it, and why in a word."""

    line_id: UUID
    sheet: int
    page: int
    line: int
    why: str


def share_voted_by(moment: time) -> float:
    """Give the share of those who vote at all who have usually voted by a time of day.

    >>> share_voted_by(time(6)), share_voted_by(time(12)), share_voted_by(time(23))
    (0.0, 0.34, 1.0)
    """
    hour = moment.hour + moment.minute / 60
    if hour <= VOTED_BY[0][0]:
        return 0.0
    for (start, low), (end, high) in pairwise(VOTED_BY):
        if hour <= end:
            return (low * (end - hour) + high * (hour - start)) / (end - start)
    return 1.0


def worth_of(
    area: Area, told: float, moment: time, histories: Mapping[UUID, History] | None = None
) -> Worth:
    """Weigh an area: how many votes are still there to fetch, and how long the walk takes.

    Args:
        area: its doors and promises, none of whom is known to have voted.
        told: the share of the district's voters whom tellers see, 0 to 1. Where nobody tells, some
            of those on the list have voted and the walk finds fewer.
        moment: the time of day, in the campaign's zone.
        histories: how often electors voted before, by their ids. Who seldom does has less likely
            voted by now.
    """
    unseen = share_voted_by(moment) * (1 - told)
    pairs = [
        (one, history_in(histories or {}, one)) for door in area.doors for one in door.promises
    ]
    votes = sum(
        WORTH.get(one.strength, OTHERWISE) * (1 - unseen * history.likelihood)
        for one, history in pairs
    )
    seldom = sum(history.is_seldom for _, history in pairs)
    known = sum(history.polls > 0 for _, history in pairs)
    return Worth(votes, minutes_for(area), seldom, known)


def history_in(histories: Mapping[UUID, History], one: Promise) -> History:
    """Give how often somebody voted before, as far as it is known."""
    return histories.get(one.elector, UNKNOWN) if one.elector else UNKNOWN


def minutes_for(area: Area) -> float:
    """Estimate how long one team takes for an area, in minutes."""
    minutes = 0.0
    last: Door | None = None
    for door in area.doors:
        minutes += AT_A_DOOR
        if last is None or last.street != door.street:
            minutes += BETWEEN_STREETS
        elif door.building and last.building == door.building:
            minutes += STAIRS
        else:
            minutes += BETWEEN_DOORS
        last = door
    return minutes


def in_order(areas: Sequence[Area], worths: Sequence[Worth]) -> list[tuple[Area, str]]:
    """Put areas in the order in which to send them out, best first, each with why in words."""
    ranked = sorted(
        zip(areas, worths, strict=True), key=lambda pair: pair[1].per_minute, reverse=True
    )
    return [(area, why(area, worth)) for area, worth in ranked]


def why(area: Area, worth: Worth) -> str:
    """Say why an area stands where it does, from what anybody can count on it."""
    promises = [one for door in area.doors for one in door.promises]
    firm = sum(one.strength == FIRM for one in promises)
    hour = round(worth.per_minute * 60)
    seldom = (
        f"; {worth.seldom} of {worth.known} whose past votes are known seldom voted"
        if worth.seldom
        else ""
    )
    return (
        f"About {hour} {'vote' if hour == 1 else 'votes'} an hour: {firm} of {len(promises)} firm, "
        f"{round(worth.minutes)} minutes{seldom}"
    )


def held_out(doors: Sequence[Door], share: int, seed: int) -> frozenset[UUID]:
    """Choose by chance which households are not knocked up, so that the effect can be measured.

    Args:
        doors: those that would be called on.
        share: how many of every 100 are held out.
        seed: the same seed holds out the same households, in whatever order they come.
    """
    homes = sorted(door.household for door in doors if door.household is not None)
    count = round(len(homes) * share / 100)
    return frozenset(Random(seed).sample(homes, count))  # noqa: S311  a fair draw, no secret


def is_open(moment: datetime, opens: time, closes: time) -> bool:
    """Tell whether the polls are open at a moment of the campaign's zone."""
    return opens <= moment.time() <= closes
