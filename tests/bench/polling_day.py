"""Polling day: packs drawn for a borough, a ward's list on paper, the board for 200 watchers."""

import io
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from pypdf import PdfReader
from sqlalchemy import create_engine

from canvass.core.areas import Area
from canvass.sheets.knockup import knockup_pdf
from canvass.sheets.packs import CoverRow, PackPaper, pack_pdf
from canvass.store.base import Row
from tests.bench.sheets import DOORS, ward_paper
from tests.bench.table import Line, best, timed
from tests.faults.borough import build, shape_of
from tests.faults.desks import Watcher
from tests.faults.site import Server, Site
from tests.faults.story import Story, p95
from tests.faults.tellers import TellersPhone, day_of

PACKS = 3
PEER_SECONDS = 65
"""What the open peer takes for such a list at its best, as its users report; not measured here."""

WATCHERS, EVERY, LASTS = 200, 10.0, 30.0
BETWEEN_NUMBERS = 0.5


def measure() -> Iterator[Line]:
    """Measure what is printed, and the board."""
    yield packs_line()
    yield peer_line()
    yield board_line()


def packs_line() -> Line:
    """Draw some wards' packs, one after another."""
    paper = ward_pack()
    pages = len(PdfReader(io.BytesIO(pack_pdf(paper))).pages)
    seconds = timed(lambda: [pack_pdf(paper) for _ in range(PACKS)])
    seen = f"{PACKS} wards of {DOORS:,} doors, {PACKS * pages} pages in {seconds:.1f} s"
    rate = PACKS * pages / seconds
    return Line("a borough’s packs", "Typst", rate, 50, "pages a second", seen, is_least=True)


def ward_pack() -> PackPaper:
    """Make a ward's pack: a cover that names every sheet, the sheets, the forms."""
    paper = ward_paper()
    rows = tuple(cover_row(number, area) for number, area in enumerate(paper.areas, 1))
    return PackPaper(knockup=paper, rows=rows, pads=(), agents=())


def cover_row(number: int, area: Area) -> CoverRow:
    """Say of a sheet what the cover says."""
    return CoverRow(
        number=number,
        title=area.blocks[0].street,
        district=area.district,
        doors=len(area.doors),
        promises=sum(len(door.promises) for door in area.doors),
        lifts=0,
        pages=2,
        reason="About 20 votes an hour",
    )


def peer_line() -> Line:
    """Draw the list of a ward of 10,000 electors, beside what the open peer takes."""
    paper = ward_paper()
    share = best(lambda: knockup_pdf(paper), 3) / PEER_SECONDS * 100
    what = f"10,000 electors’ knock-up PDF ÷ the open peer’s {PEER_SECONDS} s"
    return Line(what, "Typst", share, 100, "%", "the peer’s time is reported, not measured here")


def board_line() -> Line:
    """Let 200 watchers ask for the board of a borough, while tellers send as at the peak."""
    with TemporaryDirectory(prefix="canvass-bench-") as name:
        site = Site(Path(name))
        engine = create_engine(site.url)
        Row.metadata.create_all(engine)
        engine.dispose()
        borough = build(site, shape_of(1.0), WATCHERS)
        with Server(site) as server:
            story = Story(borough, LASTS)
            watchers = [Watcher(cookie, server.port, story) for cookie in borough.desks]
            stand, numbers = next(iter(day_of(borough, Random("board")).items()))  # noqa: S311
            phone = TellersPhone(stand, numbers, story)
            with ThreadPoolExecutor(WATCHERS + 1) as pool:
                work = [pool.submit(one.watch, EVERY) for one in watchers]
                work.append(pool.submit(send_slowly, phone, server.port))
            for one in work:
                one.result()
    assert [one for watcher in watchers for one in watcher.surprises] == []
    seen = sum((watcher.seen for watcher in watchers), Counter[str]())
    answers = ", ".join(f"{count:,} × {status}" for status, count in sorted(seen.items()))
    note = f"150,000 electors, {len(phone.heard)} numbers told meanwhile; p95 of {answers}"
    return Line("the board for 200 watchers", "sqlite", p95(story.times["board"]), 300, "ms", note)


def send_slowly(phone: TellersPhone, port: int) -> None:
    """Send one number after another, at the pace of a whole borough at its peak."""
    while not phone.story.is_over and phone.due:
        phone.take(phone.due[0].taken_at)
        phone.sync(port)
        phone.story.stopped.wait(BETWEEN_NUMBERS)
