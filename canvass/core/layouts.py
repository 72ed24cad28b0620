"""The layouts councils send: which headings a file has, and what each column means."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from canvass.core.council_file import BadFileError

NOT_LETTERS = re.compile(r"[^a-z0-9]")
SHOWN = 8


class FullRow(NamedTuple):
    """The cells of a full register's row, as they stand; "" where the layout has no such column.

    `district`, `number` and `suffix` are the elector number; `day` is a birthday or the day of
    coming of age; `after` follows the name ("III"); `status` tells an update's instructions.
    """

    district: str
    number: str
    suffix: str
    markers: str
    day: str
    surname: str
    forenames: str
    initials: str
    after: str
    status: str
    postcode: str
    uprn: str


class AbsentRow(NamedTuple):
    """The cells of an absent voters list's row, as they stand."""

    district: str
    number: str
    suffix: str
    surname: str
    status: str


class MarkedRow(NamedTuple):
    """The cells of a marked register's row, as they stand."""

    district: str
    number: str
    suffix: str
    surname: str
    mark: str


class Kind(StrEnum):
    """What a council's file is."""

    ABSENT = "absent"
    FULL = "full"
    MARKED = "marked"
    UPDATE = "update"


FIELDS = {Kind.ABSENT: AbsentRow._fields, Kind.MARKED: MarkedRow._fields}
"""The things we read of each row, where they are not those of a full register."""


