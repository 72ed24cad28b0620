"""Layouts that a campaign told us itself: which column of a file is what, and what codes mean."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.earlier import ANSWERS, Saved
from canvass.core.errors import NotFoundError
from canvass.core.layouts import Layout
from canvass.core.mapping import BadMappingError, Told
from canvass.store.base import Scoped, campaign_of


class OwnLayout(Scoped):
    """One layout under its name, of a register or of a table of answers.

    `told` is what `core/mapping.py` or `core/earlier.py` reads and writes.
    """

    __tablename__ = "own_layout"
    __table_args__ = (UniqueConstraint("campaign_id", "name"),)

    name: Mapped[str] = mapped_column(String(40))
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]

    def as_told(self) -> Told | Saved:
        """Give the layout as it was told."""
        if self.is_of_answers:
            return msgspec.convert(self.told, Saved)
        return msgspec.convert(self.told, Told)

    @property
    def is_of_answers(self) -> bool:
        """Whether it is of a table of answers; else it is of a register."""
        return self.told.get("canvass") == ANSWERS


def own_layouts(session: Session) -> list[OwnLayout]:
    """List the campaign's own layouts by name."""
    return list(session.scalars(select(OwnLayout).order_by(OwnLayout.name)))


def known_layouts(session: Session) -> Sequence[Layout]:
    """Give the campaign's own layouts as files are read by them; the fullest first."""
    every = [own.as_told() for own in own_layouts(session)]
    told = [one for one in every if isinstance(one, Told)]
    told.sort(key=lambda one: -len(one.columns) - len(one.address))
    return [one.layout() for one in told]


def saved_tellings(session: Session) -> list[Saved]:
    """Give what was told of tables of answers, and kept under a name."""
    every = [own.as_told() for own in own_layouts(session)]
    return [one for one in every if isinstance(one, Saved)]


def own_layout(session: Session, layout_id: UUID) -> OwnLayout:
    """Find one of the campaign's own layouts.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(OwnLayout, (campaign_of(session), layout_id))
    if found is None:
        raise NotFoundError
    return found


def keep_layout(session: Session, told: Told | Saved, by: UUID | None, now: datetime) -> OwnLayout:
    """Keep a layout under its name, in the place of the one that had it.

    Raises:
        BadMappingError: one of the other kind has that name.
    """
    own = session.scalar(select(OwnLayout).where(OwnLayout.name == told.name))
    if own is not None and own.is_of_answers != isinstance(told, Saved):
        raise BadMappingError(f"Another kind of layout is called “{told.name}”. Choose a new name.")
    if own is None:
        own = OwnLayout(name=told.name)
        session.add(own)
    own.told, own.made_by, own.made_at = msgspec.to_builtins(told), by, now
    session.flush()
    return own
