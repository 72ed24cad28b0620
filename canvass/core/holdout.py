"""Households held out of knocking up by chance, and what calling on the others changed."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple
from uuid import UUID

from canvass.core.spreadsheet import as_csv

FEWEST_OF_A_DRAW = 2
"""Households an arm of a draw must have, or nothing can be said of how they vary."""

FEWEST_HOMES = 20
"""Households each arm needs in all, or the interval would promise more than it holds."""


class Drawn(NamedTuple):
    """A promise whom a round's draw left to be called on, or held out, and whether they voted."""

    draw: UUID
    home: UUID
    is_called: bool
    has_voted: bool


@dataclass(frozen=True, slots=True)
class Arm:
    """The households of one draw that were called on, or those held out.

    `variance` is that of the share, by household; `freedom` says from how many it was learnt.
    """

    homes: int
    electors: int
    voted: int
    variance: float = 0.0
    freedom: float = 1.0

    @property
    def share(self) -> float:
        """The share that voted; 0 of nobody."""
        return self.voted / self.electors if self.electors else 0.0


@dataclass(frozen=True, slots=True)
class Effect:
    """What calling changed: turnout of those called on less that of those held out, as shares.

    `draws` are the rounds that could be compared; `interval`, of 95%, is `None` where there is too
    little to give one.
    """

    draws: int
    called: Arm
    held: Arm
    difference: float | None
    interval: tuple[float, float] | None

    @property
    def is_clear(self) -> bool:
        """Tell whether the interval leaves no change out."""
        return self.interval is not None and not self.interval[0] <= 0 <= self.interval[1]


NO_ARM = Arm(0, 0, 0)


def effect_of(drawn: Sequence[Drawn]) -> Effect:
    """Measure the effect of calling: each draw by itself, then averaged.

    Within a draw the difference is `d = p1 - p0`, the shares of electors who voted among those
    called on and those held out. People behind one door vote alike, so each share's variance is
    taken between households: `V = sum(u**2 / (1 - m/n)) / n**2`, with *n* electors, *m* of them in
    a household, and `u` the sum over that household of (voted - p). Draws are averaged with weights
    `w = n1*n0/(n1+n0)`, those of a regression with one intercept a draw; the variance is
    `sum(w**2 * (V1+V0)) / sum(w)**2`. The interval is `d ± t * sqrt(variance)` with Welch's degrees
    of freedom, each arm bringing `n**2/sum(m**2) - 1`. A household counts once, in the first draw
    that had it; a draw with fewer than two households in an arm counts for nothing.

    Args:
        drawn: in the order of their draws.

    Source: K.-Y. Liang and S. L. Zeger, "Longitudinal data analysis using generalized linear
    models", Biometrika 73 (1986), 13-22 (variance by cluster); R. M. Bell and D. F. McCaffrey,
    "Bias reduction in standard errors for linear regression with multi-stage samples", Survey
    Methodology 28 (2002), 169-181 (its division by 1 - m/n); L. Kish, "Survey Sampling" (1965)
    (the effective number n**2/sum(m**2)); B. L. Welch, "The generalization of 'Student's' problem
    when several different population variances are involved", Biometrika 34 (1947), 28-35.
    """
    pairs = [(arm_of(called), arm_of(held)) for called, held in draws_of(drawn)]
    pairs = [pair for pair in pairs if min(arm.homes for arm in pair) >= FEWEST_OF_A_DRAW]
    called, held = joined(pair[0] for pair in pairs), joined(pair[1] for pair in pairs)
    if not pairs:
        return Effect(len(pairs), called, held, None, None)
    weights = [weight(one, other) for one, other in pairs]
    difference = sum(
        w * (one.share - other.share) for w, (one, other) in zip(weights, pairs, strict=True)
    ) / sum(weights)
    half = half_width(pairs, weights)
    is_enough = min(called.homes, held.homes) >= FEWEST_HOMES and half > 0
    interval = (max(-1.0, difference - half), min(1.0, difference + half)) if is_enough else None
    return Effect(len(pairs), called, held, difference, interval)


