"""Finding a door by its street and number, and who lives behind it: for somebody who rang."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from canvass.core.access import Member
from canvass.core.casework import address_lines
from canvass.core.errors import NotFoundError
from canvass.store.places import Household, PollingDistrict, Street
from canvass.store.register import Elector

MOST = 20


class Door(NamedTuple):
    """A front door; `ward_id` is none where its district waits for a ward."""

    id: UUID
    label: str
    building: str
    street: str
    postcode: str
    ward_id: UUID | None

    @property
    def address(self) -> str:
        """The address on one line."""
        return ", ".join(address_lines(self.label, self.building, self.street, self.postcode))


COLUMNS = (
    Household.id,
    Household.label,
    Household.building,
    Street.name,
    Household.postcode,
    PollingDistrict.ward_id,
)


def doors_called(session: Session, member: Member, street: str, number: str) -> list[Door]:
    """List the doors with this number in streets of a member's wards whose name begins so."""
    told = number.strip().casefold()
    query = (
        select(*COLUMNS)
        .join(Street, Street.id == Household.street_id)
        .join(PollingDistrict, PollingDistrict.id == Street.polling_district_id)
        .where(
            Household.merged_into_id.is_(None),
            func.lower(Street.name).startswith(street.strip().lower(), autoescape=True),
            or_(func.lower(Household.label) == told, func.lower(Household.building) == told),
        )
        .order_by(Street.name, Household.door_order, Household.id)
    )
    found = (Door._make(row) for row in session.execute(query))
    return [door for door in found if member.sees(door.ward_id)][:MOST]


def door_for(session: Session, member: Member, household_id: UUID) -> Door:
    """Find a door in a member's wards.

    Raises:
        NotFoundError: there is none.
    """
    query = (
        select(*COLUMNS)
        .join(Street, Street.id == Household.street_id)
        .join(PollingDistrict, PollingDistrict.id == Street.polling_district_id)
        .where(Household.id == household_id)
    )
    found = session.execute(query).first()
    if found is None or not member.sees(found.ward_id):
        raise NotFoundError
    return Door._make(found)


def names_at(session: Session, household_id: UUID) -> dict[str, str]:
    """Give the names of who is on the register at a door, by their ids."""
    query = (
        select(Elector.id, Elector.name)
        .where(Elector.household_id == household_id, Elector.on_register, ~Elector.has_died)
        .order_by(Elector.roll_number, Elector.roll_suffix)
    )
    return {str(elector_id): name for elector_id, name in session.execute(query)}
