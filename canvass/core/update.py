"""A monthly update of the register: who is added, amended and deleted, row by row."""

from enum import StrEnum

from canvass.core.by_position import CHANGE
from canvass.core.council_table import Cells
from canvass.core.layouts import FullRow, UpdateRow
from canvass.core.register import BadRowError, Entry, Register, names_of, roll_of

WIDTH = len(FullRow._fields)
STATUS = FullRow._fields.index("status")


class Instruction(StrEnum):
    """What a row of an update asks for."""

    ADD = "A"
    AMEND = "M"
    DELETE = "D"


TOLD_AS = {
    Instruction.ADD: ("A", "ADD", "ADDED", "N", "NEW"),
    Instruction.AMEND: ("M", "MODIFY", "MODIFIED", "AMEND", "AMENDED", "C", "CHANGE", "CHANGED"),
    Instruction.DELETE: ("D", "DELETE", "DELETED"),
}
"""Halarose says A, M or D; Democracy Counts N, M or D."""

BY_SIGN = {"+": "A", "=": "M", "-": "D"}
"""Idox says +Mar, =Mar or -Mar."""

BY_WORD = {word: instruction for instruction, words in TOLD_AS.items() for word in words}


class Update(Register):
    """A monthly update, read row by row like a register; each entry says what is to be done.

    A deletion needs its number only, so nothing else of its row is read but the name. A number may
    be deleted and given away again in one file.
    """

    def _entry(self, line: int, cells: Cells, address: Cells) -> Entry:
        """Read one row.

        Raises:
            BadRowError: it is not an elector, or does not say what is to be done.
        """
        told = UpdateRow(*cells)
        instruction = instruction_of(told)
        row = (*cells[:STATUS], "", *cells[STATUS + 1 : WIDTH])
        if instruction is Instruction.DELETE:
            return self._deletion(line, FullRow(*row))
        return super()._entry(line, row, address)._replace(instruction=instruction.value)

    def _deletion(self, line: int, told: FullRow) -> Entry:
        """Read a row that takes somebody off the register.

        Raises:
            BadRowError: it has no number, or one that another row deletes too.
        """
        roll = roll_of(told.district, told.number, told.suffix)
        self._count_once(roll._replace(district=f"{roll.district} deleted"), line)
        self.districts[roll.district] = None
        surname, forenames, name = names_of(told)
        instruction = Instruction.DELETE.value
        return Entry(
            line, roll, name, surname, forenames, "", None, False, not name, None, instruction
        )


def instruction_of(told: UpdateRow) -> Instruction:
    """Tell what a row asks for: by its status, or by the months in which something was done.

    One that was created and deleted since the last register is a deletion, and one with 0 in
    every month an amendment.

    Raises:
        BadRowError: it has neither a status that we know, nor months.
    """
    status = told.status.strip().upper()
    if CHANGE.fullmatch(told.status.strip()):
        status = BY_SIGN[status[0]]
    if status in BY_WORD:
        return BY_WORD[status]
    if status or not f"{told.created}{told.changed}{told.deleted}".strip():
        raise BadRowError("It does not say whether to add, to amend or to delete.")
    if has_month(told.deleted):
        return Instruction.DELETE
    return Instruction.ADD if has_month(told.created) else Instruction.AMEND


def has_month(told: str) -> bool:
    """Tell whether something was done in some month; 0 says it was not.

    >>> has_month("3"), has_month("0"), has_month(" "), has_month("Mar")
    (True, False, False, True)
    """
    return bool(told.strip().strip("0"))
