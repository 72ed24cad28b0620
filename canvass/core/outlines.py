"""Outlines of wards: read, refused if they cannot be, put into degrees, made light to draw."""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from canvass.core.boundaries import (
    Area,
    BadBoundariesError,
    KnownWard,
    Matches,
    listed,
    match_wards,
)

Floats = NDArray[np.float64]

UK_DEGREES = (-9.0, 49.0, 2.5, 61.5)
UK_GRID = (1_000.0, 1_000.0, 700_000.0, 1_300_000.0)
"""West, south, east, north of what is taken: degrees, and metres of the National Grid."""

KEPT_TO = 0.00002
"""Degrees, two metres: bends smaller than that are not kept."""

DRAWN_TO = 250
"""A picture shows a bend only where it is more than so small a part of the whole."""

SAME_AREA = 0.001
"""A line that touches itself is mended where that changes less than this part of the area."""

LEAST = 1e-8
"""Square degrees, less than a house: no ward is so small."""

TOUCHING = frozenset({"Polygon", "MultiPolygon"})


class Outline(NamedTuple):
    """An area's outline as it is kept, in degrees as GeoJSON, and lighter as it is drawn."""

    ward_id: UUID | None
    code: str
    name: str
    shape: str
    drawn: str


class Brought(NamedTuple):
    """What a boundary file brings: its outlines, and in sentences what it does not settle."""

    outlines: list[Outline]
    wards: int
    missing: list[str]
    doubtful: list[str]
    others: list[str]

    def __str__(self) -> str:
        have = sum(one.ward_id is not None for one in self.outlines)
        told = [f"{have} of {self.wards} wards found their outline."]
        if self.doubtful:
            told.append(
                f"{listed(self.doubtful)}: the file has this name with another code or in another "
                "council, so it may be drawn as in other years. Say below whether it is the one."
            )
        if self.missing:
            told.append(f"Not in the file: {listed(self.missing)}.")
        if self.others:
            told.append(f"In the file, and no ward of this campaign: {listed(self.others)}.")
        return " ".join(told)


def outlines_for(wards: Sequence[KnownWard], areas: Sequence[Area]) -> Brought:
    """Find the wards' outlines in a file.

    Raises:
        BadBoundariesError: none of the wards is in it, or an outline cannot be taken.
    """
    if not wards:
        raise BadBoundariesError("There are no wards yet. Take a places file in first.")
    matches = match_wards(wards, areas)
    owners = {place: ward_id for ward_id, place in matches.certain.items()}
    wanted = sorted({*owners, *matches.doubtful.values(), *matches.others})
    shapes = [shape_of(areas[place]) for place in wanted]
    ours = [shape for place, shape in zip(wanted, shapes, strict=True) if place in owners]
    kept = simplified(shapes, KEPT_TO)
    drawn = simplified(shapes, span_of(ours or shapes) / DRAWN_TO)
    outlines = [
        Outline(owners.get(place), areas[place].code, areas[place].name, written(one), written(two))
        for place, one, two in zip(wanted, kept, drawn, strict=True)
    ]
    return told_of(wards, areas, matches, outlines)


def told_of(
    wards: Sequence[KnownWard], areas: Sequence[Area], matches: Matches, outlines: list[Outline]
) -> Brought:
    """Name what a file does not settle: our wards that it lacks or may mean, and its others."""
    doubtful = [one.name for one in wards if one.id in matches.doubtful]
    settled = {*matches.certain, *matches.doubtful}
    missing = [one.name for one in wards if one.id not in settled]
    said = {*matches.doubtful.values()}
    others = [
        areas[place].name or areas[place].code for place in matches.others if place not in said
    ]
    return Brought(outlines, len(wards), missing, doubtful, list(filter(None, others)))


def shape_of(area: Area) -> BaseGeometry:
    """Read an area's outline, in degrees.

    Raises:
        BadBoundariesError: it is none, crosses itself, or lies outside the United Kingdom.
    """
    name = area.name or area.code or "One without a name"
    try:
        parts = shapely.force_2d(shapely.from_geojson(area.parts))
    except (shapely.errors.GEOSException, ValueError) as error:
        raise BadBoundariesError(f"The outline of {name} cannot be read.") from error
    if any(part.geom_type not in TOUCHING or part.is_empty for part in parts):
        raise BadBoundariesError(f"{name} has no outline in this file: it holds no area.")
    placed = [unknotted(in_degrees(part, name), name) for part in parts]
    shape = placed[0] if len(placed) == 1 else shapely.union_all(placed)
    if shape.area < LEAST:
        raise BadBoundariesError(f"The outline of {name} is smaller than a house.")
    return shape


def unknotted(shape: BaseGeometry, name: str) -> BaseGeometry:
    """Mend a line that only touches itself.

    Raises:
        BadBoundariesError: it crosses itself, so that nobody can say what lies inside.
    """
    if shape.is_valid:
        return shape
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if mended.geom_type in TOUCHING and math.isclose(mended.area, shape.area, rel_tol=SAME_AREA):
        return mended
    raise BadBoundariesError(
        f"The outline of {name} crosses itself, so that nobody can say what lies inside. "
        "Download the boundaries again."
    )


def in_degrees(shape: BaseGeometry, name: str) -> BaseGeometry:
    """Put an outline into degrees of longitude and latitude, whichever of the two it is in.

    Raises:
        BadBoundariesError: it is in neither, or elsewhere on earth.
    """
    bounds = shape.bounds
    if is_within(bounds, UK_DEGREES):
        return shape
    if is_within(bounds, UK_GRID):
        return shapely.transform(shape, from_grid)
    raise BadBoundariesError(
        f"{name} does not lie in the United Kingdom by its coordinates. Download the boundaries as "
        "GeoJSON in longitude and latitude (WGS84) or on the National Grid."
    )


def is_within(bounds: Sequence[float], edges: Sequence[float]) -> bool:
    """Tell whether some bounds lie within others; what is no number never does."""
    west, south, east, north = bounds
    return edges[0] <= west <= east <= edges[2] and edges[1] <= south <= north <= edges[3]


@cache
def grid() -> Transformer:
    """Give what turns the National Grid into degrees; it is right to a few metres."""
    return Transformer.from_crs(27700, 4326, always_xy=True)


def from_grid(points: Floats) -> Floats:
    """Turn eastings and northings into longitudes and latitudes.

    Source: Ordnance Survey's National Grid, EPSG 27700, by PROJ.
    """
    return np.column_stack(grid().transform(points[:, 0], points[:, 1]))


def span_of(shapes: Sequence[BaseGeometry]) -> float:
    """Give how far some outlines reach, in degrees."""
    west, south, east, north = shapely.total_bounds(np.array(shapes))
    return float(max(east - west, north - south))


def simplified(shapes: Sequence[BaseGeometry], to: float) -> list[BaseGeometry]:
    """Leave small bends out: along a border the same for both its sides, where they agree on it."""
    every = np.array(shapes)
    if shapely.coverage_is_valid(every):
        return list(shapely.coverage_simplify(every, to))
    return list(shapely.simplify(every, to / 2))


def written(shape: BaseGeometry) -> str:
    """Write an outline as GeoJSON, to a metre."""
    return str(shapely.to_geojson(shapely.transform(shape, lambda points: np.round(points, 5))))
