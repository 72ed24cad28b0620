from io import BytesIO
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.assign import unassigned_districts
from canvass.store.places import PollingDistrict, Ward
from canvass.store.register import Elector
from tests.conftest import SignIn
from tests.core.test_stations import DC_HOMES, DC_STATIONS, XPRESS
from tests.make import make_district, make_door, make_elector, make_street, make_ward

URL = "/c/westminster/places/"
HEAD = "ward_code,ward_name,ward_name_cy,seats,polling_district,station_name,station_address\n"
CHURCHILL = HEAD + "E05000635,Churchill,,3,CH1,St Gabriel’s Hall,Glasgow Terrace\n"


def upload(text: str) -> dict[str, object]:
    return {"file": (BytesIO(text.encode()), "places.csv")}


def test_a_places_file_sets_wards_districts_and_stations_up(sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    page = organiser.post(f"{URL}file", data=upload(CHURCHILL), follow_redirects=True).text

    assert "1 ward and 1 polling district: all in place." in page
    assert "St Gabriel’s Hall, Glasgow Terrace" in page

    again = organiser.post(f"{URL}file", data=upload(CHURCHILL), follow_redirects=True).text
    assert again.count("St Gabriel’s Hall") == 1


def test_a_councils_station_file_is_taken_by_the_same_door(
    sign_in: SignIn, session: Session
) -> None:
    make_district(session, make_ward(session), "CH1")
    session.commit()
    organiser = sign_in(Role.ORGANISER)
    done = organiser.post(f"{URL}file", data=upload(XPRESS), follow_redirects=True).text
    assert "Xpress: 1 polling district has a station" in done
    assert "Glasgow Terrace, SW1V 4AB" in done
    both = {"file": [(BytesIO(one.encode()), "f.csv") for one in (DC_STATIONS, DC_HOMES)]}
    assert organiser.post(f"{URL}file", data=both).status_code == 302
    half = organiser.post(f"{URL}file", data=upload(DC_HOMES))
    assert "Choose both together." in half.text


@pytest.mark.parametrize("text", ["", "nonsense", HEAD, HEAD + "E,Churchill,,x,CH1,,\n"])
def test_a_file_that_is_none_is_refused_beside_its_field(
    sign_in: SignIn, session: Session, text: str
) -> None:
    reply = sign_in(Role.ORGANISER).post(f"{URL}file", data=upload(text))
    assert reply.status_code == 400
    assert "That cannot be done yet." in reply.text
    assert session.scalars(select(Ward)).all() == []


def test_no_file_at_all_is_said_so(sign_in: SignIn) -> None:
    reply = sign_in(Role.ORGANISER).post(f"{URL}file", data={"file": (BytesIO(b""), "")})
    assert "Choose the file first." in reply.text


def test_a_ward_is_added_once(sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    assert (
        "Bayswater is a ward"
        in organiser.post(f"{URL}wards", data={"name": "Bayswater"}, follow_redirects=True).text
    )
    reply = organiser.post(f"{URL}wards", data={"name": "bayswater"})
    assert "There is a ward bayswater already." in reply.text
    assert "Enter the ward’s name." in organiser.post(f"{URL}wards", data={"name": ""}).text


def test_a_district_without_a_ward_waits_to_be_decided_and_loses_nobody(
    sign_in: SignIn, session: Session
) -> None:
    district = make_district(session, None, "KD-2/2")
    elector = make_elector(session, make_door(session, make_street(session, district)))
    ward = make_ward(session)
    session.commit()
    organiser = sign_in(Role.ORGANISER)
    for path in (URL, "/c/westminster/", "/c/westminster/register/"):
        assert "KD-2/2" in organiser.get(path).text

    reply = organiser.post(f"{URL}districts/{district.id}", data={"ward": str(ward.id)})

    assert reply.status_code == 302
    session.expire_all()
    assert session.get_one(Elector, (1, elector.id)).ward_id == ward.id
    assert unassigned_districts(session) == []


def test_a_district_is_put_into_no_ward_that_is_not_there(
    sign_in: SignIn, session: Session
) -> None:
    district = make_district(session, None)
    session.commit()
    organiser = sign_in(Role.ORGANISER)
    for told in ("", "nonsense", str(uuid4())):
        reply = organiser.post(f"{URL}districts/{district.id}", data={"ward": told})
        assert reply.status_code == 404
    assert organiser.post(f"{URL}districts/{uuid4()}").status_code == 404
    session.expire_all()
    assert session.scalars(select(PollingDistrict.ward_id)).all() == [None]
