"""What people asked for at the door: posters, postal votes, a hand in helping; what was seen to."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Executable,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.access import Member
from canvass.core.doorstep import ASKED_FOR, Channel, Flag
from canvass.core.errors import NotFoundError
from canvass.store.accounts import User
from canvass.store.base import Scoped, campaign_of, new_id, points_to
from canvass.store.contacts import Consent, Contact
from canvass.store.places import Household, PollingDistrict, Street, Ward
from canvass.store.register import Elector


class AskedDone(Scoped):
    """That somebody in the office saw to what was asked for in one contact."""

    __tablename__ = "asked_done"
    __table_args__ = (
        UniqueConstraint("campaign_id", "contact_id", "flag"),
        points_to("contact", "contact_id"),
    )

    contact_id: Mapped[UUID]
    flag: Mapped[Flag] = mapped_column(String(20))
    done_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    done_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for, where they live, and the addresses they gave us, still locked."""

    contact_id: UUID
    name: str
    home: Household
    street: str
    ward: str
    recorded_by: str
    asked_at: datetime
    done_at: datetime | None
    locked: tuple[tuple[Channel, str], ...]


def asks_for(flag: Flag) -> ColumnElement[bool]:
    """Say that a contact which stands asks for something; no code is part of another."""
    return and_(
        Contact.flags != "",  # so that the index of those few is read
        Contact.flags.contains(flag.value),
        ~Contact.is_retracted,
        Contact.household_id.is_not(None),
        or_(Contact.elector_id.is_(None), IS_TO_BE_SERVED),
    )


IS_TO_BE_SERVED = and_(
    Elector.on_register, ~Elector.do_not_contact, ~Elector.has_moved, ~Elector.has_died
)


def asked(session: Session, member: Member, flag: Flag) -> list[Asked]:
    """List who asked for something in a member's wards, street by street; each person's last word.

    Whoever moved, died, left the register or asked not to be contacted is left out.
    """
    rows = session.execute(who_asked(flag))
    latest = {
        (row.elector_id or (row.Household.id, row.name)): row
        for row in rows
        if member.sees(row.Ward.id if row.Ward else None)
    }
    locked = addresses_of(session, [row.id for row in latest.values()])
    return [
        Asked(
            contact_id=row.id,
            name=row.name,
            home=row.Household,
            street=row.street,
            ward=row.Ward.name if row.Ward else "",
            recorded_by=row.recorded_by,
            asked_at=row.spoken_at,
            done_at=row.done_at,
            locked=tuple(locked[row.id]),
        )
        for row in latest.values()
    ]


def who_asked(flag: Flag) -> Executable:
    """Choose all who asked for something, street by street, each person's last word last."""
    return (
        select(
            Contact.id,
            Contact.elector_id,
            func.coalesce(Elector.name, Contact.person).label("name"),
            Household,
            Street.name.label("street"),
            Ward,
            User.name.label("recorded_by"),
            Contact.spoken_at,
            AskedDone.done_at,
        )
        .outerjoin(Elector, Elector.id == Contact.elector_id)
        .join(Household, Household.id == Contact.household_id)
        .join(Street, Street.id == Household.street_id)
        .join(PollingDistrict, PollingDistrict.id == Street.polling_district_id)
        .outerjoin(Ward, Ward.id == PollingDistrict.ward_id)
        .join(User, User.id == Contact.user_id)
        .outerjoin(AskedDone, (AskedDone.contact_id == Contact.id) & (AskedDone.flag == flag))
        .where(asks_for(flag))
        .order_by(Ward.name, Street.name, Household.door_order, Contact.spoken_at, Contact.id)
    )


def addresses_of(
    session: Session, contact_ids: Collection[UUID]
) -> dict[UUID, list[tuple[Channel, str]]]:
    """Give the addresses that came with contacts, locked."""
    found: dict[UUID, list[tuple[Channel, str]]] = defaultdict(list)
    query = select(Consent).where(Consent.contact_id.in_(contact_ids)).order_by(Consent.channel)
    for consent in session.scalars(query):
        found[consent.contact_id].append((consent.channel, consent.locked))
    return found


def open_counts(session: Session, member: Member) -> dict[Flag, int]:
    """Count what is still to be seen to, of each thing that people ask for."""
    counts = {
        flag: sum(one.done_at is None for one in asked(session, member, flag)) for flag in ASKED_FOR
    }
    return {flag: count for flag, count in counts.items() if count}


def see_to(session: Session, member: Member, contact_id: UUID, flag: Flag, now: datetime) -> None:
    """Note that what was asked for is seen to; a second time changes nothing."""
    done = done_row(session, member, contact_id, flag)
    if done is None:
        told = {"contact_id": contact_id, "flag": flag, "done_by": member.user_id}
        session.add(AskedDone(id=new_id(), done_at=now, **told))


def open_again(session: Session, member: Member, contact_id: UUID, flag: Flag) -> None:
    """Take it back that something was seen to."""
    done = done_row(session, member, contact_id, flag)
    if done is not None:
        session.delete(done)


def done_row(session: Session, member: Member, contact_id: UUID, flag: Flag) -> AskedDone | None:
    """Find what says that it is done.

    Raises:
        NotFoundError: nobody asked for it in a ward the member works in.
    """
    contact = session.get(Contact, (campaign_of(session), contact_id))
    ward = (
        select(PollingDistrict.ward_id)
        .join(Street, Street.polling_district_id == PollingDistrict.id)
        .join(Household, Household.street_id == Street.id)
        .where(Household.id == (contact.household_id if contact else None))
    )
    found = session.execute(ward).first()
    if contact is None or found is None or flag not in contact.flags or not member.sees(found[0]):
        raise NotFoundError
    query = select(AskedDone).where(AskedDone.contact_id == contact_id, AskedDone.flag == flag)
    return session.scalars(query.with_for_update()).first()
