"""Mendings, which are facts: a file that still has the old spelling lands at the mended door.

A door or a street that was mended stays as a row without anybody behind it, in the council's
spelling, and says what it is now (`merged_into_id`). So a file is matched as ever, and led on.

Plain SQL does not know the campaign scope: every statement here carries `campaign_id` itself.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    JSON,
    ForeignKey,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.doorstep import Told
from canvass.core.mending import MendingKind, Placed, Staged, placed_rows
from canvass.store.base import Row, Scoped, points_to
from canvass.store.befores import ELECTOR, HOUSEHOLD
from canvass.store.places import Household, Street
from canvass.store.staging import DOORS, ELECTORS, Stage

STREET: Table = Row.metadata.tables[Street.__tablename__]
SPELT = ("street_id", "label", "building", "side", "door_order")
SOMETIMES = ("postcode", "uprn")


class Mending(Scoped):
    """One address that somebody mended; `told` says what it moved, so that it can be undone."""

    __tablename__ = "mending"

    kind: Mapped[MendingKind]
    words: Mapped[str] = mapped_column(String(400))
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    mended_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


class Placement(Scoped):
    """An elector whom the register writes behind `read_as_id` and who lives at `household_id`."""

    __tablename__ = "placement"
    __table_args__ = (
        UniqueConstraint("campaign_id", "elector_id"),
        points_to("elector", "elector_id"),
        points_to("household", "read_as_id"),
        points_to("household", "household_id"),
    )

    elector_id: Mapped[UUID]
    read_as_id: Mapped[UUID]
    household_id: Mapped[UUID]


PLACEMENT: Table = Row.metadata.tables[Placement.__tablename__]


def lead_on(stage: Stage, campaign_id: int) -> None:
    """Lead staged doors that were found in a spelling that was mended to what they are now."""
    leading = _Leading(stage, campaign_id)
    if leading.has_merged(STREET):
        leading.lead_streets()
    if leading.has_merged(HOUSEHOLD):
        leading.lead_doors()
    leading.fold_doors()
    leading.place()


class _Leading:
    """The statements that apply the mendings of a campaign to one stage."""

    def __init__(self, stage: Stage, campaign_id: int) -> None:
        self.connection = stage.connection
        self.campaign_id = campaign_id
        self.is_needed = False

    def has_merged(self, table: Table) -> bool:
        """Tell whether any street, or any door, stands for another one."""
        query = select(table.c.id).where(
            table.c.campaign_id == self.campaign_id, table.c.merged_into_id.is_not(None)
        )
        found = self.connection.scalar(query.limit(1)) is not None
        self.is_needed = self.is_needed or found
        return found

    def lead_streets(self) -> None:
        """Lead the doors of streets that were renamed or joined, unless the door itself was."""
        mine = (STREET.c.campaign_id == self.campaign_id, STREET.c.merged_into_id.is_not(None))
        unknown = DOORS.c.household_id.is_(None)
        moved = update(DOORS).where(unknown, *mine, STREET.c.id == DOORS.c.street_id)
        self.connection.execute(moved.values(street_id=STREET.c.merged_into_id))
        here = (
            HOUSEHOLD.c.campaign_id == self.campaign_id,
            HOUSEHOLD.c.street_id == DOORS.c.street_id,
            HOUSEHOLD.c.address_key == DOORS.c.address_key,
        )
        found = update(DOORS).where(unknown, *here)
        self.connection.execute(found.values(household_id=HOUSEHOLD.c.id))

    def lead_doors(self) -> None:
        """Lead doors that were mended, and write them as they are written now."""
        of_door = (
            HOUSEHOLD.c.campaign_id == self.campaign_id,
            HOUSEHOLD.c.id == DOORS.c.household_id,
        )
        led = update(DOORS).where(*of_door, HOUSEHOLD.c.merged_into_id.is_not(None))
        self.connection.execute(led.values(household_id=HOUSEHOLD.c.merged_into_id))
        is_other = or_(
            HOUSEHOLD.c.street_id != DOORS.c.street_id,
            HOUSEHOLD.c.address_key != DOORS.c.address_key,
        )
        told = {name: HOUSEHOLD.c[name] for name in SPELT} | {
            name: case((HOUSEHOLD.c[name] != "", HOUSEHOLD.c[name]), else_=DOORS.c[name])
            for name in SOMETIMES
        }
        self.connection.execute(update(DOORS).where(*of_door, is_other).values(told))

    def fold_doors(self) -> None:
        """Make one of staged doors that are one now, so that nobody behind them counts twice."""
        if not self.is_needed:
            return
        known = DOORS.c.household_id
        for columns, condition in (
            ((known,), known.is_not(None)),
            ((DOORS.c.street_id, DOORS.c.address_key), known.is_(None)),
        ):
            rank = func.min(DOORS.c.door).over(partition_by=columns).label("first")
            ranked = select(DOORS.c.door, rank).where(condition).subquery()
            is_twin = ranked.c.door != ranked.c.first
            query = select(ranked.c.door.label("twin"), ranked.c.first).where(is_twin)
            twins = [dict(row) for row in self.connection.execute(query).mappings()]
            if twins:
                whose = update(ELECTORS).where(ELECTORS.c.door == bindparam("twin"))
                self.connection.execute(whose.values(door=bindparam("first")), twins)
                self.connection.execute(
                    delete(DOORS).where(DOORS.c.door == bindparam("twin")), twins
                )

    def place(self) -> None:
        """Put those behind their door whom the register writes behind another."""
        placed = self.placed()
        read_as = {home for homes in placed.values() for home in homes}
        if not read_as:
            return
        query = select(
            DOORS.c.household_id,
            ELECTORS.c.polling_district_id,
            *(ELECTORS.c[name] for name in ("line", "roll_number", "roll_suffix")),
            *(ELECTORS.c[name] for name in ("name", "forenames")),
        ).join(ELECTORS, ELECTORS.c.door == DOORS.c.door)
        for home, people in placed.items():
            rows = self.connection.execute(query.where(DOORS.c.household_id == home)).all()
            staged = [staged_of(*row[1:]) for row in rows]
            for line, door in placed_rows(people, staged).items():
                number = self.staged_door(door)
                moved = update(ELECTORS).where(ELECTORS.c.line == line)
                self.connection.execute(moved.values(door=number))

    def placed(self) -> dict[UUID, list[Placed]]:
        """Give who was placed elsewhere, by the door that the register writes them behind."""
        names = ("polling_district_id", "roll_number", "roll_suffix", "name", "forenames")
        query = (
            select(PLACEMENT.c.read_as_id, ELECTOR.c.id, PLACEMENT.c.household_id)
            .add_columns(*(ELECTOR.c[name] for name in names))
            .join(
                ELECTOR,
                (ELECTOR.c.campaign_id == PLACEMENT.c.campaign_id)
                & (ELECTOR.c.id == PLACEMENT.c.elector_id),
            )
            .where(PLACEMENT.c.campaign_id == self.campaign_id)
            .order_by(ELECTOR.c.id)
        )
        found: dict[UUID, list[Placed]] = {}
        for home, elector, door, district, number, suffix, *named in self.connection.execute(query):
            name, forenames = named
            one = Placed(elector, number_of(district, number, suffix), name, forenames, door)
            found.setdefault(home, []).append(one)
        return found

    def staged_door(self, household: UUID) -> int:
        """Give the staged door of a household; one is made where the file does not name it."""
        query = select(DOORS.c.door).where(DOORS.c.household_id == household)
        found: int | None = self.connection.scalar(query.limit(1))
        if found is not None:
            return found
        number = (self.connection.scalar(select(func.max(DOORS.c.door))) or 0) + 1
        names = (*SPELT, *SOMETIMES, "address_key")
        kept = select(HOUSEHOLD.c.id, *(HOUSEHOLD.c[name] for name in names)).where(
            HOUSEHOLD.c.campaign_id == self.campaign_id, HOUSEHOLD.c.id == household
        )
        row = self.connection.execute(kept).mappings().one()
        self.connection.execute(insert(DOORS).values(door=number, household_id=household, **row))
        return number


def number_of(district: UUID, number: str, suffix: str) -> str:
    """Write an elector number by which rows are compared."""
    return f"{district.hex}-{number}/{suffix}"


def staged_of(  # noqa: PLR0913, PLR0917  a row
    district: UUID, line: int, number: str, suffix: str, name: str, forenames: str
) -> Staged:
    """Read a row of the stage as it is compared."""
    return Staged(line, number_of(district, number, suffix), name, forenames)


def at_doors_now(session: Session, told: Sequence[Told]) -> list[Told]:
    """Give responses at the doors as they are now: a phone may not know what was mended since."""
    responses = [one.response for one in told]
    homes = {one.household for one in responses if one.household}
    merged = select(Household.id, Household.merged_into_id).where(
        Household.id.in_(homes), Household.merged_into_id.is_not(None)
    )
    now: dict[UUID | None, UUID | None] = {}
    now.update(row for row in session.execute(merged))
    whom = {one.elector for one in responses if one.elector}
    query = select(Placement).where(Placement.elector_id.in_(whom))
    placed = {(one.elector_id, one.read_as_id): one.household_id for one in session.scalars(query)}
    return [at_door_now(one, now, placed) for one in told]


def at_door_now(
    told: Told,
    now: Mapping[UUID | None, UUID | None],
    placed: Mapping[tuple[UUID, UUID], UUID],
) -> Told:
    """Give one response at the door as it is now, with the digest of what was sent."""
    response = told.response
    home = now.get(response.household, response.household)
    if response.elector is not None and home is not None:
        home = placed.get((response.elector, home), home)
    moved = response
    if home != response.household:
        moved = msgspec.structs.replace(response, household=home)
    return told._replace(response=moved, digest=response.digest())
