"""One line of the printed table, and how a duration is measured."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One measurement: what, on what, the ratio to a named limit, and the mark it must meet.

    It must not go over the mark, or where `is_least` not under it.
    """

    what: str
    where: str
    measured: float
    mark: float
    unit: str
    note: str = ""
    is_least: bool = False

    def __str__(self) -> str:
        ahead = self.measured - self.mark
        verdict = "met" if ahead == 0 or (ahead > 0) is self.is_least else "**missed**"
        told = f"{self.measured:.2f}".rstrip("0").rstrip(".")
        return (
            f"| {self.what} | {self.where} | {told} {self.unit} | {self.mark:g} | {verdict} "
            f"| {self.note} |"
        )


HEAD = "| What | Where | Measured | Mark | | Seen in this run |\n|---|---|---|---|---|---|"


def best(work: Callable[[], object], rounds: int = 7) -> float:
    """Give the seconds of the quickest of some rounds."""
    return min(timed(work) for _ in range(rounds))


def timed(work: Callable[[], object]) -> float:
    """Give the seconds one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
