"""The week on paper, two pages for an agent with four minutes: counts, and no names."""

import math
from typing import Any

import msgspec

from canvass.core.reports import in_every_hundred
from canvass.core.week import WardCases, WardWeek, WeekSummary, few
from canvass.sheets.heads import Heading, stamp
from canvass.sheets.lettering import Face, clean, fit
from canvass.sheets.press import print_pdf

PLAIN = Face(10)
WARD_MM, RAISED_MM, LINES = 50.0, 110.0, 2
MOST_MOVES = 10
LONGEST_SENTENCE = 300


def week_pdf(summary: WeekSummary, *, is_mailed: bool = False) -> bytes:
    """Set the summary of a week as a tagged PDF: two pages, more only where there are many wards.

    Small numbers of cases are not told in one that is mailed.

    Raises:
        SheetError: setting failed or took too long.
    """
    smallest = summary.smallest if is_mailed else 0
    rows = {
        "paper": Heading(clean(summary.campaign), "", stamp(summary.as_at), "", "en"),
        "week": summary.week.words,
        "fortnight": summary.fortnight.words,
        "before": before.words if (before := summary.fortnight.before()) else "",
        "smallest": str(summary.smallest),
        "moved": [sentence(one.sentence) for one in summary.moved[:MOST_MOVES]],
        "more_moved": max(0, len(summary.moved) - MOST_MOVES),
        "axis": axis_of(summary),
        "wards": [ward_row(one) for one in summary.wards],
        "cases": [case_row(one, smallest) for one in summary.cases if one.under_way],
    }
    return print_pdf("week", summary.as_at, msgspec.json.encode(rows))


def axis_of(summary: WeekSummary) -> float:
    """Give where the bars of coverage end: the next tenth above the longest."""
    most = max((share_of(one) for one in summary.wards), default=0.0)
    return min(10, max(1, math.ceil(most * 10))) / 10


def share_of(ward: WardWeek) -> float:
    """Give the part of a ward's register that was spoken to so far."""
    return ward.heard / ward.electors if ward.electors else 0.0


def ward_row(ward: WardWeek) -> dict[str, Any]:
    """Write a ward as it is printed."""
    return {
        "ward": fit(clean(ward.ward), WARD_MM, PLAIN, LINES),
        "spoken_to": f"{ward.spoken_to:,}",
        "raised": fit(clean(ward.raised_words), RAISED_MM, PLAIN, LINES),
        "heard": f"{ward.heard:,}",
        "electors": f"{ward.electors:,}",
        "share": share_of(ward),
        "hundred": in_every_hundred(share_of(ward)) if ward.electors else "–",
    }


def case_row(cases: WardCases, smallest: int) -> dict[str, str]:
    """Write a ward's cases as they are printed."""
    return {
        "ward": fit(clean(cases.ward), WARD_MM, PLAIN, LINES),
        "under_way": few(cases.under_way, smallest),
        "due": few(cases.due, smallest),
        "overdue": few(cases.overdue, smallest),
    }


def sentence(text: str) -> str:
    """Clean a sentence: `clean` alone keeps the first 200 characters, and paper has no arrows."""
    words = text[:LONGEST_SENTENCE].replace(" → ", ", then ").split()
    return " ".join(filter(None, (clean(word) for word in words)))
