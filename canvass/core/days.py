"""The days a report is of, as somebody chose them: "the last 14 days" stays that every day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from canvass.core.errors import CanvassError
from canvass.core.pictures import Period

MOST_DAYS = 366


class BadPeriodError(CanvassError):
    """The days that were asked for are no period."""


@dataclass(frozen=True, slots=True)
class Days:
    """The last so many days, or those from one to another; none of them told means all.

    `against` are the days to compare with, where they are not simply those just before.
    """

    last: int | None = None
    since: date | None = None
    until: date | None = None
    against_since: date | None = None
    against_until: date | None = None

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
        last = told.get("last", "").strip()
        if last:
            return cls(days_in(last), None, None, *against)
        since, until = day_in(told, "since"), day_in(told, "until")
        refuse_turned(since, until)
        return cls(None, since, until, *against)

    def period(self, today: date) -> Period:
        """Give the days as dates, where today is the last of them that can be meant."""
        against = None
        if self.against_since and self.against_until:
            against = Period(self.against_since, self.against_until)
        if self.last:
            return Period(today - timedelta(days=self.last - 1), today, against)
        return Period(self.since, self.until, against)

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
        return days | ({"last": str(self.last)} if self.last else {})

    @property
    def words(self) -> str:
        """Say which days are meant, without saying what today is.

        >>> Days(last=14).words, Days(last=1).words, Days().words
        ('the last 14 days', 'today', 'all conversations')
        """
        words = self.period(date.min + timedelta(days=MOST_DAYS)).words
        if self.last:
            words = "today" if self.last == 1 else f"the last {self.last} days"
        if self.against_since and self.against_until:
            words += f", against {Period(self.against_since, self.against_until).words}"
        return words


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
