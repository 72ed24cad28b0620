"""Cases, opened at the door or by hand, with a history that only grows.

Kept apart from how anybody votes: nothing here reads what a contact or an elector holds of that.
"""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.casework import TITLE_LENGTH, UNDER_WAY, CaseStatus, short_day
from canvass.core.errors import CanvassError
from canvass.store.accounts import User, the_campaign
from canvass.store.base import Scoped, points_to
from canvass.store.issues import Issue
from canvass.store.places import Household, PollingDistrict, Street

OPENED, TAKEN_BACK = "opened", "taken back"
NO_TITLE = "What they said"


class Casework(Scoped):
    """One promise to look into something. `answer` is what the resident is told of it.

    `contact_id` is what was said at the door, absent where somebody rang; `name` is whose case it
    is where no elector is named. `ward_id` is copied from the household's polling district.
    """

    __tablename__ = "casework"
    __table_args__ = (
        UniqueConstraint("campaign_id", "contact_id"),
        points_to("contact", "contact_id"),
        points_to("elector", "elector_id"),
        points_to("household", "household_id"),
        points_to("issue", "issue_id"),
        points_to("ward", "ward_id"),
        Index("ix_casework_household", "campaign_id", "household_id"),
        Index("ix_casework_status", "campaign_id", "status", "due_on"),
    )

    contact_id: Mapped[UUID | None]
    elector_id: Mapped[UUID | None]
    household_id: Mapped[UUID]
    issue_id: Mapped[UUID | None]
    ward_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    status: Mapped[CaseStatus] = mapped_column(default=CaseStatus.OPEN)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    due_on: Mapped[date | None]
    reported_on: Mapped[date]
    resolved_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[datetime]


class CaseworkEvent(Scoped):
    """One thing that was done on a case: never edited. `what` is a few words ("due 12 May").

    `number` counts within the case, so that of two who change it at once one is refused.
    """

    __tablename__ = "casework_event"
    __table_args__ = (
        points_to("casework", "casework_id"),
        UniqueConstraint("campaign_id", "casework_id", "number"),
    )

    casework_id: Mapped[UUID]
    number: Mapped[int]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(String(160))
    note: Mapped[str] = mapped_column(Text, default="")


class NewCase(NamedTuple):
    """What a case is opened with; `reported_at` is when they said it."""

    household_id: UUID
    user_id: UUID
    reported_at: datetime
    contact_id: UUID | None = None
    elector_id: UUID | None = None
    issue_id: UUID | None = None
    name: str = ""
    title: str = ""


class Step(NamedTuple):
    """Who does something on a case, and when."""

    user_id: UUID
    at: datetime


class CaseChange(NamedTuple):
    """How a case stands after a change."""

    owner: User | None
    due_on: date | None
    status: CaseStatus
    answer: str
    note: str = ""


class StaleCaseError(CanvassError):
    """Somebody else changed the case meanwhile."""


def open_case(session: Session, new: NewCase, now: datetime) -> Casework:
    """Open a case, and begin its history."""
    issue = session.scalar(select(Issue.label).where(Issue.id == new.issue_id))
    case = Casework(
        contact_id=new.contact_id,
        elector_id=new.elector_id,
        household_id=new.household_id,
        issue_id=new.issue_id,
        ward_id=ward_of(session, new.household_id),
        name="" if new.elector_id else new.name,
        title=(new.title or issue or NO_TITLE)[:TITLE_LENGTH],
        reported_on=new.reported_at.astimezone(the_campaign(session).time_zone).date(),
        opened_by=new.user_id,
        opened_at=now,
    )
    session.add(case)
    session.flush()  # its history points at it
    note_event(session, case, Step(new.user_id, now), OPENED)
    return case


def ward_of(session: Session, household_id: UUID) -> UUID | None:
    """Give the ward a household lies in."""
    return session.scalar(
        select(PollingDistrict.ward_id)
        .join(Street, Street.polling_district_id == PollingDistrict.id)
        .join(Household, Household.street_id == Street.id)
        .where(Household.id == household_id)
    )


def note_event(session: Session, case: Casework, step: Step, what: str, note: str = "") -> None:
    """Add to the history of a case."""
    event = CaseworkEvent(
        casework_id=case.id,
        number=steps_taken(session, case) + 1,
        user_id=step.user_id,
        at=step.at,
        what=what[:160],
        note=note,
    )
    session.add(event)


def steps_taken(session: Session, case: Casework) -> int:
    """Count what was done on a case so far."""
    query = select(func.count(CaseworkEvent.id)).where(CaseworkEvent.casework_id == case.id)
    return session.scalar(query) or 0


def withdraw_case(session: Session, contact_id: UUID, step: Step) -> None:
    """Close the case of a contact that was taken back, unless somebody has worked on it."""
    case = session.scalar(select(Casework).where(Casework.contact_id == contact_id))
    if case is not None and case.status == CaseStatus.OPEN and steps_taken(session, case) == 1:
        case.status = CaseStatus.CLOSED
        note_event(session, case, step, TAKEN_BACK)


def change_case(session: Session, case: Casework, change: CaseChange, step: Step) -> list[str]:
    """Change a case, and write each change into its history; give what was written.

    A note without a change is written too.
    """
    done = list(differences(case, change))
    if change.status != case.status:
        today = step.at.astimezone(the_campaign(session).time_zone).date()
        case.resolved_on = today if change.status == CaseStatus.RESOLVED else None
    case.owner_id = change.owner.id if change.owner else None
    case.due_on, case.status, case.answer = change.due_on, change.status, change.answer
    if change.note and not done:
        done = ["note"]
    for place, what in enumerate(done):
        note_event(session, case, step, what, change.note if place == 0 else "")
    return done


def differences(case: Casework, change: CaseChange) -> list[str]:
    """Say in short words what a change does to a case."""
    done = []
    if (change.owner.id if change.owner else None) != case.owner_id:
        done.append(f"owner: {change.owner.name if change.owner else 'nobody'}")
    if change.due_on != case.due_on:
        done.append(f"due {short_day(change.due_on)}" if change.due_on else "no due date")
    if change.answer != case.answer:
        done.append("answer written" if change.answer else "answer taken out")
    if change.status != case.status:
        back = change.status == CaseStatus.OPEN and case.status not in UNDER_WAY
        done.append("opened again" if back else str(change.status))
    return done


def check_seen(session: Session, case: Casework, seen: int) -> None:
    """Check that whoever changes a case saw all of its history.

    Raises:
        StaleCaseError: something was done since.
    """
    if steps_taken(session, case) != seen:
        raise StaleCaseError(
            "Somebody else changed this case while you were writing. Open it again, then change it."
        )
