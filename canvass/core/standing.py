"""What we now believe of one elector: a fold over the facts, the same in any order of arrival."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from canvass.core.doorstep import Flag, Intention, Outcome


@dataclass(frozen=True, slots=True)
class Fact:
    """One contact that was not taken back, as the fold needs it.

    What was brought from an earlier tool says what they said, and is no conversation of ours.
    """

    id: UUID
    spoken_at: datetime
    outcome: Outcome
    strength: int | None = None
    intention: Intention | None = None
    party: str | None = None
    flags: frozenset[Flag] = frozenset()
    language: str | None = None
    is_brought: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What we now believe of one elector.

    `strength`, `intention` and `party` come from the latest contact that said anything of them;
    the four flags stick once they were told, until the contact that told them is taken back;
    `language` is the last one told.
    """

    strength: int | None = None
    intention: Intention | None = None
    party: str | None = None
    last_outcome: Outcome | None = None
    last_contact_at: datetime | None = None
    spoken_at: datetime | None = None
    do_not_contact: bool = False
    has_moved: bool = False
    has_died: bool = False
    wants_lift: bool = False
    language: str | None = None

    def is_promise(self, threshold: int) -> bool:
        """Tell whether this is firm enough to be knocked up."""
        return self.strength is not None and self.strength <= threshold


STOPPED = Standing(do_not_contact=True)
"""What is believed of somebody who told us in writing to stop: nothing, but that."""


def standing_of(facts: Iterable[Fact]) -> Standing:
    """Fold the facts of one elector, latest by `spoken_at`, ties by id."""
    standing = Standing()
    for fact in sorted(facts, key=lambda fact: (fact.spoken_at, fact.id)):
        standing = after(standing, fact)
    return standing


def after(standing: Standing, fact: Fact) -> Standing:
    """Give the standing after one more fact, later than all before it."""
    if fact.strength is not None or fact.intention is not None:
        standing = replace(
            standing, strength=fact.strength, intention=fact.intention, party=fact.party
        )
    if fact.is_brought:
        silenced = standing.do_not_contact or Flag.DO_NOT_CONTACT in fact.flags
        return replace(standing, do_not_contact=silenced)
    return replace(
        standing,
        last_outcome=fact.outcome,
        last_contact_at=fact.spoken_at,
        spoken_at=fact.spoken_at if fact.outcome == Outcome.SPOKE else standing.spoken_at,
        do_not_contact=standing.do_not_contact or Flag.DO_NOT_CONTACT in fact.flags,
        has_moved=standing.has_moved or fact.outcome == Outcome.MOVED,
        has_died=standing.has_died or fact.outcome == Outcome.DECEASED,
        wants_lift=standing.wants_lift or Flag.LIFT in fact.flags,
        language=fact.language or standing.language,
    )
