"""Keeping the catalogue of issues: added, worded, ordered, retired, merged and split.

What somebody told is never lost: a mention keeps the issue it was told as (`told_as_id`) beside
the issue it counts as, so that a merging or a splitting can be taken back.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from canvass.core.errors import CanvassError, NotFoundError
from canvass.core.notes import read_rules
from canvass.core.splits import Counting, Split, Spot
from canvass.store.base import campaign_of
from canvass.store.contacts import Contact, ContactIssue, renew_counted
from canvass.store.issues import Issue
from canvass.store.register import Elector
from canvass.store.splits import IssueSplit, counting

LONGEST_CODE = 40
AT_ONCE = 500


class Mention(NamedTuple):
    """One mention as the rules see it: what it counts as, what it was told as, and where."""

    id: UUID
    elector_id: UUID | None
    issue_id: UUID
    told: UUID
    is_retracted: bool
    spot: Spot

    def moved_to(self, before: Counting, after: Counting) -> UUID | None:
        """Give the issue that a change of rules moves it to, if it moves it.

        What counts as something that no rule explains was split before there were rules: it stays
        split, and goes on from there.
        """
        is_explained = before.counts_as(self.told, self.spot) == self.issue_id
        start = self.told if is_explained else self.issue_id
        there = after.counts_as(start, self.spot)
        return there if there != before.counts_as(start, self.spot) else None


class SplitCounts(NamedTuple):
    """How many mentions a rule would move, and how many would stay."""

    moved: int
    stays: int


class CatalogueError(CanvassError):
    """The catalogue cannot be changed like that; the text says why."""


def catalogue(session: Session) -> list[Issue]:
    """List every issue: those in use first, each in the campaign's order."""
    query = select(Issue).order_by(Issue.in_use.desc(), Issue.sequence, Issue.code)
    return list(session.scalars(query))


def mention_counts(session: Session) -> dict[UUID, int]:
    """Count the mentions of each issue in the whole campaign, for the person who keeps the list."""
    query = select(ContactIssue.issue_id, func.count()).where(ContactIssue.is_counted)
    return dict(session.execute(query.group_by(ContactIssue.issue_id)).all())


