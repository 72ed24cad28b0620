"""Finding of whom the rows of an earlier tool tell: by number and name, by door and name."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.address import Address, BadAddressError, postcode, read_address
from canvass.core.council_table import Refused
from canvass.core.earlier_rows import Told
from canvass.core.matching import Person, names_compared, pairs_of, spelling
from canvass.core.names import name_key
from canvass.core.register import Roll
from canvass.store.base import new_id
from canvass.store.places import Household, PollingDistrict, Street
from canvass.store.register import Elector

BY_NUMBER, BY_DOOR, BY_LIKENESS = "by_number", "by_door", "by_likeness"
LIKE_ENOUGH = 45
"""Points of two names that tell the same first and last name; nearly alike is not enough."""
MOST = 40_000

NOBODY = "Nobody on the register has this name at this door."
NO_NUMBER = "Nobody on the register has this number, or this name at this door."
ANOTHER = "Somebody of another name has this number. Is it from an earlier register?"
UNSURE = "It may be more than one person, or not quite this one. Give it the elector number."
STOPPED = "This person told us to stop. Nothing is kept about them."


class Joined(NamedTuple):
    """A row, the elector whom it is about, and how that was found."""

    told: Told
    elector_id: UUID
    how: str


class Known(NamedTuple):
    """An elector on the register as rows are compared with them."""

    person: Person
    name: str
    has_objected: bool


class Joining:
    """Joins rows with the register as it is now; `refused` fills as it goes."""

    def __init__(self, session: Session) -> None:
        self.refused: list[Refused] = []
        self.known = known_electors(session)
        self.doors = known_doors(session)
        self.by_roll = {one.person.roll_number: one for one in self.known.values()}
        self.surnames: Counter[tuple[UUID, str]] = Counter()
        self.by_door: dict[tuple[UUID, str], list[Known]] = defaultdict(list)
        for one in self.known.values():
            if one.person.household:
                self.by_door[one.person.household, one.name].append(one)
                self.surnames[one.person.household, spelling(one.person.surname)] += 1

    def join(self, rows: Iterable[Told]) -> list[Joined]:
        """Find of whom each row tells, where that is sure; refuse the rest, with the reason."""
        joined: list[Joined] = []
        rest: list[tuple[Told, Person]] = []
        for told in rows:
            person, homes = self._person(told)
            found = self._by_number(told, person) or self._by_door(told, person, homes)
            if found:
                joined.append(found)
            else:
                rest.append((told, person))
        joined += self._by_likeness(rest)
        stopped = [one for one in joined if self.known[one.elector_id].has_objected]
        self.refused += [Refused(one.told.line, STOPPED) for one in stopped]
        return [one for one in joined if not self.known[one.elector_id].has_objected]

    def _person(self, told: Told) -> tuple[Person, Sequence[UUID]]:
        """Give a row as it is compared, and the doors that its address can be."""
        address, code = self._address(told)
        homes = self.doors.get((name_key(address.street), address.key), ()) if address else ()
        home = homes[0] if len(homes) == 1 else None
        street = name_key(address.street) if address else ""
        surname, forenames = told.surname, told.forenames
        if not forenames and " " in surname:
            forenames, surname = surname.rsplit(" ", 1)
        return Person(new_id(), "", surname, forenames, home, "", code, street), homes

    def _address(self, told: Told) -> tuple[Address | None, str]:
        """Read the address of a row; what cannot be read is none."""
        try:
            address, code = read_address(told.address)
        except BadAddressError:
            return None, postcode(told.postcode)
        return address, postcode(told.postcode) or code

    def _by_number(self, told: Told, person: Person) -> Joined | None:
        """Find somebody by number, if the names agree too."""
        found = self.by_roll.get(str(told.roll)) if told.roll else None
        if found is None or not self._are_alike(found.person, person):
            return None
        return Joined(told, found.person.id, BY_NUMBER)

    def _are_alike(self, one: Person, other: Person) -> bool:
        """Tell whether two of one number are one person by their names, whatever numbers became.

        A surname alone will do where nobody else behind that door has it.
        """
        if not other.forenames and one.household:
            namesakes = self.surnames[one.household, spelling(other.surname)]
            return spelling(one.surname) == spelling(other.surname) and namesakes == 1
        return names_compared(one, other)[0] >= LIKE_ENOUGH

    def _by_door(self, told: Told, person: Person, homes: Sequence[UUID]) -> Joined | None:
        """Find somebody by name behind a door, if one person only has it there.

        An address may be in several districts; who has the name there tells which it is.
        """
        name = person.name
        found = [one for home in homes for one in self.by_door.get((home, name), ())]
        return Joined(told, found[0].person.id, BY_DOOR) if len(found) == 1 else None

    def _by_likeness(self, rest: Sequence[tuple[Told, Person]]) -> list[Joined]:
        """Find those who clearly are somebody by the points that registers are matched by."""
        people = [person for _, person in rest][:MOST]
        pairs = pairs_of(self._near(people), people)
        same = {pair.new.id: pair.old.id for pair in pairs.same}
        unsure = {pair.new.id for pair in pairs.doubtful}
        joined = []
        for told, person in rest:
            if person.id in same:
                joined.append(Joined(told, same[person.id], BY_LIKENESS))
            else:
                reason = self._reason(told, is_unsure=person.id in unsure)
                self.refused.append(Refused(told.line, reason))
        return joined

    def _near(self, people: Sequence[Person]) -> list[Person]:
        """Give those on the register who have a name or a door in common with any of these."""
        names = {person.name for person in people}
        homes = {person.household for person in people if person.household}
        return [
            one.person
            for one in self.known.values()
            if one.name in names or one.person.household in homes
        ]

    def _reason(self, told: Told, *, is_unsure: bool) -> str:
        """Say why nobody was found."""
        if is_unsure:
            return UNSURE
        if told.roll is None:
            return NOBODY
        return ANOTHER if str(told.roll) in self.by_roll else NO_NUMBER


def known_electors(session: Session) -> dict[UUID, Known]:
    """Give everybody on the register, as rows are compared with them."""
    query = (
        select(
            *(Elector.id, PollingDistrict.code, Elector.roll_number, Elector.roll_suffix),
            *(Elector.surname, Elector.forenames, Elector.household_id, Elector.has_objected),
            *(Elector.do_not_contact, Household.uprn, Household.postcode, Street.name_key),
        )
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .outerjoin(Household, Household.id == Elector.household_id)
        .outerjoin(Street, Street.id == Household.street_id)
        .where(Elector.on_register, ~Elector.is_anonymous)
    )
    found = {}
    for id_, code, number, suffix, surname, forenames, home, *more in session.execute(query):
        has_objected, silenced, uprn, where, street = more
        roll = str(Roll(code, number, suffix))
        place = (home, uprn or "", where or "", street or "")
        person = Person(id_, roll, surname, forenames, *place, silenced)
        found[id_] = Known(person, person.name, has_objected)
    return found


def known_doors(session: Session) -> dict[tuple[str, str], list[UUID]]:
    """Give the doors by their street and what their spellings have in common, as they are now."""
    query = select(
        Street.name_key, Household.address_key, Household.id, Household.merged_into_id
    ).join(Street, Street.id == Household.street_id)
    found: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for street, key, door, now in session.execute(query):
        stands = now or door
        if stands not in found[street, key]:
            found[street, key].append(stands)
    return found
