"""Giving polling districts their stations by a council's station file."""

from collections import Counter, defaultdict
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.stations import Allotted, Property, Station
from canvass.store.places import Household, PollingDistrict, PollingStation, Street

SHOWN = 5


class Stationed(NamedTuple):
    """What a station file came to: districts that have their station, and those with several.

    `elsewhere` counts the properties of no district of this campaign.
    """

    layout: str
    districts: int
    stations: int
    split: list[str]
    elsewhere: int

    def __str__(self) -> str:
        have = "polling district has" if self.districts == 1 else "polling districts have"
        have = f"{self.districts:,} {have} a station"
        told = [f"{self.layout}: {have}, {self.stations:,} in all."]
        if self.split:
            more = ", …" if len(self.split) > SHOWN else ""
            told.append(
                f"Some vote at more than one ({', '.join(self.split[:SHOWN])}{more}): they have "
                "the one where most of them vote."
            )
        if self.elsewhere:
            are = "property is" if self.elsewhere == 1 else "properties are"
            told.append(f"{self.elsewhere:,} {are} in none of this campaign’s districts.")
        return " ".join(told)


def take_stations(session: Session, found: Allotted) -> Stationed:
    """Give each district the station at which most of its properties vote. The caller commits.

    Where there are no districts yet, those that the file names are added.
    """
    votes, elsewhere = votes_by_district(session, found)
    districts = {one.id: one for one in session.scalars(select(PollingDistrict))}
    stations: dict[Station, UUID] = {}
    for district_id, counts in votes.items():
        (station, _), *_ = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        if station not in stations:
            stations[station] = station_kept(session, station)
        districts[district_id].polling_station_id = stations[station]
    session.flush()
    split = sorted(districts[one].code for one, counts in votes.items() if len(counts) > 1)
    return Stationed(found.layout, len(votes), len(stations), split, elsewhere)


def votes_by_district(
    session: Session, found: Allotted
) -> tuple[dict[UUID, Counter[Station]], int]:
    """Count in each district how many properties vote at which station, and those of none."""
    codes = codes_of(session, found)
    homes = {} if all(one.district for one in found.stations) else homes_known(session)
    votes: dict[UUID, Counter[Station]] = defaultdict(Counter)
    elsewhere = 0
    for home, counts in found.stations.items():
        district = codes.get(home.district) if home.district else district_of(home, homes)
        if district is None:
            elsewhere += counts.total()
        else:
            votes[district].update(counts)
    return votes, elsewhere


def codes_of(session: Session, found: Allotted) -> dict[str, UUID]:
    """Give the districts by their codes; the first ever are made."""
    known = {one.code: one.id for one in session.scalars(select(PollingDistrict))}
    if not known:
        for code in sorted({one.district for one in found.stations if one.district}):
            session.add(PollingDistrict(code=code))
        session.flush()
        known = {one.code: one.id for one in session.scalars(select(PollingDistrict))}
    return known


def homes_known(session: Session) -> dict[str, set[UUID]]:
    """Give the districts in which a UPRN, or a postcode, has doors."""
    query = select(Household.uprn, Household.postcode, Street.polling_district_id).join(
        Street, Street.id == Household.street_id
    )
    found: dict[str, set[UUID]] = defaultdict(set)
    for uprn, postcode, district in session.execute(query):
        for told in (uprn, postcode):
            if told:
                found[told].add(district)
    return found


def district_of(home: Property, homes: dict[str, set[UUID]]) -> UUID | None:
    """Find the district of a property by its UPRN, else by a postcode that lies in one only."""
    for told in (home.uprn, home.postcode):
        found = homes.get(told, set()) if told else set()
        if len(found) == 1:
            return next(iter(found))
    return None


def station_kept(session: Session, station: Station) -> UUID:
    """Find or add a station."""
    query = select(PollingStation).where(
        PollingStation.name == station.name, PollingStation.address == station.address
    )
    kept = session.scalar(query)
    if kept is None:
        kept = PollingStation(name=station.name, address=station.address)
        session.add(kept)
        session.flush()
    return kept.id
