"""The rows of an answers file from an earlier tool, read by what a person told of its columns."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import BinaryIO, NamedTuple

from canvass.core.council_file import DELIMITERS, BadFileError, head_of, look_at, opened, rows_of
from canvass.core.council_table import Refused, is_whole
from canvass.core.doorstep import EARLIEST, NOTE_LENGTH, Intention
from canvass.core.earlier import LONGEST, BadEarlierError, Telling, meaning_of
from canvass.core.mapping import Sheet
from canvass.core.marked import Mark, read_mark
from canvass.core.names import legible, tidy
from canvass.core.register import BadRowError, Roll, roll_of

HEAD_LINES = 40
SAMPLES = 4
MOST_CODES = 60
MOST_ROWS = 200_000
PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{5,28}")
DAYS = (
    (re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T].*)?"), (1, 2, 3)),
    (re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})"), (3, 2, 1)),
)
NO = frozenset({"", "0", "n", "no", "false", "none", "-"})


class Told(NamedTuple):
    """One row of a file, as far as it says something of an elector."""

    line: int
    roll: Roll | None
    surname: str
    forenames: str
    address: tuple[str, ...]
    postcode: str
    spoken_at: datetime
    strength: int | None = None
    intention: Intention | None = None
    party: str | None = None
    is_silenced: bool = False
    note: str = ""
    issues: tuple[str, ...] = ()
    phone: str = ""
    votes: tuple[tuple[date, Mark], ...] = ()

    @property
    def says_something(self) -> bool:
        """Tell whether there is anything to keep of it but how somebody voted before."""
        said = self.strength or self.intention or self.is_silenced
        return bool(said or self.note or self.issues or self.phone)


class Reader:
    """Reads the rows of a file by what was told of it; `refused` fills as it goes."""

    def __init__(self, source: BinaryIO, telling: Telling, day: date, today: date) -> None:
        self.source = source
        self.telling = telling
        self.day = day
        self.today = today
        self.refused: list[Refused] = []

    def __iter__(self) -> Iterator[Told]:
        """Give each row that says something.

        Raises:
            BadFileError: the file is not such a table.
            BadEarlierError: a heading that was told is not in it.
        """
        for line, cells in rows_under(self.source, self.telling):
            try:
                yield self._told(line, cells)
            except (BadRowError, BadEarlierError) as refusal:
                self.refused.append(Refused(line, str(refusal)))

    def _told(self, line: int, cells: Mapping[str, str]) -> Told:
        """Read one row.

        Raises:
            BadRowError: nobody is named.
            BadEarlierError: a cell is not what it was told to be, or nothing is said.
        """
        told = {field: tidy(cells.get(name, "")) for field, name in self.telling.columns.items()}
        here = told.get
        strength, intention = meaning_of(self.telling.codes, here("intention", ""))
        row = Told(
            line=line,
            roll=roll_told(here("district", ""), here("number", ""), here("suffix", "")),
            surname=here("surname", ""),
            forenames=here("forenames", ""),
            address=tuple(cells.get(name, "") for name in self.telling.address),
            postcode=here("postcode", ""),
            spoken_at=noon(self._day(here("day", ""))),
            strength=strength,
            intention=intention,
            party=(here("party", "")[:LONGEST] or None) if strength or intention else None,
            is_silenced=here("silence", "").casefold() not in NO,
            note=here("note", "")[:NOTE_LENGTH],
            issues=issues_told(here("issues", "")),
            phone=phone_told(here("phone", "")),
            votes=tuple(self._votes(cells)),
        )
        if not (row.says_something or row.votes):
            raise BadEarlierError("It says nothing of this elector.")
        return row

    def _day(self, told: str) -> date:
        """Read when something was told.

        Raises:
            BadEarlierError: it is no day, or one to come.
        """
        return day_told(told, self.today) if told else self.day

    def _votes(self, cells: Mapping[str, str]) -> Iterator[tuple[date, Mark]]:
        """Read whether somebody voted in past polls.

        Raises:
            BadEarlierError: a cell says neither.
        """
        for heading, day in self.telling.voted.items():
            mark = read_mark(cells.get(heading, ""))
            if mark is None:
                raise BadEarlierError(f"“{heading}” says neither that they voted nor that not.")
            if mark != Mark.NOT_REGISTERED:
                yield day, mark


def rows_under(source: BinaryIO, telling: Telling) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row under the headings, cell by heading.

    Raises:
        BadFileError: there are no headings, or it is no text.
        BadEarlierError: a heading that was told is not there.
    """
    text = look_at(source)
    delimiter, at, headings = headings_of(source)
    wanted = {*telling.columns.values(), *telling.address, *telling.voted}
    if missing := sorted(wanted - set(headings)):
        raise BadEarlierError(f"This file has no column “{missing[0]}”.")
    with opened(source, text) as lines:
        for count, (line, row, _) in enumerate(rows_of(lines, delimiter)):
            if count > MOST_ROWS:
                raise BadFileError(f"This file has more than {MOST_ROWS:,} rows.")
            if count > at and any(cell.strip() for cell in row) and is_whole(row):
                yield line, dict(zip(headings, row, strict=False))


