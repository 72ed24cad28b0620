import os
import struct
import time
import zlib
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from random import Random

import cv2
import numpy as np
import pytest
import segno
from cv2.typing import MatLike
from hypothesis import given
from hypothesis import strategies as st

from canvass.core.knockup import Promise
from canvass.sheets import reading
from canvass.sheets.boxes import BoxPlace, box_places, line_places
from canvass.sheets.linecode import sheet_code
from canvass.sheets.picture import picture_size
from canvass.sheets.reading import (
    PageReading,
    SeenPage,
    UnreadableError,
    line_pictures,
    marks_on,
    page_in,
)
from tests.sheets.biro import (
    PIXELS,
    Marks,
    PrintedPage,
    black_out,
    draw,
    filled_in,
    jpeg,
    photographed,
    printed,
    tick,
)
from tests.sheets.make import make_door, make_ward

SCANS = int(os.environ.get("SCANS", "12"))
WHITE = (255, 255, 255)
PEN = ((20, 20, 20), 4)


@pytest.fixture(scope="module")
def sheets() -> list[PrintedPage]:
    return list(printed(make_ward(150 if SCANS <= 20 else 1500)))


@pytest.fixture
def page(sheets: list[PrintedPage]) -> PrintedPage:
    return sheets[0]


def boxes_of(page: PrintedPage) -> dict[tuple[int, str], BoxPlace]:
    """Return the boxes of a page by line, from 0, and key."""
    return {(at // 5, box.key): box for at, box in enumerate(box_places(page.page))}


def read(page: PrintedPage, picture: MatLike) -> PageReading:
    return marks_on(page_in(jpeg(picture)), page.page)


def box_key(box: BoxPlace) -> tuple[str, str]:
    return box.code, box.key


def cover(picture: MatLike, left: float, top: float, right: float, bottom: float) -> None:
    """Lay white paper over a part of the page, in mm."""
    rows = slice(round(top * PIXELS), round(bottom * PIXELS))
    picture[rows, round(left * PIXELS) : round(right * PIXELS)] = WHITE


def meant(marks: Marks) -> PageReading:
    """Return how the marks should be read: two ticks on one line are asked about."""
    ticks = Counter(code for code, _ in marks.ticked)
    double = frozenset(box for box in marks.ticked if ticks[box[0]] > 1)
    return PageReading(marks.ticked - double, marks.blacked, double)


def test_boxes_stand_where_they_are_printed() -> None:
    long = "Wolfeschlegelsteinhausenbergerdorff Oluwaseun Hubert Blaine"
    flags = tuple(Promise("CH1-9", long, 1, ("LIFT", "WHEELCHAIR")) for _ in range(3))
    doors = [
        make_door("Flat 2", long, "Wei Jones", building="Victoria House", note="Bell at side"),
        make_door("The Old Coach House at the Rear", "Wei Jones"),
        make_door("5", "Wei Jones", street="Claverton Street", side="odd"),
        replace(make_door("7", street="Claverton Street", side="odd"), promises=flags),
    ]
    (page,) = printed(tuple(doors), dpi=400)
    grey = cv2.cvtColor(page.picture(), cv2.COLOR_BGR2GRAY)
    _, _, stats, middles = cv2.connectedComponentsWithStats((grey > 128).astype(np.uint8))
    found = [
        (x * 25.4 / 400, y * 25.4 / 400)
        for (_, _, wide, high, _), (x, y) in zip(stats, middles, strict=True)
        if 70 < wide < 80 and 70 < high < 80
    ]

    places = list(box_places(page.page))
    assert len(found) == len(places) == 7 * 5
    for place in places:
        assert min(np.hypot(x - place.x, y - place.y) for x, y in found) < 0.1


def test_the_boxes_of_a_line_are_told_from_left_to_right(page: PrintedPage) -> None:
    boxes = list(box_places(page.page))

    assert [box.key for box in boxes[:5]] == ["voted", "will", "out", "lift", "no"]
    assert all(left.x < right.x for left, right in pairwise(boxes[:5]))
    assert len(boxes) == 5 * len(list(line_places(page.page)))


def test_photographed_sheets_are_read_as_they_were_meant(sheets: list[PrintedPage]) -> None:
    rng = Random(7)  # noqa: S311 (pens and shadows, no secrets)
    told: Counter[str] = Counter()
    for at in range(SCANS):
        page = sheets[at] if at < len(sheets) else rng.choice(sheets)
        picture = page.picture()
        right = meant(filled_in(picture, page.page, rng))
        seen = page_in(photographed(picture, rng))
        found = marks_on(seen, page.page)

        assert (seen.sheet, seen.page, seen.pages) == (page.sheet, page.page.number, page.pages)
        told["boxes"] += len(list(box_places(page.page)))
        told["marks"] += len(right.ticked | right.blacked | right.doubtful)
        told["missed"] += len((right.ticked | right.blacked) - _noticed(found))
        told["false"] += len(found.ticked - right.ticked) + len(found.blacked - right.blacked)
        told["two ticks, not asked"] += len(right.doubtful - found.doubtful)
        told["doubtful"] += len(found.doubtful - right.doubtful)
        told["pages without a doubt"] += found == right
    print(SCANS, "pages:", dict(told))  # noqa: T201 (the figures of a long run)

    assert told["missed"] == told["false"] == told["two ticks, not asked"] == 0
    assert told["doubtful"] < told["boxes"] / 50


def _noticed(found: PageReading) -> frozenset[tuple[str, str]]:
    return found.ticked | found.blacked | found.doubtful


def test_a_sheet_is_read_whichever_way_up_it_lies(page: PrintedPage) -> None:
    box = boxes_of(page)[3, "will"]
    picture = page.picture()
    tick(picture, box, Random(1), kind="tick")  # noqa: S311

    for turn in (None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE):
        found = read(page, picture if turn is None else cv2.rotate(picture, turn))
        assert found == PageReading(frozenset({box_key(box)}), frozenset(), frozenset())


def test_a_sheet_seen_in_a_mirror_is_refused(page: PrintedPage) -> None:
    with pytest.raises(UnreadableError, match="code in the corner"):
        page_in(jpeg(cv2.flip(page.picture(), 1)))


def test_two_ticks_on_a_line_are_asked_about(page: PrintedPage) -> None:
    boxes, picture, rng = boxes_of(page), page.picture(), Random(2)  # noqa: S311
    for box in (boxes[0, "voted"], boxes[2, "voted"], boxes[2, "no"]):
        tick(picture, box, rng, kind="cross")

    found = read(page, picture)

    assert found.ticked == {box_key(boxes[0, "voted"])}
    assert found.doubtful == {box_key(boxes[2, "voted"]), box_key(boxes[2, "no"])}


def test_a_box_blacked_out_takes_the_tick_back_and_leaves_the_other(page: PrintedPage) -> None:
    boxes, picture, rng = boxes_of(page), page.picture(), Random(3)  # noqa: S311
    for key in ("out", "lift"):
        tick(picture, boxes[4, key], rng, kind="tick")
    draw(picture, _to_and_fro(boxes[4, "out"], turns=20), rng, PEN)

    found = read(page, picture)

    assert found.blacked == {box_key(boxes[4, "out"])}
    assert found.ticked == {box_key(boxes[4, "lift"])}
    assert not found.doubtful


def _to_and_fro(box: BoxPlace, turns: int) -> list[tuple[float, float]]:
    steps = range(turns + 1)
    return [(box.x + 2.25 * (-1) ** at, box.y - 2.25 + 4.5 * at / turns) for at in steps]


def test_what_may_be_a_tick_or_not_is_asked_about(page: PrintedPage) -> None:
    boxes, picture, rng = boxes_of(page), page.picture(), Random(4)  # noqa: S311
    speck, half, tail, torn = (boxes[at, "will"] for at in (0, 2, 4, 6))
    draw(picture, [(speck.x - 0.5, speck.y), (speck.x + 0.5, speck.y)], rng, PEN)
    draw(picture, _to_and_fro(half, turns=5), rng, PEN)
    draw(picture, [(tail.x, tail.y + 4.6), (tail.x + 0.4, tail.y + 0.5)], rng, PEN)
    cover(picture, torn.x, torn.y - 3, torn.x + 3, torn.y + 3)

    found = read(page, picture)

    assert found.doubtful == {box_key(box) for box in (speck, half, tail, torn)}
    assert not found.ticked | found.blacked


def test_a_tick_beside_a_doubtful_box_is_asked_about_as_well(page: PrintedPage) -> None:
    boxes, picture, rng = boxes_of(page), page.picture(), Random(8)  # noqa: S311
    clear, half = boxes[3, "will"], boxes[3, "lift"]
    tick(picture, clear, rng, kind="tick")
    draw(picture, _to_and_fro(half, turns=5), rng, PEN)

    found = read(page, picture)

    assert found == PageReading(
        frozenset(), frozenset(), frozenset({box_key(clear), box_key(half)})
    )


@pytest.mark.parametrize("corner", [(0, 0), (190, 0), (0, 277), (190, 277)])
def test_a_corner_that_is_not_in_the_picture_is_missed(
    page: PrintedPage, corner: tuple[int, int]
) -> None:
    picture = page.picture()
    black_out(picture, boxes_of(page)[0, "no"], Random(5))  # noqa: S311
    left, top = corner
    cover(picture, left, top, left + 20, top + 20)

    with pytest.raises(UnreadableError, match="whole page, flat"):
        page_in(jpeg(picture))


def test_a_page_cut_off_at_its_edge_is_missed(page: PrintedPage) -> None:
    with pytest.raises(UnreadableError, match="corner of the sheet"):
        page_in(jpeg(page.picture()[:-120]))


def test_black_squares_around_the_page_do_not_mislead(page: PrintedPage) -> None:
    desk = cv2.copyMakeBorder(page.picture(), 150, 150, 150, 150, cv2.BORDER_CONSTANT, value=WHITE)
    cv2.rectangle(desk, (20, 20), (58, 58), (0, 0, 0), thickness=-1)
    cv2.rectangle(desk, (1880, 2560), (1918, 2598), (0, 0, 0), thickness=-1)

    assert page_in(jpeg(desk)).sheet == page.sheet


@pytest.mark.parametrize(
    "text", ["https://example.org", "04XD5/1/2", "04XD4/3/2", "04XD4/0/2", "04XD4/1/2/3", "", "?"]
)
def test_a_code_that_is_not_a_page_of_ours_is_not_believed(page: PrintedPage, text: str) -> None:
    picture = page.picture()
    cover(picture, 173, 7, 193, 27)
    if text:
        modules = np.array([list(row) for row in segno.make(text, micro=False).matrix], np.uint8)
        side = round(18 * PIXELS)
        code = cv2.resize(255 - modules * 255, (side, side), interpolation=cv2.INTER_NEAREST)
        top, left = round(8 * PIXELS), round(174 * PIXELS)
        picture[top : top + side, left : left + side] = code[..., None]

    with pytest.raises(UnreadableError, match="Type the sheet’s five characters"):
        page_in(jpeg(picture))


def test_a_code_out_of_its_place_is_not_believed(page: PrintedPage) -> None:
    picture = page.picture()
    rows, aside = slice(round(7 * PIXELS), round(27 * PIXELS)), round(3 * PIXELS)
    left, right = round(173 * PIXELS), round(193 * PIXELS)
    picture[rows, left - aside : right - aside] = picture[rows, left:right].copy()
    cover(picture, 190, 7, 193, 27)

    with pytest.raises(UnreadableError, match="code in the corner"):
        page_in(jpeg(picture))


def test_each_line_can_be_shown_beside_what_was_read(page: PrintedPage) -> None:
    seen = page_in(jpeg(page.picture()))
    strips = line_pictures(seen, page.page)

    lines = list(line_places(page.page))
    assert list(strips) == [line.code for line in lines]
    for line in lines:
        width, height = picture_size(strips[line.code]) or (0, 0)
        assert (width, height) == (1680, round(8 * (line.bottom - line.top + 2)))
    assert picture_size(seen.picture) == (1680, 2376)


def png(width: int, height: int, body: bytes = b"\0") -> bytes:
    """Return a grey PNG that claims a size, whatever its body holds."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


NOISE = Random(6).randbytes(100_000)  # noqa: S311
HOSTILE = {
    "nothing": (b"", "not a picture"),
    "a letter": (b"Dear organiser, here is the sheet.", "not a picture"),
    "random bytes": (NOISE, "not a picture"),
    "random bytes after a JPEG’s first": (b"\xff\xd8\xff\xe0\x00\x10" + NOISE, "not a picture"),
    "random bytes after a PNG’s first": (png(2000, 3000)[:33] + NOISE, "damaged"),
    "another kind of picture": (b"GIF89a" + NOISE, "not a picture"),
    "one pixel": (png(1, 1, b"\0\0"), "too small"),
    "a strip": (png(1, 50_000, b"\0" * 100_000), "too small"),
    "a bomb": (png(50_000, 50_000), "too large"),
    "a bomb of a size just allowed": (png(7_700, 7_700, b"\0" * 7_700 * 7_701), "corner"),
    "a PNG of no size": (png(0, 0), "too small"),
    "many bytes": (png(2000, 3000) + bytes(25_000_000), "too large"),
    "many empty segments": (b"\xff\xd8" + b"\xff\xfe\x00\x02" * 5_000_000, "not a picture"),
}


@pytest.mark.parametrize(("picture", "sentence"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_use_as_a_picture_is_refused_in_words(picture: bytes, sentence: str) -> None:
    before = time.process_time()
    with pytest.raises(UnreadableError, match=sentence):
        page_in(picture)

    assert time.process_time() - before < 1  # of our own, not of the process that looks


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.95])
def test_half_a_picture_is_refused_in_words(page: PrintedPage, part: float) -> None:
    whole = jpeg(page.picture())

    with pytest.raises(UnreadableError):
        page_in(whole[: round(part * len(whole))])


@given(st.binary(max_size=60), st.sampled_from((b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")))
def test_no_first_bytes_upset_the_look_at_its_size(rest: bytes, first: bytes) -> None:
    size = picture_size(first + rest)

    assert size is None or min(size) >= 0


def test_the_size_of_a_picture_is_known_from_its_first_bytes(page: PrintedPage) -> None:
    height, width = page.picture().shape[:2]

    assert picture_size(jpeg(page.picture())[:1000]) == picture_size(page.png[:40])
    assert picture_size(page.png) == (width, height)
    assert picture_size(b"\xff\xd8\xff\xff\xd0" + jpeg(page.picture())[2:]) == (width, height)


def test_a_picture_that_takes_too_long_is_given_up(
    page: PrintedPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SECONDS", 0)

    with pytest.raises(UnreadableError, match="cannot be read"):
        page_in(jpeg(page.picture()))


def test_a_page_kept_badly_is_refused_in_words(page: PrintedPage) -> None:
    with pytest.raises(UnreadableError, match="damaged"):
        marks_on(SeenPage(page.sheet, 1, 2, b"gone"), page.page)


def test_a_seen_page_names_its_sheet_as_the_paper_does(page: PrintedPage) -> None:
    seen = page_in(jpeg(page.picture()))

    assert sheet_code(seen.sheet) == "04XD4"
    assert (seen.page, seen.pages) == (1, page.pages)
