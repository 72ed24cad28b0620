"""Taking in a register of 150,000 electors, against the database's own load of the same file."""

import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from canvass.store.accounts import Campaign, add_campaign
from canvass.store.arriving import arrived
from canvass.store.base import Row
from canvass.store.intake import import_register
from canvass.store.preview import preview_of
from canvass.store.register import Elector
from canvass.web.clock import wall_clock
from tests.bench.database import empty
from tests.bench.table import Line, best, timed
from tests.registers import CHANGES_HEAD

ELECTORS = 150_000
PREVIEW_MARK, UPDATE_MARK = 5, 6
HEAD = (
    "Elector Number Prefix,Elector Number,Elector Number Suffix,Elector Markers,Elector DOB,"
    "Elector Surname,Elector Forename,PostCode,"
    "Address1,Address2,Address3,Address4,Address5,Address6"
)
COLUMNS = ", ".join(f"c{place} text" for place in range(14))


def council_file(folder: Path, electors: int = ELECTORS) -> Path:
    """Write a full register: districts of 2,500, 20 streets each, flats among the houses."""
    path = folder / "register.csv"
    lines = [HEAD]
    for number in range(electors):
        district, within = divmod(number, 2500)
        street, place = divmod(within // 2, 63)
        house, flat = divmod(place, 3)
        inside = "" if flat else "Flat 2, "
        door = f'"{inside}{house * 2 + 1} Street {street}"'
        name = f"Surname{number % 977},Forename{number % 331}"
        roll = f"D{district},{within + 1},0"
        lines.append(f"{roll},,,{name},SW1V 0AB,{door},London,SW1V 0AB,,,")
    path.write_text("\r\n".join(lines) + "\r\n", "ascii")
    return path


def update_file(folder: Path) -> Path:
    """Write the changes of one month: at every fiftieth one is new, amended or deleted."""
    path = folder / "update.csv"
    lines = [CHANGES_HEAD]
    for number in range(0, ELECTORS, 50):
        district, within = divmod(number, 2500)
        street, place = divmod(within // 2, 63)
        house, flat = divmod(place, 3)
        door = f'"{"" if flat else "Flat 2, "}{house * 2 + 1} Street {street}",London,SW1V 0AB'
        forename = f"Forename{number % 331}"
        rows = (
            f"N,D{district},{within + 1}/7,,New{number},Person,,,,{door}",
            f"M,D{district},{within + 1},,Married{number},{forename},,,,{door}",
            f"D,D{district},{within + 1},,Surname{number % 977},{forename},,,,{door}",
        )
        lines.append(rows[number // 50 % 3])
    path.write_text("\r\n".join(lines) + "\r\n", "ascii")
    return path


def preview(session: Session, path: Path) -> None:
    """Tell what a file would do, and keep nothing."""
    with path.open("rb") as source:
        preview_of(arrived(session, source), wall_clock())
    session.rollback()


def measure(dialect: str, mark: float) -> Iterator[Line]:
    """Measure one import and the bare load beside it."""
    with TemporaryDirectory(prefix="canvass-bench-") as name:
        folder = Path(name)
        path = council_file(folder)
        with empty(dialect, folder) as engine:
            Row.metadata.create_all(engine)
            limit = best(lambda: bare_load(engine, path), 3)
            with Session(engine) as session:
                day = date(2018, 5, 3)
                add_campaign(session, Campaign(slug="bench", name="Bench", polling_day=day))
                session.commit()
                ours = timed(lambda: take_in(session, path))
                count = session.scalar(select(func.count()).select_from(Elector))
                month = update_file(folder)
                shown = timed(lambda: preview(session, month))
                changed = timed(lambda: take_in(session, month))
        assert count == ELECTORS
        seen = f"{ELECTORS:,} rows in {ours:.1f} s; bare load {limit:.2f} s"
        for what, took, most, told in (
            ("register to electors, households, streets", ours, mark, seen),
            ("a month’s changes of 2 % previewed", shown, PREVIEW_MARK, f"{shown:.1f} s"),
            ("a month’s changes of 2 % taken in", changed, UPDATE_MARK, f"{changed:.1f} s"),
        ):
            yield Line(f"{what} ÷ bare load of the file", dialect, took / limit, most, "×", told)


def take_in(session: Session, path: Path) -> None:
    """Take the file in, and commit."""
    with path.open("rb") as source:
        import_register(session, source, path.name, now=wall_clock())
    session.commit()


def bare_load(engine: Engine, path: Path) -> None:
    """Load the file into one table of text, by the quickest way the database has."""
    if engine.dialect.name == "sqlite":
        beside = path.with_suffix(".bare")
        beside.unlink(missing_ok=True)
        script = f"create table bare ({COLUMNS});\n.mode csv\n.import {path} bare\n"
        subprocess.run(["sqlite3", beside], input=script, text=True, check=True)  # noqa: S603, S607
        return
    with engine.begin() as connection:
        connection.execute(text("drop table if exists bare"))
        connection.execute(text(f"create table bare ({COLUMNS})"))
        cursor = connection.connection.cursor()
        with cursor.copy("copy bare from stdin (format csv, header)") as copy:
            copy.write(path.read_bytes())
