"""Building the demonstration campaign, opening it again, and starting it afresh."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, delete, func, inspect, select
from sqlalchemy.orm import Session

from canvass.core.demo import DEMO_SLUG
from canvass.db import db
from canvass.demo.campaign import POLLING_DAY, VOLUNTEER, found_campaign, take_files, take_wards
from canvass.demo.doorstep import replay_turns, walk_turn
from canvass.demo.evenings import fresh_turn, plan_turns
from canvass.demo.replay import CLOCK, DemoError, Replay
from canvass.demo.telling import replay_telling
from canvass.store.accounts import Campaign, campaign_called, the_campaign, user_called
from canvass.store.base import Row, campaign_of
from canvass.store.walks import Walk, WalkLease, give_walk

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
        replay_telling(replay)
    finally:
        replay.app.config.pop(CLOCK)
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
        take_files(session, replay, step)


def is_built(session: Session) -> bool:
    """Tell whether the campaign was built to its end: then the volunteer holds a walk of today."""
    if session.scalar(select(Campaign.id).where(Campaign.slug == DEMO_SLUG)) is None:
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


def empty_database(engine: Engine, session: Session) -> None:
    """Delete the demonstration: a SQLite file whole, on any other database every row.

    Raises:
        DemoError: the database holds another campaign, which might be somebody's real one.
    """
    refuse_others(session)
    session.rollback()
    if engine.dialect.name == "sqlite" and engine.url.database:
        session.remove() if hasattr(session, "remove") else session.close()
        engine.dispose()
        for ending in ("", "-wal", "-shm", "-checkpoint"):
            Path(f"{engine.url.database}{ending}").unlink(missing_ok=True)
        return
    for table in reversed(Row.metadata.sorted_tables):
        session.execute(delete(table))
    session.commit()
