"""What tellers' phones send: each number once, and whatever is taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.access import Member, Permission
from canvass.core.rounds import is_open
from canvass.core.telling import BadNumberError, Doubt, Taken, read_number
from canvass.core.verdicts import Status, Verdict
from canvass.store.accounts import Campaign, the_campaign
from canvass.store.base import campaign_of, keep_new
from canvass.store.places import District, districts
from canvass.store.register import Elector
from canvass.store.telling import MarkSource, NewMark, TellingMark, enter_marks, renew_voted

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
    """Judge each number alone, and keep what can be kept; who has voted is derived once for all."""
    campaign = the_campaign(session)
    places = districts(session)
    judged = []
    for one in told:
        try:
            if one.taken.undoes is not None:
                judged.append(take_back(session, member, one.taken.undoes, one.moment))
            else:
                judged.append(keep_number(session, member, places, one, campaign))
        except BadNumberError as refusal:
            judged.append(Judged(Verdict(Status.REFUSED, str(refusal))))
    session.flush()
    renew_voted(session, {one.elector_id for one in judged if one.elector_id is not None})
    return [one.verdict for one in judged]


def keep_number(
    session: Session,
    member: Member,
    places: dict[UUID, District],
    one: TakenAt,
    campaign: Campaign,
) -> Judged:
    """Keep one number, whether or not anybody has it.

    Raises:
        BadNumberError: it is no number.
    """
    taken = one.taken
    typed = taken.typed.strip()
    codes = [place.code for place in places.values()]
    number = read_number(typed.removesuffix("?"), taken.district, codes)
    mark = NewMark(
        number,
        typed,
        MarkSource.TELLER,
        member.user_id,
        one.moment,
        taken.id,
        doubt_of(session, member, one, campaign),
        undone_at=one.moment if member.is_barred else None,
    )
    [entered] = enter_marks(session, places, [mark], campaign)
    if entered.is_new:
        return Judged(Verdict(Status.KEPT), entered.elector.id if entered.elector else None)
    kept = session.get_one(TellingMark, (campaign_of(session), taken.id))
    is_same = kept.typed in ("", typed[:40]) and kept.user_id == member.user_id
    return Judged(Verdict(Status.DUPLICATE) if is_same else Verdict(Status.REFUSED, OTHER))


def doubt_of(session: Session, member: Member, one: TakenAt, campaign: Campaign) -> Doubt | None:
    """Tell why a number that a phone took should not strike anybody by itself."""
    if one.taken.typed.rstrip().endswith("?"):
        return Doubt.UNSURE
    there = one.moment.astimezone(campaign.time_zone)
    is_day = there.date() == campaign.telling_day
    hours = is_open(there, campaign.polls_open, campaign.polls_close)
    if campaign.rehearsal_on is None and not (is_day and hours):
        return Doubt.OUT_OF_HOURS
    lately = select(func.count(TellingMark.id)).where(
        TellingMark.user_id == member.user_id,
        TellingMark.taken_at > one.moment - timedelta(seconds=RUSH_SECONDS),
        TellingMark.taken_at <= one.moment,
    )
    is_rush = (session.scalar(lately) or 0) >= RUSH
    return Doubt.TOO_FAST if is_rush else None


def take_back(session: Session, member: Member, mark_id: UUID, moment: datetime) -> Judged:
    """Take a number back; where the number itself has not come yet, it will count for nothing.

    Raises:
        BadNumberError: it was somebody else's.
    """
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
        raise BadNumberError(NOT_YOURS)
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
