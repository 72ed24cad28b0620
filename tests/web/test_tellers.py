"""The teller's phone: let in by a code, sends numbers, and reads no name."""

import io
import json
import re
from datetime import datetime, time, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.passes import UNDERTAKING
from canvass.store.accounts import (
    Campaign,
    Membership,
    MembershipWard,
    SignIn,
    User,
    add_campaign,
    add_member,
    the_campaign,
)
from canvass.store.base import open_for
from canvass.store.contacts import Contact
from canvass.store.passes import SENDS_FOR, WalkCode, make_code
from canvass.store.places import PollingDistrict, PollingStation, Ward
from canvass.store.register import Elector
from canvass.store.telling import MarkSource, TellingMark
from canvass.web.clock import wall_clock
from canvass.web.statics import packed
from tests.conftest import POLLING_DAY
from tests.conftest import SignIn as SignInAs
from tests.make import (
    make_district,
    make_door,
    make_elector,
    make_street,
    make_user,
    make_walk,
    make_ward,
)
from tests.pages import json_of
from tests.parcels import parcel

CAMPAIGN = "/c/westminster"
URL = f"{CAMPAIGN}/telling"
HAND_IN = f"{CAMPAIGN}/doorstep/hand-in"
HEADERS = {"Accept": "application/json"}
STATIC = Path(__file__).parent.parent.parent / "canvass" / "static"
IMPORT = re.compile(r'^(?:import|export) .*? from "(\.{1,2}/[\w./-]+)";', re.MULTILINE)
MOST = 40_000


@pytest.fixture
def ward(session: Session) -> Ward:
    """Churchill on a day of rehearsal: 407 and 888/8 vote in person, 500 by post."""
    the_campaign(session).rehearsal_on = wall_clock().date()
    ward = make_ward(session)
    station = PollingStation(name="Residents’ Hall", address="Claverton Street")
    session.add(station)
    session.flush()
    district = make_district(session, ward, "CH1")
    district.polling_station_id = station.id
    door = make_door(session, make_street(session, district), "2")
    make_elector(session, door, roll_number="407", name="Ada Example", is_promise=True)
    make_elector(session, door, roll_number="888", roll_suffix="8", name="Obi Example")
    make_elector(session, door, roll_number="500", name="Zoë Núñez", votes_by_post=True)
    session.commit()
    return ward


@pytest.fixture
def code(session: Session, ward: Ward) -> str:
    assert ward.name
    made = make_code(session, None, make_user(session, "Priya").id, wall_clock())
    session.commit()
    return made


@pytest.fixture
def walk_code(session: Session, ward: Ward) -> str:
    walk = make_walk(session, ward.id)
    made = make_code(session, walk, make_user(session, "Priya").id, wall_clock())
    session.commit()
    return made


class Phone:
    """A teller's phone that was let in."""

    def __init__(self, client: FlaskClient, code: str) -> None:
        self.client = client
        self.device = uuid4()
        self.joined = join(client, code, self.device)
        self.headers = HEADERS | {"Canvass-Device": str(self.device)}

    def fetch(self, path: str) -> Any:  # noqa: ANN401  werkzeug's own
        return self.client.get(f"{URL}/{path}", headers=self.headers)

    def sync(self, *messages: object, sent_at: datetime | None = None) -> dict[str, Any]:
        told = batch(self.device, *messages, sent_at=sent_at)
        outcomes: dict[str, Any] = json_of(
            self.client.post(f"{URL}/sync", json=told, headers=self.headers)
        )["outcomes"]
        return outcomes


@pytest.fixture
def phone(app: Flask, code: str) -> Phone:
    return Phone(app.test_client(), code)


def join(client: FlaskClient, code: str, device: UUID | None = None, **values: Any) -> Any:  # noqa: ANN401
    told = {
        "code": code,
        "name": "Theo",
        "device": str(device or uuid4()),
        "undertaking": UNDERTAKING,
        **values,
    }
    return client.post(f"{URL}/join", json=told, headers=HEADERS)


