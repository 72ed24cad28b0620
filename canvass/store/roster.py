"""The tellers' roster, and how much of the day somebody was telling at each station."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.errors import NotFoundError
from canvass.store.accounts import Campaign
from canvass.store.base import Scoped, campaign_of, points_to
from canvass.store.places import District, PollingDistrict
from canvass.store.slips import Slip
from canvass.store.telling import MarkSource, TellingMark, stands


class Shift(Scoped):
    """Somebody is to tell for a district from one time of polling day until another."""

    __tablename__ = "shift"
    __table_args__ = (
        points_to("polling_district", "polling_district_id"),
        Index("ix_shift_district", "campaign_id", "polling_district_id"),
    )

    polling_district_id: Mapped[UUID]
    teller: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(40), default="")
    starts: Mapped[time]
    ends: Mapped[time]


class Coverage(NamedTuple):
    """How many of a district's hours of polling so far were told, and how many there were."""

    told: int
    hours: int

    @property
    def share(self) -> float:
        """Told hours of all hours so far; 0 before the first."""
        return self.told / self.hours if self.hours else 0.0


def shifts(session: Session) -> list[Shift]:
    """List the roster, station by station, in the order of the day."""
    return list(
        session.scalars(
            select(Shift).order_by(Shift.polling_district_id, Shift.starts, Shift.teller)
        )
    )


def shift_called(session: Session, shift_id: UUID) -> Shift:
    """Find a shift.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(Shift, (campaign_of(session), shift_id))
    if found is None:
        raise NotFoundError
    return found


def hours_rostered(rows: Iterable[Shift]) -> dict[UUID, int]:
    """Count the hours of the day for which each district has a teller on the roster."""
    found: dict[UUID, set[int]] = defaultdict(set)
    for shift in rows:
        last = shift.ends.hour + (shift.ends.minute > 0)
        found[shift.polling_district_id] |= set(range(shift.starts.hour, last))
    return {district: len(hours) for district, hours in found.items()}


def coverage(
    session: Session, election: Campaign, places: Iterable[District], now: datetime
) -> dict[UUID, Coverage]:
    """Tell for each district how many of the hours of polling so far were told.

    An hour is told if a number was taken in it at the station, on a phone or on a slip; a teller
    who sleeps at the gate does not count, nor does a slip that is not keyed yet.
    """
    hours = hours_so_far(election, now)
    found = hours_told(session, election, sorted(hours))
    for district, since, until in session.execute(
        select(Slip.polling_district_id, Slip.since, Slip.until).where(
            Slip.polling_day == election.telling_day
        )
    ):
        found[district] |= {hour for hour in hours if since < hour + HOUR and until > hour}
    return {one.id: Coverage(len(found[one.id] & hours), len(hours)) for one in places}


def hours_told(
    session: Session, election: Campaign, hours: Sequence[datetime]
) -> dict[UUID, set[datetime]]:
    """Give the hours in which a number was taken at the station of each district.

    One is looked for in each hour, by an index, since a borough has 60,000 on its day.
    """
    is_told = [
        select(TellingMark.id)
        .where(
            TellingMark.polling_district_id == PollingDistrict.id,
            TellingMark.taken_at >= hour,
            TellingMark.taken_at < hour + HOUR,
            TellingMark.source == MarkSource.TELLER,
            *stands(election),
        )
        .exists()
        for hour in hours
    ]
    found: dict[UUID, set[datetime]] = defaultdict(set)
    for district, *told in session.execute(select(PollingDistrict.id, *is_told)):
        found[district] = {hour for hour, is_so in zip(hours, told, strict=True) if is_so}
    return found


HOUR = timedelta(hours=1)


def on_the_hour(moment: datetime) -> datetime:
    """Give the hour a moment lies in."""
    return moment.replace(minute=0, second=0, microsecond=0)


def hours_so_far(election: Campaign, now: datetime) -> set[datetime]:
    """Give the hours of polling that have begun, each by its start."""
    start, end = opening(election, election.telling_day), closing(election)
    hours = set()
    hour = on_the_hour(start)
    while hour < min(now, end):
        hours.add(hour)
        hour += HOUR
    return hours


def opening(election: Campaign, on: date) -> datetime:
    """Give the moment at which the polls open on a day."""
    return datetime.combine(on, election.polls_open, election.time_zone)


def closing(election: Campaign) -> datetime:
    """Give the moment at which the polls close on the day that is told."""
    return datetime.combine(election.telling_day, election.polls_close, election.time_zone)


def hours_of_day(election: Campaign) -> int:
    """Count the hours for which the polls are open."""
    return election.polls_close.hour + (election.polls_close.minute > 0) - election.polls_open.hour


def phones_that_told(session: Session, election: Campaign) -> int:
    """Count the tellers from whose phones a number has come in on the day that is told."""
    query = select(func.count(TellingMark.user_id.distinct())).where(
        *stands(election), TellingMark.source == MarkSource.TELLER
    )
    return session.scalar(query) or 0
