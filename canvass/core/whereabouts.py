"""Where postcodes and properties lie: the government's open data, read row by row.

Only what the register holds is looked for, so that a file of forty million rows leaves a few
thousand. Told apart by their headings, and Code-Point Open, which has none, by its ten columns.

Source: column names of the statistics office's postcode and UPRN directories (ONSPD, ONSUD), OS
Open UPRN and Code-Point Open.
"""

import csv
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import IO, BinaryIO, NamedTuple

import numpy as np

from canvass.core.errors import CanvassError
from canvass.core.outlines import UK_DEGREES, UK_GRID, from_grid, is_within

LARGEST_AT_THE_DESK = 400 << 20
LARGEST = 16 << 30
SWELLS, SMALL = 100, 20 << 20
"""A table shrinks to a tenth; what shrinks to a hundredth is a trap."""

TWICE = "multi_csv"
"""Where the postcode directory has its one table again, in parts."""

DAMAGED = (
    *(csv.Error, EOFError, NotImplementedError, OSError, RuntimeError),
    *(ValueError, lzma.LZMAError, struct.error, zipfile.BadZipFile, zlib.error),
)
"""What reading a table or a zip can fail with: cut off, changed, locked, packed in strange ways."""

LONGEST_LINE = 20_000
CODE_POINT = 10

UPRN = ("uprn",)
POSTCODE = ("pcds", "pcd2", "pcd8", "pcd", "pcd7", "postcode")
LATITUDE, LONGITUDE = ("latitude", "lat"), ("longitude", "long")
EASTING = ("x_coordinate", "gridgb1e", "oseast1m", "east1m", "eastings")
NORTHING = ("y_coordinate", "gridgb1n", "osnrth1m", "north1m", "northings")
WARD = re.compile(r"osward|wd\d\dcd")


class BadWhereaboutsError(CanvassError):
    """A file of open data cannot be read; nothing of it was kept."""


class Wanted(NamedTuple):
    """The postcodes and UPRNs of the register, as files write them: without blanks or zeros."""

    postcodes: Mapping[str, str]
    uprns: Mapping[str, str]


class Spot(NamedTuple):
    """Where a postcode or UPRN lies, in degrees, and in which ward as the file has it."""

    key: str
    longitude: float | None
    latitude: float | None
    ward_code: str


class Layout(NamedTuple):
    """In which column what stands; -1 where it does not."""

    uprn: int
    postcode: int
    degrees: tuple[int, int]
    grid: tuple[int, int]
    ward: int


def wanted_for(postcodes: Sequence[str], uprns: Sequence[str]) -> Wanted:
    """Lay out what is looked for.

    >>> wanted_for(["SW1V 4AB"], ["000099990001"])
    Wanted(postcodes={'SW1V4AB': 'SW1V 4AB'}, uprns={'99990001': '000099990001'})
    """
    return Wanted(
        {one.replace(" ", ""): one for one in postcodes if one},
        {one.lstrip("0"): one for one in uprns if one},
    )


def read_whereabouts(source: BinaryIO, wanted: Wanted, largest: int = LARGEST) -> list[Spot]:
    """Find where the register's postcodes and UPRNs lie, in a table or a zip of tables.

    Raises:
        BadWhereaboutsError: it is no such table, too large, or has none of them.
    """
    if not wanted.postcodes and not wanted.uprns:
        raise BadWhereaboutsError(
            "The register has neither postcodes nor UPRNs yet. Take it in first."
        )
    found: dict[str, Spot] = {}
    is_known = False
    try:
        for table in tables_in(source, largest):
            known = take_from(table, wanted, found)
            is_known = is_known or known is not None
            if known and found.keys() >= {*known.values()}:
                break
    except DAMAGED as error:
        raise BadWhereaboutsError("This file is damaged. Download it again.") from error
    if not is_known:
        raise BadWhereaboutsError(
            "This is none of the tables known here: the postcode directory (ONSPD), the UPRN "
            "directory (ONSUD), OS Open UPRN or Code-Point Open, as CSV or zip."
        )
    if not found:
        raise BadWhereaboutsError(
            "None of the register’s postcodes is in this file. Take the one of your area."
        )
    return on_the_map(list(found.values()))


def tables_in(source: BinaryIO, largest: int) -> Iterator[IO[bytes]]:
    """Give the tables of a file: itself, or those in a zip.

    Raises:
        BadWhereaboutsError: it is larger than it may be, or would swell to that.
    """
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    is_zip = source.read(4) == b"PK\x03\x04"
    source.seek(0)
    if not is_zip:
        refuse_larger(size, largest)
        yield source
        return
    with zipfile.ZipFile(source) as archive:
        every = [one for one in archive.infolist() if one.filename.casefold().endswith(".csv")]
        tables = [one for one in every if TWICE not in one.filename] or every
        refuse_larger(sum(one.file_size for one in tables), largest)
        if any(one.file_size > max(SMALL, SWELLS * one.compress_size) for one in tables):
            raise BadWhereaboutsError("This zip swells to far more than a table would.")
        for one in sorted(tables, key=lambda one: (-one.file_size, one.filename)):
            with archive.open(one) as table:
                yield table


