"""Doubtful pairs are shown one at a time, and decided with a key."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.intake import import_register
from canvass.store.pairing import DoubtfulPair
from tests.conftest import SignIn
from tests.registers import CAME_AT, person, xpress
from tests.web.test_register import URL, bring

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_an_organiser_decides_pair_after_pair(sign_in: SignIn, session: Session) -> None:
    import_register(session, xpress(*map(person, range(1, 6))), "old.csv", now=CAME_AT)
    session.commit()
    organiser = sign_in(Role.ORGANISER)
    rows = [person(1), person(8, "Surname2", house=28), person(9, "Surname3", house=39)]
    where = bring(organiser, xpress(*rows, person(4), person(5)))
    assert "doubtful: who came may be who left" in organiser.get(where).text
    organiser.post(where)
    assert "2 doubtful pairs:" in organiser.get(URL).text

    action = ""
    for verdict, left in (("same", "1 pair to decide"), ("different", "0 pairs to decide")):
        session.rollback()
        page = organiser.get(f"{URL}doubtful/").text
        assert "One person (S)" in page
        action = page.split('action="')[2].split('"')[0]
        after = organiser.post(action, data={"verdict": verdict}, follow_redirects=True).text
        assert left in after
    assert "Nobody waits for a decision." in organiser.get(f"{URL}doubtful/").text
    assert organiser.post(action, data={"verdict": "same"}).status_code == 400
    session.rollback()
    assert set(session.scalars(select(DoubtfulPair.verdict))) == {"same", "different"}
