"""A council's station file gives the campaign's polling districts their stations."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.store.places import PollingDistrict, districts
from canvass.store.stations import Stationed, take_stations
from tests.core.test_stations import DC_HOMES, DC_STATIONS, FCS, HALAROSE, XPRESS, read
from tests.make import make_district, make_door, make_street, make_ward


def take(session: Session, *texts: str) -> Stationed:
    found = read(*texts)
    assert found is not None
    told = take_stations(session, found)
    session.expire_all()
    return told


def stations(session: Session) -> dict[str, str]:
    return {one.code: one.station for one in districts(session).values()}


def test_districts_get_the_station_that_the_file_names(session: Session) -> None:
    make_district(session, make_ward(session), "CH1")
    told = take(session, XPRESS)
    assert stations(session) == {"CH1": "St Gabriel's Hall, Glasgow Terrace, SW1V 4AB"}
    assert (told.districts, told.elsewhere) == (1, 1)
    assert "1 property is in none" in str(told)
    assert take(session, XPRESS).stations == 1


def test_where_there_are_none_yet_its_districts_are_added_and_wait_for_wards(
    session: Session,
) -> None:
    take(session, XPRESS)
    assert set(stations(session)) == {"CH1", "CH2"}
    assert set(session.scalars(select(PollingDistrict.ward_id))) == {None}


def test_properties_are_found_by_uprn_or_by_a_postcode_of_one_district(session: Session) -> None:
    ward = make_ward(session)
    one, two, three = (make_district(session, ward, code) for code in ("CH1", "CH2", "CH3"))
    make_door(session, make_street(session, one), uprn="000099990001", postcode="SW1V 0AG")
    make_door(session, make_street(session, two), postcode="SW1V 0AH")
    assert take(session, HALAROSE).elsewhere == 0
    assert stations(session)["CH1"].startswith("Scout Hut")
    assert stations(session)["CH2"].startswith("Town Hall")

    make_door(session, make_street(session, three), postcode="SW1V 0AH")
    assert take(session, HALAROSE).elsewhere == 1
    assert stations(session)["CH3"] == ""


def test_of_several_stations_a_district_has_the_one_of_most(session: Session) -> None:
    make_district(session, make_ward(session), "CH1")
    row = XPRESS.splitlines()[3].replace("CH2", "CH1")
    told = take(session, XPRESS + row + "\n")
    assert stations(session)["CH1"].startswith("St Gabriel's Hall")
    assert told.split == ["CH1"]
    assert "Some vote at more than one (CH1)" in str(told)


def test_two_files_are_joined(session: Session) -> None:
    street = make_street(session, make_district(session, make_ward(session), "CH1"))
    make_door(session, street, uprn="000099990001")
    assert take(session, DC_HOMES, DC_STATIONS).districts == 1


def test_a_file_of_fcs_gives_stations_too(session: Session) -> None:
    one = make_district(session, make_ward(session), "CH1")
    make_door(session, make_street(session, one), uprn="000099990002")
    told = take(session, FCS)
    assert stations(session) == {"CH1": "St Gabriel's Hall, Glasgow Terrace, SW1V 4AB"}
    assert (told.districts, told.elsewhere) == (1, 1)
