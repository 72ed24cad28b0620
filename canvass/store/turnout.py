"""What is known of how electors voted in past polls: marked registers, and tables of our own."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.marked import Mark
from canvass.core.turnout import History, history_of, one_mark_each
from canvass.store.accounts import the_campaign
from canvass.store.earlier_files import EarlierFile, PastVote
from canvass.store.marked import MarkedEntry
from canvass.store.register import Elector

COUNCIL = "the marked register"


class PastMark(NamedTuple):
    """What one source says of an elector and one past poll."""

    polling_day: date
    mark: Mark
    source: str


def histories(session: Session, ward_id: UUID) -> dict[UUID, History]:
    """Give how often the promises of a ward voted in past polls, where anything is known of it.

    What the marked register of the campaign's own poll says is not looked at.
    """
    before = the_campaign(session).polling_day
    council: dict[UUID, dict[date, Mark]] = defaultdict(dict)
    others: dict[UUID, list[tuple[date, Mark]]] = defaultdict(list)
    promises = (Elector.ward_id == ward_id, Elector.is_promise, Elector.on_register)
    marked = (
        select(MarkedEntry.elector_id, MarkedEntry.polling_day, MarkedEntry.mark)
        .join(Elector, Elector.id == MarkedEntry.elector_id)
        .where(*promises, MarkedEntry.polling_day < before)
    )
    for elector_id, day, mark in session.execute(marked):
        council[elector_id][day] = mark
    told = (
        select(PastVote.elector_id, PastVote.polling_day, PastVote.mark)
        .join(Elector, Elector.id == PastVote.elector_id)
        .where(*promises, PastVote.polling_day < before)
    )
    for elector_id, day, mark in session.execute(told):
        others[elector_id].append((day, mark))
    return {
        one: history_of(one_mark_each(council.get(one, {}), others.get(one, ())))
        for one in council.keys() | others.keys()
    }


def past_marks(session: Session, elector_id: UUID) -> list[PastMark]:
    """List whether somebody voted in past polls, newest first, and who says so."""
    before = the_campaign(session).polling_day
    marked = select(MarkedEntry.polling_day, MarkedEntry.mark).where(
        MarkedEntry.elector_id == elector_id, MarkedEntry.polling_day < before
    )
    told = (
        select(PastVote.polling_day, PastVote.mark, EarlierFile.source)
        .join(EarlierFile, EarlierFile.id == PastVote.earlier_file_id)
        .where(PastVote.elector_id == elector_id)
    )
    found = [PastMark(day, mark, COUNCIL) for day, mark in session.execute(marked)]
    found += [PastMark(day, mark, source) for day, mark, source in session.execute(told)]
    return sorted(found, key=lambda one: (one.polling_day, one.source), reverse=True)
