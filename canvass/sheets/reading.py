"""Reads a printed sheet back from a picture: which page it is, and which boxes were ticked.

What was read is shown to a person before it counts: a box in doubt is asked about, never guessed.
Pictures are opened in a process of their own, so that a hostile one can do no harm.
"""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from canvass.core.errors import CanvassError
from canvass.sheets.boxes import box_places, line_places
from canvass.sheets.linecode import BadCodeError, read_sheet
from canvass.sheets.pages import Page
from canvass.sheets.picture import picture_size

Box = tuple[str, str]  # a line's code, and a box's key

MARGIN = 1.0  # mm of the neighbouring lines shown with a line
SIGHT = Path(__file__).with_name("sight.py")
SECONDS = 20
MOST_BYTES = 25_000_000
MOST_PIXELS = 60_000_000
LEAST_SIDE = 500  # pixels: of an A4 page these are 60 dpi
LIMITS = {
    "OPENCV_IO_MAX_IMAGE_PIXELS": str(MOST_PIXELS),
    "OPENBLAS_NUM_THREADS": "1",
}
CODE = re.compile(r"([0-9A-Z]{5})/([1-9]\d{0,2})/([1-9]\d{0,2})", re.ASCII)
KINDS = ("blank", "ticked", "blacked", "doubtful")
BLANK, TICKED, FULL, BLACKED = 0.02, 0.06, 0.6, 0.82  # shares of a box's inside that are ink
OUTLINE = 0.85  # of a box's printed line that must be seen where it should be
HEIGHT = 0.66  # of a box's height that a tick must span: the end of a neighbour's spans less

SENTENCES = {
    "picture": "This is not a picture. Use JPEG or PNG.",
    "large": "This picture is too large. Send one of at most 25 MB and 60 megapixels.",
    "small": "This picture is too small. Take it again, or scan the sheet at 200 dpi.",
    "broken": "This picture is damaged. Take it again, or scan the sheet at 200 dpi.",
    "corner": "A corner of the sheet is not in the picture. Take the whole page, flat.",
    "code": "The code in the corner cannot be read. Type the sheet’s five characters instead.",
    "failed": "This picture cannot be read. Take it again, or type what the sheet says.",
}


class UnreadableError(CanvassError):
    """The picture cannot be read; the text says what to do."""

    def __init__(self, missing: str) -> None:
        super().__init__(SENTENCES.get(missing, SENTENCES["failed"]))


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page of a sheet as it was photographed, brought upright: `picture` is a grey JPEG."""

    sheet: int
    page: int
    pages: int
    picture: bytes


@dataclass(frozen=True, slots=True)
class PageReading:
    """The boxes of a page by what is in them; those blacked out are ticks taken back."""

    ticked: frozenset[Box]
    blacked: frozenset[Box]
    doubtful: frozenset[Box]


class _Answer(msgspec.Struct):
    """What `sight.py` saw: each errand fills some of it, or says what was missing."""

    missing: str = ""
    text: str = ""
    picture: bytes = b""
    shares: list[tuple[float, float, float]] = []
    strips: list[bytes] = []


def page_in(picture: bytes) -> SeenPage:
    """Find the page in a JPEG or PNG, whichever way up, and say which it is.

    Raises:
        UnreadableError: it is no picture, or of no use, or a corner or the code is not to be seen.
    """
    _check_size(picture)
    answer = _look("straighten", picture)
    code = CODE.fullmatch(answer.text)
    if code is None or int(code[2]) > int(code[3]):
        raise UnreadableError("code")
    try:
        return SeenPage(read_sheet(code[1]), int(code[2]), int(code[3]), answer.picture)
    except BadCodeError as refusal:
        raise UnreadableError("code") from refusal


def marks_on(seen: SeenPage, page: Page) -> PageReading:
    """Read the boxes of a page that was seen, laid out again from the rows it was printed from.

    A sheet asks for one tick a line, so a tick beside another, or beside a doubt, is in doubt too.

    Raises:
        UnreadableError: the picture is not one that `page_in` returned.
    """
    places = list(box_places(page))
    shares = _look("weigh", seen.picture, [(place.x, place.y) for place in places]).shares
    boxes: dict[str, set[Box]] = {kind: set() for kind in KINDS}
    for place, share in zip(places, shares, strict=True):
        boxes[_kind(*share)].add((place.code, place.key))
    marked = Counter(code for code, _ in boxes["ticked"] | boxes["doubtful"])
    unsure = {box for box in boxes["ticked"] if marked[box[0]] > 1}
    return PageReading(
        ticked=frozenset(boxes["ticked"] - unsure),
        blacked=frozenset(boxes["blacked"]),
        doubtful=frozenset(boxes["doubtful"] | unsure),
    )


def line_pictures(seen: SeenPage, page: Page) -> dict[str, bytes]:
    """Return, by its code, the strip of the page on which each line stands, as a PNG.

    Raises:
        UnreadableError: the picture is not one that `page_in` returned.
    """
    lines = list(line_places(page))
    bands = [(line.top - MARGIN, line.bottom + MARGIN) for line in lines]
    strips = _look("cut_strips", seen.picture, bands).strips
    return {line.code: strip for line, strip in zip(lines, strips, strict=True)}


def _check_size(picture: bytes) -> None:
    """Refuse what is no picture, or not of a useful size, before anything of it is unpacked."""
    size = picture_size(picture)
    if size is None:
        raise UnreadableError("picture")
    if len(picture) > MOST_BYTES or size[0] * size[1] > MOST_PIXELS:
        raise UnreadableError("large")
    if min(size) < LEAST_SIDE:
        raise UnreadableError("small")


def _kind(outline: float, inside: float, height: float) -> str:
    """Say what is in a box, from how much of its parts is ink."""
    if outline < OUTLINE:
        return "doubtful"
    if inside < BLANK:
        return "blank"
    if inside > BLACKED:
        return "blacked"
    return "ticked" if TICKED < inside < FULL and height > HEIGHT else "doubtful"


def _look(errand: str, picture: bytes, places: Sequence[tuple[float, float]] = ()) -> _Answer:
    """Have the picture looked at by a child that has nothing but it, and little time."""
    # -I: nothing is imported from the folder the server happens to run in.
    command = [sys.executable, "-I", str(SIGHT), errand]
    order = msgspec.msgpack.encode({"picture": picture, "places": places})
    try:
        child = subprocess.run(  # noqa: S603 (every word of the command is ours)
            command, input=order, capture_output=True, timeout=SECONDS, check=True, env=LIMITS
        )
        answer = msgspec.msgpack.decode(child.stdout, type=_Answer)
    except (subprocess.SubprocessError, OSError, msgspec.MsgspecError) as failure:
        raise UnreadableError("failed") from failure
    if answer.missing:
        raise UnreadableError(answer.missing)
    return answer
