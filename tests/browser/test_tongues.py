"""Somebody who speaks Welsh joins a walk in Welsh, and their phone goes on in it."""

import re

import pytest
from playwright.sync_api import Browser, expect

from canvass.store.passes import make_code
from canvass.web.clock import wall_clock
from tests.browser.accessible import faults_of_page
from tests.browser.conftest import DESK, PHONE, Site
from tests.browser.test_offline import READY, until
from tests.make import make_user

PATIENCE = 30_000
PIN = "482913"


def test_a_phone_joins_in_welsh_and_goes_on_in_it(chromium: Browser, site: Site) -> None:
    made = make_code(site.session, site.walk, make_user(site.session, "Priya").id, wall_clock())
    site.session.commit()
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{site.campaign_url}/doorstep/join#{made}")
    expect(page.locator("#giver")).to_contain_text("Priya has given you a walk for Westminster")
    page.get_by_role("button", name="Cymraeg").click()
    expect(page.locator("#giver")).to_contain_text(
        "Mae Priya wedi rhoi taith ichi dros Westminster"
    )
    assert made not in page.url
    page.get_by_label("Beth ddylem eich galw?").fill("Siân")
    for pin in ("123456", PIN):
        page.get_by_label("PIN i’r ffôn hwn").fill(pin)
        page.get_by_role("button", name="Rwy’n addo hyn").click()
        if pin != PIN:
            expect(page.locator("#fault")).to_contain_text("Dyna’r PIN cyntaf")
    page.wait_for_url("**/walks/*", timeout=PATIENCE)
    expect(page.locator("#doors > li").first).to_contain_text("Neb gartref", timeout=PATIENCE)
    assert page.evaluate("document.documentElement.lang") == "cy"
    context.close()


@pytest.mark.parametrize("screens", ["doorstep", "telling"])
def test_the_language_is_changed_by_its_link_though_the_phone_keeps_the_page(
    chromium: Browser, site: Site, screens: str
) -> None:
    context = chromium.new_context(viewport=PHONE, locale="cy-GB")
    page = context.new_page()
    page.goto(f"{site.campaign_url}/{screens}/join")
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    until(page, READY)
    page.goto(f"{site.campaign_url}/{screens}/join?lang=en")
    expect(page.locator("h1")).to_have_text(re.compile("Knock with us|Tell with us"))
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^en"))
    context.close()


def test_the_pages_that_a_code_leads_to_are_accessible_in_welsh(
    chromium: Browser, site: Site
) -> None:
    context = chromium.new_context(viewport=DESK, bypass_csp=True)
    page = context.new_page()
    for path in ("doorstep/join", "telling/join"):
        for tongue in ("cy", "en"):
            url = f"{site.campaign_url}/{path}?lang={tongue}"
            assert faults_of_page(page, url) == [], url
    page.goto(f"{site.campaign_url}/telling/join?lang=cy")
    expect(page.get_by_role("button", name="English")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Dewch i rifo")
    page.locator("#code").fill("AAAAABBBBB")
    page.locator("#go").click()
    expect(page.locator("#fault")).to_contain_text("Defnyddiwyd y cod hwn")
    context.close()
