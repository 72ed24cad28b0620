"""Reports as somebody likes to look at them: which ward or issue, of which days, under a name."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.days import Days
from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.sources import Source
from canvass.store.base import Scoped, campaign_of, points_to

MOST = 30


class SavedViewError(CanvassError):
    """A view cannot be saved under that name, or no more of them."""


class SavedView(Scoped):
    """One person's choice of a report. `last_days` stays that whatever today is.

    No ward means all of them; `issue` is an issue's code or a theme as addresses write it, "" where
    the whole report is meant.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        UniqueConstraint("campaign_id", "user_id", "name"),
        points_to("ward", "ward_id"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(80))
    ward_id: Mapped[UUID | None]
    issue: Mapped[str] = mapped_column(String(60), default="")
    last_days: Mapped[int | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    against_first: Mapped[date | None]
    against_last: Mapped[date | None]
    source: Mapped[Source | None]
    against_source: Mapped[Source | None]

    @property
    def days(self) -> Days:
        """The days as they were chosen."""
        return Days(
            last=self.last_days,
            since=self.first_day,
            until=self.last_day,
            against_since=self.against_first,
            against_until=self.against_last,
            source=self.source,
            against_source=self.against_source,
        )

    @days.setter
    def days(self, days: Days) -> None:
        self.last_days, self.first_day, self.last_day = days.last, days.since, days.until
        self.against_first, self.against_last = days.against_since, days.against_until
        self.source, self.against_source = days.source, days.against_source


def views_of(session: Session, user_id: UUID) -> list[SavedView]:
    """List somebody's saved views by name."""
    query = select(SavedView).where(SavedView.user_id == user_id)
    return list(session.scalars(query.order_by(func.lower(SavedView.name), SavedView.id)))


def view_of(session: Session, user_id: UUID, view_id: UUID) -> SavedView:
    """Find one of somebody's own saved views.

    Raises:
        NotFoundError: they have none of that id.
    """
    found = session.get(SavedView, (campaign_of(session), view_id))
    if found is None or found.user_id != user_id:
        raise NotFoundError
    return found


def save_view(session: Session, view: SavedView) -> None:
    """Keep a new view.

    Raises:
        SavedViewError: its owner has one of that name, or has as many as there may be.
    """
    theirs = views_of(session, view.user_id)
    refuse_taken(theirs, view.name)
    if len(theirs) >= MOST:
        raise SavedViewError(f"You have {MOST} saved views. Delete one first.")
    session.add(view)


def rename_view(session: Session, view: SavedView, name: str) -> None:
    """Give a view another name.

    Raises:
        SavedViewError: another one of its owner has it.
    """
    others = [one for one in views_of(session, view.user_id) if one is not view]
    refuse_taken(others, name)
    view.name = name


def refuse_taken(theirs: list[SavedView], name: str) -> None:
    """Refuse a name that one of these has, whatever its capitals.

    Raises:
        SavedViewError: one has.
    """
    if name.casefold() in {one.name.casefold() for one in theirs}:
        raise SavedViewError("You have a view of that name. Choose another name.")
