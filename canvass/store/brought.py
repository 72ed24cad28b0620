"""The issues that answers of a brought file raise, by their code or name in the catalogue."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.splits import Spot
from canvass.store.base import campaign_of, new_id
from canvass.store.issues import Issue
from canvass.store.joining import Joined
from canvass.store.register import Elector
from canvass.store.splits import counting

AT_ONCE = 500


def issues_by_name(session: Session) -> dict[str, UUID]:
    """Give every issue by its code and its names, capitals aside; a code goes before a name."""
    issues = list(session.scalars(select(Issue).order_by(Issue.in_use, Issue.sequence.desc())))
    names = {name.casefold(): one.id for one in issues for name in (one.label_cy, one.label)}
    return names | {one.code.casefold(): one.id for one in issues}


def unknown_issues(session: Session, rows: Iterable[Joined]) -> dict[str, int]:
    """Count the rows that name an issue the catalogue does not have, the most named first."""
    known = issues_by_name(session)
    named = Counter(name for one in rows for name in one.told.issues if name not in known)
    return dict(named.most_common())


def mentions_of(
    session: Session, answers: Sequence[tuple[UUID, Joined]]
) -> Iterator[dict[str, object]]:
    """Write the issues that answers raise as mentions, each under the contact of its answer."""
    raising = [(contact, one) for contact, one in answers if one.told.issues]
    known, rules = issues_by_name(session), counting(session)
    for start in range(0, len(raising), AT_ONCE):
        some = raising[start : start + AT_ONCE]
        spots = spots_of(session, [one.elector_id for _, one in some])
        for contact_id, one in some:
            spot = spots[one.elector_id]._replace(note=one.told.note)
            told_as = {known[name] for name in one.told.issues if name in known}
            counted = {rules.counts_as(issue_id, spot): issue_id for issue_id in sorted(told_as)}
            for issue_id, told_as_id in counted.items():
                yield {
                    "campaign_id": campaign_of(session),
                    "id": new_id(),
                    "contact_id": contact_id,
                    "issue_id": issue_id,
                    "told_as_id": told_as_id if told_as_id != issue_id else None,
                    "elector_id": one.elector_id,
                    "ward_id": spot.ward_id,
                    "is_counted": False,
                }


def spots_of(session: Session, elector_ids: Sequence[UUID]) -> dict[UUID, Spot]:
    """Give where some electors live."""
    query = select(Elector.id, Elector.ward_id, Elector.polling_district_id)
    found = session.execute(query.where(Elector.id.in_(elector_ids)))
    return {who: Spot("", ward, district) for who, ward, district in found}