def issue_called(session: Session, issue_id: UUID) -> Issue:
    """Find an issue.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(Issue, (campaign_of(session), issue_id))
    if found is None:
        raise NotFoundError
    return found


def add_issue(session: Session, like: Issue) -> Issue:
    """Add an issue at the end of the list, under a code made of its label.

    Raises:
        CatalogueError: an issue has this label already, or nothing of it makes a code.
    """
    code = code_of(like.label)
    known = session.scalar(
        select(Issue).where(or_(Issue.code == code, func.lower(Issue.label) == like.label.lower()))
    )
    if known is not None:
        raise CatalogueError(f"There is an issue “{known.label}” already.")
    like.code = code
    like.sequence = (session.scalar(select(func.max(Issue.sequence))) or 0) + 1
    session.add(like)
    session.flush()
    return like


def code_of(label: str) -> str:
    """Make a code of a label: plain letters and figures, words joined by lines.

    Raises:
        CatalogueError: nothing is left of it.

    >>> code_of("Cerddwyr yn Oxford Street"), code_of("Sŵn y nos!")
    ('cerddwyr_yn_oxford_street', 'swn_y_nos')
    """
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    code = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_CODE].strip("_")
    if not code:
        raise CatalogueError("Name the issue in a few words.")
    return code


def move(session: Session, issue: Issue, by: int) -> None:
    """Move an issue up (-1) or down (1) among those in use."""
    listed = [one for one in catalogue(session) if one.in_use]
    for place, one in enumerate(listed):
        one.sequence = place
    here = next((place for place, one in enumerate(listed) if one.id == issue.id), None)
    if here is None or not 0 <= here + by < len(listed):
        return
    other = listed[here + by]
    issue.sequence, other.sequence = other.sequence, issue.sequence


def merge(session: Session, issue: Issue, into: Issue) -> int:
    """Count an issue as another from now on; count the mentions that moved.

    Phones that still offer it go on sending it, and it counts as the other.

    Raises:
        CatalogueError: it is the same issue, or the other is itself merged or retired.
    """
    if issue.id == into.id:
        raise CatalogueError("An issue cannot be merged with itself.")
    if into.merged_into_id is not None or not into.in_use:
        raise CatalogueError(f"“{into.label}” is not in use. Choose one that is.")
    before = counting(session)
    for one in session.scalars(select(Issue).where(Issue.merged_into_id == issue.id)):
        one.merged_into_id = into.id
    issue.merged_into_id, issue.in_use = into.id, False
    return recount(session, before, issue)


def part(session: Session, issue: Issue) -> int:
    """Take a merging back: what was told as this issue counts as it again."""
    before = counting(session)
    issue.merged_into_id, issue.in_use = None, True
    return recount(session, before, issue)


def new_split(session: Session, rule: Split) -> SplitCounts:
    """Say what a rule would move, before it is made; nothing is written.

    Raises:
        CatalogueError: the rule names neither words nor a place, or both issues are one.
    """
    has_words = bool(read_rules(rule.words))
    if not (has_words or rule.ward_id or rule.district_id):
        raise CatalogueError("Give the words, the ward or the polling district that parts them.")
    if rule.words.strip() and not has_words:
        raise CatalogueError("There is no word among those words.")
    if rule.issue_id == rule.into_id:
        raise CatalogueError("Choose another issue to split into.")
    before, after = counting(session), counting(session, [rule])
    moved = stays = 0
    for row in mentions_of(session, before.sources(rule.issue_id)):
        if not row.is_retracted and row.issue_id == rule.issue_id:
            is_moved = row.moved_to(before, after) is not None
            moved, stays = moved + is_moved, stays + (not is_moved)
    return SplitCounts(moved, stays)


def split(session: Session, rule: Split, by: UUID, now: datetime) -> int:
    """Let a rule hold for all that was told of an issue and will be; count what moved.

    Raises:
        CatalogueError: as for `new_split`.
    """
    new_split(session, rule)
    before = counting(session)
    place = {"ward_id": rule.ward_id, "polling_district_id": rule.district_id}
    made = {"made_by": by, "made_at": now}
    told = {"issue_id": rule.issue_id, "into_id": rule.into_id, "words": rule.words.strip()}
    session.add(IssueSplit(id=rule.id, **told, **place, **made))
    return recount(session, before, issue_called(session, rule.issue_id))


def undo_split(session: Session, split_id: UUID, by: UUID, now: datetime) -> tuple[int, Issue]:
    """Take a rule back, and what it moved; count what came back, and to which issue.

    Raises:
        NotFoundError: there is no such rule.
    """
    found = session.get(IssueSplit, (campaign_of(session), split_id))
    if found is None:
        raise NotFoundError
    issue = issue_called(session, found.issue_id)
    if found.undone_at is not None:
        return 0, issue
    before = counting(session)
    found.undone_at, found.undone_by = now, by
    return recount(session, before, issue), issue


def mentions_of(session: Session, issue_ids: Collection[UUID]) -> Iterator[Mention]:
    """Read all that was told as one of some issues, or counts as one of them."""
    query = (
        select(
            ContactIssue.id,
            ContactIssue.elector_id,
            ContactIssue.issue_id,
            func.coalesce(ContactIssue.told_as_id, ContactIssue.issue_id),
            Contact.is_retracted,
            Contact.note,
            ContactIssue.ward_id,
            Elector.polling_district_id,
        )
        .join(Contact, Contact.id == ContactIssue.contact_id)
        .outerjoin(Elector, Elector.id == ContactIssue.elector_id)
        .where(
            or_(ContactIssue.issue_id.in_(issue_ids), ContactIssue.told_as_id.in_(issue_ids)),
        )
    )
    for row in session.execute(query):
        yield Mention(*row[:5], Spot(*row[5:]))


def recount(session: Session, before: Counting, issue: Issue) -> int:
    """Let mentions of an issue count as the rules say now, and choose again which count.

    Only what the change moved is touched; how many mentions that were of those that stand is given.
    """
    session.flush()
    after, moves = counting(session), defaultdict(list)
    electors, count = set(), 0
    for row in mentions_of(session, before.sources(issue.id) | after.sources(issue.id)):
        counts_as = row.moved_to(before, after)
        if counts_as is not None:
            moves[row.told, counts_as].append(row.id)
            electors.add(row.elector_id)
            count += not row.is_retracted
    for (told, counts_as), ids in moves.items():
        for start in range(0, len(ids), AT_ONCE):
            session.execute(
                update(ContactIssue)
                .where(ContactIssue.id.in_(ids[start : start + AT_ONCE]))
                .values(told_as_id=told, issue_id=counts_as)
                .execution_options(synchronize_session=False)
            )
    session.expire_all()
    concerned = sorted(one for one in electors if one is not None)
    for start in range(0, len(concerned), AT_ONCE):
        renew_counted(session, concerned[start : start + AT_ONCE])
        session.flush()
    return count
