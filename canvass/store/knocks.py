"""Knocks: what calls on promised supporters came to. Facts, of which one stands a line."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.knocks import Result, is_let_be, says_posted
from canvass.store.accounts import the_campaign
from canvass.store.base import Scoped, keep_new, new_id, points_to
from canvass.store.ledger import SheetLine
from canvass.store.lifts import ask_lift
from canvass.store.places import districts
from canvass.store.register import Elector
from canvass.store.telling import (
    MarkSource,
    NewMark,
    TellingMark,
    keep_mark,
    renew_voted,
    roll_of,
)
from canvass.store.walks import Walk


class Knock(Scoped):
    """What one call on one elector came to: typed back from a sheet, or told by a phone.

    Never edited: what was wrong is undone, and told anew. "Voted already" is a mark as well, of
    the same id.
    """

    __tablename__ = "knock"
    __table_args__ = (
        points_to("elector", "elector_id"),
        points_to("sheet", "sheet_id"),
        points_to("contact", "contact_id"),
        Index("ix_knock_contact", "campaign_id", "contact_id"),
        Index("ix_knock_elector", "campaign_id", "elector_id"),
        Index("ix_knock_sheet", "campaign_id", "sheet_id"),
        Index("ix_knock_called", "campaign_id", "polling_day", "called_at"),
    )

    elector_id: Mapped[UUID]
    sheet_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    result: Mapped[Result]
    polling_day: Mapped[date]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    called_at: Mapped[datetime]
    received_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class NewKnock(NamedTuple):
    """A result to keep: of whom, on which sheet, told by whom and when."""

    elector_id: UUID
    result: Result
    user_id: UUID | None
    called_at: datetime
    sheet_id: UUID | None = None
    id: UUID | None = None
    contact_id: UUID | None = None


class CalledOn(NamedTuple):
    """Whom a walk of a round calls on: the electors of its sheet."""

    sheet_id: UUID
    electors: frozenset[UUID]


class OffTheList(NamedTuple):
    """Who of a sheet need not be called on any more, and the doors where nobody need."""

    electors: frozenset[UUID]
    doors: frozenset[UUID]


def keep_knock(session: Session, knock: NewKnock, now: datetime) -> bool:
    """Keep what a call came to and all that follows from it; tell whether it was new."""
    campaign = the_campaign(session)
    elector = session.scalars(select(Elector).where(Elector.id == knock.elector_id)).one()
    if elector.has_objected:
        return False
    id_ = knock.id or new_id()
    values: dict[str, object] = {
        "id": id_,
        "elector_id": elector.id,
        "sheet_id": knock.sheet_id,
        "contact_id": knock.contact_id,
        "result": knock.result,
        "polling_day": campaign.telling_day,
        "user_id": knock.user_id,
        "called_at": knock.called_at,
        "received_at": now,
    }
    if not keep_new(session, Knock, values):
        return False
    if knock.result is Result.VOTED:
        mark_at_door(session, elector, id_, knock)
    if knock.result is Result.LIFT:
        ask_lift(session, elector, knock.user_id, knock.called_at)
    renew_called(session, [elector.id])
    return True


def mark_at_door(session: Session, elector: Elector, id_: UUID, knock: NewKnock) -> None:
    """Mark an elector as voted who said so at the door."""
    places = districts(session)
    number = roll_of(elector, places)
    mark = NewMark(number, str(number), MarkSource.DOOR, knock.user_id, knock.called_at, id_)
    keep_mark(session, places, mark, the_campaign(session))


def called_on(session: Session, walk_ids: Collection[UUID]) -> dict[UUID, CalledOn]:
    """Give whom walks call on, of those that were made of a round's sheet."""
    query = (
        select(Walk.id, Walk.sheet_id, SheetLine.elector_id)
        .join(SheetLine, SheetLine.sheet_id == Walk.sheet_id)
        .where(Walk.id.in_(walk_ids))
    )
    electors: dict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
    for walk_id, sheet_id, elector_id in session.execute(query):
        if sheet_id is not None:
            electors[walk_id, sheet_id].add(elector_id)
    return {
        walk_id: CalledOn(sheet_id, frozenset(theirs))
        for (walk_id, sheet_id), theirs in electors.items()
    }