def headings_of(source: BinaryIO) -> tuple[str, int, list[str]]:
    """Find the row of headings: what delimits it, where it stands, what it says.

    Raises:
        BadFileError: there is none.
    """
    text = look_at(source)
    found = [
        (len([cell for cell in row if cell.strip()]), -at, mark, row)
        for mark in DELIMITERS
        for at, row in enumerate(head_of(source, text, mark, HEAD_LINES))
        if are_headings(row)
    ]
    if not found:
        raise BadFileError(
            "This file has no row of headings, so nobody can say which column is what. "
            "Put one above its rows, and bring it again."
        )
    _, at, delimiter, headings = max(found)
    return delimiter, -at, [legible(tidy(heading)) for heading in headings]


def are_headings(row: Sequence[str]) -> bool:
    """Tell whether a row may be headings: two at least, no two alike, each with a letter in it."""
    filled = [tidy(cell) for cell in row if cell.strip()]
    has_letters = all(any(letter.isalpha() for letter in cell) for cell in filled)
    return len(filled) > 1 and has_letters and len(set(filled)) == len(filled)


def sheet_of(source: BinaryIO) -> Sheet:
    """Give the headings of a file and its first rows.

    Raises:
        BadFileError: it has no headings, or is no text.
    """
    delimiter, at, headings = headings_of(source)
    rows = head_of(source, look_at(source), delimiter, HEAD_LINES)[at + 1 :]
    shown = [[legible(cell) for cell in row] for row in rows if any(row)]
    return Sheet(headings, shown[:SAMPLES])


def codes_in(source: BinaryIO, telling: Telling) -> Counter[str]:
    """Count the codes that the column of intentions holds, capitals aside.

    Raises:
        BadEarlierError: they are too many to be codes.
    """
    heading = telling.columns.get("intention")
    if not heading:
        return Counter()
    cells = (tidy(row.get(heading, "")).upper() for _, row in rows_under(source, telling))
    codes = Counter(cell[:LONGEST] for cell in cells if cell)
    if len(codes) > MOST_CODES:
        raise BadEarlierError(
            f"“{heading}” holds {len(codes):,} different things: those are no codes."
        )
    return codes


def roll_told(district: str, number: str, suffix: str) -> Roll | None:
    """Read an elector number, if there is one.

    Raises:
        BadRowError: it cannot be read.
    """
    return roll_of(district, number, suffix) if number else None


def day_told(told: str, today: date) -> date:
    """Read a day as people write it: 2018-05-03, 3/5/2018, 03.05.18.

    >>> day_told("3/5/18", date(2018, 6, 1)), day_told("2018-05-03 18:30", date(2018, 6, 1))
    (datetime.date(2018, 5, 3), datetime.date(2018, 5, 3))

    Raises:
        BadEarlierError: it is none, or one to come.
    """
    for pattern, order in DAYS:
        if found := pattern.fullmatch(told):
            year, month, day = (int(found[part]) for part in order)
            try:
                read = date(year + 2000 if year < 100 else year, month, day)  # noqa: PLR2004
            except ValueError:
                break
            if EARLIEST.date() < read <= today:
                return read
    raise BadEarlierError("The day on which it was told cannot be, or cannot be read.")


def issues_told(told: str) -> tuple[str, ...]:
    """Read the issues of one cell, each once, as they are compared with the catalogue.

    >>> issues_told("Housing repairs; parking ;Parking;")
    ('housing repairs', 'parking')
    """
    named = (" ".join(one.split()).casefold() for one in told.split(";"))
    return tuple(dict.fromkeys(one for one in named if one))


def phone_told(told: str) -> str:
    """Read a telephone number; what is none is not kept.

    Raises:
        BadEarlierError: it is something else.
    """
    if told and not PHONE.fullmatch(told):
        raise BadEarlierError("Its telephone number cannot be one.")
    return told


def noon(day: date) -> datetime:
    """Give the middle of a day, for what was told without an hour."""
    return datetime.combine(day, time(12), UTC)
