"""Lists, marks and sheets on polling day, as the committee room uses them."""

import io
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.places import Ward
from canvass.web.board import COUNTING
from tests.conftest import SignIn
from tests.make import make_district, make_door, make_elector, make_street, make_ward
from tests.pages import json_of

KNOCKUP = "/c/westminster/knockup/"
ROOM = "/c/westminster/telling/"
BOARD = "/c/westminster/polling-day/"


@pytest.fixture
def ward(session: Session) -> Ward:
    """Churchill, with two promises behind one door and a third behind another."""
    ward = make_ward(session)
    street = make_street(session, make_district(session, ward, "CH1"))
    first, second = make_door(session, street, "2"), make_door(session, street, "4")
    promised = {"is_promise": True, "strength": 1}
    make_elector(session, first, roll_number="888", name="Ada Example", **promised)
    make_elector(session, first, roll_number="888", roll_suffix="8", name="Obi Example", **promised)
    make_elector(session, second, roll_number="900", name="Zoë Núñez", wants_lift=True, **promised)
    session.commit()
    return ward


def pdf_text(data: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_whoever_is_marked_is_gone_from_screen_paper_and_files(sign_in: SignIn, ward: Ward) -> None:
    organiser = sign_in(Role.ORGANISER)
    url = f"{KNOCKUP}wards/{ward.id}"
    before = organiser.get(url).text
    assert "2 doors, 3 promises" in before.replace("\n", " ")
    assert "Ada Example" in pdf_text(organiser.post(f"{url}/print").data)

    page = organiser.post(
        ROOM, data={"district": "CH1", "number": "888/8, ch1 888"}, follow_redirects=True
    ).text
    assert "CH1-888/8, Obi Example: voted." in page

    after = organiser.get(url).text
    assert "Ada Example" not in after
    assert "Zoë Núñez" in after
    paper = pdf_text(organiser.post(f"{url}/print").data)
    assert ("Ada Example" in paper, "Zoë Núñez" in paper) == (False, True)
    assert "Ada" not in organiser.get(f"{url}.csv").text
    listed = json_of(organiser.get(f"{url}.json"))
    assert listed["counts"] == {"doors": 1, "electors": 1}
    assert listed["as_at"] is not None


def test_a_mark_can_be_taken_back(sign_in: SignIn, ward: Ward) -> None:
    organiser = sign_in(Role.ORGANISER)
    page = organiser.post(
        ROOM, data={"district": "CH1", "number": "900"}, follow_redirects=True
    ).text
    undo = re.findall(rf'action="({ROOM}[^"]*undo[^"]*)"', page)[0]

    organiser.post(undo.replace("&amp;", "&"))

    assert "Zoë Núñez" in organiser.get(f"{KNOCKUP}wards/{ward.id}").text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"district": "CH1", "number": ""}, "Type a number."),
        ({"district": "CH1", "number": "888, eight"}, "“eight” is not a number"),
        ({"district": "", "number": "888"}, "Which polling district is 888 of?"),
        ({"district": "CH1", "number": "9" * 500}, "longer than 400"),
    ],
)
def test_a_wrong_number_is_said_so_and_none_of_them_is_marked(
    sign_in: SignIn, ward: Ward, form: dict[str, str], sentence: str
) -> None:
    organiser = sign_in(Role.ORGANISER)
    reply = organiser.post(ROOM, data=form)

    assert reply.status_code == 400
    assert sentence in reply.text
    assert "3 promises" in organiser.get(f"{KNOCKUP}wards/{ward.id}").text


def test_a_number_nobody_has_is_kept_and_said_so(sign_in: SignIn, ward: Ward) -> None:
    page = sign_in(Role.ORGANISER).post(
        ROOM, data={"district": "CH1", "number": "777"}, follow_redirects=True
    )
    assert "CH1-777 is kept, but nobody on the register has this number." in page.text
    assert ward.name


def test_a_wards_page_counts_promises_and_votes(sign_in: SignIn, ward: Ward) -> None:
    organiser = sign_in(Role.ORGANISER)
    organiser.post(ROOM, data={"district": "CH1", "number": "900"})
    page = organiser.get(KNOCKUP).text
    assert ward.name in page
    assert "Voted data as at" in page


def test_the_same_list_is_the_same_paper_and_another_has_numbers_of_its_own(
    sign_in: SignIn, ward: Ward
) -> None:
    organiser = sign_in(Role.ORGANISER)
    url = f"{KNOCKUP}wards/{ward.id}/print"
    first, second = organiser.post(url), organiser.post(url)
    assert first.mimetype == "application/pdf"
    assert first.data == second.data
    organiser.post(ROOM, data={"district": "CH1", "number": "900"})
    assert organiser.post(url).data != first.data


def test_an_empty_list_says_so_on_screen_and_paper(sign_in: SignIn, session: Session) -> None:
    empty = make_ward(session, "Abbey")
    session.commit()
    organiser = sign_in(Role.ORGANISER)
    assert "Nobody is left to knock up" in organiser.get(f"{KNOCKUP}wards/{empty.id}").text
    assert organiser.post(f"{KNOCKUP}wards/{empty.id}/print").data.startswith(b"%PDF")


def test_a_campaign_without_wards_says_what_to_do(sign_in: SignIn) -> None:
    for path in (KNOCKUP, "/c/westminster/issues/"):
        assert "There are no wards yet." in sign_in(Role.AGENT).get(path).text


@pytest.mark.usefixtures("ward")
def test_the_board_waits_for_nobody_who_counts(sign_in: SignIn) -> None:
    """Whoever comes while somebody counts anew is shown the last counts at once."""
    organiser = sign_in(Role.ORGANISER)
    assert "of 3 promises have voted" in organiser.get(BOARD).text
    with ThreadPoolExecutor() as pool, COUNTING:
        page = pool.submit(organiser.get, BOARD).result(timeout=5)
    assert "of 3 promises have voted" in page.text
