"""How Alembic runs inside the app: on its engine, comparing with its tables."""

from alembic import context
from flask import current_app

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
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite:
                broken = connection.exec_driver_sql("pragma foreign_key_check").first()
                assert broken is None, f"a migration left a row that points at nothing: {broken}"
        if is_sqlite:
            connection.invalidate()  # nobody else may get it: its foreign keys are off


run_migrations()
