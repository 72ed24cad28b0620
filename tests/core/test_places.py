import pytest

from canvass.core.places import BadPlacesError, read_places

HEAD = "ward_code,ward_name,ward_name_cy,seats,polling_district,station_name,station_address\n"


def test_a_places_file_is_read_with_its_welsh_names() -> None:
    body = HEAD + "E05000632,Tregarth,Tregarth a Mynydd Llandygái,1,TM1,Neuadd,Stryd Fawr\n"
    place = read_places(b"\xef\xbb\xbf" + body.encode())[0]
    assert (place.ward_name_cy, place.district, place.seats) == (
        "Tregarth a Mynydd Llandygái",
        "TM1",
        1,
    )
    assert read_places(body.encode("cp1252"))[0].ward_name_cy == "Tregarth a Mynydd Llandygái"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "column “ward_code” is missing"),
        ("a,b\n1,2\n", "column “ward_code” is missing"),
        (HEAD, "nothing below it"),
        (HEAD + "E,,,3,CH1,,\n", "Line 2 has no ward name"),
        (HEAD + "E,Churchill,,3,,,\n", "Line 2 has no ward name or no polling district"),
        (HEAD + "E,Churchill,,three,CH1,,\n", "Line 2: the seats"),
        (HEAD + "E,Churchill,,0,CH1,,\n", "Line 2: the seats"),
        (HEAD + "E,Churchill,,3,CH1\n" + "E,Chur\x00chill,,3,CH2,,\n", "Line 3 holds a character"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_line(body: str, sentence: str) -> None:
    with pytest.raises(BadPlacesError, match=sentence):
        read_places(body.encode())
