"""Sheets cut into pages before they are set: so each page knows its number, its count and its code.

Every row is a whole number of units (3.5 mm) high; a page holds 66 of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

import segno

from canvass.core.areas import Area
from canvass.sheets.lettering import Face, clean, cut, wrap
from canvass.sheets.linecode import sheet_code
from canvass.sheets.rows import BuildingRow, DoorRows, LineRow, Row, StreetRow, rows_of

PAGE_UNITS = 63  # 66, less the column headings
TITLE, TITLE_MM, TITLE_LINES = Face(12, "bold"), 129.0, 2
STATION, STATION_MM = Face(10, "bold"), 98.0
DISTRICT, DISTRICT_MM = Face(10, "bold"), 14.0


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `qr` is the SVG path of its QR code (`04XD4/2/3`, never a name)."""

    number: int
    qr: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One area ready to be set: its id, what its head says, and its pages."""

    id: str
    title: str
    district: str
    station: str
    doors: int
    promises: int
    pages: tuple[Page, ...]


def sheet_of(area: Area, number: int) -> Sheet:
    """Lay out one area as the sheet with that number."""
    code = sheet_code(number)
    pages = cut_pages(rows_of(area, number))
    return Sheet(
        id=code,
        title=title_of(area),
        district=cut(clean(area.district), DISTRICT_MM, DISTRICT),
        station=cut(clean(area.station), STATION_MM, STATION),
        doors=len(area.doors),
        promises=sum(len(door.promises) for door in area.doors),
        pages=tuple(
            Page(place, _qr_path(f"{code}/{place}/{len(pages)}"), tuple(rows))
            for place, rows in enumerate(pages, 1)
        ),
    )


def cut_pages(doors: Iterable[DoorRows]) -> list[list[Row]]:
    """Cut one sheet into pages; headings repeat, and a door that fits on a page is never split."""
    pages: list[list[Row]] = []
    room = 0
    street: StreetRow | None = None
    building: BuildingRow | None = None
    for door in doors:
        for rows in _parts(door):
            street = None if street is not door.street else street
            wanted = [*_headings(door, street, building), *rows]
            if _units(wanted) > room:
                wanted = [*_repeated(door, street), *rows]
                pages.append([])
                room = PAGE_UNITS
            pages[-1] += wanted
            room -= _units(wanted)
            street, building = door.street, door.building
    return pages


def _headings(door: DoorRows, street: StreetRow | None, building: BuildingRow | None) -> list[Row]:
    """Return the headings a door needs under those already standing on its page."""
    if street is None:
        return [row for row in (door.street, door.building) if row]
    return [door.building] if door.building and door.building != building else []


def _repeated(door: DoorRows, street: StreetRow | None) -> list[Row]:
    """Return the headings a door needs at the top of a page."""
    top = replace(door.street, is_continued=street is not None)
    is_named = door.building and door.building.name != door.street.street
    return [row for row in (top, door.building if is_named else None) if row]


def _parts(door: DoorRows) -> Iterator[list[Row]]:
    """Yield a door's rows whole or, if no page can hold them, in parts that each show its label."""
    label: list[Row] = [door.label] if door.label else []
    room = PAGE_UNITS - _units([*_repeated(door, None), *label])
    part: list[LineRow] = []
    for line in door.lines:
        if _units([*part, line]) > room:
            yield [*label, *part[:-1], replace(part[-1], is_last=True)]
            part = []
        first = door.lines[0]
        part.append(
            line if part else replace(line, door=first.door, units=max(line.units, first.units))
        )
    yield [*label, *part]


def _units(rows: Iterable[Row]) -> int:
    return sum(row.units for row in rows)


def title_of(area: Area) -> str:
    """Name an area's streets, or as many as stand on two lines and how many more there are."""
    names = list(dict.fromkeys(clean(block.street) for block in area.blocks))
    for shown in range(len(names), 0, -1):
        more = f" + {len(names) - shown}" if shown < len(names) else ""
        title = ", ".join(names[:shown]) + more
        if len(wrap(title, TITLE_MM, TITLE)) <= TITLE_LINES:
            return title
    return cut(names[0], TITLE_MM, TITLE)


def _qr_path(text: str) -> str:
    """Return a QR code as an SVG path, one module to a unit."""
    # One fixed mask: choosing the best takes longer than all the rest of the layout.
    code = segno.make(text, version=1, error="q", mask=3, mode="alphanumeric", micro=False)
    runs = []
    for y, modules in enumerate(code.matrix):
        x = 0
        for is_dark, run in groupby(modules):
            long = len(list(run))
            runs += [f"M{x} {y}h{long}v1h-{long}z"] if is_dark else []
            x += long
    return "".join(runs)
