"""Tables for spreadsheets, in which no text can become a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(value: object) -> object:
    """Put an apostrophe before text that a spreadsheet would run.

    Source: OWASP, "CSV Injection".

    >>> defused("=cmd|' /C calc'!A0"), defused("12A"), defused(-3)
    ("'=cmd|' /C calc'!A0", '12A', -3)
    """
    runs = isinstance(value, str) and value.startswith(STARTS_A_FORMULA)
    return f"'{value}" if runs else value


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table as CSV, with a mark at its start by which spreadsheets know it is UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()
