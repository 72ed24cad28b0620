from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.accounts import User
from canvass.store.places import Street, Ward
from canvass.store.walks import WalkDoor
from tests.conftest import SignIn
from tests.make import make_district, make_door, make_elector, make_street, make_user, make_ward

URL = "/c/westminster/walks/"


@pytest.fixture
def ward(session: Session) -> Ward:
    """A ward with two streets, odd and even doors in the first."""
    ward = make_ward(session)
    district = make_district(session, ward)
    lupus = make_street(session, district, "Lupus Street", 1)
    for label, side in (("1", "odd"), ("3", "odd"), ("2", "even")):
        make_elector(session, make_door(session, lupus, label, side=side))
    make_elector(session, make_door(session, make_street(session, district, "Claverton Street", 2)))
    session.commit()
    return ward


def street(session: Session, name: str = "Lupus Street") -> Street:
    found = session.scalars(select(Street).where(Street.name == name)).one()
    session.commit()
    return found


def test_an_organiser_makes_a_walk_of_one_side_of_a_street_and_gives_it_out(
    session: Session, sign_in: SignIn, ward: Ward
) -> None:
    organiser = sign_in(Role.ORGANISER)
    sign_in(Role.VOLUNTEER)
    volunteer = session.scalars(select(User).order_by(User.id.desc())).first()
    assert volunteer is not None
    assert "Lupus Street, odd side" in organiser.get(f"{URL}new/{ward.id}").text

    page = organiser.post(
        f"{URL}new/{ward.id}",
        data={"side": f"{street(session).id}:odd"},
        follow_redirects=True,
    ).text

    assert "Lupus Street, odds is ready" in page
    session.commit()
    walk_id = session.scalars(select(WalkDoor.walk_id)).all()
    assert len(walk_id) == 2
    page = organiser.post(
        f"{URL}{walk_id[0]}/give", data={"user": str(volunteer.id)}, follow_redirects=True
    ).text
    assert f"Lupus Street, odds is with {volunteer.name} until" in page
    assert "is silent" in organiser.get("/c/westminster/").text
    page = organiser.post(f"{URL}{walk_id[0]}/take-back", follow_redirects=True).text
    assert "What was recorded on it still arrives" in page


def test_a_walk_of_two_streets_is_in_walking_order(
    session: Session, sign_in: SignIn, ward: Ward
) -> None:
    sides = [f"{street(session, 'Claverton Street').id}:even", f"{street(session).id}:even"]
    page = (
        sign_in(Role.ORGANISER)
        .post(f"{URL}new/{ward.id}", data={"side": sides}, follow_redirects=True)
        .text
    )
    assert "Lupus Street and Claverton Street, evens is ready" in page


@pytest.mark.parametrize("sides", [[], ["nonsense"], [f"{uuid4()}:odd"]])
def test_a_walk_of_nothing_is_refused(sign_in: SignIn, ward: Ward, sides: list[str]) -> None:
    reply = sign_in(Role.ORGANISER).post(f"{URL}new/{ward.id}", data={"side": sides})
    assert (reply.status_code, "Choose at least one street" in reply.text) == (400, True)


def test_a_walk_is_given_to_nobody_outside_the_campaign(
    session: Session, sign_in: SignIn, ward: Ward
) -> None:
    organiser = sign_in(Role.ORGANISER)
    organiser.post(f"{URL}new/{ward.id}", data={"side": f"{street(session).id}:odd"})
    stranger = make_user(session)
    session.commit()
    walk_id = session.scalars(select(WalkDoor.walk_id)).first()

    for told in (str(stranger.id), "", "nonsense"):
        page = organiser.post(f"{URL}{walk_id}/give", data={"user": told}, follow_redirects=True)
        assert "Choose who gets the walk." in page.text


def test_a_campaign_without_walks_or_wards_says_what_to_do(sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    assert "No walks yet." in organiser.get(URL).text
    assert "There is no register yet" in organiser.get("/c/westminster/").text


def test_a_ward_without_streets_says_so(sign_in: SignIn, session: Session) -> None:
    empty = make_ward(session, "Abbey")
    session.commit()
    assert "No streets here yet." in sign_in(Role.ORGANISER).get(f"{URL}new/{empty.id}").text
