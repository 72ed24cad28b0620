"""A teller's phone that was long without signal: many numbers at once, judged as if one by one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from canvass.core.access import Member, Role
from canvass.core.telling import Doubt, Taken
from canvass.core.verdicts import Status
from canvass.store.accounts import the_campaign
from canvass.store.register import Elector
from canvass.store.tellers import RUSH, TakenAt, keep_taken
from canvass.store.telling import TellingMark
from canvass.web.clock import wall_clock
from tests.make import make_district, make_door, make_elector, make_street, make_user, make_ward


@pytest.fixture
def teller(session: Session) -> Member:
    """A teller on a day of rehearsal, at a station where 1 to 40 vote."""
    the_campaign(session).rehearsal_on = wall_clock().date()
    district = make_district(session, make_ward(session), "CH1")
    door = make_door(session, make_street(session, district), "2")
    for number in range(1, 41):
        make_elector(session, door, roll_number=str(number), is_promise=True)
    session.flush()
    return Member(make_user(session).id, Role.TELLER)


def taken(numbers: range, seconds_apart: float) -> list[TakenAt]:
    since = wall_clock() - timedelta(minutes=30)
    moments = [since + timedelta(seconds=seconds_apart * place) for place in range(len(numbers))]
    return [
        TakenAt(Taken(id=uuid4(), taken_at=moment, district="CH1", typed=str(number)), moment)
        for number, moment in zip(numbers, moments, strict=True)
    ]


def doubts(session: Session) -> list[Doubt | None]:
    return list(session.scalars(select(TellingMark.doubt).order_by(TellingMark.taken_at)))


@pytest.mark.parametrize("at_once", [1, 5, 12])
def test_numbers_come_too_fast_however_many_are_sent_at_once(
    session: Session, teller: Member, at_once: int
) -> None:
    told = taken(range(1, 13), seconds_apart=0.5)
    for start in range(0, len(told), at_once):
        keep_taken(session, teller, told[start : start + at_once])
    assert doubts(session) == [None] * RUSH + [Doubt.TOO_FAST] * (12 - RUSH)
    voted = session.scalars(select(Elector.roll_number).where(Elector.has_voted))
    assert set(voted) == {str(number) for number in range(1, RUSH + 1)}


def test_numbers_sent_again_are_not_counted_twice_as_a_rush(
    session: Session, teller: Member
) -> None:
    told = taken(range(1, RUSH), seconds_apart=0.5)
    keep_taken(session, teller, told)
    again = keep_taken(session, teller, [*told, *taken(range(9, 10), 0)])
    assert [one.status for one in again] == [Status.DUPLICATE] * (RUSH - 1) + [Status.KEPT]
    assert doubts(session) == [None] * RUSH


def test_forty_numbers_are_looked_up_at_once(session: Session, teller: Member) -> None:
    asked: list[str] = []

    def hear(_c: object, _u: object, statement: str, *_more: object) -> None:
        asked.extend([statement] if statement.startswith("SELECT") else [])

    event.listen(session.connection(), "before_cursor_execute", hear)
    counts = []
    for numbers in (range(1, 6), range(6, 41)):
        asked.clear()
        keep_taken(session, teller, taken(numbers, seconds_apart=20))
        counts.append(len(asked))
    assert counts[1] <= counts[0]
