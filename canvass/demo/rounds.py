"""Knocking up until twenty past four: rounds started, sheets handed out, results typed back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import NamedTuple

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.knocks import Result
from canvass.demo.campaign import LONDON, POLLING_DAY
from canvass.demo.replay import Replay
from canvass.sheets.linecode import sheet_code
from canvass.store.ledger import Sheet, SheetLine
from canvass.store.places import PollingDistrict, Ward
from canvass.store.rounds import KnockupRound

TEAMS = (
    "Ana and Piotr",
    "Bea",
    "Callum and Dee",
    "Esi and Fraser",
    "Gwen",
    "Hari and Ines",
    "Jo and Kwame",
    "Lena",
    "Moss and Nia",
    "Omar",
)
FOUND = {
    Result.OUT: 46,
    Result.WILL_VOTE: 34,
    Result.VOTED: 12,
    Result.NO: 4,
    Result.LIFT: 2,
    Result.LET_BE: 2,
}
"""Of every hundred calls, how many come to what."""

WALKED = timedelta(minutes=95)
"""How long a sheet is out."""


class Planned(NamedTuple):
    """A round of the story: where, when, and how much of it is back by twenty past four."""

    ward: str
    starts: time
    share_out: float
    is_back: bool


STORY = (
    Planned("Churchill", time(9, 30), 0.8, is_back=True),
    Planned("Churchill", time(13, 0), 1.0, is_back=True),
    Planned("Bayswater", time(13, 10), 0.6, is_back=True),
    Planned("Marylebone High Street", time(14, 0), 0.4, is_back=True),
    Planned("Churchill", time(15, 40), 0.5, is_back=False),
    Planned("West End", time(15, 55), 0.3, is_back=False),
)
TELLERS = ("Priti", "Quentin", "Rhian", "Solomon", "Tess", "Uche", "Vera", "Wilf")
HOLDERS_HOURS = ((7, 10), (10, 13), (13, 17), (17, 20), (20, 22))


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """Something that the committee room does at a moment."""

    moment: datetime
    page: str
    form: dict[str, str] = field(compare=False)


def prepare_day(replay: Replay, client: FlaskClient) -> None:
    """Set targets and put tellers on the roster, the evening before."""
    evening = at(time(18, 0)) - timedelta(days=1)
    random = Random(f"{replay.seed}/roster")  # noqa: S311  invented, not secret
    with replay.session() as session:
        wards = list(session.scalars(select(Ward).order_by(Ward.name)))
        codes = list(session.scalars(select(PollingDistrict.code).order_by(PollingDistrict.code)))
        ids = [(str(ward.id), round(1050 * replay.scale) or 1) for ward in wards]
    for ward_id, votes in ids:
        target = {"ward": ward_id, "votes": str(votes), "turnout": "35", "promises_turnout": "70"}
        replay.post(client, evening, "polling-day/ready/target", target)
    for code in codes:
        for starts, ends in HOLDERS_HOURS:
            shift = {
                "district": code,
                "teller": random.choice(TELLERS),
                "phone": "",
                "starts": f"{starts:02}:00",
                "ends": f"{ends:02}:00",
            }
            if random.random() < 0.85:  # noqa: PLR2004  no roster is ever full
                replay.post(client, evening, "polling-day/ready/shift", shift)
    replay.post(client, evening, "polling-day/lifts/wanted", {})


def round_steps(replay: Replay, client: FlaskClient, planned: Planned) -> Iterator[Step]:
    """Start a round, and give all that the committee room does with it after."""
    with replay.session() as session:
        ward_id = session.scalars(select(Ward.id).where(Ward.name == planned.ward)).one()
    form = {"area": f"ward:{ward_id}", "kind": "knockup", "hold_out": "0"}
    replay.post(client, at(planned.starts), "polling-day/rounds/", form)
    with replay.session() as session:
        latest = select(KnockupRound.id).where(KnockupRound.ward_id == ward_id)
        round_id = session.scalars(latest.order_by(KnockupRound.number.desc()).limit(1)).one()
        sheets = [
            (sheet.number, lines_on(session, sheet))
            for sheet in session.scalars(
                select(Sheet).where(Sheet.round_id == round_id).order_by(Sheet.number)
            )
        ]
    random = Random(f"{replay.seed}/{planned.ward}/{planned.starts}")  # noqa: S311  no secret
    for place, (number, lines) in enumerate(sheets[: round(len(sheets) * planned.share_out)]):
        page = f"polling-day/sheets/{sheet_code(number)}"
        out_at = at(planned.starts) + timedelta(minutes=5 + 2 * place)
        holder = TEAMS[place % len(TEAMS)]
        yield Step(out_at, f"{page}/hand", {"what": "out", "holder": holder})
        if planned.is_back:
            back_at = out_at + WALKED + timedelta(minutes=random.randrange(20))
            yield Step(back_at, f"{page}/results", results_of(lines, random))
            yield Step(back_at, f"{page}/hand", {"what": "back"})


def lines_on(session: Session, sheet: Sheet) -> list[int]:
    """List the numbers of a sheet's lines."""
    return list(session.scalars(select(SheetLine.line).where(SheetLine.sheet_id == sheet.id)))


def results_of(lines: list[int], random: Random) -> dict[str, str]:
    """Draw what the calls of a sheet came to; one in eight is not written down."""
    found = random.choices(list(FOUND), list(FOUND.values()), k=len(lines))
    return {
        f"line-{line}": result.value
        for line, result in zip(lines, found, strict=True)
        if random.random() > 0.12  # noqa: PLR2004
    }


def at(moment: time) -> datetime:
    """Give a time of polling day."""
    return datetime.combine(POLLING_DAY, moment, LONDON)
