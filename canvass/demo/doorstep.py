"""What volunteers recorded at the doors, sent the way their phones send it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from random import Random
from typing import NamedTuple
from uuid import UUID, uuid5

import msgspec
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.doorstep import Outcome
from canvass.core.telling import written
from canvass.demo.campaign import EVERYWHERE
from canvass.demo.conversations import Mood, Said, at_the_door, mood_of, said_by
from canvass.demo.evenings import TURNING, Turn
from canvass.demo.replay import DemoError, Replay, member_called
from canvass.store.accounts import User, open_sign_in, the_campaign
from canvass.store.leases import give_walk
from canvass.store.places import PollingDistrict, ward_called
from canvass.store.register import Elector
from canvass.store.walks import WalkDoor, make_walk

BATCH = 50
PHONES = UUID("6f9e8d5e-2018-4503-8000-000000000000")
OTHERS_HEARD, MISTAPPED = 0.55, 0.004
"""Shares: of the others behind a door that opened who are heard too; of answers tapped wrongly."""

HOME_BY = time(20, 50)
KNOCK, TALK = (25, 70), (60, 150)
"""Seconds from door to door for a team of several, at least and at most."""


class DoorBehind(NamedTuple):
    """A door of a walk, and the roll numbers and ids of the electors behind it."""

    household_id: UUID
    electors: tuple[tuple[str, UUID], ...]


class Knock(NamedTuple):
    """What was recorded at a moment, as the phone sends it."""

    moment: datetime
    response: Said


def replay_turns(replay: Replay, planned: Sequence[Turn]) -> None:
    """Walk every walk of the three weeks."""
    missed: set[UUID] = set()
    for done, turn in enumerate(planned):
        replay.tell("Three weeks at the doors", done, len(planned))
        walk_turn(replay, turn, missed)
    replay.tell("Three weeks at the doors", len(planned), len(planned))


def walk_turn(replay: Replay, turn: Turn, missed: set[UUID], part: float = 1.0) -> None:
    """Walk one walk, or the first part of it, and send what was recorded.

    Args:
        replay: the app and its clock.
        turn: who walks what, and when.
        missed: the households that were not in so far; those of this walk are added.
        part: the share of its doors that is reached.
    """
    with replay.session() as session:
        user = member_called(session, turn.email)
        walk_id = given_walk(session, turn, user)
        doors = doors_behind(session, walk_id)
        token = open_sign_in(session, user, turn.starts_at)
    if turn.outing.is_return:
        doors = [door for door in doors if door.household_id in missed]
    reached = doors[: max(1, round(len(doors) * part))]
    knocks = list(knocks_at(reached, walk_id, turn, replay.seed))
    missed.update(not_in(knocks))
    send(replay, replay.browser(token), turn, knocks)


def given_walk(session: Session, turn: Turn, user: User) -> UUID:
    """Make the walk of a turn and give it out."""
    ward = ward_called(session, EVERYWHERE, turn.outing.ward)
    chosen = [(side.street_id, side.side) for side in turn.outing.sides]
    walk = make_walk(session, ward, chosen, turn.starts_at - timedelta(hours=3))
    give_walk(session, walk, user.id, turn.starts_at, the_campaign(session).lease_hours)
    return walk.id


def doors_behind(session: Session, walk_id: UUID) -> list[DoorBehind]:
    """List the doors of a walk in walking order, each with its electors by their numbers."""
    query = (
        select(
            WalkDoor.household_id,
            PollingDistrict.code,
            Elector.roll_number,
            Elector.roll_suffix,
            Elector.id,
        )
        .join(Elector, Elector.household_id == WalkDoor.household_id)
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .where(WalkDoor.walk_id == walk_id, Elector.on_register)
        .order_by(WalkDoor.position)
    )
    found = []
    for home, behind in groupby(session.execute(query), key=itemgetter(0)):
        electors = sorted(behind, key=lambda row: (int(row[2]), int(row[3] or 0)))
        found.append(DoorBehind(home, tuple((written(*row[1:4]), row[4]) for row in electors)))
    return found


def knocks_at(doors: Sequence[DoorBehind], walk_id: UUID, turn: Turn, seed: int) -> Iterator[Knock]:
    """Knock at each door until it is too late for knocking.

    What happens at a door hangs on the number of the first elector behind it, never on ids, so
    that it is the same whenever the campaign is built.
    """
    mood = mood_of(turn.outing.ward, is_early=turn.outing.day < TURNING)
    late = turn.starts_at.replace(hour=HOME_BY.hour, minute=HOME_BY.minute)
    moment = turn.starts_at
    time_round = "again" if turn.outing.is_return else "first"
    for door in doors:
        random = Random(f"{seed}/{time_round}/{door.electors[0][0]}")  # noqa: S311  no secret
        for told in told_at(random, door, mood):
            pace = TALK if told.get("outcome") == Outcome.SPOKE else KNOCK
            moment += timedelta(seconds=random.randint(*pace))
            if moment > late:
                return
            where: Said = {"walk": str(walk_id), "household": str(door.household_id)}
            yield Knock(moment, {**where, "spoken_at": moment.isoformat(), **told})


def told_at(random: Random, door: DoorBehind, mood: Mood) -> Iterator[Said]:
    """Give the responses of one door: its own outcome, or what those who were there said."""
    outcome = at_the_door(random)
    if outcome != Outcome.SPOKE:
        yield {"id": response_id(random), "outcome": outcome}
        return
    for place, (_, elector_id) in enumerate(door.electors):
        if place and random.random() > OTHERS_HEARD:
            continue
        said: Said = {"elector": str(elector_id), **said_by(random, mood)}
        if random.random() < MISTAPPED:
            wrong = response_id(random)
            yield {**said, "id": wrong, "strength": 1, "intention": None, "issues": []}
            yield {"id": response_id(random), "retracts": wrong}
        yield {**said, "id": response_id(random)}


def response_id(random: Random) -> str:
    """Make the id that a phone would make."""
    return str(UUID(int=random.getrandbits(128), version=4))


def not_in(knocks: Sequence[Knock]) -> set[UUID]:
    """Give the households at which nobody was in."""
    return {
        UUID(str(one.response["household"]))
        for one in knocks
        if one.response.get("outcome") == Outcome.NOT_IN
    }


def send(replay: Replay, client: FlaskClient, turn: Turn, knocks: Sequence[Knock]) -> None:
    """Send what was recorded, a batch at a time, soon after the last of each batch.

    Raises:
        DemoError: something was not kept.
    """
    device = str(uuid5(PHONES, turn.email))
    for first in range(0, len(knocks), BATCH):
        batch = knocks[first : first + BATCH]
        sent_at = batch[-1].moment + timedelta(seconds=20)
        body = {
            "device": device,
            "sent_at": sent_at.isoformat(),
            "responses": [one.response for one in batch],
        }
        answer = replay.post(client, sent_at, "doorstep/sync", msgspec.json.encode(body))
        outcomes = answer.get_json()["outcomes"].values()
        refused = [one["reason"] for one in outcomes if one["status"] != "kept"]
        if refused or len(outcomes) < len(batch):
            raise DemoError(f"{len(refused)} responses were not kept: {refused[:1]}")
