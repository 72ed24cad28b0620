"""A month's changes beside the register we keep: who is added, amended and taken off.

Plain SQL does not know the campaign scope: every statement here carries `campaign_id` itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, literal, not_, or_, select, true, update

from canvass.core.register import Roll
from canvass.core.update import Instruction
from canvass.store.befores import ELECTOR
from canvass.store.comparing import (
    GONE,
    HERE,
    SAME_DOOR,
    SAME_NUMBER,
    Comparison,
    Condition,
    same,
)
from canvass.store.staging import ELECTORS

ADDED = ELECTORS.c.instruction == Instruction.ADD.value
AMENDED = ELECTORS.c.instruction == Instruction.AMEND.value
DELETED = ELECTORS.c.instruction == Instruction.DELETE.value
NUMBER = (ELECTORS.c.polling_district_id, ELECTORS.c.roll_number, ELECTORS.c.roll_suffix)
FREE = ELECTORS.c.elector_id.is_(None)

NOBODY = "Nobody on the register has this number."
AT_ONCE = 500
SOMEBODY_ELSE = "Somebody of another name has this number: is it the update of this register?"


class Unmatched(NamedTuple):
    """A row that names nobody on the register, by its elector number."""

    line: int
    roll_number: str
    reason: str


@dataclass(frozen=True, slots=True)
class Amending(Comparison):
    """One staged update. Whom it does not name stays as they are."""

    def _match_electors(self) -> None:
        """Find for each row the elector whom it means.

        Deletions and amendments go by number, and by name or door so that the numbers of another
        year's register strike nobody. Somebody who is deleted and added again behind the same door
        is the same person, as is somebody who left earlier and comes back.
        """
        self._same(HERE, *SAME_NUMBER, same_name(), DELETED)
        is_neighbour = and_(SAME_DOOR, or_(same("surname"), same_forenames()))
        self._same(HERE, *SAME_NUMBER, or_(same_name(), is_neighbour), AMENDED)
        self._same(HERE, *SAME_NUMBER, same("name"), ADDED)
        self._keep_readded()
        self._same(GONE, *self._only_one(on_register=False), ADDED)

    def set_aside_unmatched(self, codes: Mapping[UUID, str]) -> list[Unmatched]:
        """Take the rows out of the stage that cannot be done, and tell why; in order of lines.

        Args:
            codes: the polling districts' codes by their ids.
        """
        rows = [*self._of_nobody(), *self._of_taken_numbers()]
        found = [
            Unmatched(
                line, str(Roll(codes[district], number, suffix)), reason_for(is_known=is_known)
            )
            for line, district, number, suffix, is_known in sorted(rows)
        ]
        lines = [row.line for row in found]
        for start in range(0, len(lines), AT_ONCE):
            some = ELECTORS.c.line.in_(lines[start : start + AT_ONCE])
            self._run(delete(ELECTORS).where(some))
        return found

    def remove_leavers(self, file_id: UUID) -> int:
        """Take those off the register who are deleted; count them."""
        removed = Comparison.remove_leavers(self, file_id)
        self._run(delete(ELECTORS).where(DELETED))
        return removed

    def are_leavers(self) -> tuple[Condition, ...]:
        """Say that an elector is deleted."""
        named = select(ELECTORS.c.elector_id).where(DELETED, ELECTORS.c.elector_id.is_not(None))
        return self._in_districts(), HERE, ELECTOR.c.id.in_(named)

    def are_kept(self) -> tuple[Condition, ...]:
        """Say that an elector we keep is the one a row is about that does not delete."""
        return (*Comparison.are_kept(self), not_(DELETED))

    def _keep_readded(self) -> None:
        """Match those who are deleted and added again with another number behind the same door."""
        gone = ELECTORS.alias("gone")
        is_deleted = (
            gone.c.instruction == Instruction.DELETE.value,
            gone.c.elector_id == ELECTOR.c.id,
        )
        alone = self._only_one(on_register=True)
        added = update(ELECTORS).where(self._in_districts(), FREE, ADDED, *alone, *is_deleted)
        self._run(added.values(elector_id=ELECTOR.c.id))
        self.forget_deletions()

    def forget_deletions(self) -> None:
        """Take back the deletion of those who are added again under another number."""
        gone = ELECTORS.alias("gone")
        kept = select(gone.c.elector_id).where(
            gone.c.instruction == Instruction.ADD.value, gone.c.elector_id.is_not(None)
        )
        self._run(delete(ELECTORS).where(DELETED, ELECTORS.c.elector_id.in_(kept)))

    def _of_nobody(self) -> Sequence[Any]:
        """List the deletions and amendments that name nobody; is their number anybody's at all?"""
        held = select(literal(1)).where(*self._holds_number()).correlate(ELECTORS).exists()
        query = select(ELECTORS.c.line, *NUMBER, held).where(FREE, not_added())
        return self.connection.execute(query).all()

    def _of_taken_numbers(self) -> Sequence[Any]:
        """List those to be added whose number somebody else holds, and goes on holding."""
        mover = ELECTORS.alias("mover")
        leaving = select(mover.c.elector_id).where(
            mover.c.elector_id.is_not(None), mover.c.instruction != Instruction.AMEND.value
        )
        stays = ELECTOR.c.id.not_in(leaving)
        query = select(ELECTORS.c.line, *NUMBER, true()).where(ADDED, *self._holds_number(), stays)
        return self.connection.execute(query).all()

    def _holds_number(self) -> tuple[Condition, ...]:
        """Say that an elector on the register holds a row's number."""
        return (ELECTOR.c.campaign_id == self.campaign_id, HERE, *SAME_NUMBER)


def not_added() -> Condition:
    """Say that a row is about somebody whom the register has already."""
    return or_(AMENDED, DELETED)


def same_name() -> Condition:
    """Say that the names agree, or that the row tells none.

    A middle name may be missing on either side; where we keep the whole name in one column, it
    begins with the surname.
    """
    whole = ELECTORS.c.surname + " " + ELECTORS.c.forenames
    return or_(
        ELECTORS.c.name == "",
        and_(same("surname"), same_forenames()),
        and_(ELECTOR.c.forenames == "", begins(ELECTOR.c.surname, whole)),
    )


def same_forenames() -> Condition:
    """Say that the forenames are the same, as far as both sides tell them."""
    kept, told = ELECTOR.c.forenames, ELECTORS.c.forenames
    return or_(begins(kept, told), begins(told, kept))


def begins(text: ColumnElement[str], start: ColumnElement[str]) -> Condition:
    """Say that a text begins with the words of another, capitals aside."""
    return func.substr(func.lower(text) + " ", 1, func.length(start) + 1) == (
        func.lower(start) + " "
    )


def reason_for(*, is_known: bool) -> str:
    """Say why a row means nobody."""
    return SOMEBODY_ELSE if is_known else NOBODY
