"""The places file: wards with their polling districts and stations."""

import csv
import io
from typing import NamedTuple

from canvass.core.errors import CanvassError

COLUMNS = (
    "ward_code",
    "ward_name",
    "ward_name_cy",
    "seats",
    "polling_district",
    "station_name",
    "station_address",
)


class Place(NamedTuple):
    """One polling district with its ward and station."""

    ward_code: str
    ward_name: str
    ward_name_cy: str
    seats: int
    district: str
    station_name: str
    station_address: str


class BadPlacesError(CanvassError):
    """The file is not a places file; nothing of it was taken."""


def read_places(body: bytes) -> list[Place]:
    """Read a places file, whole or not at all.

    Raises:
        BadPlacesError: it is no such table, or a line of it has a part missing.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    lines = csv.DictReader(io.StringIO(text, newline=""))
    try:
        missing = [name for name in COLUMNS if name not in (lines.fieldnames or ())]
        if missing:
            raise BadPlacesError(
                f"This is no places file: the column “{missing[0]}” is missing. "
                f"The first line must be: {','.join(COLUMNS)}"
            )
        places = [read_place(number, line) for number, line in enumerate(lines, start=2)]
    except csv.Error as error:
        raise BadPlacesError("This is no table that can be read. Save it as CSV again.") from error
    if not places:
        raise BadPlacesError("This places file has a first line and nothing below it.")
    return places


def read_place(number: int, line: dict[str, str | None]) -> Place:
    """Read one line of a places file.

    Raises:
        BadPlacesError: the ward or the polling district is missing, or the seats are no number.
    """
    cells = {name: (line[name] or "").strip() for name in COLUMNS}
    if "\x00" in "".join(cells.values()):
        raise BadPlacesError(f"Line {number} holds a character that cannot be kept.")
    if not cells["ward_name"] or not cells["polling_district"]:
        raise BadPlacesError(f"Line {number} has no ward name or no polling district.")
    if not cells["seats"].isdecimal() or not 1 <= int(cells["seats"]) <= 9:  # noqa: PLR2004
        raise BadPlacesError(f"Line {number}: the seats must be a number from 1 to 9.")
    return Place(
        cells["ward_code"][:12],
        cells["ward_name"][:120],
        cells["ward_name_cy"][:120],
        int(cells["seats"]),
        cells["polling_district"][:12],
        cells["station_name"][:120],
        cells["station_address"][:200],
    )
