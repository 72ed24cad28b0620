"""Polling day until twenty past four: the slips that tellers brought to the committee room."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from heapq import heapify, heappop, heappush
from random import Random
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.telling import written
from canvass.demo.campaign import LONDON, ORGANISER, POLLING_DAY
from canvass.demo.replay import Replay, member_called
from canvass.demo.rounds import STORY, Step, at, prepare_day, round_steps
from canvass.store.accounts import open_sign_in
from canvass.store.places import PollingDistrict
from canvass.store.register import Elector

OPENING = datetime.combine(POLLING_DAY, time(7), LONDON)
AS_AT = datetime.combine(POLLING_DAY, time(16, 20), LONDON)
BUSY = ((60, 3), (90, 5), (150, 3), (150, 4), (100, 4))
"""The day in stretches: how many minutes each has, and how busy the stations are in it."""

SLIPS = "telling/slips/"
PAD = 44
"""Numbers on one sheet of a teller's pad."""

PROMISES_TURNOUT, OTHERS_TURNOUT = 0.31, 0.195
UNKNOWN = 0.0015
"""The share of numbers that were heard or written down wrongly."""

NOT_IN_USE = 6000


class Told(NamedTuple):
    """A number that was told at a moment, as somebody wrote it down."""

    district: str
    moment: datetime
    number: str


class InPerson(NamedTuple):
    """An elector who may vote at a polling station."""

    district: str
    number: str
    suffix: str
    is_promise: bool


def replay_telling(replay: Replay) -> None:
    """Play the day: slips keyed as they came in, rounds started in between, sheets out and back."""
    with replay.session() as session:
        electors = in_person(session)
        organiser = member_called(session, ORGANISER)
        token = open_sign_in(
            session, organiser, OPENING - timedelta(hours=14), AS_AT + timedelta(hours=1)
        )
    prepare_day(replay, replay.browser(token))
    slips = pads([told for one in electors for told in told_of(one, replay.seed)])
    steps = [slip_step(slip) for slip in slips]
    total = len(steps)
    waiting = sorted(STORY, key=lambda one: one.starts)
    heapify(steps)
    done = 0
    while steps or waiting:
        while waiting and (not steps or at(waiting[0].starts) <= steps[0].moment):
            for step in round_steps(replay, replay.browser(token), waiting.pop(0)):
                heappush(steps, step)
        step = heappop(steps)
        # A browser for each: nobody fetches the pages on which its sentences would be shown.
        replay.post(replay.browser(token), min(step.moment, AS_AT), step.page, step.form)
        done += step.page == SLIPS
        replay.tell("Polling day until 16:20", done, total)


def slip_step(slip: Sequence[Told]) -> Step:
    """Give the keying of one slip, when its last number was written."""
    form = {
        "district": slip[0].district,
        "since": f"{slip[0].moment:%H:%M}",
        "until": f"{slip[-1].moment:%H:%M}",
        "teller": "",
        "numbers": ", ".join(told.number for told in slip),
    }
    return Step(slip[-1].moment, SLIPS, form)


def in_person(session: Session) -> list[InPerson]:
    """List who may vote at a station, in the order of the register."""
    query = (
        select(PollingDistrict.code, Elector.roll_number, Elector.roll_suffix, Elector.is_promise)
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .where(
            Elector.on_register,
            Elector.has_franchise,
            ~Elector.votes_by_post,
            ~Elector.has_died,
            Elector.attains_on.is_(None) | (Elector.attains_on <= POLLING_DAY),
        )
    )
    found = [InPerson._make(row) for row in session.execute(query)]
    return sorted(found, key=lambda one: (one.district, int(one.number), int(one.suffix or 0)))


def told_of(elector: InPerson, seed: int) -> Iterator[Told]:
    """Tell whether an elector has voted by now, and when, and how their number was written."""
    roll = written(elector.district, elector.number, elector.suffix)
    random = Random(f"{seed}/vote/{roll}")  # noqa: S311  invented, not secret
    if random.random() > (PROMISES_TURNOUT if elector.is_promise else OTHERS_TURNOUT):
        return
    sign = random.choice("/.")
    number = elector.number + (f"{sign}{elector.suffix}" if elector.suffix else "")
    if random.random() < UNKNOWN:
        number = str(NOT_IN_USE + int(elector.number))
    yield Told(elector.district, voted_at(random), number)


def voted_at(random: Random) -> datetime:
    """Draw the moment at which somebody voted: early, at noon, or after school."""
    weights = [minutes * busy for minutes, busy in BUSY]
    chosen = random.choices(range(len(BUSY)), weights)[0]
    before = sum(minutes for minutes, _ in BUSY[:chosen])
    return OPENING + timedelta(minutes=before + random.uniform(0, BUSY[chosen][0]))


def pads(told: Sequence[Told]) -> Iterator[list[Told]]:
    """Part the numbers of each district into sheets, and give them as they came in.

    The last sheets of all districts are brought in at twenty past four.
    """
    sheets = []
    for district in sorted({one.district for one in told}):
        theirs = sorted((one for one in told if one.district == district), key=by_moment)
        sheets += [theirs[first : first + PAD] for first in range(0, len(theirs), PAD)]
        sheets[-1][-1] = sheets[-1][-1]._replace(moment=AS_AT)
    yield from sorted(sheets, key=lambda sheet: (sheet[-1].moment, sheet[-1].district))


def by_moment(told: Told) -> tuple[datetime, str]:
    """Sort numbers by when they were told."""
    return told.moment, told.number
