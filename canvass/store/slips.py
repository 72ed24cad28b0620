"""Tellers' slips: numbers written on paper, keyed in the committee room, and keyed again."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.errors import NotFoundError
from canvass.core.telling import RollNumber
from canvass.store.accounts import Campaign
from canvass.store.base import Scoped, campaign_of, points_to
from canvass.store.places import District
from canvass.store.telling import MarkSource, NewMark, TellingMark, keep_marks, renew_voted


class Slip(Scoped):
    """One slip of one district: who took its numbers, from when until when, and who keyed it.

    Its numbers are marks at once; a second keying, by somebody else if it can be, shows where the
    two differ.
    """

    __tablename__ = "slip"
    __table_args__ = (
        points_to("polling_district", "polling_district_id"),
        Index("ix_slip_district", "campaign_id", "polling_district_id"),
    )

    polling_district_id: Mapped[UUID]
    teller: Mapped[str] = mapped_column(String(80), default="")
    polling_day: Mapped[date]
    since: Mapped[datetime]
    until: Mapped[datetime]
    keyed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    keyed_at: Mapped[datetime]
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime | None]


class Difference(NamedTuple):
    """Where two keyings of a slip differ: numbers that only one of them has."""

    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def keep_slip(
    session: Session,
    slip: Slip,
    numbers: Sequence[RollNumber],
    places: dict[UUID, District],
    election: Campaign,
) -> int:
    """Keep a slip and mark its numbers; count those that nobody on the register has."""
    slip.polling_day = election.telling_day
    session.add(slip)
    session.flush()
    return mark_on(session, slip, numbers, places, election)


def mark_on(
    session: Session,
    slip: Slip,
    numbers: Sequence[RollNumber],
    places: dict[UUID, District],
    election: Campaign,
) -> int:
    """Mark numbers of a slip; count those that nobody has."""
    marks = [
        NewMark(one, str(one), MarkSource.SLIP, slip.keyed_by, slip.until, slip_id=slip.id)
        for one in numbers
    ]
    kept = keep_marks(session, places, marks, election)
    return sum(one.elector is None for one in kept)


def slips(session: Session, election: Campaign, most: int = 30) -> list[Slip]:
    """List the slips keyed lately, newest first."""
    today = select(Slip).where(Slip.polling_day == election.telling_day)
    return list(session.scalars(today.order_by(Slip.keyed_at.desc()).limit(most)))


def slip_called(session: Session, slip_id: UUID) -> Slip:
    """Find a slip.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(Slip, (campaign_of(session), slip_id))
    if found is None:
        raise NotFoundError
    return found


def marks_on(session: Session, slip: Slip) -> list[TellingMark]:
    """List the marks of a slip that stand."""
    query = select(TellingMark).where(
        TellingMark.slip_id == slip.id, TellingMark.undone_at.is_(None)
    )
    return list(session.scalars(query))


def difference(session: Session, slip: Slip, again: Sequence[RollNumber]) -> Difference:
    """Compare a second keying of a slip with what stands of the first."""
    first = {mark.typed for mark in marks_on(session, slip)}
    second = {str(number) for number in again}
    return Difference(tuple(sorted(first - second)), tuple(sorted(second - first)))


def settle(
    session: Session,
    slip: Slip,
    numbers: Sequence[RollNumber],
    places: dict[UUID, District],
    election: Campaign,
) -> None:
    """Make a slip hold exactly these numbers: others are taken back, missing ones marked."""
    wanted = {str(number): number for number in numbers}
    standing = marks_on(session, slip)
    for mark in standing:
        if mark.typed not in wanted:
            mark.undone_at = slip.checked_at
    session.flush()
    renew_voted(session, [mark.elector_id for mark in standing if mark.elector_id is not None])
    known = {mark.typed for mark in standing}
    missing = [number for written, number in wanted.items() if written not in known]
    mark_on(session, slip, missing, places, election)
