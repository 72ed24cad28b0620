"""Fixtures: both databases, an app on each, and a browser for each role."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from canvass import create_app
from canvass.config import Settings
from canvass.core.access import Role
from canvass.db import db, prepare
from canvass.store.accounts import Campaign, add_campaign, add_member, open_sign_in
from canvass.store.base import Row
from canvass.store.issues import add_starting_issues
from canvass.web.clock import wall_clock
from tests.make import make_user
from tests.pages import check_page
from tests.postgres import running_server

SignIn = Callable[[Role], FlaskClient]
POLLING_DAY = date(2018, 5, 3)


@pytest.fixture(scope="session", autouse=True)
def frozen() -> None:
    """All that was imported is no garbage: to look through it took a fifth of the tests' time."""
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with running_server() as url:
        engine = create_engine(url)
        Row.metadata.create_all(engine)
        with engine.begin() as connection:
            connection.execute(text("drop role if exists canvass_app"))
            for statement in APP_ROLE:
                connection.execute(text(statement))
        engine.dispose()
        yield url


APP_ROLE = (
    "create role canvass_app login",
    "grant select, insert, update, delete on all tables in schema public to canvass_app",
    "grant usage on all sequences in schema public to canvass_app",
)
"""The site's own role, as README says: it owns no table, so row-level security holds for it."""

DELETED = "\n".join(f"{table.delete()};" for table in Row.metadata.sorted_tables)
EMPTIED = f"""
    do $$ begin
        perform set_config('session_replication_role', 'replica', true);
        {DELETED}
        perform setval(oid::regclass, 1, false) from pg_class where relkind = 'S';
    end $$
"""
"""Leaves nothing of a test behind. To truncate 66 tables takes PostgreSQL a fifth of a second."""


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("empty") / "empty.db"
    engine = create_engine(f"sqlite:///{file}")
    Row.metadata.create_all(engine)
    engine.dispose()
    return file.read_bytes()


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database of each test lies: always there, so that one app serves them all."""
    return tmp_path_factory.mktemp("sqlite") / "canvass.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "sqlite":
        file: Path = request.getfixturevalue("sqlite_file")
        lay_empty(file, request.getfixturevalue("empty_sqlite"))
        yield f"sqlite:///{file}"
        return
    url = request.getfixturevalue("postgres_url")
    app_url = make_url(url).set(username="canvass_app")
    yield app_url.render_as_string(hide_password=False)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(EMPTIED))
    engine.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    prepare(engine, lambda: False)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session opened for the campaign “westminster”, which has issues and nothing else."""
    with Session(engine, expire_on_commit=False) as session:
        campaign = Campaign(slug="westminster", name="Westminster 2018", polling_day=POLLING_DAY)
        add_campaign(session, campaign)
        add_starting_issues(session)
        session.commit()
        yield session


def lay_empty(file: Path, empty: bytes) -> None:
    """Put an empty database where the last test had its own."""
    for ending in ("-wal", "-shm", "-checkpoint"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
    file.write_bytes(empty)


@pytest.fixture(scope="session")
def apps() -> dict[str, Flask]:
    """The apps that were made, by database: making one costs more than most tests."""
    return {}


@pytest.fixture
def app(
    apps: dict[str, Flask], database_url: str, session: Session, tmp_path: Path
) -> Iterator[Flask]:
    session.commit()
    with shared_app(apps, database_url, tmp_path) as app:
        app.testing = True
        app.test_client_class = CheckedClient
        yield app


@contextmanager
def shared_app(apps: dict[str, Flask], url: str, instance: Path) -> Iterator[Flask]:
    """Lend the app of a database, with a folder of its own; afterwards it is as it was."""
    if url not in apps:
        apps[url] = create_app(Settings("s" * 32, url, instance, is_secure=False))
    app = apps[url]
    config, extensions = dict(app.config), dict(app.extensions)
    app.config["CANVASS_INSTANCE"] = instance
    yield app
    with app.app_context():
        db.engine.dispose()
    app.config.clear()
    app.config.update(config)
    app.extensions.clear()
    app.extensions.update(extensions)
    app.extensions["canvass-late-notes"].clear()


class CheckedClient(FlaskClient):
    """A browser that checks every page any test fetches."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # noqa: ANN401  werkzeug's own
        headers = dict(kwargs.pop("headers", None) or {})
        headers.setdefault("Sec-Fetch-Site", "same-origin")
        headers.setdefault("Accept", "text/html")
        response = super().open(*args, headers=headers, **kwargs)
        if response.mimetype == "text/html" and response.status_code < 300:
            check_page(response.text)
        return response


@pytest.fixture
def sign_in(app: Flask, session: Session) -> SignIn:
    """Give a browser in which a new person with this role is signed in."""

    def sign_in(role: Role) -> FlaskClient:
        user = make_user(session)
        add_member(session, user, role)
        token = open_sign_in(session, user, wall_clock())
        session.commit()
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        return client

    return sign_in
