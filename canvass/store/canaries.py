"""Which invented elector went out in which list, with whom and when; and whose list a file is."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.canary import invented_name
from canvass.core.ending import NameFinder
from canvass.store.accounts import User
from canvass.store.base import Scoped, points_to
from canvass.store.places import Ward
from canvass.store.register import Elector

SAME_FOR = timedelta(days=1)
AT_ONCE = 100


class Canary(Scoped):
    """One invented elector: in which list, of which ward, taken by whom and when.

    It is nobody, so it is kept when the campaign's data is destroyed.
    """

    __tablename__ = "canary"
    __table_args__ = (UniqueConstraint("campaign_id", "name"), points_to("ward", "ward_id"))

    name: Mapped[str] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(String(60))
    ward_id: Mapped[UUID | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class Traced(NamedTuple):
    """A list that a leaked file came from."""

    what: str
    ward: str
    by: str
    at: datetime


def free_names(session: Session, chance: Random, most: int = AT_ONCE) -> set[str]:
    """Make names that nobody on the register has, and no canary before.

    However many they are, the register is looked through once for all.
    """
    made = {invented_name(chance, ()) for _ in range(most)}
    taken = session.scalars(select(Elector.name).where(Elector.name.in_(made)))
    return made - set(taken) - used_names(session, made)


def used_names(session: Session, names: Collection[str]) -> set[str]:
    """Give those of some names that a canary has already."""
    return set(session.scalars(select(Canary.name).where(Canary.name.in_(names))))


def free_name(session: Session, chance: Random, kept: set[str] | None = None) -> str:
    """Take one of the free names that are kept, or make more; none is given twice."""
    kept = set() if kept is None else kept
    while True:
        try:
            name = kept.pop()
        except KeyError:
            kept |= free_names(session, chance)
        else:
            if not used_names(session, {name}):
                return name


def canary_of(
    session: Session, what: str, ward_id: UUID, user_id: UUID, now: datetime
) -> Canary | None:
    """Give the invented elector of a list that somebody took within a day, if they did."""
    query = select(Canary).where(
        Canary.what == what,
        Canary.ward_id == ward_id,
        Canary.user_id == user_id,
        Canary.at > now - SAME_FOR,
    )
    return session.scalar(query.order_by(Canary.at.desc()).limit(1))


def trace(session: Session, pieces: Iterable[bytes]) -> list[Traced]:
    """Say which lists some text came from, latest first, capitals aside.

    Args:
        session: the campaign's.
        pieces: the text in UTF-8, piece by piece.
    """
    query = (
        select(Canary, User.name, Ward.name)
        .outerjoin(User, User.id == Canary.user_id)
        .outerjoin(Ward, Ward.id == Canary.ward_id)
        .order_by(Canary.at.desc())
    )
    rows = session.execute(query).all()
    finder = NameFinder(canary.name.casefold() for canary, _, _ in rows)
    lowered = (piece.decode(errors="replace").casefold().encode() for piece in pieces)
    found = finder.found_in_all(lowered)
    return [
        Traced(canary.what, ward or "", by or "", canary.at)
        for canary, by, ward in rows
        if canary.name.casefold() in found
    ]
