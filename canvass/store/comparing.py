"""The staged register beside the one we keep: who is the same, who is new, who is gone.

Plain SQL does not know the campaign scope: every statement here carries `campaign_id` itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    ScalarSelect,
    Table,
    and_,
    case,
    false,
    func,
    insert,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    update,
)

from canvass.store.base import Id, Row
from canvass.store.befores import ELECTOR, HOUSEHOLD, TOLD, remember_electors, remember_households
from canvass.store.mended import lead_on
from canvass.store.places import PollingDistrict
from canvass.store.staging import DOORS, ELECTORS, Stage

DISTRICT: Table = Row.metadata.tables[PollingDistrict.__tablename__]

OF_DOOR = ("label", "building", "side", "door_order")
SOMETIMES_TOLD = ("postcode", "uprn")

COUNTED = {"preserve_rowcount": True}

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One staged register, for the polling districts of one campaign that it holds."""

    stage: Stage
    campaign_id: int
    districts: Sequence[UUID]

    @property
    def connection(self) -> Connection:
        """The connection on which all of one import runs."""
        return self.stage.connection

    def match(self) -> None:
        """Find for each staged door and elector the one we keep, before anything is written.

        First by number and name; then by name behind the same door, where one person only has it;
        then a changed surname, by number, door and forenames; last those who left and come back.
        """
        same_door = (
            HOUSEHOLD.c.campaign_id == self.campaign_id,
            HOUSEHOLD.c.street_id == DOORS.c.street_id,
            HOUSEHOLD.c.address_key == DOORS.c.address_key,
        )
        self._run(update(DOORS).where(*same_door).values(household_id=HOUSEHOLD.c.id))
        lead_on(self.stage, self.campaign_id)
        if self._has_electors():
            self._run(update(ELECTORS).values(household_id=HOUSEHOLD_ID))
            self.stage.index(ELECTORS, "polling_district_id", "roll_number")
            self.stage.index(ELECTORS, "household_id")
            self._match_electors()

    def _match_electors(self) -> None:
        """Find for each staged elector the one we keep."""
        self._same(HERE, *SAME_NUMBER, same("name"))
        self._same(HERE, *self._only_one(on_register=True))
        is_named = ELECTORS.c.forenames != ""
        self._same(HERE, *SAME_NUMBER, SAME_DOOR, same("forenames"), is_named)
        self._same(GONE, *self._only_one(on_register=False))

    def electors_count(self) -> int:
        """Count the electors on the register of these districts."""
        query = select(func.count()).select_from(ELECTOR).where(self._in_districts())
        return self.connection.scalar(query.where(ELECTOR.c.on_register)) or 0

    def leavers_count(self) -> int:
        """Count those on the register whom the new one does not name."""
        query = select(func.count()).select_from(ELECTOR).where(*self.are_leavers())
        return self.connection.scalar(query) or 0

    def add_households(self, file_id: UUID) -> int:
        """Bring the doors we keep up to date and add the new ones; count these."""
        told = {name: DOORS.c[name] for name in OF_DOOR} | {
            name: case((DOORS.c[name] != "", DOORS.c[name]), else_=HOUSEHOLD.c[name])
            for name in SOMETIMES_TOLD
        }
        differs = or_(*(HOUSEHOLD.c[name] != value for name, value in told.items()))
        kept = (HOUSEHOLD.c.campaign_id == self.campaign_id, HOUSEHOLD.c.id == DOORS.c.household_id)
        remember_households(self.connection, file_id, *kept, differs)
        self._run(update(HOUSEHOLD).where(*kept, differs).values(told))
        names = ["id", "street_id", "address_key", *OF_DOOR, *SOMETIMES_TOLD]
        scope = (literal(self.campaign_id), literal(file_id, Id()))
        new = select(*scope, *(DOORS.c[name] for name in names))
        new = new.where(DOORS.c.household_id.is_(None)).order_by(DOORS.c.door)
        added = self._run(insert(HOUSEHOLD).from_select(["campaign_id", "came_with", *names], new))
        self._run(
            update(DOORS).where(DOORS.c.household_id.is_(None)).values(household_id=DOORS.c.id)
        )
        return added

    def remove_leavers(self, file_id: UUID) -> int:
        """Take those off the register whom the new one does not name; count them."""
        remember_electors(self.connection, file_id, *self.are_leavers())
        return self._run(update(ELECTOR).where(*self.are_leavers()).values(on_register=False))

    def change_electors(self, file_id: UUID) -> int:
        """Bring the electors we keep up to date, and count those of whom something changed.

        They leave the register for a moment: a number may pass from one of them to another.
        """
        kept = self.are_kept()
        differs = or_(DIFFERS, MOVES)
        changed = self._run(update(ELECTORS).where(*kept, differs).values(is_changed=True))
        if changed:
            kept = (*kept, ELECTORS.c.is_changed)
            remember_electors(self.connection, file_id, *kept)
            self._run(update(ELECTOR).where(*kept).values(on_register=False))
            told: dict[str, object] = {name: ELECTORS.c[name] for name in TOLD}
            told |= {"household_id": HOUSEHOLD_ID, "register_file_id": file_id}
            told |= {"polling_district_id": ELECTORS.c.polling_district_id, "ward_id": WARD_ID}
            self._run(update(ELECTOR).where(*kept).values(told | {"on_register": True}))
        move_with_doors(self.connection, self.campaign_id, self._in_districts())
        return changed

    def add_electors(self, file_id: UUID) -> int:
        """Add the electors whom we did not have, with nothing believed of them; count them."""
        copied = {
            "ward_id": DISTRICT.c.ward_id,
            "household_id": DOORS.c.household_id,
            "street_id": DOORS.c.street_id,
            "door_order": func.coalesce(DOORS.c.door_order, ""),
            "register_file_id": literal(file_id, ELECTOR.c.id.type),
            "campaign_id": literal(self.campaign_id),
        }
        names = ["id", "polling_district_id", *TOLD]
        new = (
            select(*(ELECTORS.c[name] for name in names), *copied.values())
            .select_from(ELECTORS)
            .join(DISTRICT, DISTRICT.c.id == ELECTORS.c.polling_district_id)
            .outerjoin(DOORS, DOORS.c.door == ELECTORS.c.door)
            .where(DISTRICT.c.campaign_id == self.campaign_id, ELECTORS.c.elector_id.is_(None))
            .order_by(ELECTORS.c.line)
        )
        return self._run(insert(ELECTOR).from_select([*names, *copied], new))

    def _same(self, *conditions: Condition) -> None:
        """Match electors that have no match yet on both sides."""
        taken = select(ELECTORS.c.elector_id).where(ELECTORS.c.elector_id.is_not(None))
        free = (ELECTORS.c.elector_id.is_(None), ELECTOR.c.id.not_in(taken.scalar_subquery()))
        matched = update(ELECTORS).where(self._in_districts(), *free, *conditions)
        self._run(matched.values(elector_id=ELECTOR.c.id))

    def _only_one(self, *, on_register: bool) -> tuple[Condition, ...]:
        """Say that two electors have one name behind one door, where nobody else has it."""
        once = (
            select(func.min(ELECTORS.c.line))
            .where(ELECTORS.c.door.is_not(None))
            .group_by(ELECTORS.c.door, func.lower(ELECTORS.c.name))
            .having(func.count() == 1)
        )
        twin = ELECTOR.alias("twin")
        has_twin = (
            select(literal(1))
            .where(
                twin.c.campaign_id == ELECTOR.c.campaign_id,
                twin.c.household_id == ELECTOR.c.household_id,
                twin.c.id != ELECTOR.c.id,
                twin.c.on_register == (true() if on_register else false()),
                func.lower(twin.c.name) == func.lower(ELECTOR.c.name),
            )
            .correlate(ELECTOR)
            .exists()
        )
        return SAME_DOOR, same("name"), ELECTORS.c.line.in_(once), not_(has_twin)

    def forget_deletions(self) -> None:
        """Take back the deletion of those who turned out to stay; only an update deletes."""

    def are_kept(self) -> tuple[Condition, ...]:
        """Say that an elector we keep is the one a staged row is about."""
        return (
            ELECTOR.c.campaign_id == self.campaign_id,
            ELECTOR.c.id == ELECTORS.c.elector_id,
        )

    def _has_electors(self) -> bool:
        """Tell whether we keep any electors of these districts, on the register or off it."""
        return self.connection.scalar(select(literal(1)).where(self._in_districts()).limit(1)) == 1

    def are_leavers(self) -> tuple[Condition, ...]:
        """Say that an elector is on the register and has no match in the new one."""
        matched = select(ELECTORS.c.elector_id).where(ELECTORS.c.elector_id.is_not(None))
        return self._in_districts(), ELECTOR.c.on_register, ELECTOR.c.id.not_in(matched)

    def _in_districts(self) -> Condition:
        """Say that an elector belongs to the campaign and to one of the districts."""
        return (ELECTOR.c.campaign_id == self.campaign_id) & ELECTOR.c.polling_district_id.in_(
            self.districts
        )

    def _run(self, statement: Executable) -> int:
        """Run a statement and count the rows it wrote."""
        return self.connection.execute(statement, execution_options=COUNTED).rowcount


