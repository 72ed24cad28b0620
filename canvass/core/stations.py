"""Station files as councils give them to Democracy Club: which station each property votes at.

Three suppliers' layouts, told apart by their headings. A row is a property: Xpress names its
polling district, the others only its UPRN and postcode, by which the register knows its district.
A fourth, FCS, gives JSON: a list of stations, each with its properties.

Source: the names of columns and keys are those that Democracy Club's public importers read.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from canvass.core.address import postcode
from canvass.core.council_file import (
    DELIMITERS,
    BadFileError,
    head_of,
    look_at,
    opened,
    rows_of,
)
from canvass.core.council_table import is_whole
from canvass.core.fcs import POSTCODE, STATION, UPRN, cells_of_fcs, is_json
from canvass.core.layouts import plain
from canvass.core.names import place_titled, tidy
from canvass.core.register import BadRowError, district_code, uprn

HEAD_LINES = 20
LONGEST_NAME, LONGEST_ADDRESS = 120, 200
NONE = frozenset({"", "n/a"})


@dataclass(frozen=True, slots=True)
class StationLayout:
    """One supplier's columns; those in `station` are the station's name and address in order.

    `code` joins two files of a supplier who sends stations and properties apart.
    """

    name: str
    station: tuple[str, ...]
    district: str = ""
    uprn: str = ""
    postcode: str = ""
    code: str = ""

    @property
    def needed(self) -> frozenset[str]:
        """The columns without which a file is not of this layout."""
        return frozenset(filter(None, (*self.station[:1], self.district, self.uprn, self.code)))


def numbered(name: str, last: int) -> tuple[str, ...]:
    """Give the names of numbered columns: address1, address2."""
    return tuple(f"{name}{number}" for number in range(1, last + 1))


LAYOUTS = (
    StationLayout(
        "Xpress",
        ("pollingplacename", *numbered("pollingplaceaddress", 4), "pollingplacepostcode"),
        district="pollingplacedistrictreference",
        uprn="propertyurn",
    ),
    StationLayout(
        "Xpress WebLookup", numbered("pollingplaceaddress", 7), uprn="uprn", postcode="postcode"
    ),
    StationLayout(
        "Halarose",
        (
            *("pollingstationname", *numbered("pollingstationaddress", 5)),
            "pollingstationpostcode",
        ),
        uprn="uprn",
        postcode="postcode",
    ),
    StationLayout(
        "Democracy Counts, stations",
        ("placename", *numbered("add", 6), "postcode"),
        code="stationcode",
    ),
    StationLayout(
        "Democracy Counts, properties", (), uprn="uprn", postcode="postcode", code="stationcode"
    ),
)
FCS = StationLayout("FCS", STATION, uprn=UPRN, postcode=POSTCODE)
HALVES = ("Democracy Counts, stations", "Democracy Counts, properties")


class Station(NamedTuple):
    """A polling station as it is kept."""

    name: str
    address: str


class Property(NamedTuple):
    """What a property is known by: its district, or its UPRN and postcode."""

    district: str
    uprn: str
    postcode: str


class Allotted(NamedTuple):
    """Which stations the properties of a file vote at, and how many rows could not be read."""

    layout: str
    stations: Mapping[Property, Counter[Station]]
    unread: int


class Head(NamedTuple):
    """Where a file's headings stand, and in which column each is."""

    layout: StationLayout
    delimiter: str
    at: int
    places: dict[str, int]


def head_of_stations(source: BinaryIO) -> Head | None:
    """Recognise a station file by its headings; `None` if it is none.

    Raises:
        BadFileError: it is no text.
    """
    text = look_at(source)
    for mark in DELIMITERS:
        for at, row in enumerate(head_of(source, text, mark, HEAD_LINES)):
            places = {plain(cell): place for place, cell in enumerate(row)}
            for layout in LAYOUTS:
                if layout.needed <= set(places):
                    return Head(layout, mark, at, places)
    return None


