"""Boundary sets: how the wards were drawn as of some day, and which of them the maps show."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint, delete, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.boundaries import KnownWard
from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.outlines import Brought
from canvass.store.base import Scoped, campaign_of, points_to
from canvass.store.places import Ward


class BoundarySet(Scoped):
    """The wards' outlines as of a day, with whom to name as their source beside each map.

    A later set leaves the earlier ones; one of a campaign at most is in force.
    """

    __tablename__ = "boundary_set"
    __table_args__ = (
        Index(
            "uq_boundary_set_in_force",
            "campaign_id",
            unique=True,
            sqlite_where=text("is_in_force"),
            postgresql_where=text("is_in_force"),
        ),
    )

    name: Mapped[str] = mapped_column(String(80))
    dated_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(300))
    file_name: Mapped[str] = mapped_column(String(200))
    came_at: Mapped[datetime]
    is_in_force: Mapped[bool] = mapped_column(default=False)


class WardOutline(Scoped):
    """One outline of a set, in degrees as GeoJSON; `drawn` is the lighter one of the maps.

    Without a ward it is an area of the file that might be one, until somebody says.
    """

    __tablename__ = "ward_outline"
    __table_args__ = (
        UniqueConstraint("campaign_id", "boundary_set_id", "ward_id"),
        points_to("boundary_set", "boundary_set_id"),
        points_to("ward", "ward_id"),
    )

    boundary_set_id: Mapped[UUID]
    ward_id: Mapped[UUID | None]
    code: Mapped[str] = mapped_column(String(12), default="")
    name: Mapped[str] = mapped_column(String(120), default="")
    shape: Mapped[str] = mapped_column(Text)
    drawn: Mapped[str] = mapped_column(Text)


class SetFacts(NamedTuple):
    """What is told of a set: its name, as of which day, and its source in the licence's words."""

    name: str
    dated_on: date
    source: str
    file_name: str


class InForceError(CanvassError):
    """A set that the maps show cannot be deleted."""


class NothingAssignedError(CanvassError):
    """A set of which no ward has an outline cannot be shown."""


def known_wards(session: Session) -> list[KnownWard]:
    """List the campaign's wards as a boundary file can know them."""
    query = select(Ward.id, Ward.code, Ward.name).order_by(Ward.name)
    return [KnownWard._make(row) for row in session.execute(query)]


def keep_boundaries(
    session: Session, brought: Brought, facts: SetFacts, now: datetime
) -> BoundarySet:
    """Keep what a boundary file brought as a new set; the first of a campaign is in force."""
    kept = BoundarySet(came_at=now, is_in_force=False, **facts._asdict())
    session.add(kept)
    session.flush()
    session.add_all(
        WardOutline(boundary_set_id=kept.id, **one._asdict()) for one in brought.outlines
    )
    session.flush()
    is_first = set_in_force(session) is None
    if is_first and any(one.ward_id for one in brought.outlines):
        put_in_force(session, kept)
    return kept


def boundary_sets(session: Session) -> list[BoundarySet]:
    """List the sets, the latest day first."""
    query = select(BoundarySet).order_by(BoundarySet.dated_on.desc(), BoundarySet.came_at.desc())
    return list(session.scalars(query))


def boundary_set(session: Session, set_id: UUID) -> BoundarySet:
    """Find a set.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(BoundarySet, (campaign_of(session), set_id))
    if found is None:
        raise NotFoundError
    return found


def set_in_force(session: Session) -> BoundarySet | None:
    """Give the set that the maps show, if there is one."""
    return session.scalar(select(BoundarySet).where(BoundarySet.is_in_force))


def put_in_force(session: Session, kept: BoundarySet) -> None:
    """Have the maps show this set from now on.

    Raises:
        NothingAssignedError: none of its outlines is a ward's.
    """
    if not any(one.ward_id for one in outlines_of(session, kept)):
        raise NothingAssignedError("No ward has an outline in this set. Say first which is which.")
    session.execute(update(BoundarySet).values(is_in_force=False))
    session.flush()
    kept.is_in_force = True
    session.flush()


def drop_set(session: Session, kept: BoundarySet) -> None:
    """Delete a set that was brought by mistake.

    Raises:
        InForceError: the maps show it.
    """
    if kept.is_in_force:
        raise InForceError("The maps show this set. Have them show another one first.")
    gone = delete(WardOutline).where(WardOutline.boundary_set_id == kept.id)
    session.execute(gone.execution_options(synchronize_session=False))
    session.delete(kept)
    session.flush()


def ward_codes(session: Session) -> dict[str, UUID]:
    """Give the wards by their codes: their own, and those of their outlines in whichever set."""
    drawn = select(WardOutline.code, WardOutline.ward_id).where(
        WardOutline.code != "", WardOutline.ward_id.is_not(None)
    )
    told = select(Ward.code, Ward.id).where(Ward.code != "")
    rows = (row for query in (drawn, told) for row in session.execute(query))
    return {code: ward_id for code, ward_id in rows if ward_id}


def outlines_of(session: Session, kept: BoundarySet) -> list[WardOutline]:
    """List the outlines of a set, by name."""
    query = select(WardOutline).where(WardOutline.boundary_set_id == kept.id)
    return list(session.scalars(query.order_by(WardOutline.name, WardOutline.id)))


def outlines_for(
    session: Session, kept: BoundarySet | None, wards: Sequence[Ward]
) -> dict[UUID, WardOutline]:
    """Give the outlines of some wards in a set, by ward; none without a set."""
    if kept is None:
        return {}
    wanted = {ward.id for ward in wards}
    return {one.ward_id: one for one in outlines_of(session, kept) if one.ward_id in wanted}


def assign_outline(
    session: Session, kept: BoundarySet, ward: Ward, outline_id: UUID | None
) -> None:
    """Say which outline of a set is a ward's; `None` that none is.

    Raises:
        NotFoundError: there is no such outline in this set, or it is another ward's.
    """
    outlines = {one.id: one for one in outlines_of(session, kept)}
    chosen = outlines.get(outline_id) if outline_id else None
    if outline_id and (chosen is None or chosen.ward_id not in (None, ward.id)):
        raise NotFoundError("That outline is another ward’s by now. Look at the list again.")
    for one in outlines.values():
        if one.ward_id == ward.id:
            one.ward_id = None
    session.flush()
    if chosen is not None:
        chosen.ward_id = ward.id
    session.flush()
    if kept.is_in_force and not any(one.ward_id for one in outlines.values()):
        kept.is_in_force = False
