"""Rounds: a list frozen for an area, the sheets made of it, and what has to be struck from them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.access import Member
from canvass.core.errors import NotFoundError
from canvass.core.knocks import RoundKind
from canvass.core.knockup import Door
from canvass.core.rounds import Struck
from canvass.store.accounts import the_campaign
from canvass.store.base import Scoped, campaign_of, points_to
from canvass.store.knocks import Knock
from canvass.store.knockup import WHO
from canvass.store.ledger import Sheet, SheetLine
from canvass.store.places import Ward
from canvass.store.register import Elector


class KnockupRound(Scoped):
    """One pass over the promises of a ward, or of one polling district: the list as it was then.

    `hold_out` is the share of households, in a hundred, that were drawn not to be called on.
    """

    __tablename__ = "knockup_round"
    __table_args__ = (
        UniqueConstraint("campaign_id", "ward_id", "polling_day", "kind", "number"),
        points_to("ward", "ward_id"),
        points_to("polling_district", "polling_district_id"),
    )

    ward_id: Mapped[UUID]
    polling_district_id: Mapped[UUID | None]
    kind: Mapped[RoundKind]
    number: Mapped[int]
    polling_day: Mapped[date]
    hold_out: Mapped[int] = mapped_column(default=0)
    started_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    started_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


class HeldOut(Scoped):
    """A promise who is not called on in this election, drawn by chance in one of its rounds."""

    __tablename__ = "held_out"
    __table_args__ = (
        UniqueConstraint("campaign_id", "elector_id", "polling_day"),
        points_to("knockup_round", "round_id"),
        points_to("household", "household_id"),
        points_to("elector", "elector_id"),
        Index("ix_held_out_household", "campaign_id", "household_id"),
    )

    round_id: Mapped[UUID]
    household_id: Mapped[UUID]
    elector_id: Mapped[UUID]
    polling_day: Mapped[date]


class RoundRow(NamedTuple):
    """A round as lists show it."""

    round: KnockupRound
    ward: str
    sheets: int
    out: int
    lines: int
    results: int


def start_round(session: Session, like: KnockupRound) -> KnockupRound:
    """Start the next round of an area; all but its day and its number is as in `like`."""
    like.polling_day = the_campaign(session).telling_day
    last = session.scalar(
        select(func.max(KnockupRound.number)).where(
            KnockupRound.ward_id == like.ward_id,
            KnockupRound.kind == like.kind,
            KnockupRound.polling_day == like.polling_day,
        )
    )
    like.number = (last or 0) + 1
    session.add(like)
    session.flush()
    return like


def hold_out(session: Session, started: KnockupRound, doors: Sequence[Door]) -> None:
    """Note whom a round holds out."""
    session.add_all(
        HeldOut(
            round_id=started.id,
            household_id=door.household,
            elector_id=promise.elector,
            polling_day=started.polling_day,
        )
        for door in doors
        for promise in door.promises
    )


def homes_held_out(session: Session) -> set[UUID]:
    """Give the households that are not called on in this election."""
    day = the_campaign(session).telling_day
    return set(session.scalars(select(HeldOut.household_id).where(HeldOut.polling_day == day)))


def round_for(session: Session, member: Member, round_id: UUID) -> KnockupRound:
    """Find a round in a ward the member works in.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(KnockupRound, (campaign_of(session), round_id))
    if found is None or not member.sees(found.ward_id):
        raise NotFoundError
    return found


def rounds_for(session: Session, member: Member) -> list[RoundRow]:
    """List the rounds of the day in a member's wards, newest first."""
    sheets = select(
        Sheet.round_id,
        func.count(Sheet.id).label("sheets"),
        func.count(Sheet.id).filter(Sheet.taken_at.is_not(None), Sheet.ended_at.is_(None)),
    ).group_by(Sheet.round_id)
    lines = select(Sheet.round_id, func.count()).join(SheetLine, SheetLine.sheet_id == Sheet.id)
    results = (
        select(Sheet.round_id, func.count(Knock.elector_id.distinct()))
        .join(Knock, Knock.sheet_id == Sheet.id)
        .where(Knock.undone_at.is_(None))
    )
    sheet_counts = {id_: (all_, out) for id_, all_, out in session.execute(sheets)}
    line_counts = dict(session.execute(lines.group_by(Sheet.round_id)).all())
    counts = dict(session.execute(results.group_by(Sheet.round_id)).all())
    query = (
        select(KnockupRound, Ward.name)
        .join(Ward, Ward.id == KnockupRound.ward_id)
        .where(KnockupRound.polling_day == the_campaign(session).telling_day)
        .order_by(KnockupRound.started_at.desc(), KnockupRound.id)
    )
    return [
        RoundRow(
            one,
            ward,
            *sheet_counts.get(one.id, (0, 0)),
            line_counts.get(one.id, 0),
            counts.get(one.id, 0),
        )
        for one, ward in session.execute(query)
        if member.sees(one.ward_id)
    ]


def latest_round(session: Session, member: Member) -> tuple[KnockupRound, str] | None:
    """Give the round of the day that began last in a member's wards, and its ward's name."""
    query = (
        select(KnockupRound, Ward.name)
        .join(Ward, Ward.id == KnockupRound.ward_id)
        .where(KnockupRound.polling_day == the_campaign(session).telling_day)
        .order_by(KnockupRound.started_at.desc(), KnockupRound.id)
    )
    if member.wards is not None:
        query = query.where(KnockupRound.ward_id.in_(member.wards))
    found = session.execute(query.limit(1)).first()
    return (found[0], found[1]) if found else None


def struck_lines(
    session: Session, sheets: Collection[Sheet], *, again: bool = False
) -> list[Struck]:
    """List the lines of sheets to be struck: those of electors who are off the list by now.

    A line that has a result of its own on the sheet is not listed, nor one that an earlier
    difference sheet struck, unless `again`.
    """
    if not sheets:
        return []
    by_id = {sheet.id: sheet for sheet in sheets}
    day = the_campaign(session).polling_day
    query = (
        select(SheetLine, Elector)
        .join(Elector, Elector.id == SheetLine.elector_id)
        .outerjoin(
            Knock,
            (Knock.sheet_id == SheetLine.sheet_id)
            & (Knock.elector_id == SheetLine.elector_id)
            & Knock.undone_at.is_(None),
        )
        .where(SheetLine.sheet_id.in_(by_id), Knock.id.is_(None))
    )
    kinds = {sheet.kind for sheet in sheets}
    still = {
        kind: set(
            session.scalars(
                select(Elector.id)
                .join(SheetLine, SheetLine.elector_id == Elector.id)
                .where(SheetLine.sheet_id.in_(by_id), *WHO[kind](day))
            )
        )
        for kind in kinds
    }
    found = [
        Struck(line.id, by_id[line.sheet_id].number, line.page, line.line, why_off(elector))
        for line, elector in session.execute(query)
        if elector.id not in still[by_id[line.sheet_id].kind] and (again or line.struck_at is None)
    ]
    return sorted(found, key=lambda one: (one.sheet, one.page, one.line))


def why_off(elector: Elector) -> str:
    """Say in a neutral word why an elector is off the list."""
    if elector.has_voted:
        return "voted"
    if elector.has_posted:
        return "posted"
    return "do not call" if elector.is_let_be or elector.do_not_contact else "off the list"


def strike(session: Session, struck: Collection[Struck], now: datetime) -> None:
    """Note that a difference sheet struck these lines."""
    lines = update(SheetLine).where(SheetLine.id.in_([one.line_id for one in struck]))
    session.execute(lines.values(struck_at=now).execution_options(synchronize_session=False))
