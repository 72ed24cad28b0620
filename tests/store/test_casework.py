from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from canvass.core.access import Member, Role
from canvass.core.casework import CaseStatus
from canvass.core.doorstep import Flag, Outcome, Response
from canvass.store.accounts import add_member
from canvass.store.assign import assign_district
from canvass.store.caseload import (
    Wanted,
    at_doors,
    case_counts,
    case_for,
    cases_for,
    history_of,
    owners_for,
    row_of,
    said_in,
)
from canvass.store.casework import (
    CaseChange,
    Casework,
    NewCase,
    StaleCaseError,
    Step,
    change_case,
    check_seen,
    open_case,
    steps_taken,
)
from canvass.store.places import PollingDistrict
from canvass.store.undoing import undo_person
from tests.make import (
    TEA_TIME,
    keep,
    make_elector,
    make_home,
    make_lease,
    make_member,
    make_response,
    make_user,
    make_walk,
    make_ward,
)

LATER = TEA_TIME + timedelta(days=2)
TODAY = date(2018, 4, 22)


class Door:
    """A ward with one door, somebody behind it, and a volunteer who holds the walk."""

    def __init__(self, session: Session) -> None:
        self.ward = make_ward(session)
        self.home = make_home(session, self.ward)
        self.elector = make_elector(session, self.home, name="Ada Example")
        self.walk = make_walk(session, self.ward.id, self.home)
        self.volunteer = make_member(session, Role.VOLUNTEER)
        make_lease(session, self.walk, self.volunteer.user_id)
        self.organiser = make_member(session)

    def promised(self, *issues: str, **values: object) -> Response:
        return make_response(self.walk, self.elector, *issues, flags=[Flag.CASEWORK], **values)


@pytest.fixture
def door(session: Session) -> Door:
    return Door(session)


def cases(session: Session) -> list[Casework]:
    return list(session.scalars(select(Casework).order_by(Casework.id)))


def words(session: Session, case: Casework) -> list[str]:
    return [one.what for one in history_of(session, case)]


def change(session: Session, case: Casework, **values: object) -> list[str]:
    now = {"owner": None, "due_on": case.due_on, "status": case.status, "answer": case.answer}
    told = CaseChange(**{**now, **values})  # type: ignore[arg-type]
    return change_case(session, case, told, Step(make_user(session, "Priya").id, LATER))


def test_a_promise_at_the_door_opens_a_case_by_itself(session: Session, door: Door) -> None:
    keep(session, door.volunteer, door.promised("housing", "windrush", note="Damp since May"))

    (case,) = cases(session)
    row = row_of(session, case)
    assert (row.title, row.name, row.issue) == ("Housing repairs", "Ada Example", "Housing repairs")
    assert (case.status, case.ward_id, case.owner_id) == (CaseStatus.OPEN, door.ward.id, None)
    assert case.reported_on == TEA_TIME.date()
    said = said_in(session, case)
    assert said is not None
    assert (said.note, said.issues) == ("Damp since May", ("Housing repairs", "Windrush"))
    assert words(session, case) == ["opened"]


def test_what_was_said_without_a_promise_opens_none(session: Session, door: Door) -> None:
    keep(session, door.volunteer, make_response(door.walk, door.elector, "housing"))
    assert cases(session) == []


def test_somebody_who_is_not_on_the_register_has_a_case_too(session: Session, door: Door) -> None:
    keep(session, door.volunteer, door.promised(elector=None, person="Zoë Núñez"))
    row = row_of(session, cases(session)[0])
    assert (row.title, row.name) == ("What they said", "Zoë Núñez")


def test_the_same_response_sent_again_opens_one_case(session: Session, door: Door) -> None:
    response = door.promised("housing")
    keep(session, door.volunteer, response, response)
    keep(session, door.volunteer, response)
    assert len(cases(session)) == 1
    assert words(session, cases(session)[0]) == ["opened"]


