"""Breaking the glass: a host reads electors' data for an hour, and the log and the agents know.

The entries of the log are all there is: whoever takes one away is found out by its chain.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import GLASS, Member, Role
from canvass.core.audit import Deed
from canvass.store.accounts import User
from canvass.store.audit import AuditEvent

OPEN_FOR = timedelta(hours=1)
SHOWN_FOR = timedelta(days=7)
"""How long agents see on their first page that the glass was broken."""


class Broken(NamedTuple):
    """One time that a host opened electors' data: who, when, until when, and why."""

    user_id: UUID | None
    name: str
    at: datetime
    until: datetime
    why: str


def broken(session: Session, now: datetime) -> list[Broken]:
    """List when the glass was broken lately, newest first."""
    query = (
        select(AuditEvent, User.name)
        .outerjoin(User, User.id == AuditEvent.user_id)
        .where(
            AuditEvent.deed.in_([Deed.GLASS_BROKEN.value, Deed.GLASS_MENDED.value]),
            AuditEvent.at > now - SHOWN_FOR,
        )
        .order_by(AuditEvent.number)
    )
    found: list[Broken] = []
    for entry, name in session.execute(query):
        if entry.deed == Deed.GLASS_BROKEN:
            until = entry.at + OPEN_FOR
            found.append(Broken(entry.user_id, name or "", entry.at, until, entry.words))
            continue
        found = [
            one._replace(until=min(one.until, entry.at)) if one.user_id == entry.user_id else one
            for one in found
        ]
    return found[::-1]


def open_glass(session: Session, user_id: UUID, now: datetime) -> Broken | None:
    """Give the breaking that is open for a host now, if one is."""
    return next(
        (one for one in broken(session, now) if one.user_id == user_id and one.until > now), None
    )


def with_glass(session: Session, member: Member, now: datetime) -> Member:
    """Give a host what they may read while the glass is broken; everybody else as they are."""
    if member.role is not Role.HOST or open_glass(session, member.user_id, now) is None:
        return member
    return replace(member, for_now=GLASS)
