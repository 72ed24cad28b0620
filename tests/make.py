"""Builders: each makes one thing with every needed value, so a test names only what it tests."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Member, Role
from canvass.core.doorstep import IssueRaised, Outcome, Response, Told
from canvass.core.sources import Source
from canvass.core.verdicts import Verdict
from canvass.store.accounts import User
from canvass.store.doorstep import keep_responses
from canvass.store.leases import WalkLease
from canvass.store.places import Household, PollingDistrict, Street, Ward
from canvass.store.register import Elector
from canvass.store.walks import Walk, WalkDoor

TEA_TIME = datetime(2018, 4, 20, 17, 0, tzinfo=UTC)
NUMBERS = count(1)


def make_ward(session: Session, name: str = "Churchill") -> Ward:
    ward = Ward(name=name)
    session.add(ward)
    session.flush()
    return ward


def make_district(session: Session, ward: Ward | None, code: str = "CH1") -> PollingDistrict:
    district = PollingDistrict(code=code, ward_id=ward.id if ward else None)
    session.add(district)
    session.flush()
    return district


def make_street(
    session: Session, district: PollingDistrict, name: str = "Lupus Street", sequence: int = 0
) -> Street:
    street = Street(
        polling_district_id=district.id, name=name, name_key=name.casefold(), sequence=sequence
    )
    session.add(street)
    session.flush()
    return street


def make_door(session: Session, street: Street, label: str = "12", **values: Any) -> Household:  # noqa: ANN401
    values = {"side": "even", "door_order": label.rjust(6, "0"), **values}
    door = Household(street_id=street.id, label=label, address_key=f"{label} {uuid4()}", **values)
    session.add(door)
    session.flush()
    return door


def make_elector(session: Session, door: Household | None, **values: Any) -> Elector:  # noqa: ANN401
    """Make an elector behind a door, or one without an address in `polling_district_id`."""
    if door is not None:
        street = session.scalars(select(Street).where(Street.id == door.street_id)).one()
        district = session.scalars(
            select(PollingDistrict).where(PollingDistrict.id == street.polling_district_id)
        ).one()
        values = {
            "polling_district_id": district.id,
            "ward_id": district.ward_id,
            "street_id": street.id,
            "household_id": door.id,
            "door_order": door.door_order,
            **values,
        }
    named = {"name": "Ada Example", "surname": "Example", "forenames": "Ada"}
    elector = Elector(**{"roll_number": str(next(NUMBERS)), **named, **values})
    session.add(elector)
    session.flush()
    return elector


def make_home(session: Session, ward: Ward | None = None, label: str = "12") -> Household:
    """Make a door in a street of its own, in this ward or a new one."""
    number = next(NUMBERS)
    ward = ward or make_ward(session, f"Ward {number}")
    district = make_district(session, ward, f"W{number}")
    return make_door(session, make_street(session, district), label)


def make_user(session: Session, name: str = "Vi Volunteer") -> User:
    user = User(name=name, email=f"{uuid4()}@example.org", password_hash="none")
    session.add(user)
    session.flush()
    return user


def make_member(session: Session, role: Role = Role.ORGANISER, *wards: Ward) -> Member:
    limits = frozenset(ward.id for ward in wards) or None
    return Member(make_user(session).id, role, limits)


def make_walk(
    session: Session, ward_id: UUID, *doors: Household, source: Source = Source.DOORSTEP
) -> Walk:
    name = "Lupus Street, evens"
    walk = Walk(ward_id=ward_id, name=name, source=source, made_at=TEA_TIME)
    session.add(walk)
    session.flush()
    for position, door in enumerate(doors):
        session.add(WalkDoor(walk_id=walk.id, household_id=door.id, position=position))
    session.flush()
    return walk


def make_lease(
    session: Session, walk: Walk, user_id: UUID, since: datetime = TEA_TIME, hours: int = 8
) -> WalkLease:
    lease = WalkLease(
        walk_id=walk.id, user_id=user_id, since=since, until=since + timedelta(hours=hours)
    )
    session.add(lease)
    session.flush()
    return lease


def make_response(walk: Walk, of: Elector, /, *issues: str, **values: Any) -> Response:  # noqa: ANN401
    told: dict[str, Any] = {
        "id": uuid4(),
        "walk": walk.id,
        "household": of.household_id,
        "elector": of.id,
        "outcome": Outcome.SPOKE,
        "spoken_at": TEA_TIME,
        "issues": [IssueRaised(code) for code in issues],
        **values,
    }
    return Response(**told)


def keep(session: Session, member: Member, *responses: Response) -> list[Verdict]:
    """Keep responses as the sync endpoint does."""
    told = [Told(response, response.spoken_at) for response in responses]
    return keep_responses(session, member, told, TEA_TIME + timedelta(hours=1))
