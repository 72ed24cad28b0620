"""No response is lost or doubled, whatever dies between a tap and the disk."""

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from random import Random
from threading import Event

import pytest

from tests.faults.ledger import Ledger, check_database, ledger_of
from tests.faults.line import Line, Weather, foul, line_to
from tests.faults.phones import BelievesAnyAnswer, BelievesSending, NewIdsEachTime, Phone
from tests.faults.sender import BATCH, surprises_of
from tests.faults.site import Server, Site, tell, until

KILLS = int(os.environ.get("KILLS", "5"))
PHONES, DOORS = 20, 40
HASTY = ("-m", "granian", "--interface=wsgi", "--factory", "tests.faults.hasty:create_app")


def test_no_response_is_lost_or_doubled_however_often_the_server_is_killed(site: Site) -> None:
    phones = [
        Phone(seat, f"kill/{number}")
        for number, seat in enumerate(site.seats(walks=PHONES // 4, doors=DOORS, each=4))
    ]
    chance = Random("weather")  # noqa: S311  no secret
    with Server(site) as server, line_to(server.port, foul(chance)) as line:
        met = evening(server, line, phones, kills=KILLS)
    ledger = ledger_of(site, phones)

    tell(f"{KILLS} kills, {met} of them with requests under way; {ledger}")
    tell(", ".join(f"{count:,} {what}" for what, count in sorted(line.seen.items())))
    assert surprises_of(phones) == []
    assert (ledger.lost, ledger.doubled) == (0, 0)
    assert met == KILLS
    assert line.seen["answers swallowed"] > 0
    check_database(site)


def evening(server: Server, line: Line, phones: list[Phone], kills: int) -> int:
    """Let all phones walk at once while the server is killed; give how many kills broke requests.

    Each kill comes at a moment of its own after the start, as soon as a request is under way.
    """
    chance, is_over, met = Random("kills"), Event(), 0  # noqa: S311  no secret
    with ThreadPoolExecutor(len(phones)) as pool:
        walks = [pool.submit(phone.walk, line.port, is_over) for phone in phones]
        try:
            for _ in range(kills):
                is_over.wait(chance.uniform(0, 1.5))
                assert until(lambda: line.under_way > 0, 20), server.said()
                met += kill(server, line)
                server.start()
        finally:
            is_over.set()
    for walk in walks:
        walk.result()
    return met


def kill(server: Server, line: Line) -> bool:
    """Kill the server, and tell whether a request it had was never answered."""
    before = line.seen["broken under way"]
    server.kill()
    assert until(lambda: line.under_way == 0, 20)
    return line.seen["broken under way"] > before


def test_what_was_answered_kept_outlives_the_server(site: Site) -> None:
    phone = phone_of(site)
    with Server(site) as server:
        phone.drain(server.port)
        server.kill()

    assert phone.outbox == {}
    assert ledger_of(site, [phone]) == Ledger(2 * BATCH, lost=0, doubled=0)


def test_a_server_that_answers_before_it_commits_is_found_out(site: Site) -> None:
    phone = phone_of(site)
    with Server(site, *HASTY) as server:
        phone.drain(server.port)
        assert until(lambda: ledger_of(site, [phone]).lost == 0, 20), "it does keep them, later"
        phone.knock(BATCH)
        phone.drain(server.port)
        server.kill()

    assert phone.outbox == {}
    assert ledger_of(site, [phone]) == Ledger(3 * BATCH, lost=BATCH, doubled=0)


@pytest.mark.parametrize(
    ("kind", "weather", "lost", "doubled"),
    [
        (Phone, Weather.REQUEST_LOST, 0, 0),
        (Phone, Weather.PORTAL, 0, 0),
        (Phone, Weather.ANSWER_LOST, 0, 0),
        (BelievesSending, Weather.REQUEST_LOST, BATCH, 0),
        (BelievesAnyAnswer, Weather.PORTAL, BATCH, 0),
        (NewIdsEachTime, Weather.ANSWER_LOST, 0, 2 * BATCH),
    ],
    ids=lambda one: getattr(one, "__name__", None) or str(one),
)
def test_a_line_that_fails_every_second_time_harms_only_broken_phones(
    site: Site, kind: type[Phone], weather: Weather, lost: int, doubled: int
) -> None:
    phone = phone_of(site, kind)
    with Server(site) as server, line_to(server.port, cycle([weather, Weather.FAIR])) as line:
        phone.drain(line.port)

    assert phone.outbox == {}
    assert ledger_of(site, [phone]) == Ledger(2 * BATCH, lost, doubled)


def phone_of(site: Site, kind: type[Phone] = Phone) -> Phone:
    """Give a phone with two batches in its outbox."""
    (seat,) = site.seats(walks=1, doors=DOORS, each=1)
    phone = kind(seat, "one phone")
    phone.knock(2 * BATCH)
    return phone
