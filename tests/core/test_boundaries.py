"""Boundary files read, wards found in them, outlines made light and drawn."""

import io
import math
import re
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
import shapely
from pyproj import Transformer

from canvass.core.boundaries import (
    LARGEST,
    Area,
    BadBoundariesError,
    KnownWard,
    match_wards,
    read_areas,
)
from canvass.core.maps import WIDE, map_of
from canvass.core.outlines import outlines_for
from tests.outlines import Ring, feature, geojson, square, ward

CHURCHILL = KnownWard(uuid4(), "E05000635", "Churchill")
WEST_END = KnownWard(uuid4(), "", "West End")


def area(name: str, code: str = "", council: str = "", welsh: str = "") -> Area:
    return Area(code, name, welsh, council, (b"",))


@pytest.mark.parametrize(
    "told",
    [
        {"WD18CD": "E05000635", "WD18NM": "Churchill", "LAD18CD": "E09000033"},
        {"wd24cd": "E05000635", "wd24nm": "Churchill", "wd24nmw": "", "lad24cd": "E09000033"},
        {"OBJECTID": 7, "CED25CD": "E05000635", "CED25NM": " Churchill ", "Shape_Area": 1.5},
        {"NAME": "Churchill", "AREA_CODE": "LBW", "CODE": "E05000635", "FILE_NAME": "LONDON"},
        {"Name": "Churchill", "Census_Code": "E05000635", "HECTARES": 12.5},
        {"title": "x", "ref": "E05000635", "ward_name": "Churchill"},
    ],
)
def test_a_ward_is_known_by_whichever_columns_its_file_has(told: dict[str, object]) -> None:
    (found,) = read_areas(geojson(feature(told, square())))
    assert (found.code, found.name) == ("E05000635", "Churchill")


def test_a_ward_is_found_by_its_code_before_its_name() -> None:
    areas = [area("Churchill", "E05999999"), area("Renamed", "E05000635"), area("WEST END ward")]
    found = match_wards([CHURCHILL, WEST_END], areas)
    assert found.certain == {CHURCHILL.id: 1, WEST_END.id: 2}
    assert found.doubtful == {}
    assert found.others == [0]


def test_a_welsh_name_finds_its_ward_too() -> None:
    one = KnownWard(uuid4(), "", "Gorllewin y Fro")
    assert match_wards([one], [area("Vale West", "W05000001", "", "Gorllewin y Fro")]).certain


def test_of_wards_of_one_name_that_of_the_campaigns_own_council_is_taken() -> None:
    areas = [
        area("West End", "E05000640", "E09000033"),
        area("West End", "E05000641", "E07000091"),
        area("Churchill", "E05000635", "E09000033"),
        area("Far Away", "E05000642", "E07000091"),
    ]
    found = match_wards([CHURCHILL, WEST_END], areas)
    assert found.certain == {CHURCHILL.id: 2, WEST_END.id: 0}
    assert found.others == []


def test_a_ward_of_another_code_or_of_another_council_waits_for_somebody_to_say() -> None:
    recoded = match_wards([CHURCHILL, WEST_END], [area("Churchill", "E05013794"), area("West End")])
    assert recoded.doubtful == {CHURCHILL.id: 0}
    elsewhere = [area("Churchill", "E05000635", "E09000033"), area("West End", "", "E07000091")]
    found = match_wards([CHURCHILL, WEST_END], elsewhere)
    assert (found.certain, found.doubtful) == ({CHURCHILL.id: 0}, {WEST_END.id: 1})


def test_the_areas_of_a_whole_nation_are_not_kept() -> None:
    areas = [area("West End"), *(area(f"Ward {number}") for number in range(200))]
    assert match_wards([WEST_END], areas).others == []


def test_a_file_too_large_is_refused_before_it_is_read() -> None:
    class Huge(io.BytesIO):
        def seek(self, *place: int) -> int:
            return LARGEST + 1 if place == (0, 2) else 0

        def read(self, *_size: int | None) -> bytes:
            raise AssertionError

    with pytest.raises(BadBoundariesError, match="This file has 400 MB"):
        read_areas(Huge())


def test_the_parts_of_a_ward_that_come_apart_are_one_outline() -> None:
    file = geojson(ward("West End", "E05000640"), ward("West End", "E05000640", column=3))
    brought = outlines_for([WEST_END], read_areas(file))
    (outline,) = brought.outlines
    assert shapely.from_geojson(outline.shape).geom_type == "MultiPolygon"


def test_an_outline_on_the_national_grid_lands_where_it_is() -> None:
    to_grid = Transformer.from_crs(4326, 27700, always_xy=True)
    ring = [list(to_grid.transform(x, y)) for x, y in square()]
    (there,) = outlines_for([WEST_END], read_areas(geojson(feature({"name": "West End"}, ring))))[0]
    (here,) = outlines_for([WEST_END], read_areas(geojson(ward("West End"))))[0]
    apart = shapely.from_geojson(there.shape).hausdorff_distance(shapely.from_geojson(here.shape))
    assert apart < 0.00003


