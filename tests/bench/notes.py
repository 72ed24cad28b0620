"""Notes matched to issues: how many suggestions are so, and how many issues are found."""

from collections.abc import Iterator

from tests.bench.table import Line, best
from tests.labelled_notes import labelled_notes, measured, starting_reader


def measure() -> Iterator[Line]:
    """Measure on the half of the labelled notes that no rule was tuned on."""
    notes = [one for one in labelled_notes() if one.is_held_out]
    figures = measured(notes)
    seen = (
        f"{len(notes)} invented notes held out: {figures.right} right, {figures.wrong} wrong, "
        f"{figures.missed} missed"
    )
    what = "issues suggested for a note"
    yield Line(f"{what}: precision", "rules", figures.precision, 0.9, "", seen, is_least=True)
    yield Line(f"{what}: recall", "rules", figures.recall, 0.75, "", seen, is_least=True)
    reader = starting_reader()
    seconds = best(lambda: [reader.suggest(one.note) for one in notes])
    each = seconds / len(notes) * 1e6
    yield Line("reading a note for all issues", "rules", each, 250, "µs", "seven issues")
