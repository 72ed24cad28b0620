"""A teller at the station: numbers by thumb, with or without signal, each of them once."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect
from sqlalchemy import delete, select, update

from canvass.core.access import Role
from canvass.store.accounts import Membership, SignIn, the_campaign
from canvass.store.passes import make_code
from canvass.store.places import PollingDistrict, PollingStation
from canvass.store.register import Elector
from canvass.store.telling import TellingMark
from canvass.web.clock import wall_clock
from tests.browser.conftest import PHONE, Site, watched
from tests.browser.test_doorstep import KEPT, SAFE, faults_here, open_walk
from tests.browser.test_offline import PATIENCE, READY, SHIFT, kill, phone_with, until
from tests.make import make_district, make_user

SYNC = "**/telling/sync"
POSTAL = "7"
KEEPS = "navigator.serviceWorker.getRegistration().then((it) => it?.active?.state === 'activated')"
"""The screens are kept: what is opened next comes from the phone.

Whoever is sent on from the joining page just then is not taken over by the worker until a reload.
"""


@pytest.fixture
def code(site: Site) -> str:
    return fresh_code(site)


def fresh_code(site: Site) -> str:
    """Make a code on a day of rehearsal, at a station with a name; number 7 votes by post."""
    session = site.session
    the_campaign(session).rehearsal_on = wall_clock().date()
    district = session.scalars(select(PollingDistrict).where(PollingDistrict.code == "CH1")).one()
    if district.polling_station_id is None:
        station = PollingStation(name="Residents’ Hall", address="Claverton Street")
        session.add(station)
        session.flush()
        district.polling_station_id = station.id
        make_district(session, None, "CH2")
        elector = update(Elector).where(Elector.roll_number == POSTAL)
        session.execute(elector.values(votes_by_post=True))
    made = make_code(session, None, make_user(session, "Priya").id, wall_clock())
    session.commit()
    return made


def phone_url(site: Site) -> str:
    return f"{site.campaign_url}/telling/phone"


def join(page: Page, site: Site, code: str) -> None:
    """Join by a code, and stand at CH1 with the screens kept."""
    page.goto(f"{site.campaign_url}/telling/join#{code}")
    expect(page.locator("#giver")).to_contain_text("Priya asks you to tell for Westminster 2018.")
    page.get_by_label("What should we call you?").fill("Theo")
    page.get_by_role("button", name="I undertake this").click()
    page.wait_for_url("**/telling/phone", timeout=PATIENCE)
    page.locator("#places button", has_text="CH1").click()
    expect(page.locator("#title")).to_have_text("Telling CH1")
    until(page, KEEPS)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: Site, code: str) -> Iterator[Page]:
    """A teller's phone that stands at CH1."""
    page = context.new_page()
    faults = watched(page)
    join(page, site, code)
    yield page
    assert faults == []


def take(page: Page, *numbers: str) -> None:
    """Type each number and tap "Voted", after the one before was kept."""
    rows = page.locator("#numbers > li")
    before = rows.count()
    for place, number in enumerate(numbers):
        for key in number:
            page.locator(f"#keys button[value='{key}']").tap()
        page.locator("#keys .voted").tap()
        expect(rows).to_have_count(before + place + 1, timeout=PATIENCE)


def undo(page: Page, number: str) -> None:
    page.get_by_role("button", name=f"Undo {number}", exact=True).first.tap()
    expect(row(page, number)).to_contain_text("Taken back")


def row(page: Page, number: str) -> Locator:
    exact = page.locator(".numeral", has_text=re.compile(f"^{re.escape(number)}$"))
    return page.locator("#numbers > li", has=exact).first


