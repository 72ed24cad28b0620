"""A campaign on a disk of its own, and a real `canvass serve` that dies as in a power cut."""

import os
import signal
import socket
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from random import SystemRandom
from threading import Event
from time import monotonic
from typing import NamedTuple, Self
from uuid import UUID

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from canvass import create_app
from canvass.config import Settings
from canvass.core.access import Role
from canvass.db import db, prepare
from canvass.store.accounts import (
    Campaign,
    add_campaign,
    add_member,
    open_sign_in,
)
from canvass.store.contacts import rebuild_standing
from canvass.store.issues import add_starting_issues
from canvass.store.places import Household, Ward
from canvass.store.register import Elector
from canvass.web.clock import wall_clock
from tests.conftest import POLLING_DAY
from tests.make import make_lease, make_user, make_walk, make_ward
from tests.street import DOORS, fill_street

ROOT = Path(__file__).parent.parent.parent
SLUG = "westminster"
SECRET = "0123456789abcdef" * 2
WORKERS = 2
PORTS = range(20_000, 32_000)
"""Under those that the kernel gives to clients, so that no phone's own end ever takes one."""


class Door(NamedTuple):
    """A door as a phone knows it."""

    household: UUID
    electors: list[UUID]


class Seat(NamedTuple):
    """What a volunteer's phone holds once it is signed in: its cookie, its walk, the doors."""

    cookie: str
    walk: UUID
    doors: list[Door]


class Site:
    """A campaign in a folder, with the database's own file in it unless another is named."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder
        self.url = url or f"sqlite:///{folder / 'canvass.db'}"

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is the file in the folder."""
        return self.url.startswith("sqlite")

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open the database past the server."""
        engine = create_engine(self.url)
        prepare(engine, lambda: True)
        with Session(engine, expire_on_commit=False) as session:
            yield session
        engine.dispose()

    def seats(self, walks: int, doors: int, each: int) -> list[Seat]:
        """Make walks of so many doors, each in the hands of so many volunteers, all signed in."""
        with self.session() as session:
            day = Campaign(slug=SLUG, name="Westminster 2018", polling_day=POLLING_DAY)
            add_campaign(session, day)
            add_starting_issues(session)
            ward = make_ward(session)
            made = [self.seat(session, ward, number, doors, each) for number in range(walks)]
            rebuild_standing(session)  # the street has people whose standing no contact bears out
            session.commit()
        tokens = [token for some, _, _ in made for token in some]
        cookies = iter(self.signed(tokens))
        return [Seat(next(cookies), walk, homes) for some, walk, homes in made for _ in some]

    def seat(
        self, session: Session, ward: Ward, number: int, doors: int, each: int
    ) -> tuple[list[str], UUID, list[Door]]:
        """Make one walk along a street of its own, and give a token for each who holds it."""
        street = fill_street(session, ward, doors - len(DOORS), f"CH{number}")
        walk = make_walk(session, ward.id, *street)
        tokens = []
        for _ in range(each):
            user = make_user(session)
            add_member(session, user, Role.VOLUNTEER)
            make_lease(session, walk, user.id, wall_clock())
            tokens.append(open_sign_in(session, user, wall_clock()))
        return tokens, walk.id, doors_of(session, street)

    def signed(self, tokens: list[str]) -> list[str]:
        """Put each token into a cookie as the app signs it."""
        app = create_app(Settings(SECRET, self.url, self.folder, is_secure=False))
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        with app.app_context():
            db.engine.dispose()
        return [f"canvass={serializer.dumps({'_user_id': token})}" for token in tokens]


def doors_of(session: Session, street: list[Household]) -> list[Door]:
    """Read who lives behind each door."""
    homes = [home.id for home in street]
    at_home: dict[UUID | None, list[UUID]] = defaultdict(list)
    query = select(Elector.household_id, Elector.id).where(Elector.household_id.in_(homes))
    for home, elector in session.execute(query):
        at_home[home].append(elector)
    return [Door(home, at_home[home]) for home in homes]


class Server:
    """`canvass serve` in a process group of its own; another program may stand in for it."""

    def __init__(self, site: Site, *instead: str) -> None:
        self.site = site
        self.port = free_port()
        self.command = instead or ("-m", "canvass", "serve")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start, and wait until it answers; what it says goes to `server.log`."""
        options = ("--port", str(self.port), "--workers", str(WORKERS))
        with (self.site.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  our own words only
                [sys.executable, *self.command, *options],
                cwd=ROOT,
                env={
                    "PATH": os.environ["PATH"],
                    "CANVASS_DATABASE_URL": self.site.url,
                    "CANVASS_INSTANCE": str(self.site.folder),
                    "CANVASS_PLAIN_HTTP": "1",
                    "CANVASS_SECRET_KEY": SECRET,
                },
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if not until(lambda: self.answers() or self.process.poll() is not None, 30):
            self.kill()
        assert self.process.poll() is None, self.said()

    def kill(self) -> None:
        """Kill every process of it at once: none has time for a last word."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def answers(self) -> bool:
        """Tell whether it answers a request."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("GET", "/")
            line.getresponse().read()
        except OSError:
            return False
        finally:
            line.close()
        return True

    def said(self) -> str:
        """Give what it wrote to its log."""
        return (self.site.folder / "server.log").read_text("utf-8", "replace")


def free_port() -> int:
    """Find a port that nobody listens on."""
    for port in SystemRandom().sample(PORTS, 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError("a hundred ports, all taken")


def until(is_so: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so; tell whether it came to be in this many seconds."""
    never, end = Event(), monotonic() + seconds
    while not is_so():
        if monotonic() > end:
            return False
        never.wait(0.005)
    return True


def tell(line: str) -> None:
    """Say a figure on a line of its own, to be seen with `pytest -s`."""
    sys.stdout.write(f"\n{line}\n")
