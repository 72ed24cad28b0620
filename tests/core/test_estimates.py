from random import Random

import pytest

from canvass.core.estimates import (
    ImpossibleStratumError,
    Stratum,
    design_effect,
    estimate,
    pool,
    wilson_of,
)
from canvass.core.reports import wilson


def a_ward(rng: Random, low: float, high: float) -> list[tuple[int, float, int]]:
    """For each stratum its electors, how readily doors open, and how many would raise it."""
    ward = []
    for _ in range(8):
        electors, opens, chance = (
            rng.randint(80, 400),
            rng.uniform(low, high),
            rng.uniform(0.05, 0.4),
        )
        ward.append((electors, opens, sum(rng.random() < chance for _ in range(electors))))
    return ward


def canvassed(rng: Random, ward: list[tuple[int, float, int]]) -> list[Stratum]:
    strata = []
    for n, (electors, opens, would) in enumerate(ward):
        spoken_to = sum(rng.random() < opens for _ in range(electors))
        raised = sum(who < would for who in rng.sample(range(electors), spoken_to))
        strata.append(Stratum(f"stratum {n}", electors, spoken_to, raised))
    return strata


def coverage(low: float, high: float) -> tuple[float, float]:
    """How often the 90 % range holds the truth in 4,000 canvasses: weighted, and raw."""
    rng = Random(1979)  # noqa: S311
    weighted = raw = 0
    for _ in range(800):
        ward = a_ward(rng, low, high)
        truth = sum(would for *_, would in ward) / sum(electors for electors, *_ in ward)
        for _ in range(5):
            strata = canvassed(rng, ward)
            told = estimate(strata)
            weighted += told.low <= truth <= told.high
            start, end = wilson_of(sum(s.raised for s in strata) / told.spoken_to, told.spoken_to)
            raw += start <= truth <= end
    return weighted / 4000, raw / 4000


def test_nine_ranges_in_ten_hold_the_truth_where_doors_open_unevenly() -> None:
    weighted, raw = coverage(0.03, 0.4)
    assert 0.88 <= weighted <= 0.92
    assert raw < 0.84


def test_each_stratum_counts_by_its_electors_not_by_who_opened_the_door() -> None:
    told = estimate([Stratum("CH1 houses", 100, 60, 30), Stratum("CH1 flats", 300, 20, 2)])
    assert told.share == pytest.approx(0.25 * 0.5 + 0.75 * 0.1)
    assert told.low < 0.2 < told.high
    assert (told.spoken_to, told.electors, told.strata, told.pooled) == (80, 400, 2, 0)


def test_where_nobody_was_spoken_to_nothing_is_said() -> None:
    for strata in ([], [Stratum("CH1 houses", 100, 0, 0), Stratum("CH1 flats", 50, 0, 0)]):
        told = estimate(strata)
        assert (told.share, told.low, told.high) == (None, 0, 1)
        assert told.sentence == "Nobody was spoken to, so nothing can be said."


def test_where_everybody_was_spoken_to_the_range_has_no_width() -> None:
    told = estimate([Stratum("CH1 houses", 100, 100, 30), Stratum("CH1 flats", 3, 3, 1)])
    assert (told.share, told.low, told.high) == pytest.approx((31 / 103,) * 3)
    assert told.strata == 2
    assert told.sentence == "This is a count, not an estimate: every elector was spoken to."


def test_one_stratum_gives_nearly_wilsons_range_and_a_narrower_one_the_more_were_heard() -> None:
    one = estimate([Stratum("CH1", 1_000_000, 100, 20)])
    assert (one.low, one.high) == pytest.approx(wilson(20, 100, 1.644854), abs=0.003)
    most = estimate([Stratum("CH1", 125, 100, 20)])
    assert most.high - most.low < 0.5 * (one.high - one.low)


def test_a_stratum_with_few_spoken_to_joins_the_neighbour_with_fewer() -> None:
    strata = [
        Stratum("CH1 houses", 300, 40, 8),
        Stratum("CH1 flats", 200, 3, 1),
        Stratum("CH2 houses", 300, 20, 2),
    ]
    assert pool(strata) == (
        strata[0],
        Stratum("CH1 flats and CH2 houses", 500, 23, 3),
    )
    told = estimate(strata)
    assert (told.strata, told.pooled) == (2, 1)
    assert told.share == pytest.approx(300 / 800 * 0.2 + 500 / 800 * 3 / 23)


def test_an_issue_that_nobody_raised_may_still_be_raised_by_some() -> None:
    told = estimate([Stratum("CH1 houses", 300, 40, 0), Stratum("CH1 flats", 300, 30, 0)])
    assert (told.share, told.low) == (0, 0)
    assert 0.01 < told.high < 0.1


def test_the_sentence_tells_a_hint_from_a_figure_and_even_from_uneven() -> None:
    even = estimate([Stratum("a", 1000, 300, 60), Stratum("b", 1000, 310, 60)])
    assert even.sentence == (
        "Trust it, give or take 2 in every 100: conversations lie about evenly over the ward."
    )
    few = estimate([Stratum("a", 1000, 30, 6), Stratum("b", 1000, 31, 6)])
    assert few.sentence.startswith("Read it as a hint, give or take 8 in every 100: ")
    strata = [Stratum("a", 1000, 500, 60), Stratum("b", 2000, 100, 20)]
    assert design_effect(strata) == pytest.approx(2.8)
    assert estimate(strata).sentence.endswith("so unevenly over the ward that they count like 214.")
    between = estimate([Stratum("a", 1000, 300, 60), Stratum("b", 1000, 120, 60)]).sentence
    assert between.endswith(
        "more in some parts of the ward than in others, which is corrected for."
    )


def test_more_raised_than_were_spoken_to_is_refused() -> None:
    with pytest.raises(ImpossibleStratumError):
        Stratum("CH1", 100, 5, 6)


def test_where_nobody_was_heard_is_said_and_makes_it_a_hint() -> None:
    heard = Stratum("CH1 houses", 1000, 400, 100)
    told = estimate([heard, Stratum("CH2 houses", 1000, 0, 0)]).sentence
    assert told.startswith("Read it as a hint")
    assert "where 50 in every 100 electors live, nothing was heard" in told
    assert "about evenly" in estimate([heard, Stratum("CH2 houses", 100, 0, 0)]).sentence
