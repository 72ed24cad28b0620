"""Everything that is held about one elector, read off the tables themselves.

Every table that points at an elector, a contact of theirs or a case of theirs is read, each with
all its columns; a table without a title here fails a test, so that none is forgotten.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.orm import Session

from canvass.core.audit import DEED_WORDS
from canvass.core.rights import Section, is_told
from canvass.store.audit import log_page
from canvass.store.base import Row, campaign_of
from canvass.store.earlier_files import EarlierFile
from canvass.store.issues import Issue
from canvass.store.places import Household, PollingDistrict, Street, Ward
from canvass.store.register import Elector
from canvass.store.sightings import about_elector

TITLES = {
    "elector": "On the register, and what we believe",
    "elector_before": "On the register before",
    "household": "Address",
    "whereabouts": "Where the door lies, by open data",
    "placement": "Behind another door than the register writes",
    "absent_vote": "Voting by post or by proxy",
    "contact": "What was recorded at the door",
    "contact_issue": "Issues raised",
    "note_reading": "When a note about you was read",
    "note_issue": "Issues that were read from a note",
    "consent": "Addresses given to us",
    "asked_done": "Whether what you asked for was seen to",
    "retraction": "What was taken back",
    "casework": "Casework",
    "casework_event": "What was done about it",
    "sheet_line": "Lines on printed lists",
    "knock": "Calls on polling day",
    "lift": "Lifts to the polling station",
    "telling_mark": "Numbers told at the polling station",
    "held_out": "Left out of calling by chance",
    "marked_entry": "Whether the council’s marked register says you voted",
    "past_vote": "Whether you voted before, as a table of the campaign’s says",
    "suppression": "Stop notices",
}
"""What each table that holds something about an elector is called, in the order of the answer."""

PARENTS = {"casework_event": "casework", "note_issue": "note_reading"}
"""Tables that hang on something other than a contact."""

SEEN = "When your name was on a page, list or walk that somebody opened"
MOST_SEEN = 1000
Unlock = Callable[[str], str]


def held_about(session: Session, elector: Elector, unlock: Unlock) -> list[Section]:
    """Read everything that is held about an elector; addresses are unlocked, keys left out."""
    sections = [
        Section(title, list(rows_of(session, Row.metadata.tables[name], elector, unlock)))
        for name, title in TITLES.items()
    ]
    return [*(one for one in sections if one.rows), seen_by(session, elector)]


def rows_of(
    session: Session, table: Table, elector: Elector, unlock: Unlock
) -> Iterator[dict[str, object]]:
    """Read one table's rows about an elector."""
    query = select(table).where(
        table.c.campaign_id == campaign_of(session), whose(session, table, elector)
    )
    for row in session.execute(query).mappings():
        told = {name: value for name, value in row.items() if is_told(name, value)}
        if "locked" in told:
            told["locked"] = unlock(str(told["locked"]))
        yield {**told, **names_of(session, row)}


def whose(session: Session, table: Table, elector: Elector) -> ColumnElement[bool]:
    """Say which rows of a table are about an elector."""
    if table.name in ("elector", "household"):
        return table.c.id == (elector.id if table.name == "elector" else elector.household_id)
    if table.name == "whereabouts":
        query = select(Household.uprn, Household.postcode)
        home = session.execute(query.where(Household.id == elector.household_id)).first()
        return table.c.key.in_(list(home or ()))
    if table.name == "contact":
        at_door = table.c.elector_id.is_(None) & (table.c.person == "")
        here = table.c.household_id == elector.household_id
        return or_(table.c.elector_id == elector.id, at_door & here)
    if "elector_id" in table.c:
        return table.c.elector_id == elector.id
    parent = Row.metadata.tables[PARENTS.get(table.name, "contact")]
    theirs = select(parent.c.id).where(
        parent.c.campaign_id == campaign_of(session), whose(session, parent, elector)
    )
    return table.c[f"{parent.name}_id"].in_(theirs)


def names_of(session: Session, row: Any) -> dict[str, object]:  # noqa: ANN401  any table's row
    """Name what a row points at: the issue, the street, the polling district, the ward."""
    found: dict[str, object] = {}
    for column, table, name in (
        ("issue_id", Issue, Issue.label),
        ("street_id", Street, Street.name),
        ("polling_district_id", PollingDistrict, PollingDistrict.code),
        ("ward_id", Ward, Ward.name),
        ("earlier_file_id", EarlierFile, EarlierFile.source),
    ):
        id_: UUID | None = row.get(column)
        if id_ is not None:
            label = session.scalar(select(name).where(table.id == id_))
            found[column.removesuffix("_id")] = label
    return found


def seen_by(session: Session, elector: Elector) -> Section:
    """List when their name was seen, and how; by whom is for the campaign to answer for."""
    entries = log_page(session, None, MOST_SEEN, about_elector(session, elector))
    rows: list[dict[str, object]] = [
        {"at": one.note.at, "how": DEED_WORDS[one.note.deed]} for one in entries
    ]
    return Section(SEEN, rows)
