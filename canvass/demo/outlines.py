"""Invented outlines of the demonstration's wards, and invented places of its postcodes."""

import io
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.boundaries import read_areas
from canvass.core.outlines import outlines_for
from canvass.core.whereabouts import read_whereabouts
from canvass.store.boundaries import SetFacts, keep_boundaries, known_wards
from canvass.store.places import Household, PollingDistrict, Street, Ward
from canvass.store.whereabouts import keep_whereabouts, wanted

Point = tuple[float, float]

BRYANSTON_EAST = ((-0.1600, 51.5262), (-0.1560, 51.5228), (-0.1550, 51.5185), (-0.1570, 51.5140))
MARYLEBONE_SOUTH = ((-0.1570, 51.5140), (-0.1450, 51.5158), (-0.1405, 51.5195))
CORNERS: dict[str, tuple[Point, ...]] = {
    "Churchill": (
        *((-0.1570, 51.4912), (-0.1490, 51.4935), (-0.1430, 51.4915), (-0.1360, 51.4890)),
        *((-0.1380, 51.4845), (-0.1490, 51.4832), (-0.1565, 51.4850)),
    ),
    "Bayswater": (
        *((-0.1995, 51.5165), (-0.1880, 51.5195), (-0.1815, 51.5172), (-0.1800, 51.5120)),
        *((-0.1865, 51.5100), (-0.1980, 51.5105)),
    ),
    "Bryanston and Dorset Square": (
        *((-0.1720, 51.5200), (-0.1690, 51.5240)),
        *BRYANSTON_EAST,
        (-0.1640, 51.5135),
    ),
    "Marylebone High Street": (
        *((-0.1500, 51.5248), (-0.1425, 51.5240)),
        *reversed(MARYLEBONE_SOUTH),
        *reversed(BRYANSTON_EAST[:-1]),
    ),
    "West End": (
        *MARYLEBONE_SOUTH,
        *((-0.1330, 51.5185), (-0.1290, 51.5125), (-0.1345, 51.5098), (-0.1420, 51.5065)),
        *((-0.1505, 51.5035), (-0.1570, 51.5085)),
    ),
}
"""Where the outlines turn; what two wards share is written once."""

HEADINGS = "pcds,lat,long"
ASTRAY = 0.012
HALVINGS, SWAY = 4, 0.07
FACTS = SetFacts(
    "Wards of 2018, invented",
    date(2018, 5, 3),
    "Invented for the demonstration: these are not the real boundaries.",
    "invented-wards.geojson",
)


def take_outlines(session: Session, now: datetime) -> None:
    """Take the invented outlines in as an organiser would a council's."""
    areas = read_areas(io.BytesIO(boundary_file()))
    keep_boundaries(session, outlines_for(known_wards(session), areas), FACTS, now)


def take_postcodes(session: Session) -> None:
    """Take invented open data in: each postcode in its own ward, but for a few across a border."""
    query = (
        select(Household.postcode, Ward.name)
        .join(Street, Street.id == Household.street_id)
        .join(PollingDistrict, PollingDistrict.id == Street.polling_district_id)
        .join(Ward, Ward.id == PollingDistrict.ward_id)
        .where(Household.postcode != "")
        .distinct()
        .order_by(Household.postcode, Ward.name)
    )
    random = Random(len(CORNERS))  # noqa: S311  invented, not secret
    rows = [HEADINGS]
    for postcode, ward in session.execute(query):
        x, y = spot_in(CORNERS[ward], random)
        rows.append(f"{postcode},{y + (ASTRAY if random.random() < 1 / 60 else 0):.6f},{x:.6f}")
    body = io.BytesIO("\n".join(rows).encode())
    keep_whereabouts(session, read_whereabouts(body, wanted(session)))


def spot_in(corners: Sequence[Point], random: Random) -> Point:
    """Give a spot somewhere in a ward: between its middle and its corners, nearer the middle."""
    weights = [random.random() ** 2 for _ in corners]
    total = sum(weights)
    middle = [sum(axis) / len(corners) for axis in zip(*corners, strict=True)]
    spot = [
        sum(weight * place for weight, place in zip(weights, axis, strict=True)) / total
        for axis in zip(*corners, strict=True)
    ]
    return (middle[0] + spot[0]) / 2, (middle[1] + spot[1]) / 2


def boundary_file() -> bytes:
    """Write the outlines as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "properties": {"WD18NM": name},
            "geometry": {"type": "Polygon", "coordinates": [ring_of(corners)]},
        }
        for name, corners in CORNERS.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def ring_of(corners: Sequence[Point]) -> list[Point]:
    """Go round the corners, and back to the first."""
    sides = zip(corners, (*corners[1:], corners[0]), strict=True)
    return [corners[0], *(point for start, end in sides for point in swaying(start, end))]


def swaying(start: Point, end: Point) -> Iterator[Point]:
    """Go from one corner to another as streets do, the same way back: points after the first."""
    first, last = sorted((start, end))
    way = [first, last]
    random = Random(f"{first}{last}")  # noqa: S311  invented, not secret
    for _ in range(HALVINGS):
        middles = [
            (
                (one[0] + two[0]) / 2 + random.uniform(-SWAY, SWAY) * (two[1] - one[1]),
                (one[1] + two[1]) / 2 + random.uniform(-SWAY, SWAY) * (two[0] - one[0]),
            )
            for one, two in pairwise(way)
        ]
        way = [point for pair in zip(way, middles, strict=False) for point in pair] + [last]
    yield from way[1:] if start == first else reversed(way[:-1])
