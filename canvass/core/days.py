"""What a report is of, as somebody chose it: "the last 14 days" stays that every day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from canvass.core.errors import CanvassError
from canvass.core.pictures import Period
from canvass.core.sources import SOURCE_WORDS, Source

MOST_DAYS = 366


class BadPeriodError(CanvassError):
    """The days that were asked for are no period."""


@dataclass(frozen=True, slots=True)
class Days:
    """The last so many days, or those from one to another; none of them told means all.

    `source` is what alone is counted. `against` are the days, and the source, to compare with,
    where they are not simply those just before and the same.
    """

    last: int | None = None
    since: date | None = None
    until: date | None = None
    against_since: date | None = None
    against_until: date | None = None
    source: Source | None = None
    against_source: Source | None = None

    @classmethod
    def read(cls, told: Mapping[str, str]) -> "Days":
        """Read the days that an address tells: `last`, else `since` and `until`, both included.

        Raises:
            BadPeriodError: one is no date or no number of days, or two stand the wrong way round.
        """
        against = day_in(told, "against_since"), day_in(told, "against_until")
        if None in against and against != (None, None):
            raise BadPeriodError("Write both the first and the last day to compare with.")
        refuse_turned(*against)
        sources = source_in(told, "source"), source_in(told, "against_source")
        last = told.get("last", "").strip()
        if last:
            return cls(days_in(last), None, None, *against, *sources)
        since, until = day_in(told, "since"), day_in(told, "until")
        refuse_turned(since, until)
        return cls(None, since, until, *against, *sources)

    def period(self, today: date) -> Period:
        """Give the days as dates, where today is the last of them that can be meant."""
        since, until = self.since, self.until
        if self.last:
            since, until = today - timedelta(days=self.last - 1), today
        against, other = None, self.against_source or self.source
        if self.against_since and self.against_until:
            against = Period(self.against_since, self.against_until, source=other)
        elif other != self.source:
            against = Period(since, until, source=other)
        return Period(since, until, against, self.source)

    def told(self) -> dict[str, str]:
        """Write the days as an address does.

        >>> Days(last=14).told(), Days(until=date(2018, 5, 3)).told()
        ({'last': '14'}, {'until': '2018-05-03'})
        """
        ends = {
            "since": self.since,
            "until": self.until,
            "against_since": self.against_since,
            "against_until": self.against_until,
        }
        days = {name: day.isoformat() for name, day in ends.items() if day is not None}
        sources = {"source": self.source, "against_source": self.against_source}
        chosen = {name: source.value for name, source in sources.items() if source}
        return days | ({"last": str(self.last)} if self.last else {}) | chosen

    @property
    def words(self) -> str:
        """Say which days are meant, without saying what today is.

        >>> Days(last=14).words, Days(last=1).words, Days().words
        ('the last 14 days', 'today', 'all conversations')
        """
        period = self.period(date.min + timedelta(days=MOST_DAYS))
        words = period.days
        if self.last:
            words = "today" if self.last == 1 else f"the last {self.last} days"
        if self.source:
            words += f", {SOURCE_WORDS[self.source]}"
        if self.against_since and self.against_until and period.against:
            return f"{words}, against {period.against.words}"
        return words + (
            f", against what was told {SOURCE_WORDS[period.other_source]}"
            if period.other_source
            else ""
        )


def day_in(told: Mapping[str, str], name: str) -> date | None:
    """Read one day, or none.

    Raises:
        BadPeriodError: it is no date.
    """
    written = told.get(name, "").strip()
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise BadPeriodError("Write days as 2018-04-24.") from error


def source_in(told: Mapping[str, str], name: str) -> Source | None:
    """Read a source, or none.

    Raises:
        BadPeriodError: there is no such source.
    """
    written = told.get(name, "").strip()
    try:
        return Source(written) if written else None
    except ValueError as error:
        raise BadPeriodError("There is no such source. Choose one from the list.") from error


def days_in(written: str) -> int:
    """Read how many days.

    Raises:
        BadPeriodError: it is no number of days, or more than a year of them.
    """
    if not (written.isascii() and written.isdigit() and 1 <= int(written[:4]) <= MOST_DAYS):
        raise BadPeriodError(f"Ask for the last 1 to {MOST_DAYS} days.")
    return int(written[:4])


def refuse_turned(first: date | None, last: date | None) -> None:
    """Refuse days that stand the wrong way round.

    Raises:
        BadPeriodError: they do.
    """
    if first and last and first > last:
        raise BadPeriodError("The first day comes after the last. Turn them round.")
