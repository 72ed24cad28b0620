"""A map of wards reckoned out before it is drawn: each outline as a path, its words inside it."""

import math
import textwrap
from collections.abc import Iterator, Sequence
from string import ascii_uppercase
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

WIDE, TALL, EDGE = 360, 440, 3
"""As wide as a phone, so that words are drawn there as large as they are written."""

LINE, LETTER = 15, 6.5
SHARE_TALL, SHARE_LETTER = 28, 15
WIDTHS = (16, 13, 10)
"""A name is broken after so many letters, whichever fits first."""

MOST_LINES = 4
STEP, ROOM = 6, 3
"""Words are tried every few pixels, and keep a little from the line around them."""

Points = NDArray[np.float64]


class Label(NamedTuple):
    """What is written inside an outline: lines of its name or a letter for the key; its number."""

    x: float
    y: float
    lines: tuple[str, ...]
    key: str
    share_y: float


class Drawn(NamedTuple):
    """One ward's outline as a path, and its label."""

    path: str
    label: Label


class WardMap(NamedTuple):
    """A whole map: how large it is, and its outlines in the order they were given."""

    width: int
    height: int
    wards: list[Drawn]


def map_of(wards: Sequence[tuple[str, str, str]]) -> WardMap:
    """Lay wards out as they lie.

    Args:
        wards: of each its name, the word or number written in it, its outline as GeoJSON.
    """
    shapes = list(shapely.from_geojson([outline for _, _, outline in wards]))
    placed, height = laid_out(shapes)
    keys = iter_keys()
    return WardMap(
        WIDE,
        height,
        [
            Drawn(path_of(shape), label_of(shape, name, word, keys))
            for (name, word, _), shape in zip(wards, placed, strict=True)
        ],
    )


def laid_out(shapes: Sequence[BaseGeometry]) -> tuple[list[BaseGeometry], int]:
    """Put outlines from degrees onto the paper, north above, as large as it allows."""
    west, south, east, north = shapely.total_bounds(np.array(shapes))
    narrow = math.cos(math.radians((south + north) / 2))
    wide, tall = (east - west) * narrow, north - south
    scale = min((WIDE - 2 * EDGE) / wide, (TALL - 2 * EDGE) / tall)
    left = (WIDE - wide * scale) / 2
    origin, steps = np.array([west, north]), np.array([narrow * scale, -scale])
    shift = np.array([left, EDGE])
    placed = [
        shapely.transform(shape, lambda points: (points - origin) * steps + shift)
        for shape in shapes
    ]
    return placed, math.ceil(tall * scale) + 2 * EDGE


def path_of(shape: BaseGeometry) -> str:
    """Write an outline as a path, its islands and holes as well."""
    rings = [ring for part in shapely.get_parts(shape) for ring in shapely.get_rings(part)]
    return "".join(f"M{'L'.join(points_of(ring))}Z" for ring in rings)


def points_of(ring: BaseGeometry) -> Iterator[str]:
    """Write the points of a ring, each once, to a tenth of a pixel."""
    last = ""
    for x, y in shapely.get_coordinates(ring)[:-1]:
        told = f"{x:.1f} {y:.1f}"
        if told != last:
            yield told
        last = told


def label_of(shape: BaseGeometry, name: str, word: str, keys: Iterator[str]) -> Label:
    """Place a ward's words inside it: name and number, the number and a letter, or the letter."""
    part = max(shapely.get_parts(shape), key=lambda one: one.area)
    spots = spots_in(part)
    for letters in WIDTHS:
        lines = tuple(textwrap.wrap(name, letters, break_long_words=False))[:MOST_LINES]
        tall = len(lines) * LINE + (SHARE_TALL if word else 0)
        wide = max(word_width(word), *(len(line) * LETTER for line in lines), 0)
        spot = first_fit(part, spots, wide, tall)
        if spot and " ".join(lines) == name:
            x, top = spot[0], spot[1] - tall / 2
            return Label(x, top + LINE - 3, lines, "", top + tall - 5)
    spot = first_fit(part, spots, word_width(word), LINE + SHARE_TALL)
    x, y = spot or spots[0].tolist()
    return Label(x, y - 9, (), next(keys), y + 16 if spot else 0)


def spots_in(shape: BaseGeometry) -> Points:
    """Give where words might stand in a ward: its middle, then whatever is near that."""
    circle = shapely.maximum_inscribed_circle(np.array([shape]))
    middle = shapely.get_coordinates(circle)[:1]
    west, north, east, south = shape.bounds
    across, down = np.meshgrid(np.arange(west, east, STEP), np.arange(north, south, STEP))
    every = np.vstack([middle, np.column_stack([across.ravel(), down.ravel()])])
    return every[np.argsort(np.hypot(*(every - middle).T), kind="stable")]


def first_fit(
    shape: BaseGeometry, spots: Points, wide: float, tall: float
) -> tuple[float, float] | None:
    """Give the first spot around which a box lies inside an outline."""
    x, y = spots.T
    wide, tall = wide + 2 * ROOM, tall + ROOM
    boxes = shapely.box(x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)
    shapely.prepare(shape)
    fitting = np.flatnonzero(shapely.contains(shape, boxes))
    return (float(x[fitting[0]]), float(y[fitting[0]])) if fitting.size else None


def word_width(word: str) -> float:
    """Give how wide a number in large figures, or a word in small ones, is."""
    is_number = any(letter.isdecimal() for letter in word)
    return len(word) * (SHARE_LETTER if is_number else LETTER + 1)


def iter_keys() -> Iterator[str]:
    """Give letters without end: A to Z, then AA."""
    times = 1
    while True:
        yield from (letter * times for letter in ascii_uppercase)
        times += 1
