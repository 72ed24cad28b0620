"""Files that are handed out."""

import re
from collections.abc import Iterable, Mapping

from flask import Response

from canvass.core.spreadsheet import as_csv


def attachment(data: str | bytes, name: str, kind: str) -> Response:
    """Hand a file to the browser under a name that is safe on every system."""
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip("-").lower()
    headers = {"Content-Disposition": f'inline; filename="{plain}"'}
    return Response(data, headers=headers, content_type=f"{kind}; charset=utf-8")


def rows_table(file_name: str, rows: Iterable[Mapping[str, object]]) -> Response:
    """Hand out the rows of a register that were not taken as a table, in the order of lines."""
    told = [(row["line"], row.get("roll_number", ""), row["reason"]) for row in rows]
    head = ("Line", "Elector number", "Why it was not taken")
    table = as_csv(head, sorted(told, key=lambda row: int(str(row[0]))))
    return attachment(table, f"{file_name}-not-taken.csv", "text/csv")
