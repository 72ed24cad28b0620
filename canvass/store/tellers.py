"""What tellers' phones send: each number once, and whatever is taken back."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Member, Permission
from canvass.core.rounds import is_open
from canvass.core.telling import BadNumberError, Doubt, Taken, read_number
from canvass.core.verdicts import Status, Verdict
from canvass.store.accounts import Campaign, the_campaign
from canvass.store.base import campaign_of, keep_new
from canvass.store.places import District, districts
from canvass.store.register import Elector
from canvass.store.telling import (
    Marked,
    MarkSource,
    NewMark,
    TellingMark,
    enter_marks,
    renew_voted,
)

RUSH, RUSH_SECONDS = 8, 8
"""More numbers than this in as many seconds are not people walking past."""

OTHER = "Another number has this id. Type it once more."
NOT_YOURS = "That number was taken by somebody else. Ask the committee room."


class TakenAt(NamedTuple):
    """A number a phone took, with its moment corrected for the phone's clock."""

    taken: Taken
    moment: datetime


class Judged(NamedTuple):
    """What became of a number, and of whom it may now be otherwise whether they have voted."""

    verdict: Verdict
    elector_id: UUID | None = None


def keep_taken(session: Session, member: Member, told: Sequence[TakenAt]) -> list[Verdict]:
    """Judge each number alone, and keep what can be kept.

    Whose they are is looked up once for all, and who has voted derived once, since others who write
    wait for it: a phone that was long without signal sends many.
    """
    new = [one for one in told if one.taken.undoes is None]
    judged = keep_new_numbers(session, member, new)
    for one in told:
        if one.taken.undoes is not None:
            judged[one] = take_back(session, member, one.taken.undoes, one.moment)
    session.flush()
    renew_voted(session, {one.elector_id for one in judged.values() if one.elector_id is not None})
    return [judged[one].verdict for one in told]


def keep_new_numbers(
    session: Session, member: Member, told: Sequence[TakenAt]
) -> dict[TakenAt, Judged]:
    """Keep what makes sense of the numbers a phone took, whether or not anybody has them."""
    if not told:
        return {}
    campaign, places = the_campaign(session), districts(session)
    codes = [place.code for place in places.values()]
    taken_at = moments_near(session, member, [one.moment for one in told])
    judged: dict[TakenAt, Judged] = {}
    marks: dict[TakenAt, NewMark] = {}
    for one in told:
        typed = one.taken.typed.strip()
        try:
            number = read_number(typed.removesuffix("?"), one.taken.district, codes)
        except BadNumberError as refusal:
            judged[one] = Judged(Verdict(Status.REFUSED, str(refusal)))
            continue
        marks[one] = NewMark(
            number,
            typed,
            MarkSource.TELLER,
            member.user_id,
            one.moment,
            one.taken.id,
            doubt_of(one, campaign, taken_at.values()),
            undone_at=one.moment if member.is_barred else None,
        )
        taken_at[one.taken.id] = one.moment
    entered = enter_marks(session, places, list(marks.values()), campaign)
    for one, mark in zip(marks, entered, strict=True):
        judged[one] = of_mark(session, member, one, mark)
    return judged


def of_mark(session: Session, member: Member, one: TakenAt, mark: Marked) -> Judged:
    """Say what became of a number that made sense: kept, kept before, or another's id."""
    if mark.is_new:
        return Judged(Verdict(Status.KEPT), mark.elector.id if mark.elector else None)
    kept = session.get_one(TellingMark, (campaign_of(session), one.taken.id))
    is_same = kept.typed in ("", one.taken.typed.strip()[:40]) and kept.user_id == member.user_id
    return Judged(Verdict(Status.DUPLICATE) if is_same else Verdict(Status.REFUSED, OTHER))


def moments_near(
    session: Session, member: Member, moments: Sequence[datetime]
) -> dict[UUID, datetime]:
    """Give when a teller took the numbers that are kept already, around these moments."""
    query = select(TellingMark.id, TellingMark.taken_at).where(
        TellingMark.user_id == member.user_id,
        TellingMark.taken_at > min(moments) - timedelta(seconds=RUSH_SECONDS),
        TellingMark.taken_at <= max(moments),
    )
    return dict(session.execute(query).all())


def doubt_of(one: TakenAt, campaign: Campaign, taken_at: Iterable[datetime]) -> Doubt | None:
    """Tell why a number that a phone took should not strike anybody by itself.

    `taken_at` is when the same teller took others.
    """
    if one.taken.typed.rstrip().endswith("?"):
        return Doubt.UNSURE
    there = one.moment.astimezone(campaign.time_zone)
    is_day = there.date() == campaign.telling_day
    hours = is_open(there, campaign.polls_open, campaign.polls_close)
    if campaign.rehearsal_on is None and not (is_day and hours):
        return Doubt.OUT_OF_HOURS
    since = one.moment - timedelta(seconds=RUSH_SECONDS)
    lately = sum(since < moment <= one.moment for moment in taken_at)
    return Doubt.TOO_FAST if lately >= RUSH else None


def take_back(session: Session, member: Member, mark_id: UUID, moment: datetime) -> Judged:
    """Take a number back, if it is their own; one that has not come yet will count for nothing."""
    tombstone: dict[str, object] = {
        "id": mark_id,
        "typed": "",
        "polling_day": the_campaign(session).telling_day,
        "source": MarkSource.TELLER,
        "user_id": member.user_id,
        "taken_at": moment,
        "undone_at": moment,
    }
    if keep_new(session, TellingMark, tombstone):
        return Judged(Verdict(Status.KEPT))
    mark = session.get_one(TellingMark, (campaign_of(session), mark_id))
    if mark.user_id != member.user_id and not member.may(Permission.TELLING_MARK):
        return Judged(Verdict(Status.REFUSED, NOT_YOURS))
    if mark.undone_at is not None:
        return Judged(Verdict(Status.DUPLICATE))
    mark.undone_at = moment
    session.flush()
    return Judged(Verdict(Status.KEPT), mark.elector_id)


def district_numbers(session: Session, district: District) -> dict[str, object]:
    """Give what a teller's phone may know of a district: its numbers, and not one name.

    `numbers` and `postal` are lists of `"12"` or `"12/1"`; `postal` are those who vote by post.
    """
    query = select(Elector.roll_number, Elector.roll_suffix, Elector.votes_by_post).where(
        Elector.polling_district_id == district.id, Elector.on_register
    )
    rows = [(f"{n}/{s}" if s else n, post) for n, s, post in session.execute(query)]
    return {
        "code": district.code,
        "station": district.station,
        "numbers": sorted(number for number, _ in rows),
        "postal": sorted(number for number, by_post in rows if by_post),
    }
