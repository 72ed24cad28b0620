"""Backups: the whole database in one file, believed only once it was restored elsewhere.

SQLite is copied by its own backup in one step (in several it never ends while others write);
PostgreSQL by `pg_dump` in its own format. Each backup is then restored to a place of its own, where
the newest facts of before must be found.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from uuid import uuid4

import msgspec
from sqlalchemy import URL, Connection, create_engine, func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from canvass.core.errors import CanvassError
from canvass.store.base import Row

FACTS = ("campaign", "user", "ward", "household", "elector", "contact", "telling_mark", "knock")
"""The tables whose rows must all be in a backup; what else there is hangs on them or is derived."""

KEPT = 30
"""So many of our own backups are kept; older ones are deleted."""

ROOM = 3
"""Free space there must be, in sizes of the database: the copy, its restoring, and air."""


class BackupError(CanvassError):
    """No backup was made, or none that can be trusted."""


class Facts(NamedTuple):
    """What a database holds: rows by table, and the last id of each, since ids grow with time."""

    rows: dict[str, int]
    newest: dict[str, str]


class BackupNote(msgspec.Struct, frozen=True):
    """What lies beside a backup: when it was begun, its bytes, the facts in it, the seconds taken.

    There is a note only where the backup was restored and found whole.
    """

    file: str
    made_at: datetime
    size: int
    rows: int
    seconds: float


def make_backup(url: URL, path: Path, clock: Callable[[], datetime]) -> BackupNote:
    """Copy the database to a file, restore it elsewhere, and lay a note beside it.

    Raises:
        BackupError: there is no room, the copying failed, or what was restored lacks something.
    """
    begun = clock()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    require_sight(url)
    before = facts_of(url)
    try:
        require_room(url, path.parent)
        copy(url, part)
        with place_beside(url, path.parent) as elsewhere:
            bring_back(elsewhere, part)
            prove(elsewhere, before)
        part.chmod(0o600)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    spent = (clock() - begun).total_seconds()
    note = BackupNote(path.name, begun, path.stat().st_size, sum(before.rows.values()), spent)
    note_path(path).write_bytes(msgspec.json.encode(note))
    return note


def restore(url: URL, path: Path) -> None:
    """Bring a backup back into an empty database.

    Raises:
        BackupError: the database has tables already, or the file is no backup of its kind.
    """
    if not path.exists():
        raise BackupError(f"There is no file {path}.")
    with connected(url) as connection:
        if inspect(connection).get_table_names():
            raise BackupError("That database is not empty. Name an empty one, or move it away.")
    bring_back(url, path)


def path_for(folder: Path, moment: datetime, url: URL) -> Path:
    """Name the backup of a moment."""
    ending = "db" if is_sqlite(url) else "dump"
    return folder / f"canvass-{moment:%Y-%m-%d-%H%M%S}.{ending}"


def note_path(path: Path) -> Path:
    """Say where the note of a backup lies."""
    return path.with_name(f"{path.name}.json")


def backups_in(folder: Path) -> list[BackupNote]:
    """Give the notes of all backups that are there, the newest first."""
    notes = [
        msgspec.json.decode(path.read_bytes(), type=BackupNote)
        for path in folder.glob("*.json")
        if path.with_suffix("").exists()
    ]
    return sorted(notes, key=lambda note: note.made_at, reverse=True)


def is_due(folder: Path, now: datetime, every: timedelta) -> bool:
    """Tell whether the newest backup is old enough for another."""
    made = backups_in(folder)
    return not made or now - made[0].made_at >= every


def drop_old(folder: Path, kept: int | None = None) -> None:
    """Delete all backups but the newest."""
    for note in backups_in(folder)[KEPT if kept is None else kept :]:
        (folder / note.file).unlink(missing_ok=True)
        note_path(folder / note.file).unlink(missing_ok=True)


def require_sight(url: URL) -> None:
    """Refuse to copy what row-level security would show a part of.

    Raises:
        BackupError: the role sees one campaign at a time, or can make no database to restore in.
    """
    if is_sqlite(url):
        return
    query = "select rolsuper or (rolbypassrls and rolcreatedb) from pg_roles where rolname = "
    with connected(url) as connection:
        may = connection.scalar(text(f"{query} current_user"))
    if not may:
        raise BackupError(
            f"PostgreSQL shows {url.username} one campaign at a time. Name in CANVASS_BACKUP_URL a "
            "role that may copy all of it: create role canvass_backup login bypassrls createdb."
        )


def require_room(url: URL, folder: Path) -> None:
    """Refuse to fill the disk that the database itself needs.

    Raises:
        BackupError: there is not enough free space.
    """
    with connected(url) as connection:
        size = int(connection.scalar(text(SIZES[url.get_backend_name()])) or 0)
    if shutil.disk_usage(folder).free < ROOM * size:
        raise BackupError(
            f"There is no room for a backup: it takes {ROOM * size / 1e6:,.0f} MB of free disk."
        )


SIZES = {
    "sqlite": "select page_count * page_size from pragma_page_count(), pragma_page_size()",
    "postgresql": "select pg_database_size(current_database())",
}


def copy(url: URL, path: Path) -> None:
    """Copy a database to a file while others write to it.

    Raises:
        BackupError: it could not be copied.
    """
    if not is_sqlite(url):
        run_program("pg_dump", url, "--format=custom", f"--file={path}")
        return
    reading = sqlite3.connect(f"file:{url.database}?mode=ro", uri=True)
    with closing(reading), closing(sqlite3.connect(path)) as target:
        reading.backup(target)


def bring_back(url: URL, path: Path) -> None:
    """Fill an empty database from a backup.

    Raises:
        BackupError: the file is no backup of this kind of database.
    """
    if not is_sqlite(url):
        run_program("pg_restore", url, "--exit-on-error", "--no-owner", f"{path}")
        return
    with path.open("rb") as file:
        if file.read(15) != b"SQLite format 3":
            raise BackupError(f"{path.name} is no backup of a SQLite database.")
    shutil.copyfile(path, str(url.database))


@contextmanager
def place_beside(url: URL, folder: Path) -> Iterator[URL]:
    """Make an empty place of the same kind, gone afterwards."""
    if is_sqlite(url):
        with TemporaryDirectory(dir=folder) as name:
            yield url.set(database=f"{name}/restored.db")
        return
    name = f"canvass_restored_{uuid4().hex[:12]}"
    with connected(url, isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"create database {name}"))
        try:
            yield url.set(database=name)
        finally:
            connection.execute(text(f"drop database {name} with (force)"))


def facts_of(url: URL) -> Facts:
    """Count the facts of a database, and name the newest row of each table."""
    rows: dict[str, int] = {}
    newest: dict[str, str] = {}
    with connected(url) as connection:
        for name in FACTS:
            table = Row.metadata.tables[name]
            rows[name] = connection.scalar(select(func.count()).select_from(table)) or 0
            last = connection.scalar(select(table.c.id).order_by(table.c.id.desc()).limit(1))
            newest[name] = str(last or "").rjust(40)
    return Facts(rows, newest)


def prove(url: URL, before: Facts) -> None:
    """Hold a restored database against what there was before it was copied.

    Raises:
        BackupError: something is missing or broken.
    """
    try:
        found = facts_of(url)
        with connected(url) as connection:
            damage = damage_of(connection)
    except SQLAlchemyError as failure:
        raise BackupError(f"The backup cannot be read: {failure}.") from failure
    lacking = [
        name
        for name in FACTS
        if found.rows[name] < before.rows[name] or found.newest[name] < before.newest[name]
    ]
    if damage or lacking:
        raise BackupError(f"The backup is not whole ({', '.join(lacking) or 'it is damaged'}).")


@contextmanager
def connected(url: URL, **options: str) -> Iterator[Connection]:
    """Open a database past the app, to read it: nobody who writes is held up."""
    engine = create_engine(url, **options)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def is_sqlite(url: URL) -> bool:
    """Tell whether the database is a file."""
    return url.get_backend_name() == "sqlite"


def damage_of(connection: Connection) -> list[object]:
    """Let SQLite look for damage and for rows that point nowhere; PostgreSQL did on restoring."""
    if connection.dialect.name != "sqlite":
        return []
    checked = connection.scalars(text("pragma quick_check")).all()
    return [
        *(word for word in checked if word != "ok"),
        *connection.execute(text("pragma foreign_key_check")),
    ]


def run_program(name: str, url: URL, *words: str) -> None:
    """Run one of PostgreSQL's programs on a database; its password is not among the words.

    Raises:
        BackupError: the program is not there, or it failed.
    """
    program = shutil.which(name)
    if program is None:
        raise BackupError(f"{name} was not found: install PostgreSQL’s client programs here.")
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(  # noqa: S603  our own words only
        [program, f"--dbname={plain}", *words],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **secret},
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no word of why"])[-1]
        raise BackupError(f"{name} failed: {last}")