@dataclass(frozen=True)
class Layout:
    """One supplier's columns.

    `columns` tells for each thing we read the heading it stands under, in any capitals and
    spacing; `|` parts headings that mean the same, and a leading `?` marks a column that may be
    missing. `address` is the heading of the address columns, before their numbers.
    """

    name: str
    words: str
    kind: Kind
    columns: dict[str, str]
    address: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The things we read of each row, in the order of `FullRow`, `AbsentRow` or `MarkedRow`."""
        return FIELDS.get(self.kind, FullRow._fields)

    @cached_property
    def headings(self) -> dict[str, tuple[tuple[str, ...], bool]]:
        """Give for each thing the headings it may have, and whether the column must be there."""
        return {
            field: (tuple(plain(one) for one in told.split("|")), not told.startswith("?"))
            for field, told in self.columns.items()
        }


XPRESS = {
    "district": "Elector Number Prefix",
    "number": "Elector Number",
    "suffix": "?Elector Number Suffix",
    "markers": "Elector Markers",
    "day": "Elector DOB",
    "postcode": "?PostCode|Post Code",
    "uprn": "?UPRN",
}
HALAROSE = {
    "district": "PD",
    "number": "ENO",
    "status": "?Status",
    "forenames": "First Names|First Name|Forename",
    "initials": "?Initials",
    "surname": "Surname",
    "after": "?Suffix",
    "day": "Date of Attainment",
    "markers": "Franchise Flag",
    "postcode": "?Postcode",
    "uprn": "?UPRN",
}
MARKED = "Marked|Mark|Voted|Has Voted|Marked Register"
LAYOUTS = (
    Layout(
        "xpress-update",
        "Xpress monthly update",
        Kind.UPDATE,
        {"number": "ElectorNumber", "month": "ElectorCreatedMonth|ElectorDeletedMonth"},
    ),
    Layout(
        "halarose-update",
        "Halarose monthly update",
        Kind.UPDATE,
        {"number": "ENO", "status": "Status", "month": "Register Code|Clerical Error"},
    ),
    Layout(
        "democracy-counts-update",
        "Democracy Counts update",
        Kind.UPDATE,
        {"number": "RollNo", "month": "ChangeTypeID"},
    ),
    Layout(
        "halarose-marked",
        "Halarose register with marks",
        Kind.MARKED,
        {
            "district": "PD",
            "number": "ENO",
            "forenames": "First Names|First Name|Forename",
            "surname": "Surname",
            "mark": MARKED,
        },
    ),
    Layout(
        "marked",
        "marked register",
        Kind.MARKED,
        {
            "district": "PD|PDCode|PD Letters|Elector Number Prefix|Elector No Prefix",
            "number": "ENO|Elector Number|Elector No|RollNo|Roll Number|Published ENo",
            "suffix": "?Suffix|Elector Number Suffix|Elector No Suffix|Supplementary",
            "surname": "?Surname|Elector Surname",
            "mark": MARKED,
        },
    ),
    Layout(
        "xpress-full",
        "Xpress full register",
        Kind.FULL,
        XPRESS | {"surname": "Elector Surname", "forenames": "Elector Forename"},
        "Address",
    ),
    Layout(
        "xpress-full-13",
        "Xpress full register with the name in one column",
        Kind.FULL,
        XPRESS | {"surname": "Elector Name|Elector Surname Elector Forename"},
        "Address",
    ),
    Layout("halarose-full", "Halarose full register", Kind.FULL, HALAROSE, "Address"),
    Layout(
        "halarose-absent",
        "Halarose absent voters list",
        Kind.ABSENT,
        {
            "district": "PD_Letters",
            "number": "Published_ENo",
            "suffix": "Supplementary",
            "surname": "Surname",
            "status": "Absent_Status",
        },
    ),
)
NAMES = tuple(layout.name for layout in LAYOUTS if layout.kind != Kind.UPDATE)


class UnknownLayoutError(BadFileError):
    """The headings are of no layout we know."""


class WrongKindError(BadFileError):
    """The file is a register where a list was asked for, or the other way round."""


@dataclass(frozen=True)
class Columns:
    """Where one row of headings puts each thing, as indexes; -1 where the column is missing."""

    layout: Layout
    places: dict[str, int]
    address: tuple[int, ...]
    width: int


def plain(heading: str) -> str:
    """Give a heading without capitals, blanks and punctuation."""
    return NOT_LETTERS.sub("", heading.casefold())


def columns_of(row: list[str]) -> Columns | None:
    """Recognise a row of headings; `None` if it is of no known layout."""
    seen: dict[str, int] = {}
    for place, cell in enumerate(row):
        seen.setdefault(plain(cell), place)
    for layout in LAYOUTS:
        places = {
            field: next((seen[one] for one in headings if one in seen), -1)
            for field, (headings, _) in layout.headings.items()
        }
        missing = [field for field, (_, is_needed) in layout.headings.items() if is_needed]
        address = address_places(layout, seen)
        if all(places[field] >= 0 for field in missing) and (address or not layout.address):
            return Columns(layout, places, address, len(row))
    return None


def address_places(layout: Layout, seen: dict[str, int]) -> tuple[int, ...]:
    """Find the numbered address columns."""
    numbered = (f"{plain(layout.address)}{number}" for number in range(1, 10))
    return tuple(seen[heading] for heading in numbered if heading in seen)


def refuse_other_kind(layout: Layout, wanted: Kind, asked: str) -> None:
    """Stop where a file is not what it is imported as.

    Raises:
        WrongKindError: it is another kind of file, or another layout than the one asked for.
    """
    if layout.kind == Kind.UPDATE:
        raise update_given(layout.words)
    if layout.kind != wanted:
        words = {
            Kind.ABSENT: "a list of absent voters. Import it as that",
            Kind.FULL: "a register of electors. Import it as that",
            Kind.MARKED: "a marked register. Import it as that, after the poll",
        }
        raise WrongKindError(f"This file is {words[layout.kind]}.")
    if asked not in ("auto", layout.name):
        raise WrongKindError(
            f"This file is of the layout {layout.name}, not {asked}. Leave the layout to Canvass."
        )


def update_given(words: str) -> WrongKindError:
    """Say that a month's changes were given as if they were everybody."""
    return WrongKindError(
        f"This file is a monthly update ({words}), not a full register: taken as one, it would "
        "remove everybody it does not name. Ask the council for the full register."
    )


def unknown_layout(heads: list[list[list[str]]]) -> UnknownLayoutError:
    """Say which headings were seen, and which layouts are known.

    Args:
        heads: the first rows, once for each delimiter.
    """
    known = ", ".join(layout.words for layout in LAYOUTS if layout.kind != Kind.UPDATE)
    rows = [row for head in heads for row in head if looks_like_headings(row)]
    if not rows:
        return UnknownLayoutError(
            "This file has no row of headings. Ask the council for the file with its headings. "
            f"Canvass knows: {known}."
        )
    seen = ", ".join(" ".join(cell.split())[:30] for cell in max(rows, key=len)[:SHOWN])
    return UnknownLayoutError(
        f"The headings of this file are of no layout Canvass knows: {seen} …. "
        f"It knows: {known}. Ask the council for one of these."
    )


def looks_like_headings(row: list[str]) -> bool:
    """Tell headings from a person's row, which must not be shown: they hold no bare numbers."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(filled) > 1 and not any(cell[0].isdigit() for cell in filled)
