"""Reads a printed PDF back: its words, its headings, and where on paper things stand, in mm."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from re import findall

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from canvass.sheets.lettering import Face, width

MM = 72 / 25.4
TALL = 841.8898


@dataclass(frozen=True)
class Words:
    """A run of text: from where to about where it stands, and its size."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    points: float


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page, with single spaces."""
    return [" ".join(page.extract_text().split()) for page in read(pdf).pages]


def title(pdf: bytes) -> str | None:
    metadata = read(pdf).metadata
    return metadata.title if metadata else None


def is_tagged(pdf: bytes) -> bool:
    """Tell whether a screen reader finds structure, a language and the mark of PDF/UA."""
    root = read(pdf).root_object
    metadata = root["/Metadata"]
    assert isinstance(metadata, StreamObject)
    is_marked = "'/Marked': True" in str(root["/MarkInfo"]) and "/StructTreeRoot" in root
    return is_marked and "/Lang" in root and b"pdfuaid:part" in metadata.get_data()


def tags(pdf: bytes) -> list[str]:
    """Return what a screen reader is told, in order: "/H1", "/Table", "/TH"."""
    return list(_tags(read(pdf).root_object["/StructTreeRoot"].get_object()))


def outline(pdf: bytes) -> list[str]:
    """Return the outermost tags of the document, in order."""
    (document,) = _children(read(pdf).root_object["/StructTreeRoot"].get_object())
    return [
        str(child["/S"]) for child in _children(document) if isinstance(child, DictionaryObject)
    ]


def _tags(node: object) -> Iterator[str]:
    if isinstance(node, DictionaryObject):
        if "/S" in node:
            yield str(node["/S"])
        for child in _children(node):
            yield from _tags(child)


def _children(node: object) -> list[object]:
    assert isinstance(node, DictionaryObject)
    children = node.get("/K", ArrayObject()).get_object()
    return [
        child.get_object()
        for child in (children if isinstance(children, ArrayObject) else [children])
    ]


def words_on(page: PageObject) -> list[Words]:
    """Return where each run of text stands, its width judged as bold."""
    found: list[Words] = []

    def see(text: str, cm: list[float], tm: list[float], _: object, size: float) -> None:
        if text.strip():
            points = size * abs(tm[3])
            left, base = (cm[4] + tm[4]) / MM, (TALL - cm[5] - tm[5] * cm[3]) / MM
            long = width(text.strip(), Face(points, "bold"))
            found.append(
                Words(text, left, left + long, base - points * 0.7 / MM, base + 0.8, points)
            )

    page.extract_text(visitor_text=see)
    return found


def marks_on(page: PageObject) -> list[tuple[float, float]]:
    """Return the middles of the black squares of 5 mm, from the page's top left."""
    square = r"q 1 0 0 -1 ([\d.]+) ([\d.]+) cm/c0 cs 0 scn 0 0 m 14\.173\d* 0 l[^q]*?h\nf\n"
    return [
        (round(float(x) / MM + 2.5, 2), round((TALL - float(y)) / MM + 2.5, 2))
        for x, y in findall(square, _drawn(page))
    ]


def qr_on(page: PageObject) -> list[tuple[float, float, float]]:
    """Return the left, the top and the side of each QR code, from the page's top left."""
    frame = r"q ([\d.]+) ([\d.]+) m ([\d.]+) \2 l \3 [\d.]+ l"
    return [
        (
            round(float(x) / MM, 2),
            round((TALL - float(y)) / MM, 2),
            round((float(r) - float(x)) / MM, 2),
        )
        for x, y, r in findall(frame, _drawn(page))
    ]


def _drawn(page: PageObject) -> str:
    contents = page.get_contents()
    assert contents is not None
    return contents.get_data().decode("latin-1")
