"""Bringing a table of an earlier tool on screen: columns, codes, what it would bring, undone."""

from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from canvass.core.access import Role
from canvass.core.earlier import Telling
from canvass.db import db, reading_first
from canvass.store.base import open_for
from canvass.store.contacts import Consent, Contact
from canvass.store.earlier import coming, keep_staged, read_rows, stage_earlier
from canvass.store.earlier_files import earlier_file
from canvass.store.places import Ward
from tests.conftest import SignIn
from tests.registers import CAME_AT, person
from tests.store.test_mending import elector
from tests.store.test_restoring import take
from tests.web.test_waiting import write_beside

URL = "/c/westminster/earlier/"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TABLE = (
    "Elector No,Surname,VI,Phone,2014 voted\n"
    "CH1-1,Surname1,L,020 7946 0001,v\nCH1-2,Surname2,T,,0\nCH1-9,Nobody,L,,\n"
)
COLUMNS = {
    "number": "Elector No",
    "surname": "Surname",
    "intention": "VI",
    "phone": "Phone",
    "poll": "2014 voted",
    "polled_on": "2014-05-22",
}


def bring(browser: FlaskClient, body: str = TABLE, **told: str) -> TestResponse:
    form = {"source": "Our spreadsheet", "told_on": "2016-06-01", **told}
    upload = {"file": (BytesIO(body.encode()), "old.csv")}
    return browser.post(URL, data={**form, **upload})


def test_a_table_is_told_looked_at_taken_in_and_undone(sign_in: SignIn, session: Session) -> None:
    take(session, person(1), person(2))
    session.commit()
    agent = sign_in(Role.AGENT)
    where = bring(agent).location
    assert where.endswith("/columns")
    assert "Which column is what?" in agent.get(where).text

    seen = agent.post(where, data={**COLUMNS, "do": "check"}).text
    assert "What L means" in seen
    codes = {"code": ["L", "T"], "means": ["1", "5"]}
    found = agent.post(where, data={**COLUMNS, **codes, "do": "keep"}).location
    page = agent.get(found).text
    assert "Nothing is kept yet." in page
    assert "Nobody on the register" in page
    assert "Nobody on the register" in agent.get(f"{found}/rows.csv").text
    done = agent.post(found, follow_redirects=True).text
    assert "2 rows are taken in, 1 are not." in done
    assert [elector(session, n).strength for n in (1, 2)] == [1, 5]
    assert "020" not in session.query(Consent).one().locked
    session.rollback()
    see_its_source(agent, session)
    assert agent.post(found).status_code == 400

    gone = agent.post(f"{found}/undo", follow_redirects=True).text
    assert "2 answers are gone again." in gone
    session.expire_all()
    assert elector(session, 1).strength is None


def see_its_source(agent: FlaskClient, session: Session) -> None:
    who = elector(session, 1).id
    session.rollback()
    shown = agent.get(f"/c/westminster/electors/{who}").text
    assert "From Our spreadsheet" in shown
    assert "22 May 2014: voted in person, from Our spreadsheet" in shown


@pytest.mark.parametrize(
    ("body", "told", "sentence"),
    [
        (TABLE, {"told_on": "2030-01-01"}, "still to come"),
        (TABLE, {"source": ""}, "which tool or list"),
        ("1,2\n3,4\n", {}, "no row of headings"),
    ],
)
def test_what_is_no_table_is_refused_beside_its_field(
    sign_in: SignIn, body: str, told: dict[str, str], sentence: str
) -> None:
    reply = bring(sign_in(Role.ORGANISER), body, **told)
    assert reply.status_code == 400
    assert sentence in reply.text


