"""A residents' survey that the organiser brought, and an evening of calls to who gave a number."""

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Member, Role
from canvass.core.doorstep import IssueRaised, Outcome, Response, Told
from canvass.core.earlier import guessed
from canvass.core.sealing import lock
from canvass.core.sources import Source
from canvass.core.spreadsheet import as_csv
from canvass.demo.campaign import EVERYWHERE, LONDON, ORGANISER
from canvass.demo.replay import Replay, member_called
from canvass.store.accounts import the_campaign
from canvass.store.calling import make_calls, numbers_on, to_ring
from canvass.store.doorstep import keep_responses
from canvass.store.earlier import coming, read_rows, renew_in_steps, take_earlier
from canvass.store.earlier_files import EarlierFile, keep_earlier
from canvass.store.leases import give_walk
from canvass.store.places import PollingDistrict, Ward, ward_called
from canvass.store.register import Elector
from canvass.store.walks import Walk, residents_of, street_sides

WARD = "Churchill"
HEADINGS = ("Elector No", "Surname", "Forename", "Issues", "Telephone")
ASKED_ON = date(2018, 3, 20)
CALLED_AT = datetime(2018, 4, 17, 18, 30, tzinfo=LONDON)
EVERY = 12
"""Of so many electors one sent the survey back."""

HOMES = 90
SPEAKS = 0.6
GIVES_NUMBER = 0.5
RAISED = {"housing": 0.4, "estate_offices": 0.2, "economy": 0.3, "homelessness": 0.15}


def take_survey(replay: Replay) -> None:
    """Take the survey in, and ring who gave a number in it."""
    with replay.session() as session:
        ward = ward_called(session, EVERYWHERE, WARD)
        by = member_called(session, ORGANISER).id
        told = {"told_on": ASKED_ON, "user_id": by, "came_at": CALLED_AT - timedelta(days=7)}
        file = EarlierFile(
            file_name="survey.csv", source="Residents’ survey", kind=Source.SURVEY, **told
        )
        table = as_csv(HEADINGS, answers(session, ward, replay.seed))
        keep_earlier(session, io.BytesIO(table.encode()), file)
        telling = guessed(HEADINGS)
        file.told = msgspec.to_builtins(telling)
        found = coming(session, *read_rows(file, telling, CALLED_AT.date()))
        key = partial(lock, str(replay.app.config["SECRET_KEY"]))
        whom = take_earlier(session, file, found, by, file.came_at, key)
        renew_in_steps(session, whom, session.flush)
        ring(session, ward, by, replay.seed)


def answers(session: Session, ward: Ward, seed: int) -> Iterator[tuple[str, ...]]:
    """Give what came back: who, what they raise, and the number of some."""
    query = (
        select(Elector, PollingDistrict.code)
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .where(Elector.ward_id == ward.id, Elector.on_register, Elector.household_id.is_not(None))
    )
    for elector, code in session.execute(query):
        number = f"{code}-{elector.roll_number}"
        number += f"/{elector.roll_suffix}" if elector.roll_suffix else ""
        random = Random(f"{seed}/survey/{number}")  # noqa: S311  no secret
        if random.randrange(EVERY) == 0:
            phone = f"020 7946 0{random.randrange(1000):03}"
            raised = [issue for issue, part in RAISED.items() if random.random() < part]
            yield (
                number,
                elector.surname,
                elector.forenames,
                ";".join(raised),
                phone if random.random() < GIVES_NUMBER else "",
            )


def ring(session: Session, ward: Ward, by: UUID, seed: int) -> None:
    """Make a telephone session, and keep what was said in it; where nobody gave a number, none."""
    sides, homes, counts = [], 0, to_ring(session, ward.id)
    for one in street_sides(session, ward.id):
        count = counts.get((one.street_id, one.side), 0)
        if count and homes < HOMES:
            sides.append((one.street_id, one.side))
            homes += count
    if not sides:
        return
    walk = make_calls(session, ward, sides, CALLED_AT - timedelta(hours=2))
    give_walk(session, walk, by, CALLED_AT, the_campaign(session).lease_hours)
    told = [Told(one, one.spoken_at) for one in calls(session, walk, seed)]
    keep_responses(session, Member(by, Role.ORGANISER), told, CALLED_AT + timedelta(hours=3))


def calls(session: Session, walk: Walk, seed: int) -> Iterator[Response]:
    """Ring one home after the other: nobody picks up, or somebody says what matters to them."""
    numbers = numbers_on(session, walk)
    called: set[UUID] = set()
    for one in residents_of(session, walk):
        if one.household_id in called or one.name != numbers[one.household_id][0].name:
            continue
        called.add(one.household_id)
        random = Random(f"{seed}/call/{one.name}/{len(called)}")  # noqa: S311  no secret
        is_in = random.random() < SPEAKS
        raised = [issue for issue, part in RAISED.items() if is_in and random.random() < part]
        yield Response(
            id=UUID(int=random.getrandbits(128), version=4),
            walk=walk.id,
            household=one.household_id,
            elector=one.id if is_in else None,
            outcome=Outcome.SPOKE if is_in else Outcome.NOT_IN,
            spoken_at=CALLED_AT + timedelta(minutes=len(called)),
            issues=[IssueRaised(issue) for issue in raised],
        )
