"""Biro on printed pages and bad photographs of them: seeded, so always the same."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from random import Random
from typing import cast

import cv2
import msgspec
import numpy as np
import typst
from cv2.typing import MatLike

from canvass.core.knockup import Door
from canvass.sheets.boxes import BoxPlace, box_places
from canvass.sheets.knockup import heading_of, sheets_of
from canvass.sheets.pages import Page
from canvass.sheets.render import FONTS, TEMPLATES
from tests.sheets.make import make_paper

DPI = 200
PIXELS = DPI / 25.4  # to a mm
DESKS = (205, 150, 90, 40)
PENS = ((20, 20, 20), (150, 40, 20), (60, 30, 150), (95, 90, 90))  # black, blue, red, soft pencil
NOTES = ("back at 6", "ring", "dog!", "no 2 out")
STROKES: dict[str, list[list[tuple[float, float]]]] = {
    "tick": [[(-0.4, 0), (-0.1, 0.4), (0.5, -0.5)]],
    "cross": [[(-0.4, -0.4), (0.4, 0.4)], [(-0.4, 0.4), (0.4, -0.4)]],
    "stroke": [[(-0.4, 0.4), (0.45, -0.4)]],
    "sweep": [[(-0.4, 0), (-0.1, 0.4), (0.3, -1.25)]],  # its end lies in the box above
}


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page as it leaves the printer: whose it is, its layout, and its picture as a PNG."""

    sheet: int
    pages: int
    page: Page
    png: bytes

    def picture(self) -> MatLike:
        """Return the paper, to be written on."""
        picture = cv2.imdecode(np.frombuffer(self.png, np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None
        return picture


@dataclass(frozen=True, slots=True)
class Marks:
    """What was meant by what was drawn, as (line code, key)."""

    ticked: frozenset[tuple[str, str]]
    blacked: frozenset[tuple[str, str]]


def printed(doors: tuple[Door, ...], dpi: int = DPI, first_sheet: int = 0) -> Iterator[PrintedPage]:
    """Print the knock-up sheets of the doors, numbered on from a sheet if it is given."""
    paper = make_paper(*doors)
    paper = replace(paper, first_sheet=first_sheet or paper.first_sheet)
    sheets = sheets_of(paper)
    rows = msgspec.json.encode({"paper": heading_of(paper), "sheets": sheets}).decode()
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
    )
    made = typst.compile(
        TEMPLATES / "knockup.typ",
        root=TEMPLATES,
        font_paths=fonts,
        sys_inputs={"rows": rows},
        format="png",
        ppi=dpi,
    )
    places = [
        (number, len(sheet.pages), page)
        for number, sheet in enumerate(sheets, paper.first_sheet)
        for page in sheet.pages
    ]
    # One page comes as bytes, more as a list of them.
    pictures = cast("bytes | list[bytes]", made)
    pictures = [pictures] if isinstance(pictures, bytes) else pictures
    for (sheet, count, page), png in zip(places, pictures, strict=True):
        yield PrintedPage(sheet, count, page, png)


def jpeg(picture: MatLike, quality: int = 70) -> bytes:
    """Return the picture as a JPEG file."""
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def filled_in(picture: MatLike, page: Page, rng: Random) -> Marks:
    """Fill in a page as a team would: mostly one tick a line, some taken back, some notes."""
    pen = rng.choice(PENS)
    ticked: set[tuple[str, str]] = set()
    blacked: set[tuple[str, str]] = set()
    for _, line in groupby(box_places(page), lambda place: place.code):
        boxes = rng.sample(list(line), 2)
        count = rng.choices((0, 1, 2), (20, 76, 4))[0]
        for box in boxes[:count]:
            tick(picture, box, rng, pen)
            ticked.add((box.code, box.key))
        if count < 2 and rng.random() < 0.1:
            black_out(picture, boxes[1], rng, pen)
            blacked.add((boxes[1].code, boxes[1].key))
    for _ in range(rng.randrange(5)):
        write_note(picture, rng, pen)
    return Marks(frozenset(ticked), frozenset(blacked))


def tick(
    picture: MatLike,
    box: BoxPlace,
    rng: Random,
    pen: tuple[int, int, int] = PENS[0],
    kind: str = "",
) -> None:
    """Draw a tick, a cross, a stroke, or a tick that sweeps out of its box."""
    kind = kind or rng.choices(list(STROKES), (60, 20, 17, 3))[0]
    size = 5 * rng.uniform(0.7, 1.25) if kind != "sweep" else 5
    wide = max(2, round(rng.uniform(0.3, 0.7) * PIXELS))
    x, y = box.x + rng.gauss(0, 0.35), box.y + rng.gauss(0, 0.35)
    for stroke in STROKES[kind]:
        draw(picture, [(x + a * size, y + b * size) for a, b in stroke], rng, (pen, wide))


def black_out(
    picture: MatLike, box: BoxPlace, rng: Random, pen: tuple[int, int, int] = PENS[0]
) -> None:
    """Go to and fro over a box until it is black, or nearly so."""
    turns = rng.randrange(4, 22)
    points = [
        (box.x + (-2.25, 2.25)[turn % 2], box.y - 2.25 + 4.5 * turn / turns)
        for turn in range(turns + 1)
    ]
    draw(picture, points, rng, (pen, round(rng.uniform(0.4, 0.7) * PIXELS)))


def write_note(picture: MatLike, rng: Random, pen: tuple[int, int, int]) -> None:
    """Write a few words over the names."""
    at = round(rng.uniform(82, 110) * PIXELS), round(rng.uniform(60, 265) * PIXELS)
    script = cv2.FONT_HERSHEY_SCRIPT_SIMPLEX
    cv2.putText(picture, rng.choice(NOTES), at, script, 1.2, pen, 3, cv2.LINE_AA)


def draw(
    picture: MatLike,
    points: list[tuple[float, float]],
    rng: Random,
    pen: tuple[tuple[int, int, int], int],
) -> None:
    """Draw one line through the points, in mm, with an unsteady hand."""
    shaken = [(x + rng.gauss(0, 0.12), y + rng.gauss(0, 0.12)) for x, y in points]
    line = np.round(np.array(shaken) * PIXELS).astype(np.int32)
    cv2.polylines(picture, [line], isClosed=False, color=pen[0], thickness=pen[1], lineType=16)


def photographed(picture: MatLike, rng: Random) -> bytes:
    """Photograph a page badly: on some desk, crooked, curled, shaded, blurred, any way up."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    spoilt = askew(curled(grey, rng), rng, rng.choice(DESKS))
    spoilt = cv2.GaussianBlur(spoilt, (0, 0), rng.uniform(0.4, 1.3))
    spoilt = shaded(spoilt, rng)
    turn = rng.choices((None, cv2.ROTATE_180, cv2.ROTATE_90_CLOCKWISE), (70, 20, 10))[0]
    return jpeg(spoilt if turn is None else cv2.rotate(spoilt, turn))


def askew(picture: MatLike, rng: Random, desk: int) -> MatLike:
    """Turn the page by up to 3 degrees and look at it a little from the side."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D(
        (width / 2, height / 2), rng.uniform(-3, 3), rng.uniform(0.8, 0.93)
    )
    turned = cv2.warpAffine(picture, turn, (width, height), borderValue=desk)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    moved = corners + np.array([(rng.gauss(0, 12), rng.gauss(0, 12)) for _ in corners], np.float32)
    change = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    return cv2.warpPerspective(turned, change, (width, height), borderValue=desk)


def curled(picture: MatLike, rng: Random) -> MatLike:
    """Let the paper bulge by up to half a millimetre."""
    height, width = picture.shape[:2]
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    bulge = rng.uniform(0, 0.5) * PIXELS * np.sin(np.pi * down / height)
    return cv2.remap(picture, across + bulge, down + bulge, cv2.INTER_LINEAR)


def shaded(picture: MatLike, rng: Random) -> MatLike:
    """Throw a shadow with a soft or sharp edge over the page, and add the camera's noise."""
    height, width = picture.shape[:2]
    across = np.linspace(-1, 1, width, dtype=np.float32)
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    angle = rng.uniform(0, 2 * np.pi)
    edge = np.cos(angle) * across + np.sin(angle) * down - rng.uniform(-0.4, 0.4)
    shadow = rng.uniform(0.05, 0.4) / (1 + np.exp(-edge * rng.uniform(4, 40)))
    grain = np.random.default_rng(rng.randrange(2**32)).standard_normal(
        (height, width), dtype=np.float32
    )
    spoilt = picture * (rng.uniform(0.85, 1) - shadow) + grain * rng.uniform(3, 10)
    return np.asarray(np.clip(spoilt, 0, 255), np.uint8)
