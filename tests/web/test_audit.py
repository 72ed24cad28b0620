"""Whoever sees a name is in the log, and agents find it there."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from itertools import count
from sqlite3 import connect
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, event, make_url, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.audit import Deed
from canvass.core.doorstep import Flag
from canvass.core.reading import Kind, kinds_of, named_in
from canvass.db import db
from canvass.sheets.linecode import sheet_code
from canvass.store.accounts import Membership, MembershipWard, add_member, open_sign_in
from canvass.store.audit import AuditEvent, LogEntry, head_of, log_page, verify_log
from canvass.store.casework import Casework
from canvass.store.contacts import Contact
from canvass.store.ledger import Sheet
from canvass.store.lifts import Lift, ask_lift
from canvass.store.pairing import DoubtfulPair
from canvass.store.places import Household
from canvass.store.register import Elector, RegisterFile, RegisterKind
from canvass.store.rounds import KnockupRound
from canvass.store.telling import TellingMark
from canvass.store.walks import Walk
from canvass.web.access import NEEDS
from canvass.web.clock import wall_clock
from tests.conftest import SignIn
from tests.make import (
    TEA_TIME,
    keep,
    make_lease,
    make_member,
    make_response,
    make_user,
    make_walk,
    make_ward,
)
from tests.pages import json_of
from tests.polling_day import elector, fill_ward, start_round, tell

LOG = "/c/westminster/log/"
NAME = "Elector 001"
COUNTED = ("rows", "electors_added", "electors_changed", "electors_removed")
FLAGS = (Flag.CASEWORK, Flag.POSTER)


@pytest.fixture
def ids(session: Session, sign_in: SignIn) -> dict[str, Any]:
    """A ward in which one elector is on every page that there is, and the ids that lead there."""
    ward = fill_ward(session, doors=2)
    other = elector(session, 2)
    known = elector(session, 1)
    home = session.query(Household).filter_by(id=known.household_id).one()
    walk = make_walk(session, ward.id, home)
    for strength in (1, 5):
        member = make_member(session, Role.VOLUNTEER)
        make_lease(session, walk, member.user_id)
        told = make_response(walk, known, strength=strength, flags=frozenset(FLAGS))
        keep(session, member, told)
    known.is_promise, known.strength = True, 1
    ask_lift(session, known, None, wall_clock())
    pair = doubtful_pair(session, known, other)
    session.add(pair)
    session.commit()
    agent = sign_in(Role.AGENT)
    start_round(agent, ward)
    tell(agent, [1])
    session.expire_all()
    known.has_voted = False  # so that the lists show them too
    session.commit()
    sheet = session.query(Sheet).first()
    assert sheet is not None
    return {
        "ward_id": ward.id,
        "household_id": home.id,
        "street_id": home.street_id,
        "district_id": known.polling_district_id,
        "walk_id": walk.id,
        "elector_id": known.id,
        "case_id": session.query(Casework.id).limit(1).scalar(),
        "contact_id": session.query(Contact.id).limit(1).scalar(),
        "round_id": session.query(KnockupRound.id).scalar(),
        "code": sheet_code(sheet.number),
        "lift_id": session.query(Lift.id).limit(1).scalar(),
        "mark_id": session.query(TellingMark.id).limit(1).scalar(),
        "pair_id": pair.id,
    }


def doubtful_pair(session: Session, old: Elector, new: Elector) -> DoubtfulPair:
    """Give two who may be one person."""
    file = RegisterFile(
        kind=RegisterKind.FULL,
        layout="X14",
        file_name="may.csv",
        sha256="0" * 64,
        counts=dict.fromkeys(COUNTED, 0),
        refused=[],
        unmatched=[],
        imported_at=TEA_TIME,
    )
    session.add(file)
    session.flush()
    return DoubtfulPair(
        register_file_id=file.id, old_id=old.id, new_id=new.id, points=60, reasons=["the door"]
    )


ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


UNSEEN = {
    "file_id",
    "issue_id",
    "job_id",
    "layout_id",
    "link_id",
    "mail_id",
    "set_id",
    "slip_id",
    "table",
    "token",
    "user_id",
}
"""Arguments of addresses whose pages name no elector, or none by themselves: a new one goes here
or into `ids`."""

UNCOUNTED = {
    "audit.log": "an agent looked for this very elector; each look is an entry",
}
"""Pages that name electors and are not counted as reading, each with its reason."""


def pages(app: Flask, ids: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give every page of a campaign, read off the address table, that the ids lead to."""
    for rule in app.url_map.iter_rules():
        is_page = "GET" in (rule.methods or ()) and NEEDS.get(app.view_functions[rule.endpoint])
        is_slow = rule.endpoint.startswith("reports.")  # tests of their own hold them
        if not is_page or "slug" not in rule.arguments or is_slow:
            continue
        unknown = rule.arguments - {"slug", *ids}
        assert unknown <= UNSEEN, f"{rule}: say what it names"
        if not unknown:
            path = rule.build({"slug": "westminster", **ids})
            assert path
            yield rule.endpoint, path[1]


