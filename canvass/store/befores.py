"""How electors and doors stood before an import changed them, so that it can be undone exactly.

Plain SQL does not know the campaign scope: every statement here carries `campaign_id` itself.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Index,
    LargeBinary,
    String,
    Table,
    func,
    insert,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped, mapped_column

from canvass.store.base import Id, Row, Scoped, SortKey, points_to
from canvass.store.places import Household
from canvass.store.register import Elector

HOUSEHOLD: Table = Row.metadata.tables[Household.__tablename__]
ELECTOR: Table = Row.metadata.tables[Elector.__tablename__]

OF_DOOR = ("label", "building", "side", "door_order", "postcode", "uprn")
TOLD = (
    "roll_number",
    "roll_suffix",
    "name",
    "surname",
    "forenames",
    "markers",
    "attains_on",
    "has_franchise",
    "is_anonymous",
)
"""What a register says of an elector, beside where they live."""

OF_ELECTOR = ("polling_district_id", "household_id", *TOLD, "on_register")


class ElectorBefore(Scoped):
    """What the register said of an elector before a file changed it, or took them off.

    `was_file_id` is the file that had said so.
    """

    __tablename__ = "elector_before"

    register_file_id: Mapped[UUID]
    elector_id: Mapped[UUID]
    was_file_id: Mapped[UUID | None]
    polling_district_id: Mapped[UUID]
    household_id: Mapped[UUID | None]
    roll_number: Mapped[str] = mapped_column(String(20))
    roll_suffix: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    surname: Mapped[str] = mapped_column(String(100))
    forenames: Mapped[str] = mapped_column(String(100))
    markers: Mapped[str] = mapped_column(String(20))
    attains_on: Mapped[date | None]
    has_franchise: Mapped[bool]
    is_anonymous: Mapped[bool]
    on_register: Mapped[bool]

    __table_args__ = (
        points_to("register_file", "register_file_id"),
        points_to("elector", "elector_id"),
        Index("ix_elector_before_file", "campaign_id", "register_file_id", "elector_id"),
        Index("ix_elector_before_elector", "campaign_id", "elector_id"),
    )


class HouseholdBefore(Scoped):
    """How a door was written before a file wrote it otherwise."""

    __tablename__ = "household_before"

    register_file_id: Mapped[UUID]
    household_id: Mapped[UUID]
    label: Mapped[str] = mapped_column(String(120))
    building: Mapped[str] = mapped_column(String(120))
    side: Mapped[str] = mapped_column(String(4))
    door_order: Mapped[str] = mapped_column(SortKey)
    postcode: Mapped[str] = mapped_column(String(8))
    uprn: Mapped[str] = mapped_column(String(12))

    __table_args__ = (
        points_to("register_file", "register_file_id"),
        points_to("household", "household_id"),
        Index("ix_household_before_file", "campaign_id", "register_file_id", "household_id"),
        Index("ix_household_before_household", "campaign_id", "household_id"),
    )


ELECTOR_BEFORE: Table = Row.metadata.tables[ElectorBefore.__tablename__]
HOUSEHOLD_BEFORE: Table = Row.metadata.tables[HouseholdBefore.__tablename__]


def remember_electors(
    connection: Connection, file_id: UUID, *conditions: ColumnElement[bool]
) -> None:
    """Keep how these electors stand before a file changes them."""
    copied = {name: ELECTOR.c[name] for name in OF_ELECTOR} | {
        "campaign_id": ELECTOR.c.campaign_id,
        "id": new_ids(connection),
        "register_file_id": literal(file_id, Id()),
        "elector_id": ELECTOR.c.id,
        "was_file_id": ELECTOR.c.register_file_id,
    }
    rows = select(*copied.values()).where(*conditions)
    connection.execute(insert(ELECTOR_BEFORE).from_select(list(copied), rows))


def remember_households(
    connection: Connection, file_id: UUID, *conditions: ColumnElement[bool]
) -> None:
    """Keep how these doors are written before a file writes them otherwise."""
    copied = {name: HOUSEHOLD.c[name] for name in OF_DOOR} | {
        "campaign_id": HOUSEHOLD.c.campaign_id,
        "id": new_ids(connection),
        "register_file_id": literal(file_id, Id()),
        "household_id": HOUSEHOLD.c.id,
    }
    rows = select(*copied.values()).where(*conditions)
    connection.execute(insert(HOUSEHOLD_BEFORE).from_select(list(copied), rows))


def new_ids(connection: Connection) -> ColumnElement[UUID]:
    """Let the database make an id for each row it copies."""
    if connection.dialect.name == "sqlite":
        return type_coerce(func.randomblob(16, type_=LargeBinary()), Id())
    return func.gen_random_uuid(type_=Id())
