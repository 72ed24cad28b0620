"""Where polling districts and doors lie, by open data and the outlines: suggestions and doubts.

The register's polling district says in which ward somebody votes. Nothing here changes that.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from canvass.core.casework import address_lines
from canvass.core.whereabouts import Spot
from canvass.store.boundaries import outlines_for, set_in_force, ward_codes
from canvass.store.places import Household, PollingDistrict, Street, Ward
from canvass.store.whereabouts import spots_known

METRES = 111_000
"""One degree of latitude; one of longitude is less, so that distances are told a little long."""

NEAR = {True: 0.0002, False: 0.0008}
"""How far outside its outline a UPRN, or a postcode, may lie unsaid: a postcode is a whole street
of doors, and its place is one of them."""


class Suggestion(NamedTuple):
    """In which ward most of a polling district lies: so many of its postcodes or doors."""

    ward_id: UUID
    ward: str
    inside: int
    of: int
    noun: str
    others: list[tuple[str, int]]

    def words(self, code: str) -> str:
        """Say it in a sentence."""
        rest = "".join(f", {count:,} in {ward}" for ward, count in self.others)
        lie = "lies" if self.inside == 1 else "lie"
        return f"{self.inside:,} of {self.of:,} {self.noun} of {code} {lie} in {self.ward}{rest}."


class Outside(NamedTuple):
    """Doors of one place that lie outside their ward's outline: how far, and in which other."""

    ward: str
    district: str
    key: str
    metres: int
    lies_in: str
    doors: int
    named: list[str]

    @property
    def place(self) -> str:
        """The place in words: a postcode, or a UPRN that says so."""
        return f"UPRN {self.key.lstrip('0')}" if self.key.isdecimal() else self.key


class Lie:
    """What open data and the outlines in force say of the wards and their places."""

    def __init__(self, session: Session) -> None:
        self.spots = spots_known(session)
        self.wards = {ward.id: ward for ward in session.scalars(select(Ward).order_by(Ward.name))}
        self.by_code = ward_codes(session)
        kept = set_in_force(session) if self.spots else None
        drawn = outlines_for(session, kept, list(self.wards.values()))
        self.outlines: dict[UUID, BaseGeometry] = {
            ward_id: shapely.from_geojson(one.shape) for ward_id, one in drawn.items()
        }
        for shape in self.outlines.values():
            shapely.prepare(shape)

    def key_of(self, uprn: str, postcode: str) -> str:
        """Give by what a door's place is known: its UPRN, else its postcode."""
        return uprn if uprn in self.spots else postcode

    def ward_of(self, key: str) -> UUID | None:
        """Tell in which ward a postcode or UPRN lies: by the ward's code, else by the outlines."""
        spot = self.spots.get(key)
        if spot is None:
            return None
        return self.by_code.get(spot.ward_code) or self.drawn_around(spot)

    def drawn_around(self, spot: Spot) -> UUID | None:
        """Tell in whose outline a place lies."""
        if spot.longitude is None or spot.latitude is None:
            return None
        here = shapely.Point(spot.longitude, spot.latitude)
        return next((one for one, shape in self.outlines.items() if shape.covers(here)), None)


