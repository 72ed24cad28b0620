"""Doubtful pairs: history goes on with one person, and never passes to another."""

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.cli.group import HOST
from canvass.core.doorstep import Flag, Outcome
from canvass.store.accounts import User
from canvass.store.contacts import Contact, rebuild_standing, renew_standing
from canvass.store.deciding import DecidedError, decide, next_doubt
from canvass.store.intake import import_register
from canvass.store.pairing import DoubtfulPair
from canvass.store.register import Elector, RegisterFile
from canvass.store.restoring import undo_import
from tests.make import TEA_TIME, make_user
from tests.registers import CAME_AT, change, changes, person, xpress


def named(session: Session, surname: str) -> Elector:
    session.expire_all()
    query = select(Elector).where(Elector.surname == surname).order_by(Elector.on_register.desc())
    return session.scalars(query.limit(1)).one()


def tell(session: Session, user: User, elector: Elector, *flags: Flag) -> None:
    """Keep that somebody promised their vote, or asked for something."""
    contact = Contact(
        id=uuid4(),
        household_id=elector.household_id,
        elector_id=elector.id,
        user_id=user.id,
        outcome=Outcome.SPOKE,
        strength=1,
        flags=" ".join(flags),
        told_at=TEA_TIME,
        spoken_at=TEA_TIME,
        received_at=TEA_TIME,
        digest=b"",
    )
    session.add(contact)
    session.flush()
    renew_standing(session, [elector.id])
    session.flush()


def take(session: Session, *rows: str) -> RegisterFile:
    """Take a second register in, or an update if its rows are such."""
    made = changes if rows[0][:2] in ("N,", "M,", "D,") else xpress
    import_register(session, made(*rows), "new.csv", now=CAME_AT, confirm=True)
    session.expire_all()
    query = select(RegisterFile).order_by(RegisterFile.id.desc()).limit(1)
    return session.scalars(query).one()


@pytest.fixture
def register(session: Session) -> Session:
    import_register(session, xpress(*map(person, range(1, 6))), "old.csv", now=CAME_AT)
    return session


def test_a_name_spelled_otherwise_in_december_is_the_same_elector(session: Session) -> None:
    old = xpress(person(1, "Núñez Pardo"), person(2), person(3))
    import_register(session, old, "old.csv", now=CAME_AT)
    before = named(session, "Núñez Pardo")
    tell(session, make_user(session), before, Flag.DO_NOT_CONTACT)
    take(session, person(44, "NUNEZ-PARDO", house=1), person(2), person(3))
    after = named(session, "NUNEZ-PARDO")
    assert (after.id, after.do_not_contact, after.strength) == (before.id, True, 1)


def test_who_is_one_person_keeps_the_history_and_what_was_said_since(register: Session) -> None:
    user, old = make_user(register), named(register, "Surname2")
    tell(register, user, old)
    file = take(register, person(1), person(9, "Surname2", house=33), *map(person, (3, 4, 5)))
    new = named(register, "Surname2")
    assert (new.id != old.id, new.strength) == (True, None)
    tell(register, user, new)
    new_id = new.id

    doubt = next_doubt(register, HOST)
    assert doubt is not None
    assert (doubt.old.contacts, doubt.new.door) == (1, "33 Gatliff Road, SW1V 0AG")
    assert doubt.reasons == [
        "the same name",
        "the same street and postcode",
        "nobody else of this name",
    ]
    decide(register, doubt.id, user.id, CAME_AT, is_same=True)

    one = named(register, "Surname2")
    assert (one.id, one.roll_number, one.on_register, one.strength) == (old.id, "9", True, 1)
    assert set(register.scalars(select(Contact.elector_id))) == {old.id}
    assert next_doubt(register, HOST) is None
    with pytest.raises(DecidedError):
        decide(register, doubt.id, user.id, CAME_AT, is_same=False)

    undo_import(register, file, user.id, CAME_AT)
    back = named(register, "Surname2")
    assert (back.id, back.roll_number, back.on_register, back.strength) == (old.id, "2", True, 1)
    assert register.scalars(select(Elector.id).where(Elector.id == new_id)).all() == []


def test_of_two_people_nothing_passes_to_the_one_who_came(register: Session) -> None:
    user, old = make_user(register), named(register, "Surname2")
    tell(register, user, old)
    take(register, change("D", 2), change("N", 9, "Surname2", house=4))
    doubt = next_doubt(register, HOST)
    assert doubt is not None
    decide(register, doubt.id, user.id, CAME_AT, is_same=False)
    new = named(register, "Surname2")
    assert (new.id != old.id, new.strength, new.on_register) == (True, None, True)
    assert register.scalars(select(DoubtfulPair.verdict)).one() == "different"


def test_who_may_be_somebody_that_asked_for_peace_is_left_in_it_until_decided(
    register: Session,
) -> None:
    user, old = make_user(register), named(register, "Surname2")
    tell(register, user, old, Flag.DO_NOT_CONTACT)
    take(register, person(1), person(9, "Married", house=2), *map(person, (3, 4, 5)))
    assert named(register, "Married").do_not_contact
    rebuild_standing(register)
    assert named(register, "Married").do_not_contact

    doubt = next_doubt(register, HOST)
    assert doubt is not None
    decide(register, doubt.id, user.id, CAME_AT, is_same=False)
    assert not named(register, "Married").do_not_contact
    assert register.get_one(Elector, (1, old.id)).do_not_contact
