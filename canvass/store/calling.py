"""Telephone sessions: walks of the homes that people gave us leave to ring, with their numbers."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from canvass.core.doorstep import Channel
from canvass.core.sources import Source
from canvass.store.contacts import Consent, Contact
from canvass.store.places import Household, PollingDistrict, Street, Ward
from canvass.store.register import Elector
from canvass.store.walks import EmptyWalkError, Walk, WalkDoor, make_walk, met_at_the_door


class Number(NamedTuple):
    """A number to ring somebody at, locked."""

    name: str
    locked: str


def to_ring(session: Session, ward_id: UUID) -> dict[tuple[UUID, str], int]:
    """Count the homes of a ward that may be rung, by side of a street."""
    query = (
        select(Street.id, Household.side, func.count())
        .join(PollingDistrict, PollingDistrict.id == Street.polling_district_id)
        .join(Household, Household.street_id == Street.id)
        .where(PollingDistrict.ward_id == ward_id, Household.id.in_(homes_to_ring()))
        .group_by(Street.id, Household.side)
    )
    return {(street, side): count for street, side, count in session.execute(query)}


def make_calls(
    session: Session, ward: Ward, chosen: Sequence[tuple[UUID, str]], now: datetime
) -> Walk:
    """Make a telephone session of the homes on sides of streets that may be rung.

    Raises:
        EmptyWalkError: nothing was chosen, or nobody there gave a number.
    """
    try:
        walk = make_walk(session, ward, chosen, now, homes_to_ring())
    except EmptyWalkError as error:
        raise EmptyWalkError("Choose streets where somebody gave a telephone number.") from error
    walk.source, walk.name = Source.TELEPHONE, f"By telephone: {walk.name}"
    return walk


def homes_to_ring() -> Select[UUID | None]:
    """Choose the homes in which somebody gave a number, and still may be rung."""
    return (
        select(Elector.household_id)
        .join(Contact, Contact.elector_id == Elector.id)
        .join(Consent, Consent.contact_id == Contact.id)
        .where(
            Consent.channel == Channel.PHONE,
            ~Contact.is_retracted,
            Elector.household_id.is_not(None),
            ~Elector.do_not_contact,
            ~Elector.has_moved,
            *met_at_the_door(),
        )
    )


def numbers_on(session: Session, walk: Walk) -> dict[UUID, list[Number]]:
    """Give, for each home of a telephone session, the number each elector gave last.

    Of a walk at doors there are none: nobody needs them there.
    """
    if walk.source != Source.TELEPHONE:
        return {}
    query = (
        homes_to_ring()
        .add_columns(Elector.id, Elector.name, Consent.locked)
        .join(WalkDoor, WalkDoor.household_id == Elector.household_id)
        .where(WalkDoor.walk_id == walk.id)
        .order_by(WalkDoor.position, Elector.roll_number, Contact.spoken_at, Contact.id)
    )
    latest = {who: (home, name, locked) for home, who, name, locked in session.execute(query)}
    found: dict[UUID, list[Number]] = defaultdict(list)
    for home, name, locked in latest.values():
        found[home].append(Number(name, locked))
    return found
