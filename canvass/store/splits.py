"""The rules by which an issue is split; one taken back is kept, and no longer stands."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.splits import Counting, Split
from canvass.store.base import Scoped, points_to
from canvass.store.issues import counting_as


class IssueSplit(Scoped):
    """One rule: what is told of an issue with certain words or in a place counts as another."""

    __tablename__ = "issue_split"
    __table_args__ = (
        points_to("issue", "issue_id"),
        points_to("issue", "into_id"),
        points_to("ward", "ward_id"),
        points_to("polling_district", "polling_district_id"),
    )

    issue_id: Mapped[UUID]
    into_id: Mapped[UUID]
    words: Mapped[str] = mapped_column(Text, default="")
    ward_id: Mapped[UUID | None]
    polling_district_id: Mapped[UUID | None]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))

    def rule(self) -> Split:
        """Give the rule itself."""
        place = (self.ward_id, self.polling_district_id)
        return Split(self.id, self.issue_id, self.into_id, self.words, *place)


def standing_splits(session: Session) -> list[IssueSplit]:
    """List the rules that stand, the oldest first."""
    query = select(IssueSplit).where(IssueSplit.undone_at.is_(None))
    return list(session.scalars(query.order_by(IssueSplit.made_at, IssueSplit.id)))


def counting(session: Session, added: Iterable[Split] = ()) -> Counting:
    """Give as which issue each mention counts now, or would with more rules."""
    rules = [one.rule() for one in standing_splits(session)]
    return Counting(counting_as(session), [*rules, *added])
