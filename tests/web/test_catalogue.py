"""The catalogue of issues: kept by organisers, and nothing that was told is ever lost."""

import pytest
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.contacts import ContactIssue
from canvass.store.issues import Issue, issues_in_use
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

URL = "/c/westminster/catalogue/"


class Told:
    """Three people at one door: what they raise, and how it is counted."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ward = make_ward(session)
        door = make_home(session, self.ward)
        self.people = [make_elector(session, door) for _ in range(3)]
        self.walk = make_walk(session, self.ward.id, door)
        self.member = make_member(session)
        session.commit()

    def say(self, person: int, *issues: str, note: str = "") -> None:
        self.session.rollback()  # to see what the pages wrote
        response = make_response(self.walk, self.people[person], *issues, note=note)
        (verdict,) = keep(self.session, self.member, response)
        assert verdict.status == "kept", verdict
        self.session.commit()

    def counts(self) -> dict[str, int]:
        self.session.rollback()
        return {code: count for code, _, count in issue_counts(self.session, self.ward) if count}

    def issue(self, code: str) -> Issue:
        self.session.rollback()
        return self.session.query(Issue).filter_by(code=code).one()


@pytest.fixture
def told(session: Session) -> Told:
    return Told(session)


def test_an_issue_is_added_worded_and_offered(sign_in: SignIn, session: Session) -> None:
    organiser = sign_in(Role.ORGANISER)
    form = {"label": "Night noise", "label_cy": "Sŵn y nos", "theme": "Streets", "asks_stance": ""}
    page = organiser.post(URL, data=form, follow_redirects=True).text
    assert "Night noise is in the catalogue." in page
    session.rollback()
    added = issues_in_use(session)[-1]
    assert (added.code, added.theme) == ("night_noise", "Streets")

    organiser.post(f"{URL}{added.id}", data={**form, "label": "Noise at night"})
    session.rollback()
    assert [one.label for one in issues_in_use(session)][-1] == "Noise at night"


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("", "Name the issue."),
        ("housing REPAIRS", "There is an issue “Housing repairs” already."),
        ("!!!", "Name the issue in a few words."),
        ("x" * 81, "longer than 80"),
    ],
)
def test_an_issue_that_cannot_be_added_says_why(sign_in: SignIn, label: str, sentence: str) -> None:
    reply = sign_in(Role.ORGANISER).post(URL, data={"label": label})
    assert reply.status_code == 400
    assert sentence in reply.text


def test_issues_are_put_in_order(sign_in: SignIn, session: Session) -> None:
    organiser = sign_in(Role.ORGANISER)
    first, second, *_ = issues_in_use(session)
    organiser.post(f"{URL}{second.id}/move", data={"to": "up"})
    session.rollback()
    assert [one.code for one in issues_in_use(session)][:2] == [second.code, first.code]
    organiser.post(f"{URL}{second.id}/move", data={"to": "up"})
    session.rollback()
    assert issues_in_use(session)[0].code == second.code


def test_a_retired_issue_is_not_offered_and_still_counted(sign_in: SignIn, told: Told) -> None:
    told.say(0, "windrush")
    organiser = sign_in(Role.ORGANISER)
    organiser.post(f"{URL}{told.issue('windrush').id}/retire")
    assert told.counts() == {"windrush": 1}
    assert "windrush" not in [one.code for one in issues_in_use(told.session)]


def test_a_merged_issue_counts_as_the_other_and_each_elector_once(
    sign_in: SignIn, told: Told
) -> None:
    told.say(0, "housing", "developers")
    told.say(1, "developers")
    organiser = sign_in(Role.ORGANISER)
    into = {"into": str(told.issue("housing").id)}
    page = organiser.post(
        f"{URL}{told.issue('developers').id}/merge", data=into, follow_redirects=True
    ).text
    assert "2 mentions moved, none is lost." in page
    assert told.counts() == {"housing": 2}

    told.say(2, "developers")  # a phone that has not heard of it yet
    assert told.counts() == {"housing": 3}


def test_a_merging_can_be_taken_back_to_the_last_mention(sign_in: SignIn, told: Told) -> None:
    told.say(0, "housing", "developers")
    told.say(1, "developers")
    before = told.counts()
    organiser = sign_in(Role.ORGANISER)
    developers = told.issue("developers").id
    organiser.post(f"{URL}{developers}/merge", data={"into": str(told.issue("housing").id)})
    told.say(2, "developers")
    organiser.post(f"{URL}{developers}/retire")
    assert told.counts() == {**before, "developers": before["developers"] + 1}
    rows = told.session.query(ContactIssue).count()
    assert rows == 4


@pytest.mark.parametrize(
    ("what", "form", "sentence"),
    [
        ("merge", {}, "Choose the other issue."),
        ("merge", {"into": "itself"}, "cannot be merged with itself"),
    ],
)
def test_what_cannot_be_done_to_an_issue_says_why(
    sign_in: SignIn, told: Told, what: str, form: dict[str, str], sentence: str
) -> None:
    other = told.issue("other").id
    ids = {"itself": str(other), "housing": str(told.issue("housing").id)}
    sent = {name: ids.get(value, value) for name, value in form.items()}
    reply = sign_in(Role.ORGANISER).post(f"{URL}{other}/{what}", data=sent)
    assert reply.status_code == 400
    assert sentence in reply.text


def test_the_page_of_an_issue_holds_its_words_and_leads_to_its_splitting(
    sign_in: SignIn, told: Told
) -> None:
    page = sign_in(Role.ORGANISER).get(f"{URL}{told.issue('housing').id}").text
    assert "lift + broken" in page
    assert "lifft + torri" in page
    assert f"{told.issue('housing').id}/split" in page


def test_nothing_is_merged_into_what_is_merged_itself(sign_in: SignIn, told: Told) -> None:
    organiser = sign_in(Role.ORGANISER)
    other, housing, economy = (told.issue(code).id for code in ("other", "housing", "economy"))
    organiser.post(f"{URL}{other}/merge", data={"into": str(housing)})
    reply = organiser.post(f"{URL}{economy}/merge", data={"into": str(other)})
    assert "is not in use. Choose one that is." in reply.text
