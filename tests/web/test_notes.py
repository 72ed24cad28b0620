"""Notes are read one after the other, by key or by thumb, and shown nowhere else."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.contacts import ContactIssue
from canvass.store.issues import Issue
from canvass.store.reports import issue_counts
from tests.conftest import SignIn
from tests.make import (
    keep,
    make_elector,
    make_home,
    make_member,
    make_response,
    make_walk,
    make_ward,
)

URL = "/c/westminster/notes/"
SHUT = "Estate office shut, furious"


class Written:
    """Notes about people of one door."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ward = make_ward(session)
        door = make_home(session, self.ward)
        self.people = [make_elector(session, door, name="Ada Quillfeather") for _ in range(4)]
        self.walk = make_walk(session, self.ward.id, door)
        self.member = make_member(session)
        session.commit()

    def write(self, person: int, note: str, *issues: str) -> str:
        self.session.rollback()
        told = make_response(self.walk, self.people[person], *issues, note=note)
        keep(self.session, self.member, told)
        self.session.commit()
        return f"{URL}{told.id}"

    def counts(self) -> dict[str, int]:
        self.session.rollback()
        return {code: count for code, _, count in issue_counts(self.session, self.ward) if count}

    def stances(self) -> list[str | None]:
        self.session.rollback()
        return list(self.session.scalars(select(ContactIssue.stance)))


@pytest.fixture
def written(session: Session) -> Written:
    return Written(session)


@pytest.fixture
def organiser(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.ORGANISER)


def post(browser: FlaskClient, url: str, **form: object) -> str:
    return browser.post(url, data=form, follow_redirects=True).text


def test_a_note_is_shown_with_its_suggestion_and_the_reason_and_no_name(
    organiser: FlaskClient, written: Written
) -> None:
    written.write(0, SHUT, "economy")
    page = organiser.get(URL).text
    assert "1 note waits with a suggestion" in page
    assert SHUT in page
    assert "<b>Estate offices?</b> Because of: “Estate office”, “shut”" in page
    assert "Told at the door: Cost of living." in page
    assert "Quillfeather" not in page
    assert "Lupus" not in page
    assert written.counts() == {"economy": 1}


def test_confirming_counts_it_and_goes_on_to_the_next(
    organiser: FlaskClient, written: Written
) -> None:
    url = written.write(0, "repairs never done, rough sleepers outside")
    written.write(1, SHUT)
    form = {"verdict": "confirm", "suggested": ["housing", "homelessness"]}
    page = post(organiser, url, **form)
    assert "Counted: Housing repairs and Homelessness." in page
    assert SHUT in page
    assert written.counts() == {"housing": 1, "homelessness": 1}


def test_another_issue_or_none_is_one_press(organiser: FlaskClient, written: Written) -> None:
    other, none = written.write(0, SHUT), written.write(1, SHUT)
    assert "Counted: Windrush." in post(
        organiser, other, issue="windrush", suggested="estate_offices"
    )
    assert "No issue in that note." in post(
        organiser, none, verdict="none", suggested="estate_offices"
    )
    assert written.counts() == {"windrush": 1}
    page = organiser.get(URL).text
    assert "No note waits with a suggestion." in page
    assert "Read last" in page


def test_more_issues_than_were_suggested_are_ticked(
    organiser: FlaskClient, written: Written
) -> None:
    url = written.write(0, SHUT)
    form = {"verdict": "ticked", "suggested": "estate_offices"}
    page = post(organiser, url, **form)
    assert "Choose an issue, or say that the note raises none." in page
    assert SHUT in page
    post(organiser, url, tick=["housing", "economy"], **form)
    assert written.counts() == {"housing": 1, "economy": 1}


def test_a_stance_goes_to_issues_that_ask_for_one_only(
    organiser: FlaskClient, written: Written
) -> None:
    url = written.write(0, "Against the Oxford St scheme, and damp")
    page = organiser.get(URL).text
    assert re.search(r'value="against"[^>]*checked', page)
    form = {"verdict": "confirm", "suggested": ["oxford_street", "housing"], "stance": "against"}
    page = post(organiser, url, **form)
    assert "Oxford Street pedestrianisation, against" in page
    assert sorted(map(str, written.stances())) == ["None", "against"]

    mischief = written.write(1, "oxford street scheme")
    assert "checked" in organiser.get(URL).text
    post(organiser, mischief, issue="oxford_street", stance="both")
    assert written.stances().count(None) == 2


