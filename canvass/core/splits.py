"""As which issue a mention counts: merged ones as another, split ones by a rule.

A rule names words of the note, a ward, a polling district or several of these, all of which must be
so. What somebody told stays beside it, so that every merging and splitting can be taken back, in
any order, to the last mention.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from canvass.core.notes import IssueWords, Reader, read_rules


class Spot(NamedTuple):
    """What was noted beside a mention, and where the elector lives."""

    note: str = ""
    ward_id: UUID | None = None
    district_id: UUID | None = None


class Split(NamedTuple):
    """A rule by which mentions of one issue count as another."""

    id: UUID
    issue_id: UUID
    into_id: UUID
    words: str = ""
    ward_id: UUID | None = None
    district_id: UUID | None = None

    def is_here(self, spot: Spot) -> bool:
        """Tell whether an elector lives where the rule holds."""
        return self.ward_id in (None, spot.ward_id) and self.district_id in (None, spot.district_id)


class Counting:
    """All merging and splitting of a campaign.

    Args:
        merged: the issue that each merged one counts as.
        splits: every rule that stands, the oldest first.
    """

    def __init__(self, merged: Mapping[UUID, UUID], splits: Iterable[Split]) -> None:
        self.merged = merged
        self.splits = tuple(splits)
        worded = (IssueWords(str(one.id), read_rules(one.words)) for one in self.splits)
        self.reader = Reader([one for one in worded if one.rules])

    def counts_as(self, issue_id: UUID, spot: Spot) -> UUID:
        """Give the issue that one told at a spot counts as: split first, then merged, and so on."""
        seen = {issue_id}
        here = issue_id
        while True:
            following = self.split_into(here, spot) or self.merged.get(here)
            if following is None or following in seen:
                return here
            seen.add(following)
            here = following

    def sources(self, issue_id: UUID) -> set[UUID]:
        """Give every issue of which something may come to count as this one on its way."""
        steps = [*self.merged.items(), *((one.issue_id, one.into_id) for one in self.splits)]
        found = {issue_id}
        while True:
            more = {one for one, into in steps if into in found} - found
            if not more:
                return found
            found |= more

    def split_into(self, issue_id: UUID, spot: Spot) -> UUID | None:
        """Give the issue that the first rule which fits makes of one, if any does."""
        rules = [one for one in self.splits if one.issue_id == issue_id and one.is_here(spot)]
        noted: set[str] = set()
        if any(one.words for one in rules):
            noted = {one.code for one in self.reader.suggest(spot.note)}
        fitting = (one.into_id for one in rules if not one.words or str(one.id) in noted)
        return next(fitting, None)
