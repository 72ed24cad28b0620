from datetime import date, timedelta
from sqlite3 import Cursor
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.errors import NotFoundError
from canvass.core.telling import read_number
from canvass.store.accounts import the_campaign
from canvass.store.places import districts
from canvass.store.register import Elector
from canvass.store.telling import (
    Marked,
    MarkSource,
    NewMark,
    keep_mark,
    latest_marks,
    renew_voted,
    told_at,
    undo_mark,
)
from tests.conftest import POLLING_DAY
from tests.make import (
    TEA_TIME,
    make_district,
    make_door,
    make_elector,
    make_member,
    make_street,
    make_ward,
)


@pytest.fixture
def elector(session: Session) -> Elector:
    district = make_district(session, make_ward(session), "CH1")
    make_district(session, None, "KD-2/2")
    door = make_door(session, make_street(session, district))
    return make_elector(session, door, roll_number="888", roll_suffix="8", is_promise=True)


def mark(session: Session, typed: str, minutes: int = 0) -> Marked:
    places = districts(session)
    number = read_number(typed, "CH1", [one.code for one in places.values()])
    moment = TEA_TIME + timedelta(minutes=minutes)
    new = NewMark(number, typed, MarkSource.COMMITTEE_ROOM, None, moment, uuid4())
    return keep_mark(session, places, new, the_campaign(session))


@pytest.mark.parametrize("typed", ["888/8", "888.8", "CH1-888/8", "ch1 888/8"])
def test_a_number_strikes_the_elector_who_has_it(
    session: Session, elector: Elector, typed: str
) -> None:
    marked = mark(session, typed)

    assert marked.elector is elector
    assert (marked.roll_number, marked.is_first) == ("CH1-888/8", True)
    assert elector.has_voted


def test_the_number_without_the_suffix_is_somebody_else(session: Session, elector: Elector) -> None:
    assert mark(session, "888").elector is None
    assert not elector.has_voted


def test_a_number_nobody_has_is_kept_to_be_sorted_out(session: Session, elector: Elector) -> None:
    mark(session, "KD-2/2-9")
    mark(session, "9999", minutes=1)

    lines = latest_marks(session, make_member(session), districts(session))

    assert [line.roll_number for line in lines] == ["9999", "KD-2/2-9"]
    assert {line.name for line in lines} == {None}
    assert not elector.has_voted


def test_a_second_mark_says_so_and_changes_nothing(session: Session, elector: Elector) -> None:
    mark(session, "888/8")
    assert mark(session, "888/8").is_first is False
    assert elector.has_voted


def test_a_mark_taken_back_leaves_the_other_standing(session: Session, elector: Elector) -> None:
    mark(session, "888/8")
    mark(session, "888/8", minutes=1)
    organiser = make_member(session)
    first, second = latest_marks(session, organiser, districts(session))

    undo_mark(session, organiser, first.id, TEA_TIME)
    assert elector.has_voted

    undo_mark(session, organiser, second.id, TEA_TIME)
    session.refresh(elector)
    assert not elector.has_voted


def test_voted_belongs_to_one_election(session: Session, elector: Elector) -> None:
    mark(session, "888/8")
    campaign = the_campaign(session)
    campaign.polling_day = date(2018, 6, 14)
    session.flush()

    renew_voted(session, [elector.id])
    session.refresh(elector)

    assert not elector.has_voted
    assert told_at(session, campaign) is None
    campaign.polling_day = POLLING_DAY
    assert told_at(session, campaign) == TEA_TIME


def test_as_at_is_the_latest_mark_that_stands(session: Session, elector: Elector) -> None:
    assert told_at(session, the_campaign(session)) is None
    mark(session, "888/8")
    mark(session, "5", minutes=9)
    assert told_at(session, the_campaign(session)) == TEA_TIME + timedelta(minutes=9)

    newest = latest_marks(session, make_member(session), districts(session))[0]
    undo_mark(session, make_member(session), newest.id, TEA_TIME)

    assert told_at(session, the_campaign(session)) == TEA_TIME
    assert elector.has_voted


def test_an_organiser_of_another_ward_neither_sees_nor_undoes_a_mark(
    session: Session, elector: Elector
) -> None:
    mark(session, "888/8")
    line = latest_marks(session, make_member(session), districts(session))[0]
    other = make_member(session, Role.ORGANISER, make_ward(session, "Bayswater"))

    assert latest_marks(session, other, districts(session)) == []
    with pytest.raises(NotFoundError):
        undo_mark(session, other, line.id, TEA_TIME)
    with pytest.raises(NotFoundError):
        undo_mark(session, make_member(session), uuid4(), TEA_TIME)
    assert elector.has_voted


def test_who_has_voted_is_derived_without_reading_all_the_days_marks(
    session: Session, elector: Elector
) -> None:
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        pytest.skip("PostgreSQL chooses by its statistics, of which an empty table has none")
    plans: list[str] = []

    def explain(
        _: object, cursor: Cursor, statement: str, told: tuple[str, ...], *_more: object
    ) -> None:
        if statement.startswith("SELECT telling_mark"):
            rows = cursor.connection.execute(f"explain query plan {statement}", told)
            plans.extend(row[-1] for row in rows)

    event.listen(connection, "before_cursor_execute", explain)
    renew_voted(session, [elector.id])
    assert any("ix_telling_mark_elector" in plan for plan in plans), plans