def batch(device: UUID, *messages: object, sent_at: datetime | None = None) -> dict[str, Any]:
    sent = (sent_at or wall_clock()).isoformat()
    return {"device": str(device), "sent_at": sent, "responses": list(messages)}


def taken(typed: str, **values: Any) -> dict[str, Any]:  # noqa: ANN401
    now = wall_clock().isoformat()
    return {"id": str(uuid4()), "taken_at": now, "district": "CH1", "typed": typed, **values}


def undone(message: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(uuid4()), "taken_at": wall_clock().isoformat(), "undoes": message["id"]}


def statuses(outcomes: dict[str, Any]) -> list[str]:
    return [one["status"] for one in outcomes.values()]


def marks(session: Session) -> list[TellingMark]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(TellingMark).order_by(TellingMark.taken_at)))


def has_voted(session: Session, number: str) -> bool:
    session.rollback()
    session.expire_all()
    return session.scalars(select(Elector).where(Elector.roll_number == number)).one().has_voted


def test_a_teller_joins_by_a_code_without_an_account_and_may_only_tell(
    app: Flask, session: Session, code: str
) -> None:
    client = app.test_client()
    for _ in range(2):
        asked = json_of(client.post(f"{URL}/join/ask", json={"code": code.lower()}))
        assert asked == {"giver": "Priya", "campaign": "Westminster 2018"}

    phone = Phone(client, code)

    assert json_of(phone.joined) == {"phone": f"{URL}/phone"}
    person = session.scalars(select(User).where(User.name == "Theo")).one()
    role = session.scalars(select(Membership.role).where(Membership.user_id == person.id)).one()
    assert (person.email, role) == (None, Role.TELLER)
    assert client.post(f"{URL}/join/ask", json={"code": code}, headers=HEADERS).status_code == 400
    second = join(app.test_client(), code)
    assert (second.status_code, "each works for one phone" in second.text) == (400, True)


def test_a_teller_reads_no_name_no_list_and_no_tally(
    app: Flask, phone: Phone, session: Session, ward: Ward
) -> None:
    district = session.scalars(select(PollingDistrict)).one()
    told = phone.fetch("districts.json").text + phone.fetch(f"districts/{district.id}.json").text
    for secret in ("Ada", "Obi", "Núñez", "Example", "voted", "promise"):
        assert secret not in told, secret
    for path in ("/", "/knockup/", f"/knockup/wards/{ward.id}", "/issues/", "/doorstep/"):
        reply = phone.client.get(f"{CAMPAIGN}{path}", headers=phone.headers)
        assert reply.status_code == 403, path
    assert phone.fetch("").status_code == 403
    assert app.test_client().get(f"{URL}/phone").status_code == 200


def test_a_teller_who_signs_in_lands_on_the_phone_page(
    sign_in: SignInAs, session: Session, ward: Ward
) -> None:
    assert ward.name
    teller = sign_in(Role.TELLER)
    assert teller.get("/").headers["Location"] == f"{URL}/phone"
    refused = teller.get(f"{CAMPAIGN}/")
    assert (refused.status_code, 'href="/"' in refused.text) == (403, True)
    assert "Take numbers" in refused.text
    assert "Committee room" not in refused.text

    user = session.scalars(select(User)).one()
    add_campaign(session, Campaign(slug="other", name="Other", polling_day=POLLING_DAY))
    add_member(session, user, Role.VOLUNTEER)
    session.commit()
    open_for(session, 1)
    page = teller.get("/").text
    assert f'href="{URL}/phone"' in page
    assert 'href="/c/other/"' in page


def test_the_code_of_a_walk_does_not_open_the_telling_and_says_so(
    app: Flask, session: Session, walk_code: str
) -> None:
    asked = app.test_client().post(f"{URL}/join/ask", json={"code": walk_code}, headers=HEADERS)
    joined = join(app.test_client(), walk_code)
    for reply in (asked, joined):
        assert (reply.status_code, "for a walk from door to door" in reply.text) == (400, True)
    assert session.scalars(select(WalkCode)).one().used_at is None
    assert session.scalars(select(Membership)).all() == []


