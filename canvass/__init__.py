"""Canvassing and polling-day work for a UK election campaign."""

import gc
import os
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from sqlalchemy.orm import configure_mappers

from canvass.cli import add_commands
from canvass.config import Settings
from canvass.db import db, init_db
from canvass.mail import post_office
from canvass.web import (
    accounts,
    across,
    asked,
    audit,
    board,
    boundaries,
    casework,
    catalogue,
    closing,
    columns,
    disagreements,
    doorstep,
    doubtful,
    earlier,
    electors,
    ending,
    exports,
    factors,
    home,
    host,
    intentions,
    invitations,
    jobs,
    knockup,
    ledger,
    letters,
    lifts,
    mails,
    mending,
    notes,
    openapi,
    packs,
    passes,
    passkeys,
    people,
    phone,
    places,
    progress,
    purposes,
    readiness,
    reading,
    register,
    report_links,
    reports,
    responses,
    rooms,
    rounds,
    saved_views,
    scans,
    sign_ins,
    slips,
    splits,
    tellers,
    telling,
    waiting,
    walks,
    ways_back,
)
from canvass.web.access import init_access
from canvass.web.errors import init_errors
from canvass.web.headers import init_headers
from canvass.web.noting import init_noting
from canvass.web.reading import init_reading
from canvass.web.shedding import init_shedding
from canvass.web.statics import init_statics
from canvass.web.words import init_words

ROOT = Path(__file__).parent.parent
BLUEPRINTS = (
    accounts.bp,
    across.bp,
    asked.bp,
    audit.bp,
    board.bp,
    boundaries.bp,
    casework.bp,
    catalogue.bp,
    closing.bp,
    columns.bp,
    disagreements.bp,
    doorstep.bp,
    doubtful.bp,
    earlier.bp,
    electors.bp,
    ending.bp,
    exports.bp,
    factors.bp,
    home.bp,
    host.bp,
    intentions.bp,
    invitations.bp,
    jobs.bp,
    knockup.bp,
    ledger.bp,
    letters.bp,
    lifts.bp,
    mails.bp,
    mending.bp,
    notes.bp,
    openapi.bp,
    packs.bp,
    passes.bp,
    passkeys.bp,
    people.bp,
    phone.bp,
    places.bp,
    progress.bp,
    purposes.bp,
    reading.bp,
    readiness.bp,
    register.bp,
    report_links.bp,
    reports.bp,
    responses.bp,
    rooms.bp,
    rounds.bp,
    saved_views.bp,
    scans.bp,
    sign_ins.bp,
    slips.bp,
    splits.bp,
    tellers.bp,
    telling.bp,
    waiting.bp,
    walks.bp,
    ways_back.bp,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Join the parts; nothing else happens here."""
    settings = settings or Settings.from_env(os.environ)
    app = Flask(__name__, template_folder=ROOT / "templates")
    app.config.from_mapping(
        settings.for_flask(),
        CANVASS_BACKUP_URL=settings.backup_url,
        CANVASS_DEMO=settings.is_demo,
        CANVASS_INSTANCE=settings.instance,
        CANVASS_POST_OFFICE=post_office(settings.smtp_url, settings.mail_from),
    )
    init_db(app, settings)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    init_shedding(app)
    init_access(app)
    init_reading(app)
    init_noting(app)
    init_headers(app)
    init_statics(app)
    init_errors(app)
    init_words(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    add_commands(app)
    return app


def create_served_app() -> Flask:
    """Make the app for a process that answers many requests.

    What it begins with is no garbage: else Python stops all threads for a tenth of a second, now
    and then, to look through it.
    """
    app = create_app()
    configure_mappers()
    gc.collect()
    gc.freeze()
    return app
