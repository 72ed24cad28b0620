"""What share of a whole ward would raise an issue, from those spoken to, weighted to the register.

Doors do not open evenly: houses more than flats, one district more than the next. So each stratum
(polling district by kind of dwelling) counts by its electors on the register, not by how many of
them were spoken to. Within a stratum, those spoken to are taken to be like their neighbours.

Source: D. Holt and T. M. F. Smith, "Post stratification", Journal of the Royal Statistical Society
A 142 (1979), 33-46, for the estimate and its variance given how many were spoken to; L. Kish,
"Survey sampling" (1965), for the design effect and the finite population; L. D. Brown, T. T. Cai
and A. DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16 (2001),
101-133, for Wilson's range; E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998), 193-201,
for a binomial range on an effective number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from canvass.core.errors import CanvassError
from canvass.core.reports import in_every_hundred

Z_90 = 1.644854
FEWEST = 8
"""Spoken to in a stratum; with fewer it is pooled."""

PRIOR = 2
"""Electors of the ward's own share added to a stratum for its variance, so that 0 of 8 has some."""

TENTH = 0.1
CLOSE, FAIR = 0.04, 0.08
"""Half a range, as a part of one."""

EVEN, UNEVEN = 1.15, 1.75
"""Kish's design effect of the weights."""


