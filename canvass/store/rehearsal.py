"""The rehearsal: polling day played with marks that count for nothing and are wiped after."""

from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from canvass.core.errors import CanvassError
from canvass.store.accounts import Campaign
from canvass.store.knocks import Knock, rebuild_called
from canvass.store.ledger import Sheet, SheetLine
from canvass.store.lifts import Lift
from canvass.store.rounds import HeldOut, KnockupRound
from canvass.store.slips import Slip
from canvass.store.telling import TellingMark, rebuild_voted


class RehearsalError(CanvassError):
    """A rehearsal cannot begin now."""


def begin_rehearsal(session: Session, election: Campaign, today: date) -> None:
    """Begin to rehearse: what is told and knocked from now on belongs to today, not to the poll.

    Raises:
        RehearsalError: polling day is today or over, or one is running.
    """
    if today >= election.polling_day:
        raise RehearsalError("Polling day has come: there is no time left to rehearse.")
    if election.rehearsal_on is not None:
        raise RehearsalError("A rehearsal is running already.")
    election.rehearsal_on = today
    renew(session)


def end_rehearsal(session: Session, election: Campaign) -> int:
    """End the rehearsal and wipe all of it; count the marks that went.

    Raises:
        RehearsalError: there is none.
    """
    if election.rehearsal_on is None:
        raise RehearsalError("There is no rehearsal to end.")
    played = election.rehearsal_on
    election.rehearsal_on = None
    rounds = select(KnockupRound.id).where(KnockupRound.polling_day == played)
    sheets = select(Sheet.id).where(Sheet.round_id.in_(rounds))
    wiped = wipe(session, delete(TellingMark).where(TellingMark.polling_day == played))
    wipe(session, delete(Knock).where(Knock.polling_day == played))
    wipe(session, delete(Lift).where(Lift.polling_day == played))
    wipe(session, delete(Slip).where(Slip.polling_day == played))
    wipe(session, delete(HeldOut).where(HeldOut.polling_day == played))
    wipe(session, delete(SheetLine).where(SheetLine.sheet_id.in_(sheets)))
    renew(session)
    return wiped


def wipe(session: Session, statement: Any) -> int:  # noqa: ANN401  any delete
    """Run one delete; count its rows."""
    done = session.execute(statement.execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a delete's result has one


def renew(session: Session) -> None:
    """Derive again, for everybody, what polling day adds to an elector."""
    session.flush()
    rebuild_voted(session)
    rebuild_called(session)
