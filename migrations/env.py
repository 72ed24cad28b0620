"""How Alembic runs inside the app: on its engine, comparing with its tables."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from canvass.store.base import Row


def run_migrations() -> None:
    """Upgrade or downgrade in one transaction.

    SQLite makes a table anew to change a column. While the old one is dropped nothing may hang on
    it, so foreign keys are off meanwhile (https://sqlite.org/lang_altertable.html, section 7) and
    all of them are checked before anything is kept.
    """
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:
            connection.connection.driver_connection.execute("pragma foreign_keys=off")
        context.configure(
            connection=connection,
            target_metadata=Row.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=False,
        )
        is_postgresql = engine.dialect.name == "postgresql"
        with context.begin_transaction():
            if is_postgresql:
                hold_owner(connection, "no force")
            context.run_migrations()
            if is_postgresql:
                hold_owner(connection, "force")
            if is_sqlite:
                broken = connection.exec_driver_sql("pragma foreign_key_check").first()
                assert broken is None, f"a migration left a row that points at nothing: {broken}"
        if is_sqlite:
            connection.invalidate()  # nobody else may get it: its foreign keys are off


def hold_owner(connection: Connection, force: str) -> None:
    """Hold the tables' owner to row-level security, or not while migrations must see every row."""
    walled = "select oid::regclass::text from pg_class where relrowsecurity and relkind = 'r'"
    for (name,) in connection.exec_driver_sql(walled).all():
        connection.exec_driver_sql(f"alter table {name} {force} row level security")


run_migrations()
