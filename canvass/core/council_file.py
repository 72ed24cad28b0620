"""A council's file as bytes: which kind of text it is, and its rows with their line numbers."""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from canvass.core.errors import CanvassError

CHUNK = 1 << 20
LARGEST = 400 << 20
HEAD = 4096
SWALLOWED = 10
DELIMITERS = (",", "\t", ";", "|")
END = "\x00end of file\x00"

SAVE_AS = "Open it, save it as “CSV UTF-8”, and import that."
NO_TEXT = (
    (b"%PDF", "This is a PDF, not a table of text. Ask the council for the register as data."),
    (b"\xd0\xcf\x11\xe0", f"This is an old Excel workbook, not a table of text. {SAVE_AS}"),
    (b"{\\rtf", "This is a letter, not a table of text. Import the file that came with it."),
    (b"\x1f\x8b", "This file is packed. Unpack it, and import what is inside."),
    (b"\x89PNG", "This is a picture, not a table of text. Ask the council for data."),
    (b"\xff\xd8\xff", "This is a picture, not a table of text. Ask the council for data."),
    (b"GIF8", "This is a picture, not a table of text. Ask the council for data."),
    (b"<", "This is a web page, not a table of text. Download the register itself, and import it."),
)
BINARY = "This is not a table of text. A register comes as a CSV or as a text file."
ALLOWED_CONTROL = frozenset(b"\t\n\r\x0c\x00\x1a")


class BadFileError(CanvassError):
    """A file cannot be taken in at all; nothing of it was kept."""


class NoTableError(BadFileError):
    """What was given is not a table of text."""


@dataclass(frozen=True, slots=True)
class Text:
    """What kind of text a file is: how its bytes are read, and its fingerprint."""

    sha256: str
    encoding: str
    errors: str


def look_at(source: BinaryIO) -> Text:
    """Look through a whole file once, without keeping it, and leave it at its beginning.

    Raises:
        NoTableError: it is not text.
        BadFileError: it is empty, or too large to be a register.
    """
    refuse_wrong_size(source)
    head = source.read(HEAD)
    refuse_no_text(head)
    encoding = encoding_by_mark(head)
    decoder = codecs.getincrementaldecoder("utf-8")("surrogatepass")
    digest = hashlib.sha256()
    is_utf8 = True
    source.seek(0)
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        if len(chunk) == CHUNK and b"\n" not in chunk and b"\r" not in chunk:
            raise NoTableError(BINARY)
        is_utf8 = is_utf8 and decodes(decoder, chunk)
    is_utf8 = is_utf8 and decodes(decoder, b"", final=True)
    source.seek(0)
    if encoding.startswith("utf-16"):
        return Text(digest.hexdigest(), encoding, "surrogatepass")
    if is_utf8:
        return Text(digest.hexdigest(), "utf-8-sig", "surrogatepass")
    return Text(digest.hexdigest(), encoding or "cp1252", "surrogateescape")


def refuse_wrong_size(source: BinaryIO) -> None:
    """Stop at a file with nothing in it, or with more than a register can be.

    Raises:
        BadFileError: it is one of these.
    """
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    if size == 0:
        raise BadFileError("This file is empty. Download it from the council’s message again.")
    if size > LARGEST:
        raise BadFileError(
            f"This file has {size >> 20} MB, more than any register. Import one council’s register."
        )


def refuse_no_text(head: bytes) -> None:
    """Stop at bytes that are a workbook, a picture or the like.

    Raises:
        NoTableError: they are.
    """
    if head.startswith(b"PK\x03\x04"):
        kind = "an Excel workbook" if b"[Content_Types]" in head or b"xl/" in head else "a ZIP file"
        advice = SAVE_AS if "Excel" in kind else "Unpack it, and import what is inside."
        raise NoTableError(f"This is {kind}, not a table of text. {advice}")
    for magic, sentence in NO_TEXT:
        if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(magic):
            raise NoTableError(sentence)
    control = sum(byte < ord(" ") and byte not in ALLOWED_CONTROL for byte in head)
    if control * 50 > len(head):
        raise NoTableError(BINARY)


def encoding_by_mark(head: bytes) -> str:
    """Tell an encoding by the byte-order mark, or by the zero bytes of unmarked UTF-16."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if zeros and zeros.count(0) * 2 > len(zeros):
            return encoding
    return ""


def decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    """Tell whether the next bytes still fit the encoding."""
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def ends_with_a_line(source: BinaryIO) -> bool:
    """Tell whether a file's last line is ended, as one that was cut off mostly is not."""
    source.seek(-min(2, source.seek(0, io.SEEK_END)), io.SEEK_END)
    return not frozenset(source.read()).isdisjoint(b"\r\n")


@contextmanager
def opened(source: BinaryIO, text: Text) -> Iterator[io.TextIOWrapper]:
    """Read a file as text from its beginning; it stays open for its owner.

    Raises:
        BadFileError: it ends in the middle of a letter.
    """
    source.seek(0)
    lines = io.TextIOWrapper(source, text.encoding, text.errors, newline="")
    try:
        yield lines
    except UnicodeDecodeError as error:
        raise BadFileError("This file is cut off. Download it again, and import that.") from error
    finally:
        lines.detach()


def head_of(source: BinaryIO, text: Text, delimiter: str, lines: int) -> list[list[str]]:
    """Read the first rows as one delimiter would have them."""
    with opened(source, text) as stream:
        try:
            return list(csv.reader(islice(stream, lines), delimiter=delimiter))
        except csv.Error:
            return []


def rows_of(lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """Give each row with the number of its first line, and why it cannot be taken, if so.

    Raises:
        BadFileError: a quotation mark swallows the rows after it.
    """
    reader = csv.reader(chain(lines, [END]), delimiter=delimiter)
    first = 1
    try:
        for row in reader:
            if row and END in row[-1]:
                if row[0] == END and len(row) == 1:
                    return
                yield first, row, "A quotation mark is never closed."
            elif reader.line_num > first:
                yield first, row, swallowed(row, first, reader.line_num, delimiter)
            else:
                yield first, row, ""
            first = reader.line_num + 1
    except csv.Error as error:
        raise unclosed(first, reader.line_num) from error


def swallowed(row: list[str], first: int, last: int, delimiter: str) -> str:
    """Say whether a row over several lines has swallowed others.

    Raises:
        BadFileError: it has swallowed many.
    """
    if last - first > SWALLOWED:
        raise unclosed(first, last)
    broken = [cell for cell in row if "\n" in cell or "\r" in cell]
    if any(cell.count(delimiter) > 1 for cell in broken):
        return f"It runs together with the lines up to {last}: a quotation mark is not closed."
    return ""


def unclosed(first: int, last: int) -> BadFileError:
    """Say that a quotation mark has swallowed rows."""
    return BadFileError(
        f"The quotation mark on line {first} is not closed before line {last}. "
        "Nothing was taken in. Correct that line, or ask the council for the file again."
    )