def test_the_code_of_a_teller_does_not_open_a_walk_and_says_so(
    app: Flask, session: Session, code: str
) -> None:
    doorstep = f"{CAMPAIGN}/doorstep/join"
    told = {"code": code, "name": "Sam", "device": str(uuid4()), "undertaking": UNDERTAKING}
    asked = app.test_client().post(f"{doorstep}/ask", json={"code": code}, headers=HEADERS)
    joined = app.test_client().post(doorstep, json=told, headers=HEADERS)
    for reply in (asked, joined):
        assert (reply.status_code, "This code is for tellers." in reply.text) == (400, True)
    assert session.scalars(select(WalkCode)).one().used_at is None
    assert session.scalars(select(Membership)).all() == []


@pytest.mark.parametrize("values", [{"name": " "}, {"undertaking": "0"}, {"device": "x"}])
def test_a_phone_that_says_too_little_uses_no_code_up(
    app: Flask, code: str, values: dict[str, Any]
) -> None:
    assert join(app.test_client(), code, **values).status_code == 400
    assert join(app.test_client(), code).status_code == 200


@pytest.mark.parametrize("days", [-3, 40])
def test_the_sign_in_outlives_the_close_of_poll(
    app: Flask, session: Session, code: str, days: int
) -> None:
    campaign = the_campaign(session)
    campaign.rehearsal_on = wall_clock().date() + timedelta(days=days)
    session.commit()
    join(app.test_client(), code)
    ends_at = session.scalars(select(SignIn)).one().ends_at
    close = datetime.combine(campaign.telling_day, time(22), campaign.time_zone)
    latest = max(close, wall_clock())
    assert abs(ends_at - latest - SENDS_FOR) < timedelta(minutes=1)


def test_a_sign_in_carried_to_another_phone_opens_nothing(phone: Phone) -> None:
    for device in (str(uuid4()), "None"):
        headers = HEADERS | {"Canvass-Device": device}
        assert phone.client.get(f"{URL}/districts.json", headers=headers).status_code == 403
        assert phone.client.post(f"{URL}/sync", json={}, headers=headers).status_code == 403


def test_an_organiser_shows_a_code_as_a_picture_and_as_text(
    sign_in: SignInAs, app: Flask, ward: Ward
) -> None:
    assert ward.name
    organiser = sign_in(Role.ORGANISER)
    assert f'action="{URL}/code"' in organiser.get(f"{URL}/").text
    page = organiser.post(f"{URL}/code").text
    assert 'role="img"' in page
    typed = page.split('<p class="typed">')[1].split("</p>")[0]
    assert join(app.test_client(), typed).status_code == 200
    made = json_of(organiser.post(f"{URL}/code", headers=HEADERS))
    assert made["url"] == f"http://localhost{URL}/join#{made['code'].replace('-', '')}"
    for role in (Role.TELLER, Role.VOLUNTEER):
        assert sign_in(role).post(f"{URL}/code", headers=HEADERS).status_code == 403


def test_a_phone_learns_where_to_stand_and_which_numbers_vote_there(
    phone: Phone, ward: Ward
) -> None:
    told = json_of(phone.fetch("districts.json"))
    [place] = told["districts"]
    assert (place["code"], place["ward"]) == ("CH1", ward.name)
    assert "Residents’ Hall" in place["station"]
    assert told["polls"]["close"] == "22:00"
    assert set(told["sender"]) == {"key", "author"}

    numbers = json_of(phone.fetch(f"districts/{place['id']}.json"))

    assert numbers["numbers"] == ["407", "500", "888/8"]
    assert numbers["postal"] == ["500"]
    assert phone.fetch(f"districts/{uuid4()}.json").status_code == 404


