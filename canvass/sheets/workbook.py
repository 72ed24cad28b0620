"""Issue reports as a workbook: real numbers and percentages, and what every word means."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from canvass.core.pictures import WardPicture
from canvass.core.published import HEAD, rows_of

SHARES = frozenset(
    {
        "share",
        "interval_low",
        "interval_high",
        "weighted_share",
        "weighted_low",
        "weighted_high",
    }
)
DISTRICT_HEAD = ("ward", "polling_district", "electors", "spoken_to")
STREET_HEAD = ("ward", "polling_district", "street", "issue", "electors", "spoken_to")
WIDTH, WIDE = 14, 34
LONGEST_CELL = 32_000

NOTES = (
    ("electors", "Electors who raised the issue, each once however often they raised it."),
    ("spoken_to", "Electors with at least one conversation in the period: what shares are out of."),
    ("share", "Electors who raised it, of those spoken to."),
    ("interval", "Where the share probably lies, 19 times in 20 (Wilson)."),
    (
        "hidden",
        "Fewer than the smallest cell, or hidden so that such a figure cannot be worked out.",
    ),
    (
        "before",
        "The same in the days that are compared with: those just before, if none are named.",
    ),
    (
        "source",
        "Told at the door, by telephone, or in files of one kind; these count as no conversation.",
    ),
    ("move", "up or down only where it is more than chance; new where there were too few before."),
    ("weighted", "An estimate for the whole ward, weighted to the register, with its 90 % range."),
)


def issues_xlsx(pictures: Sequence[WardPicture]) -> bytes:
    """Write pictures as a workbook: issues, polling districts, streets and notes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%"})
        formats = [percent if name in SHARES else None for name in HEAD]
        rows = (row for picture in pictures for row in rows_of(picture))
        fill(book.add_worksheet("Issues"), (HEAD, bold), rows, formats)
        districts = (
            (picture.ward, one.code, one.electors, one.spoken_to)
            for picture in pictures
            for one in picture.districts
        )
        fill(book.add_worksheet("Districts"), (DISTRICT_HEAD, bold), districts, [])
        streets = (
            (picture.ward, one.district, one.street, one.issue, one.count, one.of)
            for picture in pictures
            for one in picture.hot_spots
        )
        fill(book.add_worksheet("Streets"), (STREET_HEAD, bold), streets, [])
        fill(book.add_worksheet("Notes"), (("word", "meaning"), bold), notes(pictures), [])
    return file.getvalue()


def notes(pictures: Sequence[WardPicture]) -> list[tuple[str, str]]:
    """Say what is in the workbook, and what every word means."""
    first = pictures[0] if pictures else None
    facts = [
        ("campaign", first.campaign if first else ""),
        ("period", first.period.words if first else ""),
        ("compared with", before.words if first and (before := first.period.before()) else ""),
        ("as at", f"{first.as_at:%Y-%m-%d %H:%M} UTC" if first else ""),
        ("smallest cell", str(first.smallest_cell) if first else ""),
    ]
    return [*facts, *NOTES]


def fill(
    sheet: Worksheet,
    head: tuple[Sequence[str], Format],
    rows: Iterable[Sequence[object]],
    formats: Sequence[Format | None],
) -> None:
    """Fill one sheet. Text is only ever written as text, so nothing becomes a formula."""
    names, bold = head
    last = 0
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, bold)
    for last, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            form = formats[column] if formats else None
            if isinstance(value, str):
                sheet.write_string(last, column, value[:LONGEST_CELL], form)
            elif isinstance(value, int | float):
                sheet.write_number(last, column, value, form)
    sheet.set_column(0, 1, WIDE)
    sheet.set_column(2, len(names) - 1, WIDTH)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(names) - 1)
