"""A bad actor is wholly undone: the campaign stands as if they had never been out."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Member, Role
from canvass.core.doorstep import Outcome
from canvass.core.errors import NotFoundError
from canvass.store.accounts import SignIn, User, add_member, member_for, open_sign_in
from canvass.store.contacts import Contact, ContactIssue, Retraction
from canvass.store.disagreements import decide, disagreements
from canvass.store.leases import walks_held
from canvass.store.register import Elector
from canvass.store.reports import issue_counts
from canvass.store.teams import team_of
from canvass.store.undoing import person_for, preview_undo, undo_person
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

NOW = TEA_TIME + timedelta(hours=2)
STANDING = ("strength", "intention", "last_outcome", "last_contact_at", "is_promise", "wants_lift")


class Evening:
    """A walk of six electors at three doors, and two volunteers who hold it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        ward = make_ward(session, f"Ward {uuid4()}")
        doors = [make_home(session, ward, label) for label in ("2", "4", "6")]
        self.electors = [make_elector(session, door) for door in doors for _ in range(2)]
        self.walk = make_walk(session, ward.id, *doors)
        self.ward = ward
        self.good, self.bad = self.volunteer("Good"), self.volunteer("Bad")

    def volunteer(self, name: str) -> Member:
        user = make_user(self.session, name)
        add_member(self.session, user, Role.VOLUNTEER)
        since = TEA_TIME if name == "Bad" else TEA_TIME - timedelta(minutes=1)
        make_lease(self.session, self.walk, user.id, since)
        self.session.flush()
        member = member_for(self.session, user)
        assert member is not None
        return member

    def told(self, member: Member, place: int, minute: float, **values: object) -> None:
        moment = TEA_TIME + timedelta(minutes=minute)
        issues = values.pop("issues", [])
        assert isinstance(issues, list)
        response = make_response(
            self.walk, self.electors[place], *issues, spoken_at=moment, **values
        )
        keep(self.session, member, response)

    def standings(self) -> list[tuple[object, ...]]:
        self.session.flush()
        self.session.expire_all()
        return [tuple(getattr(one, name) for name in STANDING) for one in self.electors]

    def issues(self) -> list[tuple[str, str, int]]:
        return issue_counts(self.session, self.ward)


@pytest.fixture
def evening(session: Session) -> Evening:
    return Evening(session)


def test_the_preview_says_what_the_undoing_then_does(evening: Evening) -> None:
    evening.told(evening.good, 0, 1, strength=3, issues=["housing"])
    before = evening.standings(), evening.issues()
    evening.told(evening.bad, 0, 2, strength=1, issues=["housing"])
    evening.told(evening.bad, 2, 3, strength=1, issues=["economy"])
    evening.told(evening.bad, 4, 4, outcome=Outcome.MOVED)
    session = evening.session
    session.flush()

    preview = preview_undo(session, evening.bad.user_id)
    assert (preview.responses, preview.doors, preview.electors) == (3, 3, 3)
    assert (preview.standings, preview.promises, preview.issues) == (3, 2, 2)
    assert evening.standings() != before[0]

    assert undo_person(session, evening.bad.user_id, evening.good.user_id, NOW) == 3
    assert (evening.standings(), evening.issues()) == before
    assert preview_undo(session, evening.bad.user_id).responses == 0
    kept = session.scalars(select(Contact).where(Contact.user_id == evening.bad.user_id)).all()
    assert {contact.is_retracted for contact in kept} == {True}
    whys = {one.why for one in session.scalars(select(Retraction))}
    assert whys == {"Everything by this person was undone."}


