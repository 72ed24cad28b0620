"""The week in a few lines: what each ward raised, what moved, how far we got, which cases are due.

Nothing is added up over wards: from a sum of all and the wards that are shown, a hidden one could
be worked out.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from canvass.core.changes import FALSE_ALARMS, Change, Share, beyond_chance, change
from canvass.core.pictures import IssueLine, Period, WardPicture
from canvass.core.reports import in_every_hundred

MOST_RAISED = 4
LOOKS = 14
"""An alert looks every day at the same fortnight: each look may raise a false alarm this part as
often, so that all of them together stay where one look would be."""

ALERTED_FOR = timedelta(days=14)
"""So long nothing more is said of what was told: the days that were compared are the same ones."""

SENDING_FROM = time(7)


@dataclass(frozen=True, slots=True)
class Moved:
    """An issue that moved in a ward by more than chance, of all wards and issues looked at."""

    ward: str
    code: str
    issue: str
    change: Change

    @property
    def key(self) -> str:
        """Which way what moved where: the same is told once in a while only."""
        return f"{self.ward}/{self.code}/{'up' if self.change.difference > 0 else 'down'}"

    @property
    def sentence(self) -> str:
        """Say it, with the counts.

        >>> rise = beyond_chance([change(Share(14, 220), Share(31, 220))])[0]
        >>> Moved("West End", "oxford_street", "Pedestrianisation", rise).sentence
        'Pedestrianisation doubled in West End this fortnight, 14 → 31 of 220.'
        """
        before, after = self.change.before, self.change.after
        was = f"{before.raised:,}" if before.spoken_to == after.spoken_to else str(before)
        return f"{self.issue} {self.change.verb} in {self.ward} this fortnight, {was} → {after}."


@dataclass(frozen=True, slots=True)
class WardWeek:
    """A ward's week: who was spoken to and what most of them raised; and its register so far."""

    ward: str
    spoken_to: int
    raised: tuple[IssueLine, ...]
    heard: int
    electors: int

    @property
    def raised_words(self) -> str:
        """Say what was raised most, in every hundred spoken to."""
        if not self.spoken_to:
            return "nobody spoken to"
        told = [f"{one.label} {in_every_hundred(one.cell.share or 0.0)}" for one in self.raised]
        return ", ".join(told) or "nothing that can be shown"


class WardCases(NamedTuple):
    """A ward's cases: under way, due within a week, and overdue."""

    ward: str
    under_way: int
    due: int
    overdue: int


@dataclass(frozen=True, slots=True)
class WeekSummary:
    """All that the summary of a week says; `fortnight` is what moves are counted in."""

    campaign: str
    week: Period
    fortnight: Period
    as_at: datetime
    smallest: int
    wards: tuple[WardWeek, ...]
    moved: tuple[Moved, ...]
    cases: tuple[WardCases, ...]


def ward_week(week: WardPicture, so_far: int) -> WardWeek:
    """Draw a ward's week from its picture, and how many were spoken to since the beginning."""
    return WardWeek(week.ward, week.spoken_to, week.shown[:MOST_RAISED], so_far, week.electors)


def moves_in(
    pictures: Iterable[WardPicture], false_alarms: float = FALSE_ALARMS
) -> tuple[Moved, ...]:
    """Name what moved since the period before, the surest first, of all wards looked at together.

    So where nothing changed anywhere, at most the given part of all summaries names anything. Only
    counts that may be shown are looked at, before and after.
    """
    looked = [
        (picture.ward, line, change(Share(line.before.count, line.before.of), now_of(line)))
        for picture in pictures
        for line in picture.shown
        if line.before is not None and line.before.count is not None
    ]
    told = beyond_chance([one for _, _, one in looked], false_alarms)
    found = [
        Moved(ward, line.code, line.label, one)
        for (ward, line, _), one in zip(looked, told, strict=True)
        if one.is_more_than_chance
    ]
    return tuple(sorted(found, key=lambda one: one.change.chance))


def now_of(line: IssueLine) -> Share:
    """Give what is shown of an issue as a share."""
    return Share(line.cell.count or 0, line.cell.of)


def new_moves(moved: Sequence[Moved], told: Collection[str]) -> tuple[Moved, ...]:
    """Leave out what was told already."""
    return tuple(one for one in moved if one.key not in told)


def weeks_ending(last: date) -> tuple[Period, Period]:
    """Give the week and the fortnight that end on a day.

    >>> [period.words for period in weeks_ending(date(2018, 5, 3))]
    ['27 April to 3 May 2018', '20 April to 3 May 2018']
    """
    return Period(last - timedelta(days=6), last), Period(last - timedelta(days=13), last)


def last_sending(now: datetime, zone: ZoneInfo) -> datetime:
    """Give the last moment at which summaries were to go: a Monday morning.

    >>> early = datetime(2018, 4, 30, 5, 59, tzinfo=ZoneInfo("UTC"))
    >>> str(last_sending(early, ZoneInfo("Europe/London")))
    '2018-04-23 07:00:00+01:00'
    """
    there = now.astimezone(zone)
    monday = there.date() - timedelta(days=there.weekday())
    due = datetime.combine(monday, SENDING_FROM, zone)
    return due if due <= there else datetime.combine(monday - timedelta(days=7), SENDING_FROM, zone)


def few(count: int, smallest: int) -> str:
    """Write a count that leaves the house: small ones are not told.

    >>> few(7, 5), few(4, 5), few(0, 5)
    ('7', 'under 5', 'under 5')
    """
    return f"{count:,}" if count >= smallest else f"under {smallest}"
