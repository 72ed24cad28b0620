"""Committee rooms as places: their districts, their telephone on paper, their board and packs."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.places import Ward
from tests.conftest import SignIn
from tests.make import make_district, make_door, make_elector, make_street, make_ward

DAY = "/c/westminster/polling-day"
ROOMS = f"{DAY}/rooms/"
HALL = {"name": "Lupus Hall", "address": "1 Lupus Street", "phone": "020 7946 0111", "codes": "ch1"}
AT_ELEVEN = datetime(2018, 5, 3, 22, 0, tzinfo=UTC)


@pytest.fixture
def ward(session: Session) -> Ward:
    """Churchill: two promises in CH1, one in CH2."""
    ward = make_ward(session)
    for code, numbers in (("CH1", (1, 2)), ("CH2", (3,))):
        street = make_street(session, make_district(session, ward, code), f"{code} Street")
        for number in numbers:
            door = make_door(session, street, str(number))
            who = {"roll_number": str(number), "name": f"Elector {code}", "is_promise": True}
            make_elector(session, door, strength=1, **who)
    session.commit()
    return ward


@pytest.mark.usefixtures("ward")
def test_a_room_is_set_up_changed_and_closed(sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    assert "There is no committee room yet." in organiser.get(ROOMS).text
    page = organiser.post(ROOMS, data=HALL, follow_redirects=True).text
    assert "Lupus Hall looks after CH1." in page
    assert "No room looks after CH2" in page

    page = organiser.post(
        ROOMS, data={**HALL, "codes": "CH1, CH2", "phone": ""}, follow_redirects=True
    ).text
    assert "Lupus Hall looks after CH1, CH2." in page
    assert "no number" in page

    closing = page.partition("/close")[0].rpartition('action="')[2] + "/close"
    assert "There is no committee room yet." in organiser.post(closing, follow_redirects=True).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "What is the room called?"),
        ({"codes": "CH1, ZZ9"}, "There is no polling district ZZ9."),
    ],
)
@pytest.mark.usefixtures("ward")
def test_what_cannot_be_a_room_is_said(
    sign_in: SignIn, change: dict[str, str], sentence: str
) -> None:
    organiser = sign_in(Role.ORGANISER)
    reply = organiser.post(ROOMS, data={**HALL, **change})
    assert (reply.status_code, sentence in reply.text) == (400, True)
    assert "no district yet" not in organiser.get(ROOMS).text


@pytest.mark.usefixtures("ward")
def test_a_room_has_its_own_board_and_its_own_packs(sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    page = organiser.post(ROOMS, data=HALL, follow_redirects=True).text
    room = page.partition("?room=")[2].partition('"')[0]

    assert "of 2 promises have voted" in organiser.get(f"{DAY}/?room={room}").text
    assert "of 3 promises have voted" in organiser.get(f"{DAY}/").text

    packs = organiser.post(f"{ROOMS}{room}/packs")
    archive = zipfile.ZipFile(io.BytesIO(packs.data))
    assert archive.namelist() == ["Lupus Hall Churchill.pdf"]
    pages = PdfReader(io.BytesIO(archive.read("Lupus Hall Churchill.pdf"))).pages
    text = " ".join(page.extract_text() for page in pages)
    assert "020 7946 0111" in text
    assert "Elector CH1" in text
    assert "Elector CH2" not in text


def test_a_districts_share_of_the_need_is_on_the_readiness_page(
    sign_in: SignIn, ward: Ward
) -> None:
    organiser = sign_in(Role.ORGANISER)
    organiser.post(ROOMS, data=HALL)
    form = {"ward": str(ward.id), "votes": "21", "turnout": "35", "promises_turnout": "70"}
    page = organiser.post(f"{DAY}/ready/target", data=form, follow_redirects=True).text
    table = page.partition("Its share of the need")[2].partition("</table>")[0]
    assert [table.count(f"{needed}<span") for needed in (20, 10)] == [1, 1]
    assert "Lupus Hall" in table


def test_a_frozen_day_is_changed_by_nobody_until_it_goes_on(
    sign_in: SignIn, app: Flask, ward: Ward
) -> None:
    app.config["CANVASS_CLOCK"] = lambda: AT_ELEVEN
    organiser = sign_in(Role.ORGANISER)
    organiser.post(f"{DAY}/after/freeze")
    assert "The day was frozen" in organiser.get(f"{DAY}/after").text
    marking = {"district": "CH1", "number": "1"}
    for path, form in (
        ("/c/westminster/telling/", marking),
        (f"{DAY}/rounds/", {"ward": str(ward.id)}),
        (f"{DAY}/lifts/", {"name": "Wilf Example"}),
    ):
        reply = organiser.post(path, data=form)
        assert (reply.status_code, "The day is frozen" in reply.text) == (400, True), path
    assert "of 3 promises" in organiser.get(f"{DAY}/").text

    organiser.post(f"{DAY}/after/freeze")
    assert organiser.post("/c/westminster/telling/", data=marking).status_code == 302


@pytest.mark.usefixtures("ward")
def test_the_day_is_not_frozen_while_people_vote(sign_in: SignIn, app: Flask) -> None:
    app.config["CANVASS_CLOCK"] = lambda: AT_ELEVEN.replace(hour=20)
    reply = sign_in(Role.ORGANISER).post(f"{DAY}/after/freeze")
    assert (reply.status_code, "The polls close at 22:00" in reply.text) == (400, True)
