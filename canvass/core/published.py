"""A ward's picture as files give it: JSON and CSV, with the same figures as the page."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from canvass.core.pictures import Cell, IssueLine, WardPicture
from canvass.core.spreadsheet import as_csv

HEAD = (
    "ward",
    "issue",
    "electors",
    "spoken_to",
    "share",
    "interval_low",
    "interval_high",
    "electors_on_register",
    "hidden",
    "period",
    "before",
    "before_spoken_to",
    "move",
    "for",
    "against",
    "weighted_share",
    "weighted_low",
    "weighted_high",
    "source",
)


def picture_data(picture: WardPicture) -> dict[str, Any]:
    """Give one ward's figures as `canvass issues report --format json` answers them."""
    return {
        "ward": picture.ward,
        "period": {
            "since": picture.period.since.isoformat() if picture.period.since else None,
            "until": picture.period.until.isoformat() if picture.period.until else None,
            "source": picture.period.source,
        },
        "compared_with": before.words if (before := picture.period.before()) else None,
        "electors": picture.electors,
        "spoken_to": picture.spoken_to,
        "conversations": picture.conversations,
        "doors": picture.doors,
        "doors_knocked": picture.knocked,
        "doors_answered": picture.answered,
        "homes_rung": picture.rung,
        "homes_that_picked_up": picture.picked_up,
        "sentences": list(picture.sentences),
        "trust": picture.trust,
        "districts": [
            {"code": one.code, "electors": one.electors, "spoken_to": one.spoken_to}
            for one in picture.districts
        ],
        "hot_spots": [
            {
                "street": one.street,
                "district": one.district,
                "issue": one.issue,
                "electors": one.count,
                "spoken_to": one.of,
            }
            for one in picture.hot_spots
        ],
        "issues": [issue_data(issue) for issue in picture.issues],
    }


def pictures_data(
    campaign: str, pictures: Sequence[WardPicture], as_at: datetime, smallest_cell: int
) -> dict[str, Any]:
    """Give the reports of one or more wards as `canvass issues report --format json` does."""
    return {
        "campaign": campaign,
        "as_at": as_at.isoformat(),
        "smallest_cell": smallest_cell,
        "wards": [picture_data(picture) for picture in pictures],
    }


def issue_data(issue: IssueLine) -> dict[str, Any]:
    """Give one issue's figures; `None` is hidden, or not there."""
    return {
        "code": issue.code,
        "label": issue.label,
        **cell_data(issue.cell),
        "hidden": issue.is_hidden,
        "before": cell_data(issue.before) if issue.before else None,
        "move": issue.move,
        "for": issue.is_for,
        "against": issue.against,
        "elsewhere": issue.elsewhere,
        "weighted": (
            {"share": issue.weighed.share, "interval": [issue.weighed.low, issue.weighed.high]}
            if issue.weighed
            else None
        ),
        "districts": [cell_data(cell) for cell in issue.districts],
    }


def cell_data(cell: Cell) -> dict[str, Any]:
    """Give one cell's figures."""
    return {
        "electors": cell.count,
        "spoken_to": cell.of,
        "share": cell.share,
        "interval": list(cell.interval) if cell.interval else None,
    }


def rows_of(picture: WardPicture) -> Iterator[tuple[object, ...]]:
    """Give a ward's issues as rows under `HEAD`; a hidden figure is empty."""
    for issue in picture.issues:
        before, weighed = issue.before, issue.weighed
        yield (
            picture.ward,
            issue.label,
            issue.cell.count,
            issue.cell.of,
            issue.cell.share,
            *(issue.cell.interval or (None, None)),
            picture.electors,
            "yes" if issue.is_hidden else "no",
            picture.period.words,
            before.count if before else None,
            before.of if before else None,
            issue.move,
            issue.is_for,
            issue.against,
            *((weighed.share, weighed.low, weighed.high) if weighed else (None, None, None)),
            picture.period.source or "all conversations",
        )


def pictures_csv(pictures: Sequence[WardPicture]) -> str:
    """Write pictures as one table with a row an issue."""
    return as_csv(HEAD, (row for picture in pictures for row in rows_of(picture)))
