"""A council's register comes in while an evening's phones send: neither keeps the other waiting."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from time import monotonic
from uuid import UUID

from sqlalchemy import create_engine, text

from canvass.core.access import Role
from canvass.store.accounts import add_member, campaign_called, open_sign_in
from canvass.store.waiting import keep_waiting
from canvass.web.clock import wall_clock
from tests.bench.register import council_file
from tests.faults.ledger import Ledger, check_database, ledger_of
from tests.faults.phones import Phone
from tests.faults.sender import Answer, surprises_of
from tests.faults.site import SLUG, Seat, Server, Site, tell, until
from tests.make import make_user

ELECTORS = int(os.environ.get("REGISTER", "7500"))
WHOLE, MARK = 150_000, 2.0
PATIENCE = 300


class Timed(Phone):
    """A phone that remembers the longest it waited for an answer."""

    def __init__(self, seat: Seat, seed: str) -> None:
        super().__init__(seat, seed)
        self.longest = 0.0

    def walk(self, port: int, is_over: Event) -> None:
        """Knock and send every second or so until the evening is over; then send the rest."""
        while not is_over.is_set():
            self.knock(self.chance.randint(1, 3))
            self.sync(port)
            is_over.wait(self.chance.uniform(0.5, 1.5))
        self.drain(port)

    def post(self, port: int, batch: dict[UUID, object]) -> Answer | None:  # type: ignore[override]
        """Send a batch, with a watch in the hand."""
        began = monotonic()
        answer = super().post(port, batch)  # type: ignore[arg-type]
        self.longest = max(self.longest, monotonic() - began)
        return answer


def test_phones_send_while_a_register_comes_in(site: Site) -> None:
    phones = [
        Timed(seat, f"evening/{number}")
        for number, seat in enumerate(site.seats(walks=4, doors=50, each=5))
    ]
    cookie, file_id = brought(site, council_file(site.folder, ELECTORS))
    with Server(site) as server, sending(phones, server.port):
        assert until(lambda: all(phone.tries for phone in phones), 30), server.said()
        before = electors_in(site)
        for phone in phones:
            phone.longest = 0.0
        began = monotonic()
        status = take_in(server.port, cookie, file_id)
        is_in = until(lambda: look(site) == before + ELECTORS, PATIENCE)
        seconds = monotonic() - began

    longest = max(phone.longest for phone in phones)
    tell(
        f"{ELECTORS:,} electors came in within {seconds:.1f} s while {len(phones)} phones sent "
        f"{sum(len(phone.made) for phone in phones):,} responses: none waited over {longest:.2f} s"
    )
    assert status == 302, server.said()
    assert is_in, server.said()
    assert surprises_of(phones) == []
    assert ledger_of(site, phones) == Ledger(sum(len(phone.made) for phone in phones), 0, 0)
    check_database(site)
    assert ELECTORS < WHOLE or longest < MARK


def brought(site: Site, path: Path) -> tuple[str, UUID]:
    """Let a register wait to be taken in; give the cookie of who may do so, and its id."""
    with site.session() as session, path.open("rb") as source:
        campaign_called(session, SLUG)
        user = make_user(session)
        add_member(session, user, Role.AGENT)
        token = open_sign_in(session, user, wall_clock())
        file = keep_waiting(session, source, path.name, user.id, wall_clock())
        session.commit()
        return site.signed([token])[0], file.id


@contextmanager
def sending(phones: Sequence[Phone], port: int) -> Iterator[None]:
    """Let phones record and send meanwhile; at the end each has sent what it has."""
    is_over = Event()
    with ThreadPoolExecutor(len(phones)) as pool:
        work = [pool.submit(phone.walk, port, is_over) for phone in phones]
        try:
            yield
        finally:
            is_over.set()
        for one in work:
            one.result()


def take_in(port: int, cookie: str, file_id: UUID) -> int:
    """Take the waiting file in, as its page does; give the answer's status."""
    line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": cookie,
        "Sec-Fetch-Site": "same-origin",
    }
    line.request("POST", f"/c/{SLUG}/register/waiting/{file_id}", b"confirm=y", headers)
    status = line.getresponse().status
    line.close()
    return status


def look(site: Site) -> int:
    """Count the electors a few times a second: the worker takes a large register in."""
    Event().wait(0.3)
    return electors_in(site)


def electors_in(site: Site) -> int:
    """Count the electors on the register, past Canvass's own way in: nobody waits for a reader."""
    engine = create_engine(site.url)
    with engine.connect() as connection:
        count: int = connection.scalar(text("select count(*) from elector where on_register"))
    engine.dispose()
    return count
