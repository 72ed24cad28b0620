"""Lifts to the polling station: who asked, when they want one, who drives, and what came of it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.access import Member
from canvass.core.errors import NotFoundError
from canvass.store.accounts import the_campaign
from canvass.store.base import Scoped, campaign_of, points_to
from canvass.store.places import Household, Street
from canvass.store.register import Elector


class Lift(Scoped):
    """One lift. `pick_up` and `needs` are in people's own words ("after 5", "wheelchair").

    It is asked for, then somebody drives (`driver`), then it is done, or called off.
    """

    __tablename__ = "lift"
    __table_args__ = (
        points_to("elector", "elector_id"),
        Index("ix_lift_elector", "campaign_id", "elector_id"),
    )

    elector_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    pick_up: Mapped[str] = mapped_column(String(40), default="")
    needs: Mapped[str] = mapped_column(String(120), default="")
    driver: Mapped[str] = mapped_column(String(80), default="")
    polling_day: Mapped[date]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    called_off_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        """Whether it is still to be driven."""
        return self.done_at is None and self.called_off_at is None


def lifts(session: Session, member: Member) -> list[Lift]:
    """List the lifts: those still to be driven first, then the others, oldest first.

    Of electors only those of a member's wards; whoever rang and is no elector here is everybody's.
    """
    today = Lift.polling_day == the_campaign(session).telling_day
    query = select(Lift, Elector.ward_id).outerjoin(Elector, Elector.id == Lift.elector_id)
    rows = session.execute(query.where(today).order_by(Lift.asked_at, Lift.id))
    seen = [lift for lift, ward_id in rows if member.sees(ward_id)]
    return sorted(seen, key=lambda one: not one.is_open)


def lift_called(session: Session, member: Member, lift_id: UUID) -> Lift:
    """Find a lift that a member may see.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(Lift, (campaign_of(session), lift_id))
    elector = found and session.get(Elector, (campaign_of(session), found.elector_id))
    if found is None or (elector and not member.sees(elector.ward_id)):
        raise NotFoundError
    return found


def ask_lift(session: Session, elector: Elector, user_id: UUID | None, now: datetime) -> Lift:
    """Note that an elector wants a lift, unless one is waiting for them."""
    day = the_campaign(session).telling_day
    waiting = session.scalar(
        select(Lift).where(
            Lift.elector_id == elector.id,
            Lift.polling_day == day,
            Lift.done_at.is_(None),
            Lift.called_off_at.is_(None),
        )
    )
    if waiting is not None:
        return waiting
    lift = Lift(
        elector_id=elector.id,
        name=elector.name[:120],
        address=address_of(session, elector),
        polling_day=day,
        asked_by=user_id,
        asked_at=now,
    )
    session.add(lift)
    return lift


def address_of(session: Session, elector: Elector) -> str:
    """Write where an elector lives on one line."""
    found = session.execute(
        select(Household, Street.name)
        .join(Street, Street.id == Household.street_id)
        .where(Household.id == elector.household_id)
    ).first()
    if found is None:
        return ""
    home, street = found
    parts = (home.label, f"{home.building} {street}".strip() if home.building else street)
    written = ", ".join(parts) if home.building else " ".join(parts)
    return f"{written}, {home.postcode}".removesuffix(", ")[:200]


def ask_wanted(session: Session, user_id: UUID, now: datetime) -> int:
    """Note a lift for everybody who asked for one at the door and has not voted; count the new."""
    day = the_campaign(session).telling_day
    known = select(Lift.elector_id).where(Lift.elector_id.is_not(None), Lift.polling_day == day)
    wanting = session.scalars(
        select(Elector).where(
            Elector.wants_lift,
            Elector.on_register,
            ~Elector.has_voted,
            ~Elector.votes_by_post,
            ~Elector.do_not_contact,
            ~Elector.has_moved,
            ~Elector.has_died,
            Elector.id.not_in(known),
        )
    ).all()
    for elector in wanting:
        ask_lift(session, elector, user_id, now)
    return len(wanting)


def lift_counts(session: Session) -> tuple[int, int]:
    """Count the lifts asked for, and those of them that are done."""
    asked, done = session.execute(
        select(func.count(Lift.id), func.count(Lift.done_at)).where(
            Lift.called_off_at.is_(None), Lift.polling_day == the_campaign(session).telling_day
        )
    ).one()
    return asked, done
