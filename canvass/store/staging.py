"""A council's rows on their way in: in temporary tables, by the driver's fastest way."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    text,
)

from canvass.core.register import Entry, FoundDoor, Register
from canvass.core.walk_order import side, walk_key
from canvass.store.base import Id, SortKey, id_texts
from canvass.store.known_places import KnownPlaces, analyse

BATCH = 10_000
STAGED_OF_DOOR = 10
STAGED_OF_ELECTOR = 14
ROOM = "64MB"
"""What PostgreSQL may sort and join in memory while a file comes in; its usual 4 MB go to disk."""

metadata = MetaData()
DOORS = Table(
    "stage_door",
    metadata,
    Column("door", Integer, primary_key=True, autoincrement=False),
    Column("id", Id),
    Column("street_id", Id),
    Column("label", String),
    Column("building", String),
    Column("side", String),
    Column("door_order", SortKey),
    Column("address_key", String),
    Column("postcode", String),
    Column("uprn", String),
    Column("household_id", Id),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)
ELECTORS = Table(
    "stage_elector",
    metadata,
    Column("line", Integer),
    Column("id", Id),
    Column("polling_district_id", Id),
    Column("roll_number", String),
    Column("roll_suffix", String),
    Column("name", String),
    Column("surname", String),
    Column("forenames", String),
    Column("markers", String),
    Column("attains_on", Date),
    Column("has_franchise", Boolean),
    Column("is_anonymous", Boolean),
    Column("door", Integer),
    Column("instruction", String),
    Column("household_id", Id),
    Column("elector_id", Id),
    Column("is_changed", Boolean),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)


def stage_of(table: Table, names: Sequence[str]) -> Table:
    """Give the temporary table in which these columns of a table are laid out."""
    columns = [Column(name, table.c[name].type) for name in names]
    name = f"stage_{table.name}"
    return Table(name, metadata, *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")


class Stage:
    """The temporary tables of one import. They vanish with the transaction, or at `drop`."""

    def __init__(self, connection: Connection, *tables: Table) -> None:
        self.connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.as_id: Callable[[str], object] = bytes.fromhex if self.is_sqlite else str
        self.tables = tables
        self.drop()
        if not self.is_sqlite:
            connection.execute(text(f"set local work_mem = '{ROOM}'"))
        for table in tables:
            table.create(connection)

    def write(self, table: Table, rows: Iterable[Sequence[object]], width: int) -> None:
        """Write rows of the table's first columns with the driver itself."""
        names = [column.name for column in table.columns][:width]
        driver: Any = self.connection.connection.driver_connection
        cursor = driver.cursor()
        if self.is_sqlite:
            marks = ", ".join("?" * width)
            columns = ", ".join(names)
            cursor.executemany(f"insert into {table.name} ({columns}) values ({marks})", rows)  # noqa: S608  our own names
            return
        with cursor.copy(f"copy {table.name} ({', '.join(names)}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)

    def analyse(self) -> None:
        """Tell PostgreSQL's planner how large the tables are."""
        analyse(self.connection, *(table.name for table in self.tables))

    def index(self, table: Table, *columns: str) -> None:
        """Let rows of a table be found by these columns: SQLite reads it whole each time else."""
        name = f"ix_{table.name}_{columns[-1]}"
        self.connection.execute(text(f"create index {name} on {table.name} ({', '.join(columns)})"))

    def drop(self) -> None:
        """Drop the tables, also those that a refused import left behind."""
        for table in self.tables:
            self.connection.execute(text(f"drop table if exists {table.name}"))


def stage_register(stage: Stage, register: Register, places: KnownPlaces) -> None:
    """Read a register to its end into the temporary tables.

    Raises:
        BadFileError: it is not a full register, or mostly unreadable.
    """
    ids = id_texts()
    entries = (staged_elector(stage, places, ids, entry) for entry in register)
    with no_search_for_cycles():
        while batch := list(islice(entries, BATCH)):
            stage.write(ELECTORS, batch, STAGED_OF_ELECTOR)
            doors = [staged_door(stage, places, ids, door) for door in register.new_doors]
            stage.write(DOORS, doors, STAGED_OF_DOOR)
            register.new_doors.clear()
    stage.analyse()


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Keep Python from looking through all it holds again and again while rows stream by.

    They form no cycles, and the search took a fifth of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def staged_elector(
    stage: Stage, places: KnownPlaces, ids: Iterator[str], entry: Entry
) -> tuple[object, ...]:
    """Give an elector's row as the driver takes it."""
    district, number, suffix = entry.roll
    return (
        entry.line,
        stage.as_id(next(ids)),
        stage.as_id(places.district(district)),
        number,
        suffix,
        *entry[2:],
    )


def staged_door(
    stage: Stage, places: KnownPlaces, ids: Iterator[str], door: FoundDoor
) -> tuple[object, ...]:
    """Give a door's row as the driver takes it."""
    address = door.address
    street_id, mode = places.street(door.district, door.street_key, address.street)
    return (
        door.number,
        stage.as_id(next(ids)),
        stage.as_id(street_id),
        address.label,
        address.building,
        side(address.house, mode),
        walk_key(address.house, mode),
        address.key,
        door.postcode,
        door.uprn,
    )
