from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.register import Elector
from tests.conftest import SignIn
from tests.registers import council_file, person, xpress

URL = "/c/westminster/register/"


def upload(source: BytesIO, name: str = "file.csv", **values: str) -> dict[str, object]:
    return {"kind": "full", "file": (source, name), **values}


def test_an_organiser_uploads_a_register_and_sees_what_was_taken(sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    assert "No register yet." in organiser.get(URL).text

    page = organiser.post(
        URL, data=upload(council_file("xpress_full.csv"), "CH.csv"), follow_redirects=True
    ).text

    assert "CH.csv" in page
    assert "Every row was taken." in page
    assert "1 polling district without a ward" in " ".join(page.split())
    assert "CH.csv" in organiser.get(URL).text


def test_every_row_that_was_not_taken_stands_there_with_its_line_and_reason(
    sign_in: SignIn,
) -> None:
    source = xpress(person(1), person(1, "Double"), person(2))
    page = sign_in(Role.ORGANISER).post(URL, data=upload(source), follow_redirects=True).text
    assert '<td class="n">3</td>' in page
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
    organiser.post(URL, data=upload(council_file("halarose_full.tsv")))
    data = upload(council_file("halarose_absent.csv"), "av.csv", kind="absent")
    page = organiser.post(URL, data=data, follow_redirects=True).text
    assert "av.csv" in page
