"""The words of the e-mails: counts that a report shows, and no small ones of anything else."""

from collections.abc import Sequence
from typing import NamedTuple

from canvass.core.reports import in_every_hundred
from canvass.core.week import Moved, WardWeek, WeekSummary, few

NOTHING = "Nothing moved by more than chance would move it."
AGAINST = (
    "That is the last fortnight against the one before it, and more than chance would do. "
    "The same is not told again for two weeks."
)
MOST_MOVES = 20


class Links(NamedTuple):
    """Where a mail leads: to the reports, and to the page that ends such mails."""

    reports: str
    stop: str


def week_subject(summary: WeekSummary) -> str:
    """Say in a line which week of which campaign it is."""
    return f"{summary.campaign}: the week {summary.week.words}"


def week_text(summary: WeekSummary, links: Links) -> str:
    """Write the summary of a week as plain text."""
    parts = [
        week_subject(summary) + ".",
        part("What moved this fortnight", [one.sentence for one in summary.moved[:MOST_MOVES]]),
        part("What each ward raised, in every 100 spoken to", map(raised, summary.wards)),
        part("How far we have got", map(covered, summary.wards)),
        f"Casework: {casework(summary)}",
        f"Two pages to print are attached. The reports: {links.reports}",
        ending(links),
    ]
    return "\n\n".join(parts) + "\n"


def alert_subject(campaign: str, moved: Sequence[Moved]) -> str:
    """Say in a line what moved, or how much."""
    if len(moved) == 1:
        return f"{campaign}: {moved[0].issue} {moved[0].change.verb} in {moved[0].ward}"
    return f"{campaign}: {len(moved)} issues moved"


def alert_text(moved: Sequence[Moved], links: Links) -> str:
    """Write an alert as plain text."""
    parts = [
        part("What moved", [one.sentence for one in moved[:MOST_MOVES]]),
        AGAINST,
        f"The reports: {links.reports}",
        ending(links),
    ]
    return "\n\n".join(parts) + "\n"


def part(heading: str, lines: "Sequence[str] | map[str]") -> str:
    """Write a heading and its lines."""
    return "\n".join([heading, *(f"- {line}" for line in lines or [NOTHING])])


def raised(ward: WardWeek) -> str:
    """Write what a ward raised."""
    return f"{ward.ward}, {ward.spoken_to:,} spoken to: {ward.raised_words}."


def covered(ward: WardWeek) -> str:
    """Write how much of a ward was heard so far."""
    share = (
        f" ({in_every_hundred(ward.heard / ward.electors)} in every 100)" if ward.electors else ""
    )
    return f"{ward.ward}: {ward.heard:,} of {ward.electors:,} electors{share}."


def casework(summary: WeekSummary) -> str:
    """Write how many cases of all wards are under way, due and overdue, but for small numbers."""
    under_way, due, overdue = (
        few(sum(getattr(one, name) for one in summary.cases), summary.smallest)
        for name in ("under_way", "due", "overdue")
    )
    return f"{under_way} under way, {due} due within a week, {overdue} overdue."


def ending(links: Links) -> str:
    """Say why somebody gets this, and how it ends."""
    return f"You asked for this in Canvass. To stop it, no sign-in needed: {links.stop}"
