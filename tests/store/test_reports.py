from collections import defaultdict
from datetime import timedelta
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session

from canvass.core.doorstep import Outcome, Response
from canvass.core.pictures import Period
from canvass.store.accounts import the_campaign
from canvass.store.contacts import Contact, ContactIssue, Retraction
from canvass.store.places import Ward
from canvass.store.reports import (
    counts_so_far,
    issue_counts,
    issues_offered,
    last_day,
)
from canvass.store.ward_pictures import picture_of
from tests.make import (
    TEA_TIME,
    keep,
    make_elector,
    make_home,
    make_member,
    make_response,
    make_walk,
    make_ward,
)


class Ward1:
    """A ward with three electors behind two doors, and an organiser who records there."""

    def __init__(self, session: Session) -> None:
        self.ward = make_ward(session)
        doors = [make_home(session, self.ward), make_home(session, self.ward)]
        self.electors = [make_elector(session, doors[place]) for place in (0, 0, 1)]
        self.walk = make_walk(session, self.ward.id, *doors)
        self.organiser = make_member(session)


def counts_of(session: Session, ward: Ward) -> dict[str, int]:
    return {code: count for code, _, count in issue_counts(session, ward) if count}


def test_an_elector_counts_once_for_an_issue_raised_twice(session: Session) -> None:
    here = Ward1(session)
    later = TEA_TIME + timedelta(days=1)
    keep(
        session,
        here.organiser,
        make_response(here.walk, here.electors[0], "housing", "windrush"),
        make_response(here.walk, here.electors[0], "housing", spoken_at=later),
        make_response(here.walk, here.electors[1], "housing"),
    )
    assert counts_of(session, here.ward) == {"housing": 2, "windrush": 1}


def test_what_was_taken_back_counts_no_more(session: Session) -> None:
    here = Ward1(session)
    response = make_response(here.walk, here.electors[0], "housing")
    undo = Response(id=uuid4(), retracts=response.id, spoken_at=TEA_TIME)
    keep(session, here.organiser, response, undo)

    assert counts_of(session, here.ward) == {}
    assert picture_of(session, here.ward, Period(), TEA_TIME).spoken_to == 0


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sets(st.sampled_from(["housing", "windrush", "economy"])),
            st.booleans(),
        ),
        max_size=10,
    )
)
def test_the_counts_are_those_of_a_naive_recount(
    session: Session, told: list[tuple[int, set[str], bool]]
) -> None:
    for table in (ContactIssue, Contact, Retraction):
        session.execute(delete(table))
    name = f"Ward {uuid4()}"
    here = Ward1.__new__(Ward1)
    here.ward = make_ward(session, name)
    doors = [make_home(session, here.ward), make_home(session, here.ward)]
    here.electors = [make_elector(session, doors[place]) for place in (0, 0, 1)]
    here.walk, here.organiser = (
        make_walk(session, here.ward.id, *doors),
        make_member(session),
    )
    raised: dict[str, set[UUID]] = defaultdict(set)
    spoken: set[UUID] = set()
    for person, codes, is_taken_back in told:
        elector = here.electors[person]
        response = make_response(here.walk, elector, *codes)
        undo = Response(id=uuid4(), retracts=response.id, spoken_at=TEA_TIME)
        keep(session, here.organiser, response, *([undo] if is_taken_back else []))
        if not is_taken_back:
            spoken.add(elector.id)
            for code in codes:
                raised[code].add(elector.id)

    report = picture_of(session, here.ward, Period(), TEA_TIME)

    assert counts_of(session, here.ward) == {code: len(who) for code, who in raised.items()}
    assert report.spoken_to == len(spoken)
    assert report.conversations == sum(not is_back for _, _, is_back in told)


def test_a_report_says_out_of_how_many(session: Session) -> None:
    here = Ward1(session)
    empty = make_response(here.walk, here.electors[2], elector=None, outcome=Outcome.NOT_IN)
    keep(session, here.organiser, make_response(here.walk, here.electors[0], "housing"), empty)
    the_campaign(session).smallest_cell = 1

    report = picture_of(session, here.ward, Period(), TEA_TIME)

    assert (report.electors, report.spoken_to, report.conversations) == (3, 1, 1)
    assert (report.doors, report.knocked, report.answered) == (2, 2, 1)
    assert [issue.code for issue in report.shown] == ["housing"]


def test_a_count_under_the_smallest_cell_is_hidden(session: Session) -> None:
    here = Ward1(session)
    keep(session, here.organiser, make_response(here.walk, here.electors[0], "housing"))
    assert picture_of(session, here.ward, Period(), TEA_TIME).shown == ()


def test_another_wards_issues_are_not_counted(session: Session) -> None:
    here = Ward1(session)
    keep(session, here.organiser, make_response(here.walk, here.electors[0], "housing"))
    assert counts_of(session, make_ward(session, "Bayswater")) == {}


def test_the_last_day_counts_what_came_in(session: Session) -> None:
    here = Ward1(session)
    keep(
        session,
        here.organiser,
        make_response(here.walk, here.electors[0], strength=1),
        make_response(here.walk, here.electors[1], strength=4),
        make_response(here.walk, here.electors[2], elector=None, outcome=Outcome.NOT_IN),
    )
    assert last_day(session, TEA_TIME) == (2, 2)
    assert last_day(session, TEA_TIME + timedelta(days=1)) == (0, 0)
    assert counts_so_far(session) == (3, 2, 1, 0)


def test_a_phone_offers_first_what_its_ward_raises_most(session: Session) -> None:
    here = Ward1(session)
    keep(
        session,
        here.organiser,
        make_response(here.walk, here.electors[0], "windrush", "economy", "other"),
        make_response(here.walk, here.electors[1], "windrush"),
    )
    offered = [one.code for one in issues_offered(session, here.ward)]
    assert offered[:3] == ["windrush", "economy", "housing"]
    assert offered[-1] == "other"
