"""Workbooks that are brought as registers: looked at before they are opened, then read apart."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, NoReturn

from canvass.core.council_file import BadFileError, head_of, look_at
from canvass.core.headings import columns_of

SHEETS = Path(__file__).with_name("sheets.py")
SECONDS = 60
LOCKED = 3
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
PACKAGE = "EncryptedPackage".encode("utf-16-le")
LARGEST_PACKED = 64 << 20
LARGEST = 900 << 20
SWELLS = 100
"""A sheet of text shrinks to a twentieth, sometimes a fortieth; what shrinks to less is a trap."""

SMALL = 20 << 20
HEAD_LINES = 100

NO_WORKBOOK = "This is a ZIP file, not a table of text. Unpack it, and import what is inside."
IS_LOCKED = (
    "This workbook is locked with a password. Open it with the password, save it without one, and "
    "import that."
)
TOO_LARGE = (
    "This workbook unpacks to more than any register. If it is one, save the sheet as “CSV UTF-8”, "
    "and import that."
)
DAMAGED = (
    "This workbook cannot be read: it is damaged, or was cut off. Open it, save it as “CSV UTF-8”, "
    "and import that."
)
NOTHING = "This workbook has no sheet with anything in it."


@contextmanager
def as_text(source: BinaryIO) -> Iterator[BinaryIO]:
    """Give a file as text: as it is, or the sheet of a workbook that holds the table.

    Raises:
        BadFileError: it is a workbook that cannot be read, or not safely, and why.
    """
    source.seek(0)
    magic = source.read(4)
    source.seek(0)
    if magic not in (ZIP, OLE):
        yield source
        return
    refuse_trap(source) if magic == ZIP else refuse_locked(source)
    with TemporaryDirectory(prefix="canvass-workbook-") as name:
        folder = Path(name)
        with (folder / "workbook").open("wb") as copy:
            source.seek(0)
            shutil.copyfileobj(source, copy)
        names = read_apart(folder)
        with (folder / f"{chosen(folder, names)}.csv").open("rb") as sheet:
            yield sheet


def refuse_locked(source: BinaryIO) -> None:
    """Stop at a new workbook inside an old one: so Excel locks it with a password.

    Raises:
        BadFileError: it is one.
    """
    if PACKAGE in source.read(LARGEST_PACKED):
        raise BadFileError(IS_LOCKED)


def refuse_trap(source: BinaryIO) -> None:
    """Stop at what is no workbook, or would swell to more than any register.

    Raises:
        BadFileError: it is such.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as failure:
        raise BadFileError(DAMAGED) from failure
    names = {member.filename for member in members}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise BadFileError(NO_WORKBOOK)
    swells = any(
        one.file_size > SMALL and one.file_size > SWELLS * one.compress_size for one in members
    )
    if swells or sum(one.file_size for one in members) > LARGEST:
        raise BadFileError(TOO_LARGE)


def read_apart(folder: Path) -> list[str]:
    """Have the sheets written by a child that has nothing but the file, and little time.

    Raises:
        BadFileError: it is locked or damaged, or met a limit.
    """
    # -I: nothing is imported from the folder the server happens to run in.
    command = [sys.executable, "-I", str(SHEETS), str(folder / "workbook"), str(folder)]
    try:
        child = subprocess.run(  # noqa: S603 (every word of the command is ours)
            command, capture_output=True, timeout=SECONDS, check=False, env={}
        )
    except (subprocess.SubprocessError, OSError) as failure:
        raise BadFileError(TOO_LARGE) from failure
    if child.returncode:
        refuse_for(child.returncode)
    names: list[str] = json.loads((folder / "names.json").read_text("utf-8"))
    return names


def refuse_for(code: int) -> NoReturn:
    """Say why a workbook was not read: a child that met a limit was ended by a signal.

    Raises:
        BadFileError: always.
    """
    if code == LOCKED:
        raise BadFileError(IS_LOCKED)
    raise BadFileError(TOO_LARGE if code < 0 else DAMAGED)


def chosen(folder: Path, names: list[str]) -> int:
    """Choose the sheet with headings that we know; the first where none has.

    Raises:
        BadFileError: there is nothing in the workbook, or a register on more than one sheet.
    """
    if not names:
        raise BadFileError(NOTHING)
    known = [place for place in range(len(names)) if has_headings(folder / f"{place}.csv")]
    if len(known) > 1:
        told = ", ".join(f"“{names[place]}”" for place in known)
        raise BadFileError(
            f"This workbook has a register on more than one sheet: {told}. "
            "Save each as a file of its own, and import them one by one."
        )
    return known[0] if known else 0


def has_headings(path: Path) -> bool:
    """Tell whether the first rows of a sheet hold headings that we know."""
    with path.open("rb") as sheet:
        try:
            rows = head_of(sheet, look_at(sheet), ",", HEAD_LINES)
        except BadFileError:
            return False
    return any(columns_of(row) for row in rows)
