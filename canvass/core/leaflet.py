"""“You said, we did”: what a street leaflet may tell of cases, so that it gives nobody away."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from canvass.core.casework import LetterError

DOOR = re.compile(
    r"\b(?:flat|no\.?|number|apartment)\s*\d+\w?\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b"
    r"|\b\d+\w?,?\s+(?:[A-Z][\w’']*\s+)*"
    r"(?:Street|Road|Avenue|Place|Terrace|Lane|Close|Court|House|Square|Gardens|Way|Drive)\b",
    re.IGNORECASE,
)


class Resolved(NamedTuple):
    """One resolved case, as a leaflet is made from it."""

    issue_id: UUID | None
    issue: str | None
    household_id: UUID
    answer: str
    name: str


class LeafletIssue(NamedTuple):
    """One issue that enough households raised: how many, and what could be said of it."""

    issue_id: UUID
    label: str
    households: int
    suggested: str


class Leaflet(NamedTuple):
    """What a ward's leaflet may tell. `has_more`: other things were resolved, too few to count."""

    issues: tuple[LeafletIssue, ...]
    has_more: bool


def leaflet_of(cases: Iterable[Resolved], smallest_cell: int) -> Leaflet:
    """Choose the issues that at least the smallest cell of households raised, most first."""
    by_issue: dict[UUID | None, list[Resolved]] = defaultdict(list)
    for case in cases:
        by_issue[case.issue_id].append(case)
    names = surnames(one.name for runs in by_issue.values() for one in runs)
    issues = []
    for issue_id, run in by_issue.items():
        households = len({case.household_id for case in run})
        if issue_id is not None and households >= max(1, smallest_cell):
            suggested = suggestion([case.answer for case in run], names)
            issues.append(LeafletIssue(issue_id, run[0].issue or "", households, suggested))
    has_more = len(issues) < len(by_issue)
    return Leaflet(tuple(sorted(issues, key=lambda one: (-one.households, one.label))), has_more)


def surnames(names: Iterable[str]) -> frozenset[str]:
    """Give the last word of each name."""
    return frozenset(name.split()[-1] for name in names if name.strip())


def suggestion(answers: Sequence[str], names: frozenset[str]) -> str:
    """Give the answer told most often of those that name nobody and no number, or nothing."""
    fit = [one for one in answers if one and not re.search(r"\d", one) and not named(one, names)]
    return max(fit, key=fit.count, default="")


def named(text: str, names: frozenset[str]) -> str:
    """Give the first resident's name, or door, that a text holds; "" if none."""
    words = re.findall(r"[^\W\d_][\w’'-]*", text)
    found = next((word for word in words if word.removesuffix("’s") in names), "")
    door = DOOR.search(text)
    return found or (door[0] if door else "")


def check_impersonal(text: str, names: frozenset[str]) -> None:
    """Check that a leaflet's text names no resident and no door.

    Raises:
        LetterError: it does.
    """
    found = named(text, names)
    if found:
        raise LetterError(
            f"“{found}” points at somebody. A leaflet names no resident and no door: "
            "say it in general."
        )
