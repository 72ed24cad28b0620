from hypothesis import given
from hypothesis import strategies as st

from canvass.core.reports import in_every_hundred, wilson


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_range_holds_the_share_and_stays_between_nobody_and_everybody(n: int, of: int) -> None:
    count = min(n, of)
    low, high = wilson(count, of)
    assert 0 <= low <= count / of + 1e-12
    assert count / of - 1e-12 <= high <= 1


def test_the_range_is_wilsons() -> None:
    # worked example: 10 of 100 at 95 %, as in Newcombe 1998 for small samples
    low, high = wilson(10, 100)
    assert (round(low, 4), round(high, 4)) == (0.0552, 0.1744)


def test_a_share_is_said_in_every_hundred() -> None:
    assert [in_every_hundred(share) for share in (0, 0.004, 0.005, 0.374, 1)] == [
        "0",
        "under 1",
        "0",
        "37",
        "100",
    ]
