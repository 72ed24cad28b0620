"""The story's clock, which runs from seven to ten while some minutes pass, and its notes."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from math import inf
from random import Random
from statistics import quantiles
from threading import Event
from time import monotonic

from tests.faults.borough import Borough
from tests.faults.line import Weather, foul

OPENS, CLOSES = 7.0, 22.0
GRACE = 1.0


class Story:
    """A polling day that lasts so many seconds.

    `times` holds the seconds that each kind of request took.
    """

    def __init__(self, borough: Borough, lasts: float) -> None:
        self.borough = borough
        self.lasts = lasts
        self.begun = monotonic()
        self.times: dict[str, list[float]] = defaultdict(list)
        self.ended = -inf
        self.has_signal = True
        self.stopped = Event()

    @property
    def seconds(self) -> float:
        """The seconds since it began."""
        return monotonic() - self.begun

    @property
    def hour(self) -> float:
        """The hour it is in the story."""
        return OPENS + (CLOSES - OPENS) * self.seconds / self.lasts

    @property
    def moment(self) -> datetime:
        """The moment it is in the story."""
        return self.borough.moment(self.hour)

    @property
    def is_over(self) -> bool:
        """Whether the polls have closed, or somebody has stopped it."""
        return self.hour >= CLOSES or self.stopped.is_set()

    def wait(self, share: float) -> None:
        """Let a share of the day pass."""
        self.stopped.wait(share * self.lasts)

    def wait_until(self, hour: float) -> None:
        """Let the time pass until an hour of the day."""
        self.wait(max(0.0, (hour - self.hour) / (CLOSES - OPENS)))

    def note(self, what: str, seconds: float) -> None:
        """Note how long a request took."""
        self.times[what].append(seconds)

    def p95(self, what: str) -> float:
        """Give the milliseconds within which 95 in 100 requests of a kind were answered."""
        return quantiles(self.times[what], n=20)[-1] * 1000

    @contextmanager
    def in_trouble(self) -> Iterator[None]:
        """Say that the server cannot answer, for a while."""
        self.ended = inf
        try:
            yield
        finally:
            self.ended = monotonic()

    @property
    def is_trouble(self) -> bool:
        """Whether the server cannot answer now, or could not a moment ago."""
        return monotonic() - self.ended < GRACE

    def weather(self) -> Iterator[Weather]:
        """Give the weather between phones and server: bad, and at times no signal at all."""
        for weather in foul(Random("polling day")):  # noqa: S311  no secret
            yield weather if self.has_signal else Weather.REQUEST_LOST
