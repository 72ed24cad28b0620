"""Wards, polling districts, streets and households, and which of them a person works in."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.access import Member
from canvass.core.errors import NotFoundError
from canvass.core.walk_order import WalkMode
from canvass.store.base import Scoped, SortKey, campaign_of, points_to


class Ward(Scoped):
    """The area that elects councillors and that reports are made for."""

    __tablename__ = "ward"
    __table_args__ = (UniqueConstraint("campaign_id", "name"),)

    code: Mapped[str] = mapped_column(String(12), default="")
    name: Mapped[str] = mapped_column(String(120))
    name_cy: Mapped[str] = mapped_column(String(120), default="")
    seats: Mapped[int] = mapped_column(default=1)


class PollingStation(Scoped):
    """Where a polling district votes."""

    __tablename__ = "polling_station"
    __table_args__ = (UniqueConstraint("campaign_id", "name", "address"),)

    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")


class CommitteeRoom(Scoped):
    """Where a campaign runs polling day from, for some polling districts; `phone` is on paper."""

    __tablename__ = "committee_room"
    __table_args__ = (UniqueConstraint("campaign_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")


class PollingDistrict(Scoped):
    """A part of a ward that votes together. Without a ward it waits for an organiser."""

    __tablename__ = "polling_district"
    __table_args__ = (
        UniqueConstraint("campaign_id", "code"),
        points_to("ward", "ward_id"),
        points_to("polling_station", "polling_station_id"),
        points_to("committee_room", "committee_room_id"),
    )

    code: Mapped[str] = mapped_column(String(12))
    ward_id: Mapped[UUID | None]
    polling_station_id: Mapped[UUID | None]
    committee_room_id: Mapped[UUID | None]


class Street(Scoped):
    """A street, or the part of it that lies in one polling district.

    One that stands for another (`merged_into_id`) has no doors: it is a council's spelling of it.
    """

    __tablename__ = "street"
    __table_args__ = (
        UniqueConstraint("campaign_id", "polling_district_id", "name_key"),
        points_to("polling_district", "polling_district_id"),
        points_to("street", "merged_into_id"),
    )

    polling_district_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(120))
    sequence: Mapped[int] = mapped_column(default=0)
    mode: Mapped[WalkMode] = mapped_column(default=WalkMode.ODDS_EVENS)
    merged_into_id: Mapped[UUID | None]


class Household(Scoped):
    """One front door: what a letter would say, and where it stands in the walk along its street.

    `label` stands on the door ("12A", "Flat 3"), `building` on the house around it ("3",
    "Victoria House"), both as printed. `address_key` is the same for every spelling of an address.
    `came_with` is the file that brought the door, so that the import can be undone. One that stands
    for another (`merged_into_id`) has nobody behind it: it is a council's spelling of that one.
    """

    __tablename__ = "household"
    __table_args__ = (
        UniqueConstraint("campaign_id", "street_id", "address_key"),
        points_to("street", "street_id"),
        points_to("household", "merged_into_id"),
        Index("ix_household_walk", "campaign_id", "street_id", "door_order"),
        Index(
            "ix_household_merged",
            "campaign_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id is not null"),
            postgresql_where=text("merged_into_id is not null"),
        ),
    )

    street_id: Mapped[UUID]
    label: Mapped[str] = mapped_column(String(120))
    building: Mapped[str] = mapped_column(String(120), default="")
    side: Mapped[str] = mapped_column(String(4), default="")
    door_order: Mapped[str] = mapped_column(SortKey)
    address_key: Mapped[str] = mapped_column(String(200))
    postcode: Mapped[str] = mapped_column(String(8), default="")
    uprn: Mapped[str] = mapped_column(String(12), default="")
    access_note: Mapped[str] = mapped_column(String(200), default="")
    came_with: Mapped[UUID | None]
    merged_into_id: Mapped[UUID | None]


class District(NamedTuple):
    """A polling district as lists need it: its ward, its station in words, who looks after it."""

    id: UUID
    code: str
    ward_id: UUID | None
    station: str
    room_id: UUID | None


def wards_for(session: Session, member: Member) -> list[Ward]:
    """List the wards the member works in, by name."""
    every = session.scalars(select(Ward).order_by(Ward.name))
    return [ward for ward in every if member.sees(ward.id)]


def ward_for(session: Session, member: Member, ward_id: UUID) -> Ward:
    """Find a ward the member works in.

    Raises:
        NotFoundError: no such ward in this campaign, or not one of the member's.
    """
    ward = session.get(Ward, (campaign_of(session), ward_id))
    if ward is None or not member.sees(ward.id):
        raise NotFoundError
    return ward


def ward_called(session: Session, member: Member, name: str) -> Ward:
    """Find a ward the member works in by its name, whatever its capitals.

    Raises:
        NotFoundError: none has that name.
    """
    wards = wards_for(session, member)
    for ward in wards:
        if ward.name.casefold() == name.strip().casefold():
            return ward
    known = ", ".join(ward.name for ward in wards) or "none yet"
    raise NotFoundError(f"There is no ward “{name}”. The wards are: {known}.")


def districts(session: Session) -> dict[UUID, District]:
    """Give every polling district of the campaign by its id, in the order of their codes."""
    query = (
        select(PollingDistrict, PollingStation)
        .outerjoin(PollingStation, PollingStation.id == PollingDistrict.polling_station_id)
        .order_by(PollingDistrict.code)
    )
    return {
        row.id: District(
            row.id, row.code, row.ward_id, station_words(station), row.committee_room_id
        )
        for row, station in session.execute(query)
    }


def station_words(station: PollingStation | None) -> str:
    """Write a polling station on one line."""
    if station is None:
        return ""
    return ", ".join(part for part in (station.name, station.address) if part)
