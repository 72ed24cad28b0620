"""A council's rows on their way in: in temporary tables, by the driver's fastest way."""

import gc
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Session

from canvass.core.register import Entry, FoundDoor, Register
from canvass.core.walk_order import WalkMode, side, walk_key
from canvass.store.base import Id, SortKey, campaign_of
from canvass.store.places import PollingDistrict, Street

BATCH = 10_000
STAGED_OF_DOOR = 10
STAGED_OF_ELECTOR = 14
COUNTERS = [f"7{count:03x}8" for count in range(1 << 12)]

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


def id_texts() -> Iterator[str]:
    """Make UUIDv7s without end, in rising order, as 32 hexadecimal digits.

    Each 4,096 share a millisecond and are counted in the bits after it: RFC 9562, section 6.2.
    """
    milliseconds = 0
    while True:
        milliseconds = max(milliseconds + 1, time.time_ns() // 1_000_000)
        moment, chance = f"{milliseconds:012x}", secrets.token_hex(8 << 12)
        for place, counter in enumerate(COUNTERS):
            yield f"{moment}{counter}{chance[place * 16 : place * 16 + 15]}"


class Stage:
    """The temporary tables of one import. They vanish with the transaction, or at `drop`."""

    def __init__(self, connection: Connection, *tables: Table) -> None:
        self.connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.as_id: Callable[[str], object] = bytes.fromhex if self.is_sqlite else str
        self.tables = tables
        self.drop()
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


class KnownPlaces:
    """The campaign's polling districts and streets; new ones get their ids at first sight."""

    def __init__(self, session: Session) -> None:
        self.campaign_id = campaign_of(session)
        codes = session.execute(select(PollingDistrict.code, PollingDistrict.id))
        self._districts = {code: found.hex for code, found in codes}
        self._streets = known_streets(session)
        self._sequences = last_sequences(session)
        self._ids = id_texts()
        self.new_districts: list[dict[str, object]] = []
        self.new_streets: list[dict[str, object]] = []
        self.codes = frozenset(self._districts)

    def district(self, code: str) -> str:
        """Give a polling district's id, a new one if need be."""
        if code not in self._districts:
            self._districts[code] = found = next(self._ids)
            self.new_districts.append({**self._scope(found), "code": code})
        return self._districts[code]

    def street(self, code: str, name_key: str, name: str) -> tuple[str, WalkMode]:
        """Give a street's id and walking mode; a new one follows those of its district."""
        if (code, name_key) not in self._streets:
            found, district = next(self._ids), self.district(code)
            self._streets[code, name_key] = (found, WalkMode.ODDS_EVENS)
            self._sequences[district] = self._sequences.get(district, 0) + 1
            street = {
                **self._scope(found),
                "polling_district_id": UUID(district),
                "name": name,
                "name_key": name_key,
                "sequence": self._sequences[district],
                "mode": WalkMode.ODDS_EVENS,
            }
            self.new_streets.append(street)
        return self._streets[code, name_key]

    def codes_by_id(self) -> dict[UUID, str]:
        """Give the codes of polling districts by their ids, also of new ones."""
        return {UUID(found): code for code, found in self._districts.items()}

    def reach_of(self, codes: Iterable[str]) -> dict[str, list[str]]:
        """Tell which polling districts a file is about, and which places it brought."""
        return {
            "districts": [self.district(code) for code in codes],
            "new_districts": [UUID(str(one["id"])).hex for one in self.new_districts],
            "new_streets": [UUID(str(one["id"])).hex for one in self.new_streets],
        }

    def new_street_names(self) -> dict[UUID, str]:
        """Give the names of the streets that were met for the first time."""
        return {UUID(str(street["id"])): str(street["name"]) for street in self.new_streets}

    def ids_of(self, codes: Iterable[str]) -> list[UUID]:
        """Give the ids of polling districts."""
        return [UUID(self.district(code)) for code in codes]

    def add_new(self, connection: Connection) -> None:
        """Add the polling districts and streets that were met for the first time."""
        if self.new_districts:
            connection.execute(insert(PollingDistrict), self.new_districts)
        if self.new_streets:
            connection.execute(insert(Street), self.new_streets)
        analyse(connection, PollingDistrict.__tablename__, Street.__tablename__)

    def _scope(self, found: str) -> dict[str, object]:
        """Give the key of a new row."""
        return {"campaign_id": self.campaign_id, "id": UUID(found)}


def analyse(connection: Connection, *tables: str) -> None:
    """Tell PostgreSQL's planner what tables hold, before each new row is checked against them.

    A table filled in the same transaction is read by the wrong index otherwise: six seconds for
    the streets of 150,000 electors instead of half a second.
    """
    if connection.dialect.name == "postgresql":
        for table in tables:
            connection.execute(text(f"analyze {table}"))


def known_streets(session: Session) -> dict[tuple[str, str], tuple[str, WalkMode]]:
    """Give the id and walking mode of each street, by its district's code and its key."""
    query = select(PollingDistrict.code, Street.name_key, Street.id, Street.mode).join(
        PollingDistrict, PollingDistrict.id == Street.polling_district_id
    )
    return {
        (code, name_key): (found.hex, mode)
        for code, name_key, found, mode in session.execute(query)
    }


def last_sequences(session: Session) -> dict[str, int]:
    """Give the last street's sequence in each polling district."""
    query = select(Street.polling_district_id, func.max(Street.sequence)).group_by(
        Street.polling_district_id
    )
    return {district.hex: last for district, last in session.execute(query)}


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
