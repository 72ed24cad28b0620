"""Taking the marked register in: who voted, as the council says after the poll."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import UniqueConstraint, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session

from canvass.core.closing import PollsOpenError
from canvass.core.council_file import ends_with_a_line
from canvass.core.council_table import Table, read_table
from canvass.core.layouts import Kind
from canvass.core.marked import Mark, read_markings
from canvass.core.turnout import earlier_poll
from canvass.store.absentees import electors_of
from canvass.store.accounts import Campaign, the_campaign
from canvass.store.amending import Unmatched
from canvass.store.arriving import FEW, refuse_repeat
from canvass.store.base import Scoped, campaign_of, new_id, points_to
from canvass.store.intake import (
    SHARE,
    Intake,
    NeedsConfirmationError,
    file_row,
    keep_answer,
)
from canvass.store.marked_rows import left_out, whom_they_name
from canvass.store.places import PollingDistrict
from canvass.store.register import Elector, RegisterFile

AT_ONCE = 500


class MarkedEntry(Scoped):
    """What the marked register of one polling day says of one elector."""

    __tablename__ = "marked_entry"
    __table_args__ = (
        UniqueConstraint("campaign_id", "elector_id", "polling_day"),
        points_to("elector", "elector_id"),
        points_to("register_file", "register_file_id"),
    )

    elector_id: Mapped[UUID]
    polling_day: Mapped[date]
    mark: Mapped[Mark]
    register_file_id: Mapped[UUID]


@dataclass(frozen=True, slots=True)
class MarkedIntake(Intake):
    """What a marked register came to; `unnamed` electors of its districts are not in it."""

    marks: Counter[Mark] = field(default_factory=Counter)
    unnamed: int = 0

    def as_json(self, *, committed: bool) -> dict[str, Any]:
        """Give the answer of `canvass marked import --json`."""
        told = Intake.as_json(self, committed=committed)
        marks = {mark.value: self.marks[mark] for mark in Mark}
        return told | {"marks": marks, "unnamed": self.unnamed}


@dataclass(frozen=True, slots=True)
class MarkedArrival:
    """A marked register that was read and compared; nothing is written of it yet.

    `before` and `marks` give the marks by elector, as the last file of its districts and this one
    tell them; it does not name `missing` electors of these; `doubts` say why it may not be whole.
    """

    table: Table
    poll: date
    codes: frozenset[str]
    rows: int
    before: dict[UUID, Mark]
    marks: dict[UUID, Mark]
    unmatched: Sequence[Unmatched]
    missing: int
    doubts: Sequence[str]


def marked_arrived(
    session: Session, source: BinaryIO, poll: date | None, now: datetime
) -> MarkedArrival:
    """Read a marked register and find whom it names.

    Args:
        session: the campaign's.
        source: the file.
        poll: the day of an earlier poll that it is of; without it, it is of the campaign's own.
        now: the moment.

    Raises:
        PollsOpenError: it is of the campaign's own poll, and that is not over.
        BadPollError: an earlier poll is not earlier.
        BadFileError: nothing of the file can be taken in, and why.
    """
    campaign = the_campaign(session)
    earlier = earlier_poll(poll, campaign.polling_day, now.astimezone(campaign.time_zone).date())
    if earlier is None:
        refuse_before_close(campaign, now)
    table = read_table(source, Kind.MARKED)
    refuse_repeat(session, table.sha256, campaign)
    rows = read_markings(table, is_ended=ends_with_a_line(source))
    codes = frozenset(row.roll.district for row in rows)
    roll = electors_of(session, codes)
    day = earlier or campaign.polling_day
    marks, unmatched = whom_they_name(session, rows, roll, day)
    missing = {one for one in roll if roll[one].id not in marks}
    doubts = [] if earlier else list(left_out(missing, roll, FEW, SHARE))
    before = marks_before(session, codes, day)
    return MarkedArrival(
        table, day, codes, len(rows), before, marks, unmatched, len(missing), doubts
    )


def marks_before(session: Session, codes: Collection[str], poll: date) -> dict[UUID, Mark]:
    """Give what is kept of one poll for the electors of some districts."""
    query = (
        select(MarkedEntry.elector_id, MarkedEntry.mark)
        .join(Elector, Elector.id == MarkedEntry.elector_id)
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .where(PollingDistrict.code.in_(codes), MarkedEntry.polling_day == poll)
    )
    return {one.elector_id: one.mark for one in session.execute(query)}


def import_marked(  # noqa: PLR0913  what the command and the page let a person choose
    session: Session,
    source: BinaryIO,
    file_name: str,
    *,
    user_id: UUID | None = None,
    now: datetime,
    confirm: bool = False,
    poll: date | None = None,
) -> MarkedIntake:
    """Take a marked register in; it replaces the last one of its districts. The caller commits.

    Nothing else changes: who is on which list stays what tellers and knocks said.

    Raises:
        PollsOpenError: polling day is not over.
        BadPollError: an earlier poll is not earlier.
        BadFileError: nothing of the file can be taken in, and why.
        NeedsConfirmationError: it names far fewer electors than the register has.
    """
    arrival = marked_arrived(session, source, poll, now)
    if arrival.doubts and not confirm:
        raise NeedsConfirmationError(f"{arrival.doubts[0]} If so, confirm the import.")
    return take_marked(session, arrival, file_row(arrival.table, file_name, user_id, now))


def take_marked(session: Session, arrival: MarkedArrival, file: RegisterFile) -> MarkedIntake:
    """Keep what a marked register says. The caller commits."""
    session.add(file)
    session.flush()
    keep_marks(session, arrival, file)
    refused = sorted(arrival.table.refused)
    intake = MarkedIntake(
        file.file_name,
        file.layout,
        file.kind.value,
        arrival.rows + len(refused),
        electors_changed=len(arrival.marks),
        rows_refused=refused,
        unmatched=arrival.unmatched,
        marks=Counter(arrival.marks.values()),
        unnamed=arrival.missing,
    )
    keep_answer(session, file, intake)
    return intake


def closes_at(campaign: Campaign) -> datetime:
    """Give the moment at which the polls of a campaign close on its polling day."""
    return datetime.combine(campaign.polling_day, campaign.polls_close, campaign.time_zone)


def refuse_before_close(campaign: Campaign, now: datetime) -> None:
    """Stop while polling day is not over.

    Raises:
        PollsOpenError: it is not.
    """
    closes = closes_at(campaign)
    if now < closes:
        raise PollsOpenError(closes)


def keep_marks(session: Session, arrival: MarkedArrival, file: RegisterFile) -> None:
    """Keep what a file says of each elector, in the place of the last one of its districts."""
    forget_marks(session, arrival)
    campaign_id = campaign_of(session)
    entries = [
        {
            "campaign_id": campaign_id,
            "id": new_id(),
            "elector_id": elector_id,
            "polling_day": arrival.poll,
            "mark": mark,
            "register_file_id": file.id,
        }
        for elector_id, mark in arrival.marks.items()
    ]
    session.execute(insert(MarkedEntry), entries)


def forget_marks(session: Session, arrival: MarkedArrival) -> None:
    """Forget what was said of a poll before: of the same districts, and of whomever is named now.

    Who is named may have moved between districts since an earlier poll.
    """
    here = (
        select(Elector.id)
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .where(PollingDistrict.code.in_(arrival.codes))
    )
    whom = list(arrival.marks)
    some = (whom[start : start + AT_ONCE] for start in range(0, len(whom), AT_ONCE))
    for theirs in (
        MarkedEntry.elector_id.in_(here),
        *(MarkedEntry.elector_id.in_(ids) for ids in some),
    ):
        entries = delete(MarkedEntry).where(MarkedEntry.polling_day == arrival.poll, theirs)
        session.execute(entries, execution_options={"synchronize_session": False})


def mark_counts(session: Session, file_id: UUID) -> dict[Mark, int]:
    """Count what still stands of one file, mark by mark."""
    query = (
        select(MarkedEntry.mark, func.count())
        .where(MarkedEntry.register_file_id == file_id)
        .group_by(MarkedEntry.mark)
    )
    counts = {mark.value: count for mark, count in session.execute(query)}
    return {mark: counts.get(mark, 0) for mark in Mark}


def poll_of(session: Session, file_id: UUID) -> date | None:
    """Give the day of the poll that a file tells of, while anything of it stands."""
    query = select(MarkedEntry.polling_day).where(MarkedEntry.register_file_id == file_id)
    return session.scalar(query.limit(1))
