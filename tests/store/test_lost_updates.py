"""Sixteen writers at once: no update lost, no writer turned away."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from canvass.db import checkpoint, prepare
from canvass.store.accounts import Campaign
from tests.conftest import POLLING_DAY

WRITERS = 16
UPDATES = 20
HELD, MOST_ROUNDS = 0.005, 10
PATIENT = {"sqlite": {"timeout": 30}}


def test_sixteen_writers_lose_no_update(engine: Engine, session: Session) -> None:
    session.add(Campaign(id=77, slug="count", name="Count", polling_day=POLLING_DAY, lease_hours=0))
    session.commit()
    url = engine.url.render_as_string(hide_password=False)

    def write(_writer: int) -> None:
        own = create_engine(url, connect_args={"timeout": 15} if url.startswith("sqlite") else {})
        prepare(own, lambda: True)
        for _ in range(UPDATES):
            with Session(own) as mine:
                # read, think, write: the shape that loses updates when a transaction only
                # reads until it writes
                row = mine.scalars(
                    select(Campaign).where(Campaign.id == 77).with_for_update()
                ).one()
                row.lease_hours += 1
                mine.commit()
        own.dispose()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    session.expire_all()
    assert session.get_one(Campaign, 77).lease_hours == WRITERS * UPDATES


def test_writers_of_one_process_take_turns_and_leave_none_behind(
    engine: Engine, session: Session
) -> None:
    session.add(Campaign(id=77, slug="turn", name="Turn", polling_day=POLLING_DAY, lease_hours=0))
    session.commit()
    session.close()
    own = create_engine(engine.url, pool_size=WRITERS, connect_args=PATIENT.get(engine.name, {}))
    prepare(own, lambda: True)
    waits: list[float] = []

    def write(writer: int) -> None:
        for update in range(UPDATES):
            began = monotonic()
            with Session(own) as mine:
                row = mine.scalars(
                    select(Campaign).where(Campaign.id == 77).with_for_update()
                ).one()
                waits.append(monotonic() - began)
                sleep(HELD)
                row.lease_hours += 1
                if (writer + update) % 4:
                    mine.commit()  # the others are rolled back, or given back as they are

    began = monotonic()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    one_round = (monotonic() - began) / UPDATES
    own.dispose()

    session.expire_all()
    assert session.get_one(Campaign, 77).lease_hours == WRITERS * UPDATES * 3 // 4
    assert engine.name == "postgresql" or max(waits) < MOST_ROUNDS * one_round


def test_a_long_log_is_moved_into_the_file_and_a_short_one_left(
    engine: Engine, session: Session
) -> None:
    session.add(Campaign(id=77, slug="log", name="Log", polling_day=POLLING_DAY))
    session.commit()
    is_sqlite = engine.dialect.name == "sqlite"

    session.close()
    prepare(engine, lambda: True)

    assert checkpoint(engine, longest=10**9) is False
    assert checkpoint(engine, longest=1) is is_sqlite
