"""The demonstration as a newcomer meets it: sign in as each of the three, look, and take pictures.

The pictures in README are these: `make pictures` takes them of the whole campaign.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask_migrate import upgrade
from playwright.sync_api import Browser, Page, ViewportSize, expect

from canvass import create_app
from canvass.cli.group import HOST
from canvass.config import Settings
from canvass.core.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from canvass.core.knockup import list_counts
from canvass.core.pictures import Period
from canvass.db import db
from canvass.demo.build import build_demo, is_built, renew_walk
from canvass.demo.replay import Replay
from canvass.store.accounts import campaign_called
from canvass.store.knockup import knockup_doors
from canvass.store.places import wards_for
from canvass.store.ward_pictures import picture_of
from canvass.web.clock import wall_clock
from canvass.web.passwords import hash_password
from tests.browser.conftest import DESK, PHONE
from tests.browser.server import Server
from tests.browser.test_doorstep import pass_lock

SCALE = float(os.environ.get("CANVASS_DEMO_SCALE", "0.12"))
PICTURES = Path(__file__).parent / ("pictures" if SCALE == 1 else "seen")

SignIn = Callable[[str, ViewportSize], Page]


@pytest.fixture(scope="module")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("demo")
    settings = Settings(
        "s" * 32, f"sqlite:///{folder / 'demo.db'}", folder, is_secure=False, is_demo=True
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
    replay = Replay(app, 2018, SCALE, lambda _step, _done, _of: None)
    build_demo(replay, hash_password, wall_clock())
    with app.app_context():
        check_figures()
        renew_walk(db.session(), wall_clock())
        db.session.commit()
    with Server(app) as server:
        yield server.url


def check_figures() -> None:
    """Fail unless the five wards differ in the ways the story tells."""
    session = db.session()
    campaign = campaign_called(session, "westminster-2018")
    assert is_built(session)
    wards = wards_for(session, HOST)
    now = wall_clock()
    reports = {ward.name: picture_of(session, ward, Period(), now) for ward in wards}
    shares = {
        ward: {issue.code: issue.cell.share or 0.0 for issue in report.issues}
        for ward, report in reports.items()
    }
    assert len(reports) == 5
    elsewhere = [ward for ward in shares if ward != "Churchill"]
    assert all(
        shares["Churchill"]["estate_offices"] > shares[ward]["estate_offices"] for ward in elsewhere
    )
    assert shares["Marylebone High Street"]["oxford_street"] > shares["Churchill"]["oxford_street"]
    for ward in wards:
        counts = list_counts(knockup_doors(session, ward, campaign.polling_day))
        assert 0 < counts["electors"] < reports[ward.name].spoken_to


@pytest.fixture
def sign_in(chromium: Browser, demo_url: str) -> Iterator[SignIn]:
    contexts = []

    def sign_in(role: str, size: ViewportSize) -> Page:
        context = chromium.new_context(viewport=size)
        contexts.append(context)
        page = context.new_page()
        page.goto(demo_url)
        account = next(one for one in DEMO_ACCOUNTS if one.role == role)
        expect(page.locator("main")).to_contain_text(account.email)
        page.get_by_label("E-mail address").fill(account.email)
        page.get_by_label("Password").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.locator(".who")).to_contain_text(account.name)
        return page

    yield sign_in
    for context in contexts:
        context.close()


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)


def test_the_organiser_sees_what_now_and_prints_churchill(sign_in: SignIn) -> None:
    page = sign_in("organiser", DESK)
    expect(page.locator("h1")).to_have_text("What now?")
    picture(page, "home")
    page.get_by_role("link", name="Polling day", exact=True).click()
    expect(page.locator(".figure")).not_to_have_text("0")
    picture(page, "board")
    page.get_by_role("link", name="Lists", exact=True).click()
    page.get_by_role("link", name="Churchill").click()
    expect(page.locator("h1")).to_have_text("Knock-up: Churchill")
    picture(page, "knockup")


def test_the_organiser_sees_who_has_which_sheet_of_a_round(sign_in: SignIn) -> None:
    page = sign_in("organiser", DESK)
    page.get_by_role("link", name="Polling day", exact=True).click()
    page.get_by_role("link", name="Rounds", exact=True).click()
    page.get_by_role("link", name="Churchill, round 3").click()
    expect(page.locator("main")).to_contain_text("votes an hour")
    expect(page.locator("main")).to_contain_text("Ana and Piotr")
    picture(page, "round")


def test_a_teller_joins_by_a_code_and_takes_numbers(
    chromium: Browser, sign_in: SignIn, demo_url: str
) -> None:
    desk = sign_in("organiser", DESK)
    desk.goto(f"{demo_url}/c/westminster-2018/telling/")
    desk.get_by_role("button", name="Show a code").click()
    code = desk.locator(".typed").inner_text()
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{demo_url}/c/westminster-2018/telling/join#{code}")
    page.get_by_label("What should we call you?").fill("Theo")
    page.get_by_role("button", name="I undertake this").click()
    page.get_by_role("button", name=re.compile("^CH1")).click()
    for number in ("407", "1126", "31"):
        for figure in number:
            page.get_by_role("button", name=figure, exact=True).click()
        page.get_by_role("button", name="Voted", exact=True).click()
    expect(page.locator("main")).to_contain_text("1126")
    picture(page, "teller")
    context.close()


def test_the_agent_reads_what_churchill_is_raising(sign_in: SignIn) -> None:
    page = sign_in("agent", DESK)
    page.get_by_role("link", name="Issues", exact=True).first.click()
    page.get_by_role("link", name="Churchill").first.click()
    expect(page.locator("main")).to_contain_text("Estate offices")
    picture(page, "report")


def test_the_volunteer_opens_the_walk_at_once(sign_in: SignIn) -> None:
    page = sign_in("volunteer", PHONE)
    page.locator("main a[role=button]").click()
    pass_lock(page)
    expect(page.locator("#doors > li").first).to_be_visible()
    page.locator("button.notin").first.scroll_into_view_if_needed()
    picture(page, "walk")
    page.locator("#next-in-list").click()
    page.locator("#household .chips label.pick").first.click()
    page.locator("#household .scale label.pick").nth(1).click()
    expect(page.locator("#said")).to_contain_text("kept on this phone")
    page.evaluate("scrollTo(0, 0)")
    picture(page, "household")
