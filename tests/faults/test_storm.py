"""The signal comes back in a valley: every phone there sends all it has, from one address."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic

from tests.faults.ledger import Ledger, check_database, ledger_of
from tests.faults.phones import Phone
from tests.faults.sender import BATCH, FIRST_DELAY, PATIENCE, surprises_of
from tests.faults.site import Server, Site, tell

PHONES = int(os.environ.get("STORM", "60"))
WHOLE_STORM, MARK, LONGEST = 500, 30.0, 600.0


def test_five_hundred_phones_at_once_are_all_heard(site: Site) -> None:
    seats = site.seats(walks=PHONES // 5, doors=50, each=5)
    phones = [Phone(seat, f"storm/{number}") for number, seat in enumerate(seats)]
    for phone in phones:
        phone.knock(BATCH)

    with Server(site) as server:
        seconds = storm(phones, server.port)

    tell(
        f"{PHONES} phones with {BATCH} responses each: all heard in {seconds:.1f} s; "
        f"{sum(phone.gave_up for phone in phones)} of {sum(phone.tries for phone in phones)} "
        f"requests given up after {PATIENCE:g} s"
    )
    assert surprises_of(phones) == []
    assert ledger_of(site, phones) == Ledger(PHONES * BATCH, 0, 0)
    check_database(site)
    assert PHONES < WHOLE_STORM or seconds < MARK


def storm(phones: list[Phone], port: int) -> float:
    """Let all phones send at one moment; give the seconds until the last knows all is kept."""
    start = Barrier(len(phones) + 1)

    def send(phone: Phone) -> None:
        start.wait()
        phone.drain(port, FIRST_DELAY, LONGEST)

    with ThreadPoolExecutor(len(phones)) as pool:
        sending = [pool.submit(send, phone) for phone in phones]
        start.wait()
        begun = monotonic()
    for one in sending:
        one.result()
    return monotonic() - begun
