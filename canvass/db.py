"""Flask-SQLAlchemy on our tables, and how each database is opened.

SQLite: the driver never begins by itself; we begin, `IMMEDIATE` where something will be written, so
that a writer waits its turn instead of losing its work (deferred transactions lost 234 of 1,600
updates in silence). WAL with `synchronous=FULL`: an answer "kept" stays true through a power cut.
Writers of one process queue for their turn before they ask SQLite, whose own waiting is a draw:
with enough of them, somebody lost it for half a minute.
SQLite before 3.51.3 can corrupt a WAL database when two connections checkpoint at once
(https://sqlite.org/wal.html#walresetbug), so no connection does it by itself: `checkpoint` does,
behind a lock that only one process of this machine can hold.
"""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from flask import Flask, g, has_app_context, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from canvass import store
from canvass.config import Settings
from canvass.store.base import Row

for module in iter_modules(store.__path__):
    # every table must be known before the first query, whichever page comes first
    import_module(f"{store.__name__}.{module.name}")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NOTING_WAITS_MS, WRITING_WAITS_MS = 100, 30_000
LONG_WAL = 8 * 1024 * 1024

db = SQLAlchemy(metadata=Row.metadata)


def is_writing() -> bool:
    """Tell whether what runs now may write: an unsafe request, a command, an entry in the log."""
    is_safe = has_request_context() and request.method in SAFE_METHODS
    is_reading = is_safe or (has_app_context() and g.get("is_reading", False))
    return not is_reading or bool(g.get("is_noting"))


@contextmanager
def reading(*, in_one_snapshot: bool = False) -> Iterator[None]:
    """Read before something is written, so that nobody else who writes waits meanwhile.

    What was begun is given up; what is loaded meanwhile is read anew when used after. A snapshot is
    what SQLite gives anyway: all that is read is of one moment.
    """
    db.session.rollback()
    g.is_reading = True
    try:
        if in_one_snapshot and db.engine.dialect.name == "postgresql":
            db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield
    finally:
        db.session.rollback()
        g.is_reading = False


def patience_ms() -> int:
    """Give how long to wait for another writer: a page that only notes who read it hardly waits."""
    is_noting = has_request_context() and g.get("is_noting", False)
    return NOTING_WAITS_MS if is_noting else WRITING_WAITS_MS


@contextmanager
def reading_first() -> Iterator[Callable[[], None]]:
    """Read before something is written on the same connection, so that temporary tables stay.

    What it gives ends the reading and begins to write: only from then on do others wait, and the
    database may have changed between.
    """
    db.session.rollback()
    g.is_reading = True
    try:
        yield begin_writing
    finally:
        g.is_reading = False


def begin_writing() -> None:
    """Begin to write where a transaction was begun for reading; what was read is read anew."""
    g.is_reading = False
    session = db.session()
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("COMMIT")
        begin_on(connection, writes=True)
    session.expire_all()


def init_db(app: Flask, settings: Settings) -> None:
    """Join the database to the app; a long log is moved once a request's session is closed."""
    if settings.is_sqlite:
        settings.instance.mkdir(parents=True, exist_ok=True)
    app.teardown_appcontext(move_long_log)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)


def move_long_log(_error: BaseException | None) -> None:
    """Move a long log once what ran has closed its session."""
    checkpoint(db.engine)


def prepare(engine: Engine, may_write: Callable[[], bool] = is_writing) -> None:
    """Make an engine open its connections and transactions the way this module says."""
    if engine.dialect.name != "sqlite":
        return

    turn = Turn()

    @event.listens_for(engine, "connect")
    def open_connection(connection: Any, record: ConnectionPoolEntry) -> None:  # noqa: ANN401
        record.info["turn"] = turn
        connection.isolation_level = None
        for setting in (
            "journal_mode=wal",
            "synchronous=full",
            "foreign_keys=on",
            "temp_store=memory",
            "cache_size=-16384",
            "wal_autocheckpoint=0",
        ):
            connection.execute(f"pragma {setting}")

    begin_in_turn(engine, may_write, turn)


def begin_in_turn(engine: Engine, may_write: Callable[[], bool], turn: "Turn") -> None:
    """Make an engine begin its transactions by our own hand, those that write one by one."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        begin_on(connection, writes=may_write())

    @event.listens_for(engine, "commit")
    @event.listens_for(engine, "rollback")
    def end(connection: Connection) -> None:
        if not connection.invalidated:
            turn.pass_on(connection.connection.dbapi_connection)

    @event.listens_for(engine, "reset")
    @event.listens_for(engine, "invalidate")
    def leave(driver: object, *_told: object) -> None:
        turn.pass_on(driver)


def begin_on(connection: Connection, *, writes: bool) -> None:
    """Begin a transaction on a SQLite connection, in its turn where it writes."""
    connection.exec_driver_sql(f"pragma busy_timeout={patience_ms()}")
    if not writes:
        connection.exec_driver_sql("BEGIN")
        return
    turn: Turn = connection.info["turn"]
    with turn.taken(connection.connection.dbapi_connection, patience_ms() / 1000):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


class Turn:
    """Whose turn it is to write, among the connections of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holder: object = None

    @contextmanager
    def taken(self, holder: object, seconds: float) -> Iterator[None]:
        """Wait for one's turn, and keep it if what follows succeeds.

        Whoever got none in time is left to SQLite's own draw.
        """
        if self._lock.acquire(timeout=seconds):
            self._holder = holder
        try:
            yield
        except BaseException:
            self.pass_on(holder)
            raise

    def pass_on(self, holder: object) -> None:
        """Give the turn to the next, if one has it."""
        if holder is not None and self._holder is holder:
            self._holder = None
            self._lock.release()


def sweep(engine: Engine) -> None:
    """Write the database anew, so that nothing of what was deleted is left in it.

    Raises:
        OperationalError: somebody else is at the database; try again when it is quiet.
    """
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:
            cursor = connection.cursor()
            for step in ("vacuum", "pragma wal_checkpoint(truncate)"):
                cursor.execute(step).fetchall()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("vacuum full")


def checkpoint(engine: Engine, longest: int = LONG_WAL) -> bool:
    """Move a long write-ahead log into the database file, if no other process is at it.

    Args:
        engine: on a SQLite file; on any other database nothing is done.
        longest: bytes that the log may have before it is moved.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return False
    log = Path(f"{engine.url.database}-wal")
    if not log.exists() or log.stat().st_size < longest:
        return False
    with Path(f"{engine.url.database}-checkpoint").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        # the driver's own connection: outside of any transaction, which `begin` would open
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("pragma wal_checkpoint(passive)")
    return True