def test_a_line_that_touches_itself_is_mended() -> None:
    ring: Ring = [[0, 51], [0.01, 51], [0.02, 51], [0.01, 51], [0.01, 51.01], [0, 51.01], [0, 51]]
    (one,) = outlines_for([WEST_END], read_areas(geojson(feature({"name": "West End"}, ring))))[0]
    assert shapely.from_geojson(one.shape).is_valid


def neighbours(bends: int) -> list[dict[str, Any]]:
    """Make two wards along one winding border, each with all its bends."""
    random = Random(2018)  # noqa: S311  invented, not secret
    border = [
        [0.02 + random.uniform(0, 0.00001), round(51 + 0.01 * bend / bends, 9)]
        for bend in range(bends + 1)
    ]
    west: Ring = [[0, 51], *border, [0, 51.01], [0, 51]]
    east: Ring = [[0.04, 51], [0.04, 51.01], *reversed(border), [0.04, 51]]
    return [feature({"name": "West End"}, west), feature({"name": "Churchill"}, east)]


def test_outlines_are_light_and_neighbours_keep_one_border() -> None:
    wards = [KnownWard(uuid4(), "", "Churchill"), WEST_END]
    brought = outlines_for(wards, read_areas(geojson(*neighbours(5000))))
    shapes = [shapely.from_geojson(one.drawn) for one in brought.outlines]
    assert sum(len(one.drawn) for one in brought.outlines) < 1000
    assert sum(len(one.shape) for one in brought.outlines) < 100_000
    assert shapes[0].intersection(shapes[1]).area == 0
    assert shapely.union_all(shapes).area == pytest.approx(0.0004, rel=0.01)


def box(west: float, south: float, wide: float, tall: float) -> str:
    return str(shapely.to_geojson(shapely.box(west, south, west + wide, south + tall)))


def test_a_map_has_north_above_and_keeps_its_proportions() -> None:
    drawn = map_of(
        [("North", "1", box(0, 51.01, 0.01, 0.01)), ("South", "2", box(0, 51, 0.01, 0.01))]
    )
    corners = [
        [tuple(map(float, point.split())) for point in one.path[1:-1].split("L")]
        for one in drawn.wards
    ]
    assert max(y for _, y in corners[0]) <= min(y for _, y in corners[1]) + 0.1
    wide = max(x for x, _ in corners[0]) - min(x for x, _ in corners[0])
    tall = max(y for _, y in corners[0]) - min(y for _, y in corners[0])
    assert wide / tall == pytest.approx(math.cos(math.radians(51.01)), rel=0.01)
    assert all(0 <= x <= WIDE and 0 <= y <= drawn.height for ring in corners for x, y in ring)


def test_a_name_that_does_not_fit_has_a_letter_in_the_key_and_keeps_its_number() -> None:
    wards = [
        ("Churchill", "24", box(0, 51, 0.1, 0.05)),
        ("Bryanston and Dorset Square", "3", box(0.1, 51, 0.02, 0.05)),
        ("Tiny", "7", box(0.12, 51, 0.001, 0.001)),
    ]
    whole, narrow, tiny = (one.label for one in map_of(wards).wards)
    assert (whole.lines, whole.key) == (("Churchill",), "")
    assert (narrow.lines, narrow.key) == ((), "A")
    assert narrow.share_y
    assert (tiny.key, tiny.share_y) == ("B", 0)


def test_every_word_on_a_map_stands_inside_its_ward() -> None:
    random = Random(2018)  # noqa: S311  invented, not secret
    for _ in range(50):
        points = shapely.MultiPoint(
            [(random.uniform(0, 0.1), random.uniform(51, 51.1)) for _ in range(9)]
        )
        cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=points.envelope))
        for one in map_of(
            [("Long Name Ward", "24", str(shapely.to_geojson(cell))) for cell in cells]
        ).wards:
            shape = shapely.Polygon(
                [tuple(map(float, p.split())) for p in re.split("[MLZ]", one.path) if p]
            )
            if one.label.share_y:
                assert shape.contains(shapely.Point(one.label.x, one.label.share_y))


def test_nobody_is_named_in_what_a_file_did_not_settle_but_wards() -> None:
    file = geojson(ward("Churchill", "E05013794"), ward("West End", "", 1), ward("Abbey", "", 2))
    other = KnownWard(UUID(int=1), "", "Bayswater")
    told = str(outlines_for([CHURCHILL, WEST_END, other], read_areas(file)))
    assert told == (
        "1 of 3 wards found their outline. Churchill: the file has this name with another code or "
        "in another council, so it may be drawn as in other years. Say below whether it is the "
        "one. Not in the file: Bayswater. In the file, and no ward of this campaign: Abbey."
    )