def half_width(pairs: Sequence[tuple[Arm, Arm]], weights: Sequence[float]) -> float:
    """Give how far the interval reaches to either side; 0 where no household differs."""
    total = sum(weights)
    parts = [
        ((w / total) ** 2 * arm.variance, arm.freedom)
        for w, pair in zip(weights, pairs, strict=True)
        for arm in pair
    ]
    variance = sum(part for part, _ in parts)
    if not variance:
        return 0.0
    freedom = variance**2 / sum(part**2 / of for part, of in parts)
    return student_975(freedom) * math.sqrt(variance)


def draws_of(drawn: Iterable[Drawn]) -> list[tuple[list[Drawn], list[Drawn]]]:
    """Part electors by draw, into those called on and those held out; each home in its first."""
    first: dict[UUID, UUID] = {}
    draws: dict[UUID, tuple[list[Drawn], list[Drawn]]] = {}
    for one in drawn:
        if first.setdefault(one.home, one.draw) == one.draw:
            called, held = draws.setdefault(one.draw, ([], []))
            (called if one.is_called else held).append(one)
    return list(draws.values())


def arm_of(electors: Sequence[Drawn]) -> Arm:
    """Sum an arm of one draw up."""
    if not electors:
        return NO_ARM
    n, voted = len(electors), sum(one.has_voted for one in electors)
    sizes = Counter(one.home for one in electors)
    if len(sizes) < FEWEST_OF_A_DRAW:
        return Arm(len(sizes), n, voted)
    residuals: dict[UUID, float] = defaultdict(float)
    for one in electors:
        residuals[one.home] += one.has_voted - voted / n
    variance = sum(u**2 / (1 - sizes[home] / n) for home, u in residuals.items()) / n**2
    freedom = n**2 / sum(m**2 for m in sizes.values()) - 1
    return Arm(len(sizes), n, voted, variance, max(freedom, 1.0))


def joined(arms: Iterable[Arm]) -> Arm:
    """Add the arms of several draws up, for their counts."""
    rows = list(arms)
    return Arm(
        sum(arm.homes for arm in rows),
        sum(arm.electors for arm in rows),
        sum(arm.voted for arm in rows),
    )


def weight(called: Arm, held: Arm) -> float:
    """Give a draw's weight in the average."""
    return called.electors * held.electors / (called.electors + held.electors)


def student_975(freedom: float) -> float:
    """Give the point that Student's t stays under 97.5 times in 100.

    Source: M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions", 26.7.5.

    >>> round(student_975(10), 2), round(student_975(60), 3)
    (2.23, 2.0)
    """
    z = NormalDist().inv_cdf(0.975)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, 1))


def effect_words(effect: Effect) -> str:
    """Say honestly what a hold-out tells of calling on people."""
    if effect.difference is None:
        return "No round held out households and called on others: there is nothing to compare."
    homes = min(effect.called.homes, effect.held.homes)
    if homes < FEWEST_HOMES:
        return (
            f"Too few to tell: the smaller group has {homes} households, of {FEWEST_HOMES} needed."
        )
    if effect.interval is None:
        return "Too few to tell: within each group everybody did the same."
    low, high = (round(end * 100, 1) for end in effect.interval)
    if not effect.is_clear:
        return (
            f"Too few to tell: calling may have changed turnout by anything from {low:+} to "
            f"{high:+} percentage points."
        )
    did = "raised" if low > 0 else "lowered"
    ends = sorted((abs(low), abs(high)))
    return (
        f"Calling {did} turnout among promises, probably by {ends[0]} to {ends[1]} "
        "percentage points."
    )


def effect_csv(effect: Effect) -> str:
    """Write both arms as a table, with the difference beside those called on."""
    head = ("arm", "households", "electors", "voted", "share", "difference", "low", "high")
    ends = effect.interval or (None, None)
    arms = (
        ("called on", effect.called, (effect.difference, *ends)),
        ("held out", effect.held, (None, None, None)),
    )
    rows = (
        (name, arm.homes, arm.electors, arm.voted, arm.share, *more) for name, arm, more in arms
    )
    return as_csv(head, rows)
