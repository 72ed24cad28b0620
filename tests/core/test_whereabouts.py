"""Open data read: four kinds of table, each as it comes, and those that do harm."""

import io
import zipfile

import pytest

from canvass.core.whereabouts import (
    SMALL,
    BadWhereaboutsError,
    Spot,
    read_whereabouts,
    take_from,
    wanted_for,
)

WANTED = wanted_for(["SW1V 4AB", "W2 5SH"], ["000099990001"])
BOM = "\ufeff"
ONSPD = (
    "pcd,pcd2,pcds,dointr,doterm,oslaua,osward,oseast1m,osnrth1m,lat,long\r\n"
    '"SW1V4AB","SW1V 4AB","SW1V 4AB","198001","","E09000033","E05000635","529100","178200",'
    "51.488,-0.142\r\n"
    '"W2  5SH","W2   5SH","W2 5SH","198001","","E09000033","E05000632","","",99.999999,0.0\r\n'
    '"ZZ9 9ZZ","ZZ9  9ZZ","ZZ9 9ZZ","198001","","E09000033","E05000632","","",51.5,0.0\r\n'
)
NEWER = "pcd7,pcd8,pcds,wd25cd,lat,long\nSW1V4AB,SW1V 4AB,SW1V 4AB,E05013794,51.488,-0.142\n"
ONSUD = "uprn,gridgb1e,gridgb1n,pcds,wd25cd\n99990001,529100,178200,SW1V 4AB,E05000635\n"
OPEN_UPRN = (
    f"{BOM}UPRN,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE\n"
    "99990001,529100,178200,51.488,-0.142\n"
)
CODE_POINT = (
    '"SW1V 4AB",10,529100,178200,"E92000001","E19","E18","","E09000033","E05000635"\n'
    '"W2 5SH",90,0,0,"E92000001","E19","E18","","E09000033","E05000632"\n'
)


def read(text: str) -> dict[str, Spot]:
    found = read_whereabouts(io.BytesIO(text.encode()), WANTED)
    return {one.key: one for one in found}


def zipped(**tables: str) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(f"Data/{name}.csv", text)
        archive.writestr("Doc/licence.txt", "x")
    return file


def test_a_postcode_directory_tells_the_ward_and_the_place_and_only_of_the_registers_own() -> None:
    found = read(ONSPD)
    assert found == {
        "SW1V 4AB": Spot("SW1V 4AB", -0.142, 51.488, "E05000635"),
        "W2 5SH": Spot("W2 5SH", None, None, "E05000632"),
    }
    assert read(NEWER)["SW1V 4AB"].ward_code == "E05013794"


@pytest.mark.parametrize(
    ("text", "key", "ward"),
    [
        (ONSUD, "000099990001", "E05000635"),
        (OPEN_UPRN, "000099990001", ""),
        (CODE_POINT, "SW1V 4AB", "E05000635"),
    ],
)
def test_each_kind_of_table_puts_a_place_where_the_others_do(
    text: str, key: str, ward: str
) -> None:
    found = read(text)[key]
    assert found.longitude == pytest.approx(-0.142, abs=0.001)
    assert found.latitude == pytest.approx(51.488, abs=0.001)
    assert found.ward_code == ward


def test_a_postcode_without_a_place_has_its_ward_only() -> None:
    assert read(CODE_POINT)["W2 5SH"] == Spot("W2 5SH", None, None, "E05000632")


def test_a_zip_is_read_table_by_table_and_what_is_none_is_left() -> None:
    file = zipped(sw=CODE_POINT, names="WD25CD,WD25NM\nE05000635,Churchill\n")
    assert {one.key for one in read_whereabouts(file, WANTED)} == {"SW1V 4AB", "W2 5SH"}


def test_a_table_that_is_there_twice_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def noted(table: io.BytesIO, *rest: object) -> object:
        seen.append(table)
        return take_from(table, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("canvass.core.whereabouts.take_from", noted)
    read_whereabouts(zipped(**{"all": ONSPD, "multi_csv/SW": ONSPD}), WANTED)
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (io.BytesIO(b""), "none of the tables known here"),
        (io.BytesIO(b"name,age\nAda,3\n"), "none of the tables known here"),
        (io.BytesIO(b"\x00\xff" * 4000), "none of the tables known here"),
        (io.BytesIO(b"x" * 3_000_000), "none of the tables known here"),
        (io.BytesIO(b"pcds,lat,long\nZZ9 9ZZ,51,0\n"), "None of the register’s postcodes"),
        (io.BytesIO(b"PK\x03\x04" + b"0" * 100), "This file is damaged."),
        (io.BytesIO(zipped(sw=CODE_POINT).getvalue()[:-40]), "This file is damaged."),
        (zipped(trap="0" * (SMALL + 1)), "swells to far more"),
        (zipped(), "none of the tables known here"),
    ],
)
def test_what_is_no_open_data_is_refused_with_a_sentence(file: io.BytesIO, why: str) -> None:
    with pytest.raises(BadWhereaboutsError, match=why):
        read_whereabouts(file, WANTED)


def test_a_file_larger_than_may_be_read_names_the_way_at_the_server() -> None:
    with pytest.raises(BadWhereaboutsError, match="canvass places whereabouts FILE"):
        read_whereabouts(io.BytesIO(ONSPD.encode()), WANTED, largest=100)
    with pytest.raises(BadWhereaboutsError, match="canvass places whereabouts FILE"):
        read_whereabouts(zipped(sw=ONSPD), WANTED, largest=100)


def test_before_there_is_a_register_nothing_is_looked_up() -> None:
    with pytest.raises(BadWhereaboutsError, match="Take it in first"):
        read_whereabouts(io.BytesIO(ONSPD.encode()), wanted_for([], []))


@pytest.mark.parametrize("place", ["nan,nan", "inf,inf", "1e400,0", "0,0", "x,y", "", "48.8,2.3"])
def test_a_place_that_is_no_place_or_elsewhere_on_earth_is_none(place: str) -> None:
    text = f"pcds,osward,lat,long\nSW1V 4AB,E05000635,{place}\n"
    assert read(text)["SW1V 4AB"] == Spot("SW1V 4AB", None, None, "E05000635")
