"""The volunteer's phone, driven as a thumb would."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.doorstep import Outcome
from canvass.store.contacts import Contact, Retraction
from tests.browser.accessible import RULES, axe_faults
from tests.browser.conftest import PHONE, Site
from tests.make import make_lease, make_walk, make_ward
from tests.street import fill_street

SYNC = "**/doorstep/sync"
PIN = "271828"
KEPT = re.compile("kept on this phone")
SAFE = re.compile("safe on the server")


def open_walk(page: Page, url: str) -> None:
    page.goto(url)
    pass_lock(page)
    expect(page.locator("#doors > li").first).to_be_visible()
    expect(page.locator("#sync")).not_to_be_empty()


def pass_lock(page: Page) -> None:
    """Type the PIN if the phone asks for one: the first time it is chosen, later it opens."""
    opened = "#pin, #doors > li, #household h1, #trouble p, #over h1"
    expect(page.locator(opened).locator("visible=true").first).to_be_visible()
    if page.locator("#pin").is_visible():
        page.locator("#pin").fill(PIN)
        page.locator("#lock [type=submit]").click()


def reload(page: Page) -> None:
    page.reload()
    pass_lock(page)


def row_of(page: Page, name: str) -> str:
    """Give a locator of the row that stays true once its button is gone."""
    href = page.locator("#doors li a", has_text=name).get_attribute("href")
    return f"#doors li:has(a[href='{href}'])"


def tap(page: Page, word: str) -> None:
    answers = page.locator("#household label.pick", has_text=re.compile(rf"\b{word}\b"))
    answers.locator("visible=true").first.click()


def send_now(page: Page) -> None:
    """Come back into signal."""
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#sync")).to_contain_text("All on the server")


def kept(session: Session) -> list[Contact]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Contact).order_by(Contact.spoken_at)))


def answering(status: int, kind: str, body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, content_type=kind, body=body)


def test_not_in_is_one_tap_and_goes_from_phone_to_server(phone_page: Page, site: Site) -> None:
    open_walk(phone_page, site.walk_url)
    row = phone_page.locator(row_of(phone_page, "Kwabena"))

    row.locator("button.notin").tap()

    expect(row).to_contain_text(KEPT)
    expect(row.locator("button")).to_have_count(0)
    expect(row).to_contain_text(SAFE, timeout=9000)
    expect(phone_page.locator("#sync")).to_contain_text("All on the server")
    [contact] = kept(site.session)
    assert (contact.outcome, contact.elector_id) == (Outcome.NOT_IN, None)


def test_a_supporter_with_one_issue_is_three_taps_and_one_response(
    phone_page: Page, site: Site
) -> None:
    open_walk(phone_page, site.walk_url)

    phone_page.locator("#next-in-list").tap()
    phone_page.locator("#household .chips label.pick").first.tap()
    phone_page.locator("#household .scale label.pick").first.tap()

    expect(phone_page.locator("#said")).to_contain_text("firm, kept on this phone")
    with phone_page.expect_response(SYNC):
        phone_page.go_back()
    [contact] = kept(site.session)
    assert (contact.outcome, contact.strength) == (Outcome.SPOKE, 1)


def test_without_signal_taps_stay_over_a_reload_and_go_when_it_is_back(
    phone_page: Page, site: Site
) -> None:
    open_walk(phone_page, site.walk_url)
    phone_page.route(SYNC, lambda route: route.abort())
    for name in ("Petronella", "Kwabena", "Bernadette"):
        row = phone_page.locator(row_of(phone_page, name))
        row.locator("button.notin").tap()
        expect(row).to_contain_text(KEPT)
    waiting = "3 kept on this phone, waiting for signal"
    expect(phone_page.locator("#sync")).to_contain_text(waiting, timeout=9000)

    reload(phone_page)

    expect(phone_page.locator("#doors li", has_text=KEPT)).to_have_count(3)
    assert kept(site.session) == []
    phone_page.unroute(SYNC)
    send_now(phone_page)
    expect(phone_page.locator("#doors li", has_text=KEPT)).to_have_count(0)
    assert len(kept(site.session)) == 3


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, "text/html", "<html>Free WiFi</html>"), "1 kept on this phone, server in trouble"),
        ((500, "application/json", "{}"), "1 kept on this phone, server in trouble"),
    ],
)
def test_no_answer_but_ours_takes_anything_off_the_phone(
    phone_page: Page, site: Site, answer: tuple[int, str, str], words: str
) -> None:
    open_walk(phone_page, site.walk_url)
    phone_page.route(SYNC, answering(*answer))
    phone_page.locator("button.notin").first.tap()
    expect(phone_page.locator("#sync")).to_contain_text(words, timeout=9000)

    phone_page.unroute(SYNC)
    send_now(phone_page)

    assert len(kept(site.session)) == 1


def test_a_phone_that_is_signed_out_hands_in_what_it_sealed(
    phone: BrowserContext, phone_page: Page, site: Site
) -> None:
    open_walk(phone_page, site.walk_url)
    phone.clear_cookies()
    phone_page.locator("button.notin").first.tap()
    expect(phone_page.locator("#doors li", has_text=KEPT)).to_have_count(1)

    send_now(phone_page)

    [contact] = kept(site.session)
    assert contact.user_id == site.volunteer.id


def test_an_answer_lost_after_it_was_kept_is_counted_once(phone_page: Page, site: Site) -> None:
    open_walk(phone_page, site.walk_url)

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    phone_page.route(SYNC, swallow)
    phone_page.locator("button.notin").first.tap()
    expect(phone_page.locator("#sync")).to_contain_text("waiting for signal", timeout=9000)
    assert len(kept(site.session)) == 1

    phone_page.unroute(SYNC)
    send_now(phone_page)

    assert len(kept(site.session)) == 1


def test_what_the_server_refuses_is_listed_with_its_reason(phone_page: Page, site: Site) -> None:
    open_walk(phone_page, site.walk_url)
    page = phone_page
    page.route(
        SYNC,
        lambda route: route.fulfill(
            json={
                "outcomes": {
                    one["id"]: {
                        "status": "refused",
                        "reason": "This door is not on a walk of yours.",
                    }
                    for one in (route.request.post_data_json or {})["responses"]
                },
                "server_time": "2018-05-01T18:00:00+00:00",
            }
        ),
    )
    page.locator("button.notin").first.tap()
    refused = page.locator("#refused")
    expect(refused).to_contain_text("This door is not on a walk of yours.", timeout=9000)

    page.unroute(SYNC)
    page.get_by_role("button", name="Send it again").tap()

    expect(refused).to_be_hidden()
    expect(page.locator("#sync")).to_contain_text("All on the server")
    assert len(kept(site.session)) == 1


def test_undo_takes_back_the_last_tap(phone_page: Page, site: Site) -> None:
    open_walk(phone_page, site.walk_url)
    before = phone_page.locator("button.notin").count()
    phone_page.locator("button.notin").first.tap()
    expect(phone_page.locator("button.notin")).to_have_count(before - 1)

    phone_page.locator("#undo").tap()

    expect(phone_page.locator("#said")).to_contain_text("taken back")
    expect(phone_page.locator("button.notin")).to_have_count(before)
    send_now(phone_page)
    assert [contact.is_retracted for contact in kept(site.session)] in ([], [True])
    assert site.session.scalar(select(func.count(Retraction.id))) == len(kept(site.session))


def test_undo_at_the_door_gives_the_answer_before(phone_page: Page, site: Site) -> None:
    open_walk(phone_page, site.walk_url)
    phone_page.locator("#next-in-list").tap()
    scale = phone_page.locator("#household .scale input")
    phone_page.locator("#household .scale label").nth(1).tap()
    phone_page.locator("#household .scale label").nth(4).tap()
    expect(scale.nth(4)).to_be_checked()
    expect(phone_page.locator("#said")).to_contain_text("against")

    phone_page.locator("#undo-at-door").tap()

    expect(scale.nth(1)).to_be_checked()


def test_storage_that_fails_is_said_loudly(phone_page: Page, site: Site) -> None:
    phone_page.add_init_script("""
      const add = IDBObjectStore.prototype.add;
      globalThis.isFull = true;
      IDBObjectStore.prototype.add = function (...all) {
        if (globalThis.isFull) throw new DOMException("full", "QuotaExceededError");
        return add.apply(this, all);
      };""")
    open_walk(phone_page, site.walk_url)
    phone_page.locator("button.notin").first.tap()
    expect(phone_page.get_by_role("alert")).to_contain_text("Not kept: write it down.")
    expect(phone_page.locator("button.notin").first).to_be_enabled()

    phone_page.evaluate("globalThis.isFull = false")
    phone_page.locator("button.notin").first.tap()

    expect(phone_page.locator("#alarm")).to_be_hidden()


def test_back_keeps_the_scroll_and_marks_the_door(phone_page: Page, site: Site) -> None:
    long_walk(site, doors=60)
    open_walk(phone_page, site.walk_url)
    row = phone_page.locator("#doors li:not(.street)").nth(40)
    row.scroll_into_view_if_needed()
    was = phone_page.evaluate("scrollY")
    assert was > 500
    row.locator("a").tap()
    expect(phone_page.locator("#household h1")).to_be_focused()

    phone_page.go_back()

    expect(phone_page.locator("#list")).to_be_visible()
    assert abs(phone_page.evaluate("scrollY") - was) < 200
    expect(row).to_have_class(re.compile("here"))
    expect(row).to_be_in_viewport()


def test_a_long_walk_is_drawn_to_its_end_and_opened_where_one_was(
    phone_page: Page, site: Site
) -> None:
    long_walk(site, doors=200)
    open_walk(phone_page, site.walk_url)
    rows = phone_page.locator("#doors li:not(.street)")
    expect(rows).to_have_count(211)
    rows.nth(180).locator("a").tap()
    expect(phone_page.locator("#household h1")).to_be_visible()
    phone_page.go_back()

    reload(phone_page)

    expect(phone_page.locator("#doors .here")).to_be_in_viewport()
    expect(rows).to_have_count(211)


def long_walk(site: Site, doors: int) -> None:
    """Give the volunteer a longer walk in place of the first."""
    ward = make_ward(site.session, "Long Ward")
    walk = make_walk(site.session, ward.id, *fill_street(site.session, ward, doors, "LW1"))
    make_lease(site.session, walk, site.volunteer.id, site.walk.made_at, hours=24 * 365 * 20)
    site.session.commit()
    site.walk_url = f"{site.campaign_url}/doorstep/walks/{walk.id}"


def test_a_reload_lands_on_the_same_door_and_back_leads_to_the_list(
    phone_page: Page, site: Site
) -> None:
    open_walk(phone_page, site.walk_url)
    phone_page.locator("#next-in-list").tap()
    heading = str(phone_page.locator("#household h1").text_content())
    tap(phone_page, "Likely")
    expect(phone_page.locator("#said")).to_contain_text("likely")

    reload(phone_page)

    expect(phone_page.locator("#household h1")).to_have_text(heading)
    phone_page.go_back()
    expect(phone_page.locator("#doors .here")).to_contain_text("Done")


def test_the_next_resident_does_not_see_what_was_said(phone_page: Page, site: Site) -> None:
    open_walk(phone_page, site.walk_url)
    phone_page.locator("#next-in-list").tap()
    tap(phone_page, "Against")
    expect(phone_page.locator("#said")).to_contain_text("against")

    phone_page.locator("#next-at-door").tap()

    expect(phone_page.locator("#said")).to_contain_text("answered")
    expect(phone_page.locator("#said")).not_to_contain_text("against")


def test_a_note_is_kept_on_leaving_the_door(phone_page: Page, site: Site) -> None:
    open_walk(phone_page, site.walk_url)
    phone_page.locator("#next-in-list").tap()
    tap(phone_page, "Note")
    phone_page.locator("textarea").fill("Gate sticks, ring twice")
    with phone_page.expect_response(SYNC):
        phone_page.go_back()
    assert [contact.note for contact in kept(site.session)] == ["Gate sticks, ring twice"]


def test_going_to_a_number(phone_page: Page, site: Site) -> None:
    open_walk(phone_page, site.walk_url)
    row = phone_page.locator("#doors li.here")
    for label in ("Flat 3", "Flat 4"):
        phone_page.locator("#number").fill("50")
        phone_page.locator("#go [type=submit]").tap()
        expect(row).to_contain_text(label)
    phone_page.locator("#number").fill("999")
    phone_page.locator("#go [type=submit]").tap()
    told = phone_page.evaluate("document.getElementById('number').validationMessage")
    assert "no number 999" in told


def test_a_walk_that_does_not_load_says_why_and_can_be_tried_again(
    phone_page: Page, site: Site
) -> None:
    data = "**/doorstep/walks/*.json"
    for status, words in ((503, "could not be loaded"), (404, "not in your hands")):
        phone_page.route(data, answering(status, "text/html", "<html>"))
        phone_page.goto(site.walk_url)
        pass_lock(phone_page)
        expect(phone_page.locator("#trouble")).to_contain_text(words)
        phone_page.unroute(data)
    phone_page.route(data, answering(503, "text/html", "<html>"))
    reload(phone_page)
    expect(phone_page.locator("#trouble")).to_contain_text("could not be loaded")
    phone_page.unroute(data)
    phone_page.get_by_role("button", name="Try again").tap()
    expect(phone_page.locator("#doors > li").first).to_be_visible()


def test_whoever_asked_not_to_be_called_on_is_not_offered(phone_page: Page, site: Site) -> None:
    open_walk(phone_page, site.walk_url)
    row = phone_page.locator("#doors li", has_text="No call")
    expect(row.locator("button")).to_have_count(0)
    row.locator("a").tap()
    expect(phone_page.locator("#household")).to_contain_text("Do not knock")
    phone_page.go_back()
    phone_page.locator("#doors a", has_text="Ffion").tap()
    expect(phone_page.locator("#household .people [type=radio]")).to_have_count(1)


def test_one_speaker_after_another_and_the_rest_out(phone_page: Page, site: Site) -> None:
    open_walk(phone_page, site.walk_url)
    phone_page.locator("#doors a", has_text="Adaeze").tap()
    phone_page.get_by_label("Adaeze").check(force=True)
    tap(phone_page, "Firm")
    phone_page.get_by_label("Tobias").check(force=True)
    expect(phone_page.locator("#household")).to_contain_text("What matters to Tobias?")
    tap(phone_page, "Moved away")
    expect(phone_page.locator("#all-out")).to_have_text("Rest out")
    phone_page.locator("#all-out").tap()
    expect(phone_page.locator("#said")).to_contain_text("the rest not in")
    with phone_page.expect_response(SYNC):
        phone_page.go_back()
    outcomes = {contact.outcome for contact in kept(site.session)}
    assert outcomes == {Outcome.SPOKE, Outcome.MOVED, Outcome.NOT_IN}


def test_two_tabs_send_each_response_once(phone: BrowserContext, site: Site) -> None:
    first, second = phone.new_page(), phone.new_page()
    for page in (first, second):
        open_walk(page, site.walk_url)
    first.locator("button.notin").nth(0).click()
    second.locator("button.notin").nth(2).click()
    for page in (first, second):
        expect(page.locator("#doors li", has_text=SAFE)).not_to_have_count(0, timeout=15000)
    assert len(kept(site.session)) == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_screens_are_legible_and_made_for_a_thumb(
    chromium: Browser, site: Site, scheme: str
) -> None:
    context = chromium.new_context(
        viewport=PHONE, bypass_csp=True, color_scheme="dark" if scheme == "dark" else "light"
    )
    site.let_in(context, site.volunteer)
    page = context.new_page()
    faults = faults_of(
        page, f"{site.campaign_url}/doorstep/join#AAAAABBBBB", "#fault:not([hidden])"
    )
    faults += faults_of(page, site.walk_url, "#pin")
    open_walk(page, site.walk_url)
    page.locator("button.notin").first.click()
    page.get_by_role("button", name="Let another phone join").click()
    expect(page.locator("#told svg")).to_be_visible()
    faults += faults_here(page)
    page.locator("#doors a", has_text="Adaeze").click()
    for word in ("Oxford Street", "Firm", "Note", "Phone number"):
        tap(page, word)
    page.get_by_role("button", name="Somebody else who lives here").click()
    faults += faults_here(page)
    tap(page, "Another language")
    faults += faults_here(page)
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    context.close()


def faults_of(page: Page, url: str, when: str) -> list[str]:
    """Open a screen, and list what is wrong with it once a part of it is there."""
    page.goto(url)
    expect(page.locator(when)).to_be_visible()
    return faults_here(page)


def faults_here(page: Page) -> list[str]:
    """List what axe finds on the screen, and what is too small for a wet thumb or poor eyes."""
    small: list[str] = page.evaluate(SMALL)
    return axe_faults(page, RULES) + small


SMALL = """() => {
  const shown = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility());
  const targets = shown.filter((e) => e.matches("button, a.door, .back, label.pick, textarea"));
  const small = targets.filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width < 48 || box.height < 48;
  });
  const tiny = shown.filter((e) => parseFloat(getComputedStyle(e).fontSize) < 17);
  return [...small, ...tiny].map((e) => e.outerHTML.slice(0, 90));
}"""
