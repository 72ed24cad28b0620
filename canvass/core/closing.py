"""After the close of polls: how good telling was, and which promises voted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from canvass.core.errors import CanvassError
from canvass.core.reports import in_every_hundred
from canvass.core.spreadsheet import as_csv


class PollsOpenError(CanvassError):
    """Who voted is neither taken in nor shown before the polls have closed."""

    def __init__(self, closes: datetime) -> None:
        super().__init__(
            f"The polls close at {closes:%H:%M} on {closes.day} {closes:%B %Y}. Until then nothing "
            "is taken in or shown of who voted."
        )


class KeptStillError(CanvassError):
    """The day on which telling data is to be erased has not come."""

    def __init__(self, until: date) -> None:
        super().__init__(
            f"This campaign keeps its telling until {until.day} {until:%B %Y}. "
            "To erase it before that day, say --now."
        )


def kept_until(polling_day: date, told: date | None) -> date:
    """Give the day on which telling data is erased: the campaign's own, else a year after the poll.

    >>> kept_until(date(2024, 2, 29), None), kept_until(date(2018, 5, 3), date(2018, 6, 1))
    (datetime.date(2025, 2, 28), datetime.date(2018, 6, 1))
    """
    if told is not None:
        return told
    is_leap_day = (polling_day.month, polling_day.day) == (2, 29)
    return polling_day.replace(
        year=polling_day.year + 1, day=28 if is_leap_day else polling_day.day
    )


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """How the numbers told in a district compare with its marked register; counts of electors.

    `in_person`, `by_post` and `wrong` were told and voted so, or did not vote at all; `missed`
    voted in person and were not told. Whoever votes by post passes no teller, so is not missed.
    """

    district: str
    in_person: int
    by_post: int
    wrong: int
    missed: int

    @property
    def right(self) -> int:
        """The told who had voted."""
        return self.in_person + self.by_post

    @property
    def told(self) -> int:
        """All who were told and stand in the marked register."""
        return self.right + self.wrong

    @property
    def voters(self) -> int:
        """All who voted in person."""
        return self.in_person + self.missed

    @property
    def recall(self) -> float | None:
        """The share of those who voted in person that was told; `None` where nobody did."""
        return self.in_person / self.voters if self.voters else None

    @property
    def precision(self) -> float | None:
        """The share of the told that had voted; `None` where nobody was told."""
        return self.right / self.told if self.told else None


def all_told(figures: Iterable[ToldFigure]) -> ToldFigure:
    """Add districts up."""
    rows = list(figures)
    return ToldFigure(
        "All",
        sum(one.in_person for one in rows),
        sum(one.by_post for one in rows),
        sum(one.wrong for one in rows),
        sum(one.missed for one in rows),
    )


def told_words(all_of_them: ToldFigure) -> str:
    """Say how good telling was, out of how many."""
    one = all_of_them
    if one.recall is None:
        return "Nobody in the marked register voted in person."
    seen = (
        f"Of {one.voters:,} who voted in person, {one.in_person:,} were told: "
        f"{in_every_hundred(one.recall)} in every 100."
    )
    if one.precision is None:
        return seen
    return (
        f"{seen} Of {one.told:,} told, {one.right:,} had voted: "
        f"{in_every_hundred(one.precision)} in every 100; {one.wrong:,} had not, so their "
        f"{'number was' if one.wrong == 1 else 'numbers were'} wrong."
    )


@dataclass(frozen=True, slots=True)
class TurnoutFigure:
    """How many of some electors voted. `strength` is that of promises, `None` for all others.

    `electors` are those whom the marked register names and who were on the register then.
    """

    ward: str
    strength: int | None
    electors: int
    in_person: int
    by_post: int

    @property
    def voted(self) -> int:
        """All who voted."""
        return self.in_person + self.by_post

    @property
    def share(self) -> float | None:
        """The share that voted; `None` of nobody."""
        return self.voted / self.electors if self.electors else None


def all_turnouts(figures: Sequence[TurnoutFigure]) -> tuple[TurnoutFigure, ...]:
    """Add wards up, strength by strength, all others last."""
    sums: dict[int | None, list[TurnoutFigure]] = defaultdict(list)
    for one in figures:
        sums[one.strength].append(one)
    order = sorted(sums, key=lambda strength: (strength is None, strength))
    return tuple(summed("All", strength, sums[strength]) for strength in order)


def summed(ward: str, strength: int | None, figures: Iterable[TurnoutFigure]) -> TurnoutFigure:
    """Add figures up under one name."""
    rows = list(figures)
    return TurnoutFigure(
        ward,
        strength,
        sum(one.electors for one in rows),
        sum(one.in_person for one in rows),
        sum(one.by_post for one in rows),
    )


def turnout_words(figures: Sequence[TurnoutFigure]) -> str:
    """Say how many promises voted, and how many of all others."""
    promises = summed("", 1, (one for one in figures if one.strength is not None))
    others = summed("", None, (one for one in figures if one.strength is None))
    if promises.share is None:
        return "The marked register names nobody who promised."
    words = (
        f"Of {promises.electors:,} promises, {promises.voted:,} voted: "
        f"{in_every_hundred(promises.share)} in every 100."
    )
    if others.share is None:
        return words
    return f"{words} Of {others.electors:,} others it was {in_every_hundred(others.share)}."


def told_csv(figures: Iterable[ToldFigure]) -> str:
    """Write how good telling was as a table with one row a district."""
    head = (
        "polling_district",
        "told_and_voted",
        "told_not_voted",
        "voted_in_person_not_told",
        "voted_in_person",
        "told",
        "share_of_voters_told",
        "share_of_told_that_voted",
    )
    rows = (
        (
            one.district,
            one.right,
            one.wrong,
            one.missed,
            one.voters,
            one.told,
            one.recall,
            one.precision,
        )
        for one in figures
    )
    return as_csv(head, rows)


def turnout_csv(figures: Iterable[TurnoutFigure]) -> str:
    """Write who voted as a table with one row a ward and strength; no strength is all others."""
    head = ("ward", "strength", "electors", "voted", "in_person", "by_post", "share")
    rows = (
        (one.ward, one.strength, one.electors, one.voted, one.in_person, one.by_post, one.share)
        for one in figures
    )
    return as_csv(head, rows)