def off_the_list(session: Session, sheet_id: UUID) -> OffTheList:
    """Give who of a sheet's electors has voted or is left alone, and doors with nobody else."""
    query = (
        select(Elector.id, Elector.household_id, Elector.has_voted | Elector.is_let_be)
        .join(SheetLine, SheetLine.elector_id == Elector.id)
        .where(SheetLine.sheet_id == sheet_id)
    )
    rows = session.execute(query).all()
    waiting = {home for _, home, is_off in rows if not is_off}
    return OffTheList(
        frozenset(elector for elector, _, is_off in rows if is_off),
        frozenset(home for _, home, is_off in rows if is_off and home and home not in waiting),
    )


def undo_of_contact(session: Session, contact_id: UUID, now: datetime) -> None:
    """Take back the results that came with a contact."""
    ids = session.scalars(select(Knock.id).where(Knock.contact_id == contact_id)).all()
    if ids:
        undo_knocks(session, ids, now)


def undo_knocks(session: Session, ids: Collection[UUID], now: datetime) -> None:
    """Take results back, with the marks that came of them."""
    knocks = list(
        session.scalars(select(Knock).where(Knock.id.in_(ids), Knock.undone_at.is_(None)))
    )
    for knock in knocks:
        knock.undone_at = now
    marks = update(TellingMark).where(
        TellingMark.id.in_([knock.id for knock in knocks]), TellingMark.undone_at.is_(None)
    )
    session.execute(marks.values(undone_at=now).execution_options(synchronize_session="fetch"))
    session.flush()
    electors = {knock.elector_id for knock in knocks}
    renew_called(session, electors)
    renew_voted(session, electors)


def knocks_on_sheet(session: Session, sheet_id: UUID) -> dict[UUID, Knock]:
    """Give the latest result that stands on a sheet, by elector."""
    query = (
        select(Knock)
        .where(Knock.sheet_id == sheet_id, Knock.undone_at.is_(None))
        .order_by(Knock.called_at, Knock.id)
    )
    return {knock.elector_id: knock for knock in session.scalars(query)}


def result_counts(session: Session, sheet_ids: Iterable[UUID]) -> dict[UUID, dict[Result, int]]:
    """Count the results that stand on each sheet."""
    query = (
        select(Knock.sheet_id, Knock.result, func.count(Knock.elector_id.distinct()))
        .where(Knock.sheet_id.in_(list(sheet_ids)), Knock.undone_at.is_(None))
        .group_by(Knock.sheet_id, Knock.result)
    )
    counts: dict[UUID, dict[Result, int]] = defaultdict(dict)
    for sheet_id, result, count in session.execute(query):
        if sheet_id is not None:
            counts[sheet_id][result] = count
    return counts


def renew_called(session: Session, elector_ids: Collection[UUID]) -> None:
    """Derive who is left alone and who says they have posted, from the results that stand.

    The only function that writes these two columns.
    """
    day = the_campaign(session).telling_day
    query = select(Knock.elector_id, Knock.result).where(
        Knock.elector_id.in_(elector_ids), Knock.polling_day == day, Knock.undone_at.is_(None)
    )
    results: dict[UUID, set[Result]] = defaultdict(set)
    for elector_id, result in session.execute(query):
        results[elector_id].add(result)
    for elector in session.scalars(select(Elector).where(Elector.id.in_(elector_ids))):
        elector.is_let_be = is_let_be(results[elector.id])
        elector.has_posted = says_posted(results[elector.id])
    session.flush()


def rebuild_called(session: Session, at_once: int = 500) -> None:
    """Derive it again for every elector."""
    ids = list(session.scalars(select(Elector.id)))
    for start in range(0, len(ids), at_once):
        renew_called(session, ids[start : start + at_once])
