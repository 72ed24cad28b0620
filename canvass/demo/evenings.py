"""Three weeks of canvassing: which streets are walked on which evening, and by whom."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from sqlalchemy.orm import Session

from canvass.demo.campaign import EVERYWHERE, LONDON, OTHER_VOLUNTEERS, VOLUNTEER, address_of
from canvass.demo.conversations import MOODS
from canvass.store.places import Ward, ward_called, wards_for
from canvass.store.walks import StreetSide, street_sides

FIRST_EVENING = date(2018, 4, 12)
EVENINGS = 21
TURNING = 8
"""On this evening, 20 April, what some wards raise begins to change."""

MOST_DOORS, FEW_DOORS = 100, 40
RETURNS, RETURN_AFTER = 0.8, 5
"""The share of early walks that are walked again, and after how many days at least."""

SATURDAY = 5
WEEKDAYS_FROM, WEEKENDS_FROM = time(17, 30), time(14, 30)
KEPT_FRESH = ("Lupus Street", "CH1", "even")
"""The side of a street that is left to the volunteer of the demonstration."""


class Outing(NamedTuple):
    """One walk on one evening; `is_return` if only those are visited who were not in before."""

    ward: str
    sides: tuple[StreetSide, ...]
    day: int
    is_return: bool


class Turn(NamedTuple):
    """An outing in somebody's hands from a moment on."""

    outing: Outing
    starts_at: datetime
    email: str


def is_kept_fresh(side: StreetSide) -> bool:
    """Tell whether a side of a street is the one left to the volunteer."""
    return (side.street, side.district, side.side) == KEPT_FRESH


def plan_turns(session: Session, seed: int) -> list[Turn]:
    """Plan every walk of the three weeks, in the order of their evenings."""
    random = Random(f"{seed}/evenings")  # noqa: S311  a plan, not a secret
    first = [
        (ward.name, sides)
        for ward in wards_for(session, EVERYWHERE)
        for sides in walks_of(chosen_sides(session, ward, random))
    ]
    random.shuffle(first)
    outings = [
        Outing(ward, sides, place * EVENINGS // len(first), is_return=False)
        for place, (ward, sides) in enumerate(first)
    ]
    outings += list(returns(outings, random))
    return list(turns(sorted(outings, key=lambda one: (one.day, one.is_return)), random))


def chosen_sides(session: Session, ward: Ward, random: Random) -> list[StreetSide]:
    """Choose as many sides of a ward's streets as the ward's share of doors asks for."""
    sides = [one for one in street_sides(session, ward.id) if not is_kept_fresh(one)]
    wanted = MOODS[ward.name].doors * sum(one.doors for one in sides)
    drawn = random.sample(sides, len(sides))
    chosen = []
    for side in drawn:
        if wanted <= 0:
            break
        chosen.append(side)
        wanted -= side.doors
    return sorted(chosen, key=sides.index)


def walks_of(sides: Sequence[StreetSide]) -> Iterator[tuple[StreetSide, ...]]:
    """Part sides into walks: each side alone, but for short ones, which are walked together."""
    walk: list[StreetSide] = []
    for side in sides:
        doors = sum(one.doors for one in walk)
        is_apart = bool(walk) and walk[-1].district != side.district
        if walk and (is_apart or doors > FEW_DOORS or doors + side.doors > MOST_DOORS):
            yield tuple(walk)
            walk = []
        walk.append(side)
    if walk:
        yield tuple(walk)


def returns(outings: Sequence[Outing], random: Random) -> Iterator[Outing]:
    """Choose the walks that are walked again for those who were not in."""
    for outing in outings:
        day = outing.day + RETURN_AFTER + random.randrange(3)
        if random.random() < RETURNS and day < EVENINGS:
            yield outing._replace(day=day, is_return=True)


def turns(outings: Sequence[Outing], random: Random) -> Iterator[Turn]:
    """Give each outing to somebody who has no other that evening."""
    on_day: dict[int, list[Outing]] = defaultdict(list)
    for outing in outings:
        on_day[outing.day].append(outing)
    for day, theirs in sorted(on_day.items()):
        emails = [address_of(name) for name in OTHER_VOLUNTEERS]
        if day < EVENINGS - 1:
            emails.append(VOLUNTEER)
        random.shuffle(emails)
        for place, outing in enumerate(theirs):
            late = timedelta(minutes=random.randrange(35))
            yield Turn(outing, evening(day) + late, emails[place % len(emails)])


def evening(day: int) -> datetime:
    """Give the moment at which teams set out on one of the days: earlier at weekends."""
    on = FIRST_EVENING + timedelta(days=day)
    hour = WEEKENDS_FROM if on.weekday() >= SATURDAY else WEEKDAYS_FROM
    return datetime.combine(on, hour, LONDON)


def fresh_turn(session: Session) -> Turn:
    """Give the side of a street that is left to the volunteer, on the last evening."""
    ward = ward_called(session, EVERYWHERE, "Churchill")
    sides = tuple(one for one in street_sides(session, ward.id) if is_kept_fresh(one))
    return Turn(
        Outing(ward.name, sides, EVENINGS - 1, is_return=False), evening(EVENINGS - 1), VOLUNTEER
    )
