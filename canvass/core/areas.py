"""Which doors go on which sheet: doors in walking order, cut into areas one team can walk."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from canvass.core.knockup import Door

MOST = 1.15  # a sheet may hold this many times the doors asked for


@dataclass(frozen=True, slots=True)
class Block:
    """A run of doors on one side of one street."""

    street: str
    side: str
    doors: tuple[Door, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """The doors of one sheet, all of one polling district and station."""

    district: str
    station: str
    blocks: tuple[Block, ...]

    @property
    def doors(self) -> list[Door]:
        """The doors of every block, in walking order."""
        return [door for block in self.blocks for door in block.doors]


def areas_of(doors: Sequence[Door], size: int = 36) -> list[Area]:
    """Cut doors in walking order into areas of about `size` doors, each of one polling district."""
    areas = []
    for (district, station), run in groupby(doors, lambda door: (door.district, door.station)):
        areas += [Area(district, station, _blocks(part)) for part in _parts(list(run), size)]
    return areas


def _parts(doors: list[Door], size: int) -> Iterator[list[Door]]:
    """Yield even parts of the doors, the cuts moved a little to where a street ends."""
    count = math.ceil(len(doors) / size) if len(doors) > MOST * size else 1
    even = len(doors) / count
    slack = (MOST * size - even) / 2
    cuts = [_cut(doors, even * place, slack) for place in range(1, count)]
    for start, end in pairwise([0, *cuts, len(doors)]):
        yield doors[start:end]


def _cut(doors: list[Door], ideal: float, slack: float) -> int:
    """Return where to cut, within `slack` doors of `ideal`: between streets, sides, then houses."""

    def cost(place: int) -> tuple[int, float]:
        return _likeness(doors[place - 1], doors[place]), abs(place - ideal)

    near = list(range(math.ceil(ideal - slack), math.floor(ideal + slack) + 1))
    return min(near or [round(ideal)], key=cost)


def _likeness(one: Door, other: Door) -> int:
    """Count how much of the address two doors share, from the street down to the building."""
    if one.street != other.street:
        return 0
    if one.side != other.side:
        return 1
    is_inside = one.building != "" and one.building == other.building
    return 3 if is_inside else 2


def _blocks(doors: list[Door]) -> tuple[Block, ...]:
    runs = groupby(doors, lambda door: (door.street, door.side))
    return tuple(Block(street, side, tuple(run)) for (street, side), run in runs)