steps = st.lists(
    st.tuples(
        st.booleans(),
        st.integers(0, 5),
        st.integers(0, 60),
        st.sampled_from([None, 1, 2, 3, 5]),
        st.sampled_from([Outcome.SPOKE, Outcome.NOT_IN, Outcome.MOVED, Outcome.REFUSED]),
        st.sampled_from([[], ["housing"], ["housing", "economy"]]),
    ),
    max_size=14,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_undone_or_never_there_is_the_same(
    session: Session, taps: list[tuple[object, ...]]
) -> None:
    with_them, without = Evening(session), Evening(session)
    for second, (is_bad, place, whole, strength, outcome, issues) in enumerate(taps):
        assert isinstance(place, int)
        assert isinstance(whole, int)
        minute = whole + second / 60  # never two at one moment: chance ids would settle it
        told = {"strength": strength, "outcome": outcome, "issues": list(issues)}  # type: ignore[call-overload]
        member = with_them.bad if is_bad else with_them.good
        with_them.told(member, place, minute, **told)
        if not is_bad:
            told["issues"] = list(issues)  # type: ignore[call-overload]
            without.told(without.good, place, minute, **told)

    undo_person(session, with_them.bad.user_id, with_them.good.user_id, NOW)

    assert with_them.standings() == without.standings()
    assert with_them.issues() == without.issues()


def test_whoever_is_undone_is_shut_out_and_what_still_arrives_does_not_count(
    evening: Evening,
) -> None:
    session = evening.session
    bad = session.get_one(User, evening.bad.user_id)
    open_sign_in(session, bad, NOW)
    session.flush()

    undo_person(session, bad.id, evening.good.user_id, NOW)

    assert session.scalars(select(SignIn).where(SignIn.user_id == bad.id)).all() == []
    assert walks_held(session, evening.bad, NOW) == []
    barred = member_for(session, bad)
    assert barred is not None
    assert barred.is_barred
    before = evening.standings()
    evening.told(barred, 1, 5, strength=1, issues=["housing"])
    assert evening.standings() == before
    assert session.scalars(select(Contact)).one().is_retracted
    assert not session.scalars(select(ContactIssue)).one().is_counted


def test_nobody_of_another_campaign_can_be_undone(evening: Evening) -> None:
    with pytest.raises(NotFoundError):
        person_for(evening.session, make_user(evening.session).id)
    assert person_for(evening.session, evening.good.user_id).name == "Good"


def test_two_tellings_within_a_day_wait_for_an_organiser(evening: Evening) -> None:
    session, organiser = evening.session, make_member(evening.session)
    evening.told(evening.good, 0, 1, strength=1, issues=["housing"])
    evening.told(evening.bad, 0, 30, strength=5)
    evening.told(evening.good, 1, 1, strength=2)
    evening.told(evening.bad, 1, 2, strength=2)
    evening.told(evening.good, 2, 1, strength=2)
    evening.told(evening.bad, 2, 2, outcome=Outcome.NOT_IN)
    session.flush()

    [tellings] = disagreements(session, organiser, NOW)
    assert [(one.by, one.strength) for one in tellings] == [("Good", 1), ("Bad", 5)]
    assert tellings[0].address == "2, Lupus Street"
    elsewhere = make_member(session, Role.ORGANISER, make_ward(session, "Abbey"))
    assert disagreements(session, elsewhere, NOW) == []

    decide(session, organiser, tellings[0].contact_id, NOW)

    assert disagreements(session, organiser, NOW) == []
    session.expire_all()
    assert session.get_one(Elector, (1, evening.electors[0].id)).strength == 1
    with pytest.raises(NotFoundError):
        decide(session, organiser, tellings[0].contact_id, NOW)


def test_tellings_more_than_a_day_apart_are_news_and_no_disagreement(evening: Evening) -> None:
    evening.told(evening.good, 0, -24 * 60, strength=1)
    contact = evening.session.scalars(select(Contact)).one()
    contact.spoken_at = TEA_TIME - timedelta(days=2)
    evening.told(evening.bad, 0, 30, strength=5)
    assert disagreements(evening.session, make_member(evening.session), NOW) == []


def test_the_team_of_a_walk_is_all_who_had_it_with_what_came_in(evening: Evening) -> None:
    evening.told(evening.good, 0, 1, strength=1)
    evening.told(evening.good, 2, 5, outcome=Outcome.NOT_IN)
    good, bad = team_of(evening.session, evening.walk, NOW)
    assert (good.name, good.responses, good.doors, good.answered) == ("Good", 2, 2, 1)
    assert (bad.name, bad.responses, bad.heard_at, bad.signs) == ("Bad", 0, None, frozenset())
    assert bad.until == TEA_TIME + timedelta(hours=8)
    late = team_of(evening.session, evening.walk, TEA_TIME + timedelta(hours=9))
    assert [one.until for one in late] == [None, None]
