from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.doorstep import Flag, Outcome, Response
from canvass.core.verdicts import Status
from canvass.store.accounts import Campaign, add_campaign
from canvass.store.base import open_for
from canvass.store.contacts import Contact, Retraction, rebuild_standing
from canvass.store.leases import take_walk_back
from canvass.store.register import Elector
from tests.conftest import POLLING_DAY
from tests.make import (
    TEA_TIME,
    keep,
    make_elector,
    make_home,
    make_lease,
    make_member,
    make_response,
    make_walk,
    make_ward,
)

KEPT, DUPLICATE, REFUSED = Status.KEPT, Status.DUPLICATE, Status.REFUSED


class Street:
    """A ward with one door, somebody behind it, and a volunteer who holds the walk."""

    def __init__(self, session: Session) -> None:
        self.ward = make_ward(session)
        self.door = make_home(session, self.ward)
        self.elector = make_elector(session, self.door)
        self.walk = make_walk(session, self.ward.id, self.door)
        self.volunteer = make_member(session, Role.VOLUNTEER)
        make_lease(session, self.walk, self.volunteer.user_id)


@pytest.fixture
def street(session: Session) -> Street:
    return Street(session)


def test_a_response_changes_what_we_believe_of_the_elector(
    session: Session, street: Street
) -> None:
    response = make_response(street.walk, street.elector, "housing", strength=2, flags=[Flag.LIFT])

    verdicts = keep(session, street.volunteer, response)

    assert [verdict.status for verdict in verdicts] == [KEPT]
    assert (street.elector.strength, street.elector.is_promise) == (2, True)
    assert street.elector.wants_lift
    assert street.elector.spoken_at == TEA_TIME


def test_the_same_response_sent_twice_is_kept_once(session: Session, street: Street) -> None:
    response = make_response(street.walk, street.elector, "housing")

    first = keep(session, street.volunteer, response, response)
    second = keep(session, street.volunteer, response)

    assert [verdict.status for verdict in first + second] == [KEPT, DUPLICATE, DUPLICATE]
    assert session.scalar(select(func.count(Contact.id))) == 1


def test_another_response_under_the_same_id_is_refused(session: Session, street: Street) -> None:
    response = make_response(street.walk, street.elector, strength=1)
    other = make_response(street.walk, street.elector, id=response.id, strength=5)

    verdicts = keep(session, street.volunteer, response, other)

    assert [verdict.status for verdict in verdicts] == [KEPT, REFUSED]
    assert street.elector.strength == 1


def test_one_bad_response_does_not_lose_the_others(session: Session, street: Street) -> None:
    good = make_response(street.walk, street.elector, strength=1)
    stranger = make_response(street.walk, street.elector, elector=uuid4())
    no_issue = make_response(street.walk, street.elector, "unicorns")

    verdicts = keep(session, street.volunteer, stranger, good, no_issue)

    assert [verdict.status for verdict in verdicts] == [REFUSED, KEPT, REFUSED]
    assert "unicorns" in str(verdicts[2].reason)
    assert session.scalar(select(func.count(Contact.id))) == 1


def test_not_in_is_kept_for_the_whole_door(session: Session, street: Street) -> None:
    make_elector(session, street.door, name="Obi Example")
    empty = make_response(street.walk, street.elector, elector=None, outcome=Outcome.NOT_IN)

    keep(session, street.volunteer, empty)

    outcomes = session.scalars(select(Elector.last_outcome)).all()
    assert outcomes == [Outcome.NOT_IN, Outcome.NOT_IN]


def test_a_volunteer_cannot_record_on_a_walk_they_never_held(
    session: Session, street: Street
) -> None:
    stranger = make_member(session, Role.VOLUNTEER)
    verdicts = keep(session, stranger, make_response(street.walk, street.elector))

    assert verdicts[0].status == REFUSED
    assert "Ask your organiser" in str(verdicts[0].reason)


def test_a_door_must_be_on_the_walk_that_is_named(session: Session, street: Street) -> None:
    elsewhere = make_elector(session, make_home(session, street.ward))
    own_walk = make_response(street.walk, elsewhere)
    no_walk = make_response(street.walk, street.elector, walk=None)

    verdicts = keep(session, street.volunteer, own_walk, no_walk)

    assert {verdict.status for verdict in verdicts} == {REFUSED}


def test_an_organiser_of_another_ward_cannot_record_here(session: Session, street: Street) -> None:
    other = make_member(session, Role.ORGANISER, make_ward(session, "Bayswater"))
    assert keep(session, other, make_response(street.walk, street.elector))[0].status == REFUSED


