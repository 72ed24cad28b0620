"""Run every measurement and print the table that README holds."""

import platform
import sqlite3
from itertools import chain

from tests.bench import doorstep, lists, notes, phone, polling_day, register, sheets
from tests.bench.table import HEAD


def main() -> None:
    """Print one line a measurement, as each is known."""
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}\n\n{HEAD}")
    measurements = chain(
        phone.measure(),
        sheets.measure(),
        notes.measure(),
        doorstep.measure(),
        register.measure("sqlite", 12),
        register.measure("postgresql", 20),
        lists.measure("sqlite"),
        lists.measure("postgresql"),
        polling_day.measure(),
    )
    for line in measurements:
        print(line, flush=True)


if __name__ == "__main__":
    main()
