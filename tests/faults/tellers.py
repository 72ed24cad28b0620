"""Tellers' phones at the stations, and the numbers that each of them takes in a day."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID, uuid4

from tests.faults import sender
from tests.faults.borough import Borough, Stand, hour_of
from tests.faults.sender import Answer, Sender
from tests.faults.site import SLUG
from tests.faults.story import Story

TURNOUT = 0.45
NOBODY = "99999"


class Number(NamedTuple):
    """What a phone took: a number of its district, or one of its own numbers taken back."""

    id: UUID
    taken_at: datetime
    district: str
    typed: str
    undoes: UUID | None = None


class TellersPhone(Sender[Number]):
    """A teller's phone: what is taken waits until the server has it by its id.

    `heard` are the ids that the server has answered for.
    """

    path = f"/c/{SLUG}/telling/sync"

    def __init__(self, stand: Stand, due: Iterable[Number], story: Story) -> None:
        super().__init__(stand.cookie, f"teller/{stand.user}")
        self.stand = stand
        self.due = deque(sorted(due, key=lambda one: one.taken_at))
        self.story = story
        self.heard: list[UUID] = []

    def tell(self, port: int) -> None:
        """Take each number when its moment comes, and send, in no step with anybody."""
        while not self.story.is_over:
            self.take(self.story.moment)
            began = self.story.seconds
            if self.sync(port):
                self.story.note("sync", self.story.seconds - began)
            self.story.wait(self.chance.uniform(0.5, 1.5) / 200)
        self.take(self.story.borough.moment(24))
        self.drain(port, seconds=300)

    def take(self, moment: datetime) -> None:
        """Take what comes by a moment."""
        while self.due and self.due[0].taken_at <= moment:
            number = self.due.popleft()
            self.made.append(number)
            self.outbox[number.id] = number

    def words(self, key: UUID, one: Number) -> dict[str, object]:
        """Put a number into the words the server understands."""
        told: dict[str, object] = {"id": str(key), "taken_at": one.taken_at.isoformat()}
        if one.undoes:
            return told | {"undoes": str(one.undoes)}
        return told | {"district": one.district, "typed": one.typed}

    def settle(self, batch: Iterable[UUID], answer: Answer | None) -> None:
        """Let go of what the server has, and remember what that was."""
        super().settle(batch, answer)
        self.heard += [key for key in batch if key not in self.outbox]

    def wonder(self, what: str) -> None:
        """Note an answer that no phone should have been given, unless the server is in trouble."""
        if not self.story.is_trouble:
            super().wonder(what)


class DropsAtAnyAnswer(TellersPhone):
    """Broken on purpose: whatever is answered, and by whom, what was sent is dropped."""

    def settle(self, batch: Iterable[UUID], answer: Answer | None) -> None:
        if answer is not None:
            for key in batch:
                del self.outbox[key]


class NewIdsEachTime(sender.NewIdsEachTime[Number], TellersPhone):
    """Broken on purpose: as good as no unique key, since a repeat comes under another id."""


def day_of(borough: Borough, chance: Random) -> dict[Stand, list[Number]]:
    """Say who comes to vote when, and which teller takes the number.

    One in fifty numbers both tellers take, one in fifty is unsure, one in a hundred is of somebody
    who did not come and is taken back, a few nobody has.
    """
    due: dict[Stand, list[Number]] = {stand: [] for stand in borough.tellers}
    for code, electors in borough.voters.items():
        stands = [stand for stand in borough.tellers if stand.district == code]
        came = chance.sample(electors, round(TURNOUT * len(electors)))
        for typed in came:
            at = borough.moment(hour_of(chance.random()))
            for stand in chance.sample(stands, 2 if chance.random() < 0.02 else 1):
                unsure = "?" if chance.random() < 0.02 else ""
                due[stand].append(Number(uuid4(), at, code, typed + unsure))
            if chance.random() < 0.01:
                due[chance.choice(stands)] += mistaken(code, chance.choice(electors), at)
            if chance.random() < 0.003:
                due[chance.choice(stands)].append(Number(uuid4(), at, code, NOBODY))
    return due


def mistaken(code: str, typed: str, at: datetime) -> list[Number]:
    """Make a number that was typed wrongly, and taken back a little later."""
    wrong = Number(uuid4(), at, code, typed)
    return [wrong, Number(uuid4(), at + timedelta(minutes=1), code, "", wrong.id)]
