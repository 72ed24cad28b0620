"""Where backups lie, and when the worker makes the next by itself."""

import logging
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import URL, make_url, select
from sqlalchemy.orm import Session

from canvass.backups import BackupError, drop_old, is_due, make_backup, path_for
from canvass.db import db
from canvass.store.accounts import Campaign
from canvass.web.clock import now

ON_THE_DAY = timedelta(hours=1)
OTHERWISE = timedelta(days=1)
SPARE = timedelta(hours=1)
"""How late a backup may be before a page complains."""

LOG = logging.getLogger("canvass.backups")


def backup_folder() -> Path:
    """Give the folder of our own backups; only this machine's user may read it."""
    folder = Path(str(current_app.config["CANVASS_INSTANCE"]), "backups")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def database_to_copy() -> URL:
    """Give the database's address for whoever may see all of it."""
    return make_url(str(current_app.config["CANVASS_BACKUP_URL"] or "") or db.engine.url)


def renew_backup(session: Session) -> bool:
    """Make a backup where one is due: every hour on a campaign's polling day, else every day."""
    days = {
        now().astimezone(election.time_zone).date() == election.polling_day
        for election in session.scalars(select(Campaign))
    }
    session.rollback()
    folder = backup_folder()
    every = ON_THE_DAY if True in days else OTHERWISE
    if not days or current_app.config["CANVASS_DEMO"] or not is_due(folder, now(), every):
        return False
    try:
        url = database_to_copy()
        make_backup(url, path_for(folder, now(), url), now)
    except (BackupError, OSError) as failure:
        LOG.warning("No backup was made. %s", failure)
        return False
    drop_old(folder)
    return True
