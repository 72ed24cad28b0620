"""An invented ward on polling day, for trying the sheets: always the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

from canvass.core.areas import areas_of
from canvass.core.knockup import Door, Promise
from canvass.sheets.knockup import KnockupPaper

STATIONS = {
    "CH1": "St Gabriel’s Hall, Glasgow Terrace",
    "CH2": "Winchester Street School, Winchester Street",
    "CH3": "Ebury Bridge Community Room, Doneraile House",
}
STREETS = {
    "CH1": ("Lupus Street", "Claverton Street", "Glasgow Terrace", "Johnson’s Place"),
    "CH2": ("Sutherland Street", "Westmoreland Terrace", "Winchester Street"),
    "CH3": ("Peabody Avenue", "Gatliff Road", "Grosvenor Road"),
}
GIVEN = ("Aaliyah", "Bronwen", "Callum", "Chloë", "Fionnuala", "Łukasz", "Oluwaseun", "Wei")
SURNAMES = ("Begum", "Dąbrowski", "Griffiths", "O’Brien", "Okonkwo", "Patel", "Şahin", "Jones")
HOSTILE = (
    '#panic("gone")',
    "*bold* $x^2$ _under_ <b> @ref `raw`",
    '#read("/etc/hostname")',
    "\\ # [ { = Heading",
    "שרה כהן",
    "فاطمة الزهراء حسن",
    "\u202eelbatcepsus\u202c Ann",
    "Zoë 🙂 👩‍👩‍👧 Smith",
    "王小明",
    "Gwenŵyn Ŷnyr Ẃẁẅ Ỳỳ",
    "Nguyễn Thị Ánh Nguyệt",
    "Lone\ud83d surrogate",
    "Nul\x00 and \x07 bell",
    "",
    "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaft Hubert Blaine",
    "A" * 5000,
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319algo",
)


def make_door(label: str = "5", *names: str, **other: str) -> Door:
    """Return one door of Lupus Street, with a promise for each name."""
    facts: dict[str, Any] = {
        "district": "CH1",
        "station": STATIONS["CH1"],
        "street": "Lupus Street",
    }
    facts |= {"side": "", "building": "", "postcode": "SW1V 3EN", "note": ""}
    facts |= other
    promises = tuple(
        Promise(f"{facts['district']}-{place}", name, 1)
        for place, name in enumerate(names or ("Priya Patel",), 1)
    )
    return Door(label=label, promises=promises, **facts)


def make_ward(doors: int) -> tuple[Door, ...]:
    """Return about that many doors of three polling districts, in walking order."""
    rng = Random(2018)  # noqa: S311 (an invented ward, no secret)
    each = round(doors / 20)
    return tuple(
        door
        for district, streets in STREETS.items()
        for place, street in enumerate(streets)
        for side in ("odd", "even")
        for door in _side(rng, (district, street, side), each, 1000 * place + 1)
    )


def make_paper(*doors: Door) -> KnockupPaper:
    """Return a paper with those doors, as printed at 16:07 on a polling day in summer time."""
    return KnockupPaper(
        campaign="Westminster 2018",
        ward="Churchill",
        occasion="Knock-up list",
        as_at="16:05",
        made_at=datetime(2018, 5, 3, 15, 7, tzinfo=UTC),
        hours="7am to 10pm",
        phone="020 7946 0123",
        language="en",
        first_sheet=5037,
        areas=tuple(areas_of(doors)),
    )


def _side(rng: Random, place: tuple[str, str, str], doors: int, number: int) -> Iterator[Door]:
    district, street, side = place
    for step in range(doors):
        house = 2 * step + (1 if side == "odd" else 2)
        label, building = rng.choice(((f"{house}", ""), (f"{house}A", ""), ("Flat 2", f"{house}")))
        names = [
            f"{rng.choice(GIVEN)} {rng.choice(SURNAMES)}" for _ in range(rng.choice((1, 1, 2)))
        ]
        promises = tuple(
            Promise(
                f"{district}-{number + at}", name, rng.choice((1, 2)), rng.choice(((), ("LIFT",)))
            )
            for at, name in enumerate(names)
        )
        number += len(names)
        door = make_door(label, district=district, street=street, side=side, building=building)
        yield replace(door, station=STATIONS[district], promises=promises)
