"""Telephone sessions, and reports of what was told at the door, by telephone, in surveys."""

import io
import json
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Member, Role
from canvass.core.doorstep import Channel, Outcome
from canvass.core.pictures import Period
from canvass.core.sealing import lock
from canvass.core.sources import Source
from canvass.store.base import new_id
from canvass.store.contacts import Consent, Contact, ContactIssue
from canvass.store.earlier_files import EarlierFile
from canvass.store.issues import issue_ids
from canvass.store.places import Household, Street, Ward
from canvass.store.register import Elector
from canvass.store.walks import Walk
from canvass.store.ward_pictures import picture_of
from canvass.web.clock import wall_clock
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
    make_user,
    make_walk,
    make_ward,
)
from tests.pages import json_of
from tests.sheets.reader import texts

URL = "/c/westminster/issues/"
WALKS = "/c/westminster/walks/"


class Heard:
    """A ward of sixty electors in each of two districts, met at the door, rung, and in a survey."""

    def __init__(self, session: Session) -> None:
        self.session, self.member = session, make_member(session)
        self.ward = make_ward(session)
        self.doors, self.people = [], []
        for code in ("CH1", "CH2"):
            door = make_door(session, make_street(session, make_district(session, self.ward, code)))
            self.doors.append(door)
            self.people += [make_elector(session, door) for _ in range(60)]
        self.walk = make_walk(session, self.ward.id, *self.doors)
        self.calls = make_walk(session, self.ward.id, *self.doors, source=Source.TELEPHONE)

    def say(self, walk: Walk, first: int, last: int, *issues: str) -> None:
        told = [make_response(walk, one, *issues) for one in self.people[first:last]]
        assert {one.status for one in keep(self.session, self.member, *told)} == {"kept"}

    def survey(self, first: int, last: int, issue: str) -> None:
        """Bring a survey in which some raise an issue."""
        by = make_user(self.session).id
        told = {"told_on": date(2018, 4, 1), "user_id": by, "came_at": TEA_TIME}
        file = EarlierFile(file_name="s.csv", source="Survey", kind=Source.SURVEY, **told)
        self.session.add(file)
        self.session.flush()
        for one in self.people[first:last]:
            values = {"user_id": by, "outcome": Outcome.SPOKE, "source": Source.SURVEY}
            moments = dict.fromkeys(("told_at", "spoken_at", "received_at"), TEA_TIME)
            answer = Contact(
                elector_id=one.id, digest=b"", earlier_file_id=file.id, **values, **moments
            )
            self.session.add(answer)
            self.session.flush()
            raised = {"elector_id": one.id, "ward_id": one.ward_id}
            raised |= {"contact_id": answer.id, "issue_id": issue_ids(self.session)[issue]}
            self.session.add(ContactIssue(**raised))
        self.session.flush()


@pytest.fixture
def heard(session: Session) -> Heard:
    """In each district forty met at the door, fifteen rung, five of them the same, eight asked."""
    heard = Heard(session)
    for base in (0, 60):
        heard.say(heard.walk, base, base + 20, "housing")
        heard.say(heard.walk, base + 20, base + 40)
        heard.say(heard.calls, base + 35, base + 45, "housing")
        heard.say(heard.calls, base + 45, base + 50)
        heard.survey(base, base + 8, "housing")
    session.commit()
    return heard


def counted(session: Session, ward: Ward, source: Source | None) -> tuple[int, int | None]:
    picture = picture_of(session, ward, Period(source=source), TEA_TIME)
    housing = next(one for one in picture.issues if one.code == "housing")
    return picture.spoken_to, housing.cell.count


