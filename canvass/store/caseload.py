"""Reading cases: lists by ward and owner, one case with its history, what a door is told.

Every query names its columns: of contacts and electors it takes what was said and who they are, and
nothing of how they vote.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from canvass.core.access import GRANTS, Member, Permission
from canvass.core.casework import (
    TOLD_AT_THE_DOOR,
    UNDER_WAY,
    CaseStatus,
    address_lines,
    door_words,
)
from canvass.core.errors import NotFoundError
from canvass.store.accounts import User, member_for, people
from canvass.store.base import campaign_of
from canvass.store.casework import Casework, CaseworkEvent
from canvass.store.contacts import Contact, ContactIssue
from canvass.store.issues import Issue
from canvass.store.places import Household, Street, Ward
from canvass.store.register import Elector

SHOWN = 200
"""Cases that one page lists."""


class CaseRow(NamedTuple):
    """A case as a list shows it, and as a letter is written from it."""

    id: UUID
    title: str
    status: CaseStatus
    due_on: date | None
    reported_on: date
    resolved_on: date | None
    answer: str
    ward_id: UUID | None
    ward: str | None
    owner_id: UUID | None
    owner: str | None
    issue: str | None
    elector_name: str | None
    told_name: str
    label: str
    building: str
    street: str
    postcode: str

    @property
    def name(self) -> str:
        """Whose case it is."""
        return self.elector_name or self.told_name

    @property
    def lines(self) -> tuple[str, ...]:
        """The address, line by line."""
        return address_lines(self.label, self.building, self.street, self.postcode)

    @property
    def is_under_way(self) -> bool:
        """Whether something is still to be done."""
        return self.status in UNDER_WAY

    def is_overdue(self, today: date) -> bool:
        """Tell whether it should have been done by now."""
        return self.is_under_way and self.due_on is not None and self.due_on < today


class CaseCounts(NamedTuple):
    """How many cases there are: all of them, and some of those."""

    every: int
    under_way: int
    mine: int
    overdue: int
    ended: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases a list shows: `which` is "open", "mine", "overdue" or "resolved"."""

    which: str = "open"
    ward_id: UUID | None = None


class Said(NamedTuple):
    """What was said at the door that a case came of."""

    by: str
    spoken_at: datetime
    note: str
    issues: tuple[str, ...]


class Done(NamedTuple):
    """One line of a case's history."""

    at: datetime
    by: str
    what: str
    note: str


def within_reach(member: Member) -> ColumnElement[bool]:
    """Limit cases to the wards the member works in, as `Member.sees` does."""
    if member.wards is None:
        return Casework.id.is_not(None)
    return or_(Casework.ward_id.is_(None), Casework.ward_id.in_(member.wards))


def overdue(today: date) -> ColumnElement[bool]:
    """Pick the cases that should have been done by now."""
    return Casework.status.in_(UNDER_WAY) & (Casework.due_on < today)


def rows() -> Select[*tuple[Any, ...]]:
    """Begin a query for cases, with all that `CaseRow` holds."""
    return (
        select(
            Casework.id,
            Casework.title,
            Casework.status,
            Casework.due_on,
            Casework.reported_on,
            Casework.resolved_on,
            Casework.answer,
            Casework.ward_id,
            Ward.name,
            Casework.owner_id,
            User.name,
            Issue.label,
            Elector.name,
            Casework.name,
            Household.label,
            Household.building,
            Street.name,
            Household.postcode,
        )
        .join(Household, Household.id == Casework.household_id)
        .join(Street, Street.id == Household.street_id)
        .outerjoin(Ward, Ward.id == Casework.ward_id)
        .outerjoin(User, User.id == Casework.owner_id)
        .outerjoin(Issue, Issue.id == Casework.issue_id)
        .outerjoin(Elector, Elector.id == Casework.elector_id)
    )


def cases_for(session: Session, member: Member, wanted: Wanted, today: date) -> list[CaseRow]:
    """List cases of a member's wards, soonest due first, those without a due date last.

    What has ended is listed latest first.
    """
    which: dict[str, ColumnElement[bool]] = {
        "open": Casework.status.in_(UNDER_WAY),
        "mine": Casework.status.in_(UNDER_WAY) & (Casework.owner_id == member.user_id),
        "overdue": overdue(today),
        "resolved": Casework.status.not_in(UNDER_WAY),
    }
    query = rows().where(within_reach(member), which[wanted.which])
    if wanted.ward_id is not None:
        query = query.where(Casework.ward_id == wanted.ward_id)
    order: tuple[Any, ...] = (Casework.due_on.is_(None), Casework.due_on, Casework.reported_on)
    if wanted.which == "resolved":
        ended = func.coalesce(Casework.resolved_on, Casework.reported_on)
        order = (ended.desc(),)
    query = query.order_by(*order, Casework.id).limit(SHOWN)
    return [CaseRow._make(row) for row in session.execute(query)]


