"""Who reads more than their work explains, derived from the audit log; alarms are entries of it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from canvass.core.access import Member
from canvass.core.audit import Deed, Note
from canvass.core.reading import ALARM_STANDS, LIMITS, Kind, Limit, alarm_words, kind_in, named_in
from canvass.store.accounts import Membership, MembershipWard, User
from canvass.store.audit import AuditEvent
from canvass.store.casework import Casework
from canvass.store.contacts import Contact
from canvass.store.leases import WalkLease
from canvass.store.ledger import Sheet
from canvass.store.rounds import KnockupRound
from canvass.store.walks import WalkDoor

ANSWERS = (Deed.READING_EXPLAINED, Deed.PERSON_RESUMED)
"""What ends an alarm: a reason of its kind, or letting the person go on after a pause."""


class Alarm(NamedTuple):
    """An alarm that stands: who read what, how much as it was raised and by now, and since when."""

    user_id: UUID
    name: str
    kind: Kind
    raised_at: datetime
    words: str
    since: datetime
    by_now: int
    is_paused: bool


class Standing(NamedTuple):
    """How much of one kind somebody has read lately, beside its limit."""

    kind: Kind
    limit: Limit
    read: int


def own_wards(user_id: UUID) -> Select[UUID]:
    """Choose the wards a person is limited to."""
    mine = MembershipWard.membership_id == Membership.id
    wards = select(MembershipWard.ward_id).join(Membership, mine)
    return wards.where(Membership.user_id == user_id)


def own_cases(user_id: UUID) -> Select[UUID]:
    """Choose the cases somebody owns or opened."""
    return select(Casework.id).where(
        or_(Casework.owner_id == user_id, Casework.opened_by == user_id)
    )


def own_doors(user_id: UUID) -> Select[UUID]:
    """Choose the doors of walks somebody was given."""
    held = select(WalkLease.walk_id).where(WalkLease.user_id == user_id)
    return select(WalkDoor.household_id).where(WalkDoor.walk_id.in_(held))


def own_walks(user_id: UUID) -> Select[UUID | None]:
    """Choose the walks at whose doors somebody recorded."""
    return select(Contact.walk_id).where(Contact.user_id == user_id, Contact.walk_id.is_not(None))


def own_rounds(user_id: UUID) -> Select[UUID]:
    """Choose the rounds somebody started."""
    return select(KnockupRound.id).where(KnockupRound.started_by == user_id)


def own_sheets(user_id: UUID) -> Select[UUID]:
    """Choose the sheets somebody drew."""
    return select(Sheet.id).where(Sheet.user_id == user_id)


WORK: dict[Kind, tuple[Callable[[UUID], Select[UUID] | Select[UUID | None]], ...]] = {
    Kind.CASES: (own_cases,),
    Kind.DOORS: (own_doors,),
    Kind.LISTS: (own_wards,),
    Kind.SHEETS: (own_rounds, own_sheets, own_wards),
    Kind.WALKS: (own_walks,),
}
"""What explains a reading of each kind; the others nothing does but a reason."""


class Read(NamedTuple):
    """How much somebody read of a kind lately that their work does not explain, and since when."""

    amount: int
    since: datetime | None


def unexplained(session: Session, user_id: UUID, kind: Kind, now: datetime) -> Read:
    """Count what somebody read of a kind lately that their work does not explain."""
    found = named if kind is Kind.NAMES else different
    read = found(session, user_id, kind, now)
    return Read(sum(count for count, _ in read), min((at for _, at in read), default=None))


def named(session: Session, user_id: UUID, kind: Kind, now: datetime) -> list[tuple[int, datetime]]:
    """Give how many electors each list over all wards named at most, and since when."""
    limit = LIMITS[kind]
    query = select(AuditEvent.deed, AuditEvent.subject_id, AuditEvent.words, AuditEvent.at).where(
        AuditEvent.user_id == user_id,
        AuditEvent.at > now - limit.within,
        AuditEvent.at <= now,
        AuditEvent.deed.in_([deed.value for deed in limit.deeds]),
    )
    found: dict[tuple[object, ...], tuple[int, datetime]] = {}
    for deed, subject, words, at in session.execute(query):
        what, count = named_in(words)
        most, first = found.get((deed, subject, what), (0, at))
        found[deed, subject, what] = max(most, count), min(first, at)
    answered = answered_at(session, user_id, kind, now)
    return [one for one in found.values() if answered is None or one[1] > answered]


def different(
    session: Session, user_id: UUID, kind: Kind, now: datetime
) -> list[tuple[int, datetime]]:
    """Give each thing of a kind that somebody read and their work does not explain, when first."""
    limit = LIMITS[kind]
    first = func.min(AuditEvent.at)
    query = (
        select(AuditEvent.subject_id, first)
        .where(
            AuditEvent.user_id == user_id,
            AuditEvent.at > now - limit.within,
            AuditEvent.at <= now,
            AuditEvent.deed.in_([deed.value for deed in limit.deeds]),
            AuditEvent.subject_id.is_not(None),
        )
        .group_by(AuditEvent.subject_id)
    )
    if answered := answered_at(session, user_id, kind, now):
        query = query.having(first > answered)
    found = {subject: at for subject, at in session.execute(query) if subject is not None}
    for work in WORK.get(kind, ()) if found else ():
        own = set(session.scalars(work(user_id)))
        found = {subject: at for subject, at in found.items() if subject not in own}
    return [(1, at) for at in found.values()]


def answered_at(session: Session, user_id: UUID, kind: Kind, now: datetime) -> datetime | None:
    """Give when somebody's reading of a kind was last explained, if it was lately."""
    return max(
        (
            entry.at
            for entry in entries(session, now, AuditEvent.subject_id == user_id)
            if answers(entry, kind)
        ),
        default=None,
    )


