"""Polling-day results: what one knock at a promised supporter's door came to."""

from collections.abc import Collection
from enum import StrEnum

from canvass.core.doorstep import Flag, Outcome
from canvass.core.errors import CanvassError


class Result(StrEnum):
    """What a call on one elector came to, on polling day or in the postal chase before it."""

    LET_BE = "let_be"
    LIFT = "lift"
    LOST = "lost"
    NO = "no"
    OUT = "out"
    POSTED = "posted"
    VOTED = "voted"
    WILL_POST = "will_post"
    WILL_VOTE = "will_vote"


class RoundKind(StrEnum):
    """What a round is for."""

    KNOCKUP = "knockup"
    POSTAL = "postal"


RESULT_WORDS = {
    Result.LET_BE: "do not return today",
    Result.LIFT: "wants a lift",
    Result.LOST: "pack lost",
    Result.NO: "no",
    Result.OUT: "out",
    Result.POSTED: "says posted",
    Result.VOTED: "voted already",
    Result.WILL_POST: "will post",
    Result.WILL_VOTE: "will vote",
}

KEYS = {
    RoundKind.KNOCKUP: {
        "v": Result.VOTED,
        "w": Result.WILL_VOTE,
        "o": Result.OUT,
        "l": Result.LIFT,
        "n": Result.NO,
        "d": Result.LET_BE,
    },
    RoundKind.POSTAL: {
        "p": Result.POSTED,
        "w": Result.WILL_POST,
        "o": Result.OUT,
        "x": Result.LOST,
        "n": Result.NO,
        "d": Result.LET_BE,
    },
}
"""The key that stands for each result when a sheet is typed back, in the order of its boxes."""

ENDS_CALLING = frozenset({Result.LET_BE, Result.NO})
"""Results after which nobody knocks there again in this election."""


class BadResultError(CanvassError):
    """What was typed is no line and result."""


def read_results(typed: str, kind: RoundKind) -> tuple[list[tuple[str, Result]], list[str]]:
    """Read lines such as `04A v`, `12 o`: what could be read, and the lines that could not.

    Args:
        typed: a line or its number, a space, and a key; new lines or commas between.
        kind: the kind of the sheet, which says what the keys mean.
    """
    keys = KEYS[kind]
    found, wrong = [], []
    for entry in typed.replace(",", "\n").splitlines():
        words = entry.split()
        if not words:
            continue
        key = words[-1].lower()
        if len(words) == 2 and key in keys:  # noqa: PLR2004  a line and a key
            found.append((words[0], keys[key]))
        else:
            wrong.append(" ".join(words)[:60])
    return found, wrong


def result_of(outcome: Outcome, flags: Collection[Flag]) -> Result | None:
    """Read what a response on a round's walk says of one elector; `None` where it says nothing.

    Of several things ticked, the one that changes most counts.
    """
    if Flag.VOTED in flags:
        return Result.VOTED
    if Flag.LET_BE in flags:
        return Result.LET_BE
    if outcome is Outcome.REFUSED:
        return Result.NO
    if Flag.LIFT in flags:
        return Result.LIFT
    if Flag.WILL_VOTE in flags:
        return Result.WILL_VOTE
    return Result.OUT if outcome in (Outcome.NOT_IN, Outcome.NO_ACCESS) else None


def is_let_be(results: Collection[Result]) -> bool:
    """Tell whether an elector is left alone, by all the results that stand."""
    return not ENDS_CALLING.isdisjoint(results)


def says_posted(results: Collection[Result]) -> bool:
    """Tell whether an elector says that their postal vote is on its way."""
    return Result.POSTED in results
