"""The knock-up sheets of a ward of 10,000 electors: about 1,500 doors with promises."""

import io
import resource
from collections.abc import Iterator
from datetime import UTC, datetime

from pypdf import PdfReader

from canvass.core.areas import areas_of
from canvass.core.knockup import Door, Promise
from canvass.sheets.knockup import KnockupPaper, knockup_pdf
from tests.bench.table import Line, best

DOORS = 1500


def measure() -> Iterator[Line]:
    """Measure the whole of it: laying out here, drawing in a process of its own."""
    paper = ward_paper()
    seconds = best(lambda: knockup_pdf(paper), 3)
    pages = len(PdfReader(io.BytesIO(knockup_pdf(paper))).pages)
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    seen = f"{DOORS:,} doors, {pages} pages"
    yield Line("knock-up sheets of a ward", "Typst", seconds, 2.5, "s", seen)
    yield Line("their largest process", "Typst", megabytes, 300, "MB", seen)


def ward_paper() -> KnockupPaper:
    """Make a paper of invented doors along fourteen streets."""
    doors = tuple(
        Door(
            district=f"CH{1 + place // 500}",
            station="St Gabriel’s Hall, Glasgow Terrace",
            street=f"Street {place // 108}",
            side="odd" if place % 108 < 54 else "even",
            label=str(place % 54 * 2 + 1),
            building="",
            postcode="SW1V 0AB",
            note="",
            promises=tuple(
                Promise(f"CH{1 + place // 500}-{place * 2 + one}", "Ada Example-Nobody", 1 + one)
                for one in range(1 + place % 3 // 2)
            ),
        )
        for place in range(DOORS)
    )
    return KnockupPaper(
        campaign="Westminster 2018",
        ward="Churchill",
        occasion="Knock-up list",
        as_at="16:20",
        made_at=datetime(2018, 5, 3, 15, 22, tzinfo=UTC),
        hours="07:00 to 22:00",
        phone="020 7946 0123",
        language="en",
        first_sheet=1,
        areas=tuple(areas_of(doors)),
    )
