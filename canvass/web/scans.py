"""Sheets read from photographs: what the boxes say is shown beside the picture, then confirmed."""

import base64
import threading
from collections.abc import Sequence
from contextlib import closing
from typing import NamedTuple

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.errors import CanvassError
from canvass.core.knocks import KEYS, Result, RoundKind
from canvass.db import db
from canvass.sheets.linecode import sheet_code
from canvass.sheets.lines import SheetLine, sheet_lines
from canvass.sheets.pages import Page, sheet_of
from canvass.sheets.reading import (
    PageReading,
    SeenPage,
    UnreadableError,
    line_pictures,
    marks_on,
    page_in,
)
from canvass.store.ledger import sheet_numbered
from canvass.web.access import member, needs
from canvass.web.headers import CONTENT_POLICY
from canvass.web.noting import note
from canvass.web.papers import printed_areas

bp = Blueprint("scans", __name__, url_prefix="/c/<slug>/polling-day/scan")

LARGEST = 25_000_000
ONE_AT_A_TIME = threading.Lock()
"""Reading a picture takes a processor and a few hundred megabytes for a moment."""

PICTURES_INSIDE = CONTENT_POLICY.replace("img-src 'self'", "img-src 'self' data:")
BOXES = {
    RoundKind.KNOCKUP: {
        "voted": Result.VOTED,
        "will": Result.WILL_VOTE,
        "out": Result.OUT,
        "lift": Result.LIFT,
        "no": Result.NO,
    },
    RoundKind.POSTAL: {
        "voted": Result.POSTED,
        "will": Result.WILL_POST,
        "out": Result.OUT,
        "lift": Result.LOST,
        "no": Result.NO,
    },
}
"""What each box of a sheet stands for; both kinds of sheet have theirs in the same places."""


class ReadLine(NamedTuple):
    """A line of the picture: what was read in it, and whether a person must say."""

    line: SheetLine
    result: Result | None
    is_doubtful: bool
    picture: str


@bp.get("/")
@needs(Permission.KNOCKUP_PRINT)
def scan() -> str:
    """Ask for the photograph of a sheet."""
    return render_template("scans/scan.html", mistake="")


@bp.post("/")
@needs(Permission.KNOCKUP_PRINT)
def read() -> ResponseReturnValue:
    """Show what a photograph says, to be confirmed; nothing is kept yet."""
    picture = uploaded()
    session = db.session()
    session.rollback()
    try:
        with ONE_AT_A_TIME:
            seen = page_in(picture)
        found = sheet_numbered(session, member(), seen.sheet)
        (area,) = printed_areas(session, [found])
        session.rollback()
        with ONE_AT_A_TIME:
            page, reading, pictures = read_page(seen, sheet_of(area, found.number).pages)
    except CanvassError as refusal:
        return render_template("scans/scan.html", mistake=str(refusal)), 400
    note(Deed.SHEET_SEEN, Subject.SHEET, found.id)
    lines = [one for one in sheet_lines(area, found.number) if one.page == page.number]
    answer = make_response(
        render_template(
            "scans/confirm.html",
            code=sheet_code(found.number),
            page=page.number,
            pages=seen.pages,
            rows=read_lines(lines, reading, found.kind, pictures),
            keys=KEYS[found.kind],
        )
    )
    answer.headers["Content-Security-Policy"] = PICTURES_INSIDE
    return answer


def uploaded() -> bytes:
    """Give the picture that was sent, or a little more than is read of it; empty if none was."""
    file = request.files.get("picture")
    if file is None:
        return b""
    with closing(file):
        return bytes(file.read(LARGEST + 1))


def read_page(seen: SeenPage, pages: Sequence[Page]) -> tuple[Page, PageReading, dict[str, bytes]]:
    """Read the page that was seen, laid out again as it was printed.

    Raises:
        UnreadableError: the sheet has no such page, or the picture cannot be read.
    """
    if seen.page > len(pages) or seen.pages != len(pages):
        raise UnreadableError("code")
    page = pages[seen.page - 1]
    return page, marks_on(seen, page), line_pictures(seen, page)


def read_lines(
    lines: Sequence[SheetLine],
    reading: PageReading,
    kind: RoundKind,
    pictures: dict[str, bytes],
) -> list[ReadLine]:
    """Say of each line what was read in its boxes; doubtful ones are left for a person."""
    boxes = BOXES[kind]
    doubtful = {code for code, _ in reading.doubtful}
    read_as = {code: boxes[key] for code, key in reading.ticked}
    return [
        ReadLine(
            line=one,
            result=None if one.code in doubtful else read_as.get(one.code),
            is_doubtful=one.code in doubtful,
            picture=base64.b64encode(pictures[one.code]).decode(),
        )
        for one in lines
    ]
