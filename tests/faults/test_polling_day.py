"""A borough's polling day, told in minutes: nothing told or typed is lost or counted twice."""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from queue import Queue
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from canvass.core.knocks import KEYS, RoundKind
from canvass.core.telling import is_struck
from canvass.sheets.linecode import sheet_code
from canvass.store.accounts import campaign_called
from canvass.store.board import counting
from canvass.store.knocks import Knock, rebuild_called
from canvass.store.ledger import Sheet, SheetLine
from canvass.store.register import Elector
from canvass.store.telling import MarkSource, TellingMark, rebuild_voted
from tests.faults.borough import Borough, build, shape_of
from tests.faults.desks import Desk, Knocker, Organiser, Watcher
from tests.faults.line import Line, Weather, line_to
from tests.faults.sender import ask, surprises_of
from tests.faults.site import SLUG, Server, Site, tell
from tests.faults.story import Story, p95
from tests.faults.tellers import DropsAtAnyAnswer, NewIdsEachTime, TellersPhone, day_of

SHARE = float(os.environ.get("DAY", "0.02"))
LASTS = 10 + 590 * SHARE
SLOWER = 9.0 if SHARE >= 0.2 else 1.0
KNOCKERS, WATCHERS = 3, max(2, round(30 * SHARE))
ROUNDS = (8.5, 12.5, 16.5, 18.5)
KILLED_AT, NO_SIGNAL = 13.0, (18.0, 18.17)
MARK_MS, ENOUGH = 300.0, 60
TIMED = ("sync", "list", "board")

Fact = tuple[UUID | None, str, object, bool]


class Day:
    """Everybody who works in a borough on polling day, and the server they work with."""

    def __init__(self, borough: Borough, server: Server) -> None:
        self.borough, self.server = borough, server
        self.story = story = Story(borough, LASTS, SLOWER)
        due = day_of(borough, Random("voters"))  # noqa: S311  no secret
        self.phones = [TellersPhone(stand, due[stand], story) for stand in borough.tellers]
        cookies = iter(borough.desks)
        self.organiser = Organiser(next(cookies), server.port, story)
        self.knockers = [Knocker(next(cookies), server.port, story) for _ in range(KNOCKERS)]
        self.watchers = [Watcher(next(cookies), server.port, story) for _ in range(WATCHERS)]

    @property
    def desks(self) -> list[Desk]:
        """All who are not tellers."""
        return [self.organiser, *self.knockers, *self.watchers]

    def play(self, line: Line) -> None:
        """Let the day pass: rounds are started, the server dies, the signal goes and comes back."""
        sheets: Queue[str] = Queue()
        people = len(self.phones) + len(self.desks)
        with ThreadPoolExecutor(people) as pool:
            work = [pool.submit(phone.tell, line.port) for phone in self.phones]
            work += [pool.submit(knocker.work, sheets) for knocker in self.knockers]
            work += [pool.submit(watcher.watch, 1.0) for watcher in self.watchers]
            work += [pool.submit(self.start_rounds, sheets), pool.submit(self.lose_signal)]
            try:
                self.story.wait_until(KILLED_AT)
                with self.story.in_trouble():
                    self.server.kill()
                    self.server.start()
                for one in work:
                    one.result()
            finally:
                self.story.stopped.set()

    def start_rounds(self, sheets: Queue[str]) -> None:
        """Start a round of each ward, time and again."""
        for hour in ROUNDS:
            self.story.wait_until(hour)
            for ward in self.borough.wards:
                self.organiser.start_round(ward, sheets)

    def lose_signal(self) -> None:
        """Let no phone reach the server for ten minutes of the evening's peak."""
        for hour, self.story.has_signal in zip(NO_SIGNAL, (False, True), strict=True):
            self.story.wait_until(hour)


def test_a_boroughs_polling_day_is_told_once_and_whole(site: Site) -> None:
    borough = build(site, shape_of(SHARE), 1 + KNOCKERS + WATCHERS)
    with Server(site) as server:
        day = Day(borough, server)
        with line_to(server.port, day.story.weather()) as line:
            day.play(line)
        with site.session() as session:
            campaign_called(session, SLUG)
            lost, doubled = differences(numbers_made(day.phones), numbers_kept(session))
            say(day, line, lost, doubled)
            assert (lost, doubled) == (0, 0)
            assert surprises_of(day.phones) == []
            assert [one for desk in day.desks for one in desk.surprises] == []
            assert typed_back(day.knockers) == results_kept(session)
            assert struck_in(session) == voted_in(session)
            check_lists(day, left_in(session))
            check_derived(session, borough)
    assert line.seen["answers swallowed"] > 0
    assert SHARE < 1 or len(day.story.peak["list"]) > ENOUGH
    assert SHARE < 1 or p95(day.story.peak["list"]) < MARK_MS


def say(day: Day, line: Line, lost: int, doubled: int) -> None:
    """Say what the day came to."""
    made = sum(len(phone.made) for phone in day.phones)
    typed = sum(len(lines) for knocker in day.knockers for lines in knocker.told.values())
    tell(
        f"{len(day.borough.wards)} wards, {len(day.phones)} tellers, {made:,} numbers: "
        f"{lost} lost, {doubled} doubled; {typed:,} results typed back"
    )
    story = day.story
    say_times("the whole day", story.speed(), story.times)
    say_times("its peak", story.speed(at_peak=True), story.peak)
    tell(", ".join(f"{count:,} {what}" for what, count in sorted(line.seen.items())))


def say_times(when: str, speed: float, times: Mapping[str, Sequence[float]]) -> None:
    """Say within which time 95 in 100 requests of each kind were answered."""
    every = ", ".join(f"{what} {p95(times[what]):.0f} ms" for what in TIMED)
    tell(f"{when}, {speed:.0f} times as fast as a real one: p95 of {every}")


