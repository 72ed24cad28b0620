"""Ward boundary files: GeoJSON as the statistics office or Ordnance Survey gives it, by ward.

Source: property names as in the Office for National Statistics' ward boundaries (WD25CD, WD25NM,
WD25NMW, LAD25CD), its county divisions (CED25CD) and Ordnance Survey's Boundary-Line.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from canvass.core.errors import CanvassError
from canvass.core.names import legible, tidy

LARGEST = 400 << 20
MOST_AREAS = 20_000
MOST_OTHERS = 100
"""Where no council tells which areas are near, more than these are a nation's, and not kept."""

WARD_CODE = re.compile(r"(E05|E58|W05|W41|S13|N08|N10)\d{6}")
"""Wards, county divisions and the electoral areas of Northern Ireland."""

CODE = re.compile(r"(wd|ced|eled|dea)\d\dcd|(area_|census_|ward_|gss_?)?code")
NAME = re.compile(r"(wd|ced|eled|dea)\d\dnm|((area|ward)_?)?name")
WELSH = re.compile(r"(wd|ced|eled|dea)\d\dnmw")
COUNCIL = re.compile(r"(lad|cty|ctyua)\d\dcd")
NOT_WORD = re.compile(r"[^\w]+")
SHOWN = 5


class BadBoundariesError(CanvassError):
    """A boundary file cannot be taken; nothing of it was kept."""


class Feature(Struct):
    """One feature of GeoJSON; its geometry is read only if it is wanted."""

    properties: dict[str, Any] | None = None
    geometry: Raw = Raw(b"null")


class Collection(Struct):
    """A file of GeoJSON; only a collection of features holds wards."""

    type: str = ""
    features: list[Feature] = []


class Area(NamedTuple):
    """One area of a file, with the geometry of each of its parts as it is written there."""

    code: str
    name: str
    name_cy: str
    council: str
    parts: tuple[bytes, ...]


class KnownWard(NamedTuple):
    """A ward of the campaign, as far as a file can know it."""

    id: UUID
    code: str
    name: str


class Matches(NamedTuple):
    """Which area is which ward, by its place in the file; and those that somebody must decide.

    `others` are the areas that are none of the campaign's wards but near them.
    """

    certain: dict[UUID, int]
    doubtful: dict[UUID, int]
    others: list[int]


def read_areas(source: BinaryIO) -> list[Area]:
    """Read the areas of a boundary file.

    Raises:
        BadBoundariesError: it is none, or too large to be one of a council or nation.
    """
    size = source.seek(0, 2)
    source.seek(0)
    if size > LARGEST:
        raise BadBoundariesError(
            f"This file has {size >> 20:,} MB. Download the wards of your council only, "
            "or the generalised boundaries."
        )
    try:
        found = msgspec.json.decode(source.read().removeprefix(b"\xef\xbb\xbf"), type=Collection)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise BadBoundariesError(
            "This is no GeoJSON that can be read. Download the boundaries again, as GeoJSON."
        ) from error
    if found.type != "FeatureCollection" or not found.features:
        raise BadBoundariesError(
            "This file holds no areas. A boundary file is GeoJSON with one feature for each ward."
        )
    if len(found.features) > MOST_AREAS:
        raise BadBoundariesError(
            f"This file holds {len(found.features):,} areas, more than there are wards."
        )
    return joined(map(area_of, found.features))


def area_of(feature: Feature) -> Area:
    """Read what a feature says of its ward, whatever year its columns are named after."""
    told = {
        name.strip().casefold(): legible(tidy(value))
        for name, value in (feature.properties or {}).items()
        if isinstance(value, str)
    }
    code = first_of(told, CODE, WARD_CODE) or next(
        (one for one in told.values() if WARD_CODE.fullmatch(one)), ""
    )
    return Area(
        code[:12],
        first_of(told, NAME)[:120],
        first_of(told, WELSH)[:120],
        first_of(told, COUNCIL)[:12],
        (bytes(feature.geometry),),
    )


