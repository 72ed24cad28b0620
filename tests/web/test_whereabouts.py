"""Open data suggests the ward of a polling district and names doors that lie elsewhere."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.boundaries import read_areas
from canvass.core.outlines import outlines_for
from canvass.core.whereabouts import Spot
from canvass.store.boundaries import SetFacts, keep_boundaries, known_wards
from canvass.store.lying import doors_outside, suggested_wards
from canvass.store.places import PollingDistrict, Ward
from canvass.store.whereabouts import Whereabouts, keep_whereabouts, placed, spots_known
from tests.conftest import POLLING_DAY, SignIn
from tests.make import TEA_TIME, make_district, make_door, make_street, make_ward
from tests.outlines import geojson, ward
from tests.web.test_boundaries import anew, bring

URL = "/c/westminster/places/"
INSIDE, NEXT_DOOR = (-0.155, 51.493), (-0.145, 51.493)
"""In the middle of the first ward of the boundary file, and of the second."""


def postcode(number: int) -> str:
    return f"SW1V {number % 10}A{chr(65 + number // 10)}"


def onspd(*told: tuple[str, str, tuple[float, float]]) -> BytesIO:
    """Write a postcode directory."""
    rows = "".join(f"{code},{ward},{lat},{long}\n" for code, ward, (long, lat) in told)
    return BytesIO(f"pcds,osward,lat,long\n{rows}".encode())


def fill_district(session: Session, place: Ward | None, doors: int, code: str = "CH3") -> None:
    """Make a polling district of so many doors, each with a postcode of its own."""
    street = make_street(session, make_district(session, place, code))
    for number in range(doors):
        make_door(session, street, str(number + 1), postcode=postcode(number))
    session.commit()


def look_up(browser: FlaskClient, file: BytesIO) -> str:
    reply = browser.post(
        f"{URL}whereabouts", data={"spots": (file, "onspd.csv")}, follow_redirects=True
    )
    return " ".join(reply.text.split())


def test_the_ward_of_a_waiting_district_is_suggested_and_assigned_by_nobody_but_a_person(
    session: Session, sign_in: SignIn
) -> None:
    churchill, west_end = make_ward(session, "Churchill"), make_ward(session, "West End")
    churchill.code, west_end.code = "E05000635", "E05000640"
    fill_district(session, None, 40)
    codes = ["E05000640"] * 2 + ["E05000635"] * 38
    organiser = sign_in(Role.ORGANISER)
    told = [(postcode(number), code, INSIDE) for number, code in enumerate(codes)]
    page = look_up(organiser, onspd(*told))

    assert "40 of 40 postcodes of the register have their place." in page
    assert "38 of 40 postcodes of CH3 lie in Churchill, 2 in West End." in page
    assert f'value="{churchill.id}" selected' in page
    anew(session)
    district = session.scalars(select(PollingDistrict)).one()
    assert district.ward_id is None

    organiser.post(f"{URL}districts/{district.id}", data={"ward": str(churchill.id)})
    anew(session)
    assert district.ward_id == churchill.id


def test_where_no_file_tells_the_ward_the_outlines_do(session: Session, sign_in: SignIn) -> None:
    make_ward(session, "Churchill")
    second = make_ward(session, "West End")
    fill_district(session, None, 3)
    organiser = sign_in(Role.ORGANISER)
    bring(organiser, geojson(ward("Churchill"), ward("West End", column=1)))
    uncoded = [
        (postcode(0), "", INSIDE),
        (postcode(1), "", NEXT_DOOR),
        (postcode(2), "", NEXT_DOOR),
    ]
    page = look_up(organiser, onspd(*uncoded))
    assert "2 of 3 postcodes of CH3 lie in West End, 1 in Churchill." in page
    assert f'value="{second.id}" selected' in page


def test_a_ward_without_a_code_is_known_by_that_of_its_outline(
    session: Session, sign_in: SignIn
) -> None:
    make_ward(session, "Churchill")
    fill_district(session, None, 1)
    organiser = sign_in(Role.ORGANISER)
    bring(organiser, geojson(ward("Churchill", "E05000635")))
    page = look_up(organiser, onspd((postcode(0), "E05000635", (0.0, 99.0))))
    assert "1 of 1 postcodes of CH3 lies in Churchill." in page


def test_a_district_of_which_nothing_is_known_has_no_suggestion(session: Session) -> None:
    make_ward(session)
    fill_district(session, None, 2)
    district = session.scalars(select(PollingDistrict)).one()
    assert suggested_wards(session, [district.id]) == {}
    assert suggested_wards(session, []) == {}


def test_properties_tell_more_than_postcodes_where_they_are_known(session: Session) -> None:
    churchill = make_ward(session)
    churchill.code = "E05000635"
    street = make_street(session, make_district(session, None, "CH3"))
    for number in range(4):
        make_door(session, street, str(number), postcode="SW1V 4AB", uprn=f"{number + 1:012}")
    keep_whereabouts(session, [Spot("000000000002", None, None, "E05000635")])
    (found,) = suggested_wards(session, [street.polling_district_id]).values()
    assert found.words("CH3") == "1 of 4 properties of CH3 lies in Churchill."


def test_a_door_outside_its_wards_outline_is_named_with_where_it_lies(
    session: Session, sign_in: SignIn
) -> None:
    churchill = make_ward(session, "Churchill")
    make_ward(session, "West End")
    fill_district(session, churchill, 4, "CH1")
    organiser = sign_in(Role.ORGANISER)
    assert "This cannot be told yet." in organiser.get(f"{URL}boundaries/doors").text
    bring(organiser, geojson(ward("Churchill"), ward("West End", column=1)))
    border, far = (-0.1499, 51.493), (-0.3, 51.6)
    places = [INSIDE, NEXT_DOOR, border, far]
    look_up(organiser, onspd(*((postcode(number), "", at) for number, at in enumerate(places))))

    page = " ".join(organiser.get(f"{URL}boundaries/doors").text.split())
    assert "2 doors at 2 places." in page
    assert "2 Lupus Street" in page
    assert "4 Lupus Street" in page
    assert "1 Lupus Street" not in page
    assert "3 Lupus Street" not in page
    first, second = doors_outside(session, [churchill])
    assert (first.named, first.lies_in) == (["4 Lupus Street"], "")
    assert (second.named, second.lies_in, second.metres) == (["2 Lupus Street"], "West End", 560)
    assert doors_outside(session, []) == []
    (only, unnamed) = doors_outside(session, [churchill], named=1)
    assert (only.doors, unnamed.doors, unnamed.named) == (1, 1, [])


def test_a_property_known_by_its_uprn_is_not_taken_for_its_postcode(session: Session) -> None:
    churchill = make_ward(session, "Churchill")
    brought = outlines_for(known_wards(session), read_areas(geojson(ward("Churchill"))))
    keep_boundaries(session, brought, SetFacts("S", POLLING_DAY, "x", "x"), TEA_TIME)
    street = make_street(session, make_district(session, churchill))
    make_door(session, street, "1", postcode="SW1V 4AB", uprn="000000000001")
    make_door(session, street, "2", postcode="SW1V 4AB", uprn="000000000002")
    make_door(session, street, "3", postcode="SW1V 4AB")
    far = Spot("SW1V 4AB", -0.3, 51.6, "")
    keep_whereabouts(session, [far, Spot("000000000001", *INSIDE, "")])
    keep_whereabouts(session, [far._replace(key="000000000002")])
    found = {one.place: one.named for one in doors_outside(session, [churchill])}
    assert found == {"SW1V 4AB": ["3 Lupus Street"], "UPRN 2": ["2 Lupus Street"]}


def test_a_later_file_keeps_a_ward_of_ours_that_an_earlier_one_told(session: Session) -> None:
    ours = make_ward(session)
    ours.code = "E05000635"
    fill_district(session, ours, 1)
    key = postcode(0)
    keep_whereabouts(session, [Spot(key, None, None, "E05000635")])
    keep_whereabouts(session, [Spot(key, -0.14, 51.49, "E05013794")])
    keep_whereabouts(session, [Spot(key, None, None, "")])
    assert spots_known(session) == {key: Spot(key, -0.14, 51.49, "E05000635")}
    assert (placed(session).postcodes, placed(session).of_postcodes) == (1, 1)


@pytest.mark.parametrize("body", [b"", b"name\nAda\n", b"PK\x03\x04zip"])
def test_a_file_that_is_none_is_refused_beside_its_field(
    session: Session, sign_in: SignIn, body: bytes
) -> None:
    fill_district(session, make_ward(session), 1)
    page = look_up(sign_in(Role.ORGANISER), BytesIO(body))
    assert "That cannot be done yet." in page
    assert session.scalars(select(Whereabouts)).all() == []


def test_no_file_and_no_register_are_said_so(sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    reply = organiser.post(f"{URL}whereabouts", data={"spots": (BytesIO(b""), "")})
    assert "Choose the file first." in reply.text
    assert "Take it in first." in look_up(organiser, onspd(("SW1V 4AB", "", INSIDE)))
