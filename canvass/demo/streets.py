"""The five wards of the demonstration: their districts, stations and streets.

The streets are real, and stand roughly where they are; stations, most blocks
and who lives where are invented, and the postcodes are of a form that is not in use.
"""

from enum import StrEnum
from typing import NamedTuple

USUAL = 92
"""Doors on one side of a street, and behind the front doors of its blocks: a team's evening."""


class Style(StrEnum):
    """What a street is built of."""

    ESTATE = "estate"
    MANSIONS = "mansions"
    MEWS = "mews"
    SHOPS = "shops"
    TERRACE = "terrace"


class StreetPlan(NamedTuple):
    """One street of a polling district: its doors on each side, and those in named blocks.

    `blocks` are names of houses of flats without a street number; without any, some are invented.
    `start` is the first number of the part of a street that lies in this district.
    """

    name: str
    style: Style
    odds: int = USUAL
    evens: int = USUAL
    flats: int = USUAL
    blocks: tuple[str, ...] = ()
    start: int = 1


class DistrictPlan(NamedTuple):
    """A polling district with its station and its streets in walking order."""

    code: str
    station: str
    address: str
    streets: tuple[StreetPlan, ...]


class WardPlan(NamedTuple):
    """A ward: its code where we are sure of it, its postcode district, its polling districts."""

    name: str
    code: str
    outcode: str
    districts: tuple[DistrictPlan, ...]


def street(name: str, style: Style, *blocks: str, **doors: int) -> StreetPlan:
    """Plan a street."""
    return StreetPlan(name, style, blocks=blocks, **doors)


E, M, W, S, T = Style.ESTATE, Style.MANSIONS, Style.MEWS, Style.SHOPS, Style.TERRACE

