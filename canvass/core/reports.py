"""The figures of an issue report that may be shown: shares with ranges, and small cells hidden."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from canvass.core.spreadsheet import as_csv

Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class IssueFigure:
    """How many electors raised an issue; all figures are `None` where the cell is hidden."""

    code: str
    label: str
    electors: int | None
    share: float | None
    interval: tuple[float, float] | None

    @property
    def is_hidden(self) -> bool:
        """Tell whether the figures are withheld."""
        return self.electors is None


@dataclass(frozen=True, slots=True)
class WardReport:
    """What one ward raises, out of how many, as at when.

    `electors` are those on the register now, `spoken_to` electors with at least one conversation,
    `knocked` and `answered` doors with at least one contact or conversation.
    """

    ward: str
    as_at: datetime
    since: datetime | None
    smallest_cell: int
    electors: int
    spoken_to: int
    conversations: int
    doors: int
    knocked: int
    answered: int
    issues: tuple[IssueFigure, ...]

    @property
    def coverage(self) -> float:
        """The part of the register that was spoken to."""
        return self.spoken_to / self.electors if self.electors else 0.0

    @property
    def shown(self) -> tuple[IssueFigure, ...]:
        """The issues whose figures are not withheld, most raised first."""
        return tuple(issue for issue in self.issues if not issue.is_hidden)


def wilson(count: int, of: int, z: float = Z_95) -> tuple[float, float]:
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


def figures(
    counts: Sequence[tuple[str, str, int]], spoken_to: int, smallest_cell: int
) -> tuple[IssueFigure, ...]:
    """Turn counts into figures, most raised first, the hidden ones last and in the order given.

    A count under the smallest cell is hidden, nought too: "nobody" can give somebody away. No total
    over issues is ever shown, so a hidden count cannot be worked out from the others.

    Args:
        counts: code, label and how many electors raised it, in the campaign's order.
        spoken_to: the electors the shares are out of.
        smallest_cell: the smallest count that is shown.
    """
    shown = [
        IssueFigure(code, label, count, count / spoken_to, wilson(count, spoken_to))
        for code, label, count in counts
        if count >= smallest_cell
    ]
    hidden = [
        IssueFigure(code, label, None, None, None)
        for code, label, count in counts
        if count < smallest_cell
    ]
    return (*sorted(shown, key=lambda issue: -(issue.electors or 0)), *hidden)


def in_every_hundred(share: float) -> str:
    """Write a share the way people say it.

    >>> in_every_hundred(0.374), in_every_hundred(0.004)
    ('37', 'under 1')
    """
    return "under 1" if 0 < share < 0.005 else str(round(share * 100))  # noqa: PLR2004


def ward_data(report: WardReport) -> dict[str, Any]:
    """Give one ward's figures as `canvass issues report --format json` answers them."""
    return {
        "ward": report.ward,
        "electors": report.electors,
        "spoken_to": report.spoken_to,
        "conversations": report.conversations,
        "doors": report.doors,
        "doors_knocked": report.knocked,
        "doors_answered": report.answered,
        "issues": [
            {
                "code": issue.code,
                "label": issue.label,
                "electors": issue.electors,
                "share": issue.share,
                "interval": list(issue.interval) if issue.interval else None,
                "hidden": issue.is_hidden,
            }
            for issue in report.issues
        ],
    }


def report_data(
    campaign: str, reports: Sequence[WardReport], as_at: datetime, smallest_cell: int
) -> dict[str, Any]:
    """Give the reports of one or more wards as `canvass issues report --format json` does."""
    return {
        "campaign": campaign,
        "as_at": as_at.isoformat(),
        "smallest_cell": smallest_cell,
        "wards": [ward_data(report) for report in reports],
    }


def report_csv(reports: Sequence[WardReport]) -> str:
    """Write the reports as a table with one row an issue; a hidden cell is empty and says so."""
    head = (
        "ward",
        "issue",
        "electors",
        "spoken_to",
        "share",
        "interval_low",
        "interval_high",
        "electors_on_register",
        "hidden",
    )
    rows = (
        (
            report.ward,
            issue.label,
            issue.electors,
            report.spoken_to,
            issue.share,
            *(issue.interval or (None, None)),
            report.electors,
            "yes" if issue.is_hidden else "no",
        )
        for report in reports
        for issue in report.issues
    )
    return as_csv(head, rows)
