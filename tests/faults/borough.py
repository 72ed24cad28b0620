"""A borough on polling day: its register, filled by the database, and everybody who works there.

The campaign's zone is one in which it is past ten at night: the whole polling day lies behind, so
that tellers' numbers come with the very moments at which they were taken.
"""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.rounds import VOTED_BY
from canvass.store.accounts import Campaign, add_member, open_sign_in
from canvass.store.places import PollingDistrict, Ward
from canvass.store.register import Elector
from canvass.web.clock import wall_clock
from tests.bench.database import Shape, add_places, fill
from tests.faults.site import SLUG, Site
from tests.make import make_user

NIGHT = 22
UNLIKE = (
    "update elector set"
    " votes_by_post = (cast(roll_number as integer) % 6 = 0),"
    " do_not_contact = (cast(roll_number as integer) % 41 = 0),"
    " has_moved = (cast(roll_number as integer) % 53 = 0),"
    " has_died = (cast(roll_number as integer) % 97 = 0),"
    " has_franchise = (cast(roll_number as integer) % 89 <> 0)"
)
"""Makes some electors vote by post, and some not be called on, each for a reason of its own."""


class Stand(NamedTuple):
    """A teller's place: the phone's cookie, who has it, and the district told there."""

    cookie: str
    user: UUID
    district: str


class Borough(NamedTuple):
    """The borough, and who works in it; `voters` are the roll numbers told in each district."""

    day: date
    zone: ZoneInfo
    wards: list[UUID]
    voters: dict[str, list[str]]
    tellers: list[Stand]
    desks: list[str]

    def moment(self, hour: float) -> datetime:
        """Give the moment of an hour of its polling day."""
        midnight = datetime(self.day.year, self.day.month, self.day.day, tzinfo=self.zone)
        return midnight + timedelta(hours=hour)


def shape_of(share: float) -> Shape:
    """Shape a borough: 20 wards of three districts, 150,000 electors; or a share of that."""
    wards = max(2, round(20 * share))
    electors = 150_000 * share / wards / 3
    streets = max(4, round(25 * min(1, electors / 2_500)))
    return Shape(wards, 3, streets, round(electors / streets / 2), visits=0)


def build(site: Site, shape: Shape, desks: int) -> Borough:
    """Fill the database: places and register, two tellers a station, organisers at desks."""
    now = wall_clock()
    zone = zone_of_night(now)
    day = now.astimezone(zone).date()
    with site.session() as session:
        campaign = Campaign(slug=SLUG, name="Borough", polling_day=day, zone=zone.key)
        user = add_places(session, campaign, shape)
        fill(session.connection(), user, shape)
        session.execute(text(UNLIKE))
        wards = list(session.scalars(select(Ward.id).order_by(Ward.name)))
        voters = voters_in(session)
        tellers = [
            (Role.TELLER, code, *signed_in(session, Role.TELLER)) for code in voters for _ in "12"
        ]
        organisers = [signed_in(session, Role.ORGANISER) for _ in range(desks)]
        session.commit()
        session.execute(text("analyze"))
        session.commit()
    cookies = site.signed([token for *_, token in tellers] + [token for _, token in organisers])
    stands = [
        Stand(cookie, who, code)
        for cookie, (_, code, who, _) in zip(cookies, tellers, strict=False)
    ]
    return Borough(day, zone, wards, voters, stands, cookies[len(tellers) :])


def signed_in(session: Session, role: Role) -> tuple[UUID, str]:
    """Add somebody who is signed in; give who it is, and the sign-in's token."""
    user = make_user(session)
    add_member(session, user, role)
    return user.id, open_sign_in(session, user, wall_clock())


def voters_in(session: Session) -> dict[str, list[str]]:
    """Read who may come to each station, by roll number."""
    query = (
        select(PollingDistrict.code, Elector.roll_number)
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .where(~Elector.votes_by_post, ~Elector.has_died, Elector.has_franchise)
        .order_by(PollingDistrict.code, Elector.roll_number)
    )
    found: dict[str, list[str]] = {}
    for code, number in session.execute(query):
        found.setdefault(code, []).append(number)
    return found


def zone_of_night(now: datetime) -> ZoneInfo:
    """Find a zone in which the polls have closed within the hour."""
    ahead = NIGHT - now.hour if NIGHT - now.hour <= 14 else NIGHT - now.hour - 24
    return ZoneInfo(f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT")


def hour_of(share: float) -> float:
    """Give the hour by which this share of the day's voters have voted, by the usual curve."""
    for (start, low), (end, high) in pairwise(VOTED_BY):
        if share <= high:
            return start + (end - start) * (share - low) / (high - low)
    return float(NIGHT)
