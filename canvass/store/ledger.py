"""The ledger of sheets: every printed sheet, its lines, who has it, and what became of it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.access import Member
from canvass.core.errors import NotFoundError
from canvass.core.knocks import RoundKind
from canvass.store.base import Scoped, campaign_of, new_id, points_to
from canvass.store.places import Ward
from canvass.store.register import Elector


class Fate(StrEnum):
    """How a sheet ended."""

    BACK = "back"
    DESTROYED = "destroyed"


class Sheet(Scoped):
    """One printed sheet: for which ward and round, as at which telling, who has it until when.

    `title` names its streets; `reason` says why it goes out when it does; `holder` is the name of
    whoever took it.
    """

    __tablename__ = "sheet"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        points_to("ward", "ward_id"),
        points_to("knockup_round", "round_id"),
        Index("ix_sheet_round", "campaign_id", "round_id"),
    )

    number: Mapped[int]
    ward_id: Mapped[UUID]
    round_id: Mapped[UUID | None]
    kind: Mapped[RoundKind] = mapped_column(default=RoundKind.KNOCKUP)
    title: Mapped[str] = mapped_column(String(200), default="")
    district: Mapped[str] = mapped_column(String(12), default="")
    reason: Mapped[str] = mapped_column(String(160), default="")
    doors: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    holder: Mapped[str] = mapped_column(String(80), default="")
    taken_at: Mapped[datetime | None]
    fate: Mapped[Fate | None]
    ended_at: Mapped[datetime | None]

    @property
    def is_out(self) -> bool:
        """Whether somebody took it and it has not come back."""
        return self.taken_at is not None and self.ended_at is None


class SheetLine(Scoped):
    """One line of a sheet: whose it is, on which page, and when it was first struck by another.

    Kept as it was printed, so that paper can be read back after the register has moved on.
    """

    __tablename__ = "sheet_line"
    __table_args__ = (
        UniqueConstraint("campaign_id", "sheet_id", "line"),
        points_to("sheet", "sheet_id"),
        points_to("elector", "elector_id"),
        Index("ix_sheet_line_elector", "campaign_id", "elector_id"),
    )

    sheet_id: Mapped[UUID]
    line: Mapped[int]
    page: Mapped[int]
    elector_id: Mapped[UUID]
    struck_at: Mapped[datetime | None]


class Planned(NamedTuple):
    """A sheet about to be printed: what its head says, and whose each line is, with its page."""

    title: str
    district: str
    reason: str
    doors: int
    pages: int
    lines: tuple[tuple[int, int, UUID], ...]


class SheetRow(NamedTuple):
    """A sheet as the ledger shows it, with its lines, and how many have a result."""

    sheet: Sheet
    ward: str
    lines: int
    results: int


def enter_sheets(session: Session, like: Sheet, planned: Sequence[Planned]) -> list[Sheet]:
    """Enter sheets in the ledger, numbered on from the last one; all else as in `like`."""
    first = (session.scalar(select(func.max(Sheet.number))) or 0) + 1
    sheets = [
        Sheet(
            number=number,
            ward_id=like.ward_id,
            round_id=like.round_id,
            kind=like.kind or RoundKind.KNOCKUP,
            user_id=like.user_id,
            made_at=like.made_at,
            told_at=like.told_at,
            title=plan.title[:200],
            district=plan.district,
            reason=plan.reason,
            doors=plan.doors,
            pages=plan.pages,
        )
        for number, plan in enumerate(planned, first)
    ]
    session.add_all(sheets)
    session.flush()
    campaign_id = campaign_of(session)
    lines = [
        {
            "campaign_id": campaign_id,
            "id": new_id(),
            "sheet_id": sheet.id,
            "line": line,
            "page": page,
            "elector_id": elector_id,
        }
        for sheet, plan in zip(sheets, planned, strict=True)
        for line, page, elector_id in plan.lines
    ]
    if lines:
        session.execute(insert(SheetLine), lines)
    return sheets


def sheet_numbered(session: Session, member: Member, number: int) -> Sheet:
    """Find a sheet by its number, in a ward the member works in.

    Raises:
        NotFoundError: there is none.
    """
    sheet = session.scalar(select(Sheet).where(Sheet.number == number))
    if sheet is None or not member.sees(sheet.ward_id):
        raise NotFoundError("There is no such sheet here.")
    return sheet


def sheets_of(session: Session, round_id: UUID) -> list[Sheet]:
    """List the sheets of a round, in the order in which they go out."""
    return list(
        session.scalars(select(Sheet).where(Sheet.round_id == round_id).order_by(Sheet.number))
    )


def sheets_for(
    session: Session, member: Member, *, only_out: bool = False
) -> list[tuple[Sheet, str]]:
    """List the sheets of a member's wards, newest first; or only those that somebody has."""
    query = select(Sheet, Ward.name).join(Ward, Ward.id == Sheet.ward_id)
    if only_out:
        query = query.where(Sheet.taken_at.is_not(None), Sheet.ended_at.is_(None))
    rows = session.execute(query.order_by(Sheet.number.desc()))
    return [(sheet, ward) for sheet, ward in rows if member.sees(sheet.ward_id)]


def lines_of(session: Session, sheet: Sheet) -> list[tuple[SheetLine, Elector]]:
    """List the lines of a sheet as printed, with whose they are."""
    query = (
        select(SheetLine, Elector)
        .join(Elector, Elector.id == SheetLine.elector_id)
        .where(SheetLine.sheet_id == sheet.id)
        .order_by(SheetLine.line)
    )
    return [(line, elector) for line, elector in session.execute(query)]


def line_counts(session: Session, sheet_ids: Collection[UUID]) -> dict[UUID, int]:
    """Count the lines printed on each sheet."""
    query = (
        select(SheetLine.sheet_id, func.count())
        .where(SheetLine.sheet_id.in_(sheet_ids))
        .group_by(SheetLine.sheet_id)
    )
    rows: Iterable[tuple[UUID, int]] = session.execute(query).all()
    return dict.fromkeys(sheet_ids, 0) | dict(rows)


def hand_out(sheet: Sheet, holder: str, now: datetime) -> None:
    """Note who took a sheet; whoever had it before has it no more."""
    sheet.holder, sheet.taken_at = holder, now
    sheet.fate = sheet.ended_at = None


def end_sheet(sheet: Sheet, fate: Fate, now: datetime) -> None:
    """Note that a sheet came back, or was destroyed."""
    sheet.fate, sheet.ended_at = fate, now
