"""Numbers that tellers and committee rooms mark as voted."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.access import Member
from canvass.core.errors import NotFoundError
from canvass.core.telling import Doubt, RollNumber, is_struck
from canvass.store.accounts import Campaign, the_campaign
from canvass.store.base import Scoped, campaign_of, keep_new, new_id, points_to
from canvass.store.places import District
from canvass.store.register import Elector


class MarkSource(StrEnum):
    """Where a number was marked."""

    COMMITTEE_ROOM = "committee_room"
    DOOR = "door"
    SLIP = "slip"
    TELLER = "teller"


class TellingMark(Scoped):
    """One number, as it was typed, marked as voted on one polling day.

    Kept whether or not an elector has that number: it may be sorted out later. A `doubt` keeps it
    from striking anybody by itself. Where `typed` is empty a phone took back what never came.
    """

    __tablename__ = "telling_mark"
    __table_args__ = (
        points_to("polling_district", "polling_district_id"),
        points_to("elector", "elector_id"),
        points_to("slip", "slip_id"),
        Index("ix_telling_mark_elector", "campaign_id", "elector_id", "polling_day"),
        Index("ix_telling_mark_district", "campaign_id", "polling_district_id", "taken_at"),
        Index("ix_telling_mark_user", "campaign_id", "user_id", "taken_at"),
        Index("ix_telling_mark_taken", "campaign_id", "polling_day", "taken_at"),
    )

    polling_district_id: Mapped[UUID | None]
    typed: Mapped[str] = mapped_column(String(40))
    elector_id: Mapped[UUID | None]
    polling_day: Mapped[date]
    source: Mapped[MarkSource]
    doubt: Mapped[Doubt | None]
    slip_id: Mapped[UUID | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    taken_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class NewMark(NamedTuple):
    """A number to mark: where it was typed, by whom and when. A phone brings its own `id`."""

    roll_number: RollNumber
    typed: str
    source: MarkSource
    user_id: UUID | None
    taken_at: datetime
    id: UUID | None = None
    doubt: Doubt | None = None
    slip_id: UUID | None = None
    undone_at: datetime | None = None


class Marked(NamedTuple):
    """What a mark came to: whose number it is, if anybody's, and whether it was the first.

    `is_new` is false where a mark of this id was kept before.
    """

    roll_number: str
    elector: Elector | None
    is_first: bool
    is_new: bool = True


class MarkLine(NamedTuple):
    """One mark on the committee room's list; the number as typed where nobody has it."""

    id: UUID
    roll_number: str
    name: str | None
    taken_at: datetime
    undone_at: datetime | None
    doubt: Doubt | None


def keep_mark(
    session: Session, places: dict[UUID, District], mark: NewMark, election: Campaign
) -> Marked:
    """Keep one mark and take its elector off the knock-up lists of this election."""
    return keep_marks(session, places, [mark], election)[0]


def keep_marks(
    session: Session, places: dict[UUID, District], marks: Sequence[NewMark], election: Campaign
) -> list[Marked]:
    """Keep marks and take their electors off the knock-up lists of this election.

    A number that nobody has is kept all the same: it may be sorted out later. A doubtful one takes
    nobody off by itself.
    """
    kept = enter_marks(session, places, marks, election)
    renew_voted(session, [one.elector.id for one in kept if one.is_new and one.elector])
    return kept


def enter_marks(
    session: Session, places: dict[UUID, District], marks: Sequence[NewMark], election: Campaign
) -> list[Marked]:
    """Keep marks, and leave it to the caller to renew who has voted."""
    ids = {place.code: place.id for place in places.values()}
    known = electors_at(session, ids, [mark.roll_number for mark in marks])
    kept = []
    marked_before = {one.id for one in known.values() if one.has_voted}
    for mark in marks:
        elector = known.get(mark.roll_number)
        values: dict[str, object] = {
            "id": mark.id or new_id(),
            "polling_district_id": ids.get(mark.roll_number.district),
            "typed": mark.typed.strip()[:40],
            "elector_id": elector.id if elector else None,
            "polling_day": election.telling_day,
            "source": mark.source,
            "doubt": mark.doubt,
            "slip_id": mark.slip_id,
            "user_id": mark.user_id,
            "taken_at": mark.taken_at,
            "undone_at": mark.undone_at,
        }
        is_new = keep_new(session, TellingMark, values)
        is_first = elector is None or elector.id not in marked_before
        if elector is not None and is_new:
            marked_before.add(elector.id)
        kept.append(Marked(str(mark.roll_number), elector, is_first, is_new))
    return kept


