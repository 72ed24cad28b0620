"""Fifty responses in one sync, and eight phones' worth of writers at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from flask import Flask
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from canvass import create_app
from canvass.config import Settings
from canvass.core.access import Role
from canvass.db import db, prepare
from canvass.store.accounts import Campaign, User, add_campaign, add_member, open_sign_in
from canvass.store.base import Row
from canvass.store.issues import add_starting_issues
from canvass.store.register import Elector
from canvass.store.walks import Walk
from canvass.web.clock import wall_clock
from tests.bench.table import Line, timed
from tests.make import make_lease, make_user, make_walk, make_ward
from tests.street import fill_street

ROUNDS, BATCH, WRITERS = 10, 50, 8


def measure() -> Iterator[Line]:
    """Measure one phone's sync by response, and count the refusals of eight at once."""
    with TemporaryDirectory(prefix="canvass-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'bench.db'}"
        app = create_app(Settings("s" * 32, url, folder, is_secure=False))
        engine = create_engine(url)
        prepare(engine, lambda: False)
        Row.metadata.create_all(engine)
        walk, user, electors = street_of(engine)
        one = timed(lambda: send_all(app, user, walk, electors)) / (ROUNDS * BATCH)
        yield Line("one response of a sync of 50", "sqlite", one * 1000, 5, "ms")
        with ThreadPoolExecutor(WRITERS) as pool:
            work = [pool.submit(send_all, app, user, walk, electors) for _ in range(WRITERS)]
        failed = sum(bool(one.exception()) for one in work)
        sent = WRITERS * ROUNDS * BATCH
        yield Line(
            f"{WRITERS} phones at once: “database is locked”",
            "sqlite",
            failed,
            0,
            "times",
            f"{sent:,} responses",
        )
        engine.dispose()
        with app.app_context():
            db.engine.dispose()


def street_of(engine: Engine) -> tuple[Walk, User, list[Elector]]:
    """Make a walk of 200 doors, and the volunteer who holds it."""
    with Session(engine, expire_on_commit=False) as session:
        day = datetime(2018, 5, 3, tzinfo=UTC).date()
        add_campaign(session, Campaign(slug="bench", name="Bench", polling_day=day))
        add_starting_issues(session)
        ward = make_ward(session)
        walk = make_walk(session, ward.id, *fill_street(session, ward, 200))
        user = make_user(session)
        add_member(session, user, Role.VOLUNTEER)
        make_lease(session, walk, user.id, wall_clock())
        session.commit()
        return walk, user, list(session.scalars(select(Elector)))


def send_all(app: Flask, user: User, walk: Walk, electors: list[Elector]) -> None:
    """Send some batches as one phone does."""
    with app.app_context():
        token = open_sign_in(db.session(), user, wall_clock())
        db.session.commit()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    for place in range(ROUNDS):
        now = wall_clock().isoformat()
        some = [electors[(place * BATCH + one) % len(electors)] for one in range(BATCH)]
        responses = [
            {
                "id": str(uuid4()),
                "walk": str(walk.id),
                "household": str(one.household_id),
                "elector": str(one.id),
                "outcome": "spoke",
                "strength": 2,
                "issues": [{"code": "housing"}],
                "spoken_at": now,
            }
            for one in some
        ]
        reply = client.post(
            "/c/bench/doorstep/sync",
            json={"device": str(uuid4()), "sent_at": now, "responses": responses},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        outcomes = (reply.json or {})["outcomes"]
        assert {one["status"] for one in outcomes.values()} == {"kept"}
