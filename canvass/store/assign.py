"""Putting polling districts into wards, by a places file or one by one."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from canvass.core.places import Place
from canvass.store.casework import Casework
from canvass.store.contacts import ContactIssue
from canvass.store.places import Household, PollingDistrict, PollingStation, Street, Ward
from canvass.store.register import Elector


class PlaceCounts(NamedTuple):
    """How many wards and polling districts a places file held."""

    wards: int
    districts: int

    def __str__(self) -> str:
        wards = "1 ward" if self.wards == 1 else f"{self.wards} wards"
        districts = "district" if self.districts == 1 else "districts"
        return f"{wards} and {self.districts} polling {districts}: all in place."


class Unassigned(NamedTuple):
    """A polling district that waits for its ward, with the electors who wait in it."""

    id: UUID
    code: str
    electors: int


def take_places(session: Session, places: Sequence[Place]) -> PlaceCounts:
    """Put the wards, districts and stations of a places file in place. Safe to run twice."""
    wards: dict[str, Ward] = {}
    for place in places:
        ward = wards.setdefault(place.ward_name.casefold(), ward_like(session, place))
        district = district_like(session, place.district)
        district.polling_station_id = station_like(session, place)
        session.flush()
        assign_district(session, district, ward)
    return PlaceCounts(len(wards), len({place.district for place in places}))


def ward_like(session: Session, place: Place) -> Ward:
    """Find or add the ward of a place, and bring its facts up to date."""
    ward = session.scalar(select(Ward).where(func.lower(Ward.name) == place.ward_name.lower()))
    if ward is None:
        ward = Ward(name=place.ward_name)
        session.add(ward)
    ward.code, ward.name_cy, ward.seats = place.ward_code, place.ward_name_cy, place.seats
    session.flush()
    return ward


def district_like(session: Session, code: str) -> PollingDistrict:
    """Find or add the polling district with this code."""
    district = session.scalar(select(PollingDistrict).where(PollingDistrict.code == code))
    if district is None:
        district = PollingDistrict(code=code)
        session.add(district)
    return district


def station_like(session: Session, place: Place) -> UUID | None:
    """Find or add the polling station of a place, if it names one."""
    if not place.station_name:
        return None
    station = session.scalar(
        select(PollingStation).where(
            PollingStation.name == place.station_name,
            PollingStation.address == place.station_address,
        )
    )
    if station is None:
        station = PollingStation(name=place.station_name, address=place.station_address)
        session.add(station)
        session.flush()
    return station.id


def assign_district(session: Session, district: PollingDistrict, ward: Ward | None) -> None:
    """Put a district into a ward, with its electors, what they raised and its cases."""
    district.ward_id = ward.id if ward else None
    session.flush()
    electors = Elector.polling_district_id == district.id
    session.execute(
        update(Elector)
        .where(electors)
        .values(ward_id=district.ward_id)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(ContactIssue)
        .where(ContactIssue.elector_id.in_(select(Elector.id).where(electors)))
        .values(ward_id=district.ward_id)
        .execution_options(synchronize_session=False)
    )
    homes = (
        select(Household.id)
        .join(Street, Street.id == Household.street_id)
        .where(Street.polling_district_id == district.id)
    )
    session.execute(
        update(Casework)
        .where(Casework.household_id.in_(homes))
        .values(ward_id=district.ward_id)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def unassigned_districts(session: Session) -> list[Unassigned]:
    """List the districts that wait for a ward: their electors are on no ward's list until then."""
    query = (
        select(PollingDistrict.id, PollingDistrict.code, func.count(Elector.id))
        .outerjoin(
            Elector, (Elector.polling_district_id == PollingDistrict.id) & Elector.on_register
        )
        .where(PollingDistrict.ward_id.is_(None))
        .group_by(PollingDistrict.id, PollingDistrict.code)
        .order_by(PollingDistrict.code)
    )
    return [Unassigned._make(row) for row in session.execute(query)]