class ImpossibleStratumError(CanvassError):
    """More raised it than were spoken to, or more were spoken to than there are electors."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Electors of one polling district in one kind of dwelling.

    Raises:
        ImpossibleStratumError: not 0 <= raised <= spoken_to <= electors.
    """

    name: str
    electors: int
    spoken_to: int
    raised: int

    def __post_init__(self) -> None:
        if not 0 <= self.raised <= self.spoken_to <= self.electors:
            raise ImpossibleStratumError(f"The counts of {self.name} cannot be right.")

    def with_neighbour(self, other: "Stratum") -> "Stratum":
        """Pool two strata into one."""
        return Stratum(
            f"{self.name} and {other.name}",
            self.electors + other.electors,
            self.spoken_to + other.spoken_to,
            self.raised + other.raised,
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """A ward's share with its 90 % range, parts of one, and how far to trust it.

    `strata` were weighted, after `pooled` of those given had been joined to a neighbour. With
    nobody spoken to there is no share.
    """

    share: float | None
    low: float
    high: float
    spoken_to: int
    electors: int
    strata: int
    pooled: int
    sentence: str


def estimate(strata: Sequence[Stratum]) -> Estimate:
    """Estimate the share of all electors who would raise an issue.

    Args:
        strata: those of one ward in the order of the register, dwellings of a district together:
            that order says who is whose neighbour.
    """
    peopled = [one for one in strata if one.electors]
    groups = pool(peopled)
    electors = sum(one.electors for one in groups)
    spoken_to = sum(one.spoken_to for one in groups)
    share = low = high = None
    if spoken_to:
        share = sum(one.electors / electors * one.raised / one.spoken_to for one in groups)
        low, high = interval(groups, share)
    return Estimate(
        share,
        0.0 if low is None else low,
        1.0 if high is None else high,
        spoken_to,
        electors,
        len(groups),
        len(peopled) - len(groups),
        trust(
            groups,
            0.5 if low is None or high is None else (high - low) / 2,
            sum(one.electors for one in peopled if not one.spoken_to) / electors if electors else 0,
        ),
    )


def pool(strata: Sequence[Stratum], fewest: int = FEWEST) -> tuple[Stratum, ...]:
    """Join the stratum with fewest spoken to to a neighbour, until each has enough.

    A stratum where everybody was spoken to is enough however small. Of two neighbours it joins the
    one with fewer spoken to, of equal ones the one before it.
    """
    groups = list(strata)
    while len(groups) > 1:
        short = [at for at, one in enumerate(groups) if one.spoken_to < min(fewest, one.electors)]
        if not short:
            break
        at = min(short, key=lambda place: groups[place].spoken_to)
        beside = [place for place in (at - 1, at + 1) if 0 <= place < len(groups)]
        first = min(at, min(beside, key=lambda place: groups[place].spoken_to))
        groups[first : first + 2] = [groups[first].with_neighbour(groups[first + 1])]
    return tuple(groups)


def interval(groups: Sequence[Stratum], share: float) -> tuple[float, float]:
    """Give Wilson's 90 % range of a weighted share on the effective number spoken to.

    The effective number is the one whose simple random sample would vary as much: p(1 - p) / V,
    where V is the sum over strata of W² (1 - n/N) p(1 - p) / (n - 1), W the stratum's part of the
    electors, n of N spoken to. In V each stratum's p leans on the ward's, or a stratum where nobody
    raised the issue would seem certain. With everybody spoken to, V and the width are nought.
    """
    electors = sum(one.electors for one in groups)
    raised, spoken_to = sum(one.raised for one in groups), sum(one.spoken_to for one in groups)
    middle = (raised + 1) / (spoken_to + 2)
    variance = 0.0
    for one in groups:
        part = (one.raised + PRIOR * middle) / (one.spoken_to + PRIOR)
        unseen = 1 - one.spoken_to / one.electors
        spread = part * (1 - part) / max(1, one.spoken_to - 1)
        variance += (one.electors / electors) ** 2 * unseen * spread
    if not variance:
        return share, share
    leaning = (share * spoken_to + PRIOR * middle) / (spoken_to + PRIOR)
    effective = leaning * (1 - leaning) / variance
    return wilson_of(share, effective)


def wilson_of(share: float, effective: float) -> tuple[float, float]:
    """Give Wilson's 90 % range of a share of an effective number, which need not be whole."""
    square = Z_90**2 / effective
    middle = (share + square / 2) / (1 + square)
    half = sqrt(square * (share * (1 - share) + square / 4)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def design_effect(groups: Sequence[Stratum]) -> float:
    """Tell how many times more had to be spoken to than if doors had opened evenly.

    Source: Kish, as above: n times the sum of squared weights over the square of their sum.

    >>> design_effect([Stratum("CH1 houses", 100, 25, 3), Stratum("CH1 flats", 300, 25, 1)])
    1.25
    """
    spoken_to = sum(one.spoken_to for one in groups)
    electors = sum(one.electors for one in groups)
    squares = sum(one.electors**2 / one.spoken_to for one in groups)
    return spoken_to * squares / electors**2


def trust(groups: Sequence[Stratum], half: float, unheard: float = 0.0) -> str:
    """Say in one sentence how far to trust an estimate; how many it is made of stands beside it.

    Args:
        groups: the strata as weighted.
        half: half the width of its range.
        unheard: the part of the electors who live where nobody was spoken to.
    """
    spoken_to, electors = sum(o.spoken_to for o in groups), sum(o.electors for o in groups)
    if not spoken_to:
        return "Nobody was spoken to, so nothing can be said."
    if spoken_to == electors:
        return "This is a count, not an estimate: every elector was spoken to."
    if half > FAIR or spoken_to < TENTH * electors or unheard > TENTH:
        how = "Read it as a hint"
    else:
        how = "Trust it" if half <= CLOSE else "Trust it roughly"
    effect = design_effect(groups)
    evenly = "about evenly over the ward"
    if effect > EVEN:
        evenly = "more in some parts of the ward than in others, which is corrected for"
    if effect > UNEVEN:
        evenly = (
            f"so unevenly over the ward that they count like {max(1, round(spoken_to / effect)):,}"
        )
    if unheard > TENTH:
        evenly = (
            f"in parts of the ward only; of the others, where {in_every_hundred(unheard)} in every "
            "100 electors live, nothing was heard, and they are taken to be like their neighbours"
        )
    return f"{how}, give or take {round(half * 100)} in every 100: conversations lie {evenly}."