def read_stations(sources: Sequence[BinaryIO]) -> Allotted | None:
    """Read a station file, or the two of a supplier who sends two; `None` if it is none.

    Raises:
        BadFileError: it cannot be read, or half of it is missing.
    """
    if any(is_json(source) for source in sources):
        if len(sources) > 1:
            raise BadFileError("Bring one station file at a time.")
        return allotted(FCS, cells_of_fcs(sources[0]))
    found = [(source, head) for source in sources if (head := head_of_stations(source))]
    if len(found) < len(sources):
        return None
    names = {head.layout.name for _, head in found}
    if names & set(HALVES):
        if names != set(HALVES):
            raise BadFileError(
                "Democracy Counts sends two files, stations and properties. Choose both together."
            )
        return read_halves({head.layout.name: (source, head) for source, head in found})
    if len(found) > 1:
        raise BadFileError("Bring one station file at a time.")
    return read_whole(*found[0])


def read_whole(source: BinaryIO, head: Head) -> Allotted:
    """Read a file in which each property names its station."""
    return allotted(head.layout, cells_under(source, head))


def allotted(layout: StationLayout, rows: Iterable[Mapping[str, str]]) -> Allotted:
    """Count at which station the properties of some rows vote."""
    stations: dict[Property, Counter[Station]] = defaultdict(Counter)
    unread = 0
    for cells in rows:
        station, home = station_of(layout, cells), property_of(layout, cells)
        if station is None or home is None:
            unread += 1
        else:
            stations[home][station] += 1
    return useful(Allotted(layout.name, stations, unread))


def read_halves(files: Mapping[str, tuple[BinaryIO, Head]]) -> Allotted:
    """Read stations and properties that came apart, joined by the station's code."""
    source, head = files[HALVES[0]]
    coded = {
        cells[head.layout.code]: station
        for cells in cells_under(source, head)
        if (station := station_of(head.layout, cells))
    }
    source, head = files[HALVES[1]]
    stations: dict[Property, Counter[Station]] = defaultdict(Counter)
    unread = 0
    for cells in cells_under(source, head):
        found, home = coded.get(cells[head.layout.code]), property_of(head.layout, cells)
        if found is None or home is None:
            unread += 1
        else:
            stations[home][found] += 1
    return useful(Allotted("Democracy Counts", stations, unread))


def useful(found: Allotted) -> Allotted:
    """Give a file back that says something.

    Raises:
        BadFileError: no row of it could be read.
    """
    if not found.stations:
        raise BadFileError("No row of this file names a station and a property.")
    return found


def cells_under(source: BinaryIO, head: Head) -> Iterator[dict[str, str]]:
    """Give the rows under the headings, cell by heading; what stands for none is empty."""
    text = look_at(source)
    width = max(head.places.values()) + 1
    with opened(source, text) as lines:
        for count, (_, row, fault) in enumerate(rows_of(lines, head.delimiter)):
            if count > head.at and not fault and is_whole(row):
                filled = [tidy(cell) for cell in (*row, *[""] * (width - len(row)))]
                told = [cell if cell.casefold() not in NONE else "" for cell in filled]
                yield {name: told[place] for name, place in head.places.items()}


def station_of(layout: StationLayout, cells: Mapping[str, str]) -> Station | None:
    """Read the station of a row; one without a name is none."""
    name, *parts = (place_titled(cells.get(column, "")) for column in layout.station)
    if not name:
        return None
    code = postcode(parts[-1]) if parts else ""
    lines = [part for part in (*parts[:-1], code or (parts[-1] if parts else "")) if part]
    address = ", ".join(dict.fromkeys(lines))
    return Station(name[:LONGEST_NAME], address[:LONGEST_ADDRESS])


def property_of(layout: StationLayout, cells: Mapping[str, str]) -> Property | None:
    """Read by what a row's property is known; of a district nothing more is needed."""
    if layout.district:
        with suppress(BadRowError):
            return Property(district_code(cells.get(layout.district, "")), "", "")
    home = Property("", uprn(cells.get(layout.uprn, "")), postcode(cells.get(layout.postcode, "")))
    return home if home.uprn or home.postcode else None
