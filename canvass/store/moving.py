"""Moving all that hangs on a door to another one, so that it can be brought back exactly.

Plain SQL does not know the campaign scope: every statement here carries `campaign_id` itself.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from canvass.core.walk_order import WalkMode
from canvass.store.base import Row, campaign_of, new_id
from canvass.store.befores import ELECTOR, ELECTOR_BEFORE, HOUSEHOLD, HOUSEHOLD_BEFORE
from canvass.store.mended import PLACEMENT, STREET
from canvass.store.places import Household, Street
from canvass.store.restoring import pointers_to
from canvass.store.settling import refresh, rewalk
from canvass.store.walks import WalkDoor

AT_ONCE = 500
Conditions = tuple[ColumnElement[bool], ColumnElement[bool]]
WALK_DOOR: Table = Row.metadata.tables[WalkDoor.__tablename__]


class Moving:
    """What one mending moves, step by step; `told` is what `undo` needs to bring it back."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.connection = session.connection()
        self.campaign_id = campaign_of(session)
        self.steps: list[dict[str, Any]] = []
        self.made: list[UUID] = []
        self.streets: list[UUID] = []
        self.within: list[UUID] = []

    def told(self) -> dict[str, Any]:
        """Give what is kept with the mending."""
        doors = {step[end] for step in self.steps for end in ("from", "to") if step["is_door"]}
        streets = {one.hex for one in self.streets}
        streets |= {step[end] for step in self.steps for end in ("from", "to")} - doors
        return {
            "steps": self.steps,
            "made": hexed(self.made),
            "doors": sorted(doors),
            "streets": sorted(streets),
            "within": hexed(self.within),
        }

    def targets(self) -> list[UUID]:
        """Give the doors behind which somebody came."""
        return [UUID(step["to"]) for step in self.steps if step["is_door"]]

    def join(self, door: Household, now: Household) -> None:
        """Let all that hangs on a door hang on another, which it is."""
        self.session.flush()
        moved: dict[str, list[str]] = {}
        for table, column in pointing_at_doors():
            moved |= self._repoint(table, column, (door.id, now.id))
        self._step(door.id, now.id, moved, is_door=True)
        self._change(HOUSEHOLD, door.id, merged_into_id=now.id)
        self.session.expire_all()

    def place(self, door: Household, now: Household, who: Sequence[UUID]) -> None:
        """Let some of those behind a door live behind another, and what hangs on them with them."""
        self.session.flush()
        pair, walks = (door.id, now.id), self._walk_doors(door.id, now.id)
        moved = self._repoint(PLACEMENT, "household_id", pair, PLACEMENT.c.elector_id.in_(who))
        for table, column in pointing_at_doors():
            if "elector_id" in table.c and table is not PLACEMENT:
                moved |= self._repoint(table, column, pair, table.c.elector_id.in_(who))
        moved |= self._repoint(ELECTOR, "household_id", pair, ELECTOR.c.id.in_(who))
        known = set(self.connection.scalars(self._placed_of(who)))
        rows = ({"elector_id": one} for one in who if one not in known)
        homes = {"read_as_id": door.id, "household_id": now.id}
        placed = [self._new() | homes | row for row in rows]
        if placed:
            self.connection.execute(insert(PLACEMENT), placed)
        step = self._step(door.id, now.id, moved, is_door=True)
        step["placed"], step["walks"] = hexed(one["id"] for one in placed), hexed(walks)
        self.session.expire_all()

    def rename(self, street: Street, name: str, key: str, *, is_new: bool) -> None:
        """Give a street another name, and keep that spelling for files to come."""
        step = self._step(street.id, street.id, {}, is_door=False)
        step["name"], street.name = street.name, name
        if is_new:
            spelling = Street(
                polling_district_id=street.polling_district_id,
                name=name,
                name_key=key,
                sequence=street.sequence,
                mode=street.mode,
                merged_into_id=street.id,
            )
            self.session.add(spelling)
            self.session.flush()
            step["spelling"] = spelling.id.hex
        self.session.flush()

    def join_streets(self, street: Street, now: Street) -> None:
        """Let the doors of a street be another one's; two with one address become one."""
        self.session.flush()
        was = street.mode
        there = {
            one.address_key: one
            for one in self.session.scalars(select(Household).where(Household.street_id == now.id))
        }
        here = select(Household).where(
            Household.street_id == street.id, Household.merged_into_id.is_(None)
        )
        moved = []
        for door in self.session.scalars(here).all():
            other = there.get(door.address_key)
            if other is None:
                door.street_id = now.id
                moved.append(door.id.hex)
            else:
                stands = self.session.get_one(
                    Household, (self.campaign_id, other.merged_into_id or other.id)
                )
                if stands.id != door.id:
                    self.join(door, stands)
        spellings = self._ids(STREET, "merged_into_id", street.id)
        for one in (street.id, *spellings):
            self._change(STREET, one, merged_into_id=now.id, mode=now.mode)
        step = self._step(street.id, now.id, {"household.street_id": moved}, is_door=False)
        step["spellings"], step["mode"] = hexed(spellings), was.value
        self.session.flush()
        self.session.expire_all()
        rewalk(self.session, now)

    def undo(self, told: dict[str, Any]) -> None:
        """Bring back what a mending moved, the last step first."""
        self.session.flush()
        made = {UUID(one) for one in told["made"]}
        back: list[UUID] = []
        for step in reversed(told["steps"]):
            pair = UUID(step["to"]), UUID(step["from"])
            if step["is_door"]:
                self._undo_door(step, pair, is_all=pair[0] in made)
                back += pair
            else:
                self._undo_street(step, *pair)
        for one in made:
            for table in (WALK_DOOR, HOUSEHOLD_BEFORE):
                self._delete(table, *self._of(table, "household_id", one))
            self._delete(HOUSEHOLD, *self._is(HOUSEHOLD, one))
        self.session.expire_all()
        for street_id in {UUID(one) for one in told["streets"]}:
            rewalk(self.session, self.session.get_one(Street, (self.campaign_id, street_id)))
        refresh(self.session, [one for one in back if one not in made])

    def _undo_door(self, step: dict[str, Any], pair: tuple[UUID, UUID], *, is_all: bool) -> None:
        """Bring back what hung on a door, with what came to hang on those people since."""
        placed = [UUID(one) for one in step.get("placed", ())]
        self._delete(PLACEMENT, *self._in(PLACEMENT, placed))
        walks = [UUID(one) for one in step.get("walks", ())]
        self._delete(WALK_DOOR, *self._in(WALK_DOOR, walks))
        for where, ids in step["moved"].items():
            name, column = where.split(".")
            table = Row.metadata.tables[name]
            some = table.c.id.in_([UUID(one) for one in ids])
            self._repoint(table, column, pair, some)
        whom = [UUID(one) for one in step["moved"].get("elector.household_id", ())]
        for table, column in pointing_at_doors():
            if is_all:
                self._repoint(table, column, pair)
            elif "elector_id" in table.c:
                self._repoint(table, column, pair, table.c.elector_id.in_(whom))
        self._change(HOUSEHOLD, pair[1], merged_into_id=None)

    def _undo_street(self, step: dict[str, Any], now: UUID, street: UUID) -> None:
        """Bring back a street's name, or the street that became another."""
        if "name" in step:
            self._change(STREET, street, name=step["name"])
            if "spelling" in step:
                self._delete(STREET, *self._is(STREET, UUID(step["spelling"])))
            return
        mode = WalkMode(step["mode"])
        self._change(STREET, street, merged_into_id=None, mode=mode)
        for one in map(UUID, step["spellings"]):
            self._change(STREET, one, merged_into_id=street, mode=mode)
        moved = [UUID(one) for one in step["moved"]["household.street_id"]]
        for start in range(0, len(moved), AT_ONCE):
            some = HOUSEHOLD.c.id.in_(moved[start : start + AT_ONCE])
            self._repoint(HOUSEHOLD, "street_id", (now, street), some)

    def _walk_doors(self, door: UUID, now: UUID) -> list[UUID]:
        """Put a door into the walks of the one that it was read as; list its places there."""
        there = select(WALK_DOOR.c.walk_id).where(*self._of(WALK_DOOR, "household_id", now))
        query = select(WALK_DOOR.c.walk_id, WALK_DOOR.c.position).where(
            *self._of(WALK_DOOR, "household_id", door), WALK_DOOR.c.walk_id.not_in(there)
        )
        rows = [
            self._new() | {"household_id": now, "walk_id": walk_id, "position": position}
            for walk_id, position in self.connection.execute(query).all()
        ]
        if rows:
            self.connection.execute(insert(WALK_DOOR), rows)
        return [row["id"] for row in rows]

    def _repoint(
        self, table: Table, column: str, pair: tuple[UUID, UUID], *conditions: ColumnElement[bool]
    ) -> dict[str, list[str]]:
        """Let rows that point at one door, or street, point at another; list them."""
        where = [*self._of(table, column, pair[0]), *conditions]
        if table is WALK_DOOR:
            there = select(WALK_DOOR.c.walk_id).where(*self._of(WALK_DOOR, column, pair[1]))
            where.append(WALK_DOOR.c.walk_id.not_in(there))
        if table is HOUSEHOLD and column == "merged_into_id":
            where.append(HOUSEHOLD.c.id != pair[1])
        ids = list(self.connection.scalars(select(table.c.id).where(*where)))
        if not ids:
            return {}
        self.connection.execute(update(table).where(*where).values({column: pair[1]}))
        return {f"{table.name}.{column}": hexed(ids)}

    def _step(
        self, door: UUID, now: UUID, moved: dict[str, list[str]], *, is_door: bool
    ) -> dict[str, Any]:
        """Add what one step moved."""
        step = {"from": door.hex, "to": now.hex, "moved": moved, "is_door": is_door}
        self.steps.append(step)
        return step

    def _change(self, table: Table, one: UUID, **values: object) -> None:
        """Change one row."""
        self.connection.execute(update(table).where(*self._is(table, one)).values(values))

    def _delete(self, table: Table, *conditions: ColumnElement[bool]) -> None:
        """Delete rows."""
        self.connection.execute(delete(table).where(*conditions))

    def _new(self) -> dict[str, Any]:
        """Give the key of a new row."""
        return {"campaign_id": self.campaign_id, "id": new_id()}

    def _placed_of(self, who: Collection[UUID]) -> Select[UUID]:
        """Choose who of these was placed before."""
        mine = PLACEMENT.c.campaign_id == self.campaign_id
        return select(PLACEMENT.c.elector_id).where(mine, PLACEMENT.c.elector_id.in_(who))

    def _ids(self, table: Table, column: str, at: UUID) -> list[UUID]:
        """List the rows that point somewhere."""
        return list(self.connection.scalars(select(table.c.id).where(*self._of(table, column, at))))

    def _of(self, table: Table, column: str, at: UUID) -> Conditions:
        """Say that a row of the campaign points somewhere."""
        return table.c.campaign_id == self.campaign_id, table.c[column] == at

    def _is(self, table: Table, one: UUID) -> Conditions:
        """Say which row of the campaign it is."""
        return self._of(table, "id", one)

    def _in(self, table: Table, ids: Collection[UUID]) -> Conditions:
        """Say which rows of the campaign they are."""
        return table.c.campaign_id == self.campaign_id, table.c.id.in_(ids)


def pointing_at_doors() -> Iterator[tuple[Table, str]]:
    """List the columns that say of something which door it is about.

    How a file had written a door before stays with that spelling.
    """
    yield ELECTOR_BEFORE, "household_id"
    for table, column in pointers_to(HOUSEHOLD):
        if table is not HOUSEHOLD_BEFORE:
            yield table, column


def hexed(ids: Iterable[UUID]) -> list[str]:
    """Write ids as they are kept."""
    return [one.hex for one in ids]
