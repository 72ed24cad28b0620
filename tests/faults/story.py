"""The story's clock, which runs from seven to ten while some minutes pass, and its notes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
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
PEAK = (18.4, 18.9)
GRACE = 1.0


class Story:
    """A polling day that lasts so many seconds, and some more where its peak passes slower.

    `times` holds the seconds that each kind of request took, `peak` those of the peak alone.
    """

    def __init__(self, borough: Borough, lasts: float, slower: float = 1.0) -> None:
        self.borough = borough
        self.lasts = lasts
        self.slower = slower
        self.begun = monotonic()
        self.times: dict[str, list[float]] = defaultdict(list)
        self.peak: dict[str, list[float]] = defaultdict(list)
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
        plain = OPENS + (CLOSES - OPENS) * self.seconds / self.lasts
        inside = min(max(plain - PEAK[0], 0.0), (PEAK[1] - PEAK[0]) * self.slower)
        return plain - inside + inside / self.slower

    @property
    def moment(self) -> datetime:
        """The moment it is in the story."""
        return self.borough.moment(self.hour)

    @property
    def is_over(self) -> bool:
        """Whether the polls have closed, or somebody has stopped it."""
        return self.hour >= CLOSES or self.stopped.is_set()

    @property
    def is_peak(self) -> bool:
        """Whether it is the busiest time."""
        return PEAK[0] <= self.hour < PEAK[1]

    def wait(self, share: float) -> None:
        """Let a share of the day pass."""
        self.wait_until(self.hour + share * (CLOSES - OPENS))

    def wait_until(self, hour: float) -> None:
        """Let the time pass until an hour of the day."""
        self.stopped.wait(max(0.0, self.seconds_at(hour) - self.seconds))

    def seconds_at(self, hour: float) -> float:
        """Give the seconds after which it is an hour of the day."""
        inside = min(max(hour - PEAK[0], 0.0), PEAK[1] - PEAK[0])
        plain = hour - OPENS + inside * (self.slower - 1)
        return plain * self.lasts / (CLOSES - OPENS)

    def note(self, what: str, seconds: float) -> None:
        """Note how long a request took."""
        self.times[what].append(seconds)
        if self.is_peak:
            self.peak[what].append(seconds)

    def speed(self, *, at_peak: bool = False) -> float:
        """Say how many times faster than a real day it passes."""
        return (CLOSES - OPENS) * 3600 / self.lasts / (self.slower if at_peak else 1)

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


def p95(seconds: Sequence[float]) -> float:
    """Give the milliseconds within which 95 in 100 requests were answered."""
    return quantiles(seconds, n=20)[-1] * 1000 if len(seconds) > 1 else 0.0
