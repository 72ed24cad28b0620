"""A ward's issues beside the period before and the rest of the council, said where it is clear."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from canvass.core.changes import Change, Share, changed, distinctive
from canvass.core.pictures import Cell, IssueLine, Move, Period
from canvass.core.reports import in_every_hundred
from canvass.core.sources import SOURCE_WORDS

LEAST_WARDS = 3
"""Other wards there must be before the rest of the council is spoken of: fewer give one away."""

MOST_SENTENCES = 3


def beside_before(lines: Sequence[IssueLine], before: Mapping[str, Cell]) -> list[IssueLine]:
    """Put what each issue was in the period before beside it, and how it moved.

    What the report of that period hides is hidden here. Of all issues looked at, no more are said
    to have moved than chance allows for.
    """
    shown = {code: share_of(cell) for code, cell in before.items() if cell.count is not None}
    now = {line.code: share_of(line.cell) for line in lines if line.cell.count is not None}
    moves = changed(shown, now)
    return [
        replace(
            line,
            before=before[line.code],
            move=move_of(line, shown.get(line.code), moves.get(line.code)),
        )
        if line.code in before
        else line
        for line in lines
    ]


def move_of(line: IssueLine, was: Share | None, told: Change | None) -> Move | None:
    """Say in a word how an issue moved; nothing where it is hidden now."""
    if line.is_hidden:
        return None
    if was is None or told is None:
        return Move.NEW
    if not told.is_more_than_chance:
        return Move.SAME
    return Move.UP if told.difference > 0 else Move.DOWN


def beside_others(
    lines: Sequence[IssueLine], others: Mapping[str, Share], wards: int, smallest: int
) -> list[IssueLine]:
    """Put the share elsewhere beside the issues that clearly differ from it."""
    if wards < LEAST_WARDS:
        return list(lines)
    known = {code: share for code, share in others.items() if share.raised >= smallest}
    here = {line.code: share_of(line.cell) for line in lines if line.cell.count is not None}
    told = distinctive(here, known)
    return [
        replace(line, elsewhere=told[line.code].before.part)
        if line.code in told and told[line.code].is_more_than_chance
        else line
        for line in lines
    ]


def told_elsewhere(raised: int, here: int, smallest: int) -> int:
    """Give a count of all other wards that tells of none of them, if this ward's own is shown.

    Wards that are shown, taken from all of them together, would leave the one that is hidden. So
    what all of them come to is told to the nearest smallest count only, the same beside each ward.

    >>> told_elsewhere(40, 70, 5), told_elsewhere(41, 70, 5), told_elsewhere(1, 72, 5)
    (40, 40, 3)
    """
    return max(0, round((raised + here) / smallest) * smallest - here)


def share_of(cell: Cell) -> Share:
    """Give a cell that is shown as a share."""
    return Share(cell.count or 0, cell.of)


def sentences_on(lines: Sequence[IssueLine], period: Period) -> tuple[str, ...]:
    """Say what to read first: what is raised most, what moved, what is unlike elsewhere."""
    shown = [line for line in lines if line.cell.share is not None]
    if not shown:
        return ()
    return (
        most_raised(shown, "in these files" if period.is_brought else "spoken to"),
        *[moved(line, period) for line in shown if line.move in (Move.UP, Move.DOWN)][
            :MOST_SENTENCES
        ],
        *[unlike(line) for line in shown if line.elsewhere is not None][:MOST_SENTENCES],
    )


def most_raised(shown: Sequence[IssueLine], whom: str) -> str:
    """Say which issue is raised most, and whether the next is too close to tell."""
    first = shown[0]
    told = f"{first.label} is raised most, by {hundred(first)} in every 100 electors {whom}."
    if len(shown) > 1 and first.cell.interval and shown[1].cell.interval:
        is_close = shown[1].cell.interval[1] > first.cell.interval[0]
        end = ", too close to call" if is_close else ""
        told += f" Next is {shown[1].label}, by {hundred(shown[1])}{end}."
    return told


def moved(line: IssueLine, period: Period) -> str:
    """Say how an issue moved, or stands against another source, with the counts."""
    was = line.before.count if line.before else None
    of = line.before.of if line.before else 0
    word = "more" if line.move is Move.UP else "less"
    now = f"{line.cell.count:,} of {line.cell.of:,}"
    if period.other_source:
        here = SOURCE_WORDS[period.source] if period.source else "over all"
        there = SOURCE_WORDS[period.other_source]
        return (
            f"{line.label} is raised {word} {here} than {there}: {now}, against {was:,} of {of:,}."
        )
    return f"{line.label} is raised {word} than before: {now}, after {was:,} of {of:,}."


def unlike(line: IssueLine) -> str:
    """Say how an issue differs from the rest of the council."""
    return (
        f"{line.label}: {hundred(line)} in every 100 here, "
        f"{in_every_hundred(line.elsewhere or 0.0)} elsewhere."
    )


def hundred(line: IssueLine) -> str:
    """Write an issue's share the way people say it."""
    return in_every_hundred(line.cell.share or 0.0)
