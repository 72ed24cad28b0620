"""Keeping the catalogue of issues: added, worded, ordered, retired, merged and split.

What somebody told is never lost: a mention keeps the issue it was told as (`told_as_id`) beside
the issue it counts as, so that a merging or a splitting can be taken back.
"""

import re
import unicodedata
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from canvass.core.errors import CanvassError, NotFoundError
from canvass.store.base import campaign_of
from canvass.store.contacts import Contact, ContactIssue, renew_counted
from canvass.store.issues import Issue

LONGEST_CODE = 40
AT_ONCE = 500


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
    moved = count_as(session, ContactIssue.issue_id == issue.id, into)
    for one in session.scalars(select(Issue).where(Issue.merged_into_id == issue.id)):
        one.merged_into_id = into.id
    issue.merged_into_id, issue.in_use = into.id, False
    session.flush()
    return moved


def part(session: Session, issue: Issue) -> int:
    """Take a merging back: what was told as this issue counts as it again."""
    told = ContactIssue.told_as_id == issue.id
    moved = count_as(session, told, issue)
    issue.merged_into_id, issue.in_use = None, True
    session.flush()
    return moved


def split(session: Session, issue: Issue, into: Issue, words: Sequence[str]) -> int:
    """Count as another issue those mentions whose note holds one of some words; count them.

    Raises:
        CatalogueError: no word was given, or both issues are one.
    """
    wanted = [word.strip().lower() for word in words if word.strip()]
    if not wanted:
        raise CatalogueError("Give the words that part the one from the other.")
    if issue.id == into.id:
        raise CatalogueError("Choose another issue to split into.")
    lowered = func.lower(Contact.note)
    noted = select(Contact.id).where(
        or_(*(lowered.contains(word, autoescape=True) for word in wanted))
    )
    here = (ContactIssue.issue_id == issue.id) & ContactIssue.contact_id.in_(noted)
    return count_as(session, here, into)


def count_as(session: Session, which: ColumnElement[bool], into: Issue) -> int:
    """Let mentions count as an issue, keep what each was told as, and choose again which count."""
    rows = session.execute(select(ContactIssue.id, ContactIssue.elector_id).where(which)).all()
    ids = [id_ for id_, _ in rows]
    for start in range(0, len(ids), AT_ONCE):
        some = ContactIssue.id.in_(ids[start : start + AT_ONCE])
        told = func.coalesce(ContactIssue.told_as_id, ContactIssue.issue_id)
        session.execute(
            update(ContactIssue)
            .where(some)
            .values(told_as_id=told, issue_id=into.id)
            .execution_options(synchronize_session=False)
        )
    session.expire_all()
    electors = sorted({elector for _, elector in rows if elector is not None})
    for start in range(0, len(electors), AT_ONCE):
        renew_counted(session, electors[start : start + AT_ONCE])
        session.flush()
    return len(ids)