def test_an_organiser_of_one_ward_stands_at_its_stations_only(
    sign_in: SignInAs, session: Session, ward: Ward
) -> None:
    other = make_district(session, make_ward(session, "Bayswater"), "BA1")
    session.commit()
    from_all = json_of(sign_in(Role.AGENT).get(f"{URL}/districts.json", headers=HEADERS))
    assert [one["code"] for one in from_all["districts"]] == ["BA1", "CH1"]
    client = limited_to(sign_in, session, ward)
    mine = json_of(client.get(f"{URL}/districts.json", headers=HEADERS))
    assert [one["code"] for one in mine["districts"]] == ["CH1"]
    assert client.get(f"{URL}/districts/{other.id}.json", headers=HEADERS).status_code == 404


def limited_to(sign_in: SignInAs, session: Session, ward: Ward) -> FlaskClient:
    """Sign in an organiser of one ward."""
    before = {one.id for one in session.scalars(select(Membership))}
    client = sign_in(Role.ORGANISER)
    session.expire_all()
    mine = next(one for one in session.scalars(select(Membership)) if one.id not in before)
    session.add(MembershipWard(membership_id=mine.id, ward_id=ward.id))
    session.commit()
    return client


def test_numbers_strike_their_electors_and_say_who_took_them(
    phone: Phone, session: Session
) -> None:
    first, second = taken("407"), taken("888/8")
    assert statuses(phone.sync(first, second)) == ["kept", "kept"]
    assert statuses(phone.sync(first, second)) == ["duplicate", "duplicate"]
    assert (has_voted(session, "407"), has_voted(session, "888")) == (True, True)
    theo = session.scalars(select(User).where(User.name == "Theo")).one()
    assert {(mark.source, mark.user_id) for mark in marks(session)} == {
        (MarkSource.TELLER, theo.id)
    }


def test_a_number_the_teller_is_unsure_of_strikes_nobody_by_itself(
    phone: Phone, session: Session
) -> None:
    assert statuses(phone.sync(taken("407?"))) == ["kept"]
    assert not has_voted(session, "407")


def test_a_number_is_taken_back_also_when_it_is_on_the_server_already(
    phone: Phone, session: Session
) -> None:
    number = taken("407")
    phone.sync(number)
    assert has_voted(session, "407")
    back = undone(number)
    assert statuses(phone.sync(back)) == ["kept"]
    assert statuses(phone.sync(back)) == ["duplicate"]
    assert not has_voted(session, "407")


def test_another_tellers_number_is_not_taken_back(
    app: Flask, phone: Phone, session: Session
) -> None:
    number = taken("407")
    phone.sync(number)
    made = make_code(session, None, make_user(session).id, wall_clock())
    session.commit()
    other = Phone(app.test_client(), made)
    [outcome] = other.sync(undone(number)).values()
    assert (outcome["status"], "somebody else" in outcome["reason"]) == ("refused", True)
    assert has_voted(session, "407")


def test_a_number_and_its_undo_come_to_the_same_in_whatever_order_and_however_often(
    phone: Phone, session: Session
) -> None:
    """Two marks of one elector, of which one is taken back, and each may come twice."""
    moment = wall_clock() - timedelta(hours=6)
    for order in sorted(set(permutations("ABUAU"))):
        moment += timedelta(minutes=1)  # nobody takes numbers as fast as this test
        first, second = (taken("407", taken_at=moment.isoformat()) for _ in range(2))
        messages = {"A": first, "B": second, "U": undone(first)}
        for name in order:
            [outcome] = phone.sync(messages[name]).values()
            assert outcome["status"] in {"kept", "duplicate"}, order
        assert has_voted(session, "407"), order
        phone.sync(undone(second))
        assert not has_voted(session, "407"), order


