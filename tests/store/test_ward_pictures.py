"""A ward's picture from the database: periods, a naive recount, and the period before."""

from datetime import date, timedelta
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from canvass.core.doorstep import Outcome, Response
from canvass.core.pictures import Move, Period
from canvass.core.sources import OURS, Source
from canvass.store.ward_pictures import picture_of
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

DAY = TEA_TIME.date()
WEEK = timedelta(days=7)


class Heard:
    """A ward of two districts with forty electors each, who can be heard."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ward = make_ward(session)
        self.member = make_member(session)
        districts = [make_district(session, self.ward, code) for code in ("CH1", "CH2")]
        self.doors = [make_door(session, make_street(session, one)) for one in districts]
        self.people = [make_elector(session, door) for door in self.doors for _ in range(40)]
        self.walk = make_walk(session, self.ward.id, *self.doors)

    def say(self, first: int, last: int, *issues: str, days: int = 0) -> None:
        moment = TEA_TIME + timedelta(days=days)
        told = [
            make_response(self.walk, one, *issues, spoken_at=moment)
            for one in self.people[first:last]
        ]
        assert {one.status for one in keep(self.session, self.member, *told)} == {"kept"}


def test_the_whole_of_it_is_a_recount_by_district(session: Session) -> None:
    here = Heard(session)
    here.say(0, 20, "housing")
    here.say(40, 50, "housing")
    here.say(50, 60)
    picture = picture_of(session, here.ward, Period(), TEA_TIME)
    housing = picture.issues[0]
    assert (picture.electors, picture.spoken_to) == (80, 40)
    assert (housing.code, housing.cell.count, housing.cell.of) == ("housing", 30, 40)
    assert [(cell.count, cell.of) for cell in housing.districts] == [(20, 20), (10, 20)]
    assert [(one.code, one.electors, one.spoken_to) for one in picture.districts] == [
        ("CH1", 40, 20),
        ("CH2", 40, 20),
    ]
    assert "Housing repairs is raised most, by 75 in every 100" in picture.sentences[0]


def test_a_period_counts_its_own_days_and_each_elector_once(session: Session) -> None:
    here = Heard(session)
    here.say(0, 10, "housing")
    here.say(5, 15, "housing", days=7)
    here.say(5, 15, "housing", days=8)
    week = Period(DAY + WEEK, DAY + WEEK + timedelta(days=6))
    picture = picture_of(session, here.ward, week, TEA_TIME)
    assert picture.spoken_to == 10
    assert picture.issues[0].cell.count == 10
    assert picture.conversations == 20


def test_the_week_before_stands_beside_and_a_rise_is_seen(session: Session) -> None:
    here = Heard(session)
    here.say(0, 40)
    here.say(0, 6, "windrush", days=0)
    here.say(0, 40, days=7)
    here.say(0, 30, "windrush", days=8)
    week = Period(DAY + WEEK, DAY + WEEK + timedelta(days=6))
    picture = picture_of(session, here.ward, week, TEA_TIME)
    windrush = next(one for one in picture.issues if one.code == "windrush")
    assert windrush.move is Move.UP
    assert windrush.before is not None
    assert windrush.before.count == 6
    assert any("Windrush is raised more than before" in one for one in picture.sentences)


TELLINGS = st.lists(
    st.tuples(
        st.integers(0, 19),
        st.sampled_from([Source.DOORSTEP, Source.TELEPHONE]),
        st.integers(0, 2),
        st.sets(st.sampled_from(["housing", "windrush"])),
    ),
    max_size=60,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TELLINGS)
def test_every_source_and_period_is_a_naive_recount(
    session: Session, told: list[tuple[int, Source, int, set[str]]]
) -> None:
    here = Heard(session)
    walks = {
        source: make_walk(session, here.ward.id, *here.doors, source=source) for source in OURS
    }
    for who, source, day, issues in told:
        moment = TEA_TIME + timedelta(days=day)
        response = make_response(walks[source], here.people[who], *issues, spoken_at=moment)
        keep(session, here.member, response)
    for only in (None, *OURS):
        for days in (None, 0, 2):
            since = None if days is None else DAY + timedelta(days=days)
            mine = [
                (who, issues)
                for who, from_, day, issues in told
                if only in (None, from_) and days in (None, day)
            ]
            picture = picture_of(session, here.ward, Period(since, since, None, only), TEA_TIME)
            assert picture.spoken_to == len({who for who, _ in mine})
            assert picture.conversations == len(mine)
            for line in picture.shown:
                raised = {who for who, issues in mine if line.code in issues}
                assert line.cell.count == len(raised) >= 5
    session.rollback()


def test_what_was_taken_back_is_in_no_picture(session: Session) -> None:
    here = Heard(session)
    response = make_response(here.walk, here.people[0], "housing")
    undo = Response(id=uuid4(), retracts=response.id, spoken_at=TEA_TIME)
    keep(session, here.member, response, undo)
    picture = picture_of(session, here.ward, Period(DAY, DAY), TEA_TIME)
    assert (picture.spoken_to, picture.conversations, picture.shown) == (0, 0, ())


def test_doors_are_counted_within_the_period(session: Session) -> None:
    here = Heard(session)
    here.say(0, 1)
    response = make_response(here.walk, here.people[40], outcome=Outcome.NOT_IN)
    keep(session, here.member, response)
    picture = picture_of(session, here.ward, Period(DAY, DAY), TEA_TIME)
    assert (picture.doors, picture.knocked, picture.answered) == (2, 2, 1)
    quiet = picture_of(session, here.ward, Period(date(2018, 1, 1), date(2018, 1, 2)), TEA_TIME)
    assert (quiet.doors, quiet.knocked) == (2, 0)
