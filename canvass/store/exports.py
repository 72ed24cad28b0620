"""Exports of a campaign: asked for by one person, approved by another, there for a day."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.errors import CanvassError, NotFoundError
from canvass.store.base import Scoped, campaign_of
from canvass.store.jobs import ask_for

THERE_FOR = timedelta(hours=24)
EXPORT_WORK = "export"


class ExportKind(StrEnum):
    """What an export holds."""

    ELECTORS = "electors"
    WHOLE = "whole"


KIND_WORDS = {
    ExportKind.WHOLE: "the whole campaign",
    ExportKind.ELECTORS: "electors with what is believed of them",
}
FILE_NAMES = {ExportKind.WHOLE: "campaign.zip", ExportKind.ELECTORS: "electors.csv"}


class ExportState(StrEnum):
    """How an export stands."""

    ASKED = "asked"
    BEING_MADE = "being_made"
    ENDED = "ended"
    THERE = "there"


class CampaignExport(Scoped):
    """One export: who asked for it and why, who approved it, and until when its file is there."""

    __tablename__ = "campaign_export"

    kind: Mapped[ExportKind]
    why: Mapped[str] = mapped_column(String(200))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @property
    def until(self) -> datetime | None:
        """Until when the file is there."""
        return self.approved_at + THERE_FOR if self.approved_at else None

    def state(self, now: datetime) -> ExportState:
        """Tell how it stands now."""
        if self.ended_at or (self.until and self.until <= now):
            return ExportState.ENDED
        if self.approved_at is None:
            is_old = self.asked_at + THERE_FOR * 7 <= now
            return ExportState.ENDED if is_old else ExportState.ASKED
        return ExportState.THERE if self.made_at else ExportState.BEING_MADE


class NotApprovedError(CanvassError):
    """An export cannot be approved by this person, or not now, or not fetched."""


def ask_export(
    session: Session, kind: ExportKind, why: str, by: UUID, now: datetime
) -> CampaignExport:
    """Ask for an export; nothing is made before somebody else approves it."""
    export = CampaignExport(kind=kind, why=why, asked_by=by, asked_at=now)
    session.add(export)
    session.flush()
    return export


def exports(session: Session) -> list[CampaignExport]:
    """List the exports, newest first."""
    return list(session.scalars(select(CampaignExport).order_by(CampaignExport.asked_at.desc())))


def export_called(session: Session, export_id: UUID) -> CampaignExport:
    """Find an export.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(CampaignExport, (campaign_of(session), export_id))
    if found is None:
        raise NotFoundError
    return found


def approve_export(session: Session, export: CampaignExport, by: UUID, now: datetime) -> None:
    """Approve an export, and have it made.

    Raises:
        NotApprovedError: who asked for it cannot, and it must wait still.
    """
    if export.asked_by == by:
        raise NotApprovedError("Somebody else than who asked for it has to approve it.")
    if export.state(now) != ExportState.ASKED:
        raise NotApprovedError("It does not wait for approval any more.")
    export.approved_by, export.approved_at = by, now
    ask_for(session, EXPORT_WORK, {"export": export.id.hex}, by, now)
    session.flush()


def fetch_export(export: CampaignExport, by: UUID, now: datetime) -> None:
    """Let who asked for an export have its file.

    Raises:
        NotApprovedError: somebody else asked for it, or it is not there.
    """
    if export.asked_by != by:
        raise NotApprovedError("Only who asked for it can fetch it.")
    if export.state(now) != ExportState.THERE:
        raise NotApprovedError("Its file is not there: it is kept for 24 hours once approved.")
    export.fetched_at = now


def waiting_exports(session: Session, by: UUID, now: datetime) -> int:
    """Count the exports that wait for somebody else's approval than who asked."""
    query = select(CampaignExport).where(CampaignExport.approved_at.is_(None))
    return sum(
        one.asked_by != by and one.state(now) == ExportState.ASKED for one in session.scalars(query)
    )
