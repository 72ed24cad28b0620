"""Who may vote in which contest: by the register's markers, and by age."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from canvass.core.campaign import Contest, Nation
from canvass.core.errors import CanvassError

ANONYMOUS = "N"
EITHER_WAY = frozenset("AP")
"""Not a franchise: polling-station registers mark postal voters A and, by custom, proxies P."""

KNOWN = frozenset("BEFGKLM")
"""B and G and K: citizens of the European Union; E: peers abroad; F: overseas; L: peers;
M: qualifying foreign nationals and, in Scotland, some prisoners."""

COUNCIL = frozenset("BGKL")
COUNCIL_AND_FOREIGN = COUNCIL | {"M"}
PARLIAMENT = frozenset("F")

MAY_VOTE: dict[tuple[Nation, Contest], frozenset[str]] = {
    # Electoral Commission, "Format of the revised register": F votes for Parliament only,
    # G, B and L for councils only.
    (Nation.ENGLAND, Contest.LOCAL): COUNCIL,
    (Nation.NORTHERN_IRELAND, Contest.LOCAL): COUNCIL,
    # Scottish Elections (Franchise and Representation) Act 2020: M too.
    (Nation.SCOTLAND, Contest.LOCAL): COUNCIL_AND_FOREIGN,
    # Senedd and Elections (Wales) Act 2020, Local Government and Elections (Wales) Act 2021.
    (Nation.WALES, Contest.LOCAL): COUNCIL_AND_FOREIGN,
    # Representation of the People Act 1983, section 1: one franchise for the whole Parliament.
    (Nation.ENGLAND, Contest.PARLIAMENTARY): PARLIAMENT,
    (Nation.NORTHERN_IRELAND, Contest.PARLIAMENTARY): PARLIAMENT,
    (Nation.SCOTLAND, Contest.PARLIAMENTARY): PARLIAMENT,
    (Nation.WALES, Contest.PARLIAMENTARY): PARLIAMENT,
}

ADULT = 18
YOUNGEST_ON_A_REGISTER = 14
SUPPLIED_FROM = 16
"""Scotland publishes nobody under 16: Electoral Commission, "Format of the revised register"."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2}|[a-z]{3,9})[-/. ](\d{4}|\d{2})(?: 0?0:00(?::00)?)?")
ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ t]00:00(?::00)?)?")


class Franchise(NamedTuple):
    """What an elector's markers say: may they vote here, are they anonymous, are all known?"""

    may_vote: bool
    is_anonymous: bool
    is_known: bool


@dataclass(frozen=True, slots=True)
class Electorate:
    """Whose votes one campaign is about: the nation, the contest, and the day of the poll."""

    nation: Nation
    contest: Contest
    polling_day: date

    def franchise(self, markers: str) -> Franchise:
        """Read an elector's markers."""
        return franchise(markers, self.nation, self.contest)

    def attains_on(self, told: str) -> str | None:
        """Give the day of coming of voting age in ISO form, from the date beside the name.

        Raises:
            BadDateError: it is no date, or somebody so young that no register may name them.
        """
        day = attains_on(told, self.polling_day, self.nation, self.contest)
        return day.isoformat() if day else None


class BadDateError(CanvassError):
    """A date on the register is no date, or one that no register may hold."""


@lru_cache(maxsize=500)
def franchise(markers: str, nation: Nation, contest: Contest) -> Franchise:
    """Read an elector's markers for one contest.

    An unknown marker is not guessed at: the elector is kept and may not vote, and is counted.

    >>> franchise("G", Nation.ENGLAND, Contest.LOCAL).may_vote
    True
    >>> franchise("F", Nation.ENGLAND, Contest.LOCAL).may_vote
    False

    Source: Electoral Commission, "Format of the revised register" and "Register markers".
    """
    told = {letter for letter in markers.upper() if letter.isalnum()}
    kinds = told - {ANONYMOUS} - EITHER_WAY
    return Franchise(kinds <= MAY_VOTE[nation, contest], ANONYMOUS in told, kinds <= KNOWN)


def voting_age(nation: Nation, contest: Contest) -> int:
    """Give the age from which one may vote.

    Source: Scottish Elections (Reduction of Voting Age) Act 2015; Senedd and Elections (Wales)
    Act 2020; Representation of the People Act 1983, section 1.
    """
    sixteen = contest == Contest.LOCAL and nation in {Nation.SCOTLAND, Nation.WALES}
    return 16 if sixteen else ADULT


@lru_cache(maxsize=5000)
def attains_on(told: str, polling_day: date, nation: Nation, contest: Contest) -> date | None:
    """Give the day on which an elector comes of voting age, from the date beside the name.

    Headings are not always truthful. A date at least 14 years before the poll is a birthday;
    a later one is the day of turning 18.

    Raises:
        BadDateError: it is no date, or somebody so young that no register may name them.
    """
    if not told:
        return None
    day = read_date(told)
    is_birthday = anniversary(day, YOUNGEST_ON_A_REGISTER) <= polling_day
    adult_on = anniversary(day, ADULT) if is_birthday else day
    if nation == Nation.SCOTLAND and anniversary(adult_on, SUPPLIED_FROM - ADULT) > polling_day:
        raise BadDateError("Somebody under 16, whom a Scottish register may not name.")
    return anniversary(adult_on, voting_age(nation, contest) - ADULT)


def anniversary(day: date, years: int) -> date:
    """Give the same day some years later; 1 March where there is no 29 February.

    >>> anniversary(date(2000, 2, 29), 18)
    datetime.date(2018, 3, 1)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def read_date(told: str) -> date:
    """Read a date as councils write them: 3/5/2000, 03-May-00, 2000-05-03.

    Raises:
        BadDateError: it is none.
    """
    text = told.casefold()
    try:
        if found := ISO_DATE.fullmatch(text):
            return sensible(date(*map(int, found.groups())))
        if found := DATE.fullmatch(text):
            day, month, year = found.groups()
            return sensible(date(full_year(year), month_number(month), int(day)))
    except ValueError as error:
        raise BadDateError("The date beside the name does not exist.") from error
    raise BadDateError("The date beside the name cannot be read.")


def sensible(day: date) -> date:
    """Let a day of living memory pass, and no other.

    Raises:
        ValueError: it is another century's.
    """
    if not date(1890, 1, 1) <= day < date(2200, 1, 1):
        raise ValueError(day)
    return day


def month_number(month: str) -> int:
    """Read a month written as a number or as its name.

    Raises:
        ValueError: there is no such month.
    """
    return int(month) if month.isdecimal() else MONTHS.index(month[:3]) + 1


def full_year(year: str) -> int:
    """Read a year that may have two digits: those of people alive and of the near future."""
    number = int(year)
    if len(year) > 2:  # noqa: PLR2004  two digits or four
        return number
    return number + (2000 if number < 40 else 1900)  # noqa: PLR2004  attainers, not centenarians