def move_with_doors(connection: Connection, campaign_id: int, whom: Condition) -> None:
    """Copy to the electors we keep where their doors stand now."""
    places = {"street_id": HOUSEHOLD.c.street_id, "door_order": HOUSEHOLD.c.door_order}
    moved = or_(*(ELECTOR.c[name].is_distinct_from(value) for name, value in places.items()))
    behind = (HOUSEHOLD.c.campaign_id == campaign_id, HOUSEHOLD.c.id == ELECTOR.c.household_id)
    mine = (ELECTOR.c.campaign_id == campaign_id, whom)
    connection.execute(update(ELECTOR).where(*mine, *behind, moved).values(places))
    homeless = (ELECTOR.c.household_id.is_(None), ELECTOR.c.street_id.is_not(None))
    nowhere = {"street_id": null(), "door_order": ""}
    connection.execute(update(ELECTOR).where(*mine, *homeless).values(nowhere))


def same(name: str) -> Condition:
    """Say that a text is the same on both sides, capitals aside, and not empty but for numbers."""
    return func.lower(ELECTOR.c[name]) == func.lower(ELECTORS.c[name])


HOUSEHOLD_ID: ScalarSelect[UUID] = (
    select(DOORS.c.household_id)
    .where(DOORS.c.door == ELECTORS.c.door)
    .correlate(ELECTORS)
    .scalar_subquery()
)
WARD_ID: ScalarSelect[UUID] = (
    select(DISTRICT.c.ward_id)
    .where(
        DISTRICT.c.campaign_id == ELECTOR.c.campaign_id,
        DISTRICT.c.id == ELECTORS.c.polling_district_id,
    )
    .correlate(ELECTOR, ELECTORS)
    .scalar_subquery()
)
HERE = ELECTOR.c.on_register
GONE = not_(ELECTOR.c.on_register)
SAME_DOOR = ELECTOR.c.household_id == ELECTORS.c.household_id
DIFFERS = or_(
    *(ELECTOR.c[name].is_distinct_from(ELECTORS.c[name]) for name in TOLD),
    not_(ELECTOR.c.on_register),
)
MOVES = or_(
    ELECTOR.c.household_id.is_distinct_from(HOUSEHOLD_ID),
    and_(ELECTOR.c.household_id.is_(None), ELECTORS.c.door.is_not(None)),
)
"""The door is another one, or one that has no household yet."""

SAME_NUMBER = (
    ELECTOR.c.polling_district_id == ELECTORS.c.polling_district_id,
    ELECTOR.c.roll_number == ELECTORS.c.roll_number,
    ELECTOR.c.roll_suffix == ELECTORS.c.roll_suffix,
)
