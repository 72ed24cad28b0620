"""Electors as the council's register gives them, with what we believe of each beside it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.store.base import Scoped, SortKey, points_to


class RegisterKind(StrEnum):
    """What a council's file is."""

    ABSENT = "absent"
    FULL = "full"
    MARKED = "marked"
    UPDATE = "update"


class RegisterFile(Scoped):
    """One file that was taken in: what, when, by whom, and every row it could not take.

    `counts` is the answer of `canvass register import --json`, without the rows; `refused` and
    `unmatched` are lists of `{"line", "reason", …}` and hold no names. `reach` tells which polling
    districts it is about and which districts and streets it brought; without it no undoing.
    """

    __tablename__ = "register_file"
    __table_args__ = (UniqueConstraint("campaign_id", "sha256"),)

    kind: Mapped[RegisterKind]
    layout: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    refused: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    unmatched: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    imported_at: Mapped[datetime]
    reach: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


class Elector(Scoped):
    """A person on the register.

    Four groups of columns: what the register says; where the person lives, copied here from the
    household so that a ward's list reads only the rows it returns; the standing, derived from
    contacts; and what polling day adds. The last three are written by one function each.
    """

    __tablename__ = "elector"

    polling_district_id: Mapped[UUID]
    household_id: Mapped[UUID | None]
    roll_number: Mapped[str] = mapped_column(String(20))
    roll_suffix: Mapped[str] = mapped_column(String(10), default="")
    name: Mapped[str] = mapped_column(String(200))
    surname: Mapped[str] = mapped_column(String(100))
    forenames: Mapped[str] = mapped_column(String(100))
    markers: Mapped[str] = mapped_column(String(20), default="")
    attains_on: Mapped[date | None]
    has_franchise: Mapped[bool] = mapped_column(default=True)
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    on_register: Mapped[bool] = mapped_column(default=True)
    register_file_id: Mapped[UUID | None]

    ward_id: Mapped[UUID | None]
    street_id: Mapped[UUID | None]
    door_order: Mapped[str] = mapped_column(SortKey, default="")

    strength: Mapped[int | None]
    intention: Mapped[str | None] = mapped_column(String(20))
    party: Mapped[str | None] = mapped_column(String(40))
    last_outcome: Mapped[str | None] = mapped_column(String(20))
    last_contact_at: Mapped[datetime | None]
    spoken_at: Mapped[datetime | None]
    is_promise: Mapped[bool] = mapped_column(default=False)
    do_not_contact: Mapped[bool] = mapped_column(default=False)
    has_objected: Mapped[bool] = mapped_column(default=False)
    has_moved: Mapped[bool] = mapped_column(default=False)
    has_died: Mapped[bool] = mapped_column(default=False)
    wants_lift: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None] = mapped_column(String(40))

    votes_by_post: Mapped[bool] = mapped_column(default=False)
    has_voted: Mapped[bool] = mapped_column(default=False)
    is_let_be: Mapped[bool] = mapped_column(default=False)
    has_posted: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        points_to("polling_district", "polling_district_id"),
        points_to("household", "household_id"),
        points_to("register_file", "register_file_id"),
        Index(
            "uq_elector_roll",
            "campaign_id",
            "polling_district_id",
            "roll_number",
            "roll_suffix",
            unique=True,
            sqlite_where=text("on_register = 1"),
            postgresql_where=text("on_register"),
        ),
        Index("ix_elector_household", "campaign_id", "household_id"),
        Index("ix_elector_ward", "campaign_id", "ward_id", "on_register", "spoken_at"),
        Index(
            "ix_elector_knockup",
            "campaign_id",
            "ward_id",
            "street_id",
            "door_order",
            sqlite_where=text("is_promise = 1 and on_register = 1 and has_voted = 0"),
            postgresql_where=text("is_promise and on_register and not has_voted"),
        ),
    )


class AbsentVote(Scoped):
    """An elector who votes by post, by proxy, or by postal proxy. `until` is open when unknown."""

    __tablename__ = "absent_vote"
    __table_args__ = (
        UniqueConstraint("campaign_id", "elector_id"),
        points_to("elector", "elector_id"),
        points_to("register_file", "register_file_id"),
    )

    elector_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    register_file_id: Mapped[UUID]


def register_files(session: Session) -> list[RegisterFile]:
    """List the files that were taken in, newest first."""
    return list(session.scalars(select(RegisterFile).order_by(RegisterFile.imported_at.desc())))
