"""Somebody who moves between the files of two wards is one person, or a pair to decide."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.cli.group import HOST
from canvass.core.doorstep import Flag
from canvass.store.contacts import Contact
from canvass.store.deciding import decide, next_doubt
from canvass.store.intake import import_register
from canvass.store.pairing import DoubtfulPair, doubtful_count
from canvass.store.places import PollingDistrict
from canvass.store.register import Elector, RegisterFile
from canvass.store.restoring import NotUndoableError, undo_import
from tests.make import make_district, make_user, make_ward
from tests.registers import CAME_AT, person, xpress
from tests.store.test_deciding import named, tell

WITH_UPRN = (
    "Elector Number Prefix,Elector Number,Elector Number Suffix,Elector Markers,Elector DOB,"
    "Elector Surname,Elector Forename,PostCode,UPRN,Address1"
)
CH, WE = range(1, 7), range(11, 17)


def of(district: str, numbers: Iterator[int] | range) -> list[str]:
    return [person(number, district=district) for number in numbers]


def take(session: Session, *rows: str) -> RegisterFile:
    import_register(session, xpress(*rows), "file.csv", now=CAME_AT, confirm=True)
    session.expire_all()
    query = select(RegisterFile).order_by(RegisterFile.id.desc()).limit(1)
    return session.scalars(query).one()


@pytest.fixture
def wards(session: Session) -> Session:
    """The session, with Churchill's CH1 and West End's WE1, each with a register of its own."""
    for name, code in (("Churchill", "CH1"), ("West End", "WE1")):
        make_district(session, make_ward(session, name), code)
    take(session, *of("CH1", CH))
    take(session, *of("WE1", WE))
    return session


def shape(session: Session) -> list[tuple[object, ...]]:
    """Give who is on the register where, by number."""
    session.expire_all()
    query = (
        select(PollingDistrict.code, Elector.roll_number, Elector.surname, Elector.ward_id)
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .where(Elector.on_register)
        .order_by(PollingDistrict.code, Elector.roll_number)
    )
    return [tuple(row) for row in session.execute(query)]


def mover(district: str, number: int = 99, house: int = 41) -> str:
    return person(number, "Surname2", house, district)


def test_who_left_with_one_file_and_comes_with_another_waits_for_a_decision(
    wards: Session,
) -> None:
    user, old = make_user(wards), named(wards, "Surname2")
    tell(wards, user, old, Flag.POSTER)
    whole = shape(wards)
    left = take(wards, *of("CH1", (n for n in CH if n != 2)))
    between = shape(wards)
    came = take(wards, *of("WE1", WE), mover("WE1"))

    doubt = next_doubt(wards, HOST)
    assert doubt is not None
    assert (doubt.old.roll_number, doubt.new.roll_number) == ("CH1-2", "WE1-99")
    assert "nobody else of this name" in doubt.reasons
    decide(wards, doubt.id, user.id, CAME_AT, is_same=True)
    one = named(wards, "Surname2")
    assert (one.id, one.strength, one.roll_number) == (old.id, 1, "99")
    assert ("WE1", "99", "Surname2", one.ward_id) in shape(wards)

    with pytest.raises(NotUndoableError, match="taken in later"):
        undo_import(wards, left, user.id, CAME_AT)
    undo_import(wards, came, user.id, CAME_AT)
    assert shape(wards) == between
    undo_import(wards, left, user.id, CAME_AT)
    assert shape(wards) == whole
    assert named(wards, "Surname2").id == old.id


def test_the_file_to_which_somebody_comes_may_be_the_first(wards: Session) -> None:
    user, old = make_user(wards), named(wards, "Surname2")
    tell(wards, user, old, Flag.DO_NOT_CONTACT)
    came = take(wards, *of("WE1", WE), mover("WE1"))
    assert next_doubt(wards, HOST) is None
    twice = shape(wards)
    new_id = wards.scalars(select(Elector.id).where(Elector.roll_number == "99")).one()
    left = take(wards, *of("CH1", (n for n in CH if n != 2)))

    assert wards.get_one(Elector, (1, new_id)).do_not_contact
    doubt = next_doubt(wards, HOST)
    assert doubt is not None
    decide(wards, doubt.id, user.id, CAME_AT, is_same=True)
    one = named(wards, "Surname2")
    assert (one.id, one.roll_number, one.do_not_contact) == (old.id, "99", True)
    assert set(wards.scalars(select(Contact.elector_id))) == {old.id}

    with pytest.raises(NotUndoableError, match="taken in later"):
        undo_import(wards, came, user.id, CAME_AT)
    undo_import(wards, left, user.id, CAME_AT)
    assert shape(wards) == twice
    undo_import(wards, came, user.id, CAME_AT)
    assert named(wards, "Surname2").roll_number == "2"
    assert len(shape(wards)) == 12


def test_of_two_people_nothing_passes_and_nothing_is_asked_again(wards: Session) -> None:
    user = make_user(wards)
    take(wards, *of("CH1", (n for n in CH if n != 2)))
    take(wards, *of("WE1", WE), mover("WE1"))
    doubt = next_doubt(wards, HOST)
    assert doubt is not None
    decide(wards, doubt.id, user.id, CAME_AT, is_same=False)
    take(wards, *of("WE1", WE), mover("WE1", house=43))
    assert doubtful_count(wards, HOST) == 0
    assert wards.scalars(select(DoubtfulPair.verdict)).all() == ["different"]


def test_a_pair_whose_newcomer_is_gone_again_is_asked_no_more(wards: Session) -> None:
    take(wards, *of("CH1", (n for n in CH if n != 2)))
    take(wards, *of("WE1", WE), mover("WE1"))
    assert doubtful_count(wards, HOST) == 1
    take(wards, *of("WE1", (n for n in WE if n != 16)))
    assert (doubtful_count(wards, HOST), next_doubt(wards, HOST)) == (0, None)


def test_the_first_register_of_a_ward_is_no_crowd_of_movers(session: Session) -> None:
    take(session, *of("CH1", CH))
    take(session, *of("CH1", (n for n in CH if n != 2)))
    take(session, *of("WE1", WE), mover("WE1"))
    assert doubtful_count(session, HOST) == 0


def test_nobody_who_died_or_has_another_name_is_paired(wards: Session) -> None:
    named(wards, "Surname2").has_died = True
    wards.flush()
    take(wards, *of("CH1", (n for n in CH if n not in (2, 3))))
    take(wards, *of("WE1", WE), mover("WE1"), person(98, "Somebody", 3, "WE1"))
    assert doubtful_count(wards, HOST) == 0


def register(session: Session, *people: tuple[str, int, str]) -> RegisterFile:
    """Take in a register that tells the property of each, whatever the district."""
    lines = [
        f"{code},{number},0,,,{surname},Ada,SW1V 0AG,{number % 10 + 1},{number % 10} Bush Road"
        for code, number, surname in people
    ]
    source = BytesIO("\r\n".join([WITH_UPRN, *lines, ""]).encode())
    import_register(session, source, "file.csv", now=CAME_AT, confirm=True)
    session.expire_all()
    return session.scalars(select(RegisterFile).order_by(RegisterFile.id.desc()).limit(1)).one()


STAY = (("CH1", 1, "Alder"), ("CH1", 3, "Cedar"))
THERE = (("WE1", 15, "Elm"), ("WE1", 16, "Fir"))
MOVED = ("WE1", 12, "Birch")


@pytest.fixture
def streets(session: Session) -> Session:
    """The session, with a Birch of CH1 whose house will be of WE1."""
    for name, code in (("Churchill", "CH1"), ("West End", "WE1")):
        make_district(session, make_ward(session, name), code)
    register(session, *STAY, ("CH1", 2, "Birch"))
    register(session, *THERE)
    return session


@pytest.mark.parametrize("files", [((*STAY, *THERE, MOVED),), (STAY, (*THERE, MOVED))])
def test_a_street_that_changes_its_district_takes_its_people_with_it(
    streets: Session, files: tuple[tuple[tuple[str, int, str], ...], ...]
) -> None:
    whole, old = shape(streets), named(streets, "Birch")
    tell(streets, make_user(streets), old)
    taken = [register(streets, *people) for people in files]

    one = named(streets, "Birch")
    assert (one.id, one.strength, one.roll_number) == (old.id, 1, "12")
    assert ("WE1", "12", "Birch", named(streets, "Elm").ward_id) in shape(streets)
    assert doubtful_count(streets, HOST) == 0
    for earlier in taken[:-1]:
        with pytest.raises(NotUndoableError, match="taken in later"):
            undo_import(streets, earlier, None, CAME_AT)
    for file in reversed(taken):
        undo_import(streets, file, None, CAME_AT)
    assert shape(streets) == whole
