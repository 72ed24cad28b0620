"""A list that was photographed or typed off says whose paper or screen it was."""

import json
import re
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.tracing import ENOUGH, fit, place_for
from canvass.sheets.linecode import line_code, sheet_code
from canvass.store.accounts import User
from canvass.store.base import new_id
from canvass.store.ledger import Sheet
from canvass.store.register import Elector
from canvass.store.reprint import printed_doors
from tests.conftest import SignIn
from tests.make import make_district, make_door, make_elector, make_street, make_walk, make_ward
from tests.polling_day import DAY, fill_ward, start_round
from tests.sheets.biro import photographed, printed

DOORS = 16
NAMESAKES = (5, 6, 7)
SURNAMES = """
Ash Birk Cole Dunn Ely Frost Gale Hurst Ings Jay Kemp Lyle Marsh Nash Orme Pell
"""
FORENAMES = ["Ada", "Bess", "Cy"]


def trace(app: Flask, file: Path) -> list[dict[str, str]]:
    words = ["leak", "trace", str(file), "--campaign", "westminster", "--json"]
    told = app.test_cli_runner().invoke(args=words)
    assert told.exit_code == 0, told.output
    found: list[dict[str, str]] = json.loads(told.output)["found"]
    return found


def typed_off(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "leaked.txt"
    file.write_text(text, "utf-8")
    return file


def named(session: Session, name: str) -> None:
    """Call whoever was signed in last by a name."""
    session.scalars(select(User).order_by(User.id.desc()).limit(1)).one().name = name
    session.commit()


def reader(sign_in: SignIn, session: Session, name: str, role: Role = Role.AGENT) -> FlaskClient:
    browser = sign_in(role)
    named(session, name)
    return browser


def fill_walk(session: Session) -> tuple[UUID, UUID]:
    """Fill a walk of doors at which three live, four of one name; give its id, and its ward's."""
    ward = make_ward(session, "Churchill")
    street = make_street(session, make_district(session, ward, "CH1"), "Lupus Street", 1)
    doors = [make_door(session, street, str(2 * place + 2)) for place in range(DOORS)]
    for place, door in enumerate(doors):
        for number, forename in enumerate(FORENAMES, 1):
            surname = "Ash" if place in NAMESAKES and number == 1 else SURNAMES.split()[place]
            name, roll = f"{forename} {surname}", f"{10 * place + number}"
            make_elector(session, door, roll_number=roll, name=name, is_promise=True, strength=1)
    walk = make_walk(session, ward.id, *doors)
    session.commit()
    return walk.id, ward.id


def names_on(phone: FlaskClient, walk_id: UUID) -> list[list[str]]:
    data = phone.get(f"/c/westminster/doorstep/walks/{walk_id}.json").json
    assert data is not None
    return [[one["name"] for one in door["electors"]] for door in data["doors"]]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_names_typed_off_a_phone_say_whose_phone_it_was(
    app: Flask, sign_in: SignIn, session: Session, tmp_path: Path
) -> None:
    walk_id, _ = fill_walk(session)
    readers = [reader(sign_in, session, f"Volunteer {place}") for place in range(8)]
    lists = [names_on(browser, walk_id) for browser in readers]
    assert lists[5] == names_on(readers[5], walk_id)
    assert all(sorted(map(sorted, one)) == sorted(map(sorted, lists[0])) for one in lists)

    leaked = lists[5][: DOORS - 2]
    leaked[3] = leaked[3][::-1]  # a slip of whoever typed it
    text = "\n".join(f"{place}: {', '.join(door)}".upper() for place, door in enumerate(leaked))
    found = trace(app, typed_off(tmp_path, text))
    assert [(one["by"], one["ward"]) for one in found] == [("Volunteer 5", "Churchill")]
    assert "13 of 14 doors" in found[0]["how"]

    few = "\n".join(" ".join(door) for door in lists[5][: ENOUGH - 4])
    found = trace(app, typed_off(tmp_path, few))
    assert "Volunteer 5" in {one["by"] for one in found}
    assert all("too few to be sure" in one["how"] for one in found)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_names_copied_from_the_list_on_a_screen_say_whose_screen_it_was(
    app: Flask, sign_in: SignIn, session: Session, tmp_path: Path
) -> None:
    _, ward_id = fill_walk(session)
    pages = []
    for place in range(4):
        browser = reader(sign_in, session, f"Organiser {place}")
        pages.append(browser.get(f"/c/westminster/knockup/wards/{ward_id}").text)
    found = trace(app, typed_off(tmp_path, re.sub(r"<[^>]+>", " ", pages[2])))
    assert [(one["what"], one["by"]) for one in found] == [
        ("knock-up list, on a screen", "Organiser 2")
    ]


def test_a_sheet_is_known_by_its_code_in_a_text_a_pdf_or_a_photograph(
    app: Flask, sign_in: SignIn, session: Session, tmp_path: Path
) -> None:
    organiser = reader(sign_in, session, "Priya", Role.ORGANISER)
    start = start_round(organiser, fill_ward(session))
    session.rollback()
    sheet = session.query(Sheet).one()
    doors = tuple(printed_doors(session, [sheet])[sheet.id])
    code, number = sheet_code(sheet.number), sheet.number
    session.rollback()
    organiser.post(f"{DAY}/sheets/{code}/hand", data={"what": "out", "holder": "Sam and Ines"})
    pdf = reader(sign_in, session, "Ann", Role.ORGANISER).post(f"{start}/print").data
    assert pdf.startswith(b"%PDF")

    files = [typed_off(tmp_path, f"look what I found, sheet {code.lower()} of theirs")]
    files.append(tmp_path / "leaked.pdf")
    files[-1].write_bytes(pdf)
    files.append(tmp_path / "leaked.jpg")
    page = next(printed(doors, first_sheet=number))
    files[-1].write_bytes(photographed(page.picture(), Random(3)))  # noqa: S311  a hand
    files.append(tmp_path / "lines.txt")
    files[-1].write_text(f"{line_code(number, 2)} {line_code(number, 5)}", "ascii")
    for file in files:
        (found,) = trace(app, file)
        assert found["what"].startswith(f"sheet {code}")
        assert found["by"] == "Sam and Ines"
        assert "drawn by Priya" in found["how"]
        assert "Ann at" in found["how"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_line_that_a_sheet_does_not_have_is_none_of_its(
    app: Flask, sign_in: SignIn, session: Session, tmp_path: Path
) -> None:
    start_round(sign_in(Role.ORGANISER), fill_ward(session))
    session.rollback()
    number = session.query(Sheet).one().number
    session.rollback()
    assert trace(app, typed_off(tmp_path, line_code(number, 6)))
    file = typed_off(tmp_path, line_code(number, 99))
    words = ["leak", "trace", str(file), "--campaign", "westminster"]
    assert app.test_cli_runner().invoke(args=words).exit_code == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_tells_nothing_is_said_to_tell_nothing(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    fill_walk(session)
    assert session.scalar(select(func.count()).select_from(Elector)) == DOORS * 3
    session.rollback()
    for name, body, sentence in (
        ("a.txt", b"Ada Ash and Bess Ash, 0007K", "Nothing in this file"),
        ("a.txt", b"03M", "Nothing in this file"),
        ("a.txt", b"", "Nothing in this file"),
        ("a.txt", b"\xff\x00" * 500, "Nothing in this file"),
        ("a.pdf", b"%PDF-1.7 and nothing more", "This PDF cannot be read."),
        ("a.png", b"\x89PNG\r\n and nothing more", "picture"),
    ):
        file = tmp_path / name
        file.write_bytes(body)
        words = ["leak", "trace", str(file), "--campaign", "westminster"]
        told = app.test_cli_runner().invoke(args=words)
        assert told.exit_code == 1, told.output
        assert sentence in told.output


def test_whoever_never_had_a_list_does_not_fit_it() -> None:
    doors = [[(new_id(), f"{forename} {place}") for forename in "ab"] for place in range(60)]
    me = new_id()
    shown = [
        name for door in doors for _, name in sorted(door, key=lambda one: place_for(me, one[0]))
    ]
    places = {name: place for place, name in enumerate(shown)}
    assert fit(me, doors, places) == (60, 60)
    assert not any(fit(new_id(), doors, places).is_sure for _ in range(500))
