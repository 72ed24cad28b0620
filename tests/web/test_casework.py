"""Casework on screen and on paper, at the desk and at the door."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select, update
from sqlalchemy.orm import Session

from canvass.core.access import GRANTS, Permission, Role
from canvass.core.casework import CaseStatus
from canvass.core.doorstep import Flag
from canvass.db import db
from canvass.store.accounts import Membership, MembershipWard, User, the_campaign
from canvass.store.casework import Casework, NewCase, open_case
from canvass.store.contacts import Contact
from canvass.store.places import Household
from canvass.store.register import Elector
from tests.conftest import SignIn
from tests.make import (
    TEA_TIME,
    keep,
    make_district,
    make_door,
    make_elector,
    make_lease,
    make_member,
    make_response,
    make_street,
    make_walk,
    make_ward,
)
from tests.pages import json_of
from tests.sheets.reader import texts

URL = "/c/westminster/casework"
IMPRINT = "Printed by Quill Press, 1 Ink Lane. Promoted by P. Agent, 2 High Street."
NOW = datetime(2018, 4, 24, 9, 0, tzinfo=UTC)
PLANTED = "Purple Planted Party"
CASEWORK_ONLY = frozenset({Permission.CASEWORK_READ, Permission.CASEWORK_WORK})


def words(page: str) -> str:
    return " ".join(page.split())


@pytest.fixture
def app(app: Flask) -> Flask:
    """An app in the week before the poll."""
    app.config["CANVASS_CLOCK"] = lambda: NOW
    return app


class Street:
    """Lupus Street with doors of one elector each; at the first, casework was promised."""

    def __init__(self, session: Session, doors: int = 1) -> None:
        self.ward = make_ward(session)
        street = make_street(session, make_district(session, self.ward))
        self.doors = [make_door(session, street, str(2 * n + 2)) for n in range(doors)]
        self.electors = [
            make_elector(session, door, name=f"Ada Example{chr(97 + n)}")
            for n, door in enumerate(self.doors)
        ]
        self.walk = make_walk(session, self.ward.id, *self.doors)
        self.organiser = make_member(session)
        self.promise(session, self.electors[0])
        session.commit()
        self.case = session.scalars(select(Casework)).one()

    def promise(self, session: Session, elector: Elector) -> None:
        planted = {"strength": 1, "party": PLANTED}
        flags = [Flag.CASEWORK]
        response = make_response(
            self.walk, elector, "estate_offices", flags=flags, note="Damp since May", **planted
        )
        keep(session, self.organiser, response)


@pytest.fixture
def street(session: Session) -> Street:
    return Street(session)


def told(session: Session, **values: object) -> dict[str, object]:
    case = session.scalars(select(Casework)).one()
    return {
        "seen": "1",
        "owner": str(case.owner_id or ""),
        "status": case.status.value,
        "due_on": "",
        "answer": "",
        "note": "",
        **values,
    }


def me(session: Session) -> User:
    return session.scalars(select(User).order_by(User.id.desc())).first()  # type: ignore[return-value]


def give_imprint(session: Session) -> None:
    the_campaign(session).imprint = IMPRINT
    session.commit()


def test_a_promise_at_the_door_is_on_the_list_and_can_be_worked_on(
    sign_in: SignIn, session: Session, street: Street
) -> None:
    browser = sign_in(Role.ORGANISER)
    page = words(browser.get(f"{URL}/").text)
    assert "1 of 1 case is under way, 0 of them overdue. 0 ended." in page
    assert "Estate offices" in page
    assert "Ada Examplea" in page

    one = f"{URL}/{street.case.id}"
    page = words(browser.get(one).text)
    assert "Damp since May" in page
    assert "nobody yet" in browser.get(f"{URL}/").text

    browser.post(f"{one}/take")
    form = told(session, seen="2", due_on="2018-04-23", answer="It opens.", note="Rang them")
    form["owner"] = str(me(session).id)
    page = words(browser.post(one, data=form, follow_redirects=True).text)
    assert "Noted: due 23 April, answer written." in page
    assert "Rang them" in page
    assert "overdue" in page
    assert "1 of them overdue" in words(browser.get(f"{URL}/").text)
    assert "Estate offices" in browser.get(f"{URL}/?show=mine").text
    assert "Estate offices" in browser.get(f"{URL}/?show=overdue").text
    assert "No case on this list." in browser.get(f"{URL}/?show=resolved").text
    assert "1 case is overdue" in browser.get("/c/westminster/").text

    browser.post(one, data={**form, "seen": "4", "status": "resolved"})
    assert "Estate offices" in browser.get(f"{URL}/?show=resolved&ward={street.ward.id}").text
    assert "overdue</b>" not in browser.get("/c/westminster/").text


def test_a_case_can_be_given_to_somebody_of_the_campaign_and_to_nobody_else(
    sign_in: SignIn, session: Session, street: Street
) -> None:
    browser = sign_in(Role.AGENT)
    agent = me(session)
    sign_in(Role.VOLUNTEER)
    volunteer = me(session)
    one = f"{URL}/{street.case.id}"
    browser.post(one, data=told(session, owner=str(volunteer.id)))
    session.rollback()
    assert session.get_one(Casework, (1, street.case.id)).owner_id is None
    browser.post(one, data=told(session, owner=str(agent.id)))
    session.rollback()
    assert session.get_one(Casework, (1, street.case.id)).owner_id == agent.id


def test_a_form_from_before_somebody_elses_change_is_refused(
    sign_in: SignIn, session: Session, street: Street
) -> None:
    browser = sign_in(Role.ORGANISER)
    one = f"{URL}/{street.case.id}"
    browser.post(one, data=told(session, note="First"))
    late = browser.post(one, data=told(session, status="closed"))
    assert late.status_code == 400
    assert "Somebody else changed this case" in late.text
    assert browser.post(one, data=told(session, status="eaten")).status_code == 400
    assert browser.post(one, data={}).status_code == 400


def test_somebody_who_rang_gets_a_case(sign_in: SignIn, street: Street) -> None:
    browser = sign_in(Role.ORGANISER)
    assert "Where do they live?" in browser.get(f"{URL}/doors/").text
    assert "no such door" in browser.get(f"{URL}/doors/?street=Lupus&number=999").text
    page = browser.get(f"{URL}/doors/?street=lup&number=2").text
    assert "2 Lupus Street" in page
    at = f"{URL}/doors/{street.doors[0].id}"
    assert "Ada Examplea" in browser.get(at).text
    wrong = browser.post(at, data={"title": ""})
    assert (wrong.status_code, "What is it about?" in wrong.text) == (400, True)

    form = {"elector": str(street.electors[0].id), "title": "Bins", "note": "Never emptied"}
    page = browser.post(at, data=form, follow_redirects=True).text
    assert "Opened by hand." in page
    assert "Ada Examplea" in page
    assert "Never emptied" in page
    browser.post(at, data={"name": "Zoë Núñez", "title": "Noise", "elector": "nonsense"})
    assert "Zoë Núñez" in browser.get(f"{URL}/").text


def test_somebody_of_another_ward_finds_neither_the_case_nor_the_door(
    sign_in: SignIn, session: Session, street: Street
) -> None:
    from_abbey = sign_in(Role.ORGANISER)
    limit_to(session, make_ward(session, "Abbey").id)
    case = street.case.id
    for path in (f"/{case}", f"/doors/{street.doors[0].id}", f"/wards/{street.ward.id}/leaflet"):
        assert from_abbey.get(f"{URL}{path}").status_code == 404, path
    for path in (f"/{case}", f"/{case}/take", f"/{case}/letter", f"/doors/{street.doors[0].id}"):
        assert from_abbey.post(f"{URL}{path}", data={}).status_code == 404, path
    assert "Estate offices" not in from_abbey.get(f"{URL}/").text
    assert "no such door" in from_abbey.get(f"{URL}/doors/?street=lupus&number=2").text


def limit_to(session: Session, ward_id: object) -> None:
    from_user = me(session)
    membership = session.scalars(select(Membership).where(Membership.user_id == from_user.id)).one()
    session.add(MembershipWard(membership_id=membership.id, ward_id=ward_id))
    session.commit()


def test_a_letter_is_printed_with_the_answer_and_noted_in_the_history(
    sign_in: SignIn, session: Session, street: Street
) -> None:
    give_imprint(session)
    browser = sign_in(Role.ORGANISER)
    one = f"{URL}/{street.case.id}"
    assert "so nobody can sign" in browser.post(f"{one}/letter").text
    browser.post(f"{one}/take")
    assert "this case has none yet" in browser.post(f"{one}/letter").text
    browser.post(
        one, data=told(session, seen="2", owner=str(me(session).id), answer="It opens at 9.")
    )

    reply = browser.post(f"{one}/letter")

    assert reply.mimetype == "application/pdf"
    (text,) = texts(reply.data)
    assert "Dear Ada Examplea," in text
    assert "On 20 April you raised this with us: Estate offices." in text
    assert "It opens at 9." in text
    assert "Yours sincerely, Vi Volunteer" in text
    assert IMPRINT in text
    assert "letter printed" in browser.get(one).text


def test_a_letter_without_an_imprint_is_refused_and_noted_nowhere(
    sign_in: SignIn, session: Session, street: Street
) -> None:
    browser = sign_in(Role.ORGANISER)
    one = f"{URL}/{street.case.id}"
    browser.post(f"{one}/take")
    browser.post(one, data=told(session, seen="2", owner=str(me(session).id), answer="It opens."))
    reply = browser.post(f"{one}/letter")
    assert reply.status_code == 400
    assert "Write the imprint first" in reply.text
    assert "letter printed" not in browser.get(one).text


def test_the_letter_is_the_campaigns_own_and_knows_its_places(
    sign_in: SignIn, session: Session
) -> None:
    browser = sign_in(Role.ORGANISER)
    assert "Thank you for talking to us." in browser.get(f"{URL}/letter").text
    wrong = browser.post(f"{URL}/letter", data={"letter": "Dear {nam}", "imprint": ""})
    assert (wrong.status_code, "a place {nam} that nothing fills" in wrong.text) == (400, True)
    assert browser.post(f"{URL}/letter", data={"letter": " "}).status_code == 400
    form = {"letter": "{answer}\r\n\r\nBye {name}", "imprint": f" {IMPRINT} "}
    page = browser.post(f"{URL}/letter", data=form, follow_redirects=True).text
    assert "Letters are written like this from now on." in page
    session.expire_all()
    assert the_campaign(session).imprint == IMPRINT


def resolve_all(session: Session, street: Street) -> None:
    for elector in street.electors[1:]:
        street.promise(session, elector)
    for case in session.scalars(select(Casework)):
        case.status, case.resolved_on = CaseStatus.RESOLVED, date(2018, 4, 22)
        case.answer = "The office opens on Saturdays."
    session.commit()


def test_a_leaflet_tells_a_ward_what_was_done_and_names_nobody(
    sign_in: SignIn, session: Session
) -> None:
    street = Street(session, doors=5)
    resolve_all(session, street)
    browser = sign_in(Role.ORGANISER)
    url = f"{URL}/wards/{street.ward.id}/leaflet"
    page = browser.get(url).text
    assert "Estate offices, resolved for 5 households" in page
    assert "The office opens on Saturdays." in page
    form = {str(street.case.issue_id): "The office opens on Saturdays."}
    assert "Write the imprint first" in browser.post(url, data=form).text
    give_imprint(session)
    for text in ("Mr Examplea is glad.", "The door of 12 Lupus Street is mended."):
        reply = browser.post(url, data={str(street.case.issue_id): text})
        assert (reply.status_code, "points at somebody" in reply.text) == (400, True)
    assert "nothing to tell yet" in browser.post(url, data={}).text

    reply = browser.post(url, data=form)

    assert reply.mimetype == "application/pdf"
    (text,) = texts(reply.data)
    assert "5 households told us about this." in text
    assert "The office opens on Saturdays." in text
    assert IMPRINT in text
    assert "Example" not in text
    assert "Lupus" not in text


def test_a_leaflet_is_silent_of_what_too_few_raised(sign_in: SignIn, session: Session) -> None:
    street = Street(session, doors=4)
    resolve_all(session, street)
    give_imprint(session)
    browser = sign_in(Role.ORGANISER)
    url = f"{URL}/wards/{street.ward.id}/leaflet"
    page = browser.get(url).text
    assert "There is nothing to tell yet." in page
    assert "Estate offices" not in page
    form = {str(street.case.issue_id): "The office opens on Saturdays."}
    assert browser.post(url, data=form).status_code == 400


def test_a_volunteer_reads_at_the_door_what_became_of_it_and_nothing_else(
    sign_in: SignIn, session: Session, street: Street
) -> None:
    door = session.get_one(Household, (1, street.doors[0].id))
    door.access_note = "Dog behind"
    case = session.get_one(Casework, (1, street.case.id))
    ringing = NewCase(door.id, street.organiser.user_id, TEA_TIME, title="Secret benefits")
    open_case(session, ringing, TEA_TIME).answer = "Secret answer"
    phone = sign_in(Role.VOLUNTEER)
    make_lease(session, street.walk, me(session).id, NOW)
    session.commit()
    url = f"/c/westminster/doorstep/walks/{street.walk.id}.json"

    def note() -> object:
        return json_of(phone.get(url))["doors"][0]["note"]

    assert note() == (
        "Dog behind · Estate offices: reported 20 April, being looked at"
        " · Casework: reported 20 April, being looked at"
    )
    case.status, case.resolved_on, case.answer = CaseStatus.RESOLVED, NOW.date(), "Secret answer"
    session.commit()
    assert note() == (
        "Dog behind · Estate offices: reported 20 April, resolved"
        " · Casework: reported 20 April, being looked at"
    )
    everything = str(json_of(phone.get(url))["doors"])
    for secret in ("Secret", "Damp", PLANTED, "strength", "promise"):
        assert secret not in everything, secret
    assert phone.get(f"{URL}/").status_code == 403


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement that the app's database is asked from here on."""
    asked: list[str] = []
    with app.app_context():
        engine: Engine = db.engine

    def see(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(engine, "before_cursor_execute", see)
    yield asked
    event.remove(engine, "before_cursor_execute", see)


def test_casework_works_for_whoever_may_read_no_promise_and_never_reads_how_anybody_votes(
    sign_in: SignIn,
    session: Session,
    statements: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(GRANTS, Role.TELLER, CASEWORK_ONLY)
    street = Street(session, doors=5)
    resolve_all(session, street)
    give_imprint(session)
    session.execute(update(Elector).values(party=PLANTED, intention="planted", strength=1))
    session.commit()
    assert session.scalars(select(Contact.party)).first() == PLANTED
    browser = sign_in(Role.TELLER)
    statements.clear()
    one, leaflet = f"{URL}/{street.case.id}", f"{URL}/wards/{street.ward.id}/leaflet"
    at = f"{URL}/doors/{street.doors[0].id}"

    take = browser.post(f"{one}/take", follow_redirects=True)
    pages = [take, browser.get(f"{URL}/doors/?street=Lupus&number=2"), browser.get(at)]
    pages += [browser.get(f"{URL}/?show={one}") for one in ("open", "mine", "overdue", "resolved")]
    pages += [browser.get(one), browser.get(leaflet), browser.post(at, data={"title": "Bins"})]
    files = [
        browser.post(f"{one}/letter"),
        browser.post(leaflet, data={str(street.case.issue_id): "It opens."}),
    ]

    assert {page.status_code for page in pages} == {200, 302}
    assert {file.mimetype for file in files} == {"application/pdf"}
    shown = [page.text for page in pages] + [text for file in files for text in texts(file.data)]
    for text in shown:
        found = re.search(
            r"Planted|strength|intention|promises?\b(?! (to|at))|\bparty\b|firm\b", text
        )
        assert found is None, text[:200]
    for statement in statements:
        assert not re.search(
            r"\b(contact|elector)\.(strength|intention|party|is_promise)\b", statement
        )
    assert browser.get("/c/westminster/knockup/").status_code == 403


def test_volunteers_and_tellers_have_no_casework_and_organisers_and_agents_do() -> None:
    having = {role for role in Role if GRANTS[role] >= CASEWORK_ONLY}
    assert having == {Role.ORGANISER, Role.AGENT}
    assert not any(CASEWORK_ONLY & GRANTS[role] for role in (Role.VOLUNTEER, Role.TELLER))


def test_a_list_of_two_hundred_says_that_there_are_more(
    sign_in: SignIn, session: Session, street: Street
) -> None:
    for number in range(201):
        told = NewCase(
            street.doors[0].id, street.organiser.user_id, TEA_TIME, title=f"Case {number}"
        )
        case = open_case(session, told, TEA_TIME)
        case.due_on = TEA_TIME.date() + timedelta(days=number)
    session.commit()
    page = words(sign_in(Role.ORGANISER).get(f"{URL}/").text)
    assert "202 of 202 cases are under way" in page
    assert "The first 200, soonest due first." in page
    assert page.count("/casework/") > 200
