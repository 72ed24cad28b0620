"""The story's clock, which runs from seven to ten while some minutes pass, and its notes."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
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

    `times` holds the seconds that each kind of request took; `troubles` when the server could not
    answer for a reason of ours: "all" of it, or only "writing".
    """

    def __init__(self, borough: Borough, lasts: float) -> None:
        self.borough = borough
        self.lasts = lasts
        self.begun = monotonic()
        self.times: dict[str, list[float]] = defaultdict(list)
        self.trouble = ""
        self.ended: dict[str, float] = {}
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
    def in_trouble(self, kind: str) -> Iterator[None]:
        """Say that the server cannot answer, for a while."""
        self.trouble = kind
        try:
            yield
        finally:
            self.trouble = ""
            self.ended[kind] = monotonic()

    def is_trouble(self, *kinds: str) -> bool:
        """Tell whether the server cannot answer now, or could not a moment ago."""
        kinds = (*kinds, "all")
        lately = (monotonic() - self.ended.get(kind, 0.0) < GRACE for kind in kinds)
        return self.trouble in kinds or any(lately)

    def weather(self) -> Iterator[Weather]:
        """Give the weather between phones and server: bad, and at times no signal at all."""
        for weather in foul(Random("polling day")):  # noqa: S311  no secret
            yield weather if self.has_signal else Weather.REQUEST_LOST
