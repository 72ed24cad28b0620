"""Address lines, as councils print them, read into a street and one door of it."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from canvass.core.errors import CanvassError
from canvass.core.flats import FLAT, NO_DOOR, flat_and_rest, flat_door, named_door
from canvass.core.names import name_key, place_titled
from canvass.core.walk_order import HIGHEST, NUMBERED_FLAT, House

WORDS = re.compile(r"\w+")
STREET_WORDS = frozenset(
    WORDS.findall(
        """alley approach arcade avenue ave bank boulevard bridge broadway circus close common
        court crescent crossway dale drive drove embankment end esplanade field fields gardens
        gdns garth gate glade glen green grove hill lane la mall mead mews mount parade park
        passage path place pl promenade quay rise road rd row square sq st street terrace ter vale
        view villas walk way wharf wood wynd yard"""
    )
)
HOUSE_WORDS = frozenset(
    WORDS.findall(
        """apartments block buildings chambers cottage cottages court flats hall heights hostel
        house lodge mansions point residence tower towers villa wharf"""
    )
)
ONE_HOME = frozenset({"cottage", "lodge", "residence", "villa"})
TOWNS = frozenset({"london", "greater london", "england", "scotland", "wales", "united kingdom"})
NO_PLACE = re.compile(
    r"(?:other|overseas|service|crown|anonymous) (?:elector|voter)s?|.*no fixed.*", re.IGNORECASE
)

NUMBER = r"[0-9]{1,5}(?: ?[a-z](?![a-z]))?(?: ?(?:-|–|/|&|to) ?[0-9]{1,5} ?[a-z]?)?(?![\w/])"
NUMBERED = re.compile(rf"({NUMBER})(?: +(\D.*))?", re.IGNORECASE)
NUMBER_PARTS = re.compile(r"([0-9]+) ?([a-z]?)[^0-9a-z]*(?:to)?[^0-9a-z]*([0-9]*)", re.IGNORECASE)
BESIDE = re.compile(
    r"((?:(?:at )?rear(?: of)?|r/o|adj(?:acent)?(?: to)?|above|over|below|next to|land at) "
    rf"({NUMBER}))(?: +(\D.*))?",
    re.IGNORECASE,
)
SPACED_LETTER = re.compile(r"(?<=[0-9]) (?=[A-Za-z]$)")

POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
POSTCODE_END = re.compile(r"[ ,]*\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}$", re.IGNORECASE)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EXCEL_DAY = re.compile(rf"0?([0-9]{{1,2}})-({'|'.join(MONTHS)})", re.IGNORECASE)
EXCEL_DATE = re.compile(r"[0-9]{4}-([0-9]{2})-([0-9]{2})")
EXCEL_MONTH = re.compile(rf"({'|'.join(MONTHS)})-0?([0-9]{{1,2}})", re.IGNORECASE)
LONGEST = 120
LONGEST_KEY = 200


class BadAddressError(CanvassError):
    """Address lines that cannot be kept."""


class Address(NamedTuple):
    """One door: its street, what stands on it and on the house around it, and its place.

    `label` is "12A", "Flat 2" or "The Coach House"; `building` is "" for a plain house, "3" or
    "Dunstable Court, 12" for a flat. `key` is the same for every spelling within the street.
    """

    street: str
    label: str
    building: str
    house: House
    key: str


class Part(NamedTuple):
    """One part of an address, looked at by itself.

    `number` is the house number in it and `name` what comes after that: ("14-16", "Tachbrook
    Street"). `beside` holds the whole of "rear of 22". The rest goes by its words.
    """

    text: str
    number: str = ""
    name: str = ""
    beside: str = ""
    is_flat: bool = False
    is_street: bool = False
    is_house: bool = False
    is_town: bool = False
    is_nowhere: bool = False


@lru_cache(maxsize=5000)
def postcode(told: str) -> str:
    """Write a postcode as "OUT INW"; "" if it is none.

    >>> postcode(" sw1v0ae ")
    'SW1V 0AE'
    """
    found = POSTCODE.fullmatch("".join(told.upper().split()))
    return f"{found[1]} {found[2]}" if found else ""


def read_address(lines: Sequence[str]) -> tuple[Address | None, str]:
    """Read address lines, and a postcode if one of them holds one.

    >>> found, code = read_address(("Flat 2a, 14-16 Tachbrook Street", "London", "SW1V 0AD"))
    >>> found.street, found.building, found.label, code
    ('Tachbrook Street', '14-16', 'Flat 2a', 'SW1V 0AD')

    Raises:
        BadAddressError: a part is longer than any address.
    """
    code = ""
    parts: list[Part] = []
    for line in lines:
        if line:
            found, told = parts_of(line)
            parts += found
            code = told or code
    while parts and parts[-1].is_town:
        parts.pop()
    if not parts or parts[0].is_nowhere:
        return None, code
    return address_of(parts), code


@lru_cache(maxsize=5000)
def parts_of(line: str) -> tuple[tuple[Part, ...], str]:
    """Cut one address line at its commas and behind its flat; take out a postcode at its end."""
    text, code = " ".join(line.split()), ""
    if text[-3:-2].isdigit() and (found := POSTCODE_END.search(text)):
        code, text = postcode(found[0].strip(" ,")), text[: found.start()]
    pieces = (piece for told in text.split(",") if (piece := told.strip(" .;")))
    return tuple(part for piece in pieces for part in looked_at(unexcelled(piece))), code


def looked_at(text: str) -> tuple[Part, ...]:
    """Look at a part of an address by itself; cut it in two where a flat stands before a name."""
    last = text.rsplit(" ", 1)[-1].rstrip(".").casefold()
    kinds = (last in STREET_WORDS, last in HOUSE_WORDS)
    if found := NUMBERED.fullmatch(text):
        return (Part(text, found[1], found[2] or "", "", not found[2], *kinds),)
    if found := BESIDE.fullmatch(text):
        return (Part(text, found[2], found[3] or "", found[1], False, *kinds),)
    pieces = flat_and_rest(text)
    if len(pieces) > 1:
        return tuple(part for piece in pieces for part in looked_at(piece))
    is_flat, is_nowhere = (bool(found.fullmatch(text)) for found in (FLAT, NO_PLACE))
    return (Part(text, "", "", "", is_flat, *kinds, text.casefold() in TOWNS, is_nowhere),)


def unexcelled(part: str) -> str:
    """Give back the house number that a spreadsheet took for a date.

    >>> unexcelled("02-Mar"), unexcelled("Dec-14"), unexcelled("2018-03-02")
    ('2-3', '12-14', '2-3')
    """
    if found := EXCEL_DAY.fullmatch(part):
        return f"{found[1]}-{MONTHS.index(found[2].casefold()) + 1}"
    if found := EXCEL_DATE.fullmatch(part):
        return f"{int(found[2])}-{int(found[1])}"
    if found := EXCEL_MONTH.fullmatch(part):
        return f"{MONTHS.index(found[1].casefold()) + 1}-{found[2]}"
    return part


def address_of(parts: list[Part]) -> Address:
    """Decide which of the parts is the street, the house number, the flat and the building.

    Raises:
        BadAddressError: a part is longer than any address.
    """
    number, street, around = street_among(parts)
    if len(street) > LONGEST:
        raise too_long()
    return Address(place_titled(street), *door_of(number, tuple(around)))


@lru_cache(maxsize=20_000)
def door_of(number: str, around: tuple[Part, ...]) -> tuple[str, str, House, str]:
    """Give label, building, parts and key of a door; every street has a number 12.

    Raises:
        BadAddressError: a part is longer than any address.
    """
    flats = [part for part in around if part.is_flat]
    names = [part for part in around if not part.is_flat]
    door = [] if flats else [part for part in names[:1] if not part.beside]
    buildings = names[len(door) :]
    shown = [place_titled(part.text) for part in (*flats, *door, *buildings)]
    label, *outside = [*shown, number] if number else shown or ["No number"]
    inside = flat_door(" ".join(part.text for part in flats)) if flats else NO_DOOR
    inside = named_door(door[0].text) if door else inside
    beside = next((part.number for part in buildings if part.beside), "")
    name = name_key(" ".join(part.text for part in buildings))
    low, letter, last = numbers_of(number or beside)
    house = House(low, letter, last, 0, name, *inside)
    key, building = address_key(house, has_number=bool(number)), ", ".join(outside)
    if max(len(label), len(building)) > LONGEST or len(key) > LONGEST_KEY:
        raise too_long()
    return label, building, house, key


def too_long() -> BadAddressError:
    """Say that an address does not fit where it is kept."""
    return BadAddressError("A line of the address is too long.")


def street_among(parts: list[Part]) -> tuple[str, str, list[Part]]:
    """Find the house number and the street; give what stands around them too."""
    for place, part in enumerate(parts):
        if part.name:
            if part.is_house and street_follows(parts, place):
                flat = Part(part.number, part.number, is_flat=True)
                name = Part(part.name, is_house=True)
                return numbered_apart([*parts[:place], flat, name, *parts[place + 1 :]])
            if part.beside:
                return "", part.name, [*parts[:place], part._replace(text=part.beside)]
            return plain_number(part.number), part.name, parts[:place]
    return numbered_apart(parts)


def numbered_apart(parts: list[Part]) -> tuple[str, str, list[Part]]:
    """Find the street where the house number, if there is one, stands on a line of its own.

    A number right before the name of a block of flats is a flat's.
    """
    for place, part in enumerate(parts):
        if part.name:
            return plain_number(part.number), part.name, parts[:place]
        is_followed = place + 1 < len(parts) and not is_block(parts, place + 1)
        if part.number and not part.beside and is_followed:
            street = street_place(parts, place + 1)
            around = parts[:place] + parts[place + 1 : street]
            return plain_number(part.number), parts[street].text, around
    street = street_place(parts, 0)
    named = parts[street].is_house and not parts[street].is_street
    return "", parts[street].text, parts[:street] or parts[: 1 if named else 0]


def is_block(parts: list[Part], place: int) -> bool:
    """Tell whether a part names a house of flats, with its street after it."""
    is_one_home = parts[place].text.rsplit(" ", 1)[-1].casefold() in ONE_HOME
    return parts[place].is_house and not is_one_home and street_follows(parts, place)


def street_follows(parts: list[Part], place: int) -> bool:
    """Tell whether a later part ends like a street."""
    return any(part.is_street for part in parts[place + 1 :])


def street_place(parts: list[Part], first: int) -> int:
    """Tell which part, of those from the first on, is a street without a house number."""
    for place in range(first, len(parts)):
        part = parts[place]
        if part.is_street and not (part.is_house and street_follows(parts, place)):
            return place
    unclear = [n for n in range(first, len(parts)) if not (parts[n].is_flat or parts[n].beside)]
    if not unclear:
        return len(parts) - 1
    is_named_house = parts[unclear[0]].is_house or unclear[0] == 0
    return unclear[1] if is_named_house and len(unclear) > 1 else unclear[0]


def plain_number(number: str) -> str:
    """Write "12 B" as it stands on the door, "12B"."""
    return SPACED_LETTER.sub("", number) if " " in number else number


def numbers_of(number: str) -> tuple[int, str, int]:
    """Read a house number: low number, letter, last number.

    >>> numbers_of("12A"), numbers_of("14-16")
    ((12, 'a', 0), (14, '', 16))
    """
    if number.isdecimal():
        return int(number), "", 0
    found = NUMBER_PARTS.match(number)
    if not found:
        return 0, "", 0
    return int(found[1]), found[2].casefold(), min(int(found[3] or 0), HIGHEST)


def address_key(house: House, *, has_number: bool) -> str:
    """Write what every spelling of one address within a street has in common."""
    low = f"{house.number}{house.letter}-{house.last or ''}".strip("-") if has_number else ""
    flat = f"{house.block}{house.flat or ''}{house.flat_letter}"
    floor = house.floor if house.floor != NUMBERED_FLAT else 0
    return f"{low}/{house.building}/{floor or ''}/{flat}/{house.flat_words}"
