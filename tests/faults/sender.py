"""How every phone of ours sends: an outbox that believes only its own ids."""

import json
import re
from collections.abc import Iterable, Sequence
from http.client import HTTPConnection, HTTPException
from itertools import islice
from random import Random
from threading import Event
from time import monotonic
from typing import ClassVar, Generic, NamedTuple, TypeVar
from uuid import UUID, uuid4

from canvass.web.clock import wall_clock
from tests.faults.site import ROOT

CLIENT = ROOT / "canvass" / "static" / "doorstep"
SAFE = {"kept", "duplicate"}

T = TypeVar("T")


def constant(script: str, name: str) -> int:
    """Read a number from the real phone's code, so that these phones behave as it does."""
    found = re.search(rf"const {name} = ([\d_]+);", (CLIENT / script).read_text("utf-8"))
    assert found, f"{script} has no {name} any more: let these phones do what it does now"
    return int(found[1])


BATCH = constant("sending.js", "BATCH")
PATIENCE = constant("sending.js", "TIMEOUT_MS") / 1000
FIRST_DELAY = constant("rhythm.js", "FIRST_MS") / 1000


class Answer(NamedTuple):
    """What came back, from the server or from whoever else answers."""

    status: int
    body: bytes
    tag: str = ""


class Sender(Generic[T]):
    """A phone whose outbox keeps each thing until the server has it by its id.

    `made` is everything that was ever tapped in, `surprises` what no server should have answered;
    of `tries` it gave up those that nobody answered in time.
    """

    path: ClassVar[str]

    def __init__(self, cookie: str, seed: str) -> None:
        self.cookie = cookie
        self.device = uuid4()
        self.chance = Random(seed)  # noqa: S311  no secret
        self.outbox: dict[UUID, T] = {}
        self.made: list[T] = []
        self.surprises: list[str] = []
        self.tries = 0
        self.gave_up = 0

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

    def taken(self) -> dict[UUID, T]:
        """Take the oldest that wait."""
        return dict(islice(self.outbox.items(), BATCH))

    def post(self, port: int, batch: dict[UUID, T]) -> Answer | None:
        """Send a batch, and give what is answered if anything is."""
        self.tries += 1
        told = {
            "device": str(self.device),
            "sent_at": wall_clock().isoformat(),
            "responses": [self.words(key, one) for key, one in batch.items()],
        }
        headers = {"Content-Type": "application/json", "Cookie": self.cookie}
        answer = ask(port, "POST", self.path, headers, json.dumps(told).encode())
        self.gave_up += answer is None
        return answer

    def words(self, key: UUID, one: T) -> dict[str, object]:
        """Put one thing into the words the server understands."""
        raise NotImplementedError

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
                self.wonder(f"{status}: {reason}")
        if answer.status != 200:
            self.wonder(f"{answer.status}: {answer.body[:200]!r}")

    def wonder(self, what: str) -> None:
        """Note what no server should have answered."""
        self.surprises.append(what)


def ask(
    port: int, method: str, path: str, headers: dict[str, str], body: bytes | None = None
) -> Answer | None:
    """Ask the server as a browser does, on a connection of its own; `None` if nobody answers."""
    line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        sent = {"Connection": "close", "Sec-Fetch-Site": "same-origin"} | headers
        line.request(method, path, body, sent)
        reply = line.getresponse()
        return Answer(reply.status, reply.read(), reply.headers.get("ETag", ""))
    except (OSError, HTTPException):
        return None
    finally:
        line.close()


def outcomes_in(answer: Answer) -> dict[str, tuple[str, str]]:
    """Read the verdict on each id, or none where the answer is not the server's or not whole."""
    try:
        outcomes = json.loads(answer.body)["outcomes"]
    except (ValueError, TypeError, KeyError):
        return {}
    return {key: (one["status"], one["reason"]) for key, one in outcomes.items()}


def surprises_of(phones: Sequence[Sender[T]]) -> list[str]:
    """Collect what no phone should ever have been answered."""
    return [one for phone in phones for one in phone.surprises]


class BelievesSending(Sender[T]):
    """Broken on purpose: what was sent has arrived."""

    def settle(self, batch: Iterable[UUID], _answer: Answer | None) -> None:
        for key in batch:
            del self.outbox[key]


class BelievesAnyAnswer(BelievesSending[T]):
    """Broken on purpose: an answer of 200 means that the server has it all."""

    def settle(self, batch: Iterable[UUID], answer: Answer | None) -> None:
        if answer and answer.status == 200:
            super().settle(batch, answer)


class NewIdsEachTime(Sender[T]):
    """Broken on purpose: as good as no unique key, since a repeat comes under another id."""

    def taken(self) -> dict[UUID, T]:
        self.outbox = {uuid4(): said for said in self.outbox.values()}
        return super().taken()
