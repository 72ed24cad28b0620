"""The register of a demonstration ward: who lives behind which door, numbered street by street."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import NamedTuple

from canvass.demo.homes import Lines, homes_of
from canvass.demo.people import Person, household, peer, stranger
from canvass.demo.streets import DistrictPlan, WardPlan

POSTCODE_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
DOORS_A_POSTCODE = 24
OVERSEAS, ANONYMOUS = 6, 2
"""Electors without an address at the end of each district."""

FIRST_BIRTHDAY = date(1999, 12, 2)
"""The youngest on the register of December 2017 come of age within a year or so."""

ATTAINERS, LATE, PEERS, MARKED = 0.006, 0.006, 0.0004, 0.85
"""Shares: of the young; of additions with a suffix; of peers; of EU citizens marked as such."""


class Home(NamedTuple):
    """One door: its address lines, its postcode, its invented UPRN."""

    lines: Lines
    postcode: str
    uprn: str


class RegisterEntry(NamedTuple):
    """One elector as the council has them. `born_on` is given for the youngest only."""

    district: str
    number: int
    suffix: int
    markers: str
    born_on: date | None
    person: Person | None
    home: Home | None

    @property
    def roll_number(self) -> str:
        """The number as it is printed."""
        return f"{self.district}-{self.number}" + (f"/{self.suffix}" if self.suffix else "")


def ward_register(ward: WardPlan, seed: int, scale: float = 1.0) -> list[RegisterEntry]:
    """Make the whole register of a ward; the same seed makes the same people."""
    random = Random(f"{seed}/{ward.name}")  # noqa: S311  invented people, not secrets
    doors = count()
    return [
        entry
        for district in ward.districts
        for entry in district_register(ward.outcode, district, random, doors, scale)
    ]


def district_register(
    outcode: str, district: DistrictPlan, random: Random, doors: Iterator[int], scale: float
) -> Iterator[RegisterEntry]:
    """Make the register of one polling district: its streets, then those without an address."""
    number = suffix = 0
    for street in district.streets:
        for lines in homes_of(street, random, scale):
            home = home_at(lines, outcode, next(doors))
            for one in household(random):
                is_late = number > 0 and random.random() < LATE
                number, suffix = (number, suffix + 1) if is_late else (number + 1, 0)
                plain = RegisterEntry(district.code, number, suffix, "", None, one, home)
                yield marked(random, plain)
    for marker in "F" * OVERSEAS + "N" * ANONYMOUS:
        number += 1
        abroad = None if marker == "N" else stranger(random)
        yield RegisterEntry(district.code, number, 0, marker, None, abroad, None)


def home_at(lines: Lines, outcode: str, door: int) -> Home:
    """Give a door a postcode of sector 0, which is not in use, and a UPRN that cannot be one."""
    place = door // DOORS_A_POSTCODE
    letters = len(POSTCODE_LETTERS)
    inward = POSTCODE_LETTERS[place // letters % letters] + POSTCODE_LETTERS[place % letters]
    uprn = f"9990{door:08}" if door % 7 else ""
    return Home(lines, f"{outcode} 0{inward}", uprn)


def marked(random: Random, plain: RegisterEntry) -> RegisterEntry:
    """Add what only some have: a peerage, a marker, a birthday."""
    if random.random() < PEERS:
        return plain._replace(markers="L", person=peer(random))
    if plain.person and plain.person.is_european and random.random() < MARKED:
        plain = plain._replace(markers="K" if random.random() < 0.1 else "G")  # noqa: PLR2004
    if random.random() < ATTAINERS:
        return plain._replace(born_on=FIRST_BIRTHDAY + timedelta(random.randrange(365)))
    return plain
