"""The eye itself: one picture looked at in a short process of its own, with limits.

`python sight.py ERRAND` reads an order and writes what it saw, both in MessagePack. It imports
nothing of Canvass, so that it starts fast and has nothing that a hostile picture could want.
"""

import itertools
import resource
import sys
from collections.abc import Iterator

import cv2
import msgspec
import numpy as np
import zxingcpp
from cv2.typing import MatLike
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Inked = NDArray[np.float32]  # 1 where there is ink
Points = NDArray[np.float32]

CPU_SECONDS = 6
MEMORY_BYTES = 560 << 20  # of addresses; the libraries take 280 MB of them, and 45 MB of memory

SCALE = 8  # pixels to a mm, of a page brought straight
WIDTH, HEIGHT = 210, 297  # mm, as everything below
LEFT, TOP, RIGHT, BOTTOM = 10.5, 10.5, 199.5, 286.5  # the middles of the corner marks
MARK = 5.0
QR_X, QR_Y, QR_SIDE, QR_MARGIN = 174.0, 8.0, 18.0, 4.0
QR_SLACK = 1.5  # how far from its place the code may be found
BOX, RULE, SLACK = 5.0, 0.375, 1.0  # a tick box, its printed line, how far curled paper moves it
NEAR = 0.05  # of an outline that is given up to find it 1 mm nearer
INSIDE = round(3.7 * SCALE)  # pixels of a box's side within which ink is counted

LONGEST = 3200  # pixels of a picture; a larger one is brought down to it
DARK = 0.72  # ink is darker than this times the paper around it
NEIGHBOURHOOD = 12 / HEIGHT  # of the longest side: larger than any mark, smaller than a shadow
LARGEST_MARK, SMALLEST_MARK = 0.023, 0.006  # of the longest side
SOLID = 0.8  # of a corner mark's square that is ink
CHOICES = 3  # squares considered for each corner
TRIES = 24  # pages looked for among them
DIAGONALS = ((-1, -1), (1, -1), (1, 1), (-1, 1))  # to the corners, clockwise from the top left
LIKE = 1.3  # how many times longer one of two like lengths may be


class Order(msgspec.Struct):
    """What to look at, and where: points or bands in mm, as the errand says."""

    picture: bytes
    places: list[tuple[float, float]] = []


class UnseenError(Exception):
    """The picture cannot be used; the text is the word for what is missing."""


def straighten(order: Order) -> dict[str, object]:
    """Return what the page's code says, and the page upright as a grey JPEG."""
    grey = decode(order.picture)
    missing = "corner"
    for quad in itertools.islice(page_corners(grey), TRIES):
        missing = "code"
        if text := read_code(grey, quad):
            size = (WIDTH * SCALE, HEIGHT * SCALE)
            upright = cv2.warpPerspective(grey, onto_page(quad), size, borderValue=255)
            return {"text": text, "picture": encode(".jpg", upright)}
    raise UnseenError(missing)


def weigh(order: Order) -> dict[str, object]:
    """Return how much of each box is ink, as `weigh_box` does."""
    black = ink(decode(order.picture))
    bold = cv2.dilate(black, np.ones((3, 3), np.uint8))  # a thin line is still under its outline
    layers = black.astype(np.float32), bold.astype(np.float32)
    return {"shares": [weigh_box(*layers, x, y) for x, y in order.places]}


def cut_strips(order: Order) -> dict[str, object]:
    """Return the part of an upright page between each two heights as a PNG."""
    grey = decode(order.picture)
    bands = [(round(top * SCALE), round(bottom * SCALE)) for top, bottom in order.places]
    return {"strips": [encode(".png", grey[top:bottom]) for top, bottom in bands]}


def decode(picture: bytes) -> Grey:
    """Return the picture in grey, brought down to a size worth looking at."""
    try:
        grey = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    except cv2.error as failure:
        raise UnseenError("broken") from failure
    if grey is None:
        raise UnseenError("broken")
    shrink = LONGEST / max(grey.shape)
    if shrink < 1:
        grey = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    return np.asarray(grey, np.uint8)


