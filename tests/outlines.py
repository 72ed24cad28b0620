"""Boundary files as they come: wards side by side, in degrees or on the National Grid."""

import io
import json
from typing import Any

Ring = list[list[float]]


def square(column: int = 0, row: int = 0, bends: int = 0) -> Ring:
    """Give a ward of about 700 m by 700 m; with bends its eastern side is a wavy line."""
    west, south = -0.16 + column * 0.01, 51.49 + row * 0.006
    side = [
        [west + 0.01 + (0.00001 if bend % 2 else 0), south + 0.006 * bend / bends]
        for bend in range(1, bends)
    ]
    corners = [[west, south], [west + 0.01, south], *side]
    return [*corners, [west + 0.01, south + 0.006], [west, south + 0.006], [west, south]]


def feature(told: dict[str, Any], *rings: Ring) -> dict[str, Any]:
    """Make a feature: a polygon, or several where there are several rings."""
    kind = "Polygon" if len(rings) == 1 else "MultiPolygon"
    coordinates = [rings[0]] if len(rings) == 1 else [[ring] for ring in rings]
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": told, "geometry": geometry}


def ward(
    name: str,
    code: str = "",
    column: int = 0,
    *,
    year: str = "24",
    **told: Any,  # noqa: ANN401
) -> dict[str, Any]:
    """Make a ward as the statistics office of a year has it."""
    properties = {f"WD{year}CD": code, f"WD{year}NM": name, f"LAD{year}CD": "E09000033", **told}
    return feature(properties, square(column))


def geojson(*features: dict[str, Any]) -> io.BytesIO:
    """Write a boundary file."""
    return io.BytesIO(json.dumps({"type": "FeatureCollection", "features": features}).encode())
