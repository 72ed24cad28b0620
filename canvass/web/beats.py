"""How far a piece of long work is, said beside the transaction in which it is done."""

from uuid import UUID

from sqlalchemy.orm import Session

from canvass.db import db
from canvass.store.base import open_for
from canvass.store.jobs import beat
from canvass.web.clock import now


def beat_apart(campaign_id: int, job_id: UUID, done: int, total: int) -> None:
    """Say how far it is, so that everybody sees it at once."""
    with Session(db.engine) as apart:
        open_for(apart, campaign_id)
        beat(apart, job_id, done, total, now())
        apart.commit()
