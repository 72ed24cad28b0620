"""Front doors along a street, as a council prints their addresses."""

from collections.abc import Callable, Iterator
from itertools import islice
from random import Random

from canvass.demo.streets import StreetPlan, Style

Lines = tuple[str, ...]
House = Callable[[Random, int, str], list[Lines]]

FLOORS = (
    "Basement Flat",
    "Ground Floor Flat",
    "First Floor Flat",
    "Second Floor Flat",
    "Top Floor Flat",
)
COURTS = (
    "Abingdale",
    "Beaumaris",
    "Carisbrook",
    "Dunstable",
    "Evershot",
    "Fordwich",
    "Glendower",
    "Hazelmere",
    "Inverleith",
    "Kenilworth",
    "Lindisfarne",
    "Montacute",
    "Oakhampton",
    "Pevensey",
    "Rockingham",
    "Sandringford",
    "Tintagel",
    "Walmersley",
)
KINDS_OF_COURT = ("Court", "Mansions", "Chambers", "Buildings")
MEWS_NAMES = (
    "The Coach House",
    "The Old Pump House",
    "Farrier’s Cottage",
    "The Old Forge",
    "Lamplighter’s Cottage",
    "The Saddlery",
    "Chandler’s House",
    "The Hayloft",
)
MEWS_HOMES = 8


def homes_of(plan: StreetPlan, random: Random, scale: float = 1.0) -> Iterator[Lines]:
    """Give the doors of a street in the order of a register: odds, evens, then named houses."""
    for first, wanted in ((plan.start, plan.odds), (plan.start + 1, plan.evens)):
        yield from islice(one_side(plan, random, first), scaled(wanted, scale, random))
    yield from islice(named(plan, random), scaled(plan.flats, scale, random))


def scaled(doors: int, scale: float, random: Random) -> int:
    """Give how many doors are built where so many are usual: one at least, if any is."""
    return max(1, round(doors * scale * random.uniform(0.7, 1.3))) if doors else 0


def one_side(plan: StreetPlan, random: Random, number: int) -> Iterator[Lines]:
    """Give doors along one side without end, from a house number on."""
    houses, parts = zip(*BUILT[plan.style], strict=True)
    while True:
        house = random.choices(houses, parts)[0]
        yield from house(random, number, plan.name)
        number += 4 if house is pair else 2


def named(plan: StreetPlan, random: Random) -> Iterator[Lines]:
    """Give the doors of houses that have no number: mews houses, then blocks of flats."""
    if plan.style == Style.MEWS:
        yield from ((name, plan.name) for name in MEWS_NAMES)
    blocks = plan.blocks or invented_blocks(random)
    flats = -(-plan.flats // len(blocks))
    for block in blocks:
        if plan.style == Style.ESTATE:
            yield from ((f"{flat} {block}", plan.name) for flat in range(1, flats + 1))
        else:
            yield from ((f"Flat {flat}", block, plan.name) for flat in range(1, flats + 1))


def invented_blocks(random: Random) -> list[str]:
    """Name three blocks."""
    return [f"{name} {random.choice(KINDS_OF_COURT)}" for name in random.sample(COURTS, 3)]


def single(random: Random, number: int, street: str) -> list[Lines]:
    """Build a house with one door; some councils print its number on a line of its own."""
    if random.random() < 0.15:  # noqa: PLR2004
        return [(str(number), street)]
    return [(f"{number} {street}",)]


def with_annexe(_random: Random, number: int, street: str) -> list[Lines]:
    """Build a house and the one squeezed in after it."""
    return [(f"{number} {street}",), (f"{number}A {street}",)]


def floors(random: Random, number: int, street: str) -> list[Lines]:
    """Build a house let floor by floor."""
    return [(floor, f"{number} {street}") for floor in FLOORS[: random.randint(3, 5)]]


def flats(random: Random, number: int, street: str) -> list[Lines]:
    """Build a house of numbered flats."""
    return [(f"Flat {flat}", f"{number} {street}") for flat in range(1, random.randint(3, 7))]


def lettered(random: Random, number: int, street: str) -> list[Lines]:
    """Build a house of lettered flats."""
    return [(f"Flat {letter}", f"{number} {street}") for letter in "ABCDE"[: random.randint(2, 5)]]


def pair(random: Random, number: int, street: str) -> list[Lines]:
    """Build two houses knocked into one."""
    doors = (f"{flat}{half}" for flat in range(1, random.randint(3, 5)) for half in "ab")
    return [(f"Flat {door}, {number}-{number + 2} {street}",) for door in doors]


def above_shop(random: Random, number: int, street: str) -> list[Lines]:
    """Build a shop with people living over it."""
    above = ("First Floor Flat", "Second Floor Flat", "Top Floor Flat")
    if random.random() < 0.3:  # noqa: PLR2004
        return [(f"{number}A {street}",)]
    return [(floor, f"{number} {street}") for floor in above[: random.randint(1, 3)]]


def court(random: Random, number: int, street: str) -> list[Lines]:
    """Build a mansion block that has a number too."""
    name = f"{random.choice(COURTS)} {random.choice(KINDS_OF_COURT)}"
    doors = range(1, random.randint(10, 22))
    return [(f"Flat {door}", name, f"{number} {street}") for door in doors]


BUILT: dict[Style, tuple[tuple[House, int], ...]] = {
    Style.ESTATE: ((single, 8), (flats, 4), (lettered, 1), (with_annexe, 1)),
    Style.MANSIONS: ((court, 3), (single, 4), (floors, 3), (flats, 3), (pair, 1)),
    Style.MEWS: ((single, 9), (with_annexe, 1)),
    Style.SHOPS: ((above_shop, 8), (flats, 2), (pair, 1), (single, 1)),
    Style.TERRACE: (
        (single, 5),
        (floors, 4),
        (flats, 4),
        (lettered, 2),
        (with_annexe, 1),
        (pair, 1),
    ),
}
"""What stands in a street of each style, and how often."""
