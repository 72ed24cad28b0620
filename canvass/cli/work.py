"""The command that does long work: packs, backups, and the e-mails that somebody asked for."""

import logging
import os
import time

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from canvass.db import db
from canvass.web.backups import renew_backup
from canvass.web.jobs import work_everywhere
from canvass.web.mailing import send_mails
from canvass.web.posting import answer_asked

PAUSE = 2.0
NICENESS = 1
"""So little that nobody waits for what it writes; what it prints gives way wholly (`render.py`)."""

LOG = logging.getLogger("canvass.work")


@click.command("work")
@click.option("--once", is_flag=True, help="Do what waits now, then end.")
@click.option("--with-server", is_flag=True, hidden=True, help="End when its server is gone.")
def work(*, once: bool, with_server: bool) -> None:
    """Do the long work that pages ask for; `canvass serve` starts one by itself.

    Example: canvass work --once
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  Flask's own way
    parent = os.getppid()
    if with_server:
        os.nice(NICENESS)
    while not with_server or os.getppid() == parent:
        done = 0
        with app.app_context():
            try:
                done = work_everywhere() + answer_asked() + send_mails()
                done += renew_backup(db.session())
            except SQLAlchemyError:  # the database is away: packs on the disk stay, we try again
                LOG.exception("The database does not answer.")
            db.session.remove()
        if once:
            click.echo(f"Done: {done}.")
            return
        time.sleep(PAUSE)
