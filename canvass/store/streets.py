"""Streets as somebody looks through them: those of a district, and the doors on one."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.access import Member
from canvass.core.errors import NotFoundError
from canvass.core.walk_order import WalkMode
from canvass.store.base import campaign_of
from canvass.store.places import Household, PollingDistrict, Street
from canvass.store.register import Elector


class StreetRow(NamedTuple):
    """A street with how many doors stand on it, and its place among those of its district."""

    id: UUID
    name: str
    district: str
    place: int
    mode: WalkMode
    doors: int


class DoorRow(NamedTuple):
    """A door with how many on the register live behind it."""

    door: Household
    electors: int


def streets_of(session: Session, district_id: UUID) -> list[Street]:
    """List the streets of a district in the order they are walked."""
    query = (
        select(Street)
        .where(Street.polling_district_id == district_id, Street.merged_into_id.is_(None))
        .order_by(Street.sequence, Street.name, Street.id)
    )
    return list(session.scalars(query))


def streets_for(session: Session, member: Member) -> list[StreetRow]:
    """List the streets of a member's wards, district by district, in the order they are walked."""
    query = (
        select(Street, PollingDistrict.code, PollingDistrict.ward_id, func.count(Household.id))
        .join(PollingDistrict, PollingDistrict.id == Street.polling_district_id)
        .outerjoin(
            Household, (Household.street_id == Street.id) & Household.merged_into_id.is_(None)
        )
        .where(Street.merged_into_id.is_(None))
        .group_by(
            *(Street.campaign_id, Street.id),
            *(PollingDistrict.campaign_id, PollingDistrict.id),
        )
        .order_by(PollingDistrict.code, Street.sequence, Street.name, Street.id)
    )
    rows: list[StreetRow] = []
    place, last = 0, None
    for street, code, ward_id, doors in session.execute(query):
        place = place + 1 if code == last else 1
        last = code
        if doors and member.sees(ward_id):
            rows.append(StreetRow(street.id, street.name, code, place, street.mode, doors))
    return rows


def street_for(session: Session, member: Member, street_id: UUID) -> Street:
    """Find a street of a member's wards that stands for itself.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(Street, (campaign_of(session), street_id))
    if found is None or found.merged_into_id is not None:
        raise NotFoundError
    district = session.get_one(PollingDistrict, (campaign_of(session), found.polling_district_id))
    if not member.sees(district.ward_id):
        raise NotFoundError
    return found


def doors_on(session: Session, street: Street) -> Sequence[DoorRow]:
    """List the doors of a street in walking order."""
    query = (
        select(Household, func.count(Elector.id))
        .outerjoin(Elector, (Elector.household_id == Household.id) & Elector.on_register)
        .where(Household.street_id == street.id, Household.merged_into_id.is_(None))
        .group_by(Household.campaign_id, Household.id)
        .order_by(Household.door_order, Household.id)
    )
    return [DoorRow(door, count) for door, count in session.execute(query)]
