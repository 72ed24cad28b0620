"""One elector's rights: told everything, left out, put right, erased without a trace."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.doorstep import Channel, Consent, Flag, Told
from canvass.core.pictures import Period
from canvass.core.rights import held_data
from canvass.core.verdicts import Status
from canvass.core.whereabouts import Spot
from canvass.store.accounts import the_campaign
from canvass.store.base import Row
from canvass.store.contacts import Contact, rebuild_standing
from canvass.store.doorstep import keep_responses
from canvass.store.held import TITLES, held_about
from canvass.store.intake import import_register
from canvass.store.knockup import knockup_doors
from canvass.store.lifts import ask_lift
from canvass.store.mentions import spoken_to
from canvass.store.places import Household
from canvass.store.register import Elector
from canvass.store.reports import issue_counts
from canvass.store.rights import Notice, StoppedAlreadyError, correct, erase, lift_stop, stop
from canvass.store.walks import doors_of, residents_of
from canvass.store.whereabouts import keep_whereabouts
from tests.make import (
    TEA_TIME,
    keep,
    make_district,
    make_door,
    make_elector,
    make_lease,
    make_member,
    make_response,
    make_street,
    make_walk,
    make_ward,
)
from tests.registers import person, xpress

NOTICE = Notice("letter of 3 May", None, TEA_TIME + timedelta(days=1))


class Door:
    """Two electors behind a door of a walk, one of them a promise who raised an issue."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ward = make_ward(session)
        street = make_street(session, make_district(session, self.ward), "Lupus Street")
        self.home = make_door(session, street, "4")
        self.ada = make_elector(session, self.home, name="Ada Quillfeather", roll_number="7")
        self.bob = make_elector(session, self.home, name="Bob Quillfeather", roll_number="8")
        self.walk = make_walk(session, self.ward.id, self.home)
        self.member = make_member(session, Role.VOLUNTEER)
        make_lease(session, self.walk, self.member.user_id)
        assert self.tell(self.ada) == Status.KEPT
        session.commit()

    def tell(self, of: Elector, /, **values: object) -> Status:
        consent = Consent(channel=Channel.EMAIL, address="ada@example.org", wording="post")
        told = make_response(
            self.walk,
            of,
            "housing",
            **{
                "strength": 1,
                "note": "Works nights",
                "flags": frozenset({Flag.CASEWORK}),
                "consents": [consent],
                **values,
            },
        )
        one = Told(told, told.spoken_at, ("sealed",) * len(told.consents))
        (verdict,) = keep_responses(self.session, self.member, [one], TEA_TIME)
        return verdict.status

    def named(self) -> list[str]:
        return [one.name for one in residents_of(self.session, self.walk)]

    def promises(self) -> list[str]:
        day = the_campaign(self.session).polling_day
        doors = knockup_doors(self.session, self.ward, day)
        return [promise.name for door in doors for promise in door.promises]

    def housing(self) -> int:
        return next(n for code, _, n in issue_counts(self.session, self.ward) if code == "housing")


@pytest.fixture
def door(session: Session) -> Door:
    return Door(session)


def contact_of(session: Session, elector: Elector) -> Contact:
    return session.scalars(select(Contact).where(Contact.elector_id == elector.id)).one()


def test_a_stop_notice_erases_what_was_said_and_blocks_what_comes_after(
    door: Door, session: Session
) -> None:
    assert door.promises() == ["Ada Quillfeather"]
    late = make_response(door.walk, door.ada, strength=2)

    stop(session, door.ada, NOTICE)

    assert (door.promises(), door.named(), door.housing()) == ([], ["Bob Quillfeather"], 0)
    left = contact_of(session, door.ada)
    assert (left.strength, left.note, left.flags, left.digest) == (None, "", "", bytes(32))
    (verdict,) = keep(session, door.member, late)
    assert (verdict.status, "told us to stop" in str(verdict.reason)) == (Status.REFUSED, True)
    assert door.tell(door.ada, elector=None, person="ada  QUILLFEATHER") == Status.REFUSED
    assert door.tell(door.bob) == Status.KEPT
    rebuild_standing(session)
    assert door.promises() == ["Bob Quillfeather"]
    assert (door.ada.do_not_contact, door.ada.spoken_at) == (True, None)
    with pytest.raises(StoppedAlreadyError):
        stop(session, door.ada, NOTICE)

    stop(session, door.bob, NOTICE)
    assert doors_of(session, door.walk) == []

    lift_stop(session, door.ada)
    assert door.named() == ["Ada Quillfeather"]
    assert door.tell(door.ada, strength=1) == Status.KEPT


