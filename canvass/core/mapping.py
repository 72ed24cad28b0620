"""A layout that a person told us: which column of a file is what, guessed, checked and carried."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import BinaryIO, NamedTuple

import msgspec

from canvass.core.casework import address_lines
from canvass.core.council_file import DELIMITERS, BadFileError, head_of, look_at
from canvass.core.council_table import Refused, read_table
from canvass.core.errors import CanvassError
from canvass.core.franchise import Electorate
from canvass.core.headings import looks_like_headings
from canvass.core.layouts import Kind, Layout, plain
from canvass.core.names import legible
from canvass.core.register import Entry, FoundDoor, Register
from canvass.core.suppliers import REGISTERS
from canvass.core.update import Update

HEAD_LINES = 100
SAMPLES = 4
FEWEST = 3
CHECKED = 500
LONGEST_NAME = 40
NEEDED = ("number", "surname")


class Target(NamedTuple):
    """Something that we read of a row: its field, what it is called, and what it must hold."""

    field: str
    label: str
    told: str
    guess: re.Pattern[str]


TARGETS = (
    Target(
        "district",
        "Polling district",
        "The letters before the elector number, such as CH1. Leave it out if the number has it.",
        re.compile(
            r"pd|pdcode|pdletters|area|pollingdistrict\w*|district\w*|\w*prefix|registercode"
        ),
    ),
    Target(
        "number",
        "Elector number",
        "The number within the district; CH1-12/1 in one column will do.",
        re.compile(r"eno|(?:full)?elector(?:al)?(?:no|number|num)|roll(?:no|number)?|number|no"),
    ),
    Target(
        "suffix",
        "Suffix of the number",
        "For those who were added between two others; mostly empty or 0.",
        re.compile(r"(?:elector(?:no|number))?suffix|supplementary"),
    ),
    Target(
        "surname",
        "Surname",
        "Or the whole name, if the file has it in one column.",
        re.compile(r"(?:elector)?(?:sur|last|family)(?:name)?|(?:full|elector)?name"),
    ),
    Target(
        "forenames",
        "Forenames",
        "First names, with or without the others.",
        re.compile(r"(?:elector)?(?:fore|first|given)(?:names?)?"),
    ),
    Target(
        "initials",
        "Middle names or initials",
        "They are put behind the forenames.",
        re.compile(r"(?:elector)?(?:initials?|(?:middle|other)names?)"),
    ),
    Target(
        "markers",
        "Markers",
        "Letters that tell who may vote in what: F overseas, G or B, L, N anonymous.",
        re.compile(r"\w*(?:marker|franchise)\w*|flags?"),
    ),
    Target(
        "day",
        "Date of birth, or of coming of age",
        "Given only for those who come of age soon.",
        re.compile(r"\w*dob|dateofbirth|birthdate|\w*attain\w*"),
    ),
    Target(
        "postcode",
        "Postcode",
        "If it is not the last line of the address.",
        re.compile(r"\w*postcode"),
    ),
    Target("uprn", "UPRN", "The number of the property, up to twelve digits.", re.compile(r"uprn")),
    Target(
        "status",
        "What is to be done",
        "Only in a monthly update: A or N to add, M to amend, D to delete.",
        re.compile(r"changetype\w*|action|instruction"),
    ),
)
FIELDS = tuple(target.field for target in TARGETS)
ADDRESS = re.compile(
    r"(?:\w*addr(?:ess)?(?:line)?|add|property|flat|house|building|street|road|town)\w*"
)


class BadMappingError(CanvassError):
    """A mapping that cannot be used: something is missing, or the file is none."""


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping as it is kept and as it is sent to another campaign: headings by field."""

    name: str
    columns: dict[str, str]
    address: list[str]
    canvass: str = "register layout 1"

    @property
    def is_update(self) -> bool:
        """Tell whether the file says of each row what is to be done."""
        return bool(self.columns.get("status"))

    def layout(self) -> Layout:
        """Give the layout that this is."""
        kind = Kind.UPDATE if self.is_update else Kind.FULL
        columns = {field: plain(heading) for field, heading in self.columns.items()}
        address = tuple(plain(heading) for heading in self.address)
        return Layout(self.name, f"{self.name} (your own)", kind, columns, address_columns=address)


