"""The clock, read in one place, so that the demonstration can replay its own weeks."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import current_app

Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    """Give the moment it is."""
    return datetime.now(UTC)


def now() -> datetime:
    """Give the moment it is for this app: the wall clock, unless a replay has set another."""
    clock: Clock = current_app.config.get("CANVASS_CLOCK", wall_clock)
    return clock()
