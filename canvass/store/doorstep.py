"""Keeping what phones send: who may record what at which door, and each response once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Member
from canvass.core.doorstep import BadResponseError, Flag, Response, Told
from canvass.core.knocks import result_of
from canvass.core.sources import Source
from canvass.core.splits import Counting, Spot
from canvass.core.verdicts import Status, Verdict
from canvass.store.base import keep_new
from canvass.store.casework import NewCase, Step, open_case, withdraw_case
from canvass.store.contacts import (
    Consent,
    Contact,
    ContactIssue,
    Retraction,
    renew_counted,
    renew_standing,
)
from canvass.store.issues import issue_ids
from canvass.store.knocks import CalledOn, NewKnock, called_on, keep_knock, undo_of_contact
from canvass.store.leases import Held, doors_within_reach, times_held
from canvass.store.mended import at_doors_now
from canvass.store.register import Elector
from canvass.store.splits import counting
from canvass.store.suppressions import name_digest, stopped_at
from canvass.store.walks import sources_of


@dataclass(frozen=True, slots=True)
class Reach:
    """What one member may record now, read once for a whole batch.

    `doors` holds (walk, household) pairs; `held` from when until when they had each walk, `sources`
    whether it is one of doors or of telephone calls; `homes`
    and `places` where each elector lives; `objected` and `stopped` who told us to stop, by id, and
    by door and name; `taken_back` are ids that a retraction named.
    """

    member: Member
    received_at: datetime
    doors: set[tuple[UUID, UUID]]
    held: dict[UUID, Held]
    sources: dict[UUID, Source]
    homes: dict[UUID, UUID | None]
    places: dict[UUID, Spot]
    issues: dict[str, UUID]
    counting: Counting
    taken_back: set[UUID]
    objected: set[UUID]
    stopped: dict[UUID, set[bytes]]
    called_on: dict[UUID, CalledOn]
    touched: set[UUID] = field(default_factory=set)


def keep_responses(
    session: Session, member: Member, told: Sequence[Told], received_at: datetime
) -> list[Verdict]:
    """Judge each response alone, keep what can be kept, and renew the standing it bears on."""
    told = at_doors_now(session, told)
    reach = reach_of(session, member, told, received_at)
    verdicts = [verdict_on(session, reach, one) for one in told]
    session.flush()
    renew_standing(session, reach.touched)
    renew_counted(session, reach.touched)
    return verdicts


def reach_of(
    session: Session, member: Member, told: Sequence[Told], received_at: datetime
) -> Reach:
    """Read what the batch can be judged by."""
    walks = {one.response.walk for one in told if one.response.walk}
    homes = {one.response.household for one in told if one.response.household}
    named = {one.response.household for one in told if one.response.person}
    facts = (Elector.id, Elector.household_id, Elector.ward_id, Elector.polling_district_id)
    people = select(*facts, Elector.has_objected).where(Elector.household_id.in_(homes))
    residents = session.execute(people).all()
    taken_back = select(Retraction.contact_id).where(
        Retraction.contact_id.in_([one.response.id for one in told]),
        Retraction.user_id == member.user_id,
    )
    return Reach(
        member=member,
        received_at=received_at,
        doors=doors_within_reach(session, member, walks),
        held=times_held(session, member, walks),
        sources=sources_of(session, walks),
        homes={one.id: one.household_id for one in residents},
        places={one.id: Spot("", one.ward_id, one.polling_district_id) for one in residents},
        objected={one.id for one in residents if one.has_objected},
        stopped=stopped_at(session, named),
        issues=issue_ids(session),
        counting=counting(session),
        taken_back=set(session.scalars(taken_back)),
        called_on=called_on(session, walks),
    )


def verdict_on(session: Session, reach: Reach, told: Told) -> Verdict:
    """Keep one response, or say why not."""
    try:
        if told.response.retracts is not None:
            return keep_retraction(session, reach, told, told.response.retracts)
        return keep_contact(session, reach, told)
    except BadResponseError as refusal:
        return Verdict(Status.REFUSED, str(refusal))


def keep_contact(session: Session, reach: Reach, told: Told) -> Verdict:
    """Keep a response as a contact with its issues.

    Raises:
        BadResponseError: the door, the elector or an issue is not this member's to record.
    """
    response = told.response
    home, issue_ids = checked(reach, response)
    refuse_stopped(session, reach, response, home)
    is_retracted = reach.member.is_barred or response.id in reach.taken_back
    values = facts_of(reach, told) | {"household_id": home, "is_retracted": is_retracted}
    if not keep_new(session, Contact, values):
        return repeat_of(session, told)
    add_what_was_said(session, reach, told, issue_ids)
    reach.touched.update(concerned(reach, response))
    if not is_retracted:
        keep_results(session, reach, told)
        keep_case(session, reach, told, issue_ids)
    return Verdict(Status.KEPT)


def add_what_was_said(
    session: Session, reach: Reach, told: Told, issue_ids: Sequence[UUID]
) -> None:
    """Add to a new contact the issues it raises and the addresses it gives."""
    response = told.response
    spot = reach.places[response.elector] if response.elector else Spot()
    for raised, issue_id in zip(response.issues, issue_ids, strict=True):
        counts_as = reach.counting.counts_as(issue_id, spot._replace(note=response.note))
        values = {"stance": raised.stance, "elector_id": response.elector, "ward_id": spot.ward_id}
        values["told_as_id"] = issue_id if counts_as != issue_id else None
        session.add(ContactIssue(contact_id=response.id, issue_id=counts_as, **values))
    for consent, locked in zip(response.consents, told.locked, strict=True):
        given = {"channel": consent.channel, "locked": locked, "wording": consent.wording}
        session.add(Consent(contact_id=response.id, **given))


def keep_results(session: Session, reach: Reach, told: Told) -> None:
    """Keep what a response on a round's walk says of coming to vote, as paper would have."""
    response = told.response
    calling = reach.called_on.get(response.walk) if response.walk else None
    result = result_of(response.outcome, response.flags) if response.outcome else None
    if calling is None or result is None:
        return
    whom = {response.elector} if response.elector else concerned(reach, response)
    for elector_id in sorted(whom & calling.electors):
        knock = NewKnock(
            elector_id,
            result,
            reach.member.user_id,
            told.spoken_at,
            calling.sheet_id,
            contact_id=response.id,
        )
        keep_knock(session, knock, reach.received_at)


