from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session

from canvass.core.knockup import is_knocked_up
from canvass.store.knockup import candidate_of, knockup_doors, promise_counts
from canvass.store.ledger import Planned, Sheet, enter_sheets
from canvass.store.places import Ward
from canvass.store.register import Elector
from tests.conftest import POLLING_DAY
from tests.make import (
    TEA_TIME,
    make_district,
    make_door,
    make_elector,
    make_street,
    make_ward,
)

SUPPORTER = {
    "on_register": True,
    "is_anonymous": False,
    "has_franchise": True,
    "attains_on": date(2018, 5, 3),
    "is_promise": True,
    "has_voted": False,
    "votes_by_post": False,
    "do_not_contact": False,
    "has_moved": False,
    "has_died": False,
    "is_let_be": False,
    "has_door": True,
}
# few reasons at a time: somebody with five of them says nothing about any one
people = st.lists(st.sets(st.sampled_from(sorted(SUPPORTER)), max_size=2), min_size=6, max_size=16)


def turned(reasons: set[str]) -> dict[str, Any]:
    """Give a supporter of whom each of these is the other way round."""
    facts: dict[str, Any] = {**SUPPORTER, "strength": 1}
    for name in reasons:
        facts[name] = date(2018, 5, 4) if name == "attains_on" else not facts[name]
    return facts


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(people)
def test_the_rule_in_sql_is_the_rule_in_python(session: Session, told: list[set[str]]) -> None:
    session.execute(delete(Elector))
    ward = session.query(Ward).first() or make_ward(session)
    district = make_district(session, ward, f"T{session.info.setdefault('n', 0)}")
    session.info["n"] += 1
    door = make_door(session, make_street(session, district))
    electors = []
    for reasons in told:
        facts = turned(reasons)
        home = {} if facts.pop("has_door") else {"household_id": None}
        electors.append(make_elector(session, door, **facts, **home))

    listed = {
        promise.roll_number.partition("-")[2]
        for one in knockup_doors(session, ward, POLLING_DAY)
        for promise in one.promises
    }

    expected = {e.roll_number for e in electors if is_knocked_up(candidate_of(e), POLLING_DAY)}
    assert listed == expected


@pytest.mark.parametrize("reason", sorted(SUPPORTER))
def test_each_reason_alone_keeps_somebody_off_the_list(session: Session, reason: str) -> None:
    ward = make_ward(session)
    door = make_door(session, make_street(session, make_district(session, ward)))
    facts = turned({reason})
    home = {} if facts.pop("has_door") else {"household_id": None}
    make_elector(session, door, **facts, **home)

    assert knockup_doors(session, ward, POLLING_DAY) == []
    counts = promise_counts(session, POLLING_DAY)
    assert all(count.left == 0 for count in counts.values())


@pytest.fixture
def ward(session: Session) -> Ward:
    return make_ward(session)


def promise(session: Session, door: Any, **values: Any) -> Elector:  # noqa: ANN401
    return make_elector(session, door, is_promise=True, strength=1, **values)


def test_doors_come_street_by_street_in_walking_order(session: Session, ward: Ward) -> None:
    district = make_district(session, ward)
    second = make_street(session, district, "Claverton Street", sequence=2)
    first = make_street(session, district, "Lupus Street", sequence=1)
    for street in (second, first):
        for label in ("10", "2", "4"):
            promise(session, make_door(session, street, label))

    doors = knockup_doors(session, ward, POLLING_DAY)

    assert [(door.street, door.label) for door in doors] == [
        (street, label)
        for street in ("Lupus Street", "Claverton Street")
        for label in ("2", "4", "10")
    ]


def test_everybody_behind_a_door_is_on_one_row_and_nobody_twice(
    session: Session, ward: Ward
) -> None:
    door = make_door(session, make_street(session, make_district(session, ward)))
    first = promise(session, door, roll_number="7")
    promise(session, door, roll_number="8", roll_suffix="1", name="Obi Example", wants_lift=True)

    doors = knockup_doors(session, ward, POLLING_DAY)

    assert len(doors) == 1
    assert [one.roll_number for one in doors[0].promises] == ["CH1-7", "CH1-8/1"]
    assert doors[0].promises[1].flags == ("LIFT",)
    assert first.name == doors[0].promises[0].name


def test_another_wards_promises_are_not_on_the_list(session: Session, ward: Ward) -> None:
    elsewhere = make_ward(session, "Bayswater")
    promise(session, make_door(session, make_street(session, make_district(session, elsewhere))))
    assert knockup_doors(session, ward, POLLING_DAY) == []


def test_a_wards_counts_add_up(session: Session, ward: Ward) -> None:
    door = make_door(session, make_street(session, make_district(session, ward)))
    promise(session, door)
    promise(session, door, has_voted=True)
    promise(session, door, votes_by_post=True)
    make_elector(session, door)

    assert promise_counts(session, POLLING_DAY)[ward.id] == (3, 1, 1)


def test_no_two_sheets_have_one_number(session: Session, ward: Ward) -> None:
    sheet = Sheet(ward_id=ward.id, made_at=TEA_TIME)
    plan = Planned("Lupus Street", "CH1", "", 1, 1, ())

    first = enter_sheets(session, sheet, [plan] * 3)
    second = enter_sheets(session, sheet, [plan])

    assert [one.number for one in (*first, *second)] == [1, 2, 3, 4]