def test_the_database_itself_refuses_a_second_case_of_one_contact(
    session: Session, door: Door
) -> None:
    response = door.promised("housing")
    keep(session, door.volunteer, response)
    again = NewCase(door.home.id, door.organiser.user_id, TEA_TIME, contact_id=response.id)
    with pytest.raises(IntegrityError):
        open_case(session, again, LATER)


def test_a_response_taken_back_closes_the_case_nobody_has_touched(
    session: Session, door: Door
) -> None:
    response = door.promised("housing")
    keep(session, door.volunteer, response)
    back = Response(id=uuid4(), spoken_at=TEA_TIME, retracts=response.id)
    keep(session, door.volunteer, back, back)
    (case,) = cases(session)
    assert (case.status, words(session, case)) == (CaseStatus.CLOSED, ["opened", "taken back"])


def test_a_response_taken_back_before_it_arrives_opens_none(session: Session, door: Door) -> None:
    response = door.promised("housing")
    back = Response(id=uuid4(), spoken_at=TEA_TIME, retracts=response.id)
    keep(session, door.volunteer, back)
    keep(session, door.volunteer, response)
    assert cases(session) == []


def test_a_case_that_somebody_works_on_stays_open_when_it_is_taken_back(
    session: Session, door: Door
) -> None:
    response = door.promised("housing")
    keep(session, door.volunteer, response)
    (case,) = cases(session)
    change(session, case, note="Rang the council")
    keep(session, door.volunteer, Response(id=uuid4(), spoken_at=TEA_TIME, retracts=response.id))
    assert (case.status, words(session, case)) == (CaseStatus.OPEN, ["opened", "note"])


def test_undoing_somebody_closes_the_cases_they_opened_and_nobody_touched(
    session: Session, door: Door
) -> None:
    add_member(session, make_user(session), Role.ORGANISER)
    keep(session, door.volunteer, door.promised("housing"))
    volunteer = session.get_one(type(make_user(session)), door.volunteer.user_id)
    add_member(session, volunteer, Role.VOLUNTEER)
    session.flush()
    undo_person(session, volunteer.id, door.organiser.user_id, LATER)
    assert cases(session)[0].status == CaseStatus.CLOSED


def test_everything_that_is_changed_stands_in_the_history(session: Session, door: Door) -> None:
    keep(session, door.volunteer, door.promised("housing"))
    (case,) = cases(session)
    priya = make_user(session, "Priya")
    done = change(session, case, owner=priya, due_on=date(2018, 5, 12), note="She knows them")
    assert done == ["owner: Priya", "due 12 May"]
    change(session, case, owner=priya, status=CaseStatus.RESOLVED, answer="It is mended.")
    assert case.resolved_on == LATER.date()
    change(session, case, owner=priya, status=CaseStatus.OPEN)
    assert [case.resolved_on] == [None]
    assert words(session, case) == [
        "opened",
        "owner: Priya",
        "due 12 May",
        "answer written",
        "resolved",
        "opened again",
    ]
    assert [one.note for one in history_of(session, case)][1] == "She knows them"
    assert change(session, case, owner=priya) == []


def test_two_who_change_a_case_at_once_do_not_undo_each_other(session: Session, door: Door) -> None:
    keep(session, door.volunteer, door.promised("housing"))
    (case,) = cases(session)
    seen = steps_taken(session, case)
    check_seen(session, case, seen)
    change(session, case, note="First")
    with pytest.raises(StaleCaseError, match="Somebody else changed this case"):
        check_seen(session, case, seen)


def open_by_hand(session: Session, door: Door, **values: object) -> Casework:
    new = NewCase(door.home.id, door.organiser.user_id, TEA_TIME, title=str(values.pop("title")))
    case = open_case(session, new, TEA_TIME)
    for name, value in values.items():
        setattr(case, name, value)
    session.flush()
    return case