def test_a_contact_has_the_source_of_its_walk_and_reports_count_by_it(
    session: Session, heard: Heard
) -> None:
    sources = session.scalars(select(Contact.source).order_by(Contact.source)).all()
    assert (sources.count(Source.DOORSTEP), sources.count(Source.TELEPHONE)) == (80, 30)
    assert counted(session, heard.ward, None) == (100, 60)
    assert counted(session, heard.ward, Source.DOORSTEP) == (80, 40)
    assert counted(session, heard.ward, Source.TELEPHONE) == (30, 20)
    assert counted(session, heard.ward, Source.SURVEY) == (16, 16)
    assert counted(session, heard.ward, Source.EARLIER) == (0, None)


def test_what_a_survey_says_is_in_no_report_but_its_own_in_any_days(
    session: Session, heard: Heard
) -> None:
    day = Period(TEA_TIME.date(), TEA_TIME.date())
    heard.survey(30, 40, "windrush")
    picture = picture_of(session, heard.ward, day, TEA_TIME)
    assert (picture.spoken_to, [one.code for one in picture.shown]) == (100, ["housing"])


def test_doors_knocked_and_homes_rung_stand_apart(session: Session, heard: Heard) -> None:
    said = [
        (one.knocked, one.answered, one.rung, one.picked_up, one.conversations)
        for source in (None, Source.DOORSTEP, Source.TELEPHONE, Source.SURVEY)
        for one in [picture_of(session, heard.ward, Period(source=source), TEA_TIME)]
    ]
    assert said == [(2, 2, 2, 2, 110), (2, 2, 0, 0, 80), (0, 0, 2, 2, 30), (0, 0, 0, 0, 16)]


def test_the_page_and_every_file_of_a_source_say_the_same(sign_in: SignIn, heard: Heard) -> None:
    agent, path = sign_in(Role.AGENT), f"{URL}wards/{heard.ward.id}"
    page = " ".join(agent.get(f"{path}?source=telephone").text.split())
    assert "We spoke to 30 of 120 electors" in page
    assert "All conversations, by telephone" in page
    assert "homes rung, of 2" in page
    assert "doors knocked" not in page
    data = json_of(agent.get(f"{path}.json?source=telephone"))["wards"][0]
    assert data["period"]["source"] == "telephone"
    assert (data["issues"][0]["electors"], data["spoken_to"]) == (20, 30)
    table = agent.get(f"{path}.csv?source=telephone").text
    assert "Churchill,Housing repairs,20,30,0.6666666666666666" in table
    assert ",telephone\n" in table.replace("\r", "")
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(agent.get(f"{path}.xlsx?source=telephone").data)
    )
    assert book.get_sheet_by_name("Issues").to_python()[1][2:4] == [20, 30]
    paper = " ".join(texts(agent.get(f"{path}.pdf?source=telephone").data)[0].split())
    assert "30 electors spoken to, of 120" in paper
    assert "by telephone" in paper
    assert "dros y ffôn" in texts(agent.get(f"{path}.pdf?source=telephone&language=cy").data)[0]


def test_two_sources_stand_side_by_side(sign_in: SignIn, heard: Heard) -> None:
    agent, path = sign_in(Role.AGENT), f"{URL}wards/{heard.ward.id}"
    choice = "?source=telephone&against_source=doorstep"
    page = " ".join(agent.get(path + choice).text.split())
    assert "Told at the door" in page
    assert "40 of 80" in page
    assert "It is compared with all conversations, at the door." in page
    data = json_of(agent.get(f"{path}.json{choice}"))["wards"][0]
    assert data["compared_with"] == "all conversations, at the door"
    assert data["issues"][0]["before"]["electors"] == 40
    paper = " ".join(texts(agent.get(f"{path}.pdf{choice}").data)[0].split())
    assert "Compared with all conversations, at the door." in paper


def test_a_survey_is_said_to_be_one(sign_in: SignIn, heard: Heard) -> None:
    agent = sign_in(Role.AGENT)
    path = f"{URL}wards/{heard.ward.id}"
    page = " ".join(agent.get(f"{path}?source=survey").text.split())
    assert "These files tell of 16 of 120 electors" in page
    assert "All answers, from surveys" in page
    assert "doors knocked" not in page
    none = " ".join(agent.get(f"{path}?source=earlier").text.split())
    assert "Nobody in Churchill is in such a file yet." in none


