"""Whoever reads more than their work explains is seen, and can be paused at once."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from canvass.core.access import Role
from canvass.core.audit import Deed
from canvass.core.doorstep import Flag, Outcome
from canvass.core.reading import LIMITS, Kind
from canvass.store.accounts import Membership, User, add_member, open_sign_in
from canvass.store.audit import AuditEvent, verify_log
from canvass.store.places import Household, Ward
from canvass.store.register import Elector
from canvass.store.walks import Walk
from canvass.web.clock import wall_clock
from tests.conftest import SignIn
from tests.make import keep, make_lease, make_member, make_response, make_user, make_walk
from tests.polling_day import fill_ward

HERE = "/c/westminster/"
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def alarm_words(session: Session) -> list[str]:
    session.rollback()
    query = select(AuditEvent.words).where(AuditEvent.deed == Deed.READING_ALARMED.value)
    return list(session.scalars(query.order_by(AuditEvent.number)))


def newest(session: Session, role: Role) -> UUID:
    """Give who was let in last with a role."""
    query = select(Membership.user_id).where(Membership.role == role)
    return session.scalars(query.order_by(Membership.id.desc())).first() or UUID(int=0)


def read_pages(browser: FlaskClient, electors: list[Elector]) -> None:
    for one in electors:
        assert browser.get(f"{HERE}electors/{one.id}").status_code == 200


@pytest.fixture
def electors(session: Session) -> list[Elector]:
    fill_ward(session, doors=2 * LIMITS[Kind.PAGES].most + 4)
    return list(session.scalars(select(Elector).order_by(Elector.id)))


def test_an_alarm_stands_at_once_with_who_what_how_much_and_since_when(
    sign_in: SignIn, session: Session, electors: list[Elector]
) -> None:
    organiser, agent = sign_in(Role.ORGANISER), sign_in(Role.AGENT)
    most = LIMITS[Kind.PAGES].most
    read_pages(agent, electors[:most])
    read_pages(agent, electors[:most])  # the same again is nothing more
    assert alarm_words(session) == []
    read_pages(agent, electors[most : most + 1])

    assert alarm_words(session) == [
        "electors’ pages: 41 within an hour, where up to 40 need no reason"
    ]
    page = organiser.get(HERE).text
    assert "Vi Volunteer reads more than their work explains" in page
    assert re.search(r"Electors’ pages: 41 within an hour.*Since \d\d:\d\d, 41 by now", page)

    read_pages(agent, electors[: most + 2])
    assert len(alarm_words(session)) == 1
    assert "42 by now" in organiser.get(HERE).text
    assert verify_log(session)[1] is None


def test_a_reason_ends_the_alarm_and_what_was_read_so_far_counts_no_more(
    sign_in: SignIn, session: Session, electors: list[Elector]
) -> None:
    reader, agent = sign_in(Role.AGENT), sign_in(Role.AGENT)
    whose = session.scalars(select(Membership.user_id).order_by(Membership.id)).first()
    most = LIMITS[Kind.PAGES].most
    read_pages(reader, electors[: most + 1])
    url = f"{HERE}people/{whose}/reading/"

    assert agent.post(f"{url}explain", data={"kind": "electors’ pages"}).status_code == 400
    told = {"kind": "electors’ pages", "reason": "Forty letters came in one envelope."}
    assert agent.post(f"{url}explain", data=told).status_code == 302
    assert "reads more than" not in agent.get(HERE).text
    assert "No alarm stands" in agent.get(url).text

    read_pages(reader, electors[most + 1 : 2 * most + 1])
    assert len(alarm_words(session)) == 1
    read_pages(reader, electors[2 * most + 1 : 2 * most + 2])
    assert len(alarm_words(session)) == 2


def test_whoever_is_paused_opens_nothing_and_goes_on_as_if_nothing_had_been(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    ward = fill_ward(session, doors=2)
    home = session.scalars(select(Household)).first()
    assert home
    walk = make_walk(session, ward.id, home)
    phone, organiser = sign_in(Role.VOLUNTEER), sign_in(Role.ORGANISER)
    vi, priya = newest(session, Role.VOLUNTEER), newest(session, Role.ORGANISER)
    make_lease(session, walk, vi, wall_clock())
    session.commit()
    doors = f"{HERE}doorstep/walks/{walk.id}.json"
    assert phone.get(doors).status_code == 200

    assert organiser.post(f"{HERE}people/{vi}/reading/pause").status_code == 302
    assert [phone.get(doors).status_code, phone.get(f"{HERE}doorstep/").status_code] == [403, 403]
    assert phone.post(f"{HERE}doorstep/sync", json={}).status_code == 403
    assert organiser.post(f"{HERE}people/{vi}/reading/resume").status_code == 302
    assert phone.get(doors).status_code == 200

    agent, packs = sign_in(Role.AGENT), f"{HERE}packs/"
    organiser.get(HERE)
    assert organiser.get(packs).status_code == 200
    agent.post(f"{HERE}people/{priya}/reading/pause")
    assert [organiser.get(HERE).status_code, organiser.get(packs).status_code] == [403, 403]
    agent.post(f"{HERE}people/{priya}/reading/resume")
    assert [organiser.get(HERE).status_code, organiser.get(packs).status_code] == [200, 200]
    agent.post(f"{HERE}people/{priya}/undo")
    assert app.test_client().get(packs).status_code == 403
    assert organiser.get(packs).status_code == 403


@ON_SQLITE
def test_nobody_decides_about_themselves_or_about_somebody_who_may_more(
    sign_in: SignIn, session: Session
) -> None:
    organiser, agent = sign_in(Role.ORGANISER), sign_in(Role.AGENT)
    priya, sade = newest(session, Role.ORGANISER), newest(session, Role.AGENT)
    for browser, whom in ((organiser, priya), (organiser, sade), (agent, sade)):
        for what in ("pause", "resume", "explain"):
            told = {"kind": "walks", "reason": "because"}
            reply = browser.post(f"{HERE}people/{whom}/reading/{what}", data=told)
            assert reply.status_code == 400
        page = browser.get(f"{HERE}people/{whom}/reading/").text
        assert "for somebody else to say" in page
    assert organiser.get(HERE).status_code == 200


def walks_of(session: Session, ward: Ward, count: int) -> list[Walk]:
    homes = session.scalars(select(Household).order_by(Household.id).limit(count))
    return [make_walk(session, ward.id, home) for home in homes]


def test_walks_at_whose_doors_somebody_recorded_are_explained(app: Flask, session: Session) -> None:
    ward = fill_ward(session, doors=8)
    walks = walks_of(session, ward, 8)
    for is_out in (True, False):
        member = make_member(session, Role.VOLUNTEER)
        user = session.get_one(User, member.user_id)
        add_member(session, user, Role.VOLUNTEER)
        for walk, one in zip(walks, session.scalars(select(Elector)), strict=True):
            make_lease(session, walk, user.id, wall_clock())
            if is_out:
                told = make_response(walk, one, outcome=Outcome.NOT_IN, elector=None)
                keep(session, member, told)
        phone = signed_in(app, session, user, wall_clock())
        for walk in walks:
            assert phone.get(f"{HERE}doorstep/walks/{walk.id}.json").status_code == 200
        assert len(alarm_words(session)) == (0 if is_out else 1)


def signed_in(app: Flask, session: Session, user: User, moment: datetime) -> FlaskClient:
    token = open_sign_in(session, user, moment)
    session.commit()
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = token
    return browser


class Scraper(FlaskClient):
    """A script that looks at no page: it takes what it is given."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # noqa: ANN401  werkzeug's own
        return super().open(*args, headers={"Sec-Fetch-Site": "none"}, **kwargs)


def addresses(app: Flask, session: Session) -> Iterator[str]:
    """Give every address of the campaign, with ids of all that can be read there."""
    ids = [
        id_
        for table in (Elector, Household, Ward, Walk)
        for id_ in session.scalars(select(table.id).order_by(table.id).limit(2))
    ]
    for rule in app.url_map.iter_rules():
        if "slug" not in rule.arguments or rule.endpoint.endswith((".worker", ".manifest")):
            continue
        wanted = rule.arguments - {"slug"}
        for one in ids if wanted else [None]:
            built = rule.build({"slug": "westminster", **dict.fromkeys(wanted, one)})
            assert built
            yield built[1]


def take_all(phone: FlaskClient, paths: list[str], *, post: bool) -> str:
    """Ask for every address, and try to change something at each where `post`."""
    tried = [phone.get(path).text for path in paths]
    if post:
        tried += [phone.post(path, json={}).text for path in paths]
    return "".join(tried)


@ON_SQLITE
def test_a_scraper_who_is_a_volunteer_gets_no_more_than_the_leased_doors_in_24_hours(
    app: Flask, session: Session
) -> None:
    ward = fill_ward(session, doors=9)
    mine, _ = walks_of(session, ward, 2)
    everybody = {one.name for one in session.scalars(select(Elector))}
    vi, began = make_user(session), wall_clock()
    add_member(session, vi, Role.VOLUNTEER)
    make_lease(session, mine, vi.id, began)
    session.commit()
    everywhere = sorted(set(addresses(app, session)))
    assert len(everywhere) > 300
    app.test_client_class = Scraper

    found = {}
    for hour in (0, 4, 9, 24):
        moment = began + timedelta(hours=hour)
        app.config["CANVASS_CLOCK"] = lambda moment=moment: moment
        phone = signed_in(app, session, vi, moment)
        read = take_all(phone, everywhere, post=hour in (4, 24))
        found[hour] = {name for name in everybody if name in read}

    assert found == {0: {"Elector 001"}, 4: {"Elector 001"}, 9: set(), 24: set()}
    raised = select(AuditEvent.at).where(AuditEvent.deed == Deed.READING_ALARMED.value)
    first = session.scalars(raised).first()
    assert first is not None
    assert first - began < timedelta(minutes=1)


def fill_requests(session: Session) -> None:
    """Have eight ask for a poster, and five of them to help."""
    ward, teller = fill_ward(session, doors=8), make_member(session, Role.VOLUNTEER)
    walk = make_walk(session, ward.id, *session.scalars(select(Household)))
    make_lease(session, walk, teller.user_id)
    for place, one in enumerate(session.scalars(select(Elector).order_by(Elector.id)).all()):
        flags = frozenset({Flag.POSTER, Flag.HELP} if place < 5 else {Flag.POSTER})
        keep(session, teller, make_response(walk, one, flags=flags))
    session.commit()


@ON_SQLITE
def test_lists_over_all_wards_count_as_many_as_they_named_and_no_more_for_being_opened_again(
    app: Flask, sign_in: SignIn, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, Kind.NAMES, replace(LIMITS[Kind.NAMES], most=12))
    fill_requests(session)
    reader, agent = sign_in(Role.AGENT), sign_in(Role.AGENT)
    for minutes in (0, 11, 22):
        moment = wall_clock() + timedelta(minutes=minutes)
        app.config["CANVASS_CLOCK"] = lambda moment=moment: moment
        reader.get(f"{HERE}asked/")
        reader.get(f"{HERE}asked/")
    assert alarm_words(session) == []
    reader.get(f"{HERE}asked/?for=help")
    (words,) = alarm_words(session)
    assert (
        words == "electors in lists of all wards: 13 within an hour, where up to 12 need no reason"
    )
    whose = session.scalars(select(Membership.user_id).order_by(Membership.id.desc()).offset(1))
    url = f"{HERE}people/{whose.first()}/reading/"
    session.rollback()
    told = {"kind": Kind.NAMES.value, "reason": "The posters go out tomorrow."}
    assert agent.post(f"{url}explain", data=told).status_code == 302
    assert "No alarm stands" in agent.get(url).text
    app.config["CANVASS_CLOCK"] = lambda: wall_clock() + timedelta(minutes=40)
    reader.get(f"{HERE}asked/")
    assert len(alarm_words(session)) == 1