class Sheet(NamedTuple):
    """The headings of a file of no known layout, and the first rows under them."""

    headings: list[str]
    samples: list[list[str]]


class Checked(NamedTuple):
    """What the first rows come to: those that are electors, as they would be read, and the rest."""

    taken: int
    first: Sequence[tuple[Entry, str]]
    refused: Sequence[Refused]


def sheet_of(source: BinaryIO) -> Sheet:
    """Find the row of headings: the one with the most columns that looks like such.

    Raises:
        BadFileError: there is none.
    """
    text = look_at(source)
    heads = [head_of(source, text, mark, HEAD_LINES) for mark in DELIMITERS]
    places = [(filled(row), head[at:]) for head in heads for at, row in enumerate(head)]
    width, rows = max(places, key=itemgetter(0), default=(0, []))
    if width < FEWEST:
        raise BadFileError(
            "This file has no row of headings, so nobody can say which column is what. "
            "Put one above its rows, and bring it again."
        )
    shown = [[legible(cell) for cell in row] for row in rows if any(row)][: SAMPLES + 1]
    return Sheet(shown[0], shown[1:])


def filled(row: list[str]) -> int:
    """Count the cells of a row of headings; a row that is none has nothing to count."""
    return sum(bool(cell.strip()) for cell in row) if looks_like_headings(row) else 0


def guessed(headings: Sequence[str]) -> Told:
    """Guess by their headings which column is what; a person corrects it."""
    columns: dict[str, str] = {}
    for target in TARGETS:
        for heading in headings:
            if target.guess.fullmatch(plain(heading)) and heading not in columns.values():
                columns[target.field] = heading
                break
    rest = [heading for heading in headings if heading not in columns.values()]
    return Told("", columns, [heading for heading in rest if ADDRESS.fullmatch(plain(heading))])


def told_by(name: str, columns: Mapping[str, str], address: Sequence[str]) -> Told:
    """Make a mapping of what a person chose.

    Raises:
        BadMappingError: what is needed is missing, or a column stands for two things.
    """
    chosen = {field: heading for field, heading in columns.items() if plain(heading)}
    missing = [one.label for one in TARGETS if one.field in NEEDED and one.field not in chosen]
    if missing:
        raise BadMappingError(f"Say which column holds this: {', '.join(missing)}.")
    if not set(chosen) <= set(FIELDS):
        raise BadMappingError("It names something that no register holds.")
    if len({plain(one) for one in chosen.values()}) < len(chosen):
        raise BadMappingError("One column stands for two things. Choose another for one of them.")
    if not any(plain(one) for one in address):
        raise BadMappingError("Say which columns hold the address.")
    return Told(" ".join(name.split())[:LONGEST_NAME], chosen, list(address))


def read_told(body: bytes) -> Told:
    """Read a mapping that another campaign sent.

    Raises:
        BadMappingError: it is none.
    """
    try:
        told = msgspec.json.decode(body, type=Told)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadMappingError("This is no layout that Canvass has written.") from error
    if told.canvass != Told("", {}, []).canvass or not told.name.strip():
        raise BadMappingError("This is no layout that Canvass has written.")
    return told_by(told.name, told.columns, told.address)


def written(told: msgspec.Struct) -> bytes:
    """Write a mapping as a small file for another campaign; it holds headings and nothing else."""
    return msgspec.json.format(msgspec.json.encode(told), indent=2)


def checked(source: BinaryIO, told: Told, electorate: Electorate) -> Checked:
    """Read the first rows of a file by a mapping, as an import would.

    Raises:
        BadFileError: the mapping does not fit the file.
    """
    table = read_table(source, *REGISTERS, known=(told.layout(),))
    register = (Update if table.layout.kind == Kind.UPDATE else Register)(table, electorate)
    entries = list(islice(register, CHECKED))
    doors = {door.number: door for door in register.new_doors}
    first = [(entry, door_in_words(doors.get(entry.door or 0))) for entry in entries[:SAMPLES]]
    return Checked(len(entries), first, sorted(table.refused))


def door_in_words(door: FoundDoor | None) -> str:
    """Write the door of an entry."""
    if door is None:
        return ""
    street, label, building, _, _ = door.address
    return ", ".join(address_lines(label, building, street, door.postcode))
