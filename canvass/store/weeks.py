"""The summary of a week, read from the database: every count of it a report could show too."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.casework import UNDER_WAY
from canvass.core.changes import FALSE_ALARMS
from canvass.core.week import Moved, WardCases, WeekSummary, moves_in, ward_week, weeks_ending
from canvass.store.accounts import the_campaign
from canvass.store.casework import Casework
from canvass.store.places import Ward
from canvass.store.register import Elector
from canvass.store.ward_pictures import pictures_of

DUE_WITHIN = timedelta(days=7)


def week_summary(
    session: Session, wards: Sequence[Ward], last: date, as_at: datetime
) -> WeekSummary:
    """Sum up the week that ends on a day, for some wards."""
    campaign = the_campaign(session)
    week, fortnight = weeks_ending(last)
    so_far = spoken_so_far(session)
    pictures = pictures_of(session, wards, week, as_at)
    return WeekSummary(
        campaign=campaign.name,
        week=week,
        fortnight=fortnight,
        as_at=as_at,
        smallest=campaign.smallest_cell,
        wards=tuple(
            ward_week(picture, so_far.get(ward.id, 0))
            for ward, picture in zip(wards, pictures, strict=True)
        ),
        moved=moves_until(session, wards, last, as_at),
        cases=cases_due(session, wards, last),
    )


def moves_until(
    session: Session,
    wards: Sequence[Ward],
    last: date,
    as_at: datetime,
    false_alarms: float = FALSE_ALARMS,
) -> tuple[Moved, ...]:
    """Name what moved in some wards in the fortnight that ends on a day."""
    _, fortnight = weeks_ending(last)
    return moves_in(pictures_of(session, wards, fortnight, as_at), false_alarms)


def spoken_so_far(session: Session) -> dict[UUID, int]:
    """Count the electors of each ward who were spoken to since the beginning."""
    query = (
        select(Elector.ward_id, func.count(Elector.spoken_at))
        .where(Elector.on_register, Elector.ward_id.is_not(None))
        .group_by(Elector.ward_id)
    )
    return {ward: count for ward, count in session.execute(query) if ward is not None}


def cases_due(session: Session, wards: Sequence[Ward], today: date) -> tuple[WardCases, ...]:
    """Count the cases of some wards that are under way, due within a week of a day, and overdue."""
    number = func.count(Casework.id)
    query = (
        select(
            Casework.ward_id,
            number,
            number.filter(Casework.due_on.between(today, today + DUE_WITHIN)),
            number.filter(Casework.due_on < today),
        )
        .where(Casework.status.in_(UNDER_WAY))
        .group_by(Casework.ward_id)
    )
    counts = {ward: rest for ward, *rest in session.execute(query)}
    return tuple(WardCases(ward.name, *counts.get(ward.id, (0, 0, 0))) for ward in wards)
