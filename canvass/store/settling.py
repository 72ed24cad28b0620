"""Settling what hangs on where somebody lives, once a door or a street was mended."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.walk_order import House, number_in, rewalked, side
from canvass.store.base import campaign_of
from canvass.store.befores import ELECTOR, HOUSEHOLD
from canvass.store.comparing import move_with_doors
from canvass.store.contacts import renew_standing
from canvass.store.places import Household, Street
from canvass.store.register import Elector
from canvass.store.suppressions import hold_back

AT_ONCE = 500


def rewalk(session: Session, street: Street) -> None:
    """Put the doors of a street, and who lives behind them, in the order of its mode."""
    for door in session.scalars(select(Household).where(Household.street_id == street.id)):
        door.door_order = rewalked(door.door_order, street.mode)
        door.side = side(House(number=number_in(door.door_order)), street.mode)
    session.flush()
    here = select(HOUSEHOLD.c.id).where(
        HOUSEHOLD.c.campaign_id == campaign_of(session), HOUSEHOLD.c.street_id == street.id
    )
    whom = ELECTOR.c.household_id.in_(here)
    move_with_doors(session.connection(), campaign_of(session), whom)
    session.expire_all()


def refresh(session: Session, doors: Collection[UUID]) -> None:
    """Derive again what hangs on where somebody lives, for all behind these doors."""
    session.flush()
    whom = ELECTOR.c.household_id.in_(doors)
    move_with_doors(session.connection(), campaign_of(session), whom)
    session.expire_all()
    hold_back(session)
    people = list(session.scalars(select(Elector.id).where(Elector.household_id.in_(doors))))
    for start in range(0, len(people), AT_ONCE):
        renew_standing(session, people[start : start + AT_ONCE])
    session.flush()
