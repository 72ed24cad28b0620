"""The migrations give the tables the models say, on both databases, with data inside."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text

from canvass import create_app
from canvass.config import Settings
from canvass.db import db
from canvass.store.base import Row


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app on a database without a single table."""
    url = f"sqlite:///{tmp_path / 'bare.db'}"
    if request.param == "postgresql":
        served = request.getfixturevalue("postgres_url")
        server = create_engine(served, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text("drop database if exists bare"))
            connection.execute(text("create database bare"))
        server.dispose()
        url = served.replace("/canvass?", "/bare?")
    app = create_app(Settings("s" * 32, url, tmp_path, is_secure=False))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("bare_app")
def test_the_migrations_end_where_the_models_are() -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []


@pytest.mark.usefixtures("bare_app")
def test_the_migrations_can_be_taken_back() -> None:
    upgrade()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    upgrade()
    assert "elector" in inspect(db.engine).get_table_names()
