"""What an agent does for an elector who writes, on the page."""

import io
import json
import zipfile

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from canvass.core.access import Role
from canvass.core.audit import READS, Deed
from canvass.store.audit import log_page
from canvass.store.contacts import Contact
from canvass.store.jobs import Job
from canvass.store.places import Household
from canvass.web.drawing import pack_folder
from tests.conftest import SignIn
from tests.make import TEA_TIME, keep, make_lease, make_member, make_response, make_walk
from tests.polling_day import elector, fill_ward, pdf_text

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ELECTORS = "/c/westminster/electors/"


class Case:
    """An elector of a ward of two doors, what was recorded of them, and an agent's browser."""

    def __init__(self, app: Flask, sign_in: SignIn, session: Session) -> None:
        ward = fill_ward(session, doors=2)
        known = elector(session, 1)
        home = session.query(Household).filter_by(id=known.household_id).one()
        walk = make_walk(session, ward.id, home)
        member = make_member(session, Role.VOLUNTEER)
        make_lease(session, walk, member.user_id, TEA_TIME)
        keep(session, member, make_response(walk, known, note="Works nights", strength=4))
        self.contact = str(session.scalars(select(Contact.id)).one())
        session.commit()
        with app.app_context():
            self.pack = pack_folder("westminster") / f"{ward.id}.pdf"
        self.pack.write_bytes(b"with a name")
        self.agent = sign_in(Role.AGENT)
        self.page = f"{ELECTORS}{known.id}"

    def post(self, what: str, **form: str) -> TestResponse:
        return self.agent.post(f"{self.page}/{what}", data=form, follow_redirects=True)


@pytest.fixture
def case(app: Flask, sign_in: SignIn, session: Session) -> Case:
    return Case(app, sign_in, session)


def test_an_elector_is_found_by_number_and_told_everything(case: Case) -> None:
    assert case.agent.post(ELECTORS, data={"number": "CH1-99"}).status_code == 400
    found = case.agent.post(ELECTORS, data={"number": "ch1 1"}, follow_redirects=True)
    assert "Works nights" in found.text

    archive = zipfile.ZipFile(io.BytesIO(case.post("held").data))

    told = json.loads(archive.read("held.json"))
    assert told["held"]["What was recorded at the door"][0]["note"] == "Works nights"
    paper = pdf_text(archive.read("held.pdf"))
    assert "Works nights" in paper
    assert "number on the register: 1" in paper


def test_an_elector_is_put_right_left_out_and_erased_and_each_is_in_the_log(
    case: Case, session: Session
) -> None:
    assert case.post("correct", contact=case.contact).status_code == 400
    assert case.post("correct", contact="x", how="no").status_code == 404
    assert "is taken back" in case.post("correct", contact=case.contact, how="not said").text
    assert not case.pack.exists()

    assert case.post("stop", how="").status_code == 400
    assert "A stop notice stands" in case.post("stop", how="letter").text
    assert case.post("stop", how="letter").status_code == 400
    assert case.post("lift-stop").status_code == 200
    assert case.post("erase", how_erased="letter").status_code == 400
    assert "is erased" in case.post("erase", how_erased="letter", sure="y").text
    assert "Elector 001" not in case.agent.get(case.page).text

    deeds = [one.note.deed for one in log_page(session, None, 20) if one.note.deed not in READS]
    assert deeds[:4] == [
        Deed.ELECTOR_ERASED,
        Deed.STOP_LIFTED,
        Deed.ELECTOR_STOPPED,
        Deed.ELECTOR_CORRECTED,
    ]
    assert session.query(Job).count() == 1
