"""The rows under a council's headings, one at a time; what is no elector is set aside."""

import re
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import BinaryIO, NamedTuple

from canvass.core.by_position import columns_by_position
from canvass.core.council_file import (
    DELIMITERS,
    BadFileError,
    NoTableError,
    Text,
    head_of,
    look_at,
    opened,
    rows_of,
)
from canvass.core.headings import (
    Columns,
    columns_of,
    refuse_other_kind,
    unknown_layout,
    update_given,
)
from canvass.core.layouts import Kind, Layout

HEAD_LINES = 100
UPDATE_SIGN = re.compile(r"ref ?:|monthly\b", re.IGNORECASE)
FOOTER = re.compile(r"(?:(?:grand )?totals?|end of|count|records?|printed)\b", re.IGNORECASE)
UNREADABLE = "It holds a character that cannot be read."
MANY = 1 << 30
FEW_CELLS = 3

Cells = tuple[str, ...]


class Refused(NamedTuple):
    """A row that is not taken, and why, without naming anybody."""

    line: int
    reason: str


class UselessFileError(BadFileError):
    """Most of a file could not be read, or there was nothing in it to read."""


class Table:
    """A council's file under its headings. Iterating reads it; `refused` fills as it goes.

    Each row comes as its line number, the cells of the layout's `fields` in that order ("" where
    the column is missing) and the cells of the address. `is_cut_off` tells in the end whether the
    last row stopped short of its columns. `starts_with` holds the columns of a file without
    headings.
    """

    def __init__(
        self,
        source: BinaryIO,
        text: Text,
        delimiter: str,
        layout: Layout,
        known: Sequence[Layout] = (),
    ) -> None:
        self.layout = layout
        self._known = known
        self.sha256 = text.sha256
        self.refused: list[Refused] = []
        self.is_cut_off = False
        self.starts_with: Columns | None = None
        self._opened = opened(source, text)
        self._delimiter = delimiter
        self._columns: Columns | None = None
        self._width = MANY
        self._number = 0
        self._pick = self._pick_address = cells_at([])

    def __iter__(self) -> Iterator[tuple[int, Cells, Cells]]:
        """Give the rows that may be electors."""
        if self.starts_with is not None:
            self._go_by(self.starts_with)
        with self._opened as lines:
            for line, row, fault, is_last in with_last(rows_of(lines, self._delimiter)):
                if self._is_plain(row, fault) or self._is_taken(line, row, fault, is_last=is_last):
                    row.append("")
                    yield line, self._pick(row), self._pick_address(row)

    def refuse(self, line: int, reason: str) -> None:
        """Set a row aside."""
        self.refused.append(Refused(line, reason))

    def refuse_useless(self, taken: int) -> None:
        """Stop if the file held nobody, or if less than half of it could be taken.

        Raises:
            UselessFileError: that is so.
        """
        if not taken and not self.refused:
            raise UselessFileError(
                "This file has headings and nobody under them. Ask the council for the file again."
            )
        rows = taken + len(self.refused)
        if taken * 2 < rows:
            first = min(self.refused)
            raise UselessFileError(
                f"Only {taken:,} of {rows:,} rows could be read, so nothing was taken in. "
                f"The first that could not is on line {first.line}: {first.reason}"
            )

    def _is_plain(self, row: list[str], fault: str) -> bool:
        """Tell at a glance whether a row has its columns, a number, and no spoilt letters."""
        if fault or len(row) < self._width or not row[self._number][:1].isdecimal():
            return False
        return is_whole(row)

    def _is_taken(self, line: int, row: list[str], fault: str, *, is_last: bool) -> bool:
        """Look closer at a row that is not plain; set it aside unless it may be an elector."""
        filled = [cell for cell in row if cell.strip()]
        if not filled:
            return False
        is_no_row = self._columns is None or self._is_announced(filled)
        if self._is_headings(row) or is_no_row:
            self._refuse_update(filled)
            return False
        reason = fault or self._fault_of(row, filled, is_last=is_last)
        if reason:
            self._refuse_update(filled)
            self.refuse(line, reason)
        return not reason

    def _is_announced(self, filled: list[str]) -> bool:
        """Tell whether a line only announces the changes that follow, as between two batches."""
        is_short = len(filled) <= FEW_CELLS and self.layout.kind == Kind.UPDATE
        return is_short and UPDATE_SIGN.match(filled[0].strip()) is not None

    def _fault_of(self, row: list[str], filled: list[str], *, is_last: bool) -> str:
        """Say why a row cannot be an elector; fill up a row whose empty last cells were cut."""
        if len(filled) == 1:
            return "A line of text, not an elector."
        if FOOTER.match(filled[0].strip()) and len(row) < self._width:
            return "A total, not an elector."
        if not is_whole(row):
            return UNREADABLE
        if len(row) < self._width:
            self.is_cut_off = is_last
            if is_last or not self._is_filled_up(row):
                return f"It has {len(row)} columns where the headings have {self._width}."
            row += [""] * (self._width - len(row))
        return ""

    def _is_filled_up(self, row: list[str]) -> bool:
        """Tell whether a short row still reaches into its address: Excel cuts empty last cells."""
        columns = self._columns
        if columns is None or not columns.address or len(row) <= columns.address[0]:
            return False
        return bool(row[columns.address[0]].strip())

    def _is_headings(self, row: list[str]) -> bool:
        """Tell whether a row is one of headings, and go by it from here on.

        Raises:
            BadFileError: headings of another layout follow in the same file.
        """
        columns = columns_of(row, self._known)
        if columns is None:
            return False
        if columns.layout is not self.layout:
            raise BadFileError(
                "This file holds two layouts, one after the other. Import them as two files."
            )
        self._go_by(columns)
        return True

    def _go_by(self, columns: Columns) -> None:
        """Read the rows from here on by these columns."""
        self._columns = columns
        self._width = columns.width
        self._number = columns.places["number"]
        self._pick = cells_at([columns.places.get(field, -1) for field in self.layout.fields])
        self._pick_address = cells_at(columns.address)

    def _refuse_update(self, filled: list[str]) -> None:
        """Stop at a line that only a monthly update has.

        Raises:
            WrongKindError: this is one.
        """
        if self.layout.kind == Kind.FULL and filled and UPDATE_SIGN.match(filled[0].strip()):
            raise update_given("it says so above its rows")


