"""Station files of FCS, in JSON: a list of stations, each with the properties that vote there.

Source: the keys are those that Democracy Club's public importers read.
"""

from collections.abc import Iterator
from typing import BinaryIO

from msgspec import MsgspecError, Struct, json

from canvass.core.council_file import BadFileError, refuse_wrong_size
from canvass.core.names import legible, tidy

BOM = b"\xef\xbb\xbf"
UPRN, POSTCODE = "property uprn", "property postcode"
STATION = ("name", "line 1", "line 2", "line 3", "line 4", "line 5", "station postcode")


class Property(Struct, rename="camel"):
    """A property: what it is known by."""

    address_uprn: str | int | None = None
    address_post_code: str | None = None


class Station(Struct, rename="camel"):
    """A station and its properties."""

    properties: list[Property]
    name: str | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    address_line3: str | None = None
    address_line4: str | None = None
    address_line5: str | None = None
    address_post_code: str | None = None


def is_json(source: BinaryIO) -> bool:
    """Tell by its first letter whether a file is JSON, and leave it at its beginning.

    Raises:
        BadFileError: it is empty, or larger than any council's.
    """
    refuse_wrong_size(source)
    start = source.read(64).removeprefix(BOM).lstrip()[:1]
    source.seek(0)
    return start in {b"[", b"{"}


def cells_of_fcs(source: BinaryIO) -> Iterator[dict[str, str]]:
    """Give a row for each property, as the tables of other suppliers have it.

    Raises:
        BadFileError: it is other JSON, or damaged.
    """
    try:
        stations = json.decode(source.read().removeprefix(BOM), type=list[Station])
    except (MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise BadFileError(
            "This JSON is no station file: FCS gives a list of stations, each with its "
            "properties. Ward outlines have a page of their own."
        ) from error
    for one in stations:
        lines = (one.address_line1, one.address_line2, one.address_line3, one.address_line4)
        told = (one.name, *lines, one.address_line5, one.address_post_code)
        station = dict(zip(STATION, map(clean, told), strict=True))
        for home in one.properties:
            known = {UPRN: clean(home.address_uprn), POSTCODE: clean(home.address_post_code)}
            yield station | known


def clean(cell: str | int | None) -> str:
    """Give a cell as text that any page and database can hold."""
    return "" if cell is None else legible(tidy(str(cell)))
