"""The one base class of all tables, the column types they share, and the campaign scope.

Every table of a campaign has the primary key `(campaign_id, id)`. A session is opened for one
campaign (`session.info["campaign_id"]`); the hook below adds it to every ORM statement, so that a
statement run for no campaign finds nothing, and one campaign's rows never reach another's pages.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID, SafeUUID

import sqlalchemy
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    SessionTransaction,
    UOWTransaction,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeEngine

from canvass.core.errors import CanvassError

NO_CAMPAIGN = -1
UNKNOWN = SafeUUID.unknown
SETTING = "canvass.campaign_id"
"""Where a transaction on PostgreSQL finds the campaign it is for; `store.walls` says what for."""

TELL = f"select set_config('{SETTING}', %s, true)"
"""`true`: until the transaction ends. Another one on this connection finds it empty."""


class Id(TypeDecorator[UUID]):
    """A UUID: PostgreSQL's own type, 16 bytes on SQLite."""

    impl = sqlalchemy.Uuid
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the database's most compact type."""
        plain: TypeEngine[Any] = LargeBinary(16) if dialect.name == "sqlite" else sqlalchemy.Uuid()
        return dialect.type_descriptor(plain)

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:  # noqa: ANN401
        """Hand SQLite the bytes."""
        return value.bytes if value is not None and dialect.name == "sqlite" else value

    def result_processor(
        self, dialect: Dialect, _coltype: object
    ) -> Callable[[bytes | None], UUID | None] | None:
        """Read the bytes back; what PostgreSQL gives is a UUID already."""
        return uuid_of if dialect.name == "sqlite" else None


def uuid_of(held: bytes | None) -> UUID | None:
    """Make the UUID of 16 bytes, without all that its own constructor looks at.

    A list of 2,000 people has 8,000 of them, and they were a third of its time.
    """
    if held is None:
        return None
    made = object.__new__(UUID)
    object.__setattr__(made, "int", int.from_bytes(held, "big"))
    object.__setattr__(made, "is_safe", UNKNOWN)
    return made


class Moment(TypeDecorator[datetime]):
    """A moment in time, kept in UTC and always read back with its zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Keep in UTC."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Read back with the zone."""
        return value.replace(tzinfo=UTC) if value else None


COUNTERS = [f"7{count:03x}8" for count in range(1 << 12)]

SortKey = String(80).with_variant(String(80, collation="C"), "postgresql")
"""Text that sorts byte by byte on every database, whatever its language."""


class Row(DeclarativeBase):
    """Base class of every table."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy's own name and shape
        UUID: Id,
        datetime: Moment,
        Enum: sqlalchemy.Enum(
            Enum,
            native_enum=False,
            length=20,
            values_callable=lambda kind: [one.value for one in kind],
        ),
    }


def new_id() -> UUID:
    """Make a UUIDv7: ordered by time, so that rows made together lie together. RFC 9562."""
    milliseconds = time.time_ns() // 1_000_000
    chance = secrets.randbits(74)
    high = milliseconds << 16 | 0x7000 | chance >> 62
    return UUID(int=high << 64 | 0b10 << 62 | chance & ((1 << 62) - 1))


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


class Scoped(Row):
    """A row that belongs to one campaign."""

    __abstract__ = True

    campaign_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(primary_key=True)

    def __init__(self, **values: object) -> None:
        values.setdefault("id", new_id())
        super().__init__(**values)


class ScopeError(CanvassError):
    """A row was about to be written into another campaign than the session's."""


def points_to(table: str, column: str) -> ForeignKeyConstraint:
    """Make a foreign key within the campaign, from `column` to `table`."""
    return ForeignKeyConstraint(["campaign_id", column], [f"{table}.campaign_id", f"{table}.id"])


def keep_new(session: Session, table: type[Scoped], values: dict[str, object]) -> bool:
    """Insert one row of this campaign unless its id is there already; tell whether it was new.

    Two that arrive at once are settled by the primary key, not by looking first.
    """
    told = {"campaign_id": campaign_of(session), **values}
    statement = new_row_in(table, session.get_bind().dialect.name)
    return session.connection().execute(statement, told).first() is not None


@cache
def new_row_in(table: type[Scoped], dialect: str) -> ReturningInsert[tuple[UUID]]:
    """Make the insert that leaves a row alone which is there already.

    Made once a table: with the values in it, SQLAlchemy took longer over it than SQLite.
    """
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(table).on_conflict_do_nothing(index_elements=["campaign_id", "id"])
    return statement.returning(table.id)


def campaign_of(session: Session) -> int:
    """Give the campaign this session was opened for; `NO_CAMPAIGN` if it was opened for none."""
    return int(session.info.get("campaign_id", NO_CAMPAIGN))


def open_for(session: Session, campaign_id: int) -> Session:
    """Open the session for one campaign: all it reads and writes from now on is that campaign's."""
    session.info["campaign_id"] = campaign_id
    if session.in_transaction():
        tell_database(session.connection(), campaign_id)
    return session


def tell_database(connection: Connection, campaign_id: int) -> None:
    """Tell PostgreSQL which campaign the rest of this transaction is for."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(TELL, (str(campaign_id),))


@sqlalchemy.event.listens_for(Session, "after_begin")
def begin_for_campaign(
    session: Session, _transaction: SessionTransaction, connection: Connection
) -> None:
    """Begin each transaction for the session's campaign."""
    tell_database(connection, campaign_of(session))


@sqlalchemy.event.listens_for(Session, "do_orm_execute")
def scope_statement(state: ORMExecuteState) -> None:
    """Add the campaign to every statement on campaign tables."""
    campaign_id = campaign_of(state.session)
    state.statement = state.statement.options(
        with_loader_criteria(
            Scoped, lambda table: table.campaign_id == campaign_id, include_aliases=True
        )
    )


@sqlalchemy.event.listens_for(Session, "before_flush")
def scope_new_rows(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Give new rows the session's campaign, and refuse those of another."""
    campaign_id = campaign_of(session)
    for row in session.new:
        if isinstance(row, Scoped):
            row.campaign_id = row.campaign_id or campaign_id
            if row.campaign_id != campaign_id or campaign_id == NO_CAMPAIGN:
                raise ScopeError(f"A {type(row).__name__} of another campaign cannot be kept here.")
