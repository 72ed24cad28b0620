"""What a register would change, read off the stage before anything is written.

Plain SQL does not know the campaign scope: every statement here carries `campaign_id` itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, func, not_, or_, select
from sqlalchemy.orm import Session

from canvass.core.casework import address_lines
from canvass.core.council_table import Refused
from canvass.core.preview import Difference, Told, differences
from canvass.core.register import Roll
from canvass.store.amending import Unmatched
from canvass.store.arriving import Arrival, are_many
from canvass.store.base import Row
from canvass.store.befores import ELECTOR, HOUSEHOLD
from canvass.store.comparing import DIFFERS, MOVES, Condition
from canvass.store.leases import WalkLease
from canvass.store.places import Street
from canvass.store.staging import DOORS, ELECTORS
from canvass.store.walks import WalkDoor

STREET: Table = Row.metadata.tables[Street.__tablename__]
WALK_DOOR: Table = Row.metadata.tables[WalkDoor.__tablename__]
LEASE: Table = Row.metadata.tables[WalkLease.__tablename__]
LISTED = 50

NEW = ELECTORS.c.elector_id.is_(None)
IN_FILE = (ELECTORS.c.polling_district_id, ELECTORS.c.roll_number, ELECTORS.c.roll_suffix)
KEPT = (ELECTOR.c.polling_district_id, ELECTOR.c.roll_number, ELECTOR.c.roll_suffix)


class Line(NamedTuple):
    """One elector whom the file bears on; `changes` is empty for who comes or goes."""

    roll_number: str
    name: str
    door: str
    is_promise: bool = False
    do_not_contact: bool = False
    changes: tuple[Difference, ...] = ()


class Lines(NamedTuple):
    """How many electors something would happen to, and the first of them."""

    total: int
    first: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a file in would do.

    `before` electors are on the register of its districts now. `promises` and `silenced` count
    those who would leave, `walks` those that a team holds and in which somebody comes or goes.
    """

    layout: str
    kind: str
    rows: int
    before: int
    new: Lines
    gone: Lines
    changed: Lines
    moved: Lines
    households: int
    streets: int
    promises: int
    silenced: int
    walks: int
    refused: Sequence[Refused]
    unmatched: Sequence[Unmatched]
    doubts: Sequence[str]
    doubtful: int

    @property
    def needs_second_look(self) -> bool:
        """Tell whether so many would leave that a second person has to look."""
        return bool(self.before) and are_many(self.gone.total, self.before)

    @property
    def named(self) -> int:
        """How many electors it names."""
        return sum(len(one.first) for one in (self.new, self.gone, self.changed, self.moved))


def preview_of(arrival: Arrival, now: datetime) -> Preview:
    """Tell what taking an arrival in would do."""
    comparison, table = arrival.comparison, arrival.table
    reading = _Reading(arrival)
    moved, only_changed = MOVES, DIFFERS & not_(MOVES)
    return Preview(
        layout=table.layout.words,
        kind=table.layout.kind.value,
        rows=arrival.register.taken + len(table.refused),
        before=comparison.electors_count(),
        new=reading.newcomers(),
        gone=reading.leavers(),
        changed=reading.changed(only_changed),
        moved=reading.changed(moved),
        households=reading.count(select(DOORS.c.door).where(DOORS.c.household_id.is_(None))),
        streets=len(arrival.places.new_streets),
        promises=reading.leavers_who(ELECTOR.c.is_promise),
        silenced=reading.leavers_who(ELECTOR.c.do_not_contact),
        walks=reading.walks(now),
        refused=sorted(table.refused),
        unmatched=arrival.unmatched,
        doubts=list(arrival.doubts()),
        doubtful=len(arrival.doubtful),
    )


