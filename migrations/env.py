"""How Alembic runs inside the app: on its engine, comparing with its tables."""

from alembic import context
from flask import current_app

from canvass.store.base import Row


def run_migrations() -> None:
    """Upgrade or downgrade in one transaction."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Row.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
