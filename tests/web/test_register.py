from io import BytesIO
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.accounts import User
from canvass.store.register import Elector, RegisterFile
from canvass.store.waiting import WaitingFile
from tests.conftest import SignIn
from tests.make import make_district, make_ward
from tests.registers import council_file, person, xpress

URL = "/c/westminster/register/"


def bring(browser: FlaskClient, source: BytesIO, name: str = "file.csv", **values: str) -> str:
    """Upload a file, and give the address of the page that says what it would do."""
    reply = browser.post(URL, data=upload(source, name, **values))
    assert reply.status_code == 302, reply.text
    return reply.location


def take_in(browser: FlaskClient, source: BytesIO, name: str = "file.csv", **values: str) -> str:
    """Upload a file, take it in, and give the page that says what was taken."""
    where = bring(browser, source, name, **values)
    return browser.post(where, data={"confirm": "y"}, follow_redirects=True).text


def upload(source: BytesIO, name: str = "file.csv", **values: str) -> dict[str, object]:
    return {"kind": "full", "file": (source, name), **values}


def test_an_organiser_uploads_a_register_and_sees_what_was_taken(
    sign_in: SignIn, session: Session
) -> None:
    organiser = sign_in(Role.ORGANISER)
    assert "No register yet." in organiser.get(URL).text

    where = bring(organiser, council_file("xpress_full.csv"), "CH.csv")
    shown = organiser.get(where).text
    assert "Nothing is changed yet." in shown
    assert "CH1-2/1" in shown
    assert session.scalar(select(func.count(Elector.id))) == 0
    assert "CH.csv is not taken in yet." in organiser.get(URL).text
    session.rollback()
    page = organiser.post(where, follow_redirects=True).text

    assert "CH.csv" in page
    assert "Every row could be read." in page
    assert "1 polling district without a ward" in " ".join(page.split())
    assert "CH.csv" in organiser.get(URL).text


def test_every_row_that_was_not_taken_stands_there_with_its_line_and_reason(
    sign_in: SignIn, session: Session
) -> None:
    source = xpress(person(1), person(1, "Double"), person(2))
    organiser = sign_in(Role.ORGANISER)
    where = bring(organiser, source)
    table = organiser.get(f"{where}/rows.csv")
    assert table.text.splitlines()[1].startswith("3,,The number on line 3 stands on line 2")
    page = organiser.post(where, follow_redirects=True).text
    assert '<td class="n">3</td>' in page
    assert session.scalar(select(func.count()).select_from(WaitingFile)) == 0
    file = session.scalars(select(RegisterFile.id)).one()
    assert organiser.get(f"{URL}{file}/rows.csv").text == table.text
    assert "Double" not in page


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04" + b"\x00" * 99, b"a,b\n1,2\n"])
def test_a_file_that_is_none_is_refused_beside_its_field(
    sign_in: SignIn, session: Session, body: bytes
) -> None:
    reply = sign_in(Role.ORGANISER).post(URL, data=upload(BytesIO(body)))

    assert reply.status_code == 400
    assert 'id="file-error"' in reply.text
    assert session.scalar(select(func.count(Elector.id))) == 0


def test_no_file_at_all_is_said_so(sign_in: SignIn) -> None:
    reply = sign_in(Role.ORGANISER).post(URL, data=upload(BytesIO(b""), ""))
    assert "Choose the file first." in reply.text


def test_an_absent_voters_list_goes_in_after_its_register(sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    take_in(organiser, council_file("halarose_full.tsv"))
    page = take_in(organiser, council_file("halarose_absent.csv"), "av.csv", kind="absent")
    assert "av.csv" in page


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (council_file("xpress_update.csv"), "This is a monthly update, and there is no register"),
        (council_file("halarose_absent.csv"), "This file is a list of absent voters."),
        (xpress(), "This file has headings and nobody under them."),
        (BytesIO(b"%PDF-1.7"), "This is a PDF, not a table of text."),
    ],
)
def test_the_sentence_beside_the_field_says_what_is_wrong(
    sign_in: SignIn, session: Session, source: BytesIO, sentence: str
) -> None:
    reply = sign_in(Role.ORGANISER).post(URL, data=upload(BytesIO(source.getvalue())))
    assert reply.status_code == 400
    beside = reply.text.split('id="file-error"')[1].split("</p>")[0]
    assert sentence in beside
    assert session.scalar(select(func.count(Elector.id))) == 0


def test_another_councils_register_is_taken_once_the_box_is_ticked(
    sign_in: SignIn, session: Session
) -> None:
    make_district(session, make_ward(session), "CH1")
    organiser = sign_in(Role.ORGANISER)
    where = bring(organiser, council_file("halarose_full.tsv"))
    assert "(MH1, MH2) are none of this campaign’s" in organiser.get(where).text
    assert organiser.post(where).status_code == 400
    assert session.scalar(select(func.count(Elector.id))) == 0
    session.rollback()

    assert organiser.post(where, data={"confirm": "y"}).status_code == 302
    assert session.scalar(select(func.count(Elector.id))) == 11


def test_an_upload_remembers_who_brought_it(sign_in: SignIn, session: Session) -> None:
    take_in(sign_in(Role.ORGANISER), council_file("xpress_full.csv"), "CH.csv")
    file = session.scalars(select(RegisterFile)).one()
    user = session.scalars(select(User)).one()
    assert (file.file_name, file.user_id, file.confirmed_by) == ("CH.csv", user.id, user.id)


def test_rows_of_a_list_that_match_nobody_are_shown(sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    take_in(organiser, council_file("halarose_full.tsv"))
    odd = council_file("halarose_absent.csv").getvalue().replace(b"MH1,,1,", b"MH1,,999,")
    page = take_in(organiser, BytesIO(odd), "av.csv", kind="absent")
    assert "<td>MH1-999</td><td>Nobody on the register has this number.</td>" in page
    assert "Farthingale" not in page


def test_a_list_of_absent_voters_before_any_register_is_refused(sign_in: SignIn) -> None:
    data = upload(council_file("halarose_absent.csv"), "av.csv", kind="absent")
    reply = sign_in(Role.ORGANISER).post(URL, data=data)
    assert (reply.status_code, "Import the register first" in reply.text) == (400, True)


def test_a_file_that_was_never_taken_in_has_no_page(sign_in: SignIn) -> None:
    assert sign_in(Role.ORGANISER).get(f"{URL}{uuid4()}").status_code == 404


def test_a_volunteer_takes_no_register_in(sign_in: SignIn, session: Session) -> None:
    reply = sign_in(Role.VOLUNTEER).post(URL, data=upload(council_file("xpress_full.csv")))
    assert reply.status_code in {403, 404}
    assert session.scalar(select(func.count(Elector.id))) == 0
