"""What is held is written down with its reasons, and the drafts say what was chosen."""

import pytest
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.purposes import PURPOSES
from canvass.store.base import Row
from canvass.store.held import TITLES
from tests.conftest import SignIn
from tests.polling_day import fill_ward, pdf_text

HERE = "/c/westminster/purposes/"
CHOSEN = {"contact": "Sade Example, 1 Lupus Street", "register": "legitimate interests"}


def words(text: str) -> str:
    return " ".join(text.split())


def test_every_table_that_holds_something_about_an_elector_has_its_purpose() -> None:
    told = [table for one in PURPOSES for table in one.tables]
    assert len(told) == len(set(told))
    assert set(TITLES) <= set(told) <= set(Row.metadata.tables)


def test_an_independent_is_warned_and_the_drafts_say_what_was_chosen(
    sign_in: SignIn, session: Session
) -> None:
    fill_ward(session, doors=3)
    agent = sign_in(Role.AGENT)
    assert "You have not said yet" in words(agent.get(HERE).text)
    assert agent.post(HERE, data={"body": "party"}).status_code == 400

    assert agent.post(HERE, data={**CHOSEN, "body": "independent"}).status_code == 302
    page = words(agent.get(HERE).text)
    assert "does not cover anybody else: explicit consent" in page
    assert "<option selected>legitimate interests" in page
    for name in ("impact", "policy"):
        paper = words(pdf_text(agent.get(f"{HERE}{name}.pdf").data))
        assert "Draft, to be checked by the campaign" in paper
        assert "does not cover anybody else" in paper
        assert "Sade Example, 1 Lupus Street" in paper
        assert "TO BE WRITTEN BY THE CAMPAIGN" in paper
    impact = words(pdf_text(agent.get(f"{HERE}impact.pdf").data))
    assert "3 electors are on the register" in impact
    assert "legitimate interests" in impact

    agent.post(HERE, data={**CHOSEN, "body": "party"})
    page = words(agent.get(HERE).text)
    assert "paragraph 22, together with an appropriate policy document" in page
    assert "does not cover" not in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_basis_that_is_none_is_not_kept(sign_in: SignIn) -> None:
    agent = sign_in(Role.AGENT)
    agent.post(HERE, data={**CHOSEN, "body": "other", "register": "because"})
    assert "<option selected>" not in words(agent.get(HERE).text).split("Who, and where")[1]