def case_counts(
    session: Session, member: Member, today: date, ward_id: UUID | None = None
) -> CaseCounts:
    """Count the cases of a member's wards, or of one of them."""
    under_way = Casework.status.in_(UNDER_WAY)
    number = func.count(Casework.id)
    query = select(
        number,
        number.filter(under_way),
        number.filter(under_way & (Casework.owner_id == member.user_id)),
        number.filter(overdue(today)),
        number.filter(~under_way),
    ).where(within_reach(member))
    if ward_id is not None:
        query = query.where(Casework.ward_id == ward_id)
    return CaseCounts._make(session.execute(query).one())


def case_for(session: Session, member: Member, case_id: UUID) -> Casework:
    """Find a case of a member's wards.

    Raises:
        NotFoundError: there is none.
    """
    case = session.get(Casework, (campaign_of(session), case_id))
    if case is None or not member.sees(case.ward_id):
        raise NotFoundError
    return case


def row_of(session: Session, case: Casework) -> CaseRow:
    """Give a case with its names."""
    return CaseRow._make(session.execute(rows().where(Casework.id == case.id)).one())


def said_in(session: Session, case: Casework) -> Said | None:
    """Give what was said at the door, if the case came of that."""
    found = session.execute(
        select(User.name, Contact.spoken_at, Contact.note)
        .join(User, User.id == Contact.user_id)
        .where(Contact.id == case.contact_id)
    ).first()
    if found is None:
        return None
    labels = session.scalars(
        select(Issue.label)
        .join(ContactIssue, ContactIssue.issue_id == Issue.id)
        .where(ContactIssue.contact_id == case.contact_id)
        .order_by(Issue.sequence, Issue.code)
    )
    return Said(*found, tuple(labels))


def warnings_of(session: Session, case: Casework) -> list[str]:
    """Say what bears on writing to somebody: a stop notice, or that they are not there any more."""
    found = session.execute(
        select(Elector.do_not_contact, Elector.has_moved, Elector.has_died).where(
            Elector.id == case.elector_id
        )
    ).first()
    told = ("They asked not to be contacted.", "They have moved away.", "They have died.")
    return [words for words, is_so in zip(told, found or (), strict=False) if is_so]


def history_of(session: Session, case: Casework) -> list[Done]:
    """List what was done on a case, oldest first."""
    query = (
        select(CaseworkEvent.at, User.name, CaseworkEvent.what, CaseworkEvent.note)
        .join(User, User.id == CaseworkEvent.user_id)
        .where(CaseworkEvent.casework_id == case.id)
        .order_by(CaseworkEvent.number)
    )
    return [Done._make(row) for row in session.execute(query)]


def owners_for(session: Session, case: Casework) -> list[User]:
    """List who may work on a case: by their role, and in its ward."""
    able = [user for user, role in people(session) if Permission.CASEWORK_WORK in GRANTS[role]]
    members = ((user, member_for(session, user)) for user in able)
    return [
        user
        for user, member in members
        if member and member.may(Permission.CASEWORK_WORK) and member.sees(case.ward_id)
    ]


def at_doors(session: Session, households: Collection[UUID], today: date) -> dict[UUID, list[str]]:
    """Say of each door what became of its cases: those under way, and a year's that are resolved.

    A volunteer reads this at the door: an issue and dates, and nothing of who or what.
    """
    is_told = Casework.status.in_(UNDER_WAY) | (
        (Casework.status == CaseStatus.RESOLVED)
        & (Casework.resolved_on >= today - TOLD_AT_THE_DOOR)
    )
    query = (
        select(Casework.household_id, Issue.label, Casework.reported_on, Casework.status)
        .outerjoin(Issue, Issue.id == Casework.issue_id)
        .where(Casework.household_id.in_(households), is_told)
        .order_by(Casework.reported_on, Casework.id)
    )
    told: dict[UUID, list[str]] = defaultdict(list)
    for home, issue, reported_on, status in session.execute(query):
        told[home].append(door_words(issue, reported_on, status))
    return told
