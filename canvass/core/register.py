"""The register of electors: what one row of a council's file says of one person."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from canvass.core.address import Address, BadAddressError, postcode, read_address
from canvass.core.council_table import FOOTER, Cells, Table
from canvass.core.errors import CanvassError
from canvass.core.franchise import BadDateError, Electorate
from canvass.core.headings import update_given
from canvass.core.layouts import FullRow
from canvass.core.names import name_key, shown_name, without_opt_out

NUMBER = re.compile(r"([0-9]{1,9})(?:[/.]([0-9]{1,9}))?")
DATE = re.compile(r"[0-9]{4}-([0-9]{2})-([0-9]{2})")
PREFIXED = re.compile(r"(.+)-([^-]+)")
SUFFIX = re.compile(r"([0-9]{1,9})(?:\.0+)?|([A-Za-z]{1,3})")
DISTRICT = re.compile(r"[A-Z0-9][A-Z0-9/ .&-]{0,11}")
INSTRUCTIONS = frozenset("AMD")
NO_SUFFIX = frozenset({"", "0"})
UPRN = re.compile(r"[0-9]{1,12}")
UPRN_DIGITS = 12
LONGEST_NUMBER = 9
LONGEST_NAME = 100
NAME_WIDTH = 200
LONGEST_MARKERS = 20
REMEMBERED = 50_000


class Roll(NamedTuple):
    """A polling district's code and an elector's number in it, with its suffix ("" for none)."""

    district: str
    number: str
    suffix: str

    def __str__(self) -> str:
        return f"{self.district}-{self.number}" + (f"/{self.suffix}" if self.suffix else "")


class Entry(NamedTuple):
    """What the register says of one elector. `door` is the number of a `FoundDoor`, or None.

    `instruction` is empty but in a monthly update.
    """

    line: int
    roll: Roll
    name: str
    surname: str
    forenames: str
    markers: str
    attains_on: str | None
    has_franchise: bool
    is_anonymous: bool
    door: int | None
    instruction: str = ""


class FoundDoor(NamedTuple):
    """A door that the register names for the first time; `number` counts them from 1."""

    number: int
    district: str
    street_key: str
    address: Address
    postcode: str
    uprn: str


class BadRowError(CanvassError):
    """A row cannot be taken."""


class Register:
    """A full register, read row by row.

    Iterating gives the entries; `new_doors` holds the doors found since it was last emptied,
    `districts` the codes of the polling districts met so far, in order, and `unknown_markers`
    counts the electors whose markers nobody could tell us.
    """

    def __init__(self, table: Table, electorate: Electorate) -> None:
        self.table = table
        self.electorate = electorate
        self.new_doors: list[FoundDoor] = []
        self.taken = 0
        self.unknown_markers = 0
        self.districts: dict[str, None] = {}
        self._lines: dict[str, int] = {}
        self._places: dict[Cells, int | None] = {}
        self._doors: dict[Cells, int] = {}
        self._positions: dict[Cells, int] = {}

    def __iter__(self) -> Iterator[Entry]:
        """Give each elector; what cannot be taken is refused on the table.

        Raises:
            BadFileError: the file is not a full register, or mostly unreadable.
        """
        for line, cells, address in self.table:
            try:
                entry = self._entry(line, cells, address)
            except (BadRowError, BadDateError, BadAddressError) as refusal:
                self.table.refuse(line, str(refusal))
                continue
            self.taken += 1
            yield entry
        self.table.refuse_useless(self.taken)

    def _entry(self, line: int, cells: Cells, address: Cells) -> Entry:
        """Read one row.

        Raises:
            BadRowError: it is not an elector, or not one that can be kept.
        """
        told = FullRow(*cells)
        if told.status and told.status.strip().upper() in INSTRUCTIONS:
            raise update_given("its rows say A, M or D")
        roll = roll_of(told.district, told.number, told.suffix)
        markers = told.markers.strip()
        may_vote, is_anonymous, is_known = self.electorate.franchise(markers)
        surname, forenames, name = ("", "", "") if is_anonymous else names_of(told)
        if not name and not is_anonymous:
            raise BadRowError(nobody(told.district))
        if len(markers) > LONGEST_MARKERS:
            raise BadRowError("Its markers are too long.")
        day = self.electorate.attains_on(told.day.strip()) if told.day else None
        self._count_once(roll, line)
        door = None if is_anonymous else self._door(roll, told, address)
        self.districts[roll.district] = None
        self.unknown_markers += not is_known
        return Entry(
            line, roll, name, surname, forenames, markers, day, may_vote, is_anonymous, door
        )

    def _count_once(self, roll: Roll, line: int) -> None:
        """Remember where a number stands.

        Raises:
            BadRowError: it stood on another line already.
        """
        first = self._lines.setdefault(f"{roll.district}-{roll.number}/{roll.suffix}", line)
        if first != line:
            raise BadRowError(f"The number on line {line} stands on line {first} already.")

    def _door(self, roll: Roll, told: FullRow, address: Cells) -> int | None:
        """Find the door an elector lives behind. Neighbours on the register share the work."""
        place = (roll.district, told.postcode, told.uprn, *address)
        if place not in self._places:
            if len(self._places) > REMEMBERED:
                self._places.clear()
            self._places[place] = self._door_at(roll, told, address)
        return self._places[place]

    def _door_at(self, roll: Roll, told: FullRow, lines: Cells) -> int | None:
        """Read an address, and add its door unless another spelling of it came before.

        Raises:
            BadAddressError: it cannot be kept.
        """
        address, found_postcode = read_address(lines)
        if address is None:
            return None
        street_key = name_key(address.street)
        identity = (roll.district, street_key, address.key)
        number = self._doors.get(identity)
        if number is None:
            number = self._doors[identity] = len(self._doors) + 1
            placed = self._placed(roll, street_key, address)
            code = postcode(told.postcode) or found_postcode
            door = FoundDoor(number, roll.district, street_key, placed, code, uprn(told.uprn))
            self.new_doors.append(door)
        return number

    def _placed(self, roll: Roll, street_key: str, address: Address) -> Address:
        """Give a house without a number its place: where the register first comes to it."""
        house = address.house
        if house.number:
            return address
        building = (roll.district, street_key, house.building or address.key)
        position = self._positions.setdefault(building, int(roll.number))
        return address._replace(house=house._replace(position=position))


def roll_of(district: str, number: str, suffix: str) -> Roll:
    """Read an elector number from its three columns; text always, a suffix of 0 is none.

    >>> str(roll_of("ch1", "12", "0")), str(roll_of("MH1", "4/1", ""))
    ('CH1-12', 'MH1-4/1')
    >>> str(roll_of("MH1", "5.000", "")), str(roll_of("", "KD-2/2-289/1", ""))
    ('MH1-5', 'KD-2/2-289/1')

    Raises:
        BadRowError: there is no polling district or no number in it.

    Source: Electoral Commission, "Format of the revised register".
    """
    if number.isdecimal() and number.isascii() and len(number) < LONGEST_NUMBER:
        low, rest = number, ""
    else:
        district, low, rest = number_parts(district, number.strip())
    plain = low if low[0] != "0" else low.lstrip("0")
    if not plain:
        raise BadRowError("It has no elector number.")
    after = "" if suffix in NO_SUFFIX else suffix_of(suffix)
    return Roll(district_code(district), plain, after or rest.lstrip("0"))


def number_parts(district: str, number: str) -> tuple[str, str, str]:
    """Cut up a number that is more than digits: "4/1", "888.8", "CH1-12/1".

    A spreadsheet may have taken 4/1 for the 4th of January.

    Raises:
        BadRowError: it is not an elector number.
    """
    if found := DATE.fullmatch(number):
        number = f"{int(found[2])}/{int(found[1])}"
    if found := PREFIXED.fullmatch(number):
        if district.strip() and district_code(district) != district_code(found[1]):
            raise BadRowError("Its number names another polling district than its column.")
        district, number = found[1], found[2]
    parts = NUMBER.fullmatch(number)
    if not parts:
        raise BadRowError("It has no elector number.")
    return district, parts[1], parts[2] or ""


@lru_cache(maxsize=5000)
def suffix_of(told: str) -> str:
    """Read the suffix of a number that was added later.

    Raises:
        BadRowError: it is none.
    """
    found = SUFFIX.fullmatch(told.strip())
    if told.strip() and not found:
        raise BadRowError("The suffix of its number cannot be read.")
    return ((found[1] or "").lstrip("0") or (found[2] or "").upper()) if found else ""


@lru_cache(maxsize=5000)
def district_code(told: str) -> str:
    """Write a polling district's code; it may hold - and /.

    Raises:
        BadRowError: it is none.
    """
    code = " ".join(told.upper().split()).rstrip("-")
    if not DISTRICT.fullmatch(code):
        raise BadRowError("It has no polling district.")
    return code


def names_of(told: FullRow) -> tuple[str, str, str]:
    """Give surname and forenames as they are on the register, and the name for the door.

    Raises:
        BadRowError: a name is longer than any.
    """
    surname = without_opt_out(" ".join(told.surname.split()))
    forenames = " ".join(told.forenames.split())
    if told.initials:
        forenames = " ".join(f"{forenames} {told.initials}".split())
    name = shown_name(forenames, surname, told.after.strip()).strip()
    if len(surname) > LONGEST_NAME or len(forenames) > LONGEST_NAME or len(name) > NAME_WIDTH:
        raise BadRowError("Its name is too long.")
    return surname, forenames, name


def nobody(district: str) -> str:
    """Say why a row without a name is not taken."""
    if FOOTER.match(district.strip()):
        return "A total, not an elector."
    return "It has no name, and is not marked as anonymous."


def uprn(told: str) -> str:
    """Write a unique property reference number with all its digits; "" if it is none.

    >>> uprn("99990001")
    '000099990001'
    """
    digits = told.strip()
    return digits.zfill(UPRN_DIGITS) if UPRN.fullmatch(digits) else ""