def keep_case(session: Session, reach: Reach, told: Told, issue_ids: Sequence[UUID]) -> None:
    """Open a case where somebody at the door was promised that we come back to them."""
    response = told.response
    if Flag.CASEWORK in response.flags and response.household is not None:
        new = NewCase(
            household_id=response.household,
            user_id=reach.member.user_id,
            reported_at=told.spoken_at,
            contact_id=response.id,
            elector_id=response.elector,
            issue_id=issue_ids[0] if issue_ids else None,
            name=response.person,
        )
        open_case(session, new, reach.received_at)


def facts_of(reach: Reach, told: Told) -> dict[str, object]:
    """Give what a contact keeps of a response as it was told, its moment within the lease."""
    response = told.response
    held = reach.held.get(response.walk) if response.walk else None
    return {
        "id": response.id,
        "elector_id": response.elector,
        "walk_id": response.walk,
        "source": reach.sources[response.walk] if response.walk else Source.DOORSTEP,
        "user_id": reach.member.user_id,
        "outcome": response.outcome,
        "strength": response.strength,
        "intention": response.intention,
        "party": response.party,
        "flags": " ".join(sorted(response.flags)),
        "note": response.note,
        "language": response.language,
        "person": response.person,
        "told_at": response.spoken_at,
        "spoken_at": held.clamp(told.spoken_at) if held else told.spoken_at,
        "received_at": reach.received_at,
        "digest": told.digest,
    }


def checked(reach: Reach, response: Response) -> tuple[UUID, list[UUID]]:
    """Give the door and the issues' ids, if all of them may be recorded by this member.

    Raises:
        BadResponseError: one may not.
    """
    home = response.household
    if home is None or response.walk is None or (response.walk, home) not in reach.doors:
        raise BadResponseError("This door is not on a walk of yours. Ask your organiser.")
    if response.elector is not None and reach.homes.get(response.elector) != home:
        raise BadResponseError("That person is not on the register at this door any more.")
    unknown = [one.code for one in response.issues if one.code not in reach.issues]
    if unknown:
        raise BadResponseError(f"This campaign has no issue “{unknown[0]}”. Open the walk again.")
    codes = [one.code for one in response.issues]
    if len(set(codes)) < len(codes):
        raise BadResponseError("One issue is named twice.")
    return home, [reach.issues[code] for code in codes]


def refuse_stopped(session: Session, reach: Reach, response: Response, home: UUID) -> None:
    """Keep nothing of somebody who told us to stop, whenever it was recorded.

    Raises:
        BadResponseError: this is about such a person.
    """
    named = name_digest(session, response.person) if response.person else None
    if response.elector in reach.objected or named in reach.stopped[home]:
        raise BadResponseError("This person told us to stop. Nothing is kept about them.")


def concerned(reach: Reach, response: Response) -> set[UUID]:
    """Give the electors a response bears on: the one who spoke, or everybody at the door."""
    if response.elector is not None:
        return {response.elector}
    if response.person:
        return set()
    return {elector for elector, home in reach.homes.items() if home == response.household}


def repeat_of(session: Session, told: Told) -> Verdict:
    """Tell a response that was sent again from another one under the same id."""
    digest = session.scalar(select(Contact.digest).where(Contact.id == told.response.id))
    if digest == told.digest:
        return Verdict(Status.DUPLICATE)
    return Verdict(Status.REFUSED, "Another response has this id. Record it once more.")


def keep_retraction(session: Session, reach: Reach, told: Told, contact_id: UUID) -> Verdict:
    """Take a response back: the contact stays, marked, and no longer counts.

    Raises:
        BadResponseError: it was somebody else's.
    """
    contact = session.scalar(select(Contact).where(Contact.id == contact_id))
    if contact is not None and contact.user_id != reach.member.user_id:
        raise BadResponseError("That was recorded by somebody else. Ask your organiser.")
    values: dict[str, object] = {
        "id": told.response.id,
        "contact_id": contact_id,
        "user_id": reach.member.user_id,
        "spoken_at": told.spoken_at,
        "received_at": reach.received_at,
    }
    if not keep_new(session, Retraction, values):
        return Verdict(Status.DUPLICATE)
    reach.taken_back.add(contact_id)
    if contact is not None:
        take_back(session, reach, contact)
    return Verdict(Status.KEPT)


def take_back(session: Session, reach: Reach, contact: Contact) -> None:
    """Mark a contact as taken back."""
    contact.is_retracted = True
    undo_of_contact(session, contact.id, reach.received_at)
    withdraw_case(session, contact.id, Step(reach.member.user_id, reach.received_at))
    if contact.elector_id is not None:
        reach.touched.add(contact.elector_id)
        return
    at_home = select(Elector.id).where(Elector.household_id == contact.household_id)
    reach.touched.update(session.scalars(at_home))
