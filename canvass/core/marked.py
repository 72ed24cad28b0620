"""The marked register: what a council says, after the poll, of who voted."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from canvass.core.council_file import BadFileError
from canvass.core.council_table import Table
from canvass.core.layouts import MarkedRow
from canvass.core.names import without_opt_out
from canvass.core.register import BadRowError, Roll, roll_of


class Mark(StrEnum):
    """What the marked register says of one elector.

    Whoever did not vote could have; whoever was not registered then could not, and is in no
    turnout.
    """

    BY_POST = "by_post"
    DID_NOT = "did_not"
    IN_PERSON = "in_person"
    NOT_REGISTERED = "not_registered"


VOTED = frozenset({Mark.BY_POST, Mark.IN_PERSON})

MARK_WORDS = {
    Mark.IN_PERSON: "voted in person",
    Mark.BY_POST: "voted by post",
    Mark.DID_NOT: "did not vote",
    Mark.NOT_REGISTERED: "not on the register then",
}

WRITTEN = {
    **dict.fromkeys(("v", "voted", "yes", "y", "1", "in person"), Mark.IN_PERSON),
    **dict.fromkeys(("x", "post", "postal", "by post"), Mark.BY_POST),
    **dict.fromkeys(("0", "no", "n", "not voted", "did not vote"), Mark.DID_NOT),
    "": Mark.NOT_REGISTERED,
}
"""How marks are written. Source: party practice, as in public importers: v, x, 0, and null."""


class Marking(NamedTuple):
    """One row of the file that could be read."""

    line: int
    roll: Roll
    surname: str
    mark: Mark
    forenames: str = ""
    address: tuple[str, ...] = ()
    postcode: str = ""


def read_mark(told: str) -> Mark | None:
    """Read a mark, in any capitals and spacing; `None` if it is none.

    >>> read_mark("V").value, read_mark(" Not  voted ").value, read_mark("").value, read_mark("q")
    ('in_person', 'did_not', 'not_registered', None)
    """
    return WRITTEN.get(" ".join(told.casefold().split()))


def read_markings(table: Table, *, is_ended: bool) -> list[Marking]:
    """Read a marked register.

    Args:
        table: its rows; what cannot be read is refused on it.
        is_ended: whether the last line of the file is ended.

    Raises:
        BadFileError: it is no marked register, or not a whole one.
    """
    rows = list(markings(table))
    if rows and rows[-1].mark is Mark.NOT_REGISTERED and not is_ended:
        table.refuse(rows.pop().line, "The file ends here: its mark may have been cut off.")
    refuse_useless(table, rows)
    return rows


def markings(table: Table) -> Iterator[Marking]:
    """Read the rows; what cannot be read, or stands there twice, is refused on the table."""
    lines: dict[Roll, int] = {}
    for line, cells, address in table:
        try:
            row = marking(line, MarkedRow(*cells), tuple(address))
        except BadRowError as refusal:
            table.refuse(line, str(refusal))
            continue
        if lines.setdefault(row.roll, line) == line:
            yield row
        else:
            table.refuse(line, f"Its number stands on line {lines[row.roll]} already.")


def marking(line: int, told: MarkedRow, address: tuple[str, ...]) -> Marking:
    """Read one row.

    Raises:
        BadRowError: it is no elector, or its mark is none.
    """
    roll = roll_of(told.district, told.number, told.suffix)
    mark = read_mark(told.mark)
    if mark is None:
        raise BadRowError("Its mark is none of: v, x, 0 or blank (voted, post, no).")
    surname = without_opt_out(" ".join(told.surname.split()))
    forenames = " ".join(told.forenames.split())
    return Marking(line, roll, surname, mark, forenames, address, told.postcode)


def refuse_useless(table: Table, rows: list[Marking]) -> None:
    """Stop at a file that is mostly unreadable or cut off, or in which nobody has voted.

    Raises:
        BadFileError: it is one of these.
    """
    table.refuse_useless(len(rows))
    if table.is_cut_off:
        raise BadFileError(
            "This file is cut off in the middle of its last row. Download it again, and import "
            "that."
        )
    if not any(row.mark in VOTED for row in rows):
        raise BadFileError(
            "Nobody in this file has voted, so the last one stays. Is it the marked register, with "
            "its marks?"
        )
