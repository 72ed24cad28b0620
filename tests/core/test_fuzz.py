"""Damaged files: each reader takes what it can or refuses with a sentence, and never falls over.

A short round belongs to the suite. `FUZZ=3600 pytest tests/core/test_fuzz.py` goes on for an hour
and says with which seed a file was made that brought a reader down.
"""

import io
import os
import time
from collections.abc import Callable
from datetime import date
from random import Random
from typing import BinaryIO

from hypothesis import given, settings
from hypothesis import strategies as st

from canvass.core import earlier, mapping, stations
from canvass.core.boundaries import read_areas
from canvass.core.council_table import read_table
from canvass.core.earlier_rows import Reader, codes_in, sheet_of
from canvass.core.errors import CanvassError
from canvass.core.layouts import Kind
from canvass.core.maps import map_of
from canvass.core.marked import read_markings
from canvass.core.outlines import outlines_for
from canvass.core.places import read_places
from canvass.core.whereabouts import read_whereabouts
from canvass.store.absentees import absentees
from tests.conftest import POLLING_DAY
from tests.core.test_boundaries import CHURCHILL, WEST_END
from tests.core.test_generated import COUNCIL, reader_of
from tests.core.test_stations import DC_HOMES, DC_STATIONS, FCS, HALAROSE, WEB_LOOKUP, XPRESS
from tests.core.test_whereabouts import CODE_POINT, ONSPD, WANTED, zipped
from tests.faults.site import tell
from tests.outlines import geojson, ward
from tests.registers import FOLDER
from tests.registers.generator import FORMS, made
from tests.store.test_earlier import HEAD, row

LONG = float(os.environ.get("FUZZ", "2"))
SLOWEST = 5.0
"""Seconds of a processor that a reader may take."""

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16")
NASTY = (
    *(b"\x00", b'"', b'""', b"\xff", b"\xed\xa0\x80", b"\r", b"\n", b"\r\n", b",", b"\t", b";"),
    *("²", "٣", "\u2028", "\xa0", "\ufeff", "𝟙", "İ", "ß", "\u0301", "99999999999999999999"),
    *("=cmd|' /C calc'!A0", "02-Mar", "2018-13-45", "(z)", "a" * 5000, "-" * 300, "1/" * 300),
)
PLACES = "ward_code,ward_name,ward_name_cy,seats,polling_district,station_name,station_address\n"
OWN = HEAD + row("CH1-1", "Surname1", "7", dnk="1", day="3/5/2017", voted="v")
MARKED = "PD,ENO,Suffix,Marked\nCH1,1,0,v\nCH1,2,,x\nCH1,3,,0\n"
OTHERS = (
    *(XPRESS, HALAROSE, WEB_LOOKUP, DC_STATIONS, DC_HOMES, FCS, OWN, MARKED, ONSPD, CODE_POINT),
    geojson(ward(CHURCHILL.name, CHURCHILL.code), ward(WEST_END.name, column=1)).read().decode(),
    f"{PLACES}E05000635,Churchill,,3,CH1,Hall,Road\n",
)


def read_register(source: BinaryIO) -> None:
    list(reader_of(io.BytesIO(source.read())))


def read_absent(source: BinaryIO) -> None:
    list(absentees(read_table(source, Kind.ABSENT)))


def read_marked(source: BinaryIO) -> None:
    read_markings(read_table(source, Kind.MARKED), is_ended=True)


def is_shown(sheet: mapping.Sheet) -> None:
    """A page can show it: no half of a letter, no NUL."""
    text = "".join(cell for row in (sheet.headings, *sheet.samples) for cell in row)
    assert b"\x00" not in text.encode()


def read_by_columns(source: BinaryIO) -> None:
    sheet = mapping.sheet_of(source)
    is_shown(sheet)
    guess = mapping.guessed(sheet.headings)
    told = mapping.told_by("own", guess.columns, guess.address)
    mapping.checked(source, told, COUNCIL)


def read_earlier(source: BinaryIO) -> None:
    sheet = sheet_of(source)
    is_shown(sheet)
    telling = earlier.guessed(sheet.headings)
    codes_in(source, telling)
    list(Reader(source, telling, date(2016, 6, 1), POLLING_DAY))


def read_stations(source: BinaryIO) -> None:
    stations.read_stations([source])


def read_wards(source: BinaryIO) -> None:
    read_places(source.read())


def read_outlines(source: BinaryIO) -> None:
    brought = outlines_for([CHURCHILL, WEST_END], read_areas(source))
    assert str(brought)
    drawn = [("Ward", "24", one.drawn) for one in brought.outlines if one.ward_id]
    if drawn:
        map_of(drawn)


def read_spots(source: BinaryIO) -> None:
    assert read_whereabouts(source, WANTED)


READERS: tuple[Callable[[BinaryIO], None], ...] = (
    read_register,
    read_absent,
    read_marked,
    read_by_columns,
    read_earlier,
    read_stations,
    read_wards,
    read_outlines,
    read_spots,
)


def whole(chance: Random) -> bytes:
    """Give a file as it should be, of any kind."""
    encoding = chance.choice(ENCODINGS)
    if chance.random() < 0.6:
        form = chance.choice(FORMS)
        return made(form, chance.randrange(1, 30), chance.randrange(1 << 30), encoding)[0]
    if chance.random() < 0.2:
        return (FOLDER / "halarose_absent.csv").read_bytes()
    if chance.random() < 0.1:
        return zipped(one=ONSPD, two=CODE_POINT).getvalue()
    return chance.choice(OTHERS).encode(encoding, "replace")


def damaged(chance: Random, body: bytes) -> bytes:
    """Spoil a file here and there."""
    for _ in range(chance.randrange(0, 6)):
        start = chance.randrange(len(body) + 1)
        end = min(len(body), start + chance.choice((0, 1, 2, 10, 200)))
        nasty = chance.choice(NASTY)
        told = nasty if isinstance(nasty, bytes) else nasty.encode()
        some = chance.choice((b"", told, told, body[start:end] * 2, chance.randbytes(3)))
        body = body[:start] + some + body[end:]
    return body[: chance.randrange(len(body) + 1)] if chance.random() < 0.1 else body


def survives(body: bytes) -> None:
    """Read a file as everything that a campaign brings."""
    for reader in READERS:
        begun, sentence = time.process_time(), "read"
        try:
            reader(io.BytesIO(body))
        except CanvassError as refusal:
            sentence = str(refusal)
        assert sentence
        assert b"\x00" not in sentence.encode()
        assert time.process_time() - begun < SLOWEST, reader.__name__


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 1 << 40))
def test_a_damaged_file_is_read_or_refused_with_a_sentence(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  a damaged file, not a secret
    survives(damaged(chance, whole(chance)))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_read_or_refused_with_a_sentence(body: bytes) -> None:
    survives(body)


def test_damaged_files_for_as_long_as_one_likes() -> None:
    until, seed = time.monotonic() + LONG, time.time_ns()
    files = 0
    while time.monotonic() < until:
        seed += 1
        chance = Random(seed)  # noqa: S311  a damaged file, not a secret
        try:
            survives(damaged(chance, whole(chance)))
        except BaseException as error:
            raise AssertionError(f"seed {seed}") from error
        files += 1
    assert files
    tell(f"{files:,} damaged files in {LONG:,.0f} s, each read or refused with a sentence")
