"""Paper comes back as a photograph: read, shown beside the picture, kept once it is confirmed."""

import io
import re
from random import Random

import cv2
import numpy as np
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from canvass.core.access import Role
from canvass.sheets.boxes import box_places
from canvass.store.knocks import Knock
from canvass.store.ledger import Sheet
from canvass.store.reprint import printed_doors
from tests.conftest import SignIn
from tests.polling_day import DAY, elector, fill_ward, start_round
from tests.sheets.biro import PrintedPage, jpeg, photographed, printed, tick
from tests.sheets.make import make_door

SCAN = f"{DAY}/scan/"


@pytest.fixture
def organiser(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.ORGANISER)


@pytest.fixture
def page(organiser: FlaskClient, session: Session) -> PrintedPage:
    """A sheet of six promises, as it came out of the printer."""
    start_round(organiser, fill_ward(session))
    session.rollback()
    sheet = session.query(Sheet).one()
    doors = tuple(printed_doors(session, [sheet])[sheet.id])
    return next(printed(doors, first_sheet=sheet.number))


def send(organiser: FlaskClient, picture: bytes) -> TestResponse:
    return organiser.post(SCAN, data={"picture": (io.BytesIO(picture), "sheet.jpg")})


def small(photograph: bytes) -> bytes:
    """Make a photograph small enough to be sent from memory: larger ones leave a file open."""
    seen = cv2.imdecode(np.frombuffer(photograph, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert seen is not None
    return jpeg(cv2.resize(seen, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA))


def chosen(page: str) -> dict[str, str]:
    """Give what each line's list has chosen."""
    lists = re.findall(r'name="(line-\d+)".*?</select>', page, re.DOTALL)
    bodies = re.split(r'name="line-\d+"', page)[1:]
    found = {}
    for name, body in zip(lists, bodies, strict=True):
        told = re.search(r'value="(\w+)"\s+selected', body.partition("</select>")[0])
        found[name] = told[1] if told else ""
    return found


def test_a_photograph_is_read_confirmed_and_only_then_kept(
    organiser: FlaskClient, page: PrintedPage, session: Session
) -> None:
    rng, picture = Random(3), page.picture()  # noqa: S311  a pen, no secret
    boxes = {(place.code, place.key): place for place in box_places(page.page)}
    codes = list(dict.fromkeys(code for code, _ in boxes))
    for code, key in ((codes[0], "voted"), (codes[1], "out"), (codes[2], "no")):
        tick(picture, boxes[code, key], rng, kind="tick")

    reply = send(organiser, small(photographed(picture, rng)))

    assert reply.status_code == 200
    assert "Nothing is kept yet." in reply.text
    assert "img-src 'self' data:" in reply.headers["Content-Security-Policy"]
    read = chosen(reply.text)
    assert read == {
        "line-1": "voted",
        "line-2": "out",
        "line-3": "no",
        "line-4": "",
        "line-5": "",
        "line-6": "",
    }
    assert session.query(Knock).count() == 0

    form = re.search(r'action="([^"]+/results)"', reply.text)
    assert form
    session.rollback()
    kept = organiser.post(form[1], data=read, follow_redirects=True)
    assert "3 results are kept" in kept.text
    assert elector(session, 1).has_voted
    assert elector(session, 3).is_let_be


def test_two_ticks_on_one_line_are_left_for_a_person(
    organiser: FlaskClient, page: PrintedPage
) -> None:
    rng, picture = Random(4), page.picture()  # noqa: S311  a pen, no secret
    first = list(box_places(page.page))[:2]
    for place in first:
        tick(picture, place, rng, kind="tick")
    reply = send(organiser, jpeg(picture))
    assert "1 line cannot be read for certain" in " ".join(reply.text.split())
    assert "look: which?" in reply.text
    assert set(chosen(reply.text).values()) == {""}


@pytest.mark.parametrize(
    ("picture", "sentence"),
    [
        (b"", "This is not a picture."),
        (b"%PDF-1.7 nonsense", "This is not a picture."),
    ],
)
def test_what_is_no_photograph_of_a_sheet_is_said_so(
    organiser: FlaskClient, picture: bytes, sentence: str
) -> None:
    reply = send(organiser, picture)
    assert reply.status_code == 400
    assert sentence in reply.text


def test_a_sheet_that_was_never_printed_here_is_not_known(organiser: FlaskClient) -> None:
    reply = send(organiser, jpeg(next(printed((make_door(),))).picture()))
    assert reply.status_code == 400
    assert "There is no such sheet here." in reply.text
