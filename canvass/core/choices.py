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
    count = count_of(choice, rows)
    if count < smallest or any(cell.count is None for cell in cells):
        return Cell(None, of)
    return Cell(count, of, wilson(count, of))


def count_of(choice: Choice, rows: Rows) -> int:
    """Count the electors who raised what was chosen, each once."""
    codes = {issue.code for issue in choice.issues}
    return len({who for code, who, _ in rows.raised if code in codes and who in rows.homes})


def cells_beside(
    choice: Choice, weeks: Sequence[Rows], districts: Sequence[str], smallest: int
) -> list[Cell]:
    """Count weeks that stand beside each other, and may stand beside their sum.

    Few people raise an issue twice, so a count of all the weeks, less those that are shown, would
    tell of one that is hidden. So beside it go others, the smallest first, until those hidden come
    to twice the smallest count at least.
    """
    cells = [cell_of(choice, rows, districts, smallest) for rows in weeks]
    counts = [count_of(choice, rows) for rows in weeks]
    hidden = {week for week, cell in enumerate(cells) if cell.of and cell.count is None}
    shown = sorted(
        (week for week, cell in enumerate(cells) if cell.count is not None),
        key=lambda week: (counts[week], week),
    )
    while shown and hidden and is_telling([counts[week] for week in hidden], smallest):
        hidden.add(shown.pop(0))
    return [Cell(None, cell.of) if week in hidden else cell for week, cell in enumerate(cells)]


def is_telling(hidden: Sequence[int], smallest: int) -> bool:
    """Tell whether so few, or so small, counts are hidden that their sum tells of one of them."""
    return len(hidden) == 1 or sum(hidden) < 2 * smallest
