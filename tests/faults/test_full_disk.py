"""The disk is full, or copied, while tellers tell: nothing that was answered for is missing."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from sqlite3 import connect
from uuid import UUID

from sqlalchemy import make_url

from canvass.backups import make_backup
from canvass.store.accounts import campaign_called
from canvass.web.clock import wall_clock
from tests.faults.borough import build, shape_of
from tests.faults.incidents import full_disk
from tests.faults.line import Line, line_to
from tests.faults.sender import Answer, ask, surprises_of
from tests.faults.site import SLUG, Server, Site, tell, until
from tests.faults.story import Story
from tests.faults.tellers import TellersPhone, day_of
from tests.faults.test_polling_day import differences, numbers_kept, numbers_made

SHARE = min(float(os.environ.get("DAY", "0.004")), 0.1)
LASTS = 6 + 240 * SHARE
COPIED_AT, FULL_AT = 11.0, 15.0
REFUSALS = 5


class Refused(TellersPhone):
    """A phone that counts how often the server could not write."""

    refusals = 0

    def settle(self, batch: Iterable[UUID], answer: Answer | None) -> None:
        """Count an answer of the server's own that kept nothing."""
        self.refusals += answer is not None and answer.status == 503
        super().settle(batch, answer)


def test_nothing_is_lost_by_a_full_disk_and_a_copy_has_all_that_was_answered_before(
    site: Site,
) -> None:
    borough = build(site, shape_of(SHARE), 1)
    with Server(site) as server:
        story = Story(borough, LASTS)
        due = day_of(borough, Random("disk"))  # noqa: S311  no secret
        phones = [Refused(stand, due[stand], story) for stand in borough.tellers]
        with line_to(server.port, story.weather()) as line, telling(phones, line, story):
            story.wait_until(COPIED_AT)
            assert until(lambda: any(phone.heard for phone in phones), 20)
            heard = [key for phone in phones for key in list(phone.heard)]
            copy = backup_of(site)
            story.wait_until(FULL_AT)
            with story.in_trouble(), full_disk(server):
                assert until(lambda: refusals_of(phones) >= REFUSALS, 60), server.said()
                ward = f"/c/{SLUG}/knockup/wards/{borough.wards[0]}.json"
                read = ask(server.port, "GET", ward, {"Cookie": borough.desks[0]})

    with site.session() as session:
        campaign_called(session, SLUG)
        lost, doubled = differences(numbers_made(phones), numbers_kept(session))
    tell(
        f"a full disk refused {refusals_of(phones)} sendings of {sum(p.tries for p in phones)}; "
        f"{sum(len(phone.made) for phone in phones):,} numbers: {lost} lost, {doubled} doubled; "
        f"{len(heard):,} answered for before the copy"
    )
    assert read is not None
    assert read.status == 200, "lists are read from a full disk"
    assert (lost, doubled) == (0, 0)
    assert [phone.outbox for phone in phones if phone.outbox] == []
    assert surprises_of(phones) == []
    assert missing_from(copy, heard, phones) == []


def backup_of(site: Site) -> Path:
    """Back the database up while it is in use."""
    make_backup(make_url(site.url), site.folder / "copy.db", wall_clock)
    return site.folder / "copy.db"


@contextmanager
def telling(phones: Sequence[TellersPhone], line: Line, story: Story) -> Iterator[None]:
    """Let all phones tell meanwhile; at the end each has sent what it has."""
    with ThreadPoolExecutor(len(phones)) as pool:
        work = [pool.submit(phone.tell, line.port) for phone in phones]
        try:
            yield
        except BaseException:
            story.stopped.set()
            raise
        for one in work:
            one.result()


def refusals_of(phones: Sequence[Refused]) -> int:
    """Count how often the server could not write."""
    return sum(phone.refusals for phone in phones)


def missing_from(copy: Path, heard: list[UUID], phones: Sequence[TellersPhone]) -> list[UUID]:
    """Check that a copy is sound, and give what it lacks of all that was answered for before it."""
    numbers = {one.id: one for phone in phones for one in phone.made}
    with closing(connect(copy)) as database:
        assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
        is_undone = {
            UUID(bytes=id_): undone_at is not None
            for id_, undone_at in database.execute("select id, undone_at from telling_mark")
        }
    missing = []
    for key in heard:
        undoes = numbers[key].undoes
        is_there = is_undone.get(undoes, False) if undoes else key in is_undone
        missing += [] if is_there else [key]
    return missing
