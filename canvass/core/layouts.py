"""The layouts councils send: which headings a file has, and what each column means."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

NOT_LETTERS = re.compile(r"[^a-z0-9]")


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


class UpdateRow(NamedTuple):
    """The cells of a monthly update's row: those of a full register's, and what is to be done.

    `created`, `changed` and `deleted` are the months of it, 0 where it was not done; other
    suppliers tell it in `status`.
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
    created: str
    changed: str
    deleted: str


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
    forenames: str
    postcode: str
    mark: str


class Kind(StrEnum):
    """What a council's file is."""

    ABSENT = "absent"
    FULL = "full"
    MARKED = "marked"
    UPDATE = "update"


FIELDS = {
    Kind.ABSENT: AbsentRow._fields,
    Kind.MARKED: MarkedRow._fields,
    Kind.UPDATE: UpdateRow._fields,
}
"""The things we read of each row, where they are not those of a full register."""


@dataclass(frozen=True)
class Layout:
    """One supplier's columns.

    `columns` tells for each thing we read the heading it stands under, in any capitals and
    spacing; `|` parts headings that mean the same, and a leading `?` marks a column that may be
    missing. `address` is the heading of the address columns, before their numbers, with `?` before
    it too if they may be missing; where they have none, `address_columns` lists their headings.
    """

    name: str
    words: str
    kind: Kind
    columns: dict[str, str]
    address: str = ""
    address_columns: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The things we read of each row, in the order of `FullRow` or of its like."""
        return FIELDS.get(self.kind, FullRow._fields)

    @cached_property
    def headings(self) -> dict[str, tuple[tuple[str, ...], bool]]:
        """Give for each thing the headings it may have, and whether the column must be there."""
        return {
            field: (tuple(plain(one) for one in told.split("|")), not told.startswith("?"))
            for field, told in self.columns.items()
        }

    @cached_property
    def needed(self) -> tuple[tuple[str, ...], ...]:
        """Give the headings of each column that must be there; any row is asked for these."""
        return tuple(headings for headings, is_needed in self.headings.values() if is_needed)


def plain(heading: str) -> str:
    """Give a heading without capitals, blanks and punctuation."""
    return NOT_LETTERS.sub("", heading.casefold())