def read_table(
    source: BinaryIO, *kinds: Kind, layout: str = "auto", known: Sequence[Layout] = ()
) -> Table:
    """Recognise a council's file; its rows are read when the table is iterated, once.

    Args:
        source: the file.
        kinds: what it may be.
        layout: the name of a layout that it must have, or "auto".
        known: layouts that the campaign has told us itself.

    Raises:
        BadFileError: it is not a table of text, of no known layout, or of another kind.
    """
    text = look_at(source)
    heads = {mark: head_of(source, text, mark, HEAD_LINES) for mark in DELIMITERS}
    for delimiter, rows in heads.items():
        found = next((columns for row in rows if (columns := columns_of(row, known))), None)
        if found:
            refuse_other_kind(found.layout, kinds, layout)
            return Table(source, text, delimiter, found.layout, known)
    if columns := columns_by_position(heads["\t"]):
        refuse_other_kind(columns.layout, kinds, layout)
        table = Table(source, text, "\t", columns.layout, known)
        table.starts_with = columns
        return table
    if not any(cell.strip() for row in heads[","] for cell in row):
        raise BadFileError("This file is empty. Download it from the council’s message again.")
    if all(len(row) < 2 for rows in heads.values() for row in rows):  # noqa: PLR2004  one column
        raise NoTableError(
            "This is text, but not a table. Ask the council for the register as CSV."
        )
    raise unknown_layout(list(heads.values()))


def with_last(
    rows: Iterator[tuple[int, list[str], str]],
) -> Iterator[tuple[int, list[str], str, bool]]:
    """Add to each row whether it is the last: a cut-off file is cut off there."""
    held = next(rows, None)
    if held is None:
        return
    for following in rows:
        yield *held, False
        held = following
    yield *held, True


def is_whole(row: list[str]) -> bool:
    """Tell whether all letters of a row can be kept: no NUL, no half of a letter."""
    text = "".join(row)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def cells_at(places: Sequence[int]) -> Callable[[Sequence[str]], Cells]:
    """Give a function that picks these cells of a row; the last cell is always an empty one."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: tuple(row[place] for place in places)