def refuse_larger(size: int, largest: int) -> None:
    """Stop at more than may be read.

    Raises:
        BadWhereaboutsError: it is more.
    """
    if size > largest:
        raise BadWhereaboutsError(
            f"This file holds {size >> 20:,} MB. Take the part of your area, or have it taken in "
            "at the server: canvass places whereabouts FILE."
        )


@contextmanager
def text_of(table: IO[bytes]) -> Iterator[io.TextIOWrapper]:
    """Read a table as text; it stays open for its owner."""
    text = io.TextIOWrapper(table, "utf-8-sig", "replace", newline="")
    try:
        yield text
    finally:
        text.detach()


def take_from(table: IO[bytes], wanted: Wanted, found: dict[str, Spot]) -> Mapping[str, str] | None:
    """Add what one table says of the wanted, and give those; `None` if it is none of this kind."""
    with text_of(table) as text:
        rows = csv.reader(iter(partial(text.readline, LONGEST_LINE), ""))
        first = next(rows, [])
        layout = layout_of(first)
        if layout is None:
            return None
        column = layout.uprn if layout.uprn >= 0 else layout.postcode
        known = wanted.uprns if layout.uprn >= 0 else wanted.postcodes
        for row in chain([first], rows):
            if len(row) > column:
                take_row(row, layout, known.get(plain_key(row[column])), found)
    return known


def plain_key(cell: str) -> str:
    """Give a postcode or UPRN as it is looked for."""
    return cell.replace(" ", "").upper().lstrip("0")


def take_row(row: Sequence[str], layout: Layout, key: str | None, found: dict[str, Spot]) -> None:
    """Keep a row that is wanted, on the National Grid where it has nothing else, for later."""
    if key is None:
        return
    ward = cell_of(row, layout.ward).strip()
    place = point_of(row, layout.degrees, UK_DEGREES) or point_of(row, layout.grid, UK_GRID)
    if ward or place:
        x, y = place or (None, None)
        found[key] = Spot(key, x, y, ward[:12] if ward.isascii() and ward.isalnum() else "")


def cell_of(row: Sequence[str], column: int) -> str:
    """Give a cell; "" where there is none."""
    return row[column] if 0 <= column < len(row) else ""


def point_of(
    row: Sequence[str], columns: tuple[int, int], edges: Sequence[float]
) -> tuple[float, float] | None:
    """Read a place, from west and from south; `None` for none, or one elsewhere on earth."""
    try:
        x, y = float(cell_of(row, columns[0])), float(cell_of(row, columns[1]))
    except ValueError:
        return None
    return (x, y) if is_within((x, y, x, y), edges) else None


def layout_of(first: Sequence[str]) -> Layout | None:
    """Tell the layout of a table by its first row; `None` if it is none known here.

    >>> layout_of(["UPRN", "X_COORDINATE", "Y_COORDINATE", "LATITUDE", "LONGITUDE"])
    Layout(uprn=0, postcode=-1, degrees=(4, 3), grid=(1, 2), ward=-1)
    """
    if len(first) == CODE_POINT and all(first[place].strip().isdecimal() for place in (1, 2, 3)):
        return Layout(-1, 0, (-1, -1), (2, 3), 9)
    heads = {name.strip().casefold(): place for place, name in reversed([*enumerate(first)])}

    def place_of(names: Sequence[str]) -> int:
        return next((heads[name] for name in names if name in heads), -1)

    wards = [place for name, place in heads.items() if WARD.fullmatch(name)]
    found = Layout(
        place_of(UPRN),
        place_of(POSTCODE),
        (place_of(LONGITUDE), place_of(LATITUDE)),
        (place_of(EASTING), place_of(NORTHING)),
        min(wards, default=-1),
    )
    has_place = found.ward >= 0 or min(found.degrees) >= 0 or min(found.grid) >= 0
    return found if has_place and max(found.uprn, found.postcode) >= 0 else None


def on_the_map(spots: Sequence[Spot]) -> list[Spot]:
    """Put what was read from the National Grid into degrees."""
    gridded = [one for one in spots if one.latitude is not None and one.latitude > UK_DEGREES[3]]
    if not gridded:
        return list(spots)
    points = np.array([(one.longitude, one.latitude) for one in gridded], dtype=float)
    turned = {
        one.key: (float(x), float(y))
        for one, (x, y) in zip(gridded, from_grid(points), strict=True)
    }
    return [
        one._replace(longitude=turned[one.key][0], latitude=turned[one.key][1])
        if one.key in turned
        else one
        for one in spots
    ]
