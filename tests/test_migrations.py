"""The migrations give the tables the models say, on both databases, with data inside."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Column, Connection, MetaData, create_engine, inspect, text

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


ONE = UUID("01a20d2f-d4aa-7124-8000-000000000001")
PLAIN: dict[type, Any] = {
    bool: False,
    bytes: ONE.bytes,
    date: date(2018, 5, 3),
    datetime: datetime(2018, 5, 3, 12, tzinfo=UTC).replace(tzinfo=None),
    object: {},  # JSON
    int: 1,
    str: "x",
    time: time(7),
    UUID: ONE,
}


def plain_value(column: Column[Any]) -> object:
    """Give a value that fits a column; all ids are one, so that every foreign key is met."""
    kind = column.type.python_type
    return PLAIN[kind] if column.name != "digest" else ONE.bytes * 2


def put_a_row_into_every_table(connection: Connection) -> dict[str, int]:
    """Fill a database as an older version left it, by what its tables say of themselves."""
    known = MetaData()
    known.reflect(connection)
    for table in known.sorted_tables:
        if table.name != "alembic_version":
            values = {column.name: plain_value(column) for column in table.columns}
            connection.execute(table.insert().values(values))
    return counts(connection)


def counts(connection: Connection) -> dict[str, int]:
    known = MetaData()
    known.reflect(connection)
    return {
        name: len(connection.execute(table.select()).all())
        for name, table in known.tables.items()
        if name != "alembic_version"
    }


@pytest.mark.usefixtures("bare_app")
def test_a_filled_older_database_is_brought_up_to_date_and_loses_nothing() -> None:
    upgrade(revision="0001")
    with db.engine.begin() as connection:
        before = put_a_row_into_every_table(connection)
    assert len(before) > 20
    assert set(before.values()) == {1}

    upgrade()

    with db.engine.connect() as connection:
        after = counts(connection)
        assert {name: after[name] for name in before} == before
        row = connection.execute(text("select person, language from contact")).one()
        assert tuple(row) == ("", None)
        assert not connection.execute(text("select asks_stance from issue")).scalar_one()
        assert connection.execute(text('select email from "user"')).scalar_one() == "x"
        indexes = {one["name"] for one in inspect(connection).get_indexes("contact_issue")}
        assert "ix_contact_issue_count" in indexes
        if db.engine.dialect.name == "sqlite":
            assert connection.execute(text("pragma foreign_keys")).scalar_one() == 1
            partial = "select sql from sqlite_master where name = 'ix_contact_issue_count'"
            assert "is_counted" in connection.execute(text(partial)).scalar_one()
            assert connection.execute(text("pragma foreign_key_check")).all() == []


@pytest.mark.parametrize("bare_app", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("bare_app")
def test_the_migrations_put_up_the_walls_that_the_tables_have(postgres_url: str) -> None:
    upgrade()
    policies = text("select tablename, policyname, cmd, qual, with_check from pg_policies")
    forced = text("select relname from pg_class where relforcerowsecurity")
    found = []
    for engine in (db.engine, create_engine(postgres_url)):
        with engine.connect() as connection:
            walls = set(connection.execute(policies).all())
            found.append((walls, set(connection.scalars(forced))))
        engine.dispose()
    assert found[0] == found[1]
    assert len(found[0][1]) > 30
