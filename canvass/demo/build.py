"""Building the demonstration campaign, opening it again, and starting it afresh."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import delete, func, inspect, select
from sqlalchemy.orm import Session

from canvass.core.demo import DEMO_SLUG
from canvass.db import db
from canvass.demo.campaign import POLLING_DAY, VOLUNTEER, found_campaign, take_files, take_wards
from canvass.demo.casework import take_cases
from canvass.demo.doorstep import replay_turns, walk_turn
from canvass.demo.evenings import fresh_turn, plan_turns
from canvass.demo.replay import CLOCK, DemoError, Replay
from canvass.demo.survey import take_survey
from canvass.demo.telling import replay_telling
from canvass.store.accounts import Campaign, campaign_called, the_campaign, user_called
from canvass.store.base import Row, campaign_of
from canvass.store.leases import WalkLease, give_walk
from canvass.store.walks import Walk

PART_DONE = 0.35
"""How much of the volunteer's walk is done when the demonstration opens."""


def build_demo(replay: Replay, hash_password: Callable[[str], str], now: datetime) -> None:
    """Build the whole campaign, from the council's files to twenty past four on polling day.

    Args:
        replay: the app, which must hold no campaign of this name yet.
        hash_password: makes what is kept of a password.
        now: the real moment, from which on the volunteer holds a walk.
    """
    clock = replay.app.config.get(CLOCK)
    try:
        take_council(replay, hash_password)
        with replay.session() as session:
            planned = plan_turns(session, replay.seed)
            left = fresh_turn(session)
        replay_turns(replay, planned)
        walk_turn(replay, left, set(), PART_DONE)
        take_cases(replay)
        take_survey(replay)
        replay_telling(replay)
    finally:
        replay.app.config.pop(CLOCK, None)
        if clock is not None:
            replay.app.config[CLOCK] = clock
    with replay.session() as session:
        renew_walk(session, now)


def take_council(replay: Replay, hash_password: Callable[[str], str]) -> None:
    """Found the campaign and take in what the council sends."""
    step = "The council’s files"
    replay.tell(step, 0, 1)
    with replay.app.app_context():
        session = db.session()
        found_campaign(session, hash_password)
        take_wards(session)
        session.commit()
        take_files(session, replay.seed, replay.scale, partial(replay.tell, step))


def is_there(session: Session) -> bool:
    """Tell whether the campaign is in the database, whole or not."""
    return session.scalar(select(Campaign.id).where(Campaign.slug == DEMO_SLUG)) is not None


def is_built(session: Session) -> bool:
    """Tell whether the campaign was built to its end: then the volunteer holds a walk of today."""
    if not is_there(session):
        return False
    campaign_called(session, DEMO_SLUG)
    latest = session.scalar(select(func.max(WalkLease.since)))
    return latest is not None and latest.date() > POLLING_DAY


def renew_walk(session: Session, now: datetime) -> Walk:
    """Give the volunteer the walk they had last for another while, whoever has it now.

    Raises:
        DemoError: they never had one.
    """
    user = user_called(session, VOLUNTEER)
    latest = (
        select(WalkLease.walk_id)
        .where(WalkLease.user_id == (user.id if user else None))
        .order_by(WalkLease.since.desc())
        .limit(1)
    )
    walk_id = session.scalar(latest)
    if user is None or walk_id is None:
        raise DemoError("The volunteer of the demonstration has no walk. Build it with --fresh.")
    walk = session.get_one(Walk, (campaign_of(session), walk_id))
    give_walk(session, walk, user.id, now, the_campaign(session).lease_hours)
    return walk


def start_again(app: Flask) -> None:
    """Delete the demonstration: a SQLite file whole, on any other database every row.

    Raises:
        DemoError: the database holds another campaign, which might be somebody's real one.
    """
    with app.app_context():
        engine = db.engine
        tables = set(inspect(engine).get_table_names())
        if Campaign.__tablename__ in tables:
            refuse_others(db.session())
        db.session.remove()
        if engine.dialect.name == "sqlite":
            engine.dispose()
            remove_file(str(engine.url.database))
            return
        with engine.begin() as connection:
            for table in reversed(Row.metadata.sorted_tables):
                if table.name in tables:
                    connection.execute(delete(table))


def refuse_others(session: Session) -> None:
    """Stop where there is more than the demonstration.

    Raises:
        DemoError: the database holds another campaign.
    """
    others = select(Campaign.slug).where(Campaign.slug != DEMO_SLUG)
    found = ", ".join(session.scalars(others))
    if found:
        raise DemoError(
            f"This database holds more than the demonstration ({found}), so nothing was deleted. "
            "Set CANVASS_INSTANCE to a folder of the demonstration’s own."
        )


def remove_file(database: str) -> None:
    """Remove a SQLite database with the files that SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-checkpoint"):
        Path(f"{database}{ending}").unlink(missing_ok=True)
