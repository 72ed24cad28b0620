"""An issue is split by a rule that is seen first, holds from then on, and can be taken back."""

import re
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.splits import Split
from canvass.store.base import new_id
from canvass.store.catalogue import merge, new_split, part, split, undo_split
from canvass.store.contacts import Contact, ContactIssue
from canvass.store.issues import Issue
from canvass.store.notes import read_note
from canvass.store.reports import issue_counts
from canvass.store.splits import IssueSplit
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

CATALOGUE = "/c/westminster/catalogue/"


class Two:
    """Two polling districts of a ward and one of another, two people in each, one walk."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.wards = [make_ward(session, f"Ward {new_id()}") for _ in range(2)]
        places = [(self.wards[0], "A"), (self.wards[0], "B"), (self.wards[1], "C")]
        ids = str(new_id())[-6:]
        self.districts = [make_district(session, ward, f"{code}{ids}") for ward, code in places]
        doors = [make_door(session, make_street(session, one)) for one in self.districts]
        self.people = [make_elector(session, door) for door in doors for _ in range(2)]
        self.walk = make_walk(session, self.wards[0].id, *doors)
        self.member = make_member(session)
        session.commit()

    def say(self, person: int, *issues: str, note: str = "") -> None:
        self.session.rollback()
        told = make_response(self.walk, self.people[person], *issues, note=note)
        (verdict,) = keep(self.session, self.member, told)
        assert verdict.status == "kept", verdict
        self.session.commit()

    def counts(self) -> dict[str, int]:
        self.session.rollback()
        found: dict[str, int] = {}
        for ward in self.wards:
            for code, _, count in issue_counts(self.session, ward):
                found[code] = found.get(code, 0) + count
        return {code: count for code, count in found.items() if count}

    def issue(self, code: str) -> Issue:
        return self.session.scalars(select(Issue).where(Issue.code == code)).one()

    def rule(self, issue: str, into: str, words: str = "", **place: object) -> Split:
        ids = (self.issue(issue).id, self.issue(into).id)
        return Split(new_id(), *ids, words)._replace(**place)  # type: ignore[arg-type]

    def merge(self, issue: str, into: str) -> list[Callable[[], object]]:
        """Merge one issue into another if that may be, and say how to take it back."""
        one, other = self.issue(issue), self.issue(into)
        takes_others = select(Issue).where(Issue.merged_into_id == one.id)
        is_free = one.merged_into_id is None and not self.session.scalars(takes_others).all()
        if one is other or not other.in_use or not is_free:
            return []
        merge(self.session, one, other)
        return [lambda: part(self.session, self.issue(issue))]

    def split(self, issue: str, into: str, words: str) -> list[Callable[[], object]]:
        """Split an issue by words, or by a district if there are none, and say how to undo it."""
        if issue == into:
            return []
        place = {} if words else {"district_id": self.districts[0].id}
        rule, by = self.rule(issue, into, words, **place), self.member.user_id
        split(self.session, rule, by, TEA_TIME)
        return [lambda: undo_split(self.session, rule.id, by, TEA_TIME)]


@pytest.fixture
def two(session: Session) -> Two:
    return Two(session)


@pytest.fixture
def organiser(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.ORGANISER)


def ask(browser: FlaskClient, two: Two, issue: str, **form: object) -> str:
    """Ask what a rule would move, or with `seen` make it."""
    url = f"{CATALOGUE}{two.issue(issue).id}/split"
    told: dict[str, object] = {"ward": "", "district": "", **form}
    if "into" in form:
        told["into"] = str(two.issue(str(form["into"])).id)
    return browser.post(url, data=told, follow_redirects=True).text


def test_a_split_is_seen_before_it_is_made(organiser: FlaskClient, two: Two) -> None:
    two.say(0, "other", note="The bins on Lupus Street")
    two.say(1, "other", note="A damp flat")
    two.say(2, "other", note="100% of BIN day")
    two.say(3, "housing", note="bins")
    form = {"words": "bin, rubbish", "into": "economy"}
    page = ask(organiser, two, "other", **form)
    assert re.search(r"would count as Cost of living</dt>\s*<dd>\s*2\s*</dd>", page)
    assert re.search(r"would stay Another issue</dt>\s*<dd>\s*1\s*</dd>", page)
    assert two.counts() == {"other": 3, "housing": 1}

    page = ask(organiser, two, "other", **form, seen="yes")
    assert "2 mentions of Another issue now count as Cost of living." in page
    assert "Noted with bin, rubbish. Since" in page
    assert two.counts() == {"other": 1, "economy": 2, "housing": 1}

    two.say(4, "other", note="bins again")  # a rule holds for what is still to come
    two.say(5, "other", note="buses")
    assert two.counts() == {"other": 2, "economy": 3, "housing": 1}

    found = re.search(r'action="([^"]*/splits/[^"]*/undo)"', page)
    assert found
    page = organiser.post(found[1], follow_redirects=True).text
    assert "Taken back: 3 mentions moved back." in page
    assert "It is whole" in page
    assert two.counts() == {"other": 5, "housing": 1}
    assert "0 mentions" in organiser.post(found[1], follow_redirects=True).text


def test_an_issue_is_split_by_ward_or_polling_district(organiser: FlaskClient, two: Two) -> None:
    for person in range(6):
        two.say(person, "other", note="bins" if person % 2 else "")
    ward, district = str(two.wards[1].id), str(two.districts[0].id)
    ask(organiser, two, "other", ward=ward, into="windrush", seen="yes")
    assert two.counts() == {"other": 4, "windrush": 2}
    page = ask(organiser, two, "other", district=district, words="bin", into="economy", seen="yes")
    assert two.counts() == {"other": 3, "windrush": 2, "economy": 1}
    assert f"in polling district {two.districts[0].code}" in page
    assert f"in {two.wards[1].name}" in page


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"words": "bin"}, "Choose the other issue."),
        ({"words": " , ", "into": "economy"}, "Give the words, the ward or the polling district"),
        ({"words": "%", "into": "economy"}, "Give the words, the ward or the polling district"),
        ({"words": "%", "into": "economy", "ward": "here"}, "There is no word among those words."),
        ({"words": "x" * 401, "into": "economy"}, "longer than 400"),
        ({"words": "bin", "into": "other"}, "Not a valid choice."),
        ({"words": "bin", "into": "economy", "ward": "nowhere"}, "Not a valid choice."),
    ],
)
def test_a_rule_that_makes_no_sense_says_why(
    organiser: FlaskClient, two: Two, form: dict[str, str], sentence: str
) -> None:
    two.say(0, "other", note="anything at all")
    if form.get("ward") == "here":
        form = {**form, "ward": str(two.wards[0].id)}
    assert sentence in ask(organiser, two, "other", **form, seen="yes")
    assert two.counts() == {"other": 1}


def test_a_rule_that_is_not_there_cannot_be_taken_back(organiser: FlaskClient, two: Two) -> None:
    assert organiser.post(f"{CATALOGUE}splits/{two.walk.id}/undo").status_code == 404


def test_who_made_a_rule_and_who_took_it_back_is_kept(two: Two) -> None:
    by = two.member.user_id
    rule = two.rule("other", "economy", "bin")
    split(two.session, rule, by, TEA_TIME)
    undo_split(two.session, rule.id, by, TEA_TIME)
    (kept,) = two.session.scalars(select(IssueSplit)).all()
    assert (kept.made_by, kept.undone_by, kept.undone_at) == (by, by, TEA_TIME)


def test_a_rule_holds_for_what_is_read_from_notes_too(two: Two) -> None:
    two.say(0, note="bins!")
    split(two.session, two.rule("other", "economy", "bin"), two.member.user_id, TEA_TIME)
    contact = two.session.scalars(select(Contact.id)).one()
    read_note(two.session, two.member, contact, {"other": None}, TEA_TIME)
    two.session.commit()
    assert two.counts() == {"economy": 1}


def test_what_came_by_two_rules_goes_back_by_both(two: Two) -> None:
    two.say(0, "other", note="bins")
    by = two.member.user_id
    first, second = two.rule("other", "housing", "bin"), two.rule("housing", "economy", "bin")
    split(two.session, first, by, TEA_TIME)
    assert new_split(two.session, second) == (1, 0)
    split(two.session, second, by, TEA_TIME)
    two.session.commit()
    assert two.counts() == {"economy": 1}
    undo_split(two.session, second.id, by, TEA_TIME)
    two.session.commit()
    assert two.counts() == {"housing": 1}
    undo_split(two.session, first.id, by, TEA_TIME)
    two.session.commit()
    assert two.counts() == {"other": 1}


def test_splits_in_a_circle_come_to_an_end(two: Two) -> None:
    by = two.member.user_id
    split(two.session, two.rule("other", "economy", "bin"), by, TEA_TIME)
    split(two.session, two.rule("economy", "other", "bin"), by, TEA_TIME)
    two.session.commit()
    two.say(0, "other", note="bins")
    assert sum(two.counts().values()) == 1


def test_what_was_split_before_there_were_rules_stays_split(two: Two) -> None:
    two.say(0, "other", note="bins")
    two.say(1, "other", note="bins")
    (old, _) = two.session.scalars(select(ContactIssue).order_by(ContactIssue.id)).all()
    old.told_as_id, old.issue_id = old.issue_id, two.issue("economy").id
    two.session.commit()
    rule = two.rule("other", "windrush", "bin")
    assert new_split(two.session, rule).moved == 1
    split(two.session, rule, two.member.user_id, TEA_TIME)
    merge(two.session, two.issue("economy"), two.issue("housing"))
    undo_split(two.session, rule.id, two.member.user_id, TEA_TIME)
    two.session.commit()
    assert two.counts() == {"housing": 1, "other": 1}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["split", "merge", "say"]),
        st.sampled_from(["other", "economy", "housing"]),
        st.sampled_from(["economy", "housing", "windrush"]),
        st.sampled_from(["bin", "damp", ""]),
        st.integers(0, 5),
    ),
    max_size=9,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS, st.randoms(use_true_random=False))
def test_all_taken_back_in_any_order_all_counts_as_it_was_told(
    session: Session, steps: list[tuple[str, str, str, str, int]], chance: Random
) -> None:
    session.rollback()
    session.execute(update(IssueSplit).values(undone_at=TEA_TIME))  # of an example before
    session.execute(update(Issue).values(merged_into_id=None, in_use=True))
    two = Two(session)
    told: set[tuple[str, int]] = set()
    undo: list[Callable[[], object]] = []
    for what, one, other, words, person in steps:
        if what == "say":
            two.say(person, one, note=f"{words}s everywhere")
            told.add((one, person))
        elif what == "merge":
            undo += two.merge(one, other)
        else:
            undo += two.split(one, other, words)
        session.commit()
    chance.shuffle(undo)
    for take_back in undo:
        take_back()
        session.commit()
    assert two.counts() == Counter(code for code, _ in told)
