"""How often somebody voted before, and what that says of whether they have voted by now."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from canvass.core.errors import CanvassError
from canvass.core.marked import VOTED, Mark

NEW_REGISTER = (12, 1)
"""The month and day from which numbers start anew. Source: revised registers, by 1 December."""


class BadPollError(CanvassError):
    """An earlier poll is not earlier, or not over."""


class History(NamedTuple):
    """In how many past polls somebody voted, of those they were on the register for."""

    voted: int = 0
    polls: int = 0

    @property
    def likelihood(self) -> float:
        """How likely they are to vote at all, from 0 to 1.

        Of whom nothing is known it is taken that they will, as of any promise; each poll that they
        stayed away from takes something off that, the first of them the most.

        >>> [round(History(*one).likelihood, 2) for one in ((0, 0), (4, 4), (1, 2), (0, 1), (0, 3))]
        [1.0, 1.0, 0.67, 0.5, 0.25]
        """
        return (self.voted + 1) / (self.polls + 1)

    @property
    def is_seldom(self) -> bool:
        """Tell whether they stayed away more often than not."""
        return self.voted * 2 < self.polls


UNKNOWN = History()


def history_of(marks: Iterable[Mark]) -> History:
    """Add up the marks of one elector, one for each poll; not being registered then is no poll.

    >>> history_of([Mark.IN_PERSON, Mark.DID_NOT, Mark.NOT_REGISTERED])
    History(voted=1, polls=2)
    """
    told = [mark for mark in marks if mark is not Mark.NOT_REGISTERED]
    return History(sum(mark in VOTED for mark in told), len(told))


def one_mark_each(council: Mapping[date, Mark], others: Iterable[tuple[date, Mark]]) -> list[Mark]:
    """Settle on one mark a poll: the council's, else a vote before a word that there was none.

    >>> day = date(2017, 6, 8)
    >>> one_mark_each({}, [(day, Mark.DID_NOT), (day, Mark.BY_POST)])
    [<Mark.BY_POST: 'by_post'>]
    >>> one_mark_each({day: Mark.DID_NOT}, [(day, Mark.BY_POST)])
    [<Mark.DID_NOT: 'did_not'>]
    """
    marks: dict[date, Mark] = {}
    for day, mark in others:
        if day not in marks or mark in VOTED:
            marks[day] = mark
    return list((marks | dict(council)).values())


def register_year(day: date) -> int:
    """Give the year of the register that was in force on a day: numbers start anew in December.

    >>> register_year(date(2017, 11, 30)), register_year(date(2017, 12, 1))
    (2017, 2018)
    """
    return day.year + ((day.month, day.day) >= NEW_REGISTER)


def earlier_poll(told: date | None, polling_day: date, today: date) -> date | None:
    """Give the day of an earlier poll, or `None` if this campaign's own is meant.

    Raises:
        BadPollError: it is neither.
    """
    if told is None or told == polling_day:
        return None
    if told >= min(polling_day, today):
        raise BadPollError(
            "An earlier poll lies before today, and before this campaign’s own: "
            f"{polling_day.day} {polling_day:%B %Y}."
        )
    return told
