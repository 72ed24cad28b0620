"""After the close of polls: what the marked register says of telling, promises and calling."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, delete, func, select
from sqlalchemy.orm import Session

from canvass.core.access import Member
from canvass.core.closing import KeptStillError, ToldFigure, TurnoutFigure, kept_until
from canvass.core.holdout import Drawn, Effect, effect_of
from canvass.core.marked import VOTED, Mark
from canvass.core.telling import Doubt, is_struck
from canvass.store.accounts import Campaign, the_campaign
from canvass.store.base import Scoped
from canvass.store.knocks import Knock, rebuild_called
from canvass.store.ledger import Sheet, SheetLine
from canvass.store.lifts import Lift
from canvass.store.marked import MarkedEntry, refuse_before_close
from canvass.store.places import PollingDistrict, Ward, districts
from canvass.store.register import Elector, RegisterFile
from canvass.store.rounds import HeldOut, KnockupRound
from canvass.store.slips import Slip
from canvass.store.telling import MarkSource, TellingMark, rebuild_voted

NO_WARD = "No ward yet"
ERASED: tuple[tuple[str, type[Scoped]], ...] = (
    ("numbers told", TellingMark),
    ("knocks", Knock),
    ("lines of sheets", SheetLine),
    ("electors held out", HeldOut),
    ("lifts", Lift),
    ("slips", Slip),
)
"""What telling leaves behind, in an order in which it can be deleted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the marked register says of a campaign, in the wards somebody works in.

    `taken_in_at` is when the latest file in force came; `None` where there is none.
    `nobodys` counts numbers told that nobody has, `unmarked` told electors whom it does not name.
    """

    taken_in_at: datetime | None
    told: tuple[ToldFigure, ...]
    nobodys: int
    unmarked: int
    turnout: tuple[TurnoutFigure, ...]
    effect: Effect


def outcome(session: Session, member: Member, now: datetime) -> Outcome:
    """Give all figures of the page after the close.

    Raises:
        PollsOpenError: polling day is not over; nobody is told before who voted.
    """
    campaign = the_campaign(session)
    refuse_before_close(campaign, now)
    day = campaign.polling_day
    told = told_marks(session, member, day)
    unmarked = sum(counts.get(None, 0) for counts in told.values())
    return Outcome(
        taken_in_at(session, day),
        tuple(told_figures(session, member, day, told)),
        nobodys_count(session, member, day),
        unmarked,
        tuple(turnout_figures(session, member, day)),
        effect_of(list(drawn(session, member, day))),
    )


def taken_in_at(session: Session, day: date) -> datetime | None:
    """Give when the latest marked register came of which anything is in force."""
    in_force = select(MarkedEntry.register_file_id).where(MarkedEntry.polling_day == day)
    return session.scalar(
        select(func.max(RegisterFile.imported_at)).where(RegisterFile.id.in_(in_force))
    )


def taken_at_station(day: date) -> tuple[ColumnElement[bool], ...]:
    """Make the condition that a mark of the polling day stands and came from a station.

    What an elector said at the door is no telling. A rehearsal's marks are of another day.
    """
    return (
        TellingMark.polling_day == day,
        TellingMark.undone_at.is_(None),
        TellingMark.typed != "",
        TellingMark.source != MarkSource.DOOR,
    )


def told_marks(session: Session, member: Member, day: date) -> dict[UUID, dict[Mark | None, int]]:
    """Count by district the electors who were told, by what the marked register says of them."""
    query = (
        select(
            TellingMark.elector_id,
            TellingMark.doubt,
            Elector.polling_district_id,
            Elector.ward_id,
            MarkedEntry.mark,
        )
        .join(Elector, Elector.id == TellingMark.elector_id)
        .outerjoin(
            MarkedEntry,
            (MarkedEntry.elector_id == Elector.id) & (MarkedEntry.polling_day == day),
        )
        .where(*taken_at_station(day))
    )
    doubts: dict[UUID, list[Doubt | None]] = defaultdict(list)
    told: dict[UUID, tuple[UUID, Mark | None]] = {}
    for elector_id, doubt, district_id, ward_id, mark in session.execute(query):
        if elector_id is not None and member.sees(ward_id):
            doubts[elector_id].append(doubt)
            told[elector_id] = (district_id, mark)
    counts: dict[UUID, dict[Mark | None, int]] = defaultdict(lambda: defaultdict(int))
    for elector_id, (district_id, said) in told.items():
        if is_struck(doubts[elector_id]):
            counts[district_id][said] += 1
    return counts


def told_figures(
    session: Session, member: Member, day: date, told: dict[UUID, dict[Mark | None, int]]
) -> Iterator[ToldFigure]:
    """Compare the numbers told with the marked register, in each district that has one."""
    query = (
        select(
            Elector.polling_district_id,
            func.count(case((MarkedEntry.mark == Mark.IN_PERSON, 1))),
        )
        .join(MarkedEntry, MarkedEntry.elector_id == Elector.id)
        .where(MarkedEntry.polling_day == day)
        .group_by(Elector.polling_district_id)
    )
    voters = {row[0]: row[1] for row in session.execute(query)}
    for place in districts(session).values():
        if place.id in voters and member.sees(place.ward_id):
            theirs = told.get(place.id, {})
            in_person = theirs.get(Mark.IN_PERSON, 0)
            yield ToldFigure(
                place.code,
                in_person,
                theirs.get(Mark.BY_POST, 0),
                theirs.get(Mark.DID_NOT, 0) + theirs.get(Mark.NOT_REGISTERED, 0),
                voters[place.id] - in_person,
            )


def nobodys_count(session: Session, member: Member, day: date) -> int:
    """Count the numbers told that nobody has, each once."""
    query = (
        select(TellingMark.typed, PollingDistrict.ward_id)
        .outerjoin(PollingDistrict, PollingDistrict.id == TellingMark.polling_district_id)
        .where(TellingMark.elector_id.is_(None), *taken_at_station(day))
        .distinct()
    )
    return sum(member.sees(ward_id) for _, ward_id in session.execute(query))


def turnout_figures(session: Session, member: Member, day: date) -> Iterator[TurnoutFigure]:
    """Count, ward by ward, how many promises of each strength voted, and how many others."""
    strength = case((Elector.is_promise, Elector.strength))
    query = (
        select(
            Elector.ward_id,
            Ward.name,
            strength,
            func.count(),
            func.count(case((MarkedEntry.mark == Mark.IN_PERSON, 1))),
            func.count(case((MarkedEntry.mark == Mark.BY_POST, 1))),
        )
        .join(MarkedEntry, MarkedEntry.elector_id == Elector.id)
        .outerjoin(Ward, Ward.id == Elector.ward_id)
        .where(MarkedEntry.polling_day == day, MarkedEntry.mark != Mark.NOT_REGISTERED)
        .group_by(Elector.ward_id, Ward.name, strength)
    )
    rows = [row for row in session.execute(query) if member.sees(row[0])]
    for _, ward, of, *counts in sorted(
        rows, key=lambda row: (row[1] is None, row[1] or "", row[2] is None, row[2] or 0)
    ):
        yield TurnoutFigure(ward or NO_WARD, of, *counts)


def drawn(session: Session, member: Member, day: date) -> Iterator[Drawn]:
    """Give whom the rounds' draws held out or left to be called on, draw by draw.

    Called on is who stood on a sheet of such a round, whether or not anybody then knocked.
    """
    rounds = session.scalars(
        select(KnockupRound)
        .where(
            KnockupRound.polling_day == day,
            KnockupRound.id.in_(select(HeldOut.round_id).where(HeldOut.polling_day == day)),
        )
        .order_by(KnockupRound.started_at, KnockupRound.id)
    )
    for one in rounds.all():
        if member.sees(one.ward_id):
            yield from held_of(session, one)
            yield from called_of(session, one)


def held_of(session: Session, one: KnockupRound) -> Iterator[Drawn]:
    """Give whom a round held out, as far as the marked register names them."""
    query = (
        select(HeldOut.household_id, MarkedEntry.mark)
        .join(MarkedEntry, MarkedEntry.elector_id == HeldOut.elector_id)
        .where(
            HeldOut.round_id == one.id,
            MarkedEntry.polling_day == one.polling_day,
            MarkedEntry.mark != Mark.NOT_REGISTERED,
        )
    )
    for home, mark in session.execute(query):
        yield Drawn(one.id, home, is_called=False, has_voted=mark in VOTED)


def called_of(session: Session, one: KnockupRound) -> Iterator[Drawn]:
    """Give who stood on a round's sheets, each once, as far as the marked register names them."""
    query = (
        select(Elector.id, Elector.household_id, MarkedEntry.mark)
        .join(SheetLine, SheetLine.elector_id == Elector.id)
        .join(Sheet, Sheet.id == SheetLine.sheet_id)
        .join(MarkedEntry, MarkedEntry.elector_id == Elector.id)
        .where(
            Sheet.round_id == one.id,
            MarkedEntry.polling_day == one.polling_day,
            MarkedEntry.mark != Mark.NOT_REGISTERED,
        )
        .distinct()
    )
    for _, home, mark in session.execute(query):
        if home is not None:
            yield Drawn(one.id, home, is_called=True, has_voted=mark in VOTED)


def keeps_until(campaign: Campaign) -> date:
    """Give the day on which a campaign's telling data is to be erased."""
    return kept_until(campaign.polling_day, campaign.telling_kept_until)


def erase_telling(session: Session, today: date, *, early: bool = False) -> dict[str, int]:
    """Delete all that telling and knocking up left of people, and count what was. Caller commits.

    The marked register stays; who has voted, says so or is left alone is derived again, of nothing.

    Raises:
        KeptStillError: the day has not come, and it is not asked for `early`.
    """
    until = keeps_until(the_campaign(session))
    if today < until and not early:
        raise KeptStillError(until)
    counts = {}
    for words, table in ERASED:
        counts[words] = session.scalar(select(func.count()).select_from(table)) or 0
        session.execute(delete(table), execution_options={"synchronize_session": False})
    session.expire_all()
    rebuild_voted(session)
    rebuild_called(session)
    return counts
