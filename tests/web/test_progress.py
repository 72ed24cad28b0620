"""Canvass progress: the trade's rates, counted again by hand."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.doorstep import Outcome
from canvass.core.progress import Progress, sessions_left
from canvass.core.sources import Source
from canvass.store.places import Household, Ward
from canvass.store.progress import (
    by_person,
    by_team,
    by_telephone,
    by_week,
    district_progress,
    evenings,
    pace,
)
from canvass.store.register import Elector
from tests.conftest import SignIn
from tests.make import (
    TEA_TIME,
    keep,
    make_district,
    make_door,
    make_elector,
    make_member,
    make_response,
    make_street,
    make_walk,
    make_ward,
)


def told(session: Session) -> None:
    """Knock at three of four doors over two weeks: one promise, one against, one not in."""
    ward = make_ward(session)
    street = make_street(session, make_district(session, ward))
    doors = [make_door(session, street, str(number)) for number in (2, 4, 6, 8)]
    people = [make_elector(session, door) for door in doors]
    walk = make_walk(session, ward.id, *doors)
    member = make_member(session)
    later = TEA_TIME + timedelta(days=7)
    keep(
        session,
        member,
        make_response(walk, people[0], strength=1),
        make_response(walk, people[1], strength=5),
        make_response(walk, people[2], outcome=Outcome.NOT_IN, spoken_at=later),
    )
    session.commit()


def test_the_rates_are_those_of_a_count_by_hand(session: Session) -> None:
    told(session)
    member = make_member(session)
    ((row,),) = district_progress(session, member).values()
    assert row == Progress("CH1", 4, 2, 4, 3, 2, 1)
    assert (row.contact_rate, row.answer_rate, row.promise_rate) == (0.5, 2 / 3, 0.5)
    assert row.left == 1


def test_weeks_and_people_add_up_to_the_same(session: Session) -> None:
    told(session)
    nights = evenings(session, make_member(session))
    weeks = by_week(nights)
    assert [(week.name, week.knocked, week.spoken_to) for week in weeks] == [
        ("16 April", 2, 2),
        ("23 April", 1, 0),
    ]
    (team,) = by_team(session, nights)
    assert (team.name, team.knocked, team.spoken_to) == ("Lupus Street, evens", 3, 2)
    (person,) = by_person(session, nights)
    assert (person.name, person.knocked, person.promises) == ("Vi Volunteer", 3, 1)
    assert pace(nights) == 1.5


def test_what_is_left_takes_so_many_evenings_of_a_team() -> None:
    assert sessions_left(100, 25) == 1
    assert sessions_left(101, 25) == 2
    assert sessions_left(101, None) is None
    assert sessions_left(0, 25) == 0


def test_the_page_says_it_and_how_it_is_counted(session: Session, sign_in: SignIn) -> None:
    told(session)
    page = " ".join(sign_in(Role.ORGANISER).get("/c/westminster/progress/").text.split())
    assert "3 of 4 doors knocked, 2 of 4 electors spoken to." in page
    assert "about <b>1 evening</b> of a team of four" in page
    assert "Not in is an attempt, not a contact." in page


def test_a_campaign_that_has_not_begun_says_so(sign_in: SignIn) -> None:
    page = sign_in(Role.ORGANISER).get("/c/westminster/progress/").text
    assert "Nobody has knocked yet." in page


def test_a_call_by_telephone_is_no_door_knocked(session: Session, sign_in: SignIn) -> None:
    told(session)
    ward, doors = session.scalars(select(Ward)).one(), session.scalars(select(Household))
    calls = make_walk(session, ward.id, *doors, source=Source.TELEPHONE)
    people = list(session.scalars(select(Elector).order_by(Elector.id)))
    ring = make_response(calls, people[3], strength=2)
    keep(
        session, make_member(session), ring, make_response(calls, people[0], outcome=Outcome.NOT_IN)
    )
    session.commit()

    ((row,),) = district_progress(session, make_member(session)).values()
    assert row == Progress("CH1", 4, 3, 4, 3, 2, 2)
    nights = evenings(session, make_member(session))
    assert pace(nights) == 1.5
    rung = by_telephone(nights)
    assert rung
    assert (rung.knocked, rung.answered, rung.spoken_to, rung.promises) == (2, 1, 1, 1)
    assert [(week.knocked, week.spoken_to) for week in by_week(nights)] == [(2, 3), (1, 0)]
    page = " ".join(sign_in(Role.ORGANISER).get("/c/westminster/progress/").text.split())
    assert "3 of 4 doors knocked, 3 of 4 electors spoken to." in page
    assert "<h2>By telephone</h2>" in page
