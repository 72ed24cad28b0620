"""The rows of a knock-up sheet: what each says, and how many units of the page's height it takes.

A unit is 3.5 mm. Widths are those of the columns in `templates/sheets/doors.typ`, less a little.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from canvass.core.areas import Area, Block
from canvass.core.knockup import Door, Promise
from canvass.sheets.lettering import Face, clean, cut, fit, width, wrap
from canvass.sheets.linecode import line_code

HOUSE_NUMBER = re.compile(r"\d+ ?[A-Za-z]?( ?[-–/] ?\d+ ?[A-Za-z]?)?")
SMALL, FLAG, NAME = Face(10), Face(10, "bold"), Face(11)
BUILDING, DOOR, STREET = Face(11, "bold"), Face(12, "bold"), Face(13, "bold")
DOOR_MM, ROLL_MM, NAME_MM, FLAGS_MM = 26.4, 15.2, 47.8, 22.2
STREET_MM, BUILDING_MM, LABEL_MM, NOTE_MM = 110.0, 100.0, 90.0, 72.0
MOST_LINES = 2  # of a label in its column
FLAG_EDGE = 2.9  # mm of frame and gap around a flag


@dataclass(frozen=True, slots=True)
class StreetRow:
    """A street and side, over its doors; `side` is "odd", "even" or ""."""

    street: str
    side: str
    doors: int
    promises: int
    is_continued: bool = False
    units: int = 3
    kind: str = "street"


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """A named building over its flats, or the street's name where the doors leave a building."""

    name: str
    note: str
    units: int = 2
    kind: str = "building"


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A door whose label is too long for its column, or that has a note: over its lines."""

    label: str
    note: str
    units: int = 2
    kind: str = "label"


@dataclass(frozen=True, slots=True)
class LineRow:
    """One promise; `door` is what stands in the door column, `is_last` ends the door."""

    code: str
    door: str
    roll: str
    name: str
    strength: int
    flags: tuple[str, ...]
    units: int
    is_last: bool
    kind: str = "line"


Row = StreetRow | BuildingRow | LabelRow | LineRow


@dataclass(frozen=True, slots=True)
class DoorRows:
    """One door on paper: the headings it stands under, and its own rows."""

    street: StreetRow
    building: BuildingRow | None
    label: LabelRow | None
    lines: tuple[LineRow, ...]


def rows_of(area: Area, sheet: int) -> Iterator[DoorRows]:
    """Yield the doors of an area in walking order, their lines numbered from 1."""
    line = 1
    for block in area.blocks:
        street = _street_row(block)
        building: BuildingRow | None = None
        for door in block.doors:
            name, label = address_of(door)
            note = cut(clean(door.note), NOTE_MM, SMALL)
            if name:
                building, note = BuildingRow(cut(name, BUILDING_MM, BUILDING), note), ""
            elif building:
                building = BuildingRow(street.street, "")
            above, beside = _place_label(label, note)
            codes = [line_code(sheet, line + place) for place in range(len(door.promises))]
            yield DoorRows(street, building, above, tuple(_line_rows(door, beside, codes)))
            line += len(codes)


def _street_row(block: Block) -> StreetRow:
    return StreetRow(
        street=cut(clean(block.street), STREET_MM, STREET),
        side=block.side,
        doors=len(block.doors),
        promises=sum(len(door.promises) for door in block.doors),
    )


def address_of(door: Door) -> tuple[str, str]:
    """Return the named building, if any, and the door: a house number stands before its flat."""
    label, building = clean(door.label), clean(door.building)
    if label and building and not HOUSE_NUMBER.fullmatch(building):
        return building, label
    return "", ", ".join(filter(None, (building, label))) or "–"


def _place_label(label: str, note: str) -> tuple[LabelRow | None, str]:
    """Return the label as a row above the door's lines or, where it fits, as text beside them."""
    lines = wrap(label, DOOR_MM, DOOR)
    is_broken = any(width(word, DOOR) > DOOR_MM for word in label.split())
    if note or is_broken or len(lines) > MOST_LINES:
        return LabelRow(cut(label, LABEL_MM, DOOR), note), ""
    return None, "\n".join(lines)


def _line_rows(door: Door, label: str, codes: list[str]) -> Iterator[LineRow]:
    for place, (promise, code) in enumerate(zip(door.promises, codes, strict=True), 1):
        beside = label if place == 1 else ""
        roll = fit(_roll(promise, door), ROLL_MM, SMALL)
        name = fit(clean(promise.name), NAME_MM, NAME)
        flags = tuple(cut(clean(flag), FLAGS_MM - FLAG_EDGE, FLAG) for flag in promise.flags)
        tall = max(_flag_lines(flags), *(text.count("\n") + 1 for text in (beside, roll, name)))
        yield LineRow(
            code=code,
            door=beside,
            roll=roll,
            name=name,
            strength=promise.strength,
            flags=flags,
            units=tall + 1,
            is_last=place == len(codes),
        )


def _flag_lines(flags: tuple[str, ...]) -> int:
    lines, used = 1, 0.0
    for flag in flags:
        wide = width(flag, FLAG) + FLAG_EDGE
        if used and used + wide > FLAGS_MM:
            lines, used = lines + 1, 0.0
        used += wide
    return lines


def _roll(promise: Promise, door: Door) -> str:
    """Return the roll number without the polling district's letters, which the head states."""
    return clean(promise.roll_number).removeprefix(f"{clean(door.district)}-")
