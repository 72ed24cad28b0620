"""A whole campaign as CSV: every table is there, says what it holds, and is what is kept."""

import csv
import io
import zipfile
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.doorstep import Channel
from canvass.core.export_words import COLUMNS, LEFT_OUT, MACHINERY, TABLES
from canvass.store.base import Row
from canvass.store.contacts import Consent, Contact
from canvass.store.electors_list import HEADINGS, listed_electors, with_invented
from canvass.store.exporting import (
    Signed,
    campaign_tables,
    cell_of,
    parts_of,
    write_export,
)
from canvass.store.issues import issue_ids
from canvass.store.register import Elector
from canvass.store.rights import Notice, stop
from tests.make import TEA_TIME, keep, make_lease, make_member, make_response, make_user, make_walk
from tests.registers import person
from tests.store.test_earlier import row, take_in
from tests.store.test_mending import door_of, elector, new_ward, split
from tests.store.test_restoring import take

SIGNED = Signed("Ada", "Bo", TEA_TIME)


def a_campaign(session: Session) -> None:
    """Fill a campaign with a bit of everything, also what would run in a spreadsheet."""
    take(session, person(1, house=7), person(2, house=7), person(3, "=2+5"))
    member = make_member(session)
    walk = make_walk(session, new_ward(session), door_of(session, 1), door_of(session, 3))
    make_lease(session, walk, member.user_id)
    code = next(iter(issue_ids(session)))
    said = make_response(walk, elector(session, 1), code, strength=1, note='@SUM(1), "so"\nand on')
    keep(session, member, said)
    session.add(Consent(contact_id=said.id, channel=Channel.PHONE, locked="key", wording="w"))
    split(session, [2], "7", "Flat 2", "")
    take_in(session, row("CH1-2", "Surname2", voted="v"))
    stop(session, elector(session, 3), Notice("letter", make_user(session).id, TEA_TIME))
    session.commit()


def exported(session: Session) -> tuple[dict[str, list[list[str]]], str]:
    """Write an export and read it again, as any program would."""
    file = io.BytesIO()
    write_export(session, file, SIGNED, lambda told: f"opened {told}", lambda _done, _all: None)
    tables, readme = {}, ""
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8-sig")
            if name.endswith(".csv"):
                tables[name.removesuffix(".csv")] = list(csv.reader(io.StringIO(text, newline="")))
            else:
                readme = text
    return tables, readme


def undone(cell: str) -> str:
    """Take off the apostrophe before what would run as a formula, as the README says."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@\t\r" else cell


def test_every_table_read_again_is_what_the_database_holds(session: Session) -> None:
    a_campaign(session)
    tables, readme = exported(session)

    for part in parts_of(session):
        head, *rows = tables[part.name]
        kept: list[Any] = list(session.connection().execute(part.query))
        assert head == list(part.columns)
        assert [[undone(cell) for cell in row] for row in rows] == [
            [
                f"opened {cell}" if name == "locked" else str(cell_of(cell))
                for name, cell in zip(part.columns, row, strict=True)
            ]
            for row in kept
        ], part.name
        assert f"{part.name}.csv: {part.words} {len(rows):,} rows." in readme
    assert len(tables["elector"]) == 4
    assert len(tables["contact"]) == 3
    assert len(tables["placement"]) == len(tables["past_vote"]) == len(tables["suppression"]) == 2


def test_no_cell_runs_as_a_formula_and_nobodys_key_leaves(session: Session) -> None:
    a_campaign(session)
    tables, _ = exported(session)
    cells = [cell for rows in tables.values() for row in rows for cell in row]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]
    assert any("'=2+5" in cell for cell in cells)
    heads = {name for rows in tables.values() for name in rows[0]}
    assert not heads & {"digest", "body", "password_hash", "email", "campaign_id"}


def test_every_table_of_a_campaign_is_exported_or_left_out_for_a_reason() -> None:
    assert set(TABLES) | set(LEFT_OUT) == campaign_tables()
    assert not set(TABLES) & set(LEFT_OUT)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_column_says_what_it_holds(name: str) -> None:
    for column in Row.metadata.tables[name].columns:
        is_machinery = column.name in MACHINERY or f"{name}.{column.name}" in MACHINERY
        assert is_machinery or COLUMNS.get(column.name), f"{name}.{column.name}"


def test_electors_come_as_other_tools_take_them(session: Session) -> None:
    a_campaign(session)
    rows = [dict(zip(HEADINGS, row, strict=True)) for row in listed_electors(session)]
    by_number = {row["Full Elector Number"]: row for row in rows}
    one, two, three = (by_number[f"CH1-{n}"] for n in (1, 2, 3))
    assert (one["Intention Code"], one["Strength"], one["Issues"] != "") == ("1", 1, True)
    assert (one["Address1"], one["Address2"]) == ("7 Gatliff Road", "")
    assert two["Address1"] == "Flat 2"
    assert three["Do Not Contact"] == "yes"
    assert three["Strength"] == ""
    ids = set(session.scalars(select(Contact.elector_id)))
    assert {type(one) for one in ids} == {UUID}
    assert len(rows) == len(session.scalars(select(Elector)).all())


def test_a_table_of_electors_is_known_again_by_one_who_is_nobody(session: Session) -> None:
    a_campaign(session)
    rows = list(listed_electors(session))
    shown = with_invented(rows, "Alma Bertram Ashdale", Random(1))  # noqa: S311
    assert len(shown) == len(rows) + 1
    (made,) = [row for row in shown if row not in rows]
    assert made[6] == "Alma Bertram Ashdale"
    assert made[3] not in {row[3] for row in rows}
    assert with_invented([], "Alma Bertram Ashdale", Random(1)) == []  # noqa: S311
