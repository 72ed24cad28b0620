"""Flask-SQLAlchemy on our tables, and how each database is opened.

SQLite: the driver never begins by itself; we begin, `IMMEDIATE` where something will be written, so
that a writer waits its turn instead of losing its work (deferred transactions lost 234 of 1,600
updates in silence). WAL with `synchronous=FULL`: an answer "kept" stays true through a power cut.
SQLite before 3.51.3 can corrupt a WAL database when two connections checkpoint at once
(https://sqlite.org/wal.html#walresetbug), so no connection does it by itself: `checkpoint` does,
behind a lock that only one process of this machine can hold.
"""

import fcntl
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event

from canvass.config import Settings

# Every table must be known before the first query, whichever page comes first.
from canvass.store import (
    accounts,
    audit,
    canaries,
    casework,
    controller,
    factors,
    intake,
    intentions,
    invitations,
    issues,
    jobs,
    marked,
    own_layouts,
    passes,
    passkeys,
    report_links,
    reports,
    roster,
    rounds,
    suppressions,
    targets,
    tries,
    waiting,
    walls,
)
from canvass.store.base import Row

TABLES = (
    accounts,
    audit,
    canaries,
    casework,
    controller,
    factors,
    intake,
    intentions,
    invitations,
    issues,
    jobs,
    marked,
    own_layouts,
    passes,
    passkeys,
    report_links,
    reports,
    roster,
    rounds,
    suppressions,
    targets,
    tries,
    waiting,
    walls,
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NOTING_WAITS_MS, WRITING_WAITS_MS = 100, 30_000
LONG_WAL = 8 * 1024 * 1024

db = SQLAlchemy(metadata=Row.metadata)


def is_writing() -> bool:
    """Tell whether what runs now may write: an unsafe request, a command, an entry in the log."""
    is_reading = has_request_context() and request.method in SAFE_METHODS
    return not is_reading or bool(g.get("is_noting"))


def patience_ms() -> int:
    """Give how long to wait for another writer: a page that only notes who read it hardly waits."""
    is_noting = has_request_context() and g.get("is_noting", False)
    return NOTING_WAITS_MS if is_noting else WRITING_WAITS_MS


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

    @event.listens_for(engine, "connect")
    def open_connection(connection: Any, _record: object) -> None:  # noqa: ANN401
        connection.isolation_level = None
        for setting in (
            "journal_mode=wal",
            "synchronous=full",
            "foreign_keys=on",
            "temp_store=memory",
            "cache_size=-65536",
            "wal_autocheckpoint=0",
        ):
            connection.execute(f"pragma {setting}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"pragma busy_timeout={patience_ms()}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if may_write() else "BEGIN")


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