def test_one_bad_number_never_stops_its_neighbours(phone: Phone, session: Session) -> None:
    good = [taken("407"), taken("888/8")]
    bad: list[Any] = [
        taken("4 0 7 x"),
        taken(""),
        taken("4\x0007"),
        taken("half \ud83d"),
        taken("407", taken_at="yesterday"),
        taken("407", taken_at="1066-10-14T09:00:00+00:00"),
        taken("9" * 41),
        taken("407", undoes=str(uuid4())),
        {"id": "x", "taken_at": None},
        {"id": str(uuid4()), "spoken_at": wall_clock().isoformat()},
        "nonsense",
        None,
    ]
    outcomes = phone.sync(good[0], *bad, good[1])
    assert [outcomes.pop(one["id"])["status"] for one in good] == ["kept", "kept"]
    assert {one["status"] for one in outcomes.values()} == {"refused"}
    assert all(one["reason"] for one in outcomes.values())
    assert len(outcomes) == len(bad)
    assert len(marks(session)) == 2


def test_what_is_no_batch_is_refused_whole(phone: Phone) -> None:
    reply = phone.client.post(f"{URL}/sync", data=b"[]", headers=phone.headers)
    assert (reply.status_code, "still on your phone" in reply.text) == (400, True)


def test_a_phone_whose_clock_is_off_tells_the_right_time(phone: Phone, session: Session) -> None:
    off = wall_clock() - timedelta(hours=5)
    phone.sync(taken("407", taken_at=off.isoformat()), sent_at=off)
    [mark] = marks(session)
    assert abs(wall_clock() - mark.taken_at) < timedelta(minutes=1)


@pytest.fixture
def sender(phone: Phone) -> dict[str, str]:
    told: dict[str, str] = json_of(phone.fetch("districts.json"))["sender"]
    return told


def test_sealed_numbers_are_their_authors_whoever_carries_them_here(
    app: Flask, phone: Phone, session: Session, sender: dict[str, str]
) -> None:
    number = taken("407")
    stranger = app.test_client()
    sent = batch(uuid4(), parcel(sender, number), taken("888/8"))
    outcomes = json_of(stranger.post(HAND_IN, json=sent))["outcomes"]
    assert statuses(outcomes) == ["refused", "kept"] or statuses(outcomes) == ["kept", "refused"]
    assert statuses(phone.sync(parcel(sender, number))) == ["duplicate"]
    assert statuses(phone.sync(parcel(sender, undone(number)))) == ["kept"]
    [mark] = marks(session)
    theo = session.scalars(select(User).where(User.name == "Theo")).one()
    assert (mark.user_id, mark.undone_at is not None) == (theo.id, True)


def test_an_organiser_hands_in_a_tellers_file(
    sign_in: SignInAs, session: Session, sender: dict[str, str]
) -> None:
    saved = json.dumps({"campaign": "westminster", "responses": [parcel(sender, taken("407"))]})
    file = (io.BytesIO(saved.encode()), "unsent-westminster.json")
    page = sign_in(Role.ORGANISER).post(f"{CAMPAIGN}/doorstep/parcels", data={"file": file}).text
    assert "1 number kept" in page
    assert has_voted(session, "407")


def test_what_still_comes_from_a_barred_teller_counts_for_nothing(
    app: Flask, phone: Phone, session: Session, sender: dict[str, str]
) -> None:
    session.execute(update(Membership).values(barred_at=wall_clock()))
    session.commit()
    told = batch(phone.device, taken("407"))
    assert phone.client.post(f"{URL}/sync", json=told, headers=phone.headers).status_code == 403
    sent = batch(uuid4(), parcel(sender, taken("407")))
    assert statuses(json_of(app.test_client().post(HAND_IN, json=sent))["outcomes"]) == ["kept"]
    assert not has_voted(session, "407")


def test_a_volunteer_takes_no_numbers_by_any_door(sign_in: SignInAs, session: Session) -> None:
    volunteer = sign_in(Role.VOLUNTEER)
    for path in ("telling/sync", "doorstep/sync"):
        reply = volunteer.post(
            f"{CAMPAIGN}/{path}", json=batch(uuid4(), taken("407")), headers=HEADERS
        )
        if reply.status_code != 403:
            [outcome] = json_of(reply)["outcomes"].values()
            assert (outcome["status"], "no teller" in outcome["reason"]) == ("refused", True)
    assert marks(session) == []


