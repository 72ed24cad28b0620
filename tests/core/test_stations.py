"""Station files of four suppliers, of our own making: recognised by their shape, and read."""

import io
import json
from typing import BinaryIO

import pytest

from canvass.core.council_file import BadFileError
from canvass.core.stations import Allotted, Property, Station, read_stations

XPRESS = """AddressLine1,AddressLine2,AddressLine6,Property_URN,Polling_Place_ID,\
Polling_Place_Name,Polling_Place_Address_1,Polling_Place_Address_2,Polling_Place_Address_3,Polling_Place_Address_4,\
Polling_Place_Postcode,Polling_Place_District_Reference
1 Gatliff Road,London,SW1V 0AG,000099990001,7,ST GABRIEL'S HALL,GLASGOW TERRACE,,,,sw1v4ab,CH1
2 Gatliff Road,London,SW1V 0AG,,7,ST GABRIEL'S HALL,GLASGOW TERRACE,,,,SW1V 4AB,ch1
3 Lupus Street,London,SW1V 0AH,,8,Churchill Library,12 Lupus Street,,,,,CH2
4 Lupus Street,London,SW1V 0AH,,,,,,,,,CH2
"""
HALAROSE = """UPRN,AddressLine1,Postcode,PollingStationNumber,PollingStationName,\
PollingStationAddress_1,PollingStationAddress_2,PollingStationAddress_3,PollingStationAddress_4,\
PollingStationAddress_5,PollingStationPostcode,PollingVenueID
99990001,1 Gatliff Road,SW1V 0AG,1,Scout Hut,n/a,Pimlico,n/a,n/a,n/a,SW1V 9ZZ,4
,2 Gatliff Road,sw1v0ah,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a
,3 Gatliff Road,sw1v0ah,2,Town Hall,High Road,n/a,n/a,n/a,n/a,n/a,5
"""
WEB_LOOKUP = """PropertyNumber,StreetName,PostCode,PollingPlaceID,PollingPlaceAddress1,\
PollingPlaceAddress2,PollingPlaceAddress7,UPRN
1,Gatliff Road,SW1V 0AG,7,Scout Hut,Pimlico,SW1V 9ZZ,99990001
"""
DC_STATIONS = """StationCode,PlaceName,Add1,Add2,Add3,Add4,Add5,Add6,Postcode,Xordinate,Yordinate
A1,Scout Hut,Pimlico,,,,,,SW1V 9ZZ,0,0
"""
DC_HOMES = """StationCode,Add1,Add2,Add3,Add4,Add5,Add6,Postcode,UPRN
A1,1 Gatliff Road,,,,,,SW1V 0AG,99990001
ZZ,2 Gatliff Road,,,,,,SW1V 0AG,99990002
"""
FCS = json.dumps(
    [
        {
            "id": 7,
            "name": "ST GABRIEL'S HALL",
            "addressLine1": "GLASGOW TERRACE",
            "addressLine2": None,
            "addressPostCode": "sw1v4ab",
            "latitude": 51.48,
            "longitude": -0.14,
            "properties": [
                {"addressUprn": "99990001", "addressPostCode": "SW1V 0AG", "addressLine1": "1 G"},
                {"addressUprn": 99990002, "addressPostCode": None},
                {"addressUprn": "", "addressPostCode": ""},
            ],
        },
        {"name": None, "properties": [{"addressUprn": "99990003"}]},
        {"name": "Closed", "properties": []},
    ]
)
HALL = Station("St Gabriel's Hall", "Glasgow Terrace, SW1V 4AB")
HUT = Station("Scout Hut", "Pimlico, SW1V 9ZZ")
HOME = Property("", "000099990001", "SW1V 0AG")


def read(*texts: str) -> Allotted | None:
    sources: list[BinaryIO] = [io.BytesIO(text.encode()) for text in texts]
    return read_stations(sources)


def test_xpress_names_the_district_of_each_property() -> None:
    found = read(XPRESS)
    assert found is not None
    assert found.layout == "Xpress"
    assert found.stations == {
        Property("CH1", "", ""): {HALL: 2},
        Property("CH2", "", ""): {Station("Churchill Library", "12 Lupus Street"): 1},
    }
    assert found.unread == 1


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_halarose_says_n_a_where_it_has_nothing(end: str) -> None:
    found = read("Export\n" + HALAROSE.replace("\n", end))
    assert found is not None
    assert found.layout == "Halarose"
    assert found.stations == {
        HOME: {HUT: 1},
        Property("", "", "SW1V 0AH"): {Station("Town Hall", "High Road"): 1},
    }


def test_the_older_export_of_xpress_is_known_too() -> None:
    found = read(WEB_LOOKUP.replace(",", "\t"))
    assert found is not None
    assert found.stations == {HOME: {HUT: 1}}


@pytest.mark.parametrize("files", [(DC_STATIONS, DC_HOMES), (DC_HOMES, DC_STATIONS)])
def test_democracy_counts_sends_stations_and_properties_apart(files: tuple[str, str]) -> None:
    found = read(*files)
    assert found is not None
    assert (found.layout, found.stations, found.unread) == (
        "Democracy Counts",
        {HOME: {HUT: 1}},
        1,
    )


def test_half_of_it_is_refused_with_a_sentence() -> None:
    for half in (DC_STATIONS, DC_HOMES):
        with pytest.raises(BadFileError, match="both together"):
            read(half)
    with pytest.raises(BadFileError, match="one station file at a time"):
        read(XPRESS, HALAROSE)
    with pytest.raises(BadFileError, match="No row"):
        read(HALAROSE.splitlines()[0] + "\n")


def test_another_table_is_no_station_file() -> None:
    assert read("ward_code,ward_name\nE1,Churchill\n") is None
    assert read(XPRESS, "ward_code,ward_name\nE1,Churchill\n") is None


def test_fcs_gives_stations_with_their_properties_as_json() -> None:
    found = read(f"\ufeff {FCS}")
    assert found is not None
    assert found.layout == "FCS"
    assert found.stations == {HOME: {HALL: 1}, Property("", "000099990002", ""): {HALL: 1}}
    assert found.unread == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "No row of this file"),
        ('[{"name": "Hall"}]', "This JSON is no station file"),
        ('{"type": "FeatureCollection", "features": []}', "Ward outlines have a page"),
        ("[" * 100_000, "This JSON is no station file"),
        (FCS[:-20], "This JSON is no station file"),
        ('[{"name": "\\u0000", "properties": [{"addressUprn": 1e99}]}]', "no station file"),
    ],
)
def test_other_json_is_refused_with_a_sentence(text: str, why: str) -> None:
    with pytest.raises(BadFileError, match=why):
        read(text)


def test_json_comes_alone() -> None:
    with pytest.raises(BadFileError, match="one station file at a time"):
        read(FCS, FCS)