def encode(kind: str, grey: MatLike) -> bytes:
    """Return the picture as a file of that kind."""
    return cv2.imencode(kind, grey, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()


def ink(grey: Grey) -> Grey:
    """Return 1 where there is ink, whatever the light: each place is held against its paper.

    The paper is what is left when everything dark and smaller than the neighbourhood is filled.
    """
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    reach = max(3, round(NEIGHBOURHOOD * max(small.shape)))
    filled = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    paper = cv2.resize(cv2.blur(filled, (9, 9)), grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    limit = cv2.convertScaleAbs(paper, alpha=DARK)
    return (grey < limit).astype(np.uint8)


def page_corners(grey: Grey) -> Iterator[Points]:
    """Yield the likely places of the four corner marks, from the page's top left clockwise."""
    marks = squares(ink(grey))
    outward = [sorted(marks, key=lambda mark: -(mark[0] * x + mark[1] * y)) for x, y in DIAGONALS]
    for ranks in sorted(itertools.product(range(min(CHOICES, len(marks))), repeat=4), key=sum):
        quad = np.array([outward[at][rank] for at, rank in enumerate(ranks)], np.float32)
        if is_page(quad):
            is_sideways = np.ptp(quad[:, 0]) > np.ptp(quad[:, 1])
            for turn in (1, 3) if is_sideways else (0, 2):
                yield np.roll(quad[:, :2], turn, axis=0)


def squares(black: Grey) -> list[tuple[float, float, float]]:
    """Return the middle and side of every solid square that may be a corner mark."""
    longest = max(black.shape)
    _, labels, stats, middles = cv2.connectedComponentsWithStats(black)
    found = []
    for label, (left, top, wide, high, area) in enumerate(stats):
        if not SMALLEST_MARK < area**0.5 / longest < LARGEST_MARK or area < wide * high / 2:
            continue
        spot = labels[top : top + high, left : left + wide] == label
        _, sides, _ = cv2.minAreaRect(np.argwhere(spot).astype(np.float32))
        short, long = sorted(side + 1 for side in sides)
        if short * LIKE > long and area > SOLID * short * long:
            found.append((*middles[label], area**0.5))
    return found


def is_page(quad: Points) -> bool:
    """Whether four squares stand as the corner marks of one page do, and are as large."""
    steps = quad[:, :2] - np.roll(quad[:, :2], -1, axis=0)
    top, right, bottom, left = np.hypot(steps[:, 0], steps[:, 1])
    short, long = sorted((top + bottom, right + left))
    mark = (short + long) * MARK / 2 / (RIGHT - LEFT + BOTTOM - TOP)
    alike = [(top, bottom), (right, left), *((mark, side) for side in quad[:, 2])]
    alike.append((short * (BOTTOM - TOP), long * (RIGHT - LEFT)))
    return all(one <= LIKE * other and other <= LIKE * one for one, other in alike)


def onto_page(quad: Points, left: float = 0, top: float = 0) -> NDArray[np.float64]:
    """Return the change of view that brings the corner marks to where they were printed."""
    printed = [(LEFT, TOP), (RIGHT, TOP), (RIGHT, BOTTOM), (LEFT, BOTTOM)]
    goal = (np.array(printed) - (left, top)) * SCALE - 0.5  # from edges to middles of pixels
    return np.asarray(cv2.getPerspectiveTransform(quad, goal.astype(np.float32)), np.float64)


def read_code(grey: Grey, quad: Points) -> str:
    """Return what the code says that stands where the page's should, or nothing."""
    side = round((QR_SIDE + 2 * QR_MARGIN) * SCALE)
    change = onto_page(quad, QR_X - QR_MARGIN, QR_Y - QR_MARGIN)
    patch = cv2.warpPerspective(grey, change, (side, side), borderValue=255)
    code = zxingcpp.read_barcode(patch, formats=QR)
    if code is None:
        return ""
    first, last = code.position.top_left, code.position.bottom_right
    away = np.hypot(first.x + last.x - side, first.y + last.y - side) / 2
    return code.text if away < QR_SLACK * SCALE else ""


def weigh_box(black: Inked, bold: Inked, x: float, y: float) -> tuple[float, float, float]:
    """Return how much of a box's outline and inside is ink, and of its height has any."""
    reach = OUTLINE.shape[0] // 2 + NEARER.shape[0] // 2
    column, row = int(x * SCALE), int(y * SCALE)
    around = part(bold, column, row, reach)
    fit = cv2.matchTemplate(around, OUTLINE, cv2.TM_CCORR) / OUTLINE.sum()
    down, across = np.unravel_index(np.argmax(fit - NEARER), fit.shape)
    column += int(across) - NEARER.shape[1] // 2
    row += int(down) - NEARER.shape[0] // 2
    inside = part(black, column, row, INSIDE // 2)
    return float(fit[down, across]), float(inside.mean()), float(inside.max(axis=1).mean())


def part(black: Inked, column: int, row: int, reach: int) -> Inked:
    """Return the square around one pixel."""
    return black[row - reach : row + reach + 1, column - reach : column + reach + 1]


def outline() -> Inked:
    """Return a tick box as it is printed: 1 where its line is."""
    rule = round(RULE * SCALE)
    square = np.ones((round((BOX + RULE) * SCALE),) * 2, np.float32)
    square[rule:-rule, rule:-rule] = 0
    return square


def nearer() -> Inked:
    """Return a little for each step from a box's place: of two like fits the nearer is better."""
    steps = np.arange(-SLACK, SLACK + 0.5 / SCALE, 1 / SCALE)
    return np.asarray(np.hypot(*np.meshgrid(steps, steps)) * NEAR, np.float32)


QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
OUTLINE, NEARER = outline(), nearer()
ERRANDS = {"straighten": straighten, "weigh": weigh, "cut_strips": cut_strips}


def main() -> None:
    """Read an order on standard input, write what was seen on standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    cv2.setNumThreads(1)
    order = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Order)
    try:
        seen = ERRANDS[sys.argv[1]](order)
    except UnseenError as missing:
        seen = {"missing": str(missing)}
    sys.stdout.buffer.write(msgspec.msgpack.encode(seen))


if __name__ == "__main__":
    main()
