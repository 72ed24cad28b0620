"""Undoing the import of a register: it stands again as it did before, and no contact is lost.

Plain SQL does not know the campaign scope: every statement here carries `campaign_id` itself.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, Table, delete, func, not_, or_, select, update
from sqlalchemy.orm import Session

from canvass.core.errors import CanvassError
from canvass.store.base import Row, campaign_of
from canvass.store.befores import (
    ELECTOR,
    ELECTOR_BEFORE,
    HOUSEHOLD,
    HOUSEHOLD_BEFORE,
    OF_DOOR,
    OF_ELECTOR,
)
from canvass.store.comparing import DISTRICT, move_with_doors
from canvass.store.contacts import renew_standing
from canvass.store.pairing import PAIR
from canvass.store.places import Street
from canvass.store.register import RegisterFile, RegisterKind

AT_ONCE = 500
STREET: Table = Row.metadata.tables[Street.__tablename__]
Condition = ColumnElement[bool]


class NotUndoableError(CanvassError):
    """An import that cannot be undone, or not before another."""


class Restoring(NamedTuple):
    """What undoing an import does: who leaves again, who is as before, and who comes back."""

    leave: int
    changed: int
    come_back: int


def refuse_undoing(session: Session, file: RegisterFile) -> None:
    """Stop where an import cannot be undone.

    Raises:
        NotUndoableError: that is so, and why.
    """
    if file.kind not in (RegisterKind.FULL, RegisterKind.UPDATE):
        raise NotUndoableError("A list is not undone: the next list of its districts replaces it.")
    if file.undone_at is not None:
        raise NotUndoableError("This import is undone already.")
    if file.reach is None:
        raise NotUndoableError(
            "This file was taken in before Canvass kept what an import changes. "
            "Import the register that should stand instead."
        )
    for later in standing_after(session, file):
        if set(later.reach["districts"] if later.reach else ()) & set(file.reach["districts"]):
            raise NotUndoableError(
                f"{later.file_name} was taken in later and changed the same polling districts. "
                "Undo that first."
            )


def standing_after(session: Session, file: RegisterFile) -> Iterable[RegisterFile]:
    """List the registers and updates that were taken in after a file, and stand; newest first."""
    query = (
        select(RegisterFile)
        .where(
            RegisterFile.kind.in_((RegisterKind.FULL, RegisterKind.UPDATE)),
            RegisterFile.undone_at.is_(None),
            RegisterFile.id > file.id,
        )
        .order_by(RegisterFile.id.desc())
    )
    return session.scalars(query)


def preview_restoring(session: Session, file: RegisterFile) -> Restoring:
    """Tell what undoing an import would do. Nothing is written."""
    undo = _Undo(session, file)
    before = select(func.count()).select_from(ELECTOR_BEFORE).join(ELECTOR, undo.is_of_elector)
    back = before.where(undo.of_file(ELECTOR_BEFORE), not_(ELECTOR.c.on_register))
    changed = before.where(undo.of_file(ELECTOR_BEFORE), ELECTOR.c.on_register)
    leave = select(func.count()).select_from(ELECTOR).where(*undo.were_added())
    return Restoring(*(session.connection().scalar(one) or 0 for one in (leave, changed, back)))


def undo_import(session: Session, file: RegisterFile, by: UUID | None, now: datetime) -> Restoring:
    """Bring the register back to what it was before a file. The caller commits.

    Whom the file brought leaves the register; of whom nothing was recorded since, nothing stays.

    Raises:
        NotUndoableError: it cannot be undone, and why.
    """
    refuse_undoing(session, file)
    restoring = preview_restoring(session, file)
    session.flush()
    undo = _Undo(session, file)
    movers = [*undo.movers(), *undo.forget_pairs()]
    undo.restore_electors()
    undo.restore_households()
    undo.remove_what_came()
    file.undone_at, file.undone_by = now, by
    file.sha256 = f"undone {file.id.hex}"  # so that the same file can be taken in again
    session.flush()
    session.expire_all()
    for start in range(0, len(movers), AT_ONCE):
        renew_standing(session, movers[start : start + AT_ONCE])
    session.flush()
    return restoring


class _Undo:
    """The statements that undo one import."""

    def __init__(self, session: Session, file: RegisterFile) -> None:
        self.connection = session.connection()
        self.campaign_id = campaign_of(session)
        self.file_id = file.id
        self.reach: dict[str, list[str]] = file.reach or {}
        self.is_of_elector = (ELECTOR.c.campaign_id == ELECTOR_BEFORE.c.campaign_id) & (
            ELECTOR.c.id == ELECTOR_BEFORE.c.elector_id
        )

    def of_file(self, table: Table) -> Condition:
        """Say that a row tells what stood before the file."""
        return (table.c.campaign_id == self.campaign_id) & (
            table.c.register_file_id == self.file_id
        )

    def were_added(self) -> tuple[Condition, ...]:
        """Say that the file brought an elector: it is the last to tell of them, and the first."""
        known = select(ELECTOR_BEFORE.c.elector_id).where(self.of_file(ELECTOR_BEFORE))
        return self.of_file(ELECTOR), ELECTOR.c.id.not_in(known)

    def movers(self) -> list[UUID]:
        """List the electors who go back behind another door: what is true of a door may not be."""
        moves = ELECTOR.c.household_id.is_distinct_from(ELECTOR_BEFORE.c.household_id)
        query = select(ELECTOR.c.id).join(ELECTOR_BEFORE, self.is_of_elector)
        return list(self.connection.scalars(query.where(self.of_file(ELECTOR_BEFORE), moves)))

    def forget_pairs(self) -> list[UUID]:
        """Forget the doubtful pairs of the file, and list who came with it in one of them."""
        came = list(self.connection.scalars(select(PAIR.c.new_id).where(self.of_file(PAIR))))
        self._run(delete(PAIR).where(self.of_file(PAIR)))
        return came

    def restore_electors(self) -> None:
        """Bring back what the register said; all leave it for a moment, as numbers pass around."""
        before = select(ELECTOR_BEFORE.c.elector_id).where(self.of_file(ELECTOR_BEFORE))
        back = (ELECTOR.c.campaign_id == self.campaign_id) & ELECTOR.c.id.in_(before)
        leave = update(ELECTOR).where(or_(self.of_file(ELECTOR), back))
        self._run(leave.values(on_register=False))
        ward = (
            select(DISTRICT.c.ward_id)
            .where(
                DISTRICT.c.campaign_id == self.campaign_id,
                DISTRICT.c.id == ELECTOR_BEFORE.c.polling_district_id,
            )
            .correlate(ELECTOR_BEFORE)
            .scalar_subquery()
        )
        told: dict[str, object] = {name: ELECTOR_BEFORE.c[name] for name in OF_ELECTOR}
        told |= {"register_file_id": ELECTOR_BEFORE.c.was_file_id, "ward_id": ward}
        of_file = (self.of_file(ELECTOR_BEFORE), self.is_of_elector)
        self._run(update(ELECTOR).where(*of_file).values(told))
        self._run(delete(ELECTOR_BEFORE).where(self.of_file(ELECTOR_BEFORE)))

    def restore_households(self) -> None:
        """Bring back how doors were written, and put the electors where their doors stand."""
        told = {name: HOUSEHOLD_BEFORE.c[name] for name in OF_DOOR}
        same = (
            HOUSEHOLD.c.campaign_id == HOUSEHOLD_BEFORE.c.campaign_id,
            HOUSEHOLD.c.id == HOUSEHOLD_BEFORE.c.household_id,
        )
        self._run(update(HOUSEHOLD).where(self.of_file(HOUSEHOLD_BEFORE), *same).values(told))
        self._run(delete(HOUSEHOLD_BEFORE).where(self.of_file(HOUSEHOLD_BEFORE)))
        districts = [UUID(one) for one in self.reach["districts"]]
        in_districts = ELECTOR.c.polling_district_id.in_(districts)
        move_with_doors(self.connection, self.campaign_id, in_districts)

    def remove_what_came(self) -> None:
        """Delete what the file brought and nothing has come to hang on: electors, doors, places.

        A spelling that was mended stays: the next file is led on by it.
        """
        self._delete(ELECTOR, self.of_file(ELECTOR), not_(ELECTOR.c.on_register))
        spelt = HOUSEHOLD.c.merged_into_id.is_(None)
        self._delete(HOUSEHOLD, HOUSEHOLD.c.came_with == self.file_id, spelt)
        for table, name in ((STREET, "new_streets"), (DISTRICT, "new_districts")):
            ids = [UUID(one) for one in self.reach[name]]
            kept = [STREET.c.merged_into_id.is_(None)] if table is STREET else []
            for start in range(0, len(ids), AT_ONCE):
                self._delete(table, table.c.id.in_(ids[start : start + AT_ONCE]), *kept)

    def _delete(self, table: Table, *conditions: Condition) -> None:
        """Delete rows of the campaign to which no other row points."""
        pointing = [
            select(child.c[column]).where(
                child.c.campaign_id == self.campaign_id, child.c[column].is_not(None)
            )
            for child, column in pointers_to(table)
        ]
        free = [table.c.id.not_in(ids) for ids in pointing]
        mine = table.c.campaign_id == self.campaign_id
        self._run(delete(table).where(mine, *conditions, *free))

    def _run(self, statement: Executable) -> None:
        """Run a statement."""
        self.connection.execute(statement)


def pointers_to(table: Table) -> list[tuple[Table, str]]:
    """List the columns of other tables that point at a table, as the tables say of themselves."""
    return [
        (other, key.column_keys[-1])
        for other in Row.metadata.sorted_tables
        for key in other.foreign_key_constraints
        if key.referred_table is table
    ]