def test_whoever_told_us_to_stop_is_held_back_when_a_register_brings_them_again(
    session: Session,
) -> None:
    def take(*rows: str) -> None:
        import_register(session, xpress(*rows), "a.csv", now=TEA_TIME, confirm=True)

    take(person(1, "Quillfeather", 4), person(2, "Moor", 6))
    session.expire_all()
    ada = session.query(Elector).filter_by(roll_number="1").one()
    erase(session, ada, NOTICE)
    take(person(9, "QUILLFEATHER", 4), person(2, "Moor", 6), person(3, "Quillfeather", 6))
    session.expire_all()

    objected = session.scalars(select(Elector.roll_number).where(Elector.has_objected))
    assert objected.all() == ["9"]


def test_an_answer_that_is_wrong_is_taken_back_and_nobody_elses(
    door: Door, session: Session
) -> None:
    notice = Notice("never said that", door.member.user_id, NOTICE.at)
    with pytest.raises(Exception, match="nothing here"):
        correct(session, door.bob, contact_of(session, door.ada).id, notice)

    correct(session, door.ada, contact_of(session, door.ada).id, notice)

    assert (door.promises(), door.housing()) == ([], 0)


def test_an_erased_elector_is_a_count_and_nobody(door: Door, session: Session) -> None:
    ask_lift(session, door.ada, None, TEA_TIME)
    ada, home = door.ada.id, door.home.id

    erase(session, door.ada, NOTICE)
    session.commit()

    assert door.housing() == 1
    assert ada in spoken_to(session, door.ward, Period())
    assert (door.promises(), door.named()) == ([], ["Bob Quillfeather"])
    for table in Row.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            assert "Ada Quillfeather" not in row.values(), table.name
            if row.get("elector_id") == ada or row["id"] == ada:
                assert row.get("roll_number") != "7"
                assert home not in row.values() or table.name == "suppression"
                assert "Works nights" not in row.values()
    left = contact_of(session, door.ada)
    assert (left.walk_id, left.strength, f"{left.spoken_at:%H:%M}") == (None, None, "12:00")


def test_everything_held_is_read_from_every_table_that_points_at_an_elector(
    door: Door, session: Session
) -> None:
    tables = Row.metadata.tables
    pointing = {name for name, table in tables.items() if "elector_id" in table.c}
    through = {
        name
        for name, table in tables.items()
        if {"contact_id", "casework_id", "note_reading_id"} & {column.name for column in table.c}
    }
    assert pointing | through | {"elector", "household", "whereabouts"} == set(TITLES)

    home = session.get_one(Household, (1, door.ada.household_id))
    home.postcode = "SW1V 4AB"
    spots = [Spot("SW1V 4AB", -0.14, 51.49, "E05000635"), Spot("SW1V 4AC", 0.5, 51.0, "")]
    keep_whereabouts(session, spots)
    told = held_data(held_about(session, door.ada, lambda locked: f"open {locked}"))

    assert told["What was recorded at the door"][0]["note"] == "Works nights"  # type: ignore[index]
    assert told["Issues raised"][0]["issue"] == "Housing repairs"  # type: ignore[index]
    assert told["Casework"]
    assert [row["latitude"] for row in told["Where the door lies, by open data"]] == [51.49]  # type: ignore[attr-defined]
    assert "Bob Quillfeather" not in str(told)
    bobs = held_data(held_about(session, door.bob, str))
    assert "Ada Quillfeather" not in str(bobs)
    assert "Works nights" not in str(bobs)
