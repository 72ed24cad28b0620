"""Taking a waiting file in: a small one at once, a large one by the worker, step by step."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from canvass.core.audit import Deed
from canvass.core.errors import CanvassError
from canvass.core.layouts import Kind
from canvass.db import reading_first
from canvass.store.base import campaign_of
from canvass.store.jobs import Job, ask_for, end_job, job_called, jobs_of
from canvass.store.register import register_files
from canvass.store.waiting import WaitingFile, take_waiting, waiting_file
from canvass.store.waiting_lists import take_waiting_list
from canvass.web.beats import beat_apart
from canvass.web.clock import now
from canvass.web.noting import note_for

IMPORT_WORK = "import"
LARGE = 1_000_000
"""Bytes from which on the worker takes a file in: about ten thousand electors."""

READ, WRITTEN, ALL = 1, 2, 3
"""The steps of an import: it is read and compared, it is being written, it is in."""


class BeingTakenError(CanvassError):
    """The worker has the file in hand."""

    def __init__(self) -> None:
        super().__init__("This file is being taken in just now. Look at it again in a moment.")


def is_large(file: WaitingFile) -> bool:
    """Tell whether a file is taken in by the worker."""
    return len(file.opened().getvalue()) >= LARGE


def taking_of(session: Session, file_id: UUID) -> Job | None:
    """Give the newest job that takes a file in, if there is any."""
    jobs = jobs_of(session, IMPORT_WORK)
    return next((job for job in jobs if job.about["file"] == file_id.hex), None)


def ask_to_take(session: Session, file_id: UUID, by: UUID, *, confirm: bool) -> None:
    """Ask the worker to take a file in."""
    about = {"file": file_id.hex, "by": by.hex, "confirm": confirm}
    ask_for(session, IMPORT_WORK, about, by, now())


def take_in(
    session: Session,
    file_id: UUID,
    by: UUID,
    *,
    confirm: bool,
    begin_writing: Callable[[], None],
) -> UUID:
    """Take a file in that waits, and give what it is called from now on. The caller commits.

    Raises:
        CanvassError: it is not to be taken in, and why.
    """
    found = waiting_file(session, file_id)
    name = found.file_name
    take = take_waiting if found.kind == Kind.FULL else take_waiting_list
    take(session, found, by, now(), confirm=confirm, begin_writing=begin_writing)
    note_for(by, Deed.FILE_TAKEN_IN, words=name)
    return register_files(session)[0].id


def take_file(session: Session, found: Job) -> None:
    """Take a file in for somebody; that it is in and that the job is done are kept as one.

    So a worker that dies leaves either nothing of it, or all of it and no work to be done again.
    """
    job_id, about = found.id, dict(found.about)
    beat_to = partial(beat_apart, campaign_of(session), job_id)
    session.rollback()
    beat_to(READ, ALL)
    with reading_first() as begin_writing:

        def begin() -> None:
            beat_to(WRITTEN, ALL)
            begin_writing()

        file_id, by = UUID(about["file"]), UUID(about["by"])
        taken = take_in(session, file_id, by, confirm=about["confirm"], begin_writing=begin)
    job = job_called(session, job_id)
    job.about, job.done = {**about, "taken": taken.hex}, ALL
    end_job(job, now())
    session.commit()