def test_a_teller_records_no_response_at_a_door(phone: Phone, session: Session, ward: Ward) -> None:
    elector = session.scalars(select(Elector).where(Elector.roll_number == "407")).one()
    response = {
        "id": str(uuid4()),
        "household": str(elector.household_id),
        "walk": str(make_walk(session, ward.id).id),
        "elector": str(elector.id),
        "outcome": "spoke",
        "strength": 1,
        "spoken_at": wall_clock().isoformat(),
    }
    session.commit()
    assert statuses(phone.sync(response)) == ["refused"]
    assert session.scalars(select(Contact)).all() == []


def test_the_pages_are_the_same_for_a_campaign_that_is_not_there(app: Flask, code: str) -> None:
    assert code
    stranger = app.test_client()
    for path in ("join", "phone"):
        here = stranger.get(f"{URL}/{path}").text
        assert here == stranger.get(f"/c/nowhere/telling/{path}").text.replace(
            "nowhere", "westminster"
        )
        assert "Westminster 2018" not in here


def imports_of(path: Path, seen: set[Path]) -> set[Path]:
    """Follow the imports of a module to their end."""
    if path not in seen:
        seen.add(path)
        for found in IMPORT.findall(path.read_text("utf-8")):
            imports_of((path.parent / found).resolve(), seen)
    return seen


def told_by(script: str, name: str) -> Any:  # noqa: ANN401  JSON is of any shape
    line = next(line for line in script.splitlines() if line.startswith(f"self.{name} = "))
    return json.loads(line.partition(" = ")[2].rstrip(";"))


def test_every_file_the_tellers_worker_keeps_is_there_and_none_of_it_is_the_doorsteps_alone(
    app: Flask,
) -> None:
    client = app.test_client()
    script = client.get(f"{URL}/worker.js").text
    files = told_by(script, "FILES")
    assert told_by(script, "SHELL") == f"{URL}/phone"
    assert told_by(script, "KEPT") == "telling westminster "
    assert {f"{URL}/phone", f"{URL}/join", f"{URL}/manifest.webmanifest"} < set(files)
    for path in files:
        with client.get(path, buffered=True) as reply:
            assert reply.status_code == 200, path
    doorstep = client.get(f"{CAMPAIGN}/doorstep/worker.js").text
    assert told_by(doorstep, "KEPT") == "doorstep westminster "
    assert not any("/telling/" in path for path in told_by(doorstep, "FILES"))
    assert told_by(doorstep, "VERSION") != told_by(script, "VERSION")


def test_the_tellers_page_loads_every_module_beforehand_and_the_worker_keeps_them(
    app: Flask,
) -> None:
    client = app.test_client()
    page = client.get(f"{URL}/phone").text
    preloaded = set(re.findall(r'modulepreload"\s+href="/static/([\w./]+)"', page))
    needed = modules_from("phone.js")
    assert preloaded == {name for name in needed if name.endswith(".js")}
    kept = set(told_by(client.get(f"{URL}/worker.js").text, "FILES"))
    for name in needed | modules_from("join.js"):
        assert f"/static/{name}" in kept, name


def modules_from(name: str) -> set[str]:
    """Name every module that a script of the telling loads."""
    found = imports_of((STATIC / "telling" / name).resolve(), set())
    return {str(path.relative_to(STATIC.resolve())) for path in found}


def test_all_that_the_tellers_phone_loads_is_under_forty_kilobytes(app: Flask) -> None:
    names = modules_from("phone.js") | modules_from("join.js") | {"doorstep/worker.js"}
    sizes = {name: len(packed(str(STATIC / name), "br", 0)) for name in names}
    assert sum(sizes.values()) < MOST, sizes
    manifest = app.test_client().get(f"{URL}/manifest.webmanifest").json
    assert manifest is not None
    assert manifest["start_url"] == f"{URL}/phone"
