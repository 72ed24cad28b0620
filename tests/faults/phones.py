"""Phones as the real one behaves (`static/doorstep`): an outbox that believes only its own ids."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from itertools import islice
from random import Random
from threading import Event
from time import monotonic
from typing import NamedTuple
from uuid import UUID, uuid4

from canvass.web.clock import wall_clock
from tests.faults.site import ROOT, SLUG, Seat

CLIENT = ROOT / "canvass" / "static" / "doorstep"
ISSUES = ("housing", "windrush", "economy")
SAFE = {"kept", "duplicate"}


def constant(script: str, name: str) -> int:
    """Read a number from the real phone's code, so that these phones behave as it does."""
    found = re.search(rf"const {name} = ([\d_]+);", (CLIENT / script).read_text("utf-8"))
    assert found, f"{script} has no {name} any more: let these phones do what it does now"
    return int(found[1])


BATCH = constant("sending.js", "BATCH")
PATIENCE = constant("sending.js", "TIMEOUT_MS") / 1000
FIRST_DELAY = constant("rhythm.js", "FIRST_MS") / 1000


class Said(NamedTuple):
    """One response, as the phone made it; no two have the same note."""

    note: str
    household: UUID
    elector: UUID | None
    outcome: str
    strength: int | None
    issue: str | None
    told_at: datetime


class Answer(NamedTuple):
    """What came back, from the server or from whoever else answers."""

    status: int
    body: bytes


class Phone:
    """A volunteer's phone: what was said waits in the outbox until the server has each by its id.

    `made` is everything that was ever tapped in, `surprises` what no server should have answered;
    of `tries` it gave up those that nobody answered in time.
    """

    def __init__(self, seat: Seat, seed: str) -> None:
        self.seat = seat
        self.device = uuid4()
        self.chance = Random(seed)  # noqa: S311  no secret
        self.outbox: dict[UUID, Said] = {}
        self.made: list[Said] = []
        self.surprises: list[str] = []
        self.tries = 0
        self.gave_up = 0

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

    def drain(self, port: int, first_delay: float = 0.01, seconds: float = 120) -> None:
        """Send until nothing waits or the time is up; ever later after failure, in no step."""
        delay, end, pause = first_delay, monotonic() + seconds, Event()
        while self.outbox and monotonic() < end:
            if self.sync(port):
                delay = first_delay
            else:
                pause.wait(delay * self.chance.uniform(0.5, 1))
                delay *= 2

    def sync(self, port: int) -> bool:
        """Send the oldest that wait, settle what the answer speaks of; tell whether it did."""
        batch = self.taken()
        if batch:
            self.settle(batch, self.post(port, batch))
        return not batch.keys() <= self.outbox.keys()

    def taken(self) -> dict[UUID, Said]:
        """Take the oldest that wait."""
        return dict(islice(self.outbox.items(), BATCH))

    def post(self, port: int, batch: dict[UUID, Said]) -> Answer | None:
        """Send a batch, and give what is answered if anything is."""
        self.tries += 1
        line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            line.request("POST", f"/c/{SLUG}/doorstep/sync", self.told(batch), self.headers())
            reply = line.getresponse()
            return Answer(reply.status, reply.read())
        except (OSError, HTTPException):
            self.gave_up += 1
            return None
        finally:
            line.close()

    def headers(self) -> dict[str, str]:
        """Give what a browser sends with it; each request has a connection of its own."""
        return {
            "Connection": "close",
            "Content-Type": "application/json",
            "Cookie": self.seat.cookie,
            "Sec-Fetch-Site": "same-origin",
        }

    def told(self, batch: dict[UUID, Said]) -> bytes:
        """Put a batch into the words the server understands."""
        responses = [
            {
                "id": str(key),
                "walk": str(self.seat.walk),
                "household": str(said.household),
                "elector": said.elector and str(said.elector),
                "outcome": said.outcome,
                "strength": said.strength,
                "issues": [{"code": said.issue}] if said.issue else [],
                "note": said.note,
                "spoken_at": said.told_at.isoformat(),
            }
            for key, said in batch.items()
        ]
        sent_at = wall_clock().isoformat()
        told = {"device": str(self.device), "sent_at": sent_at, "responses": responses}
        return json.dumps(told).encode()

    def settle(self, batch: Iterable[UUID], answer: Answer | None) -> None:
        """Let go of what the server says it has, each by its own id."""
        if answer is None:
            return
        outcomes = outcomes_in(answer)
        for key in batch:
            status, reason = outcomes.get(str(key), ("", ""))
            if status in SAFE:
                del self.outbox[key]
            elif status:
                self.surprises.append(f"{status}: {reason}")
        if answer.status != 200:
            self.surprises.append(f"{answer.status}: {answer.body[:200]!r}")


def outcomes_in(answer: Answer) -> dict[str, tuple[str, str]]:
    """Read the verdict on each id, or none where the answer is not the server's or not whole."""
    try:
        outcomes = json.loads(answer.body)["outcomes"]
    except (ValueError, TypeError, KeyError):
        return {}
    return {key: (one["status"], one["reason"]) for key, one in outcomes.items()}


def surprises_of(phones: Sequence[Phone]) -> list[str]:
    """Collect what no phone should ever have been answered."""
    return [one for phone in phones for one in phone.surprises]


class BelievesSending(Phone):
    """Broken on purpose: what was sent has arrived."""

    def settle(self, batch: Iterable[UUID], _answer: Answer | None) -> None:
        for key in batch:
            del self.outbox[key]


class BelievesAnyAnswer(BelievesSending):
    """Broken on purpose: an answer of 200 means that the server has it all."""

    def settle(self, batch: Iterable[UUID], answer: Answer | None) -> None:
        if answer and answer.status == 200:
            super().settle(batch, answer)


class NewIdsEachTime(Phone):
    """Broken on purpose: as good as no unique key, since a repeat comes under another id."""

    def taken(self) -> dict[UUID, Said]:
        self.outbox = {uuid4(): said for said in self.outbox.values()}
        return super().taken()