def test_few_calls_hide_what_would_tell_of_them(session: Session) -> None:
    heard = Heard(session)
    for base in (0, 60):
        heard.say(heard.walk, base, base + 30, "housing")
        heard.say(heard.walk, base + 30, base + 50)
    heard.say(heard.calls, 50, 53, "housing")
    heard.say(heard.calls, 53, 60)
    session.commit()
    assert counted(session, heard.ward, None) == (110, 63)
    assert counted(session, heard.ward, Source.DOORSTEP) == (100, None)
    assert counted(session, heard.ward, Source.TELEPHONE) == (10, None)
    beside = Period(against=Period(source=Source.DOORSTEP))
    (housing, *_) = picture_of(session, heard.ward, beside, TEA_TIME).issues
    assert housing.cell.count == 63
    assert housing.before
    assert housing.before.count is None


@pytest.mark.parametrize("told", ["source=gossip", "against_source=%00", "source=Telephone"])
def test_a_source_that_is_none_is_refused_with_a_sentence(
    sign_in: SignIn, session: Session, told: str
) -> None:
    ward = make_ward(session)
    session.commit()
    reply = sign_in(Role.AGENT).get(f"{URL}wards/{ward.id}?{told}")
    assert reply.status_code == 400
    assert "There is no such source." in reply.text


def test_a_saved_view_and_a_link_keep_their_sources(
    sign_in: SignIn, app: Flask, heard: Heard
) -> None:
    agent = sign_in(Role.AGENT)
    choice = "last=14&source=telephone&against_source=doorstep"
    saved = agent.post(f"{URL}views/new?ward={heard.ward.id}&{choice}", data={"name": "Calls"})
    assert saved.location == f"{URL}wards/{heard.ward.id}?{choice}"
    page = agent.get(f"{URL}views/").text
    assert "Churchill, the last 14 days, by telephone, against what was told at the door" in page
    made = agent.post(f"{URL}wards/{heard.ward.id}/links?source=telephone", data={"days": "7"}).text
    where = made.partition("http://localhost")[2].partition("<")[0]
    shown = " ".join(app.test_client().get(where).text.split())
    assert "We spoke to 30 of 120 electors" in shown


def test_presets_keep_the_sources_and_one_source_offers_no_choice(
    sign_in: SignIn, heard: Heard
) -> None:
    agent = sign_in(Role.AGENT)
    page = agent.get(f"{URL}wards/{heard.ward.id}?source=telephone").text
    assert "?last=14&amp;source=telephone" in page
    assert 'value="survey"' in page
    assert 'value="earlier"' not in page


@pytest.fixture
def street(session: Session) -> Street:
    """Three homes: in the first somebody gave a number, in the second they did and want peace."""
    ward = make_ward(session)
    street = make_street(session, make_district(session, ward))
    member = make_member(session)
    for label in ("2", "4", "6"):
        make_elector(session, make_door(session, street, label), name=f"Ada {label}")
    session.flush()
    people = session.scalars(select(Elector).order_by(Elector.name)).all()
    walk = make_walk(session, ward.id, *session.scalars(select(Household)))
    for one, number in zip(people, ("020 7946 0001", "020 7946 0002"), strict=False):
        give_number(session, keep_one(session, member, walk, one), number)
    people[1].do_not_contact = True
    session.commit()
    return street


def keep_one(session: Session, member: Member, walk: Walk, one: Elector) -> UUID:
    response = make_response(walk, one)
    keep(session, member, response)
    return response.id


def give_number(session: Session, contact_id: UUID, number: str) -> None:
    locked = lock("s" * 32, number)
    values = {"channel": Channel.PHONE, "locked": locked, "wording": "ring-1"}
    session.add(Consent(id=new_id(), contact_id=contact_id, **values))


