"""What a picture of the wards is of: one issue of the catalogue, or a theme that groups several."""

from collections.abc import Sequence
from typing import NamedTuple

from canvass.core.pictures import Cell
from canvass.core.reports import wilson
from canvass.core.ward_issues import Asked, Rows, tables_of

THEME = "theme:"
"""How an address tells a theme from an issue; no issue's code has a colon in it."""


class Choice(NamedTuple):
    """One issue, or the issues of one theme; `value` is how an address writes it."""

    value: str
    label: str
    issues: tuple[Asked, ...]

    @property
    def is_theme(self) -> bool:
        """Whether several issues count together."""
        return self.value.startswith(THEME)


def choices_of(issues: Sequence[tuple[Asked, str]]) -> list[Choice]:
    """List what can be chosen: themes of two issues or more, then each issue.

    Args:
        issues: those of the catalogue with their themes, in its order.

    >>> told = [(Asked("rents", "Rents", False), "Homes"), (Asked("damp", "Damp", False), "Homes")]
    >>> [one.value for one in choices_of(told)]
    ['theme:Homes', 'rents', 'damp']
    """
    themes: dict[str, list[Asked]] = {}
    for issue, theme in issues:
        if theme:
            themes.setdefault(theme, []).append(issue)
    grouped = [
        Choice(f"{THEME}{theme}", theme, tuple(theirs))
        for theme, theirs in themes.items()
        if len(theirs) > 1
    ]
    return grouped + [Choice(issue.code, issue.label, (issue,)) for issue, _ in issues]


def cell_of(choice: Choice, rows: Rows, districts: Sequence[str], smallest: int) -> Cell:
    """Count the electors of a ward who raised what was chosen, as far as that may be shown.

    An issue is hidden here wherever its ward's report hides it. A theme is hidden where any of its
    issues is: beside those that are shown, how many raised any of them would tell of the hidden.
    """
    tables = tables_of(rows, choice.issues, districts, smallest)
    of = tables.heard["ward"]
    cells = [tables.cell(("ward", issue.code), of) for issue in choice.issues]
    if not choice.is_theme:
        return cells[0]
    if any(cell.count is None for cell in cells):
        return Cell(None, of)
    codes = {issue.code for issue in choice.issues}
    count = len({who for code, who, _ in rows.raised if code in codes and who in rows.homes})
    return Cell(count, of, wilson(count, of))
