"""A campaign in which every text that somebody may type is markup, read off the tables themselves.

Each column has a number, so that a page that shows the text says which column it came from.
"""

import re
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from sqlalchemy import Column, String, Table, Text, func, select, update
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.doorstep import Flag
from canvass.core.verdicts import Status
from canvass.store.accounts import Membership, User, add_member
from canvass.store.base import Id, Moment, Row, new_id
from canvass.store.befores import ElectorBefore
from canvass.store.boundaries import BoundarySet, WardOutline
from canvass.store.contacts import Contact, Retraction
from canvass.store.controller import THE_ONE, Controller
from canvass.store.intake import import_register
from canvass.store.issues import Issue
from canvass.store.jobs import Job, JobState
from canvass.store.ledger import Sheet
from canvass.store.lifts import ask_lift
from canvass.store.mails import Mail, MailWish
from canvass.store.passkeys import Passkey
from canvass.store.places import Household, PollingDistrict, PollingStation, Ward
from canvass.store.register import Elector
from canvass.store.saved_views import SavedView
from canvass.store.splits import IssueSplit
from canvass.store.suppressions import Suppression
from canvass.store.walks import Walk
from canvass.web.clock import wall_clock
from tests.make import TEA_TIME, keep, make_lease, make_member, make_response, make_walk
from tests.polling_day import fill_ward
from tests.registers import CAME_AT, person, xpress

OURS = {
    "absent_vote": {"kind"},
    "asked_done": {"flag"},
    "audit_event": {"deed", "subject"},
    "campaign": {"slug", "zone"},
    "canary": {"what"},
    "consent": {"locked", "wording"},
    "contact": {"flags", "intention"},
    "contact_issue": {"stance"},
    "doubtful_pair": {"verdict"},
    "earlier_file": {"sha256"},
    "elector": {"door_order", "intention", "last_outcome"},
    "household": {"address_key", "door_order", "side"},
    "household_before": {"door_order", "side"},
    "issue": {"code"},
    "job": {"work"},
    "mail": {"key", "subject", "text"},
    "mail_wish": {"site"},
    "note_issue": {"stance"},
    "register_file": {"layout", "sha256"},
    "saved_view": {"issue"},
    "second_factor": {"locked"},
    "street": {"name_key"},
    "user": {"password_hash"},
    "waiting_file": {"kind", "layout"},
    "whereabouts": {"key", "ward_code"},
    "ward_outline": {"drawn", "shape"},
}
"""Text that the programs write themselves, by table: no person's words ever come there."""

OUTLINE = '{"type": "Polygon", "coordinates": [[[0, 51], [0.1, 51], [0.1, 51.1], [0, 51]]]}'
LONG = "\"'><x c{0} {1}><img src=x onerror=ran()>"
SHORT, SHORTEST = "<x c{0} {1}>", "<x>"


def typed_columns() -> list[Column[Any]]:
    """List every column that holds words somebody typed, in one order."""
    return [
        column
        for table in Row.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, String | Text)
        and not hasattr(column.type, "enums")
        and column.name not in OURS.get(table.name, ())
    ]


def marker(number: int, row: int, length: int | None) -> str:
    """Write the markup of a column's row, as much as fits."""
    for form in (LONG, SHORT, "<x c{0}>", SHORTEST):
        told = form.format(number, row)
        if length is None or len(told) <= length:
            return told
    return "<"


def mark_everything(session: Session) -> None:
    """Write markup over all that was typed; what the log's own readers look for stays in it."""
    for number, column in enumerate(typed_columns()):
        table = column.table
        assert isinstance(table, Table)
        length = column.type.length if isinstance(column.type, String) else None
        keys = list(table.primary_key)
        for row, found in enumerate(session.execute(select(*keys)).all()):
            told = marker(number, row, length)
            if table.name == "audit_event":
                told = f"walks: {told}"
            whose = [key == value for key, value in zip(keys, found, strict=True)]
            session.execute(update(table).where(*whose).values({column.name: told}))
    session.commit()
    session.expire_all()


