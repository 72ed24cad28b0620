"""A register that waits: what it would do, who may take it in, and what is said when it cannot."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.db import db, reading_first
from canvass.store.accounts import User
from canvass.store.base import open_for
from canvass.store.intake import import_register
from canvass.store.places import Ward
from canvass.store.register import Elector, RegisterFile
from canvass.store.rights import Notice, erase
from canvass.store.waiting import take_waiting, waiting_file
from tests.conftest import SignIn
from tests.registers import CAME_AT, change, changes, person, xpress
from tests.uploads.test_workbooks import HEAD, ROW, excel
from tests.web.test_register import URL, bring

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def here(session: Session) -> int:
    found = session.scalar(select(func.count(Elector.id)).where(Elector.on_register))
    session.rollback()
    return found or 0


def test_when_many_would_leave_another_organiser_or_an_agent_takes_it_in(
    sign_in: SignIn, session: Session
) -> None:
    import_register(session, xpress(*map(person, range(1, 61))), "old.csv", now=CAME_AT)
    session.commit()
    organiser, agent = sign_in(Role.ORGANISER), sign_in(Role.AGENT)
    where = bring(organiser, xpress(*map(person, range(1, 31))))

    assert "file.csv is not taken in yet" in agent.get("/c/westminster/").text
    own = organiser.get(where).text
    assert "30 of 60 electors would leave the register." in own
    assert "Take it in</button>" not in own
    assert organiser.post(where, data={"confirm": "y"}).status_code == 400
    assert here(session) == 60

    assert "you are the second pair of eyes" in agent.get(where).text
    assert agent.post(where).status_code == 302
    assert here(session) == 30
    file = session.scalars(select(RegisterFile).order_by(RegisterFile.imported_at.desc())).first()
    assert file is not None
    assert file.user_id != file.confirmed_by


def test_each_change_is_shown_as_it_was_and_as_it_would_be(
    sign_in: SignIn, session: Session
) -> None:
    import_register(session, xpress(*map(person, range(1, 10))), "old.csv", now=CAME_AT)
    three = session.scalars(select(Elector).where(Elector.roll_number == "3")).one()
    three.is_promise = three.do_not_contact = True
    session.commit()
    organiser = sign_in(Role.ORGANISER)
    rows = [
        change("M", 2, "Married"),
        change("M", 4, house=400),
        change("D", 3),
        change("N", 77, house=5),
        change("D", 99),
    ]
    page = " ".join(organiser.get(bring(organiser, changes(*rows))).text.split())

    assert "name <del>Ada Surname2</del> → <ins>Ada Married</ins>" in page
    assert "door <del>4 Gatliff Road</del> → <ins>400 Gatliff Road</ins>" in page
    assert "1 promise and 1 who asked not to be contacted among them" in page
    assert "in 1 new household and 0 new streets" in page
    assert "CH1-99: Nobody on the register has this number." in page
    assert here(session) == 9


def test_what_waits_can_be_dropped_and_is_gone_then(sign_in: SignIn, session: Session) -> None:
    organiser = sign_in(Role.ORGANISER)
    where = bring(organiser, xpress(person(1)))
    page = organiser.post(f"{where}/drop", follow_redirects=True).text
    assert "nothing of it is kept" in page
    assert organiser.get(where).status_code == 404
    assert organiser.get(f"{URL}waiting/{uuid4()}").status_code == 404
    assert here(session) == 0


def test_the_same_file_brought_twice_is_taken_in_once(sign_in: SignIn, session: Session) -> None:
    organiser = sign_in(Role.ORGANISER)
    first, second = (bring(organiser, xpress(person(1))) for _ in range(2))
    organiser.post(first)
    shown = organiser.get(second).text
    assert "This very file was imported" in shown
    assert "Take it in</button>" not in shown
    assert organiser.post(second).status_code == 400
    assert here(session) == 1


def test_an_import_can_be_undone_after_seeing_what_that_does(
    sign_in: SignIn, session: Session
) -> None:
    organiser = sign_in(Role.ORGANISER)
    taken = organiser.post(bring(organiser, xpress(*map(person, range(1, 4))))).location
    organiser.post(bring(organiser, changes(change("D", 2), change("M", 3, "Married"))))
    assert here(session) == 2
    assert organiser.get(f"{taken}/undo").status_code == 400
    file = session.scalars(select(RegisterFile.id).where(RegisterFile.kind == "update")).one()
    session.rollback()
    page = " ".join(organiser.get(f"{URL}{file}/undo").text.split())
    assert "come back whom it took off</dt> <dd> 1 </dd>" in page

    assert organiser.post(f"{URL}{file}/undo").status_code == 302

    assert here(session) == 3
    assert "This import was undone," in organiser.get(f"{URL}{file}").text


def test_a_workbook_is_brought_like_any_register(sign_in: SignIn, session: Session) -> None:
    organiser = sign_in(Role.ORGANISER)
    where = bring(organiser, excel(("Register", [HEAD, ROW])), "CH.xlsx")
    assert "Bríd O’Dowd" in organiser.get(where).text
    organiser.post(where)
    assert here(session) == 1


def write_beside(app: Flask, do: Callable[[Session], None]) -> Callable[[], None]:
    """Give a moment of somebody else's, who must not have to wait for the database."""

    def happens() -> None:
        engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], connect_args={"timeout": 0})
        with Session(engine) as beside:
            open_for(beside, 1)
            do(beside)
            beside.commit()
        engine.dispose()

    return happens