def suggested_wards(session: Session, district_ids: Collection[UUID]) -> dict[UUID, Suggestion]:
    """Say of polling districts in which ward most of each lies, where anything says so."""
    if not district_ids:
        return {}
    lie = Lie(session)
    query = (
        select(Street.polling_district_id, Household.postcode, Household.uprn)
        .join(Household, Household.street_id == Street.id)
        .where(Street.polling_district_id.in_(district_ids), Household.merged_into_id.is_(None))
    )
    held: dict[UUID, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for district_id, postcode, uprn in session.execute(query):
        for keys, key in zip(held[district_id], (postcode, uprn), strict=True):
            keys.update({key} - {""})
    told = {one: suggestion(lie, *keys) for one, keys in held.items()}
    return {one: found for one, found in told.items() if found}


def suggestion(lie: Lie, postcodes: set[str], uprns: set[str]) -> Suggestion | None:
    """Say in which ward most of a district lies, by whichever says more: postcodes or UPRNs."""
    counts = [
        (Counter(ward for key in keys if (ward := lie.ward_of(key))), len(keys), noun)
        for keys, noun in ((postcodes, "postcodes"), (uprns, "properties"))
    ]
    wards, of, noun = max(counts, key=lambda one: one[0].total() / max(1, one[1]))
    if not wards:
        return None
    (first, inside), *rest = sorted(
        wards.items(), key=lambda one: (-one[1], lie.wards[one[0]].name)
    )
    others = [(lie.wards[ward].name, number) for ward, number in rest]
    return Suggestion(first, lie.wards[first].name, inside, of, noun, others)


def doors_outside(session: Session, wards: Sequence[Ward], named: int = 100) -> list[Outside]:
    """List where doors lie outside their own ward's outline, the farthest first.

    The doors of the first `named` places are named; how many there are is told of all.
    """
    lie = Lie(session)
    mine = {ward.id for ward in wards} & lie.outlines.keys()
    query = select(PollingDistrict).where(PollingDistrict.ward_id.in_(mine))
    districts = {one.id: one for one in session.scalars(query)} if mine else {}
    places: Counter[tuple[UUID, str]] = Counter()
    for district_id, uprn, postcode, count in session.execute(door_counts(districts)):
        key = lie.key_of(uprn, postcode)
        if key in lie.spots:
            places[district_id, key] += count
    found = [
        one
        for (district_id, key), doors in places.items()
        if (one := outside(lie, districts[district_id], key, doors))
    ]
    found.sort(key=lambda one: (-one.metres, one.district, one.key))
    names = door_names(session, lie, [one.key for one in found[:named]])
    return [one._replace(named=names[one.district, one.key]) for one in found]


def door_counts(districts: Collection[UUID]) -> Select[UUID, str, str, int]:
    """Count the doors of some polling districts by UPRN and postcode."""
    home = (Street.polling_district_id, Household.uprn, Household.postcode)
    return (
        select(*home, func.count())
        .join(Household, Household.street_id == Street.id)
        .where(Street.polling_district_id.in_(districts), Household.merged_into_id.is_(None))
        .group_by(*home)
    )


def door_names(
    session: Session, lie: Lie, keys: Collection[str]
) -> dict[tuple[str, str], list[str]]:
    """Name the doors that have some UPRNs or postcodes, by polling district, in walking order."""
    query = (
        select(
            *(PollingDistrict.code, Household.uprn, Household.postcode),
            *(Household.label, Household.building, Street.name),
        )
        .join(Street, Street.id == Household.street_id)
        .join(PollingDistrict, PollingDistrict.id == Street.polling_district_id)
        .where(
            or_(Household.uprn.in_(keys), Household.postcode.in_(keys)),
            Household.merged_into_id.is_(None),
        )
        .order_by(Street.name, Household.door_order)
    )
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, uprn, postcode, *address in session.execute(query):
        label, building, street = address
        names[code, lie.key_of(uprn, postcode)].append(
            ", ".join(address_lines(label, building, street, ""))
        )
    return names


def outside(lie: Lie, district: PollingDistrict, key: str, doors: int) -> Outside | None:
    """Say how far outside its ward a place lies, if it does."""
    spot, ward_id = lie.spots[key], district.ward_id
    if spot.longitude is None or spot.latitude is None or ward_id is None:
        return None
    away = lie.outlines[ward_id].distance(shapely.Point(spot.longitude, spot.latitude))
    if away <= NEAR[key.isdecimal()]:
        return None
    other = lie.drawn_around(spot)
    name = lie.wards[other].name if other else ""
    metres = round(away * METRES / 10) * 10
    return Outside(lie.wards[ward_id].name, district.code, key, metres, name, doors, [])
