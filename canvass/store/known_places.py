"""The places of a campaign while a council's file is read: those we have, and new ones it names."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.orm import Session

from canvass.core.walk_order import WalkMode
from canvass.store.base import campaign_of, id_texts
from canvass.store.places import PollingDistrict, Street


class KnownPlaces:
    """The campaign's polling districts and streets; new ones get their ids at first sight."""

    def __init__(self, session: Session) -> None:
        self.campaign_id = campaign_of(session)
        self._districts = known_districts(session)
        self._streets = known_streets(session)
        self._sequences = last_sequences(session)
        self._ids = id_texts()
        self.new_districts: list[dict[str, object]] = []
        self.new_streets: list[dict[str, object]] = []
        self.codes = frozenset(self._districts)

    def district(self, code: str) -> str:
        """Give a polling district's id, a new one if need be."""
        if code not in self._districts:
            self._districts[code] = found = next(self._ids)
            self.new_districts.append({**self._scope(found), "code": code})
        return self._districts[code]

    def street(self, code: str, name_key: str, name: str) -> tuple[str, WalkMode]:
        """Give a street's id and walking mode; a new one follows those of its district."""
        if (code, name_key) not in self._streets:
            found, district = next(self._ids), self.district(code)
            self._streets[code, name_key] = (found, WalkMode.ODDS_EVENS)
            self._sequences[district] = self._sequences.get(district, 0) + 1
            street = {
                **self._scope(found),
                "polling_district_id": UUID(district),
                "name": name,
                "name_key": name_key,
                "sequence": self._sequences[district],
                "mode": WalkMode.ODDS_EVENS,
            }
            self.new_streets.append(street)
        return self._streets[code, name_key]

    def codes_by_id(self) -> dict[UUID, str]:
        """Give the codes of polling districts by their ids, also of new ones."""
        return {UUID(found): code for code, found in self._districts.items()}

    def reach_of(self, codes: Iterable[str]) -> dict[str, list[str]]:
        """Tell which polling districts a file is about, and which places it brought."""
        return {
            "districts": [self.district(code) for code in codes],
            "new_districts": [UUID(str(one["id"])).hex for one in self.new_districts],
            "new_streets": [UUID(str(one["id"])).hex for one in self.new_streets],
        }

    def new_street_names(self) -> dict[UUID, str]:
        """Give the names of the streets that were met for the first time."""
        return {UUID(str(street["id"])): str(street["name"]) for street in self.new_streets}

    def ids_of(self, codes: Iterable[str]) -> list[UUID]:
        """Give the ids of polling districts."""
        return [UUID(self.district(code)) for code in codes]

    def add_new(self, connection: Connection) -> None:
        """Add the polling districts and streets that were met for the first time."""
        if self.new_districts:
            connection.execute(insert(PollingDistrict), self.new_districts)
        if self.new_streets:
            connection.execute(insert(Street), self.new_streets)
        analyse(connection, PollingDistrict.__tablename__, Street.__tablename__)

    def _scope(self, found: str) -> dict[str, object]:
        """Give the key of a new row."""
        return {"campaign_id": self.campaign_id, "id": UUID(found)}


def analyse(connection: Connection, *tables: str) -> None:
    """Tell PostgreSQL's planner what tables hold, before each new row is checked against them.

    A table filled in the same transaction is read by the wrong index otherwise: six seconds for
    the streets of 150,000 electors instead of half a second.
    """
    if connection.dialect.name == "postgresql":
        for table in tables:
            connection.execute(text(f"analyze {table}"))


def known_districts(session: Session) -> dict[str, str]:
    """Give the id of each polling district by its code."""
    codes = session.execute(select(PollingDistrict.code, PollingDistrict.id))
    return {code: found.hex for code, found in codes}


def known_streets(session: Session) -> dict[tuple[str, str], tuple[str, WalkMode]]:
    """Give the id and walking mode of each street, by its district's code and its key."""
    query = select(PollingDistrict.code, Street.name_key, Street.id, Street.mode).join(
        PollingDistrict, PollingDistrict.id == Street.polling_district_id
    )
    return {
        (code, name_key): (found.hex, mode)
        for code, name_key, found, mode in session.execute(query)
    }


def last_sequences(session: Session) -> dict[str, int]:
    """Give the last street's sequence in each polling district."""
    query = select(Street.polling_district_id, func.max(Street.sequence)).group_by(
        Street.polling_district_id
    )
    return {district.hex: last for district, last in session.execute(query)}