def electors_at(
    session: Session, districts_by_code: Mapping[str, UUID], numbers: Collection[RollNumber]
) -> dict[RollNumber, Elector]:
    """Find who has some roll numbers in the edition of the register that is in force."""
    codes = {id_: code for code, id_ in districts_by_code.items()}
    wanted = {one for one in numbers if one.district in districts_by_code}
    query = select(Elector).where(
        Elector.polling_district_id.in_({districts_by_code[one.district] for one in wanted}),
        Elector.roll_number.in_({one.number for one in wanted}),
        Elector.on_register,
    )
    found = {
        RollNumber(codes[one.polling_district_id], one.roll_number, one.roll_suffix): one
        for one in session.scalars(query)
    }
    return {number: found[number] for number in wanted if number in found}


def undo_mark(session: Session, member: Member, mark_id: UUID, now: datetime) -> Marked:
    """Take a mark back. The elector is on the lists again unless another mark stands.

    Raises:
        NotFoundError: no such mark, or in a ward the member does not work in.
    """
    mark = session.get(TellingMark, (campaign_of(session), mark_id))
    elector = (
        session.get(Elector, (campaign_of(session), mark.elector_id))
        if mark and mark.elector_id
        else None
    )
    if mark is None or (elector is not None and not member.sees(elector.ward_id)):
        raise NotFoundError
    mark.undone_at = mark.undone_at or now
    session.flush()
    if elector is not None:
        renew_voted(session, [elector.id])
    return Marked(mark.typed, elector, is_first=False)


def renew_voted(session: Session, elector_ids: Collection[UUID]) -> None:
    """Derive who has voted again, from the marks that stand for this campaign's polling day."""
    if not elector_ids:
        return
    told = select(TellingMark.elector_id, TellingMark.doubt).where(
        TellingMark.elector_id.in_(elector_ids), *stands(the_campaign(session))
    )
    doubts: dict[UUID | None, list[Doubt | None]] = defaultdict(list)
    for elector_id, doubt in session.execute(told):
        doubts[elector_id].append(doubt)
    voted = {elector_id for elector_id, theirs in doubts.items() if is_struck(theirs)}
    for has_voted in (True, False):
        ids = [id_ for id_ in elector_ids if (id_ in voted) is has_voted]
        if ids:
            of_them = update(Elector).where(Elector.id.in_(ids))
            session.execute(of_them.values(has_voted=has_voted))


def stands(election: Campaign) -> tuple[ColumnElement[bool], ...]:
    """Make the condition that a mark is of the day that is being told and was not taken back."""
    return (
        TellingMark.polling_day == election.telling_day,
        TellingMark.undone_at.is_(None),
        TellingMark.typed != "",
    )


def rebuild_voted(session: Session, at_once: int = 500) -> None:
    """Derive who has voted again, for every elector."""
    ids = list(session.scalars(select(Elector.id)))
    for start in range(0, len(ids), at_once):
        renew_voted(session, ids[start : start + at_once])


def told_at(session: Session, election: Campaign) -> datetime | None:
    """Give the moment of the latest mark of an election: "voted data as at"."""
    return session.scalar(select(func.max(TellingMark.taken_at)).where(*stands(election)))


def latest_marks(
    session: Session, member: Member, places: dict[UUID, District], most: int = 30
) -> list[MarkLine]:
    """List the latest marks in the wards a member works in, newest first."""
    query: Select[TellingMark, Elector | None] = (
        select(TellingMark, Elector)
        .outerjoin(Elector, Elector.id == TellingMark.elector_id)
        .where(TellingMark.typed != "")
        .order_by(TellingMark.taken_at.desc(), TellingMark.id.desc())
        .limit(most)
    )
    return [
        MarkLine(
            mark.id,
            mark.typed if who is None else number_of(who, places),
            None if who is None else who.name,
            mark.taken_at,
            mark.undone_at,
            mark.doubt,
        )
        for mark, who in session.execute(query)
        if who is None or member.sees(who.ward_id)
    ]


def roll_of(elector: Elector, places: dict[UUID, District]) -> RollNumber:
    """Give an elector's roll number."""
    district = places[elector.polling_district_id].code
    return RollNumber(district, elector.roll_number, elector.roll_suffix)


def number_of(elector: Elector, places: dict[UUID, District]) -> str:
    """Write an elector's roll number in full."""
    return str(roll_of(elector, places))
