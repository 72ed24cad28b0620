"""Mending addresses on screen: what is chosen, what is said, and what it takes to undo it."""

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.places import Household, Street
from canvass.store.register import Elector
from tests.conftest import SignIn
from tests.make import make_district, make_door, make_elector, make_street, make_ward

URL = "/c/westminster/mending/"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def a_street(session: Session) -> tuple[Street, Household, Elector, Elector]:
    street = make_street(session, make_district(session, make_ward(session)))
    door = make_door(session, street, "12", door_order="2999870000000")
    door.address_key = "12////"
    ada = make_elector(session, door)
    bo = make_elector(session, door, name="Bo Example", forenames="Bo")
    session.commit()
    return street, door, ada, bo


def test_a_door_is_mended_named_and_undone(sign_in: SignIn, session: Session) -> None:
    street, door, ada, bo = a_street(session)
    organiser = sign_in(Role.ORGANISER)
    page = organiser.get(f"{URL}doors/{door.id}").text
    assert "Ada Example" in page
    assert organiser.get(f"{URL}streets/{street.id}").text.count("12") > 0

    told = {"number": "12A", "street": str(street.id), "who": [str(ada.id), str(bo.id)]}
    done = organiser.post(f"{URL}doors/{door.id}", data=told, follow_redirects=True).text

    assert "Mended: 12, Lupus Street is 12A, Lupus Street." in done
    session.expire_all()
    assert ada.household_id == bo.household_id != door.id
    assert organiser.get(f"{URL}doors/{door.id}").status_code == 404
    undo = done.split('action="')[-1].split('"')[0]
    assert "It is as it was before" in organiser.post(undo, follow_redirects=True).text
    session.rollback()
    session.expire_all()
    assert ada.household_id == bo.household_id == door.id


def test_only_who_is_ticked_goes_to_the_other_door(sign_in: SignIn, session: Session) -> None:
    street, door, ada, bo = a_street(session)
    told = {"number": "12", "flat": "2", "street": str(street.id), "who": str(bo.id)}

    done = sign_in(Role.ORGANISER).post(f"{URL}doors/{door.id}", data=told, follow_redirects=True)

    assert "1 person of 12, Lupus Street at Flat 2, 12, Lupus Street" in done.text
    session.expire_all()
    assert ada.household_id == door.id
    moved = session.get_one(Household, (1, bo.household_id))
    assert (moved.label, moved.building) == ("Flat 2", "12")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"number": "", "flat": "", "building": ""}, "Say at least one of them"),
        ({"number": "Twelve"}, "begins with a digit"),
        ({"number": "12"}, "this very door already"),
        ({"number": "12A", "street": str(uuid4())}, "Choose a street"),
        ({"number": "12A", "who": str(uuid4())}, "Tick who lives"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    sign_in: SignIn, session: Session, told: dict[str, str], sentence: str
) -> None:
    street, door, ada, bo = a_street(session)
    whole = {"street": str(street.id), "who": [str(ada.id), str(bo.id)], **told}

    reply = sign_in(Role.ORGANISER).post(f"{URL}doors/{door.id}", data=whole)

    assert reply.status_code == 400
    assert sentence in reply.text


def test_a_street_is_renamed_and_put_in_its_place(sign_in: SignIn, session: Session) -> None:
    street, *_ = a_street(session)
    organiser = sign_in(Role.ORGANISER)
    url = f"{URL}streets/{street.id}"

    done = organiser.post(f"{url}/name", data={"name": "Lupine Street"}, follow_redirects=True)
    assert "Mended: Lupus Street is Lupine Street." in done.text
    same = organiser.post(f"{url}/name", data={"name": "Lupine Street"})
    assert "called so already" in same.text
    told = {"place": "1", "mode": "consecutive"}
    walked = organiser.post(f"{url}/walking", data=told, follow_redirects=True).text
    assert "number by number" in walked
    assert "walked so already" in organiser.post(f"{url}/walking", data=told).text


def test_a_street_of_another_ward_is_not_there(sign_in: SignIn, session: Session) -> None:
    _, door, *_ = a_street(session)
    organiser = sign_in(Role.ORGANISER)
    for path in (f"streets/{uuid4()}", f"doors/{uuid4()}"):
        assert organiser.get(f"{URL}{path}").status_code == 404
    assert organiser.post(f"{URL}{uuid4()}/undo").status_code == 404
    kept = session.scalars(select(Household.merged_into_id).where(Household.id == door.id)).one()
    assert kept is None
