"""The picture of one ward: what it raises, where, whether it moves, and how far to trust it.

One picture is made of one reading of the rows of a period, and every page, file and sheet is drawn
from it: so the figures are the same everywhere, and what is hidden in one place is hidden in all.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from canvass.core.sources import BROUGHT, SOURCE_WORDS, Source


@dataclass(frozen=True, slots=True)
class Period:
    """The days that conversations are counted of, both ends included; an open end is `None`.

    `source` narrows them to what was told at the door, by telephone, or in a file of one kind; none
    means this campaign's own conversations, wherever they were. `against` is what they are compared
    with, where the days just before are not meant.
    """

    since: date | None = None
    until: date | None = None
    against: "Period | None" = None
    source: Source | None = None

    @property
    def is_all(self) -> bool:
        """Whether no conversation is left out."""
        return self.since is None and self.until is None and self.source is None

    @property
    def is_brought(self) -> bool:
        """Whether its answers came with files, so that nobody was spoken to."""
        return self.source in BROUGHT

    @property
    def other_source(self) -> Source | None:
        """The source it is compared with, where that is another one."""
        return self.against.source if self.against and self.against.source != self.source else None

    @property
    def words(self) -> str:
        """The period as pages say it.

        >>> Period(date(2018, 3, 3), date(2018, 4, 24)).words
        '3 March to 24 April 2018'
        >>> Period(date(2018, 3, 3)).words, Period(source=Source.TELEPHONE).words
        ('from 3 March 2018', 'all conversations, by telephone')
        """
        return self.days + (f", {SOURCE_WORDS[self.source]}" if self.source else "")

    @property
    def days(self) -> str:
        """Its days alone."""
        if self.since and self.until:
            year = "" if self.since.year == self.until.year else f" {self.since.year}"
            return f"{day_of(self.since)}{year} to {day_of(self.until)} {self.until.year}"
        if self.since:
            return f"from {day_of(self.since)} {self.since.year}"
        if self.until:
            return f"until {day_of(self.until)} {self.until.year}"
        return "all answers" if self.is_brought else "all conversations"

    def before(self) -> "Period | None":
        """Give the period to compare with: the one just before, as long, if no other was chosen.

        `None` where an end is open.
        """
        if self.against is not None:
            return self.against
        if self.since is None or self.until is None:
            return None
        length = self.until - self.since
        until = date.fromordinal(self.since.toordinal() - 1)
        return Period(until - length, until, source=self.source)


def day_of(when: date) -> str:
    """Write a day without its year: "3 March"."""
    return f"{when.day} {when:%B}"


class Move(StrEnum):
    """How an issue stands against the period before."""

    DOWN = "down"
    NEW = "new"
    SAME = "same"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Cell:
    """Electors who raised something, out of those spoken to; `count` is `None` where it is hidden.

    `interval` is where the share probably lies, 19 times in 20.
    """

    count: int | None
    of: int
    interval: tuple[float, float] | None = None

    @property
    def share(self) -> float | None:
        """The share of those spoken to; `None` where it is hidden or nobody was."""
        return None if self.count is None or not self.of else self.count / self.of


@dataclass(frozen=True, slots=True)
class Weighed:
    """An estimate for the whole ward, weighted to the register, with its 90 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One issue of a ward.

    `before` is the same a period earlier, `move` how that differs (`None` without a period before);
    `is_for` and `against` count stances, `None` where hidden or not asked; `districts` stand in the
    order of the picture's districts. `elsewhere` is the share in the other wards, where this ward
    clearly differs from it.
    """

    code: str
    label: str
    cell: Cell
    before: Cell | None = None
    move: Move | None = None
    asks_stance: bool = False
    is_for: int | None = None
    against: int | None = None
    districts: tuple[Cell, ...] = ()
    elsewhere: float | None = None
    weighed: Weighed | None = None

    @property
    def is_hidden(self) -> bool:
        """Whether the ward's own figure is withheld."""
        return self.cell.count is None


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """A polling district of the ward: how much of it was heard."""

    code: str
    electors: int
    spoken_to: int


@dataclass(frozen=True, slots=True)
class HotSpot:
    """A street where an issue is raised more than in the rest of the ward."""

    street: str
    district: str
    issue: str
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class WardPicture:
    """All that a ward's report says. `sentences` say what to read in it, `trust` how far.

    `knocked` and `answered` are doors, `rung` and `picked_up` homes that were telephoned.
    """

    campaign: str
    ward: str
    period: Period
    as_at: datetime
    smallest_cell: int
    electors: int
    spoken_to: int
    conversations: int
    doors: int
    knocked: int
    answered: int
    rung: int
    picked_up: int
    issues: tuple[IssueLine, ...]
    districts: tuple[DistrictLine, ...]
    hot_spots: tuple[HotSpot, ...]
    sentences: tuple[str, ...]
    trust: str

    @property
    def coverage(self) -> float:
        """The part of the register that was spoken to."""
        return self.spoken_to / self.electors if self.electors else 0.0

    @property
    def shown(self) -> tuple[IssueLine, ...]:
        """The issues whose figures are not withheld, most raised first."""
        return tuple(issue for issue in self.issues if not issue.is_hidden)