def test_what_was_recorded_before_a_walk_was_taken_back_still_arrives(
    session: Session, street: Street
) -> None:
    take_walk_back(session, street.walk, TEA_TIME + timedelta(minutes=5))
    verdicts = keep(session, street.volunteer, make_response(street.walk, street.elector))
    assert verdicts[0].status == KEPT


def test_another_campaigns_doors_are_out_of_reach(session: Session, street: Street) -> None:
    add_campaign(session, Campaign(slug="other", name="Other", polling_day=POLLING_DAY))
    agent = make_member(session, Role.AGENT)
    assert keep(session, agent, make_response(street.walk, street.elector))[0].status == REFUSED


def back(response: Response, minutes: int = 1) -> Response:
    later = response.spoken_at + timedelta(minutes=minutes)
    return Response(id=uuid4(), retracts=response.id, spoken_at=later)


@pytest.mark.parametrize("order", ["contact first", "retraction first", "apart"])
def test_what_is_taken_back_counts_no_more_in_any_order(
    session: Session, street: Street, order: str
) -> None:
    first = make_response(street.walk, street.elector, strength=1)
    second = make_response(
        street.walk, street.elector, "housing", strength=5, spoken_at=TEA_TIME + timedelta(hours=1)
    )
    undo = back(second)
    pairs = {"contact first": [second, undo], "retraction first": [undo, second]}
    if order == "apart":
        keep(session, street.volunteer, first, undo)
        verdicts = keep(session, street.volunteer, second)
    else:
        verdicts = keep(session, street.volunteer, first, *pairs[order])

    assert {verdict.status for verdict in verdicts} == {KEPT}
    assert street.elector.strength == 1
    assert street.elector.last_contact_at == TEA_TIME


def test_taking_back_twice_is_the_same_as_once(session: Session, street: Street) -> None:
    response = make_response(street.walk, street.elector, strength=1)
    undo = back(response)
    verdicts = keep(session, street.volunteer, response, undo, undo)

    assert [verdict.status for verdict in verdicts] == [KEPT, KEPT, DUPLICATE]
    assert session.scalar(select(func.count(Retraction.id))) == 1
    assert street.elector.strength is None


def test_nobody_takes_back_what_another_recorded(session: Session, street: Street) -> None:
    response = make_response(street.walk, street.elector, strength=1)
    keep(session, street.volunteer, response)
    rival = make_member(session, Role.VOLUNTEER)
    make_lease(session, street.walk, rival.user_id)

    assert keep(session, rival, back(response))[0].status == REFUSED
    assert street.elector.strength == 1


def test_a_stranger_cannot_take_back_what_has_not_arrived_yet(
    session: Session, street: Street
) -> None:
    response = make_response(street.walk, street.elector, strength=1)
    rival = make_member(session, Role.VOLUNTEER)
    keep(session, rival, back(response))

    keep(session, street.volunteer, response)

    assert street.elector.strength == 1


def test_taking_back_an_empty_door_concerns_everybody_behind_it(
    session: Session, street: Street
) -> None:
    empty = make_response(street.walk, street.elector, elector=None, outcome=Outcome.NOT_IN)
    keep(session, street.volunteer, empty, back(empty))
    assert street.elector.last_outcome is None


def test_standing_derived_again_is_the_same(session: Session, street: Street) -> None:
    neighbour = make_elector(session, street.door, name="Obi Example")
    keep(
        session,
        street.volunteer,
        make_response(street.walk, street.elector, strength=1, party="ours"),
        make_response(street.walk, neighbour, outcome=Outcome.MOVED),
        make_response(street.walk, street.elector, elector=None, outcome=Outcome.NOT_IN),
    )
    before = snapshot(session)

    assert rebuild_standing(session, at_once=1) == 2
    session.flush()

    assert snapshot(session) == before


def snapshot(session: Session) -> list[dict[str, object]]:
    session.flush()
    session.expire_all()
    electors = session.scalars(select(Elector).order_by(Elector.id))
    names = [column.key for column in Elector.__table__.columns]
    return [{name: getattr(elector, name) for name in names} for elector in electors]


def test_whoever_may_record_does_so_in_their_own_campaign_only(session: Session) -> None:
    here = Street(session)
    other = Campaign(slug="other", name="Other", polling_day=POLLING_DAY)
    add_campaign(session, other)
    there = Street(session)
    open_for(session, 1)

    verdict = keep(session, here.volunteer, make_response(there.walk, there.elector))[0]

    assert verdict.status == REFUSED
