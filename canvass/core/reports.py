"""Shares as reports give them: with the range they probably lie in, and in words."""

import math

Z_95 = 1.959964


def wilson(count: float, of: float, z: float = Z_95) -> tuple[float, float]:
    """Give the 95% range of a share.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), 209-212.

    >>> [round(end, 3) for end in wilson(10, 100)]
    [0.055, 0.174]
    """
    share, square = count / of, z * z / of
    middle = (share + square / 2) / (1 + square)
    half = z * math.sqrt(share * (1 - share) / of + square / (4 * of)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def in_every_hundred(share: float) -> str:
    """Write a share the way people say it.

    >>> in_every_hundred(0.374), in_every_hundred(0.004)
    ('37', 'under 1')
    """
    return "under 1" if 0 < share < 0.005 else str(round(share * 100))  # noqa: PLR2004