def test_what_was_read_is_taken_back_by_anybody_who_may_read(
    organiser: FlaskClient, sign_in: SignIn, written: Written
) -> None:
    url = written.write(0, SHUT)
    page = post(organiser, url, verdict="confirm", suggested="estate_offices")
    found = re.search(r'action="([^"]*/notes/read/[^"]*)"', page)
    assert found
    page = post(sign_in(Role.AGENT), found[1])
    assert "Taken back. The note waits again." in page
    assert "1 note waits" in page
    assert written.counts() == {}


def test_who_comes_second_is_told_who_was_first(
    organiser: FlaskClient, sign_in: SignIn, written: Written
) -> None:
    url = written.write(0, SHUT)
    post(sign_in(Role.AGENT), url, issue="economy")
    page = post(organiser, url, issue="housing")
    assert "read that note first. Theirs counts" in page
    assert written.counts() == {"economy": 1}


def test_a_note_is_left_for_later_and_comes_again_at_the_end(
    organiser: FlaskClient, written: Written
) -> None:
    first, second = written.write(0, "damp"), written.write(1, "mould")
    shown = organiser.get(URL).text
    url = first if first in shown else second
    after = url.removeprefix(URL)
    page = organiser.get(f"{URL}?after={after}").text
    other = {first, second} - {url}
    assert other.pop() in page
    assert url not in page
    last = ({first, second} - {url}).pop().removeprefix(URL)
    assert url in organiser.get(f"{URL}?after={last}").text
    assert url in organiser.get(f"{URL}?after=nonsense").text


def test_notes_without_a_suggestion_wait_too_for_those_who_ask(
    organiser: FlaskClient, written: Written
) -> None:
    url = written.write(0, "Bins on Tuesdays")
    assert "No note waits with a suggestion." in organiser.get(URL).text
    page = organiser.get(f"{URL}?show=all").text
    assert "Bins on Tuesdays" in page
    assert "(C)" not in page
    page = post(organiser, url, issue="other", show="all")
    assert "Every note has been read." in page
    assert written.counts() == {"other": 1}


def test_an_organiser_words_an_issue_and_notes_are_matched_by_it(
    organiser: FlaskClient, written: Written
) -> None:
    written.write(0, "Bins on Tuesdays")
    written.session.rollback()
    other = written.session.scalars(select(Issue).where(Issue.code == "other")).one()
    form = {"label": other.label, "words": "bin + tuesday", "words_cy": "biniau"}
    post(organiser, f"/c/westminster/catalogue/{other.id}", **form)
    page = organiser.get(URL).text
    assert "<b>Another issue?</b> Because of: “Bins”, “Tuesdays”" in page


def test_the_first_page_says_that_notes_wait(organiser: FlaskClient, written: Written) -> None:
    assert "may raise an issue" not in organiser.get("/c/westminster/").text
    written.write(0, SHUT)
    written.write(1, "ring the bell")
    assert "1 note may raise an issue" in organiser.get("/c/westminster/").text


def test_no_note_is_in_any_report(organiser: FlaskClient, written: Written) -> None:
    for person in range(4):
        url = written.write(person, f"{SHUT} {person}")
        post(organiser, url, verdict="confirm", suggested="estate_offices")
    for page in (
        "issues/",
        "issues/wards.json",
        f"issues/wards/{written.ward.id}",
        f"issues/wards/{written.ward.id}/weeks",
        f"issues/wards/{written.ward.id}.json",
        f"issues/wards/{written.ward.id}.csv",
    ):
        reply = organiser.get(f"/c/westminster/{page}")
        assert reply.status_code == 200, page
        assert "furious" not in reply.text


def test_a_note_that_is_not_there_is_not_read(organiser: FlaskClient, written: Written) -> None:
    url = written.write(0, SHUT)
    assert organiser.post(url, data={"issue": "nonsense"}).status_code == 404
    nobodys = f"{URL}{written.walk.id}"
    assert organiser.post(nobodys, data={"issue": "housing"}).status_code == 404
    assert organiser.post(f"{URL}read/{written.walk.id}").status_code == 404


def test_looking_at_notes_is_in_the_log(sign_in: SignIn, written: Written) -> None:
    written.write(0, SHUT)
    agent = sign_in(Role.AGENT)
    agent.get(URL)
    assert "saw notes from the doorstep" in agent.get("/c/westminster/log/").text
