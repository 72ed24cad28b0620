"""Canvass progress, counted by polling district, week, person and source."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from canvass.core.access import Member
from canvass.core.doorstep import Outcome
from canvass.core.progress import Progress
from canvass.core.sources import Source
from canvass.store.accounts import User, the_campaign
from canvass.store.contacts import Contact
from canvass.store.places import Household, PollingDistrict, Street, districts
from canvass.store.register import Elector
from canvass.store.walks import Walk

LATEST = 20
"""Teams that are listed: more than a week of evenings."""

OPENED = (Outcome.SPOKE, Outcome.REFUSED)


class Evening(NamedTuple):
    """What one person did on one day on a walk, at doors or by telephone."""

    user_id: UUID
    walk_id: UUID | None
    on: date
    source: Source
    knocked: int
    answered: int
    spoken_to: int
    promises: int


def district_progress(session: Session, member: Member) -> dict[UUID | None, list[Progress]]:
    """Count every polling district a member works in, by ward id, in the order of their codes."""
    people = {id_: counts for id_, *counts in session.execute(people_by_district())}
    doors = {id_: counts for id_, *counts in session.execute(doors_by_district())}
    found: dict[UUID | None, list[Progress]] = defaultdict(list)
    for place in districts(session).values():
        if member.sees(place.ward_id):
            electors, spoken_to, promises = people.get(place.id, (0, 0, 0))
            every, knocked, answered = doors.get(place.id, (0, 0, 0))
            found[place.ward_id].append(
                Progress(place.code, electors, spoken_to, every, knocked, answered, promises)
            )
    return found


def people_by_district() -> Select[UUID, int, int, int]:
    """Count electors, those spoken to, and promises."""
    return (
        select(
            Elector.polling_district_id,
            func.count(),
            func.count(Elector.spoken_at),
            func.count(case((Elector.is_promise, 1))),
        )
        .where(Elector.on_register)
        .group_by(Elector.polling_district_id)
    )


def doors_by_district() -> Select[UUID, int, int, int]:
    """Count doors, those knocked, and those answered."""
    answered = case((Contact.outcome.in_(OPENED), Contact.household_id))
    return (
        select(
            Street.polling_district_id,
            func.count(Household.id.distinct()),
            func.count(Contact.household_id.distinct()),
            func.count(answered.distinct()),
        )
        .select_from(Household)
        .join(Street, Street.id == Household.street_id)
        .outerjoin(
            Contact,
            (Contact.household_id == Household.id)
            & (Contact.source == Source.DOORSTEP)
            & ~Contact.is_retracted,
        )
        .where(Household.merged_into_id.is_(None))
        .group_by(Street.polling_district_id)
    )


def evenings(session: Session, member: Member) -> list[Evening]:
    """List what each person did on each day, in the campaign's zone, in a member's wards."""
    campaign = the_campaign(session)
    wards = {one.id: one.ward_id for one in districts(session).values()}
    query = (
        select(
            Contact.user_id,
            Contact.walk_id,
            Contact.spoken_at,
            Contact.source,
            Household.id,
            Contact.elector_id,
            Contact.outcome,
            Contact.strength,
            PollingDistrict.id,
        )
        .join(Household, Household.id == Contact.household_id)
        .join(Street, Street.id == Household.street_id)
        .join(PollingDistrict, PollingDistrict.id == Street.polling_district_id)
        .where(~Contact.is_retracted)
    )
    days: dict[
        tuple[UUID, UUID | None, date, Source], tuple[set[UUID], set[UUID], set[UUID], set[UUID]]
    ] = defaultdict(lambda: (set(), set(), set(), set()))
    for user, walk, moment, source, home, elector, outcome, strength, district in session.execute(
        query
    ):
        if not member.sees(wards[district]):
            continue
        on = moment.astimezone(campaign.time_zone).date()
        knocked, answered, spoken_to, promises = days[user, walk, on, source]
        knocked.add(home)
        if outcome in OPENED:
            answered.add(home)
        if outcome is Outcome.SPOKE and elector is not None:
            spoken_to.add(elector)
            if strength is not None and strength <= campaign.promise_threshold:
                promises.add(elector)
    return [Evening(*whose, *map(len, sets)) for whose, sets in days.items()]


def by_week(rows: list[Evening]) -> list[Progress]:
    """Add evenings up by week, each named by its Monday, oldest first."""
    weeks: dict[date, list[Evening]] = defaultdict(list)
    for row in rows:
        weeks[row.on - timedelta(days=row.on.weekday())].append(row)
    return [added_up(f"{monday.day} {monday:%B}", weeks[monday]) for monday in sorted(weeks)]


def by_person(session: Session, rows: list[Evening]) -> list[Progress]:
    """Add evenings up by person, most doors first."""
    names = dict(session.execute(select(User.id, User.name)).all())
    people: dict[UUID, list[Evening]] = defaultdict(list)
    for row in rows:
        people[row.user_id].append(row)
    found = [added_up(names[user], theirs) for user, theirs in people.items()]
    return sorted(found, key=lambda one: (-one.knocked, one.name))


def by_team(session: Session, rows: list[Evening]) -> list[Progress]:
    """Add evenings up by walk, for each the whole team that had it, the latest first."""
    names = dict(session.execute(select(Walk.id, Walk.name)).all())
    teams: dict[UUID, list[Evening]] = defaultdict(list)
    for row in rows:
        if row.walk_id:
            teams[row.walk_id].append(row)
    latest = sorted(
        teams, key=lambda walk: (max(row.on for row in teams[walk]), walk), reverse=True
    )
    return [added_up(names[walk], teams[walk]) for walk in latest[:LATEST]]


def by_telephone(rows: list[Evening]) -> Progress | None:
    """Add up what was done by telephone, homes rung as though knocked; none if nothing was."""
    calls = [row for row in rows if row.source is Source.TELEPHONE]
    return added_up("By telephone", calls, Source.TELEPHONE) if calls else None


def added_up(name: str, rows: list[Evening], source: Source = Source.DOORSTEP) -> Progress:
    """Add some evenings up; a door knocked on two evenings was knocked twice.

    Doors are those of one source; whoever was spoken to counts, however it was.
    """
    at_doors = [row for row in rows if row.source is source]
    return Progress(
        name,
        electors=0,
        spoken_to=sum(row.spoken_to for row in rows),
        doors=0,
        knocked=sum(row.knocked for row in at_doors),
        answered=sum(row.answered for row in at_doors),
        promises=sum(row.promises for row in rows),
    )


def pace(rows: list[Evening]) -> float | None:
    """Give the doors one person knocks in an evening, in the middle of all; `None` of none."""
    evenings: Counter[tuple[UUID, date]] = Counter()
    for row in rows:
        if row.source is Source.DOORSTEP:
            evenings[row.user_id, row.on] += row.knocked
    return median(evenings.values()) if evenings else None
