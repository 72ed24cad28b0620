"""Committee rooms: which polling districts each looks after on polling day."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from canvass.core.errors import CanvassError, NotFoundError
from canvass.store.base import campaign_of
from canvass.store.places import CommitteeRoom, PollingDistrict


class RoomError(CanvassError):
    """The room cannot be set up like that."""


def rooms(session: Session) -> list[CommitteeRoom]:
    """List the committee rooms by name."""
    return list(session.scalars(select(CommitteeRoom).order_by(CommitteeRoom.name)))


def room_called(session: Session, room_id: UUID) -> CommitteeRoom:
    """Find a committee room.

    Raises:
        NotFoundError: there is none of that id.
    """
    found = session.get(CommitteeRoom, (campaign_of(session), room_id))
    if found is None:
        raise NotFoundError
    return found


def set_up_room(session: Session, room: CommitteeRoom, codes: Collection[str]) -> CommitteeRoom:
    """Keep a room, and give it these polling districts; one of that name is brought up to date.

    Raises:
        RoomError: there is no polling district of such a code.
    """
    kept = session.scalar(select(CommitteeRoom).where(CommitteeRoom.name == room.name)) or room
    kept.address, kept.phone = room.address, room.phone
    session.add(kept)
    session.flush()
    mine = set(session.scalars(select(PollingDistrict).where(PollingDistrict.code.in_(codes))))
    unknown = sorted(set(codes) - {one.code for one in mine})
    if unknown:
        raise RoomError(f"There is no polling district {', '.join(unknown)}.")
    leave_districts(session, kept)
    for district in mine:
        district.committee_room_id = kept.id
    session.flush()
    return kept


def close_room(session: Session, room: CommitteeRoom) -> None:
    """Close a room; its districts have none until another takes them."""
    leave_districts(session, room)
    session.delete(room)


def leave_districts(session: Session, room: CommitteeRoom) -> None:
    """Take all districts away from a room."""
    theirs = PollingDistrict.committee_room_id == room.id
    session.execute(update(PollingDistrict).where(theirs).values(committee_room_id=None))
