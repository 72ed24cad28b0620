"""Volunteers' phones at the doors, as the real one behaves (`static/doorstep`)."""

from datetime import datetime
from threading import Event
from typing import NamedTuple
from uuid import UUID, uuid4

from canvass.web.clock import wall_clock
from tests.faults import sender
from tests.faults.sender import BATCH, Sender
from tests.faults.site import SLUG, Seat

ISSUES = ("housing", "windrush", "economy")


class Said(NamedTuple):
    """One response, as the phone made it; no two have the same note."""

    note: str
    household: UUID
    elector: UUID | None
    outcome: str
    strength: int | None
    issue: str | None
    told_at: datetime


class Phone(Sender[Said]):
    """A volunteer's phone: what was said waits until the server has each by its id."""

    path = f"/c/{SLUG}/doorstep/sync"

    def __init__(self, seat: Seat, seed: str) -> None:
        super().__init__(seat.cookie, seed)
        self.seat = seat

    def knock(self, times: int = 1) -> None:
        """Record what comes of some doors: two in three speak, else nobody is in."""
        for _ in range(times):
            home, electors = self.chance.choice(self.seat.doors)
            note = f"{self.device}/{len(self.made)}"
            if self.chance.random() < 2 / 3:
                who, strength = self.chance.choice(electors), self.chance.randint(1, 5)
                issue = self.chance.choice([*ISSUES, None])
                said = Said(note, home, who, "spoke", strength, issue, wall_clock())
            else:
                said = Said(note, home, None, "not_in", None, None, wall_clock())
            self.made.append(said)
            self.outbox[uuid4()] = said

    def walk(self, port: int, is_over: Event) -> None:
        """Knock and send, in no step with anybody, until the evening is over; then send the rest.

        A full outbox knocks no more, so that phones never get ahead of a slow server.
        """
        self.knock(BATCH)
        while not is_over.is_set():
            if len(self.outbox) < 2 * BATCH:
                self.knock(self.chance.randint(1, 6))
            self.sync(port)
            is_over.wait(self.chance.uniform(0, 0.3))
        self.drain(port)

    def words(self, key: UUID, one: Said) -> dict[str, object]:
        """Put a response into the words the server understands."""
        return {
            "id": str(key),
            "walk": str(self.seat.walk),
            "household": str(one.household),
            "elector": one.elector and str(one.elector),
            "outcome": one.outcome,
            "strength": one.strength,
            "issues": [{"code": one.issue}] if one.issue else [],
            "note": one.note,
            "spoken_at": one.told_at.isoformat(),
        }


class BelievesSending(sender.BelievesSending[Said], Phone):
    """Broken on purpose: what was sent has arrived."""


class BelievesAnyAnswer(sender.BelievesAnyAnswer[Said], Phone):
    """Broken on purpose: an answer of 200 means that the server has it all."""


class NewIdsEachTime(sender.NewIdsEachTime[Said], Phone):
    """Broken on purpose: as good as no unique key, since a repeat comes under another id."""