CHURCHILL = (
    DistrictPlan(
        "CH1",
        "Riverside Residents’ Hall",
        "Johnson’s Place",
        (
            street("Lupus Street", S, "Keats House", "Chaucer House", odds=88, evens=62),
            street("Claverton Street", T, "Shelley House", "Coleridge House"),
            street("Churchill Gardens", E, "De Quincey House", "Lutyens House", odds=0, evens=0),
            street("Johnson’s Place", E, "Maitland House", "Bramwell House"),
            street("Glasgow Terrace", E, "Gilbert House", "Sullivan House"),
            street("Telford Terrace", E, "Telford House", "Gifford House"),
        ),
    ),
    DistrictPlan(
        "CH2",
        "Pimlico Young People’s Centre",
        "Winchester Street",
        (
            street("Lupus Street", S, "Russell House", flats=80, start=121),
            street("Winchester Street", T),
            street("Cumberland Street", T),
            street("Sutherland Street", T),
            street("Westmoreland Terrace", T, "Abbots Manor Court"),
            street("Turpentine Lane", W, odds=44, evens=40, flats=60),
            street("Churchill Gardens", E, "Nash House", "Moyle House", odds=0, evens=0),
        ),
    ),
    DistrictPlan(
        "CH3",
        "Ebury Bridge Community Rooms",
        "Ebury Bridge Road",
        (
            street("Ebury Bridge Road", E, "Victoria House", "Doneraile House", flats=98),
            street("Gatliff Road", E, "Wainwright House", "Stockton House"),
            street("Peabody Avenue", E, "Peabody Lodge Buildings", "Turpentine Buildings"),
            street("Grosvenor Road", M, "Riverlight Court", "Tyburn House"),
        ),
    ),
)
BAYSWATER = (
    DistrictPlan(
        "BA1",
        "Hereford Road Reading Room",
        "Hereford Road",
        (
            street("Westbourne Grove", S),
            street("Hereford Road", T),
            street("Garway Road", T),
            street("Leinster Square", T),
            street("Prince’s Square", T),
            street("Redan Place", M, odds=56, evens=50),
        ),
    ),
    DistrictPlan(
        "BA2",
        "Monmouth Road Church Hall",
        "Monmouth Road",
        (
            street("Monmouth Road", T),
            street("Newton Road", T),
            street("Hatherley Grove", W),
            street("Kildare Gardens", T),
            street("Talbot Road", T),
        ),
    ),
    DistrictPlan(
        "BA3",
        "Porchester Learning Rooms",
        "Porchester Road",
        (
            street("Artesian Road", T),
            street("Northumberland Place", T),
            street("Courtnell Street", T),
            street("Moscow Road", M),
            street("Porchester Road", M),
        ),
    ),
)
MARYLEBONE = (
    DistrictPlan(
        "MH1",
        "Paddington Street Parish Rooms",
        "Paddington Street",
        (
            street("Paddington Street", M, "Dunstable Court"),
            street("Chiltern Street", M),
            street("Luxborough Street", E, "Luxborough House", "Sherlock Court"),
            street("Nottingham Place", M),
            street("Devonshire Street", M),
            street("Devonshire Place Mews", W, odds=24, evens=24, flats=30),
        ),
    ),
    DistrictPlan(
        "MH2",
        "Moxon Street Community Room",
        "Moxon Street",
        (
            street("Moxon Street", S),
            street("Aybrook Street", S),
            street("Blandford Street", S),
            street("Manchester Street", T),
            street("Thayer Street", S),
            street("Marylebone Lane", S),
        ),
    ),
    DistrictPlan(
        "MH3",
        "New Cavendish Street Library Hall",
        "New Cavendish Street",
        (
            street("Weymouth Street", M),
            street("Harley Street", T),
            street("Wimpole Street", T),
            street("New Cavendish Street", M),
        ),
    ),
)
WEST_END = (
    DistrictPlan(
        "WE1",
        "Ingestre Place Community Hall",
        "Ingestre Place",
        (
            street("Silver Place", S, odds=22, evens=20, flats=24),
            street("Ingestre Place", E, "Blake Court", "Hazlitt House"),
            street("Broadwick Street", S),
            street("Lexington Street", S),
            street("Poland Street", S),
            street("Wardour Street", S, flats=40, start=121),
            street("Berwick Street", S, flats=60, start=121),
        ),
    ),
    DistrictPlan(
        "WE2",
        "Dean Street Welcome Centre",
        "Dean Street",
        (
            street("Dean Street", S),
            street("Meard Street", T, odds=46, evens=44, flats=30),
            street("Wardour Street", S),
            street("Berwick Street", S, "Kemp Court"),
            street("Denman Street", M),
        ),
    ),
    DistrictPlan(
        "WE3",
        "Foley Street Neighbourhood Centre",
        "Foley Street",
        (
            street("Hanson Street", M),
            street("Foley Street", M),
            street("Great Titchfield Street", S),
        ),
    ),
    DistrictPlan(
        "WE4",
        "South Audley Street Garden Room",
        "South Audley Street",
        (
            street("South Audley Street", M),
            street("Shepherd Market", S, flats=0),
        ),
    ),
)
BRYANSTON = (
    DistrictPlan(
        "BD1",
        "Crawford Street Church Hall",
        "Crawford Street",
        (
            street("Bryanston Square", T),
            street("Montagu Square", T),
            street("Upper Montagu Street", T),
            street("Crawford Street", S),
            street("Gloucester Place", M),
        ),
    ),
    DistrictPlan(
        "BD2",
        "Seymour Place Leisure Rooms",
        "Seymour Place",
        (
            street("York Street", M),
            street("Seymour Place", M),
            street("Shouldham Street", T),
            street("Molyneux Street", T),
            street("Harcourt Street", T),
            street("Homer Row", W),
        ),
    ),
    DistrictPlan(
        "BD3",
        "Balcombe Street Primary School",
        "Balcombe Street",
        (
            street("Dorset Square", T),
            street("Balcombe Street", T),
            street("Boston Place", W),
            street("Ivor Place", M),
            street("Linhope Street", T),
        ),
    ),
)
WARDS = (
    WardPlan("Churchill", "", "SW1V", CHURCHILL),
    WardPlan("Bayswater", "", "W2", BAYSWATER),
    WardPlan("Marylebone High Street", "", "W1U", MARYLEBONE),
    WardPlan("West End", "", "W1D", WEST_END),
    WardPlan("Bryanston and Dorset Square", "E05000632", "W1H", BRYANSTON),
)
SEATS = 3
