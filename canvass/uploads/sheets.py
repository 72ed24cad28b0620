"""A workbook's sheets as text, written in a short process of its own, with limits.

`python sheets.py WORKBOOK FOLDER` writes each visible sheet to FOLDER as CSV, `0.csv` and so on,
and their names to `names.json`. It imports nothing of Canvass, so that it starts fast and needs no
settings. Formulas are not worked out and macros not run: a cell holds what Excel last showed.
"""

import csv
import json
import resource
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

CPU_SECONDS = 40
MEMORY_BYTES = 1 << 30
LARGEST_TEXT = 400 << 20
MOST_SHEETS = 50
LOCKED, UNREADABLE = 3, 4


def main(workbook: Path, folder: Path) -> int:
    """Write the sheets, and tell in the exit code why not; stop at the limits."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_TEXT, LARGEST_TEXT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        names = write_sheets(CalamineWorkbook.from_path(workbook), folder)
    except PasswordError:
        return LOCKED
    except (CalamineError, OSError, ValueError):
        return UNREADABLE
    (folder / "names.json").write_text(json.dumps(names), "utf-8")
    return 0


def write_sheets(book: CalamineWorkbook, folder: Path) -> list[str]:
    """Write each sheet that can be seen and has something in it; give their names."""
    names: list[str] = []
    for told in book.sheets_metadata[:MOST_SHEETS]:
        is_seen = told.visible == SheetVisibleEnum.Visible and told.typ == SheetTypeEnum.WorkSheet
        if is_seen:
            sheet = book.get_sheet_by_name(told.name)
            if sheet.start is not None:
                write_sheet(sheet, folder / f"{len(names)}.csv")
                names.append(told.name)
    return names


def write_sheet(sheet: CalamineSheet, path: Path) -> None:
    """Write a sheet so that a row of it has the same number as its line."""
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerows([] for _ in range(sheet.start[0] if sheet.start else 0))
        writer.writerows(written(row) for row in sheet.iter_rows())


def written(row: Iterable[object]) -> list[str]:
    """Write the cells of a row, each on one line; nothing for a row without any."""
    cells = [text_of(cell) for cell in row]
    return cells if any(cells) else []


def text_of(cell: object) -> str:
    """Write a cell: a whole number without its point, a date as 2000-05-03."""
    if isinstance(cell, str):
        return " ".join(cell.split()) if "\n" in cell or "\r" in cell else cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
