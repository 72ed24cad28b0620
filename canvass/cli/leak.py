"""The command that says whose list a leaked file, paper or picture is."""

import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import click
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.cli.group import Group, campaign_option, campaign_session, echo_json, json_option, note
from canvass.core.audit import Deed
from canvass.core.ending import CHUNK
from canvass.core.errors import CanvassError
from canvass.sheets.linecode import BadCodeError, read_line, read_sheet, sheet_code
from canvass.sheets.reading import page_in
from canvass.store.canaries import trace
from canvass.store.ledger import Sheet, line_counts
from canvass.store.tracing import PaperTrace, ScreenTrace, papers, screens

leak = Group("leak", help="Lists that turned up where they should not.")

SHEET = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{5}(?![0-9A-Z])")
LINES_ONLY = re.compile(r"\s*(?:[0-9A-Z]{3}[\s,;]*)+", re.IGNORECASE)
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n")
MOST_TEXT = 50_000_000


class NoTraceError(CanvassError):
    """Nothing in the file tells whose list it was."""


@leak.command("trace")
@click.argument(
    "file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True)
)
@campaign_option
@json_option
def trace_file(file: Path, slug: str, *, as_json: bool) -> None:
    """Say whose list a file is: text, CSV, a workbook, a PDF, a photographed sheet, typed codes.

    Example: canvass leak trace found-online.csv --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    found = [*traced(session, file)]
    note(session, Deed.LEAK_TRACED, words=f"{len(found)} found")
    session.commit()
    if as_json:
        echo_json({"found": found})
    elif not found:
        raise NoTraceError(
            "Nothing in this file tells whose list it was: no invented elector, no sheet’s code, "
            "and no order of names that only one person saw."
        )
    for one in [] if as_json else found:
        ward = f" of {one['ward']}" if one["ward"] else ""
        at = written(datetime.fromisoformat(one["at"]))
        click.echo(f"{one['what']}{ward}, taken by {one['by'] or 'nobody we know'} at {at}")
        if one["how"]:
            click.echo(f"  {one['how']}")


def traced(session: Session, file: Path) -> Iterator[dict[str, str]]:
    """Give all that a file tells of where it comes from.

    Raises:
        UnreadableError: it is a picture in which no sheet's code is to be seen.
    """
    whole = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    if whole.startswith(PICTURES):
        yield from map(paper_told, papers(session, {page_in(whole).sheet}))
        return
    if whole.startswith(b"%PDF"):
        pieces = [text_of_pdf(file).encode()]
    else:
        pieces = list(pieces_of(file)) if str(file) != "-" else [whole]
    for one in trace(session, pieces):
        yield told(one.what, one.ward, one.by, one.at)
    text = b"".join(pieces)[:MOST_TEXT].decode(errors="replace")
    yield from map(paper_told, papers(session, sheets_in(session, text)))
    yield from map(screen_told, screens(session, text))


def sheets_in(session: Session, text: str) -> set[int]:
    """Give the numbers of sheets whose codes stand in a text.

    Where it is nothing but codes of lines, all sheets that have those: one in 32 has.
    """
    if LINES_ONLY.fullmatch(text):
        codes = re.findall(r"[0-9A-Z]{3}", text.upper())
        rows = session.execute(select(Sheet.id, Sheet.number)).all()
        counts = line_counts(session, [sheet_id for sheet_id, _ in rows])
        return {number for one, number in rows if has_lines(number, counts[one], codes)}
    found = set()
    for code in set(SHEET.findall(text.upper())):
        try:
            found.add(read_sheet(code))
        except BadCodeError:
            continue
    return found


def has_lines(number: int, lines: int, codes: Iterable[str]) -> bool:
    """Tell whether a sheet has lines of these codes."""
    try:
        return all(0 < read_line(number, code) <= lines for code in codes)
    except BadCodeError:
        return False


def paper_told(one: PaperTrace) -> dict[str, str]:
    """Say what is known of a sheet."""
    sheet = one.sheet
    drawn = f"drawn by {one.drawn_by or 'the server'} at {written(sheet.made_at)}"
    printed = "; ".join(f"{name} at {written(at)}" for name, at in one.printed)
    how = [drawn, f"that list was printed or fetched by {printed}" if printed else ""]
    what = f"sheet {sheet_code(sheet.number)}, {sheet.title}"
    by, at = sheet.holder or one.drawn_by, sheet.taken_at or sheet.made_at
    return told(what, one.ward, by, at, "; ".join(filter(None, how)))


def screen_told(one: ScreenTrace) -> dict[str, str]:
    """Say how well the order of names fits what somebody saw."""
    words = f"{one.fit.agree} of {one.fit.doors} doors name their people in the order only they saw"
    if not one.fit.is_sure:
        words += "; that is too few to be sure"
    return told(one.what, one.ward, one.by, one.at, words)


def told(what: str, ward: str, by: str, at: datetime, how: str = "") -> dict[str, str]:
    """Give one source as the command answers it."""
    return {"what": what, "ward": ward, "by": by, "at": at.isoformat(), "how": how}


def written(at: datetime) -> str:
    """Write a moment."""
    return f"{at:%Y-%m-%d %H:%M}Z"


def text_of_pdf(path: Path) -> str:
    """Read the text of a PDF.

    Raises:
        NoTraceError: it is damaged, locked, or holds pictures only.
    """
    try:
        text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        raise NoTraceError("This PDF cannot be read.") from error
    if not text.strip():
        raise NoTraceError("This PDF holds pictures only: save its pages as PNG, one by one.")
    return text


def pieces_of(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece, and what is packed in it."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                with archive.open(name) as member:
                    while piece := member.read(CHUNK):
                        yield piece
        return
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece
