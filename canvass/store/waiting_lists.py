"""Absent voters lists and marked registers that wait: what they would change, and the taking in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.council_table import Refused
from canvass.core.layouts import Kind
from canvass.core.marked import MARK_WORDS
from canvass.core.preview import NOTHING, Difference, list_changes
from canvass.core.register import Roll
from canvass.store.absentees import AbsentArrival, absent_arrived, take_absent
from canvass.store.amending import Unmatched
from canvass.store.intake import Intake, file_row
from canvass.store.marked import MarkedArrival, marked_arrived, take_marked
from canvass.store.places import PollingDistrict
from canvass.store.preview import Line, Lines
from canvass.store.register import Elector
from canvass.store.settled import read_before
from canvass.store.waiting import UnseenError, WaitingFile

LISTED = 50
KIND_WORDS = {"postal": "by post", "proxy": "by proxy", "postal_proxy": "by post through a proxy"}
MARKS = {mark.value: words for mark, words in MARK_WORDS.items()}
WORDS = KIND_WORDS | MARKS
ListArrival = AbsentArrival | MarkedArrival


@dataclass(frozen=True, slots=True)
class ListPreview:
    """What taking a list in would do; `poll` is the day that a marked register is of.

    `before` electors are on the list that it replaces; of `same` nothing changes; `missing` are in
    its districts and not in it.
    """

    layout: str
    kind: str
    rows: int
    before: int
    same: int
    new: Lines
    gone: Lines
    changed: Lines
    counts: Mapping[str, int]
    refused: Sequence[Refused]
    unmatched: Sequence[Unmatched]
    doubts: Sequence[str]
    poll: date | None = None
    missing: int = 0
    codes: Sequence[str] = ()

    @property
    def named(self) -> int:
        """How many electors it names."""
        return sum(len(one.first) for one in (self.new, self.gone, self.changed))


def list_arrived(
    session: Session, kind: str, source: BinaryIO, poll: date | None, now: datetime
) -> ListArrival:
    """Read a list, and compare it with the one it replaces. Nothing is written.

    Args:
        session: the campaign's.
        kind: "absent" or "marked".
        source: the file.
        poll: the day of an earlier poll that a marked register is of.
        now: the moment.

    Raises:
        CanvassError: nothing of it can be taken in, and why.
    """
    if kind == Kind.ABSENT:
        return absent_arrived(session, source)
    return marked_arrived(session, source, poll, now)


def told_by(arrival: ListArrival) -> tuple[Mapping[UUID, str], Mapping[UUID, str]]:
    """Give what the last list and this one tell of each elector."""
    after = arrival.kinds if isinstance(arrival, AbsentArrival) else arrival.marks
    return arrival.before, after


def list_preview(session: Session, arrival: ListArrival) -> ListPreview:
    """Tell what taking a list in would do."""
    before, after = told_by(arrival)
    changes = list_changes(before, after)
    told = list(after.values())
    words, poll, missing = KIND_WORDS, None, 0
    if isinstance(arrival, MarkedArrival):
        words, poll, missing = MARKS, arrival.poll, arrival.missing

    def lines(whom: Sequence[UUID]) -> Lines:
        return Lines(len(whom), lines_of(session, whom, before, after))

    return ListPreview(
        layout=arrival.table.layout.words,
        kind=arrival.table.layout.kind.value,
        rows=arrival.rows + len(arrival.table.refused),
        before=len(before),
        same=len(after) - len(changes.new) - len(changes.changed),
        new=lines(changes.new),
        gone=lines(changes.gone),
        changed=lines(changes.changed),
        counts={word: told.count(kind) for kind, word in words.items()},
        refused=sorted(arrival.table.refused),
        unmatched=arrival.unmatched,
        doubts=arrival.doubts,
        poll=poll,
        missing=missing,
        codes=sorted(arrival.codes),
    )


def lines_of(
    session: Session, whom: Sequence[UUID], before: Mapping[UUID, str], after: Mapping[UUID, str]
) -> list[Line]:
    """Give the first of some electors with what is told of them; nobody who is anonymous."""
    roll = (PollingDistrict.code, Elector.roll_number, Elector.roll_suffix)
    query = (
        select(Elector.id, *roll, Elector.name)
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .where(Elector.id.in_(whom[:LISTED]), ~Elector.is_anonymous)
    )
    found = {
        id_: Line(str(Roll(*number)), name, "") for id_, *number, name in session.execute(query)
    }
    return [
        found[one]._replace(
            changes=(Difference("vote", words_of(before.get(one)), words_of(after.get(one))),)
        )
        for one in whom[:LISTED]
        if one in found
    ]


def words_of(told: str | None) -> str:
    """Write what a list tells of somebody; nothing, where it does not name them."""
    return NOTHING if told is None else WORDS[told]


def take_waiting_list(  # noqa: PLR0913  who takes what in, how sure, and when writing begins
    session: Session,
    file: WaitingFile,
    by: UUID,
    now: datetime,
    *,
    confirm: bool,
    begin_writing: Callable[[], None],
) -> Intake:
    """Take a list in that waits, whole or not at all. The caller commits.

    Raises:
        UnseenError: it is unlikely to be whole, and `confirm` was not said.
        CanvassError: nothing of it can be taken in any more, and why.
    """
    kind, poll, source = file.kind, file.poll, file.opened()

    def read() -> ListArrival:
        source.seek(0)
        return list_arrived(session, kind, source, poll, now)

    arrival = read_before(session, read, begin_writing)
    if arrival.doubts and not confirm:
        raise UnseenError(arrival.doubts[0])
    kept = file_row(arrival.table, file.file_name, file.user_id, now)
    kept.confirmed_by = by
    if isinstance(arrival, AbsentArrival):
        intake = take_absent(session, arrival, kept)
    else:
        intake = take_marked(session, arrival, kept)
    session.delete(file)
    session.flush()
    return intake