def check_entries(endpoint: str, told: list[LogEntry]) -> None:
    """Check that whoever saw a name is in the log, and that it is counted as what it is."""
    assert told, f"{endpoint} shows a name and notes nothing"
    counted = [one.note for one in told if kinds_of(one.note.deed)]
    assert counted or endpoint in UNCOUNTED, f"{endpoint} is not counted as reading"
    for one in counted:
        is_list = Kind.NAMES in kinds_of(one.deed)
        assert not is_list or named_in(one.words)[1] >= 1, f"{endpoint}: how many does it name?"


@ON_SQLITE
def test_no_page_shows_a_name_without_an_entry_that_is_counted_as_reading(
    app: Flask, sign_in: SignIn, session: Session, ids: dict[str, Any]
) -> None:
    moments = (TEA_TIME + timedelta(hours=1, minutes=11 * place) for place in count())
    agent, showed = sign_in(Role.AGENT), set()
    for endpoint, path in pages(app, ids):
        session.rollback()
        before, _ = head_of(session)
        app.config["CANVASS_CLOCK"] = partial(min, next(moments), wall_clock())
        reply = agent.get(path)
        session.rollback()
        if NAME.encode() in reply.data:
            showed.add(endpoint)
            check_entries(
                endpoint, [one for one in log_page(session, None, 9) if one.number > before]
            )
    assert showed >= {"asked.everything", "casework.cases", "doubtful.pair", "lifts.asked"}, showed
    assert len(showed) >= 13, showed
    assert verify_log(session)[1] is None


def test_an_agent_finds_who_saw_somebody_and_that_the_log_is_whole(
    sign_in: SignIn, session: Session
) -> None:
    ward = fill_ward(session, doors=2)
    organiser, agent = sign_in(Role.ORGANISER), sign_in(Role.AGENT)
    for _ in range(3):
        organiser.get(f"/c/westminster/knockup/wards/{ward.id}")
    organiser.get(f"/c/westminster/knockup/wards/{ward.id}.csv")
    organiser.get(f"/c/westminster/knockup/wards/{ward.name}")

    reply = agent.post(LOG, data={"number": "CH1-2"}, follow_redirects=True)
    assert "Who saw CH1-2" in reply.text
    assert [one.note.deed for one in log_page(session, None, 9)] == [
        Deed.LOG_SEEN,
        Deed.LIST_TAKEN,
        Deed.LIST_SEEN,
    ]
    assert reply.text.count("knock-up list: Churchill") == 1
    assert "knock-up list as a file: Churchill" in reply.text
    assert agent.post(LOG, data={"number": "CH1-99"}).status_code == 400

    end = re.findall(r"[0-9]+(?:-[0-9a-f]{4}){4}", agent.get(LOG).text)[0]
    whole = agent.post(f"{LOG}check", data={"end": end}).text
    assert "the end you wrote down is among them" in whole
    assert agent.post(f"{LOG}check", data={"end": "3"}).status_code == 400
    session.execute(delete(AuditEvent).where(AuditEvent.number == 1))
    session.commit()
    assert "Entry 1 is missing" in agent.post(f"{LOG}check", data={"end": ""}).text


@ON_SQLITE
def test_what_phones_send_waits_for_no_log_and_a_walk_that_is_fetched_is_in_it(
    app: Flask, session: Session, ids: dict[str, Any]
) -> None:
    phone = app.test_client()
    vi = make_user(session)
    add_member(session, vi, Role.VOLUNTEER)
    walk = session.query(Walk).filter_by(id=ids["walk_id"]).one()
    make_lease(session, walk, vi.id, wall_clock())
    token = open_sign_in(session, vi, wall_clock())
    session.commit()
    with phone.session_transaction() as cookie:
        cookie["_user_id"] = token
    walk_id = ids["walk_id"]
    phone.get(f"/c/westminster/doorstep/walks/{walk_id}.json")
    session.rollback()
    before = head_of(session)
    assert log_page(session, None, 1)[0].note.deed is Deed.WALK_SENT

    response = {
        "id": str(uuid4()),
        "walk": str(walk_id),
        "household": str(ids["household_id"]),
        "elector": str(ids["elector_id"]),
        "outcome": "spoke",
        "spoken_at": wall_clock().isoformat(),
        "issues": [],
    }
    told = {"device": str(uuid4()), "sent_at": wall_clock().isoformat(), "responses": [response]}
    reply = phone.post("/c/westminster/doorstep/sync", json=told)
    assert [one["status"] for one in json_of(reply)["outcomes"].values()] == ["kept"]

    session.rollback()
    assert head_of(session) == before


@ON_SQLITE
def test_a_list_is_given_though_the_log_cannot_be_written_and_the_entry_comes_later(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    ward = fill_ward(session, doors=2)
    agent = sign_in(Role.AGENT)
    with app.app_context(), db.engine.connect() as connection:
        pages = connection.exec_driver_sql("pragma page_count").scalar_one()

    def keep_full(connection: Any, _record: object, _proxy: object) -> None:  # noqa: ANN401
        connection.execute(f"pragma max_page_count={pages if is_full else 10**9}")

    is_full = True
    with app.app_context():
        event.listen(db.engine, "checkout", keep_full)
    while agent.get(f"/c/westminster/knockup/wards/{ward.id}.csv").status_code == 200:
        if app.extensions["canvass-late-notes"]:
            break
    assert app.extensions["canvass-late-notes"]
    is_full = False

    assert agent.get(f"/c/westminster/knockup/wards/{ward.id}").status_code == 200

    assert not app.extensions["canvass-late-notes"]
    assert verify_log(session)[1] is None
    assert {Deed.LIST_SEEN, Deed.LIST_TAKEN} == {
        one.note.deed for one in log_page(session, None, 2)
    }


@ON_SQLITE
def test_a_list_does_not_wait_for_whoever_writes(
    ids: dict[str, Any], sign_in: SignIn, app: Flask, database_url: str
) -> None:
    agent = sign_in(Role.AGENT)
    url = f"/c/westminster/knockup/wards/{ids['ward_id']}.json"
    with closing(connect(make_url(database_url).database or "")) as importing:
        importing.execute("begin immediate")
        began = monotonic()
        assert agent.get(url).status_code == 200
        assert monotonic() - began < 5
        assert app.extensions["canvass-late-notes"]
    agent.get(url)
    assert not app.extensions["canvass-late-notes"]


def limited(sign_in: SignIn, session: Session) -> FlaskClient:
    """Give the browser of an organiser who works in one ward, and not in the one that is filled."""
    elsewhere, organiser = make_ward(session, "Abbey Road"), sign_in(Role.ORGANISER)
    newest = select(Membership.id).order_by(Membership.id.desc()).limit(1)
    membership_id = session.scalars(newest).one()
    session.add(MembershipWard(membership_id=membership_id, ward_id=elsewhere.id))
    session.commit()
    return organiser


@ON_SQLITE
def test_whoever_works_in_one_ward_reads_no_name_of_another_on_any_page(
    app: Flask, sign_in: SignIn, session: Session, ids: dict[str, Any]
) -> None:
    organiser = limited(sign_in, session)
    told = [one for one, path in pages(app, ids) if NAME.encode() in organiser.get(path).data]
    assert told == []


def changes(app: Flask, ids: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give every address of a campaign at which something of a ward can be changed."""
    for rule in app.url_map.iter_rules():
        is_change = "POST" in (rule.methods or ()) and NEEDS.get(app.view_functions[rule.endpoint])
        mine = rule.arguments - {"slug"}
        if is_change and mine and mine <= ids.keys():
            path = rule.build({"slug": "westminster", **{one: ids[one] for one in mine}})
            assert path
            yield rule.endpoint, path[1]


@ON_SQLITE
def test_whoever_works_in_one_ward_changes_nothing_of_another(
    app: Flask, sign_in: SignIn, session: Session, ids: dict[str, Any]
) -> None:
    organiser = limited(sign_in, session)
    for endpoint, path in changes(app, ids):
        reply = organiser.post(path, data={"verdict": "none"})
        assert reply.status_code in (403, 404), endpoint
