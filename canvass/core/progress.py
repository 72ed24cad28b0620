"""How far canvassing has come, in the words of the trade, and how much of it is left."""

import math
from dataclasses import dataclass

TEAM = 4
"""People in a team, as a campaign plans an evening."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The counts of one place, week or person.

    `electors` are on the register, `spoken_to` those of them with a conversation; `doors` are all
    front doors, `knocked` and `answered` those with a contact and with one that was opened;
    `promises` are electors who stand firm enough to be knocked up.
    """

    name: str
    electors: int
    spoken_to: int
    doors: int
    knocked: int
    answered: int
    promises: int

    @property
    def contact_rate(self) -> float | None:
        """Electors spoken to, of those on the register."""
        return rate(self.spoken_to, self.electors)

    @property
    def answer_rate(self) -> float | None:
        """Doors answered, of those knocked."""
        return rate(self.answered, self.knocked)

    @property
    def promise_rate(self) -> float | None:
        """Promises, of electors spoken to."""
        return rate(self.promises, self.spoken_to)

    @property
    def left(self) -> int:
        """Doors that nobody has knocked yet."""
        return self.doors - self.knocked


def rate(count: int, of: int) -> float | None:
    """Give a share; `None` of nothing."""
    return count / of if of else None


def sessions_left(doors: int, pace: float | None) -> int | None:
    """Estimate how many evenings of a team the doors take that are left.

    Args:
        doors: how many are left.
        pace: doors that one person has knocked in an evening so far, in the middle of all of them;
            `None` where nobody has knocked yet.
    """
    return math.ceil(doors / (pace * TEAM)) if pace else None


def total(name: str, rows: list[Progress]) -> Progress:
    """Add up places."""
    return Progress(
        name,
        *(
            sum(getattr(row, count) for row in rows)
            for count in ("electors", "spoken_to", "doors", "knocked", "answered", "promises")
        ),
    )