def test_a_telephone_session_is_made_of_homes_that_may_be_rung(
    session: Session, sign_in: SignIn, street: Street
) -> None:
    ward = session.scalars(select(Ward)).one()
    organiser = sign_in(Role.ORGANISER)
    page = organiser.get(f"{WALKS}new/{ward.id}").text
    assert "Make a telephone session" in page
    side = {"side": f"{street.id}:even", "source": "telephone"}
    made = organiser.post(f"{WALKS}new/{ward.id}", data=side)
    page = " ".join(organiser.get(made.location).text.split())
    assert "By telephone: Lupus Street, evens" in page
    assert "0 of 1 home done." in page
    assert "homes to ring" in organiser.get(WALKS).text
    walk = session.scalars(select(Walk).where(Walk.source == Source.TELEPHONE)).one()
    session.commit()
    phone = json_of(organiser.get(f"/c/westminster/doorstep/walks/{walk.id}.json"))
    assert [door["note"] for door in phone["doors"]] == [
        "Ada 2 020\N{NO-BREAK SPACE}7946\N{NO-BREAK SPACE}0001"
    ]
    assert phone["walk"]["name"] == "By telephone: Lupus Street, evens"


@pytest.mark.usefixtures("street")
def test_a_walk_at_doors_carries_no_number(session: Session, sign_in: SignIn) -> None:
    walk = session.scalars(select(Walk)).one()
    session.commit()
    path = f"/c/westminster/doorstep/walks/{walk.id}.json"
    assert "7946" not in sign_in(Role.ORGANISER).get(path).text


def test_streets_without_numbers_make_no_telephone_session(
    session: Session, sign_in: SignIn
) -> None:
    ward = make_ward(session)
    street = make_street(session, make_district(session, ward))
    make_elector(session, make_door(session, street))
    session.commit()
    organiser = sign_in(Role.ORGANISER)
    assert "telephone session" not in organiser.get(f"{WALKS}new/{ward.id}").text
    side = {"side": f"{street.id}:even", "source": "telephone"}
    reply = organiser.post(f"{WALKS}new/{ward.id}", data=side)
    assert reply.status_code == 400
    assert "Choose streets where somebody gave a telephone number." in reply.text


def test_what_a_phone_sends_from_a_session_is_told_by_telephone(
    session: Session, sign_in: SignIn, street: Street
) -> None:
    ward = session.scalars(select(Ward)).one()
    organiser = sign_in(Role.ORGANISER)
    organiser.post(
        f"{WALKS}new/{ward.id}", data={"side": f"{street.id}:even", "source": "telephone"}
    )
    walk = session.scalars(select(Walk).where(Walk.source == Source.TELEPHONE)).one()
    one = session.scalars(select(Elector).where(Elector.name == "Ada 2")).one()
    session.commit()
    moment = wall_clock().isoformat()
    told = {"id": str(new_id()), "walk": str(walk.id), "household": str(one.household_id)}
    told |= {"elector": str(one.id), "outcome": "spoke", "spoken_at": moment}
    body = {"device": str(new_id()), "sent_at": moment, "responses": [told]}
    organiser.post("/c/westminster/doorstep/sync", json=body)
    assert session.scalars(select(Contact.source).where(Contact.walk_id == walk.id)).all() == [
        Source.TELEPHONE
    ]


def test_the_command_reports_one_source(app: Flask, heard: Heard) -> None:
    words = ["issues", "report", "--campaign", "westminster", "--source"]
    run = app.test_cli_runner().invoke
    (ward,) = json.loads(run(args=[*words, "telephone"]).output)["wards"]
    assert (ward["ward"], ward["spoken_to"]) == (heard.ward.name, 30)
    assert run(args=[*words, "gossip"]).exit_code == 2