def fill(session: Session) -> Ward:
    """Fill a ward so that every page of it has something to show."""
    ward = fill_ward(session, doors=3, name="Abbey", code="AB1")
    old = [person(number, district="GR1") for number in range(1, 4)]
    import_register(session, xpress(*old), "old.csv", now=CAME_AT, confirm=True)
    one = session.scalars(select(Elector).where(Elector.ward_id == ward.id)).first()
    assert one is not None
    home = session.scalars(select(Household).where(Household.id == one.household_id)).one()
    walk = make_walk(session, ward.id, home)
    for strength in (1, 5):
        add_answers(session, walk, one, strength)
    one.is_promise, one.strength = True, 1
    ask_lift(session, one, None, wall_clock())
    station = PollingStation(name="A hall", address="A street")
    session.add(station)
    session.flush()
    session.execute(update(PollingDistrict).values(polling_station_id=station.id))
    session.commit()
    return ward


def add_answers(session: Session, walk: Walk, one: Elector, strength: int) -> None:
    """Record two answers at a door: the elector's, and somebody's who is not on the register."""
    member = make_member(session, Role.VOLUNTEER)
    add_member(session, session.get_one(User, member.user_id), Role.VOLUNTEER)
    make_lease(session, walk, member.user_id)
    told = {"strength": strength, "note": "A note", "party": "p", "language": "l"}
    flags = frozenset({Flag.CASEWORK})
    responses = (
        make_response(walk, one, flags=flags, **told),
        make_response(walk, one, elector=None, person="Somebody", **told),
    )
    for verdict in keep(session, member, *responses):
        assert verdict.status == Status.KEPT, verdict


def fill_the_rest(session: Session) -> None:
    """Put a row into every table that has none yet and could hold typed words."""
    for table in dict.fromkeys(column.table for column in typed_columns()):
        assert isinstance(table, Table)
        if not session.scalar(select(func.count()).select_from(table)):
            add_row(session, table)
    point_at_who_is_shown(session)
    session.commit()


def add_row(session: Session, table: Table) -> None:
    """Put a row into a table, and into those it must point at where they have none."""
    values = {column.name: plain(session, column) for column in table.c}
    session.execute(table.insert().values(values))


def point_at_who_is_shown(session: Session) -> None:
    """Have what was put in for the table's sake be about somebody who has a page."""
    told = session.scalars(select(Contact).where(Contact.elector_id.is_not(None))).first()
    assert told is not None
    issues = session.scalars(select(Issue.id).order_by(Issue.id)).all()
    agent = session.scalar(select(Membership.user_id).where(Membership.role == Role.AGENT))
    for statement in (
        update(Controller).values(id=THE_ONE),
        update(Passkey).values(user_id=agent),
        update(SavedView).values(user_id=agent),
        update(IssueSplit).values(issue_id=issues[0], into_id=issues[-1], undone_at=None),
        update(Mail).values(user_id=agent),
        update(MailWish).values(user_id=agent),
        update(ElectorBefore).values(elector_id=told.elector_id),
        update(Job).values(state=JobState.FAILED),
        update(Retraction).values(contact_id=told.id),
        update(Sheet).values(taken_at=wall_clock()),
        update(Suppression).values(elector_id=told.elector_id),
        update(BoundarySet).values(is_in_force=True),
        update(WardOutline).values(shape=OUTLINE, drawn=OUTLINE),
    ):
        session.execute(statement)


PLAIN: dict[type, Any] = {
    bool: False,
    bytes: b"0" * 32,
    date: date(2018, 5, 3),
    float: 51.5,
    int: 1,
    object: {},
    str: "x",
    time: time(7),
}


def plain(session: Session, column: Column[Any]) -> object:
    """Give a value that fits a column: of a row that is there, where it points at one."""
    if column.name == "campaign_id":
        return 1
    for key in column.foreign_keys:
        first = select(key.column).limit(1)
        found = session.scalar(first)
        if found is None and not column.nullable:
            add_row(session, key.column.table)
            found = session.scalar(first)
        return found
    if hasattr(column.type, "enums"):
        return column.type.enums[0]
    if isinstance(column.type, Id):
        return new_id()
    if isinstance(column.type, Moment):
        return TEA_TIME
    return PLAIN[column.type.python_type]


def texts_of(read: str) -> Iterator[int]:
    """Give the numbers of the columns whose text is in what somebody reads, not cut off in them."""
    yield from map(int, re.findall(r"<x c(\d+)[ >]", read))
