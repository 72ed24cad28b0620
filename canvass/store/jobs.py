"""Jobs: work that takes longer than a request may. The row is the truth; a worker takes it up.

A job names its `work` and what it is about; it says how far it is (`done` of `total`) and beats
while it runs. One that stopped beating is taken up again, and its work leaves out what is done.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.errors import NotFoundError
from canvass.store.base import Scoped, campaign_of

SILENT = timedelta(seconds=90)
"""How long after its last beat a running job is thought dead."""

MOST_STARTS = 5


class JobState(StrEnum):
    """How a job stands."""

    DONE = "done"
    FAILED = "failed"
    RUNNING = "running"
    WAITING = "waiting"


class Job(Scoped):
    """One piece of long work."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state", "campaign_id", "state", "made_at"),)

    work: Mapped[str] = mapped_column(String(40))
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    starts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(400), default="")
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    beat_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        """Whether it waits or is being done."""
        return self.state in (JobState.WAITING, JobState.RUNNING)


def job_called(session: Session, job_id: UUID) -> Job:
    """Find a job.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(Job, (campaign_of(session), job_id))
    if found is None:
        raise NotFoundError
    return found


def jobs_of(session: Session, work: str) -> list[Job]:
    """List the jobs of a kind of work, newest first."""
    query = select(Job).where(Job.work == work).order_by(Job.made_at.desc(), Job.id.desc())
    return list(session.scalars(query))


def latest_job(session: Session, work: str) -> Job | None:
    """Give the newest job of a kind of work."""
    return next(iter(jobs_of(session, work)), None)


def ask_for(
    session: Session, work: str, about: dict[str, Any], made_by: UUID | None, now: datetime
) -> Job:
    """Ask for some work, unless the same is waiting or running already; give its job."""
    for job in session.scalars(
        select(Job).where(Job.work == work, Job.state.in_((JobState.WAITING, JobState.RUNNING)))
    ):
        if job.about == about:
            return job
    job = Job(work=work, about=about, made_by=made_by, made_at=now)
    session.add(job)
    return job


def take_job(session: Session, now: datetime) -> Job | None:
    """Take up the oldest job that waits, or one whose worker died; of two workers one gets it."""
    is_dead = (Job.state == JobState.RUNNING) & (Job.beat_at < now - SILENT)
    oldest = (
        select(Job.id)
        .where(or_(Job.state == JobState.WAITING, is_dead))
        .order_by(Job.made_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    job_id = session.scalar(oldest)
    if job_id is None:
        return None
    job = job_called(session, job_id)
    job.starts += 1
    if job.starts > MOST_STARTS:
        end_job(job, now, f"It was started {MOST_STARTS} times and never ended.")
        return None
    job.state, job.beat_at = JobState.RUNNING, now
    session.flush()
    return job


def beat(session: Session, job_id: UUID, done: int, total: int, now: datetime) -> None:
    """Say how far a job is, and that its worker lives."""
    values = {"done": done, "total": total, "beat_at": now}
    session.execute(
        update(Job)
        .where(Job.id == job_id)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def end_job(job: Job, now: datetime, reason: str = "") -> None:
    """End a job: done, or failed for a reason."""
    job.state = JobState.FAILED if reason else JobState.DONE
    job.reason, job.ended_at = reason[:400], now
