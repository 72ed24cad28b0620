"""What a ward raises more or less than before or elsewhere, and whether chance could do it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, hypot, lgamma
from typing import NamedTuple

from canvass.core.reports import Z_95, wilson

FALSE_ALARMS = 0.1
"""The part of all flags of one ward that may be chance; with no true change, of wards flagged."""

TWICE = 2.0
NEAR = 1.15
"""A ratio within this factor of two is "doubled"."""


class Share(NamedTuple):
    """How many electors raised an issue, of how many spoken to."""

    raised: int
    spoken_to: int

    @property
    def part(self) -> float:
        """The share as a part of one; nought where nobody was spoken to."""
        return self.raised / self.spoken_to if self.spoken_to else 0.0

    def interval(self, z: float = Z_95) -> tuple[float, float]:
        """Give Wilson's range; anything is possible where nobody was spoken to."""
        return wilson(self.raised, self.spoken_to, z) if self.spoken_to else (0.0, 1.0)

    def __str__(self) -> str:
        return f"{self.raised:,} of {self.spoken_to:,}"


@dataclass(frozen=True, slots=True)
class Change:
    """One issue's share against another: earlier and now, or elsewhere and here.

    `difference`, `low` and `high` are parts of one, after less before, with the 95 % range;
    `chance` is how often chance alone would do as much. `is_more_than_chance` is for a whole ward:
    `beyond_chance` sets it.
    """

    before: Share
    after: Share
    difference: float
    low: float
    high: float
    chance: float
    is_more_than_chance: bool = False

    @property
    def verb(self) -> str:
        """The one word for it, on shares: "doubled", "fell", "did not clearly change"."""
        if not self.is_more_than_chance:
            return "did not clearly change"
        old, new = sorted((self.before.part, self.after.part))
        words = ("rose", "doubled", "more than doubled")
        if self.difference < 0:
            words = ("fell", "halved", "fell by more than half")
        if new < old * TWICE / NEAR:
            return words[0]
        return words[1] if new <= old * TWICE * NEAR else words[2]


def change(before: Share, after: Share) -> Change:
    """Set one share against another, as though of different electors, which errs to no change.

    Source: R. G. Newcombe, "Interval estimation for the difference between independent
    proportions: comparison of eleven methods", Statistics in Medicine 17 (1998), 873-890; his
    method 10, from two Wilson ranges.

    >>> told = change(Share(48, 80), Share(56, 70))
    >>> round(told.difference, 4), round(told.low, 4), round(told.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    difference = after.part - before.part
    (old_low, old_high), (new_low, new_high) = before.interval(), after.interval()
    if not (before.spoken_to and after.spoken_to):
        return Change(before, after, difference, -1.0, 1.0, 1.0)
    return Change(
        before,
        after,
        difference,
        difference - hypot(after.part - new_low, old_high - before.part),
        difference + hypot(new_high - after.part, before.part - old_low),
        chance_of(before, after),
    )


def chance_of(one: Share, other: Share) -> float:
    """Tell how often chance alone parts two shares as much or more, if they are truly the same.

    Source: R. A. Fisher's exact test, two-sided: all tables no likelier than this one.

    >>> round(chance_of(Share(3, 4), Share(1, 4)), 4)  # the lady tasting tea
    0.4857
    """
    raised = one.raised + other.raised
    everybody = one.spoken_to + other.spoken_to

    def likelihood(count: int) -> float:
        return exp(
            log_ways(one.spoken_to, count)
            + log_ways(other.spoken_to, raised - count)
            - log_ways(everybody, raised)
        )

    possible = range(max(0, raised - other.spoken_to), min(raised, one.spoken_to) + 1)
    ours = likelihood(one.raised) * (1 + 1e-7)  # equal ones differ in the last digits
    return min(1.0, sum(each for each in map(likelihood, possible) if each <= ours))


def log_ways(of: int, count: int) -> float:
    """Give the logarithm of how many ways there are to choose so many of so many."""
    return lgamma(of + 1) - lgamma(count + 1) - lgamma(of - count + 1)


def beyond_chance(
    looked_at: Sequence[Change], false_alarms: float = FALSE_ALARMS
) -> tuple[Change, ...]:
    """Mark the changes that are more than chance, given how many were looked at.

    Pass every issue of the ward whose counts may be shown, not only those that look striking.

    Source: Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", Journal of the
    Royal Statistical Society B 57 (1995), 289-300.
    """
    chances = sorted(each.chance for each in looked_at)
    level = false_alarms / len(chances) if chances else 0.0
    bar = max((c for rank, c in enumerate(chances, 1) if c <= rank * level), default=-1.0)
    return tuple(replace(each, is_more_than_chance=each.chance <= bar) for each in looked_at)


def changed(before: Mapping[str, Share], after: Mapping[str, Share]) -> dict[str, Change]:
    """Set one ward's issues against the period before; an issue missing from either is left out."""
    issues = [issue for issue in after if issue in before]
    told = beyond_chance([change(before[issue], after[issue]) for issue in issues])
    return dict(zip(issues, told, strict=True))


def distinctive(here: Mapping[str, Share], elsewhere: Mapping[str, Share]) -> dict[str, Change]:
    """Set one ward's issues against the rest of the council, the ward itself left out of it."""
    return changed(elsewhere, here)


def change_sentence(issue: str, told: Change) -> str:
    """Say what became of an issue, with the counts.

    >>> told = beyond_chance([change(Share(14, 220), Share(31, 220))])[0]
    >>> change_sentence("pedestrianisation of Oxford Street", told)
    'pedestrianisation of Oxford Street doubled: 14 to 31 of 220'
    """
    if told.before.spoken_to == told.after.spoken_to:
        counts = f"{told.before.raised:,} to {told.after}"
    else:
        counts = f"{told.before}, then {told.after}"
    return f"{issue} {told.verb}: {counts}"


def distinctive_sentence(issue: str, told: Change) -> str:
    """Say how an issue stands here against the rest of the council, with the counts."""
    how = "about as often here as elsewhere"
    if told.is_more_than_chance:
        how = f"{'more' if told.difference > 0 else 'less'} often here than elsewhere"
    return f"{issue} is raised {how}: {told.after} here, {told.before} elsewhere"
