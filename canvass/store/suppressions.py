"""Stop notices: who asked us to stop, kept by person and door, and held against what comes in.

A notice keeps no name, only what a name is compared by; so it outlives every register, and knows
somebody again who comes back under another number.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.names import name_key
from canvass.store.base import Scoped, campaign_of, points_to
from canvass.store.register import Elector


class Suppression(Scoped):
    """One stop notice; `how` says how it came. `digest` is of the name, so that none is kept."""

    __tablename__ = "suppression"
    __table_args__ = (
        points_to("household", "household_id"),
        Index("ix_suppression_household", "campaign_id", "household_id"),
    )

    household_id: Mapped[UUID | None]
    elector_id: Mapped[UUID | None]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    how: Mapped[str] = mapped_column(String(120))
    noted_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    noted_at: Mapped[datetime]


def name_digest(session: Session, name: str) -> bytes:
    """Give what a name is known again by, capitals and signs aside; another in each campaign."""
    return hashlib.sha256(f"{campaign_of(session)} {name_key(name)}".encode()).digest()


def stopped_at(session: Session, homes: Collection[UUID | None]) -> dict[UUID, set[bytes]]:
    """Give the digests of those who asked us to stop, by the door they live behind."""
    query = select(Suppression.household_id, Suppression.digest).where(
        Suppression.household_id.in_(homes)
    )
    found: dict[UUID, set[bytes]] = defaultdict(set)
    if not homes:
        return found
    for home, digest in session.execute(query):
        if home is not None:
            found[home].add(digest)
    return found


def hold_back(session: Session) -> int:
    """Hold back whoever came in by a register and had asked us to stop; count them."""
    noted = select(Suppression.household_id).where(Suppression.household_id.is_not(None))
    homes = {home for home in session.scalars(noted) if home}
    stopped = stopped_at(session, homes)
    fresh = select(Elector).where(Elector.household_id.in_(homes), ~Elector.has_objected)
    count = 0
    for elector in session.scalars(fresh.execution_options(populate_existing=True)):
        home = elector.household_id
        if home is not None and name_digest(session, elector.name) in stopped[home]:
            elector.has_objected = elector.do_not_contact = True
            count += 1
    session.flush()
    return count
