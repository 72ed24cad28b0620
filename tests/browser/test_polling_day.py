"""Polling day in a real browser: a round, its sheet on a phone, the board, and every page of it."""

import re

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from canvass.core.access import Member, Role
from canvass.store.ledger import Sheet
from canvass.store.register import Elector
from canvass.store.walks import Walk
from canvass.web.clock import wall_clock
from tests.browser.accessible import faults_of_page
from tests.browser.conftest import Site
from tests.browser.test_chain import signed_in
from tests.browser.test_doorstep import open_walk, tap
from tests.make import keep, make_lease, make_response

LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


def promises(site: Site, count: int = 6) -> None:
    """Have people along the street promise."""
    session = site.session
    electors = session.scalars(select(Elector).where(~Elector.do_not_contact)).all()
    member = Member(site.volunteer.id, Role.VOLUNTEER)
    keep(
        session,
        member,
        *(make_response(site.walk, one, "housing", strength=1) for one in electors[:count]),
    )
    session.commit()


def start_round(page: Page, site: Site) -> None:
    page.goto(f"{site.campaign_url}/polling-day/rounds/")
    page.get_by_label("Area").select_option(label="Churchill")
    page.get_by_role("button", name="Start the round").click()
    expect(page.locator("h1")).to_have_text("Churchill, round 1")


def mark(page: Page, site: Site, number: str) -> None:
    page.goto(f"{site.campaign_url}/telling/")
    page.get_by_label("Number").fill(number)
    page.get_by_role("button", name="Mark as voted").click()
    expect(page.get_by_role("status").first).to_contain_text("voted")


def sheet_on_a_phone(page: Page, site: Site) -> str:
    """Make a walk of the first sheet, give it to the volunteer, and give its address."""
    page.locator(".sheet-code").first.click()
    page.get_by_role("button", name="Knock it up on a phone").click()
    expect(page.locator("h1")).to_contain_text("Sheet 00012")
    site.session.rollback()
    walk = site.session.scalars(select(Walk).where(Walk.sheet_id.is_not(None))).one()
    make_lease(site.session, walk, site.volunteer.id, wall_clock())
    site.session.commit()
    return f"{site.campaign_url}/doorstep/walks/{walk.id}"


def test_a_round_goes_out_on_a_phone_and_whoever_voted_drops_off_it(
    phone_page: Page, desk_page: Page, site: Site
) -> None:
    promises(site)
    start_round(desk_page, site)
    open_walk(phone_page, sheet_on_a_phone(desk_page, site))
    expect(phone_page.locator("#told-to")).to_contain_text("Nobody has been told yet")
    names = phone_page.locator("#doors a.door b")
    expect(names.filter(has_text="Petronella Vance")).to_be_visible()

    phone_page.locator("#doors a", has_text="Petronella").tap()
    expect(phone_page.locator("#household")).to_contain_text("Is Petronella coming to vote?")
    expect(phone_page.locator("#household")).not_to_contain_text("What matters")
    tap(phone_page, "Wants a lift")
    expect(phone_page.locator("#said")).to_contain_text("kept on this phone")
    phone_page.go_back()
    expect(phone_page.locator("#sync")).to_contain_text("All on the server", timeout=15_000)
    desk_page.goto(f"{site.campaign_url}/polling-day/lifts/")
    expect(desk_page.locator("main")).to_contain_text("Petronella Vance")

    mark(desk_page, site, "CH1-5")
    phone_page.evaluate(LOOK_AGAIN)
    gone = phone_page.locator("#doors > li", has_text="Kwabena")
    expect(gone).to_contain_text("Voted", timeout=15_000)
    expect(phone_page.locator("#told-to")).to_contain_text("Telling to")


def test_the_board_comes_again_by_itself_and_says_when_it_is_old(
    desk_page: Page, site: Site
) -> None:
    promises(site)
    desk_page.goto(f"{site.campaign_url}/polling-day/")
    expect(desk_page.locator(".figure")).to_have_text("0")
    other = desk_page.context.new_page()
    mark(other, site, "CH1-5")
    site.app.extensions.pop("canvass-board", None)
    desk_page.evaluate(LOOK_AGAIN)
    expect(desk_page.locator(".figure")).to_have_text("1")
    expect(desk_page.locator("#updated")).to_contain_text(re.compile(r"Updated \d\d:\d\d:\d\d"))

    site.server.stop()
    desk_page.evaluate(LOOK_AGAIN)
    expect(desk_page.locator("#stale")).to_contain_text("these figures are old")
    expect(desk_page.locator(".figure")).to_have_text("1")


def day_paths(site: Site) -> list[str]:
    site.session.rollback()
    sheet = site.session.scalars(select(Sheet).order_by(Sheet.number)).first()
    assert sheet
    return [
        "polling-day/",
        "polling-day/rounds/",
        f"polling-day/rounds/{sheet.round_id}",
        "polling-day/sheets/",
        "polling-day/sheets/00012",
        "polling-day/lifts/",
        "polling-day/ready/",
        "polling-day/rooms/",
        "polling-day/decide",
        "polling-day/scan/",
        "polling-day/after",
        "telling/slips/",
        "telling/",
        "packs/",
    ]


def test_every_page_of_polling_day_is_accessible(chromium: Browser, site: Site) -> None:
    promises(site)
    context = signed_in(chromium, site)
    page = context.new_page()
    start_round(page, site)
    page.get_by_label("Who takes sheet 00012").fill("Ana and Piotr")
    page.get_by_role("button", name="Hand out").first.click()
    mark(page, site, "CH1-5, CH1-777")
    page.goto(f"{site.campaign_url}/polling-day/lifts/")
    page.get_by_label("Name").fill("Wilf Example")
    page.get_by_role("button", name="Note the lift").click()
    for path in day_paths(site):
        assert faults_of_page(page, f"{site.campaign_url}/{path}") == [], path
    context.close()