def take_with(app: Flask, where: str, meanwhile: Callable[[], None]) -> None:
    """Take a waiting file in; something happens once it is read, before writing begins."""
    with app.app_context():
        session = open_for(db.session(), 1)
        with reading_first() as begin_writing:
            file = waiting_file(session, UUID(where.rsplit("/", 1)[-1]))
            by = make_user_beside(session, file.user_id)

            def begin() -> None:
                meanwhile()
                begin_writing()

            take_waiting(session, file, by, CAME_AT, begin_writing=begin)
        session.commit()
        db.session.remove()


def make_user_beside(session: Session, known: UUID) -> UUID:
    """Give somebody else than who brought the file."""
    return next(one for one in session.scalars(select(User.id)) if one != known)


def test_nobody_waits_for_the_database_while_a_file_is_read_and_compared(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    import_register(session, xpress(*map(person, range(1, 4))), "old.csv", now=CAME_AT)
    session.commit()
    organiser, _ = sign_in(Role.ORGANISER), sign_in(Role.AGENT)
    where = bring(organiser, xpress(*map(person, range(1, 6))))
    session.rollback()

    def add_ward(beside: Session) -> None:
        beside.add(Ward(name="Written meanwhile"))

    take_with(app, where, write_beside(app, add_ward))

    assert here(session) == 5
    assert session.scalars(select(Ward.name)).all() == ["Written meanwhile"]


def test_who_is_erased_while_a_file_is_read_is_not_written_anew(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    import_register(session, xpress(*map(person, range(1, 4))), "old.csv", now=CAME_AT)
    session.commit()
    organiser, _ = sign_in(Role.ORGANISER), sign_in(Role.AGENT)
    rows = [person(1), person(2, "Married"), person(3)]
    where = bring(organiser, xpress(*rows))
    two = session.scalars(select(Elector.id).where(Elector.roll_number == "2")).one()
    session.rollback()

    def erase_two(beside: Session) -> None:
        erase(beside, beside.get_one(Elector, (1, two)), Notice("letter", None, CAME_AT))

    take_with(app, where, write_beside(app, erase_two))

    session.expire_all()
    assert session.get_one(Elector, (1, two)).name == "Erased"
    again = session.scalars(select(Elector).where(Elector.surname == "Married")).one()
    assert again.id != two