def test_cases_are_listed_soonest_due_first_and_those_without_a_date_last(
    session: Session, door: Door
) -> None:
    mine = door.organiser.user_id
    open_by_hand(session, door, title="no date")
    open_by_hand(session, door, title="later", due_on=date(2018, 6, 1), owner_id=mine)
    open_by_hand(session, door, title="overdue", due_on=date(2018, 4, 1))
    open_by_hand(session, door, title="today", due_on=TODAY, status=CaseStatus.WAITING)
    open_by_hand(session, door, title="done", due_on=date(2018, 4, 1), status=CaseStatus.RESOLVED)

    def listed(which: str) -> list[str]:
        found = cases_for(session, door.organiser, Wanted(which), TODAY)
        return [row.title for row in found]

    assert listed("open") == ["overdue", "today", "later", "no date"]
    assert listed("mine") == ["later"]
    assert listed("overdue") == ["overdue"]
    assert listed("resolved") == ["done"]
    assert tuple(case_counts(session, door.organiser, TODAY)) == (5, 4, 1, 1, 1)


def test_somebody_limited_to_a_ward_sees_no_other_wards_cases(session: Session, door: Door) -> None:
    case = open_by_hand(session, door, title="Theirs")
    abbey = make_ward(session, "Abbey")
    stranger = make_member(session, Role.ORGANISER, abbey)
    near = make_member(session, Role.ORGANISER, door.ward)

    assert cases_for(session, stranger, Wanted(), TODAY) == []
    assert case_counts(session, stranger, TODAY).every == 0
    with pytest.raises(Exception, match="nothing here"):
        case_for(session, stranger, case.id)
    assert case_for(session, near, case.id) is case
    assert len(cases_for(session, near, Wanted(ward_id=door.ward.id), TODAY)) == 1
    assert cases_for(session, door.organiser, Wanted(ward_id=abbey.id), TODAY) == []


def test_a_case_moves_with_its_polling_district(session: Session, door: Door) -> None:
    case = open_by_hand(session, door, title="Moves")
    abbey = make_ward(session, "Abbey")
    district = session.scalars(
        select(PollingDistrict).where(PollingDistrict.ward_id == door.ward.id)
    ).one()
    assign_district(session, district, abbey)
    assert case.ward_id == abbey.id


def test_only_people_who_may_work_on_cases_in_the_ward_can_own_one(
    session: Session, door: Door
) -> None:
    case = open_by_hand(session, door, title="Whose")
    for name, role in (("Org", Role.ORGANISER), ("Vol", Role.VOLUNTEER), ("Tel", Role.TELLER)):
        add_member(session, make_user(session, name), role)
    gone = make_user(session, "Gone")
    add_member(session, gone, Role.ORGANISER).barred_at = TEA_TIME
    session.flush()
    assert [user.name for user in owners_for(session, case)] == ["Org"]


def test_a_door_is_told_what_became_of_a_year_of_cases(session: Session, door: Door) -> None:
    keep(session, door.volunteer, door.promised("estate_offices", note="Secret", strength=1))
    (case,) = cases(session)
    assert at_doors(session, [door.home.id], TODAY) == {
        door.home.id: ["Estate offices: reported 20 April, being looked at"]
    }
    change(session, case, status=CaseStatus.RESOLVED, answer="Secret")
    told = ["Estate offices: reported 20 April, resolved"]
    assert at_doors(session, [door.home.id], TODAY)[door.home.id] == told
    assert at_doors(session, [door.home.id], date(2019, 4, 22))[door.home.id] == told
    assert at_doors(session, [door.home.id], date(2019, 4, 23)) == {}
    change(session, case, status=CaseStatus.CLOSED)
    assert at_doors(session, [door.home.id], TODAY) == {}
    assert at_doors(session, [uuid4()], TODAY) == {}


def test_a_door_with_nobody_named_keeps_its_case(session: Session, door: Door) -> None:
    keep(session, door.volunteer, door.promised(elector=None, outcome=Outcome.LANGUAGE))
    assert row_of(session, cases(session)[0]).name == ""
    assert isinstance(door.organiser, Member)