def numbers_made(phones: Iterable[TellersPhone]) -> Counter[Fact]:
    """Count what phones took: who, what, when, and whether it was taken back."""
    made: Counter[Fact] = Counter()
    for phone in phones:
        undone = {one.undoes for one in phone.made}
        made.update(
            (phone.stand.user, one.typed, one.taken_at, one.id in undone)
            for one in phone.made
            if one.undoes is None
        )
    return made


def numbers_kept(session: Session) -> Counter[Fact]:
    """Count what the database has from phones."""
    query = select(
        TellingMark.user_id, TellingMark.typed, TellingMark.taken_at, TellingMark.undone_at
    ).where(TellingMark.source == MarkSource.TELLER)
    rows = session.execute(query)
    return Counter((who, typed, at, undone is not None) for who, typed, at, undone in rows)


def differences(made: Counter[Fact], kept: Counter[Fact]) -> tuple[int, int]:
    """Count what was lost, and what is there too often."""
    return (made - kept).total(), (kept - made).total()


def typed_back(knockers: Iterable[Knocker]) -> Counter[tuple[str, int, str]]:
    """Count the results typed: sheet, line, result."""
    keys = KEYS[RoundKind.KNOCKUP]
    return Counter(
        (code, line, keys[key].value)
        for knocker in knockers
        for code, lines in knocker.told.items()
        for line, key in lines.items()
    )


def results_kept(session: Session) -> Counter[tuple[str, int, str]]:
    """Count the results that the database has."""
    query = (
        select(Sheet.number, SheetLine.line, Knock.result)
        .join(SheetLine, SheetLine.sheet_id == Sheet.id)
        .join(Knock, (Knock.sheet_id == Sheet.id) & (Knock.elector_id == SheetLine.elector_id))
        .where(Knock.undone_at.is_(None))
    )
    return Counter((sheet_code(no), line, one.value) for no, line, one in session.execute(query))


def struck_in(session: Session) -> set[UUID]:
    """Recount from the marks that stand who is off the lists."""
    doubts = defaultdict(list)
    query = select(TellingMark.elector_id, TellingMark.doubt).where(
        TellingMark.undone_at.is_(None), TellingMark.elector_id.is_not(None)
    )
    for elector, doubt in session.execute(query):
        doubts[elector].append(doubt)
    return {elector for elector, theirs in doubts.items() if elector and is_struck(theirs)}


def voted_in(session: Session) -> set[UUID]:
    """Read who is said to have voted."""
    return set(session.scalars(select(Elector.id).where(Elector.has_voted)))


def left_in(session: Session) -> dict[UUID, int]:
    """Recount how many promises are left to knock up in each ward, one elector after another."""
    struck, left = struck_in(session), Counter[UUID]()
    for one in session.scalars(select(Elector)):
        is_away = one.votes_by_post or one.do_not_contact or one.has_moved or one.has_died
        is_left = one.is_promise and one.has_franchise and not is_away and not one.is_let_be
        if one.ward_id and is_left and one.id not in struck:
            left[one.ward_id] += 1
    return dict(left)


def check_lists(day: Day, left: dict[UUID, int]) -> None:
    """Check the list of each ward, as the server gives it, against the recount."""
    for ward in day.borough.wards:
        path = f"/c/{SLUG}/knockup/wards/{ward}.json"
        answer = ask(day.server.port, "GET", path, {"Cookie": day.organiser.cookie})
        assert answer is not None
        assert json.loads(answer.body)["counts"]["electors"] == left.get(ward, 0)


def check_derived(session: Session, borough: Borough) -> None:
    """Check that all that is derived is the same when it is derived again, and the file sound."""
    before = derived_in(session, borough)
    rebuild_voted(session)
    rebuild_called(session)
    session.flush()
    assert derived_in(session, borough) == before
    if session.get_bind().dialect.name == "sqlite":
        assert session.execute(text("pragma integrity_check")).all() == [("ok",)]


def derived_in(session: Session, borough: Borough) -> list[Sequence[object]]:
    """Read what the board counts, and what is derived of each elector."""
    columns = (Elector.id, Elector.has_voted, Elector.is_let_be, Elector.has_posted)
    board = [tuple(row) for row in session.execute(counting(borough.day))]
    return [*sorted(board), *map(tuple, session.execute(select(*columns).order_by(Elector.id)))]


@pytest.mark.parametrize(
    ("kind", "weather", "expected"),
    [
        (TellersPhone, Weather.PORTAL, (False, False)),
        (DropsAtAnyAnswer, Weather.PORTAL, (True, False)),
        (TellersPhone, Weather.ANSWER_LOST, (False, False)),
        (NewIdsEachTime, Weather.ANSWER_LOST, (False, True)),
    ],
    ids=lambda one: getattr(one, "__name__", None) or str(one),
)
def test_only_a_broken_tellers_phone_loses_or_doubles_numbers(
    site: Site, kind: type[TellersPhone], weather: Weather, expected: tuple[bool, bool]
) -> None:
    borough = build(site, shape_of(0.001), 1)
    story = Story(borough, 1.0)
    due = day_of(borough, Random("one"))  # noqa: S311  no secret
    phones = [kind(stand, due[stand], story) for stand in borough.tellers[:2]]
    with Server(site) as server, line_to(server.port, cycle([weather, Weather.FAIR])) as line:
        for phone in phones:
            phone.take(borough.moment(24))
            phone.drain(line.port)
    with site.session() as session:
        campaign_called(session, SLUG)
        lost, doubled = differences(numbers_made(phones), numbers_kept(session))
    assert (lost > 0, doubled > 0) == expected
