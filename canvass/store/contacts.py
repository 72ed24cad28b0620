"""Contacts, which are facts and never edited, and the standing that is derived from them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    and_,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.doorstep import Channel, Flag, Intention, Outcome
from canvass.core.sources import Source
from canvass.core.standing import STOPPED, Fact, standing_of
from canvass.store.accounts import the_campaign
from canvass.store.base import Scoped, points_to
from canvass.store.pairing import silenced_by_pairs
from canvass.store.register import Elector


class Contact(Scoped):
    """One response, kept. A later contact overrides it; a retraction takes it back.

    `id` was made by the phone, so that a repeat meets the primary key. `told_at` is what the
    phone's clock said, `spoken_at` the same corrected. `flags` are codes with a space between.
    `person` is the name of somebody who lives here and is not on the register. Of an elector who
    was erased no door is kept, nor of an answer that came with a file of an earlier tool. `source`
    is the walk's, or the file's.
    """

    __tablename__ = "contact"

    household_id: Mapped[UUID | None]
    elector_id: Mapped[UUID | None]
    walk_id: Mapped[UUID | None]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    outcome: Mapped[Outcome]
    strength: Mapped[int | None]
    intention: Mapped[str | None] = mapped_column(String(20))
    party: Mapped[str | None] = mapped_column(String(40))
    flags: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(String(40))
    person: Mapped[str] = mapped_column(String(120), default="")
    told_at: Mapped[datetime]
    spoken_at: Mapped[datetime]
    received_at: Mapped[datetime]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    is_retracted: Mapped[bool] = mapped_column(default=False)
    source: Mapped[Source] = mapped_column(default=Source.DOORSTEP, server_default="doorstep")
    earlier_file_id: Mapped[UUID | None]

    __table_args__ = (
        points_to("household", "household_id"),
        points_to("elector", "elector_id"),
        points_to("walk", "walk_id"),
        points_to("earlier_file", "earlier_file_id"),
        Index(
            "ix_contact_earlier_file",
            "campaign_id",
            "earlier_file_id",
            sqlite_where=text("earlier_file_id is not null"),
            postgresql_where=text("earlier_file_id is not null"),
        ),
        Index(
            "ix_contact_source",
            "campaign_id",
            "source",
            "elector_id",
            sqlite_where=text("source <> 'doorstep'"),
            postgresql_where=text("source <> 'doorstep'"),
        ),
        Index("ix_contact_elector", "campaign_id", "elector_id"),
        Index("ix_contact_household", "campaign_id", "household_id"),
        Index("ix_contact_received", "campaign_id", "received_at"),
        Index("ix_contact_walk", "campaign_id", "walk_id"),
        Index(
            "ix_contact_flags",
            "campaign_id",
            "flags",
            sqlite_where=text("flags <> ''"),
            postgresql_where=text("flags <> ''"),
        ),
        Index(
            "ix_contact_note",
            "campaign_id",
            "received_at",
            sqlite_where=text("note <> ''"),
            postgresql_where=text("note <> ''"),
        ),
    )


class ContactIssue(Scoped):
    """One issue an elector raised in one contact.

    `elector_id` and `ward_id` are copied here, and `is_counted` is derived: of all that an elector
    said of one issue and did not take back, one row counts. So a ward's count reads one index. Of
    somebody who is not on the register none counts. `note_reading_id` says whose reading of the
    note made it (`store.readings`); without one it was told at the door.
    """

    __tablename__ = "contact_issue"

    contact_id: Mapped[UUID]
    issue_id: Mapped[UUID]
    told_as_id: Mapped[UUID | None]
    stance: Mapped[str | None] = mapped_column(String(20))
    elector_id: Mapped[UUID | None]
    ward_id: Mapped[UUID | None]
    is_counted: Mapped[bool] = mapped_column(default=False)
    note_reading_id: Mapped[UUID | None]

    __table_args__ = (
        points_to("contact", "contact_id"),
        points_to("issue", "issue_id"),
        points_to("issue", "told_as_id"),
        points_to("note_reading", "note_reading_id"),
        Index(
            "ix_contact_issue_reading",
            "campaign_id",
            "note_reading_id",
            sqlite_where=text("note_reading_id is not null"),
            postgresql_where=text("note_reading_id is not null"),
        ),
        Index("ix_contact_issue_contact", "campaign_id", "contact_id"),
        Index("ix_contact_issue_elector", "campaign_id", "elector_id"),
        Index(
            "ix_contact_issue_count",
            "campaign_id",
            "ward_id",
            "issue_id",
            sqlite_where=text("is_counted = 1"),
            postgresql_where=text("is_counted"),
        ),
    )


class Retraction(Scoped):
    """A contact taken back: a fact of its own, which may arrive before the contact it names.

    `why` is told where an organiser took back what somebody else had recorded.
    """

    __tablename__ = "retraction"
    __table_args__ = (Index("ix_retraction_contact", "campaign_id", "contact_id"),)

    contact_id: Mapped[UUID]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    spoken_at: Mapped[datetime]
    received_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(200), default="")


class Consent(Scoped):
    """An address somebody gave at the door, locked, and the words by which they were asked."""

    __tablename__ = "consent"
    __table_args__ = (
        points_to("contact", "contact_id"),
        Index("ix_consent_contact", "campaign_id", "contact_id"),
    )

    contact_id: Mapped[UUID]
    channel: Mapped[Channel]
    locked: Mapped[str] = mapped_column(String(400))
    wording: Mapped[str] = mapped_column(String(40))


class WalkProgress(NamedTuple):
    """How far a walk has come: doors with a response, and when the last one was received."""

    doors: int
    heard_at: datetime | None


def renew_standing(session: Session, elector_ids: Collection[UUID]) -> None:
    """Derive the standing of these electors again, from all the contacts that stand.

    The only function that writes the standing columns.
    """
    campaign = the_campaign(session)
    electors = list(session.scalars(select(Elector).where(Elector.id.in_(elector_ids))))
    facts = facts_about(session, electors)
    silenced = set(session.scalars(silenced_by_pairs(elector_ids)))
    for elector in electors:
        standing = STOPPED if elector.has_objected else standing_of(facts[elector.id])
        if elector.id in silenced:
            standing = replace(standing, do_not_contact=True)
        for column in fields(standing):
            setattr(elector, column.name, getattr(standing, column.name))
        elector.is_promise = standing.is_promise(campaign.promise_threshold)


def facts_about(
    session: Session, electors: Sequence[Elector], but_not: UUID | None = None
) -> dict[UUID, list[Fact]]:
    """Collect each elector's facts: what they said, and what was true of their whole door.

    Args:
        session: the campaign's.
        electors: about whom.
        but_not: somebody whose contacts are left out, to see how things would stand without them.
    """
    ids = [elector.id for elector in electors]
    homes = {elector.household_id for elector in electors if elector.household_id}
    is_whole = and_(Contact.elector_id.is_(None), Contact.person == "")
    at_the_door = and_(is_whole, Contact.household_id.in_(homes))
    query = select(Contact).where(
        or_(Contact.elector_id.in_(ids), at_the_door), ~Contact.is_retracted
    )
    if but_not is not None:
        query = query.where(Contact.user_id != but_not)
    own: dict[UUID | None, list[Fact]] = defaultdict(list)
    for contact in session.scalars(query):
        own[contact.elector_id or contact.household_id].append(fact_of(contact))
    return {elector.id: own[elector.id] + own[elector.household_id] for elector in electors}


def fact_of(contact: Contact) -> Fact:
    """Give what the fold needs of a contact."""
    return Fact(
        id=contact.id,
        spoken_at=contact.spoken_at,
        outcome=contact.outcome,
        strength=contact.strength,
        intention=Intention(contact.intention) if contact.intention else None,
        party=contact.party,
        flags=frozenset(map(Flag, contact.flags.split())),
        language=contact.language,
        is_brought=contact.earlier_file_id is not None,
    )


def renew_counted(session: Session, elector_ids: Collection[UUID]) -> None:
    """Choose again which mentions of these electors count: one an issue, of those that stand.

    What was brought is in the reports of its own source alone. The only function that writes
    `is_counted`.
    """
    is_out = Contact.is_retracted | Contact.earlier_file_id.is_not(None)
    query = (
        select(ContactIssue, is_out)
        .join(Contact, Contact.id == ContactIssue.contact_id)
        .where(ContactIssue.elector_id.in_(elector_ids))
        .order_by(ContactIssue.contact_id)
    )
    counted: set[tuple[UUID | None, UUID]] = set()
    for raised, is_left_out in session.execute(query):
        about = (raised.elector_id, raised.issue_id)
        raised.is_counted = not is_left_out and about not in counted
        if raised.is_counted:
            counted.add(about)


def rebuild_standing(session: Session, at_once: int = 500) -> int:
    """Derive every elector's standing again, and give how many electors there are."""
    ids = list(session.scalars(select(Elector.id)))
    for start in range(0, len(ids), at_once):
        renew_standing(session, ids[start : start + at_once])
        renew_counted(session, ids[start : start + at_once])
        session.flush()
        session.expire_all()
    return len(ids)


def walk_progress(session: Session) -> dict[UUID, WalkProgress]:
    """Give, for every walk with responses, how far it has come."""
    query = (
        select(
            Contact.walk_id,
            func.count(Contact.household_id.distinct()),
            func.max(Contact.received_at),
        )
        .where(Contact.walk_id.is_not(None), ~Contact.is_retracted)
        .group_by(Contact.walk_id)
    )
    return {
        walk_id: WalkProgress(doors, heard_at)
        for walk_id, doors, heard_at in session.execute(query)
        if walk_id is not None
    }


def answers_of_walk(session: Session, walk_id: UUID) -> list[Contact]:
    """List what was recorded on a walk and stands, oldest first."""
    query = select(Contact).where(Contact.walk_id == walk_id, ~Contact.is_retracted)
    return list(session.scalars(query.order_by(Contact.spoken_at, Contact.id)))