class _Reading:
    """The questions that a preview asks of one arrival."""

    def __init__(self, arrival: Arrival) -> None:
        self.session: Session = arrival.session
        self.comparison = arrival.comparison
        self.codes = arrival.places.codes_by_id()
        self.streets: Mapping[UUID, str] = arrival.places.new_street_names()

    def count(self, query: Select[Any]) -> int:
        """Count the rows of a query."""
        counted = select(func.count()).select_from(query.subquery())
        return self.comparison.connection.scalar(counted) or 0

    def newcomers(self) -> Lines:
        """List whom we do not have yet."""
        street = STREET.c.name
        query = (
            select(*IN_FILE, ELECTORS.c.name, *DOOR_IN_FILE, street)
            .select_from(ELECTORS)
            .outerjoin(DOORS, DOORS.c.door == ELECTORS.c.door)
            .outerjoin(STREET, self._of_campaign(STREET) & (STREET.c.id == DOORS.c.street_id))
            .where(NEW)
        )
        found = self._first(query.order_by(ELECTORS.c.line))
        lines = [Line(self._roll(row), row[3], self._door(row[4:])) for row in found]
        return Lines(self.count(select(ELECTORS.c.line).where(NEW)), lines)

    def leavers(self) -> Lines:
        """List who would leave the register."""
        flags = (ELECTOR.c.is_promise, ELECTOR.c.do_not_contact)
        leave = self.comparison.are_leavers()
        query = self._with_door(select(*KEPT, ELECTOR.c.name, *DOOR_KEPT, STREET.c.name, *flags))
        found = self._first(query.where(*leave).order_by(*IN_ORDER))
        lines = [Line(self._roll(row), row[3], self._door(row[4:8]), *row[8:]) for row in found]
        return Lines(self.comparison.leavers_count(), lines)

    def leavers_who(self, condition: Condition) -> int:
        """Count those who would leave and of whom something holds."""
        leave = self.comparison.are_leavers()
        return self.count(select(ELECTOR.c.id).where(*leave, condition))

    def changed(self, how: Condition) -> Lines:
        """List who stays and is told of differently."""
        kept = (*self.comparison.are_kept(), how)
        street = STREET.alias("new_street")
        query = (
            self._with_door(
                select(
                    *(*KEPT, *TOLD_BEFORE, *DOOR_KEPT, STREET.c.name),
                    *(*IN_FILE, *TOLD_AFTER, *DOOR_IN_FILE, street.c.name),
                )
            )
            .join(ELECTORS, ELECTORS.c.elector_id == ELECTOR.c.id)
            .outerjoin(DOORS, DOORS.c.door == ELECTORS.c.door)
            .outerjoin(street, self._of_campaign(street) & (street.c.id == DOORS.c.street_id))
        )
        found = self._first(query.where(*kept).order_by(ELECTORS.c.line))
        half = len(KEPT) + len(TOLD_BEFORE) + len(DOOR_KEPT) + 1
        lines = [self._change(row[:half], row[half:]) for row in found]
        return Lines(self.count(select(ELECTOR.c.id, ELECTORS.c.line).where(*kept)), lines)

    def walks(self, now: datetime) -> int:
        """Count the walks that a team holds now, and in which somebody comes or goes."""
        leave = select(ELECTOR.c.household_id).where(*self.comparison.are_leavers())
        come = select(DOORS.c.household_id).where(
            DOORS.c.door.in_(select(ELECTORS.c.door).where(NEW)), DOORS.c.household_id.is_not(None)
        )
        query = (
            select(WALK_DOOR.c.walk_id)
            .join(LEASE, self._of_campaign(LEASE) & (LEASE.c.walk_id == WALK_DOOR.c.walk_id))
            .where(
                self._of_campaign(WALK_DOOR),
                LEASE.c.until > now,
                LEASE.c.taken_back_at.is_(None),
                or_(WALK_DOOR.c.household_id.in_(leave), WALK_DOOR.c.household_id.in_(come)),
            )
        )
        return self.count(query.distinct())

    def _change(self, before: Sequence[Any], after: Sequence[Any]) -> Line:
        """Say what would change of one elector."""
        name, markers, attains_on, on_register = before[3:7]
        door = self._door(before[7:])
        was = Told(self._roll(before), name, markers, attains_on, door, on_register)
        name, markers, attains_on = after[3:6]
        told = Told(self._roll(after), name, markers, attains_on, self._door(after[6:]))
        changes = differences(was, told)
        return Line(was.roll_number, was.name or told.name, told.door, changes=changes)

    def _with_door(self, query: Select[Any]) -> Select[Any]:
        """Put the door that an elector has now beside them."""
        at = self._of_campaign(HOUSEHOLD) & (HOUSEHOLD.c.id == ELECTOR.c.household_id)
        on = self._of_campaign(STREET) & (STREET.c.id == HOUSEHOLD.c.street_id)
        return query.select_from(ELECTOR).outerjoin(HOUSEHOLD, at).outerjoin(STREET, on)

    def _first(self, query: Select[Any]) -> Sequence[Any]:
        """Read the first rows of a query."""
        return self.comparison.connection.execute(query.limit(LISTED)).all()

    def _of_campaign(self, table: Any) -> ColumnElement[bool]:  # noqa: ANN401  a table or its alias
        """Say that a row is the campaign's."""
        condition: ColumnElement[bool] = table.c.campaign_id == self.comparison.campaign_id
        return condition

    def _roll(self, row: Sequence[Any]) -> str:
        """Write the elector number that a row begins with."""
        return str(Roll(self.codes[row[0]], row[1], row[2]))

    def _door(self, row: Sequence[Any]) -> str:
        """Write the address of a row: label, building, the id of its street and its name."""
        label, building, street_id, street = row
        if label is None:
            return ""
        name = street or self.streets.get(street_id, "")
        return ", ".join(address_lines(label, building, name, ""))


DOOR_KEPT = (HOUSEHOLD.c.label, HOUSEHOLD.c.building, HOUSEHOLD.c.street_id)
DOOR_IN_FILE = (DOORS.c.label, DOORS.c.building, DOORS.c.street_id)
TOLD_BEFORE = (ELECTOR.c.name, ELECTOR.c.markers, ELECTOR.c.attains_on, ELECTOR.c.on_register)
TOLD_AFTER = (ELECTORS.c.name, ELECTORS.c.markers, ELECTORS.c.attains_on)
IN_ORDER = (
    ELECTOR.c.polling_district_id,
    func.length(ELECTOR.c.roll_number),
    ELECTOR.c.roll_number,
)
