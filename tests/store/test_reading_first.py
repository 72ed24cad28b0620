"""While a register is read nobody who writes waits; what changed meanwhile is noticed."""

import io
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from canvass.core.council_file import BadFileError
from canvass.db import db, prepare, reading_first
from canvass.store.accounts import Campaign, campaign_called
from canvass.store.arriving import AlreadyImportedError, arrived
from canvass.store.intake import import_register, taken
from canvass.store.register import Elector
from tests.registers import CAME_AT, person, xpress


@pytest.fixture
def beside(engine: Engine) -> Iterator[Session]:
    """Somebody else who writes, and does not wait long."""
    other = create_engine(engine.url)
    prepare(other, lambda: True)
    with Session(other) as session:
        campaign_called(session, "westminster")
        session.rollback()
        yield session
    other.dispose()


def take_in(source: io.BytesIO, meanwhile: object = None) -> int:
    """Take a register in; while it is read somebody else does something. Count the electors."""
    with reading_first() as begin_writing:
        session = db.session()
        campaign_called(session, "westminster")

        def begin() -> None:
            if callable(meanwhile):
                meanwhile()
            begin_writing()

        arrival = arrived(session, source, begin_writing=begin)
        taken(arrival, "some.csv", None, CAME_AT)
    session.commit()
    return session.scalar(select(func.count(Elector.id))) or 0


def test_others_write_while_a_register_is_read(app: Flask, beside: Session) -> None:
    def rename() -> None:
        beside.scalars(select(Campaign).where(Campaign.slug == "westminster")).one().name = "Now"
        beside.commit()

    with app.app_context():
        assert take_in(xpress(person(1), person(2)), rename) == 2
        assert db.session().scalar(select(Campaign.name)) == "Now"


def test_a_register_is_refused_where_streets_came_in_while_it_was_read(
    app: Flask, beside: Session
) -> None:
    def bring_another() -> None:
        import_register(beside, xpress(person(7)), "other.csv", now=CAME_AT)
        beside.commit()

    with app.app_context():
        with pytest.raises(BadFileError, match="while this file was read"):
            take_in(xpress(person(1)), bring_another)
        db.session.rollback()
        assert db.session().scalar(select(func.count(Elector.id))) == 1


def test_the_same_file_brought_twice_in_one_moment_is_taken_once(
    app: Flask, beside: Session
) -> None:
    def bring_the_same() -> None:
        import_register(beside, xpress(person(1)), "same.csv", now=CAME_AT)
        beside.commit()

    with app.app_context():
        with pytest.raises(AlreadyImportedError):
            take_in(xpress(person(1)), bring_the_same)
        db.session.rollback()
        assert db.session().scalar(select(func.count(Elector.id))) == 1
