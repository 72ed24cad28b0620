"""A register of no known layout: a person says once which column is what."""

from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.register import Elector
from tests.conftest import SignIn
from tests.core.test_mapping import ADDRESS, COLUMNS, ROWS, unknown
from tests.web.test_register import URL, bring

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHOSEN = {**COLUMNS, "forenames": "First Name", "postcode": "Post-code", "address": ADDRESS}


def test_an_unknown_layout_is_told_once_and_known_from_then_on(
    sign_in: SignIn, session: Session
) -> None:
    organiser = sign_in(Role.ORGANISER)
    where = bring(organiser, unknown())
    page = organiser.get(where).text
    assert "<option selected>Roll No.</option>" in " ".join(page.split())
    assert "2 rows would be taken, 1 not." in " ".join(page.split())
    assert "It has no elector number." in page

    less = organiser.post(where, data={**CHOSEN, "surname": "", "do": "check"}).text
    assert "Say which column holds this: Surname." in less
    nameless = organiser.post(where, data={**CHOSEN, "do": "keep"})
    assert (nameless.status_code, "Give the layout a name" in nameless.text) == (400, True)
    kept = organiser.post(where, data={**CHOSEN, "name": "Sampleminster", "do": "keep"})
    assert "Sampleminster (your own)" in organiser.get(kept.location).text
    organiser.post(kept.location)
    assert session.scalar(select(func.count(Elector.id))) == 2
    session.rollback()

    again = bring(organiser, BytesIO(unknown().getvalue().decode("utf-16").encode()))
    assert "Sampleminster (your own)" in organiser.get(again).text


def test_a_layout_is_handed_on_taken_in_and_forgotten(sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    data = {**CHOSEN, "name": "Sampleminster", "do": "keep"}
    organiser.post(bring(organiser, unknown()), data=data)
    page = organiser.get(f"{URL}columns/").text
    address = page.split('href="')
    (out,) = [one.split('"')[0] for one in address if ".json" in one.split('"')[0]]
    body = organiser.get(out).data
    organiser.post(out.replace(".json", "/forget"))
    assert "None yet." in organiser.get(f"{URL}columns/").text

    file = {"file": (BytesIO(body), "sampleminster.json")}
    organiser.post(f"{URL}columns/", data=file)
    assert "Sampleminster" in organiser.get(f"{URL}columns/").text
    wrong = {"file": (BytesIO("\n".join(ROWS).encode()), "rows.csv")}
    assert organiser.post(f"{URL}columns/", data=wrong).status_code == 400
