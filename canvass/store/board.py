"""The polling-day board: what is promised, voted and left, and how far that can be trusted."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from canvass.core.access import Member
from canvass.store.accounts import Campaign
from canvass.store.knocks import Knock
from canvass.store.knockup import knocked_up
from canvass.store.places import District
from canvass.store.register import Elector
from canvass.store.roster import Coverage, coverage
from canvass.store.telling import TellingMark, stands

NOTHING = (0, 0, 0, 0, 0)
MOST_TO_DECIDE = 50
ENOUGH = 0.8
"""The share of hours told under which a turnout is a floor, and no estimate is made of it."""


class DistrictCount(NamedTuple):
    """One polling district: its promises in person, and everybody who may vote at its station."""

    district: District
    promises: int
    voted: int
    left: int
    electors: int
    told: int
    coverage: Coverage

    @property
    def is_floor(self) -> bool:
        """Whether so little was told that more may well have voted."""
        return self.coverage.share < ENOUGH


class BoardRow(NamedTuple):
    """One ward of the board: sums over its districts."""

    ward_id: UUID | None
    promises: int
    voted: int
    left: int
    electors: int
    told: int
    covered: int
    districts: list[DistrictCount]

    @property
    def is_floor(self) -> bool:
        """Whether one of its districts was not told well enough for an estimate."""
        return self.covered < len(self.districts)

    @property
    def turnout(self) -> float | None:
        """The share told of those who may vote at a station; `None` where that is a floor."""
        return None if self.is_floor or not self.electors else self.told / self.electors


class ToDecide(NamedTuple):
    """A mark that somebody must look at: doubtful, or of nobody on the register."""

    mark: TellingMark
    elector: Elector | None


def district_counts(
    session: Session, election: Campaign, places: dict[UUID, District], now: datetime
) -> list[DistrictCount]:
    """Count every polling district from the electors' rows, in the order of their codes."""
    covered = coverage(session, election, places.values(), now)
    counts = {
        id_: (promises, voted, left, electors, told)
        for id_, promises, voted, left, electors, told in session.execute(
            counting(election.polling_day)
        )
    }
    return [
        counted(place, counts.get(place.id, NOTHING), covered[place.id])
        for place in places.values()
    ]


def counted(
    place: District, counts: tuple[int, int, int, int, int], told: Coverage
) -> DistrictCount:
    """Put the counts of a district together."""
    promises, voted, left, electors, marked = counts
    return DistrictCount(place, promises, voted, left, electors, marked, told)


def counting(polling_day: date) -> Select[UUID, int, int, int, int, int]:
    """Make the one statement that counts all districts: promises, voted, left, electors, told."""
    may_vote = and_(
        Elector.on_register,
        Elector.has_franchise,
        or_(Elector.attains_on.is_(None), Elector.attains_on <= polling_day),
        ~Elector.votes_by_post,
        ~Elector.has_died,
    )
    in_person = and_(may_vote, Elector.is_promise)
    return select(
        Elector.polling_district_id,
        func.count(case((in_person, 1))),
        func.count(case((and_(in_person, Elector.has_voted), 1))),
        func.count(case((and_(*knocked_up(polling_day)), 1))),
        func.count(case((may_vote, 1))),
        func.count(case((and_(may_vote, Elector.has_voted), 1))),
    ).group_by(Elector.polling_district_id)


def board_rows(member: Member, counts: Iterable[DistrictCount]) -> list[BoardRow]:
    """Sum up districts ward by ward, for the wards a member works in."""
    by_ward: dict[UUID | None, list[DistrictCount]] = defaultdict(list)
    for one in counts:
        if member.sees(one.district.ward_id):
            by_ward[one.district.ward_id].append(one)
    return [
        BoardRow(
            ward_id,
            sum(one.promises for one in theirs),
            sum(one.voted for one in theirs),
            sum(one.left for one in theirs),
            sum(one.electors for one in theirs),
            sum(one.told for one in theirs),
            sum(not one.is_floor for one in theirs),
            theirs,
        )
        for ward_id, theirs in by_ward.items()
    ]


def doors_knocked(session: Session, election: Campaign, since: datetime | None) -> int:
    """Count the doors that were called on today, or since the latest round began."""
    query = (
        select(func.count(Elector.household_id.distinct()))
        .join(Knock, Knock.elector_id == Elector.id)
        .where(Knock.polling_day == election.telling_day, Knock.undone_at.is_(None))
    )
    if since is not None:
        query = query.where(Knock.called_at >= since)
    return session.scalar(query) or 0


def to_decide(
    session: Session, member: Member, election: Campaign, most: int = MOST_TO_DECIDE
) -> list[ToDecide]:
    """List the marks to look at, oldest first.

    A doubtful one that is its elector's only mark strikes nobody; one that names nobody may be a
    number heard wrongly.
    """
    query: Select[TellingMark, Elector | None] = (
        select(TellingMark, Elector)
        .outerjoin(Elector, Elector.id == TellingMark.elector_id)
        .where(*undecided(member, election))
        .order_by(TellingMark.taken_at, TellingMark.id)
        .limit(most)
    )
    return [ToDecide(mark, elector) for mark, elector in session.execute(query)]


def decide_count(session: Session, member: Member, election: Campaign) -> int:
    """Count the marks to look at, as far as they are listed."""
    some = (
        select(TellingMark.id)
        .outerjoin(Elector, Elector.id == TellingMark.elector_id)
        .where(*undecided(member, election))
        .limit(MOST_TO_DECIDE)
    )
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def undecided(member: Member, election: Campaign) -> list[ColumnElement[bool]]:
    """Say in SQL which marks somebody of a member's wards must look at."""
    is_doubtful = and_(TellingMark.doubt.is_not(None), ~Elector.has_voted)
    conditions = [*stands(election), or_(TellingMark.elector_id.is_(None), is_doubtful)]
    if member.wards is not None:
        conditions.append(or_(Elector.ward_id.is_(None), Elector.ward_id.in_(member.wards)))
    return conditions
