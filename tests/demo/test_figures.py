"""What the demonstration says: council files with traps, wards that differ, lists to work from."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from canvass import create_app
from canvass.config import Settings
from canvass.core.campaign import Contest, Nation
from canvass.core.council_table import read_table
from canvass.core.demo import DEMO_SLUG
from canvass.core.franchise import Electorate
from canvass.core.layouts import Kind
from canvass.core.pictures import Period, WardPicture
from canvass.core.places import read_places
from canvass.core.register import FoundDoor, Register
from canvass.core.sources import Source
from canvass.db import db
from canvass.demo.build import build_demo, is_built, renew_walk, start_again
from canvass.demo.campaign import EVERYWHERE, POLLING_DAY, VOLUNTEER
from canvass.demo.council_files import (
    HALAROSE_REFUSED,
    XPRESS_REFUSED,
    places_file,
    register_file,
)
from canvass.demo.electors import ward_register
from canvass.demo.replay import DemoError, Replay
from canvass.demo.streets import WARDS, WardPlan
from canvass.demo.telling import AS_AT
from canvass.store.accounts import Campaign, campaign_called, the_campaign, user_called
from canvass.store.contacts import Contact
from canvass.store.knockup import knockup_doors
from canvass.store.leases import WalkLease, is_held
from canvass.store.places import wards_for
from canvass.store.register import Elector
from canvass.store.telling import told_at
from canvass.store.ward_pictures import picture_of

NOW = datetime(2026, 11, 2, 18, 0, tzinfo=UTC)
SMALL = 0.05
ELECTORATE = Electorate(Nation.ENGLAND, Contest.LOCAL, POLLING_DAY)


def quiet(_step: str, _done: int, _of: int) -> None:
    """Hear how far the work is, and say nothing."""


def make_app(folder: Path) -> Flask:
    """Make an app on an empty database with all its tables."""
    folder.mkdir(exist_ok=True)
    url = f"sqlite:///{folder / 'demo.db'}"
    app = create_app(Settings("s" * 32, url, folder, is_secure=False, is_demo=True))
    with app.app_context():
        upgrade()
    return app


def close(app: Flask) -> None:
    """Let go of the database."""
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    app = make_app(tmp_path_factory.mktemp("figures"))
    replay = Replay(app, 2018, SMALL, quiet)
    build_demo(replay, str.upper, NOW)
    yield replay
    close(app)


@pytest.fixture(scope="module")
def reports(replay: Replay) -> dict[str, WardPicture]:
    with replay.session() as session:
        return {
            ward.name: picture_of(session, ward, Period(), NOW)
            for ward in wards_for(session, EVERYWHERE)
        }


def share(report: WardPicture, code: str) -> float:
    """Give the share that is shown of an issue; 0 where it is withheld."""
    return next(issue.cell.share or 0 for issue in report.issues if issue.code == code)


@pytest.mark.parametrize("ward", WARDS, ids=lambda ward: ward.name)
def test_a_ward_s_file_holds_its_electors_and_doors_and_some_rows_to_refuse(ward: WardPlan) -> None:
    told = ward_register(ward, 2018)
    name, body = register_file(ward, told)
    register = Register(read_table(io.BytesIO(body), Kind.FULL), ELECTORATE)

    doors: list[FoundDoor] = []
    for _ in register:
        doors += register.new_doors
        register.new_doors.clear()

    planned = {(one.district, one.home.lines) for one in told if one.home}
    streets = {street.name for one in ward.districts for street in one.streets}
    refused = HALAROSE_REFUSED if name.endswith(".tsv") else XPRESS_REFUSED
    assert register.taken == len(told)
    assert len(register.table.refused) == refused
    assert len(doors) == len(planned)
    assert {door.address.street.replace("'", "’") for door in doors} == streets
    assert 7000 < len(told) < 9000


def test_there_are_five_wards_of_three_seats_with_sixteen_stations() -> None:
    places = read_places(places_file(WARDS))

    assert len({place.ward_name for place in places}) == 5
    assert len({place.station_name for place in places}) == 16
    assert {place.seats for place in places} == {3}


def test_churchill_raises_housing_and_estate_offices_and_marylebone_oxford_street(
    reports: dict[str, WardPicture],
) -> None:
    churchill = reports["Churchill"]
    others = [report for name, report in reports.items() if name != "Churchill"]

    assert len(others) == 4
    assert share(churchill, "housing") > 0.2
    assert share(churchill, "estate_offices") > 0.2
    assert all(share(other, "estate_offices") < 0.1 for other in others)
    for name in ("Marylebone High Street", "Bryanston and Dorset Square", "West End"):
        assert share(reports[name], "oxford_street") > share(churchill, "oxford_street")
    assert all(any(issue.is_hidden for issue in report.issues) for report in others)


def test_a_third_to_a_half_of_the_doors_were_knocked(reports: dict[str, WardPicture]) -> None:
    for report in reports.values():
        assert 0.3 < report.knocked / report.doors < 0.65
        assert 0 < report.answered < report.knocked


def test_the_knock_up_lists_hold_promises_who_have_neither_voted_nor_vote_by_post(
    replay: Replay,
) -> None:
    with replay.session() as session:
        done = Elector.has_voted | Elector.votes_by_post
        gone = {
            f"{one.name} {one.roll_number}" for one in session.scalars(select(Elector).where(done))
        }
        for ward in wards_for(session, EVERYWHERE):
            doors = knockup_doors(session, ward, POLLING_DAY)
            listed = [promise for door in doors for promise in door.promises]
            assert listed
            assert all(promise.strength <= 2 for promise in listed)
            numbers = {f"{one.name} {one.roll_number.split('-')[1]}" for one in listed}
            assert not numbers & gone


def test_about_a_sixth_had_voted_by_twenty_past_four(replay: Replay) -> None:
    with replay.session() as session:
        voted = list(session.scalars(select(Elector.has_voted)))
        assert told_at(session, the_campaign(session)) == AS_AT
    assert 0.13 < sum(voted) / len(voted) < 0.22


def test_the_volunteer_holds_a_walk_that_is_begun_now_and_after_every_start(
    replay: Replay,
) -> None:
    later = NOW.replace(day=3)
    with replay.session() as session:
        assert is_built(session)
        sam = user_called(session, VOLUNTEER)
        assert sam
        walk = renew_walk(session, later)
        mine = (WalkLease.user_id == sam.id, is_held(later))
        assert [lease.walk_id for lease in session.scalars(select(WalkLease).where(*mine))] == [
            walk.id
        ]
        assert "Lupus Street" in walk.name
        assert session.scalar(select(Contact.id).where(Contact.walk_id == walk.id).limit(1))


def test_starting_again_empties_the_demonstration_and_nothing_else(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    with app.app_context():
        db.session().add(Campaign(slug="leith-2027", name="Leith", polling_day=POLLING_DAY))
        db.session.commit()

    with pytest.raises(DemoError, match="leith-2027"):
        start_again(app)

    with app.app_context():
        leith = campaign_called(db.session(), "leith-2027")
        leith.slug = DEMO_SLUG
        db.session.commit()
    start_again(app)
    assert not (tmp_path / "demo.db").exists()
    close(app)


def test_churchill_was_rung_and_asked_by_letter_as_well(replay: Replay) -> None:
    with replay.session() as session:
        (churchill,) = [one for one in wards_for(session, EVERYWHERE) if one.name == "Churchill"]
        by_source = {
            source: picture_of(session, churchill, Period(source=source), NOW) for source in Source
        }
    assert by_source[Source.DOORSTEP].rung == 0
    assert by_source[Source.TELEPHONE].rung > by_source[Source.TELEPHONE].picked_up > 0
    assert by_source[Source.SURVEY].spoken_to > 0
    assert by_source[Source.EARLIER].spoken_to == 0
