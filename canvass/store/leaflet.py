"""The cases of a ward that were resolved: what a street leaflet is made from."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.casework import CaseStatus
from canvass.core.leaflet import Resolved
from canvass.store.casework import Casework
from canvass.store.issues import Issue
from canvass.store.places import Ward
from canvass.store.register import Elector


def resolved_in(session: Session, ward: Ward) -> list[Resolved]:
    """List the resolved cases of a ward."""
    query = (
        select(
            Casework.issue_id,
            Issue.label,
            Casework.household_id,
            Casework.answer,
            func.coalesce(Elector.name, Casework.name),
        )
        .outerjoin(Issue, Issue.id == Casework.issue_id)
        .outerjoin(Elector, Elector.id == Casework.elector_id)
        .where(Casework.ward_id == ward.id, Casework.status == CaseStatus.RESOLVED)
        .order_by(Casework.resolved_on, Casework.id)
    )
    return [Resolved._make(row) for row in session.execute(query)]
