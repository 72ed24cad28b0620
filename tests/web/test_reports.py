from datetime import timedelta

from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.places import Ward
from tests.conftest import SignIn
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
from tests.pages import json_of
from tests.sheets.reader import texts

URL = "/c/westminster/issues/"


def eight_spoken_to(session: Session) -> Ward:
    ward = make_ward(session)
    door = make_home(session, ward)
    walk = make_walk(session, ward.id, door)
    organiser = make_member(session)
    for number in range(8):
        codes = ["housing"] if number < 6 else ["windrush"]
        elector = make_elector(session, door, name=f"Person {number}")
        keep(session, organiser, make_response(walk, elector, *codes, note="Secret note"))
    session.commit()
    return ward


def test_an_agent_reads_what_a_ward_raises_out_of_how_many(
    session: Session, sign_in: SignIn
) -> None:
    ward = eight_spoken_to(session)
    agent = sign_in(Role.AGENT)

    page = agent.get(f"{URL}wards/{ward.id}").text

    assert "What Churchill is raising" in page
    assert "We spoke to 8 of 8 electors" in " ".join(page.split())
    assert "hidden, fewer than 5 electors" in page
    assert "Person" not in page
    assert "Secret" not in page
    data = json_of(agent.get(f"{URL}wards/{ward.id}.json"))["wards"][0]
    assert [(one["code"], one["electors"]) for one in data["issues"]][:2] == [
        ("housing", 6),
        ("homelessness", None),
    ]
    table = agent.get(f"{URL}wards/{ward.id}.csv").text
    assert "Churchill,Housing repairs,6,8,0.75" in table
    assert "Secret" not in table
    assert json_of(agent.get(f"{URL}wards.json"))["wards"] == [data]
    assert agent.get(f"{URL}wards.csv").text == table
    assert "Housing repairs" in agent.get(URL).text


def test_a_report_goes_on_paper_in_two_languages_and_into_a_workbook(
    session: Session, sign_in: SignIn
) -> None:
    ward = eight_spoken_to(session)
    agent = sign_in(Role.AGENT)
    for language, words in (("en", "Housing repairs"), ("cy", "cudd")):
        paper = agent.get(f"{URL}wards/{ward.id}.pdf?language={language}").data
        printed = " ".join(texts(paper))
        assert words in printed
        assert "Secret" not in printed
    assert agent.get(f"{URL}wards/{ward.id}.xlsx").data.startswith(b"PK")


def test_a_quiet_ward_says_so(session: Session, sign_in: SignIn) -> None:
    ward = make_ward(session, "Llanfihangel-y-Creuddyn a Chwmystwyth")
    session.commit()
    page = sign_in(Role.AGENT).get(f"{URL}wards/{ward.id}").text
    assert "has been spoken to yet." in page


def test_the_council_view_names_what_moved_and_only_that(session: Session, sign_in: SignIn) -> None:
    ward = make_ward(session)
    door = make_home(session, ward)
    walk = make_walk(session, ward.id, door)
    organiser = make_member(session)
    for number in range(60):
        elector = make_elector(session, door, name=f"Person {number}", roll_number=str(number))
        now = number % 2 == 1  # half of them a week earlier
        codes = ["windrush"] if number % 10 < 2 else []
        codes += ["housing"] if (number % 10 > 1) == now else []
        at = TEA_TIME - timedelta(days=7 * (1 - now))
        keep(session, organiser, make_response(walk, elector, *codes, spoken_at=at))
    session.commit()
    agent = sign_in(Role.AGENT)

    page = agent.get(f"{URL}?since=2018-04-17&until=2018-04-23").text
    told = page.partition("What moved")[2].partition("</ul>")[0]
    assert told.count("<li>") == 1
    assert "<b>Housing repairs</b> up from" in told
    assert "What moved" not in agent.get(URL).text


def test_a_ward_is_shown_week_by_week(session: Session, sign_in: SignIn) -> None:
    ward = eight_spoken_to(session)
    page = sign_in(Role.AGENT).get(f"{URL}wards/{ward.id}/weeks").text
    assert [page.count(f"<small>{told} spoken to</small>") for told in (8, 0)] == [1, 5]
    housing = page.partition("Housing repairs</th>")[2].partition("</tr>")[0]
    assert ('<span class="numeral">75</span>' in housing, housing.count("nobody")) == (True, 5)
    assert "Windrush" not in page


def test_a_report_counts_the_last_days_and_compares_with_days_of_ones_choice(
    session: Session, sign_in: SignIn
) -> None:
    ward = eight_spoken_to(session)
    agent = sign_in(Role.AGENT)
    path = f"{URL}wards/{ward.id}"
    page = " ".join(agent.get(f"{path}?last=14").text.split())
    assert "20 April to 3 May 2018" in page
    assert "Change is against 6 April to 19 April 2018." in page
    against = "against_since=2018-03-01&against_until=2018-03-31"
    page = " ".join(agent.get(f"{path}?last=14&{against}").text.split())
    assert "Change is against 1 March to 31 March 2018." in page
    assert f"{path}.xlsx?{against}&last=14" in page.replace("&amp;", "&")
    assert agent.get(f"{path}?last=many").status_code == 400


def test_how_many_were_spoken_to_is_said_once_where_trust_is_spoken_of(
    session: Session, sign_in: SignIn
) -> None:
    ward = eight_spoken_to(session)
    page = " ".join(sign_in(Role.AGENT).get(f"{URL}wards/{ward.id}").text.split())
    told = page.partition("How far to trust this.")[2].partition("</p>")[0]
    assert told.count("8 of 8 electors") == 1
    assert told.count("spoken to") + told.count("spoke to") == 2
