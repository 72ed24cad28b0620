from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.intentions import SETS
from canvass.store.intentions import codes_in_use
from tests.conftest import SignIn

URL = "/c/westminster/intentions/"
ROWS = {
    "short": ["A", "B", ""],
    "label": ["All ours", "  Not   us ", ""],
    "label_cy": ["Ein un ni", "", ""],
    "meaning": ["1", "5", "1"],
    "party": ["", "Other party", ""],
}


def page_of(browser: FlaskClient) -> str:
    return browser.get(URL).text


def test_a_new_campaign_asks_by_five_strengths(session: Session, sign_in: SignIn) -> None:
    assert [code.label for code in codes_in_use(session)][:2] == ["Firm", "Likely"]
    assert 'value="Firm"' in page_of(sign_in(Role.ORGANISER))


def test_a_set_is_taken_as_it_ships(session: Session, sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    for one in SETS:
        page = organiser.post(f"{URL}set", data={"set": one.name}, follow_redirects=True).text
        assert "Phones ask by this set" in page
        session.expire_all()
        assert codes_in_use(session) == list(one.codes)
        session.commit()
    assert organiser.post(f"{URL}set", data={"set": "x"}).status_code == 400


def test_codes_of_ones_own_are_kept_in_their_order(session: Session, sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    page = organiser.post(URL, data=ROWS, follow_redirects=True).text
    assert "Phones ask by these codes" in page
    ours, others = codes_in_use(session)
    assert (ours.short, ours.label_cy, ours.strength, ours.party) == ("A", "Ein un ni", 1, None)
    assert (others.label, others.strength, others.party) == ("Not us", 5, "Other party")


def test_codes_that_no_phone_could_ask_by_come_back_with_the_reason(
    session: Session, sign_in: SignIn
) -> None:
    organiser = sign_in(Role.ORGANISER)
    for wrong, why in (
        ({"short": ["A", "A", ""]}, "Two codes have the same letter."),
        ({"meaning": ["5", "4", "1"]}, "must mean firm support"),
        ({"meaning": ["nonsense", "4", "1"]}, "must mean firm support"),
        ({"label": ["", "", ""]}, "a letter or number, and a word"),
        ({"short": ["", "", ""], "label": ["", "", ""]}, "2 to 12 codes"),
    ):
        reply = organiser.post(URL, data=ROWS | wrong)
        assert (reply.status_code, why in reply.text) == (400, True), wrong
    assert [code.label for code in codes_in_use(session)][:2] == ["Firm", "Likely"]
