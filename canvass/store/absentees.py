"""Taking an absent voters list in: who votes by post or proxy, by elector number."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, NamedTuple
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from canvass.core.council_file import BadFileError
from canvass.core.council_table import Table, read_table
from canvass.core.layouts import AbsentRow, Kind
from canvass.core.register import BadRowError, Roll, roll_of
from canvass.store.accounts import the_campaign
from canvass.store.amending import Unmatched
from canvass.store.arriving import FEW, refuse_repeat
from canvass.store.intake import SHARE, Intake, NeedsConfirmationError, file_row, keep_answer
from canvass.store.places import PollingDistrict
from canvass.store.register import AbsentVote, Elector, RegisterFile

KINDS = {"postal": "postal", "proxy": "proxy", "postal proxy": "postal_proxy"}
BY_POST = frozenset({"postal", "postal_proxy"})


class OnRoll(NamedTuple):
    """An elector as the list can name one."""

    id: UUID
    surname: str


class Absentee(NamedTuple):
    """One row of the list that could be read."""

    line: int
    roll: Roll
    surname: str
    kind: str


@dataclass(frozen=True, slots=True)
class AbsentArrival:
    """An absent voters list that was read and compared; nothing is written of it yet.

    `before` and `kinds` give the kind of vote by elector, as the last list of its districts and
    this one tell it.
    """

    table: Table
    codes: frozenset[str]
    rows: int
    before: dict[UUID, str]
    kinds: dict[UUID, str]
    unmatched: Sequence[Unmatched]

    @property
    def doubts(self) -> list[str]:
        """Say why the list is unlikely to be whole, if so."""
        gone = len(self.before.keys() - self.kinds.keys())
        if gone <= FEW or gone * SHARE <= len(self.before):
            return []
        sentence = (
            f"This list leaves out {gone:,} of {len(self.before):,} electors of the last one. "
            "Is it whole, with all who vote by post and by proxy?"
        )
        return [sentence]


def absent_arrived(session: Session, source: BinaryIO) -> AbsentArrival:
    """Read an absent voters list, and find whom it names.

    A row that names nobody on the register, or somebody of another name, is reported and changes
    nothing: numbers are of one edition of the register, and the list may be of another.

    Raises:
        BadFileError: nothing of the file can be taken in, and why.
    """
    table = read_table(source, Kind.ABSENT)
    refuse_repeat(session, table.sha256, the_campaign(session))
    rows = list(absentees(table))
    table.refuse_useless(len(rows))
    codes = frozenset(row.roll.district for row in rows)
    kinds, unmatched = matched(rows, electors_of(session, codes))
    refuse_strangers(kinds)
    return AbsentArrival(table, codes, len(rows), kinds_before(session, codes), kinds, unmatched)


def kinds_before(session: Session, codes: Collection[str]) -> dict[UUID, str]:
    """Give how the electors of some districts vote by the last list of them."""
    query = (
        select(AbsentVote.elector_id, AbsentVote.kind)
        .join(Elector, Elector.id == AbsentVote.elector_id)
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .where(PollingDistrict.code.in_(codes))
    )
    return {one.elector_id: one.kind for one in session.execute(query)}


def import_absent(  # noqa: PLR0913  what the command lets a person choose
    session: Session,
    source: BinaryIO,
    file_name: str,
    *,
    user_id: UUID | None = None,
    now: datetime,
    confirm: bool = False,
) -> Intake:
    """Take an absent voters list in; it replaces the last one of its districts. The caller commits.

    Raises:
        BadFileError: nothing of the file can be taken in, and why.
        NeedsConfirmationError: it leaves out many of the last list.
    """
    arrival = absent_arrived(session, source)
    if arrival.doubts and not confirm:
        raise NeedsConfirmationError(f"{arrival.doubts[0]} If so, confirm the import.")
    return take_absent(session, arrival, file_row(arrival.table, file_name, user_id, now))


def take_absent(session: Session, arrival: AbsentArrival, file: RegisterFile) -> Intake:
    """Keep who votes by post or proxy, in the place of the last list. The caller commits."""
    session.add(file)
    session.flush()
    forget(session, arrival.codes)
    keep_kinds(session, arrival.kinds, file.id)
    intake = Intake(
        file=file.file_name,
        layout=file.layout,
        kind=file.kind.value,
        rows=arrival.rows + len(arrival.table.refused),
        electors_changed=len(arrival.kinds),
        rows_refused=sorted(arrival.table.refused),
        unmatched=arrival.unmatched,
    )
    return keep_answer(session, file, intake)


def refuse_strangers(kinds: dict[UUID, str]) -> None:
    """Stop at a list that names nobody we know: it would only wipe out the last one.

    Raises:
        BadFileError: it does.
    """
    if not kinds:
        raise BadFileError(
            "Nobody on this list is on the register under the same number and name, so the last "
            "list stays. Import the register first, and ask for the list that belongs to it."
        )


def absentees(table: Table) -> Iterator[Absentee]:
    """Read the rows; what cannot be read is refused on the table."""
    for line, cells, _ in table:
        told = AbsentRow(*cells)
        kind = KINDS.get(" ".join(told.status.casefold().split()))
        try:
            roll = roll_of(told.district, told.number, told.suffix)
        except BadRowError as refusal:
            table.refuse(line, str(refusal))
            continue
        if kind is None:
            table.refuse(line, "Its kind of absent vote is none of: postal, proxy, postal proxy.")
            continue
        yield Absentee(line, roll, told.surname.strip(), kind)


def electors_of(session: Session, codes: Collection[str]) -> dict[Roll, OnRoll]:
    """Give the electors of some districts by their number."""
    query = (
        select(
            PollingDistrict.code,
            Elector.roll_number,
            Elector.roll_suffix,
            Elector.id,
            Elector.surname,
        )
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .where(PollingDistrict.code.in_(codes), Elector.on_register)
    )
    return {
        Roll(code, number, suffix): OnRoll(id_, surname)
        for code, number, suffix, id_, surname in session.execute(query)
    }


def matched(
    rows: list[Absentee], roll: dict[Roll, OnRoll]
) -> tuple[dict[UUID, str], list[Unmatched]]:
    """Find whom each row names: the kind of vote by elector, and the rows that name nobody."""
    kinds: dict[UUID, str] = {}
    unmatched = []
    for row in rows:
        found = roll.get(row.roll)
        if found is None:
            reason = "Nobody on the register has this number."
        elif row.surname and row.surname.casefold() not in found.surname.casefold():
            reason = "Somebody of another name has this number: is the list of this register?"
        else:
            kinds[found.id] = row.kind
            continue
        unmatched.append(Unmatched(row.line, str(row.roll), reason))
    return kinds, unmatched


def forget(session: Session, codes: Collection[str]) -> None:
    """Forget the last list of some districts."""
    here = (
        select(Elector.id)
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .where(PollingDistrict.code.in_(codes))
    )
    apart = {"synchronize_session": False}
    session.execute(
        delete(AbsentVote).where(AbsentVote.elector_id.in_(here)), execution_options=apart
    )
    session.execute(
        update(Elector).where(Elector.id.in_(here)).values(votes_by_post=False),
        execution_options=apart,
    )


def keep_kinds(session: Session, kinds: dict[UUID, str], file_id: UUID, at_once: int = 500) -> None:
    """Keep how each elector votes, and mark those who vote by post."""
    for elector_id, kind in kinds.items():
        session.add(AbsentVote(elector_id=elector_id, kind=kind, register_file_id=file_id))
    elector_ids = [elector_id for elector_id, kind in kinds.items() if kind in BY_POST]
    for start in range(0, len(elector_ids), at_once):
        some = elector_ids[start : start + at_once]
        session.execute(
            update(Elector).where(Elector.id.in_(some)).values(votes_by_post=True),
            execution_options={"synchronize_session": False},
        )
    session.expire_all()
