"""PostgreSQL shows a transaction one campaign's rows, whatever the statement forgot to ask."""

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from canvass.store import base
from canvass.store.accounts import Campaign, add_campaign
from canvass.store.base import Row, open_for
from canvass.store.walls import walled_tables
from tests.conftest import POLLING_DAY
from tests.make import make_ward

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
UNSCOPED = text("select name from ward")


@pytest.fixture
def two(session: Session) -> Session:
    """A session for a campaign without wards, beside one that has one."""
    make_ward(session, "Churchill")
    session.commit()
    add_campaign(session, Campaign(slug="other", name="Other", polling_day=POLLING_DAY))
    session.commit()
    return session


def names(session: Session) -> list[str]:
    return list(session.scalars(UNSCOPED))


def test_a_statement_that_forgot_the_campaign_finds_its_rows_alone(two: Session) -> None:
    assert names(two) == []
    assert names(open_for(two, 1)) == ["Churchill"]
    two.commit()
    two.info.clear()
    assert names(two) == []


def test_another_campaigns_rows_are_neither_changed_nor_made(two: Session) -> None:
    two.execute(text("update ward set name = 'Gone'"))
    two.execute(text("delete from ward"))
    two.commit()
    slipped = "insert into ward (campaign_id, id, code, name, name_cy, seats) values "
    with pytest.raises(ProgrammingError, match="row-level security"):
        two.execute(text(f"{slipped} (1, gen_random_uuid(), '', 'Slipped', '', 1)"))
    two.rollback()
    assert names(open_for(two, 1)) == ["Churchill"]


def test_the_campaign_is_forgotten_when_its_transaction_ends(
    two: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def left_behind() -> list[str]:
        """Read on the connection that the session has just given back, telling it nothing."""
        assert names(open_for(two, 1)) == ["Churchill"]
        two.commit()
        with engine.connect() as connection:
            return list(connection.scalars(UNSCOPED))

    assert left_behind() == []
    # what a setting for the whole session would do: the next one on the connection sees them
    monkeypatch.setattr(base, "TELL", base.TELL.replace("true", "false"))
    assert left_behind() == ["Churchill"]


def test_every_table_of_a_campaign_is_walled_and_its_owner_is_held_too(two: Session) -> None:
    query = text("select relname from pg_class where relrowsecurity and relforcerowsecurity")
    assert set(two.scalars(query)) == {table.name for table in walled_tables()}
    with_campaign = {
        table.name
        for table in Row.metadata.sorted_tables
        if {"campaign_id", "id"} == {column.name for column in table.primary_key}
    }
    assert {table.name for table in walled_tables()} == with_campaign
    assert two.scalars(select(Campaign.slug)).all()
