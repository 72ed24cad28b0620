"""How fast somebody records, and how often doors open to them: signs of doors never knocked at."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from statistics import median

FASTEST = 2.0
"""Seconds between two responses; nobody rings a bell in less."""

FEWEST_RESPONSES = 10
FEWEST_DOORS = 20
HIGHEST_RATE = 0.95
"""One door in three to five opens on a usual evening; nearly all of twenty never do."""


class Sign(StrEnum):
    """What to look at before it is believed."""

    EVERY_DOOR_OPENED = "every_door_opened"
    FASTER_THAN_WALKING = "faster_than_walking"


def signs_of(moments: Sequence[datetime], doors: int, answered: int) -> frozenset[Sign]:
    """Tell what looks wrong with one person's responses on one walk.

    Args:
        moments: when each was spoken, in any order.
        doors: how many doors they knocked at.
        answered: at how many of these somebody spoke to them.
    """
    signs = set()
    in_order = sorted(moments)
    gaps = [(after - before).total_seconds() for before, after in pairwise(in_order)]
    if len(moments) >= FEWEST_RESPONSES and median(gaps) <= FASTEST:
        signs.add(Sign.FASTER_THAN_WALKING)
    if doors >= FEWEST_DOORS and answered >= HIGHEST_RATE * doors:
        signs.add(Sign.EVERY_DOOR_OPENED)
    return frozenset(signs)
