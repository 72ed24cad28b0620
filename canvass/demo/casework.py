"""What the organiser made of the cases that were promised at the doors."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from canvass.core.casework import CaseStatus
from canvass.demo.campaign import LONDON, ORGANISER, POLLING_DAY
from canvass.demo.replay import Replay, member_called
from canvass.store.casework import CaseChange, Casework, Step, change_case

UNTOUCHED, RESOLVED = 4, 3
"""Every so many cases, one that nobody has taken yet, and one that is resolved."""

ANSWER = "The estate office has put it on its list of repairs."
AN_EVENING = datetime.combine(POLLING_DAY - timedelta(days=1), time(21), LONDON)


def take_cases(replay: Replay) -> None:
    """Give the cases an owner and a day, and resolve some of them."""
    with replay.session() as session:
        owner = member_called(session, ORGANISER)
        query = select(Casework).order_by(Casework.opened_at, Casework.id)
        for place, case in enumerate(session.scalars(query).all()):
            if place % UNTOUCHED == 0:
                continue
            is_resolved = place % RESOLVED == 0
            due_on = case.reported_on + timedelta(days=10 + place % 12)
            status = CaseStatus.RESOLVED if is_resolved else CaseStatus.WAITING
            change = CaseChange(owner, due_on, status, ANSWER if is_resolved else "")
            change_case(session, case, change, Step(owner.id, AN_EVENING))