def test_what_is_missing_is_said_and_what_was_told_stays(sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    where = bring(organiser).location
    bad = {**COLUMNS, "surname": "", "do": "keep"}
    reply = organiser.post(where, data=bad)
    assert reply.status_code == 400
    assert "name the elector" in reply.text
    late = organiser.post(where, data={**COLUMNS, "polled_on": "2018-05-03", "do": "keep"})
    assert "past polls only" in late.text
    wrong = organiser.post(where, data={**COLUMNS, "polled_on": "soon", "do": "keep"})
    assert "Say on which day" in wrong.text


def test_a_table_is_dropped(sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    found = bring(organiser).location.removesuffix("/columns")
    assert organiser.get(found).status_code == 302
    assert "not taken in" in organiser.post(f"{found}/drop", follow_redirects=True).text
    assert organiser.get(found).status_code == 404


CODES = {"code": ["L", "T"], "means": ["1", "5"]}
LAYOUTS = "/c/westminster/register/columns/"


def keep(browser: FlaskClient, where: str, name: str) -> TestResponse:
    return browser.post(where, data={**COLUMNS, **CODES, "name": name, "do": "keep"})


def test_what_was_told_under_a_name_is_used_by_itself_next_time(
    sign_in: SignIn, session: Session
) -> None:
    take(session, person(1), person(2))
    session.commit()
    agent = sign_in(Role.AGENT)
    keep(agent, bring(agent).location, "Our spreadsheet")

    later = TABLE.replace("Nobody", "Noone")
    again = bring(agent, later)
    assert not again.location.endswith("/columns")
    page = agent.get(again.location).text
    assert "It is read as “Our spreadsheet”." in page
    assert "Nothing is kept yet." in page

    other = bring(agent, later.replace("T,,0", "Q,,0"))
    assert other.location.endswith("/columns")
    shown = agent.get(other.location).text
    assert "“Our spreadsheet” has no such codes yet." in shown
    assert "<option selected>Elector No</option>" in " ".join(shown.split())
    more = {**COLUMNS, "code": ["L", "Q"], "means": ["1", "3"], "name": "Our spreadsheet"}
    agent.post(other.location, data={**more, "do": "keep"})
    assert not bring(agent).location.endswith("/columns")

    unlike = bring(agent, TABLE.replace("VI,", "Intention,"))
    assert unlike.location.endswith("/columns")
    guessed = " ".join(agent.get(unlike.location).text.split())
    assert "<option selected>Intention</option>" in guessed


def test_columns_and_codes_are_handed_on_as_a_small_file(sign_in: SignIn) -> None:
    agent = sign_in(Role.AGENT)
    keep(agent, bring(agent).location, "Our spreadsheet")
    page = agent.get(LAYOUTS).text
    assert "answers from an earlier tool" in page
    (out,) = [one.split('"')[0] for one in page.split('href="') if ".json" in one.split('"')[0]]
    body = agent.get(out).data
    assert b"Surname1" not in body
    agent.post(out.replace(".json", "/forget"))
    assert bring(agent).location.endswith("/columns")

    agent.post(LAYOUTS, data={"file": (BytesIO(body), "ours.json")})
    assert not bring(agent).location.endswith("/columns")
    wrong = body.replace(b'"5"', b'"9"')
    assert agent.post(LAYOUTS, data={"file": (BytesIO(wrong), "ours.json")}).status_code == 400


def test_a_name_stands_for_one_kind_of_layout(sign_in: SignIn) -> None:
    agent = sign_in(Role.AGENT)
    register = b'{"name":"Ours","columns":{"number":"No","surname":"Name"},"address":["Street"]}'
    agent.post(LAYOUTS, data={"file": (BytesIO(register), "r.json")})
    reply = keep(agent, bring(agent).location, "Ours")
    assert (reply.status_code, "Another kind of layout is called" in reply.text) == (400, True)


def test_nobody_waits_while_a_table_is_read_joined_and_laid_out(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    take(session, person(1), person(2))
    session.commit()
    agent = sign_in(Role.AGENT)
    where = agent.post(bring(agent).location, data={**COLUMNS, **CODES, "do": "keep"}).location
    session.rollback()

    def add_ward(beside: Session) -> None:
        beside.add(Ward(name="Beside"))

    with app.app_context():
        here = open_for(db.session(), 1)
        with reading_first() as begin_writing:
            file = earlier_file(here, UUID(where.rsplit("/", 1)[-1]))
            found = coming(here, *read_rows(file, file.telling() or Telling(), CAME_AT.date()))
            stage_earlier(here, file, found, file.user_id, CAME_AT, str)
            write_beside(app, add_ward)()
            begin_writing()
            keep_staged(here, file, found, file.user_id, CAME_AT)
        here.commit()
        db.session.remove()
    session.expire_all()
    assert session.scalar(select(func.count(Contact.id))) == 2
    assert session.scalar(select(func.count(Ward.id))) == 1


def test_the_same_table_twice_is_noticed_unless_it_was_undone(
    sign_in: SignIn, session: Session
) -> None:
    take(session, person(1), person(2))
    session.commit()
    agent = sign_in(Role.AGENT)
    one, other = (keep(agent, bring(agent).location, "").location for _ in range(2))
    agent.post(one)
    late = agent.post(other)
    assert (late.status_code, "This very table was taken in on" in late.text) == (400, True)
    again = bring(agent)
    assert (again.status_code, "undo that first" in again.text) == (400, True)
    agent.post(f"{one}/undo")
    assert bring(agent).status_code == 302
