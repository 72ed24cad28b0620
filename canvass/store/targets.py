"""Targets: how many votes a ward wants, and how many promises that takes."""

import math
from uuid import UUID

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from canvass.store.base import Scoped, points_to


class Target(Scoped):
    """What a ward aims for: votes, and of every 100 promises how many are expected to vote."""

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("campaign_id", "ward_id"), points_to("ward", "ward_id"))

    ward_id: Mapped[UUID]
    votes: Mapped[int]
    turnout: Mapped[int]
    promises_turnout: Mapped[int]

    @property
    def promises(self) -> int:
        """Promises needed, so that enough of them vote."""
        return math.ceil(self.votes * 100 / self.promises_turnout)


def targets(session: Session) -> dict[UUID, Target]:
    """Give each ward's target, by ward id."""
    return {one.ward_id: one for one in session.scalars(select(Target))}


def aim(session: Session, ward_id: UUID, votes: int, turnout: int, promises_turnout: int) -> Target:
    """Set a ward's target."""
    target = session.scalar(select(Target).where(Target.ward_id == ward_id))
    if target is None:
        target = Target(ward_id=ward_id)
        session.add(target)
    target.votes, target.turnout, target.promises_turnout = votes, turnout, promises_turnout
    return target