def joined(areas: Iterable[Area]) -> list[Area]:
    """Join what has one code: some files give an island a feature of its own."""
    found: dict[str, Area] = {}
    for number, area in enumerate(areas):
        key = area.code or f"#{number}"
        known = found.get(key)
        found[key] = known._replace(parts=known.parts + area.parts) if known else area
    return list(found.values())


def first_of(
    told: Mapping[str, str], named: re.Pattern[str], like: re.Pattern[str] | None = None
) -> str:
    """Give the first property of a name like this whose value is like that."""
    for name, value in told.items():
        if value and named.fullmatch(name) and (like is None or like.fullmatch(value)):
            return value
    return ""


def plain_name(name: str) -> str:
    """Give a ward's name without what spellings differ in.

    >>> plain_name("Bryanston & Dorset Square Ward") == plain_name("BRYANSTON AND DORSET SQUARE")
    True
    """
    words = NOT_WORD.sub(" ", name.casefold().replace("&", " and ").replace("’", "")).split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] == "ward" else words)


def match_wards(wards: Sequence[KnownWard], areas: Sequence[Area]) -> Matches:
    """Find the campaign's wards among the areas of a file: by code, else by name.

    A name that several areas have is looked for in the council of the others. Where the codes of
    one name differ, it may be drawn as it was in other years, and one of another council may be
    another place: somebody must say.

    Raises:
        BadBoundariesError: the file has none of them.
    """
    by_code = {area.code: place for place, area in enumerate(areas) if area.code}
    certain = {one.id: by_code[one.code] for one in wards if one.code and one.code in by_code}
    named = places_by_name(areas)
    left = [one for one in wards if one.id not in certain]
    sole = {
        one.id: found[0] for one in left if len(found := named.get(plain_name(one.name), [])) == 1
    }
    councils = Counter(areas[place].council for place in (*certain.values(), *sole.values()))
    home = councils.most_common(1)[0][0] if councils else ""
    doubtful: dict[UUID, int] = {}
    for one in left:
        place = chosen(named.get(plain_name(one.name), []), areas, home)
        if place is not None and place not in certain.values():
            is_sure = areas[place].council == home and not (one.code and areas[place].code)
            (certain if is_sure else doubtful)[one.id] = place
    if not certain and not doubtful:
        raise BadBoundariesError(none_of(areas))
    return Matches(certain, doubtful, near(areas, certain, {*certain.values()}))


def places_by_name(areas: Sequence[Area]) -> dict[str, list[int]]:
    """Give the places of areas by name, and by their Welsh name."""
    named: dict[str, list[int]] = defaultdict(list)
    for place, area in enumerate(areas):
        for name in dict.fromkeys(filter(None, map(plain_name, (area.name, area.name_cy)))):
            named[name].append(place)
    return named


def chosen(found: Sequence[int], areas: Sequence[Area], home: str) -> int | None:
    """Choose among the areas of a ward's name the one of the campaign's council, or the only one.

    `home` is "" where the file tells no council.
    """
    at_home = [place for place in found if areas[place].council == home]
    if len(at_home) == 1:
        return at_home[0]
    return found[0] if len(found) == 1 else None


def near(areas: Sequence[Area], certain: Mapping[UUID, int], taken: set[int]) -> list[int]:
    """Give the areas that are no ward of ours yet but might be one: of the same councils."""
    councils = {areas[place].council for place in certain.values()} - {""}
    others = [
        place
        for place, area in enumerate(areas)
        if place not in taken and (not councils or area.council in councils)
    ]
    return others if councils or len(others) <= MOST_OTHERS else []


def none_of(areas: Sequence[Area]) -> str:
    """Say that a file has none of the campaign's wards, and what it has instead."""
    names = [one.name or one.code for one in areas if one.name or one.code]
    has = f"It has {listed(names)}." if names else "Its areas have neither a code nor a name."
    return f"None of this campaign’s wards is in this file. {has}"


def listed(names: Iterable[str]) -> str:
    """Name some, and count the rest.

    >>> listed(["Abbey", "Gate"]), listed("ABCDEFG")
    ('Abbey and Gate', 'A, B, C, D, E and 2 more')
    """
    every = list(names)
    shown = every[:SHOWN]
    if len(every) > SHOWN:
        return f"{', '.join(shown)} and {len(every) - SHOWN:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