def back_in_signal(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#sync")).to_contain_text("on the server, ", timeout=PATIENCE)


def marks(site: Site) -> list[TellingMark]:
    site.session.rollback()
    site.session.expire_all()
    return list(site.session.scalars(select(TellingMark).order_by(TellingMark.taken_at)))


def standing(site: Site) -> list[str]:
    return [mark.typed for mark in marks(site) if mark.undone_at is None]


def test_a_number_is_kept_at_once_and_safe_on_the_server_soon(page: Page, site: Site) -> None:
    take(page, "3", "888/8")
    expect(row(page, "888/8")).to_contain_text(KEPT)
    expect(page.locator("#typed")).to_contain_text("Type a number")
    expect(page.locator("#count")).to_contain_text("2 numbers taken at Residents’ Hall")
    expect(row(page, "3")).to_contain_text(SAFE, timeout=9000)
    expect(page.locator("#sync")).to_contain_text("All 2 are on the server")
    assert standing(site) == ["3", "888/8"]
    voted = select(Elector.has_voted).where(Elector.roll_number == "3")
    assert site.session.scalars(voted).one()


def test_forty_numbers_outlive_a_reload_and_a_dead_battery_and_arrive_once(
    playwright: Playwright, site: Site, code: str, tmp_path: Path
) -> None:
    numbers = [str(number) for number in range(1, 41)]
    with phone_with(playwright, tmp_path / "phone") as phone:
        page = phone.pages[0]
        join(page, site, code)
        site.server.stop()
        take(page, *numbers[:20])
        undo(page, "4")
        page.reload()
        expect(page.locator("#numbers > li")).to_have_count(20)
        undo(page, "20")
        take(page, *numbers[20:])
        expect(page.locator("#sync")).to_have_text(" 40 kept here, none on the server yet")
        kill(tmp_path / "phone")
    assert marks(site) == []
    with phone_with(playwright, tmp_path / "phone") as phone:
        page = phone.pages[0]
        page.goto(phone_url(site))
        expect(page.locator("#numbers > li")).to_have_count(40, timeout=PATIENCE)
        expect(page.locator("#count")).to_contain_text("38 numbers taken")
        undo(page, "40")
        site.server.start()
        back_in_signal(page)
        expect(page.locator("#sync")).to_contain_text("All 37 are on the server")
    assert sorted(standing(site), key=int) == [n for n in numbers if n not in {"4", "20", "40"}]
    assert len(marks(site)) == 40


def test_a_number_on_the_server_is_taken_back(page: Page, site: Site) -> None:
    take(page, "3", "5")
    back_in_signal(page)
    assert standing(site) == ["3", "5"]
    with page.expect_response(SYNC):
        undo(page, "3")
    expect(row(page, "3")).to_contain_text(SAFE)
    assert standing(site) == ["5"]
    assert row(page, "3").locator("del").count() == 1
    voted = select(Elector.has_voted).where(Elector.roll_number == "3")
    assert not site.session.scalars(voted).one()


def test_what_may_be_wrong_is_said_in_the_row_and_never_stops_anybody(
    page: Page, site: Site
) -> None:
    with page.expect_response("**/districts/*.json"):
        page.reload()
    site.server.stop()
    page.reload()
    take(page, "3", POSTAL, "2048", "3/1", "3")
    for number, words in (
        (POSTAL, f"{POSTAL} votes by post"),
        ("2048", "CH1 ends at 17: kept, to look at later"),
        ("3/1", "Not on CH1’s register: kept, to look at later"),
        ("3", "You have 3 already"),
    ):
        expect(row(page, number).locator(".warning")).to_have_text(re.compile(words))
    expect(page.locator("#numbers > li").last.locator(".warning")).to_have_count(0)
    undo(page, "3")
    expect(page.locator("#heard")).to_contain_text("3, Taken back")
    site.server.start()
    back_in_signal(page)
    assert standing(site) == ["3", POSTAL, "2048", "3/1"]


def test_not_sure_and_the_stroke_and_a_keyboard(page: Page, site: Site) -> None:
    page.locator("#keys button[value='8']").tap()
    page.locator("#unsure").tap()
    expect(page.locator("#typed")).to_have_text("8?")
    page.keyboard.press("9")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    expect(row(page, "8?")).to_contain_text("Not sure")
    expect(page.locator("#unsure")).to_have_attribute("aria-pressed", "false")
    page.keyboard.type("12.3")
    expect(page.locator("#typed")).to_have_text("12/3")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(row(page, "12/3")).to_contain_text("Voted")
    page.get_by_role("button", name="Undo 12/3").focus()
    page.keyboard.press("Enter")
    expect(row(page, "12/3")).to_contain_text("Taken back")
    back_in_signal(page)
    assert standing(site) == ["8?"]
    assert len(marks(site)) == 2


def test_two_tabs_of_one_phone_lose_and_double_nothing(
    page: Page, context: BrowserContext, site: Site
) -> None:
    other = context.new_page()
    other.goto(phone_url(site))
    expect(other.locator("#title")).to_have_text("Telling CH1")
    site.server.stop()
    take(page, "1", "2")
    take(other, "3")
    take(page, "4")
    site.server.start()
    back_in_signal(page)
    back_in_signal(other)
    for one in (page, other):
        expect(one.locator("#numbers > li")).to_have_count(4)
    undo(other, "2")
    back_in_signal(other)
    assert sorted(standing(site)) == ["1", "3", "4"]
    assert len(marks(site)) == 4


def test_one_bad_number_in_a_batch_is_named_and_its_neighbours_are_kept(
    page: Page, site: Site
) -> None:
    site.server.stop()
    take(page, "1")
    page.evaluate(
        """async () => {
          const { Teller } = await import("/static/telling/teller.js");
          const teller = new Teller(document.querySelector("main").dataset);
          await teller.open();
          await teller.keep({
            id: crypto.randomUUID(), taken_at: new Date().toISOString(),
            district: "CH1", typed: "12 or 13",
          });
        }"""
    )
    take(page, "2")
    site.server.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    bad = row(page, "12 or 13")
    expect(bad).to_contain_text("not taken by the server: “12 or 13” is not a number.")
    expect(page.locator("#sync")).to_contain_text("1 not taken by the server")
    assert standing(site) == ["1", "2"]
    page.get_by_role("button", name="Undo 12 or 13").tap()
    expect(bad).to_contain_text("Taken back")


def test_a_teller_who_was_signed_out_loses_nothing(page: Page, site: Site) -> None:
    site.session.execute(delete(SignIn))
    site.session.commit()
    take(page, "3")
    page.reload()
    take(page, "5")
    back_in_signal(page)
    expect(page.locator("#sync")).to_contain_text("All 2 are on the server", timeout=PATIENCE)
    assert standing(site) == ["3", "5"]


def test_a_hotspots_page_is_not_taken_for_the_server(page: Page, site: Site) -> None:
    hotspot = "<html>Welcome to the hall’s wifi</html>"
    page.route(
        SYNC, lambda route: route.fulfill(status=200, content_type="text/html", body=hotspot)
    )
    take(page, "3")
    page.locator("#this-phone").tap()
    with page.expect_response(SYNC):
        page.get_by_role("button", name="Send now").tap()
    expect(page.locator("#sync")).to_contain_text("1 kept here")
    page.unroute(SYNC)
    back_in_signal(page)
    assert standing(site) == ["3"]


def test_two_hours_unsent_become_loud(page: Page, site: Site) -> None:
    site.server.stop()
    take(page, "3")
    expect(page.locator("#long")).to_be_hidden()
    page.add_init_script(f"({SHIFT})(2.1)")
    page.reload()
    expect(page.locator("#long")).to_contain_text("1 number has been on this phone alone")


def test_what_is_unsent_goes_by_file_and_by_code(
    page: Page, desk_page: Page, chromium: Browser, site: Site, tmp_path: Path
) -> None:
    page.route(SYNC, lambda route: route.abort())
    take(page, "3", "5")
    page.locator("#this-phone").tap()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save unsent to a file").tap()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    page.get_by_role("button", name="Show unsent as codes").tap()
    expect(page.get_by_role("img", name="Code 1 of 2")).to_be_visible()
    carrier = chromium.new_page()
    [first, _] = page.evaluate(
        """async () => {
          const { Teller } = await import("/static/telling/teller.js");
          const teller = new Teller(document.querySelector("main").dataset);
          return (await teller.outbox.unsent()).map(({ id, parcel }) => `${id}.${parcel}`);
        }"""
    )
    carrier.goto(f"{site.campaign_url}/doorstep/hand-in#{first}")
    expect(carrier.locator("#told")).to_contain_text("It is on the server.", timeout=PATIENCE)
    carrier.close()
    assert standing(site) == ["3"]

    desk_page.goto(f"{site.campaign_url}/doorstep/parcels")
    desk_page.get_by_label("The phone’s file").set_input_files(file)
    desk_page.get_by_role("button", name="Hand it in").click()
    expect(desk_page.get_by_role("status")).to_contain_text("1 number kept, 1 were here already")
    assert standing(site) == ["3", "5"]


def test_the_district_is_chosen_once_and_changed_by_the_arrow(page: Page, site: Site) -> None:
    take(page, "3")
    page.reload()
    expect(page.locator("#title")).to_have_text("Telling CH1")
    site.server.stop()
    page.get_by_role("button", name="Change the polling district").tap()
    page.locator("#places button", has_text="CH2").tap()
    expect(page.locator("#title")).to_have_text("Telling CH2")
    expect(page.locator("#numbers > li")).to_have_count(0)
    take(page, "3")
    expect(row(page, "3").locator(".warning")).to_have_count(0)
    site.server.start()
    back_in_signal(page)
    districts = {mark.polling_district_id for mark in marks(site)}
    assert (len(districts), None in districts) == (2, False)


def test_whoever_holds_a_walk_gives_it_back_before_telling(
    phone: BrowserContext, site: Site, code: str
) -> None:
    walker = phone.new_page()
    open_walk(walker, site.walk_url)
    walker.goto(f"{site.campaign_url}/telling/join#{code}")
    expect(walker.locator("#walk-first")).to_contain_text("Give your walk back first")
    expect(walker.locator("#join")).to_be_hidden()
    found = site.session.scalars(select(Membership).where(Membership.role == Role.TELLER))
    assert found.all() == []


def test_a_walk_and_the_telling_keep_their_screens_beside_each_other(
    page: Page, site: Site
) -> None:
    site.let_in(page.context, site.volunteer)
    walk = page.context.new_page()
    open_walk(walk, site.walk_url)
    until(walk, READY)
    assert sorted(name.rsplit(" ", 1)[0] for name in page.evaluate("caches.keys()")) == [
        "doorstep westminster",
        "telling westminster",
    ]
    site.server.stop()
    page.reload()
    expect(page.locator("#title")).to_have_text("Telling CH1")
    site.server.start()


def test_the_code_of_a_walk_is_said_to_be_one(context: BrowserContext, site: Site) -> None:
    made = make_code(site.session, site.walk, make_user(site.session).id, wall_clock())
    site.session.commit()
    page = context.new_page()
    page.goto(f"{site.campaign_url}/telling/join#{made}")
    expect(page.locator("#fault")).to_contain_text("This code is for a walk from door to door.")
    expect(page.locator("#undertaking")).to_be_hidden()


def test_a_phone_that_was_not_let_in_is_told_where_to_ask(
    context: BrowserContext, site: Site
) -> None:
    page = context.new_page()
    page.goto(phone_url(site))
    expect(page.locator("#trouble")).to_contain_text("Ask the committee room for a teller’s code.")
    expect(page.get_by_role("button", name="I have a code")).to_be_visible()
    expect(page.locator("#pad")).to_be_hidden()


def test_the_tellers_phone_speaks_welsh_and_remembers_it(page: Page) -> None:
    page.locator("#this-phone").tap()
    page.get_by_role("button", name="Cymraeg").tap()
    expect(page.locator("#keys .voted")).to_have_text("Pleidleisiodd")
    page.reload()
    expect(page.locator("#title")).to_have_text("Rhifo CH1")
    take(page, "2048")
    expect(row(page, "2048").locator(".warning")).to_contain_text("Mae CH1 yn gorffen ar 17")
    assert page.evaluate("document.documentElement.lang") == "cy"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tellers_screens_are_accessible_in_both_schemes(
    chromium: Browser, site: Site, code: str, scheme: Literal["light", "dark"]
) -> None:
    context = chromium.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(f"{site.campaign_url}/telling/join")
    expect(page.locator("#code")).to_be_visible()
    faults = faults_here(page)
    page.locator("#code").fill(code)
    page.locator("#go").click()
    expect(page.locator("#undertaking")).to_be_visible()
    faults += faults_here(page)
    page.get_by_label("What should we call you?").fill("Theo")
    page.locator("#go").click()
    expect(page.locator("#places button").first).to_be_visible()
    faults += faults_here(page)
    page.locator("#places button", has_text="CH1").click()
    take(page, "3", POSTAL, "888/8")
    undo(page, "3")
    page.locator("#unsure").tap()
    faults += faults_here(page)
    page.locator("#this-phone").tap()
    faults += faults_here(page)
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    context.close()
