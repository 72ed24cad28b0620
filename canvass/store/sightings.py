"""Whose data, seen by whom: what shows an elector's name, and what the log says was looked at."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, String, cast, select
from sqlalchemy.orm import Session

from canvass.core.audit import Deed, Subject
from canvass.core.errors import NotFoundError
from canvass.core.telling import read_number
from canvass.store.accounts import User
from canvass.store.audit import About, LogEntry
from canvass.store.base import campaign_of
from canvass.store.casework import Casework
from canvass.store.contacts import Contact
from canvass.store.ledger import Sheet, SheetLine
from canvass.store.lifts import Lift
from canvass.store.places import Household, Street, Ward, districts
from canvass.store.register import Elector, RegisterFile
from canvass.store.telling import TellingMark, electors_at, number_of
from canvass.store.walks import Walk, WalkDoor


class Numbered(NamedTuple):
    """An elector with their number in full."""

    elector: Elector
    number: str


def elector_numbered(session: Session, typed: str) -> Numbered:
    """Find an elector by their number in the edition in force.

    Raises:
        BadNumberError: what was typed is no number, or names no polling district.
        NotFoundError: nobody has it.
    """
    ids = {place.code: place.id for place in districts(session).values()}
    number = read_number(typed, "", ids)
    found = electors_at(session, ids, [number]).get(number)
    if found is None:
        raise NotFoundError(f"Nobody on the register has the number {number}.")
    return Numbered(found, str(number))


def elector_called(session: Session, elector_id: UUID) -> Numbered:
    """Find an elector by id, on the register or not any more.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(Elector, (campaign_of(session), elector_id))
    if found is None:
        raise NotFoundError
    return Numbered(found, number_of(found, districts(session)))


def address_of(session: Session, elector: Elector) -> str:
    """Write where an elector lives on one line; empty if no door is known."""
    query = (
        select(Household.label, Household.building, Street.name, Household.postcode)
        .join(Street, Street.id == Household.street_id)
        .where(Household.id == elector.household_id)
    )
    row = session.execute(query).first()
    return ", ".join(filter(None, row)) if row else ""


def about_elector(session: Session, elector: Elector) -> About:
    """Give all by which an elector's name may have been seen.

    Whoever saw the list of a ward may have seen a name on it that is on it no more, so the whole
    list counts; walks, sheets and cases are those that held this elector.
    """
    mine = {
        table: set(session.scalars(select(column).where(whose)))
        for table, column, whose in (
            ("walk", WalkDoor.walk_id, WalkDoor.household_id == elector.household_id),
            ("sheet", SheetLine.sheet_id, SheetLine.elector_id == elector.id),
            ("case", Casework.id, Casework.elector_id == elector.id),
            ("contact", Contact.id, Contact.elector_id == elector.id),
            ("lift", Lift.id, Lift.elector_id == elector.id),
            ("mark", TellingMark.id, TellingMark.elector_id == elector.id),
        )
    }
    of_rounds = select(Sheet.round_id).where(
        Sheet.id.in_(mine["sheet"]), Sheet.round_id.is_not(None)
    )
    ids = {elector.id, elector.household_id, elector.ward_id, *session.scalars(of_rounds)}
    ids |= mine["walk"] | mine["sheet"] | mine["case"]
    lists = {
        Deed.ASKED_SEEN: mine["contact"],
        Deed.CASES_SEEN: mine["case"],
        Deed.DECISIONS_SEEN: mine["contact"],
        Deed.LIFTS_SEEN: mine["lift"],
        Deed.NUMBERS_SEEN: mine["mark"],
    }
    return About([one for one in ids if one], [deed for deed, found in lists.items() if found])


def subject_labels(session: Session, entries: Sequence[LogEntry]) -> dict[UUID, str]:
    """Name what entries are about, as far as it is still there; electors by number only."""
    wanted: dict[Subject, set[UUID]] = {}
    for entry in entries:
        if entry.note.subject_id is not None:
            wanted.setdefault(entry.note.subject, set()).add(entry.note.subject_id)
    labels: dict[UUID, str] = {}
    for subject, ids in wanted.items():
        query = LABELS.get(subject)
        if query is not None:
            labels.update((id_, label) for id_, label in session.execute(with_ids(query, ids)))
    places = districts(session)
    electors = select(Elector).where(Elector.id.in_(wanted.get(Subject.ELECTOR, ())))
    labels.update((one.id, number_of(one, places)) for one in session.scalars(electors))
    return labels


def with_ids(query: Select[UUID, str], ids: Collection[UUID]) -> Select[UUID, str]:
    """Limit a query to some ids, which are its first column."""
    return query.where(query.selected_columns[0].in_(ids))


LABELS: dict[Subject, Select[UUID, str]] = {
    Subject.CASE: select(Casework.id, Casework.title),
    Subject.DOOR: select(Household.id, Household.label + ", " + Street.name).join(
        Street, Street.id == Household.street_id
    ),
    Subject.FILE: select(RegisterFile.id, RegisterFile.file_name),
    Subject.PERSON: select(User.id, User.name),
    Subject.SHEET: select(Sheet.id, cast(Sheet.number, String)),
    Subject.WALK: select(Walk.id, Walk.name),
    Subject.WARD: select(Ward.id, Ward.name),
}
