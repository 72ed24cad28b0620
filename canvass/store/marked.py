"""Taking the marked register in: who voted, as the council says after the poll."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import UniqueConstraint, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session

from canvass.core.closing import PollsOpenError
from canvass.core.council_file import BadFileError, ends_with_a_line
from canvass.core.council_table import read_table
from canvass.core.layouts import Kind
from canvass.core.marked import Mark, Marking, read_markings
from canvass.core.register import Roll
from canvass.store.absentees import OnRoll, electors_of
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
from canvass.store.places import PollingDistrict
from canvass.store.register import Elector, RegisterFile


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


def import_marked(  # noqa: PLR0913  what the command and the page let a person choose
    session: Session,
    source: BinaryIO,
    file_name: str,
    *,
    user_id: UUID | None = None,
    now: datetime,
    confirm: bool = False,
) -> MarkedIntake:
    """Take a marked register in; it replaces the last one of its districts. The caller commits.

    Nothing else changes: who is on which list stays what tellers and knocks said.

    Raises:
        PollsOpenError: polling day is not over.
        BadFileError: nothing of the file can be taken in, and why.
        NeedsConfirmationError: it names far fewer electors than the register has.
    """
    campaign = the_campaign(session)
    refuse_before_close(campaign, now)
    table = read_table(source, Kind.MARKED)
    refuse_repeat(session, table.sha256, campaign)
    rows = read_markings(table, is_ended=ends_with_a_line(source))
    marks, unmatched, unnamed = compared(session, rows, confirm=confirm)
    file = file_row(table, file_name, user_id, now)
    session.add(file)
    session.flush()
    keep_marks(session, marks, rows, file)
    counts = Counter(marks.values())
    told = (file.file_name, file.layout, file.kind.value, len(rows) + len(table.refused))
    intake = MarkedIntake(*told, electors_changed=len(marks), marks=counts, unnamed=unnamed)
    intake = replace(intake, rows_refused=sorted(table.refused), unmatched=unmatched)
    keep_answer(session, file, intake)
    return intake


def compared(
    session: Session, rows: Sequence[Marking], *, confirm: bool
) -> tuple[dict[UUID, Mark], list[Unmatched], int]:
    """Find whom the rows name: marks by elector, rows that name nobody, electors not named.

    Raises:
        BadFileError: nobody is named.
        NeedsConfirmationError: many electors are not.
    """
    roll = electors_of(session, {row.roll.district for row in rows})
    marks, unmatched = matched(rows, roll)
    refuse_strangers(marks)
    missing = {one for one in roll if roll[one].id not in marks}
    if not confirm:
        refuse_many_missing(missing, roll)
    return marks, unmatched, len(missing)


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


def refuse_strangers(marks: dict[UUID, Mark]) -> None:
    """Stop at a file that names nobody we know: it would only wipe out the last one.

    Raises:
        BadFileError: it does.
    """
    if not marks:
        raise BadFileError(
            "Nobody in this file is on the register under the same number, so the last one stays. "
            "Is it the marked register of this election?"
        )


def refuse_many_missing(missing: set[Roll], roll: dict[Roll, OnRoll]) -> None:
    """Stop at a file that leaves out many electors of one of its districts.

    Raises:
        NeedsConfirmationError: it leaves out more than a fifth, and more than 20.
    """
    sizes = Counter(one.district for one in roll)
    for code, count in sorted(Counter(one.district for one in missing).items()):
        if count > FEW and count * SHARE > sizes[code]:
            raise NeedsConfirmationError(
                f"This file leaves out {count:,} of {sizes[code]:,} electors of {code}. "
                "Is it whole? If so, confirm the import."
            )


def matched(
    rows: Sequence[Marking], roll: dict[Roll, OnRoll]
) -> tuple[dict[UUID, Mark], list[Unmatched]]:
    """Find whom each row names: the mark by elector, and the rows that name nobody."""
    marks: dict[UUID, Mark] = {}
    unmatched = []
    for row in rows:
        found = roll.get(row.roll)
        if found is None:
            reason = "Nobody on the register has this number."
        elif row.surname.casefold() not in found.surname.casefold():
            reason = "Somebody of another name has this number: is it the same register?"
        else:
            marks[found.id] = row.mark
            continue
        unmatched.append(Unmatched(row.line, str(row.roll), reason))
    return marks, unmatched


def keep_marks(
    session: Session, marks: dict[UUID, Mark], rows: Sequence[Marking], file: RegisterFile
) -> None:
    """Keep what a file says of each elector, in the place of the last one of its districts."""
    polling_day = the_campaign(session).polling_day
    forget_marks(session, {row.roll.district for row in rows}, polling_day)
    campaign_id = campaign_of(session)
    entries = [
        {
            "campaign_id": campaign_id,
            "id": new_id(),
            "elector_id": elector_id,
            "polling_day": polling_day,
            "mark": mark,
            "register_file_id": file.id,
        }
        for elector_id, mark in marks.items()
    ]
    session.execute(insert(MarkedEntry), entries)


def forget_marks(session: Session, codes: set[str], polling_day: date) -> None:
    """Forget the last marked register of some districts."""
    here = (
        select(Elector.id)
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .where(PollingDistrict.code.in_(codes))
    )
    entries = delete(MarkedEntry).where(
        MarkedEntry.polling_day == polling_day, MarkedEntry.elector_id.in_(here)
    )
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
