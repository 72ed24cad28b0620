"""The page after the close, and the upload that fills it."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.accounts import the_campaign
from canvass.store.marked import MarkedEntry
from canvass.store.register import Elector
from tests.conftest import POLLING_DAY, SignIn
from tests.registers import council_file, marked, take_in
from tests.store.test_closing import STAYED, VOTED, Churchill
from tests.store.test_marked import CLOSE, WHOLE

URL = "/c/westminster/polling-day/after"
REGISTER = "/c/westminster/register/"


def at(app: Flask, moment: datetime) -> None:
    """Set the clock of the site."""
    app.config["CANVASS_CLOCK"] = lambda: moment


@pytest.fixture
def churchill(session: Session, app: Flask) -> Churchill:
    """Churchill after the close: promises, telling, and a round that held households out."""
    at(app, CLOSE)
    ward = Churchill(session)
    called = [ward.elector(VOTED, 1) for _ in range(38)]
    called += [ward.elector(STAYED, 1) for _ in range(2)]
    held = [ward.elector(VOTED, 2) for _ in range(2)]
    held += [ward.elector(STAYED, 2) for _ in range(23)]
    ward.round(called, held)
    for elector in called[:30]:
        ward.tell(elector)
    for _ in range(35):
        ward.elector(STAYED)
    session.commit()
    return ward


def words(text: str) -> str:
    return " ".join(text.split())


def test_before_the_close_the_page_says_when_it_opens_and_nothing_else(
    app: Flask, sign_in: SignIn, churchill: Churchill
) -> None:
    at(app, CLOSE - timedelta(seconds=1))
    organiser = sign_in(Role.ORGANISER)

    page = organiser.get(URL).text

    assert "This page opens when the polls close: 22:00." in page
    for word in (churchill.ward.name, "CH1", "<table", "in every 100", "numeral", ".csv"):
        assert word not in page
    for table in ("telling", "turnout", "hold-out"):
        reply = organiser.get(f"{URL}/{table}.csv")
        assert (reply.status_code, "The polls close at 22:00" in reply.text) == (400, True)
        assert "share" not in reply.text


def test_after_the_close_it_says_what_the_marked_register_says(
    sign_in: SignIn, churchill: Churchill
) -> None:
    page = words(sign_in(Role.AGENT).get(URL).text)

    assert "Of 65 promises, 40 voted: 62 in every 100. Of 35 others it was 0." in page
    assert "Of 40 who voted in person, 30 were told: 75 in every 100." in page
    assert "Calling raised turnout among promises, probably by 73.8 to 100.0 perc" in page
    assert "The difference is +87.0 percentage points" in page
    assert "measured within one round" in page
    assert "Marked register taken in 22:00" in page
    assert churchill.ward.name in page
    assert "Ada Example" not in page


@pytest.mark.usefixtures("churchill")
def test_the_tables_are_files(sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    assert "Churchill,1,40,38,38,0,0.95" in organiser.get(f"{URL}/turnout.csv").text
    assert "CH1,30,0,10,40,30,0.75,1.0" in organiser.get(f"{URL}/telling.csv").text
    assert "held out,25,25,2,0.08" in organiser.get(f"{URL}/hold-out.csv").text
    assert organiser.get(f"{URL}/names.csv").status_code == 404


def test_without_a_marked_register_it_says_how_to_come_by_one(app: Flask, sign_in: SignIn) -> None:
    at(app, CLOSE)
    page = sign_in(Role.ORGANISER).get(URL).text
    assert "The marked register is not in yet." in page
    assert f'href="{REGISTER}"' in page


def test_the_page_says_until_when_telling_is_kept(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    at(app, CLOSE)
    organiser = sign_in(Role.ORGANISER)
    assert "are kept until 3 May 2019" in organiser.get(URL).text
    session.rollback()
    the_campaign(session).telling_kept_until = POLLING_DAY + timedelta(days=30)
    session.commit()
    assert "are kept until 2 June 2018" in organiser.get(URL).text


@pytest.mark.usefixtures("churchill")
def test_a_volunteer_reads_none_of_it(sign_in: SignIn) -> None:
    volunteer = sign_in(Role.VOLUNTEER)
    assert volunteer.get(URL).status_code == 403
    assert volunteer.get(f"{URL}/turnout.csv").status_code == 403


def upload(source: BytesIO, **values: str) -> dict[str, object]:
    return {"kind": "marked", "file": (source, "marked.csv"), **values}


def test_an_organiser_uploads_the_marked_register(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    take_in(session, "halarose_full.tsv")
    session.commit()
    at(app, CLOSE)
    organiser = sign_in(Role.ORGANISER)

    where = organiser.post(REGISTER, data=upload(marked(*WHOLE))).location
    seen = words(organiser.get(where).text)
    assert "3 voted in person, 3 voted by post, 4 did not vote" in seen
    assert session.scalar(select(func.count(MarkedEntry.id))) == 0
    session.rollback()
    page = words(organiser.post(where, follow_redirects=True).text)

    assert "<dt>voted in person</dt> <dd> 3 </dd>" in page
    assert "<dt>voted by post</dt> <dd> 3 </dd>" in page
    assert "<dt>did not vote</dt> <dd> 4 </dd>" in page
    assert "<dt>not on the register then</dt> <dd> 1 </dd>" in page
    assert f'href="{URL}"' in page
    assert "marked.csv" in organiser.get(REGISTER).text
    assert session.scalar(select(func.count()).select_from(Elector).where(Elector.has_voted)) == 0


@pytest.mark.parametrize(
    "refused",
    [
        (marked(*WHOLE), CLOSE - timedelta(minutes=1), "The polls close at 22:00 on 3 May 2018."),
        (council_file("halarose_full.tsv"), CLOSE, "This file is a register of electors."),
        (marked("ZZ1,1,,v"), CLOSE, "Nobody in this file is on the register"),
    ],
)
def test_a_file_that_cannot_go_in_is_refused_beside_its_field(
    app: Flask, sign_in: SignIn, session: Session, refused: tuple[BytesIO, datetime, str]
) -> None:
    source, moment, sentence = refused
    take_in(session, "halarose_full.tsv")
    session.commit()
    at(app, moment)
    reply = sign_in(Role.ORGANISER).post(REGISTER, data=upload(BytesIO(source.getvalue())))
    assert reply.status_code == 400
    assert sentence in reply.text.split('id="file-error"')[1].split("</p>")[0]
    assert session.scalar(select(func.count(MarkedEntry.id))) == 0


def test_a_marked_register_is_no_register(sign_in: SignIn) -> None:
    data = upload(marked(*WHOLE), kind="full")
    reply = sign_in(Role.ORGANISER).post(REGISTER, data=data)
    assert (reply.status_code, "This file is a marked register." in reply.text) == (400, True)