def answers(entry: AuditEvent, kind: Kind) -> bool:
    """Tell whether an entry ends alarms of a kind."""
    is_reason = entry.deed == Deed.READING_EXPLAINED and kind_in(entry.words) is kind
    return is_reason or entry.deed == Deed.PERSON_RESUMED


def entries(session: Session, now: datetime, *whose: object) -> Iterable[AuditEvent]:
    """Read alarms and what answered them, as long as alarms stand, oldest first."""
    deeds = [deed.value for deed in (Deed.READING_ALARMED, *ANSWERS)]
    query = select(AuditEvent).where(
        AuditEvent.deed.in_(deeds),
        AuditEvent.at > now - ALARM_STANDS,
        *whose,  # type: ignore[arg-type]
    )
    return session.scalars(query.order_by(AuditEvent.number))


def standing_entries(session: Session, now: datetime) -> dict[tuple[UUID, Kind], AuditEvent]:
    """Give the entries of alarms that nobody has answered, the first of each person and kind."""
    standing: dict[tuple[UUID, Kind], AuditEvent] = {}
    for entry in entries(session, now):
        if entry.deed == Deed.READING_ALARMED and entry.user_id is not None:
            standing.setdefault((entry.user_id, kind_in(entry.words)), entry)
        for user_id, kind in list(standing):
            if user_id == entry.subject_id and answers(entry, kind):
                del standing[user_id, kind]
    return standing


def alarms(session: Session, now: datetime, user_id: UUID | None = None) -> list[Alarm]:
    """List the alarms that stand, newest first: all, or one person's."""
    found = []
    for (whose, kind), entry in standing_entries(session, now).items():
        if user_id not in (None, whose):
            continue
        paused = select(Membership.paused_at).where(Membership.user_id == whose)
        read = unexplained(session, whose, kind, entry.at)
        since = read.since or entry.at
        by_now = unexplained(session, whose, kind, now).amount
        name = session.get_one(User, whose).name
        is_paused = session.scalar(paused) is not None
        found.append(Alarm(whose, name, kind, entry.at, entry.words, since, by_now, is_paused))
    return sorted(found, key=lambda one: one.raised_at, reverse=True)


def due(session: Session, user_id: UUID, kind: Kind, now: datetime) -> list[Note]:
    """Give the alarm to be raised about somebody who has just read something of a kind, if any."""
    count = unexplained(session, user_id, kind, now).amount
    if count <= LIMITS[kind].most or (user_id, kind) in standing_entries(session, now):
        return []
    return [alarm(user_id, kind, count, now)]


def alarm(user_id: UUID, kind: Kind, count: int, now: datetime) -> Note:
    """Make the entry that raises an alarm."""
    return Note(Deed.READING_ALARMED, now, user_id, words=alarm_words(kind, count))


def standings(session: Session, member: Member, now: datetime) -> list[Standing]:
    """Give how much somebody has read lately, kind by kind; what was refused is not in the log."""
    return [
        Standing(kind, limit, unexplained(session, member.user_id, kind, now).amount)
        for kind, limit in LIMITS.items()
        if limit.deeds
    ]
