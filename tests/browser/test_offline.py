"""A volunteer's evening without signal: the server is truly gone, and the phone may die."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Locator,
    Page,
    Playwright,
    expect,
)
from sqlalchemy import select

from canvass.core.doorstep import Outcome
from canvass.store.accounts import User
from canvass.store.leases import WalkLease
from canvass.web.clock import wall_clock
from tests.browser.conftest import CHROMIUM, PHONE, Site
from tests.browser.test_doorstep import KEPT, PIN, kept, long_walk, open_walk, pass_lock, tap

PATIENCE = 30_000
READY = "navigator.serviceWorker.controller?.state === 'activated'"
SHIFT = """(hours) => {
  const real = Date.now;
  const shifted = () => real() + hours * 3600000;
  globalThis.Date = class extends Date {
    constructor(...told) { if (told.length) super(...told); else super(shifted()); }
    static now() { return shifted(); }
  };
}"""


@contextmanager
def phone_with(playwright: Playwright, profile: Path) -> Iterator[BrowserContext]:
    """A phone whose storage outlives its browser."""
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=CHROMIUM,
        args=["--no-sandbox"],
        viewport=PHONE,
        has_touch=True,
        is_mobile=True,
    )
    context.set_default_timeout(PATIENCE)
    yield context
    with suppress(Error):  # it may have been killed
        context.close()


def until(page: Page, condition: str) -> None:
    """Wait for something in the page, asking from here: its policy forbids `eval`."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never true: {condition}")


def ready(page: Page, site: Site) -> None:
    """Open the walk, and let the phone keep its screens."""
    open_walk(page, site.walk_url)
    until(page, READY)


def not_in(page: Page, count: int) -> None:
    """Tap "Not in" at the next doors, each tap after the one before was kept."""
    rows = done_here(page)
    before = rows.count()
    for place in range(count):
        page.locator("button.notin").first.click()
        expect(rows).to_have_count(before + place + 1, timeout=PATIENCE)


def done_here(page: Page) -> Locator:
    """The doors that are done, and whose answer lies on this phone alone."""
    return page.locator("#doors li.done", has_text=KEPT)


def back_in_signal(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#sync")).to_contain_text("All on the server", timeout=PATIENCE)


def kill(profile: Path) -> None:
    """Let the battery die."""
    os.kill(int(str((profile / "SingletonLock").readlink()).rsplit("-", 1)[1]), signal.SIGKILL)


def test_forty_answers_outlive_a_reload_and_a_dead_battery_and_arrive_once(
    playwright: Playwright, site: Site, tmp_path: Path
) -> None:
    long_walk(site, doors=60)
    with phone_with(playwright, tmp_path / "phone") as phone:
        site.let_in(phone, site.volunteer)
        ready(phone.pages[0], site)
        site.server.stop()
        record_forty(phone.pages[0])
        kill(tmp_path / "phone")
    assert kept(site.session) == []
    with phone_with(playwright, tmp_path / "phone") as phone:
        page = phone.pages[0]
        page.goto(site.walk_url)
        pass_lock(page)
        expect(done_here(page)).to_have_count(40, timeout=PATIENCE)
        site.server.start()
        back_in_signal(page)
        expect(done_here(page)).to_have_count(0)
    contacts = kept(site.session)
    standing = [contact for contact in contacts if not contact.is_retracted]
    assert (len(standing), len({one.household_id for one in standing})) == (40, 40)
    assert {contact.outcome for contact in contacts} == {Outcome.NOT_IN}


def record_forty(page: Page) -> None:
    """Record twenty doors, take one back, reload, and record the rest."""
    not_in(page, 20)
    page.locator("#undo").click()
    expect(page.locator("#said")).to_contain_text("taken back")
    page.reload()
    pass_lock(page)
    expect(done_here(page)).to_have_count(19, timeout=PATIENCE)
    not_in(page, 21)


def test_names_lie_on_the_phones_disk_under_the_pin_only(
    playwright: Playwright, site: Site, tmp_path: Path
) -> None:
    profile = tmp_path / "phone"
    with phone_with(playwright, profile) as phone:
        site.let_in(phone, site.volunteer)
        page = phone.pages[0]
        ready(page, site)
        site.server.stop()
        page.locator("#doors a", has_text="Petronella").click()
        tap(page, "Note")
        page.locator("textarea").fill("Gate sticks, ring twice")
        page.go_back()
        expect(page.locator("#doors li", has_text=KEPT)).to_have_count(1)
        page.evaluate(
            """async () => {
              const { Memory, openStorage } = await import("/static/doorstep/storage.js");
              await new Memory(openStorage("westminster")).remember("x", "Findable Marker");
            }"""
        )
    site.server.start()
    assert found(profile, "Findable Marker"), "the search itself must find what lies open"
    for text in ("Petronella", "Vance", "Kwabena", "Gate sticks", "Lupus Street"):
        assert not found(profile, text), text


def found(profile: Path, text: str) -> bool:
    """Tell whether a text stands anywhere in a browser's files."""
    spellings = (text.encode(), text.encode("utf-16-le"))
    files = (path for path in profile.rglob("*") if path.is_file() and not path.is_symlink())
    return any(spelling in path.read_bytes() for path in files for spelling in spellings)


@pytest.fixture
def volunteer_page(phone: BrowserContext, site: Site) -> Page:
    page = phone.new_page()
    page.set_default_timeout(PATIENCE)
    ready(page, site)
    return page


def test_when_the_time_is_over_the_names_go_without_signal_and_the_answers_still_arrive(
    volunteer_page: Page, site: Site
) -> None:
    page = volunteer_page
    site.server.stop()
    not_in(page, 3)
    page.add_init_script(f"({SHIFT})(9)")
    page.reload()

    over = page.locator("#over")
    expect(over).to_contain_text("Its time is over.", timeout=PATIENCE)
    expect(over).to_contain_text("3 answers are still on this phone, sealed")
    assert "Petronella" not in page.content()
    assert page.locator("#pin").count() == 0

    site.server.start()
    page.get_by_role("button", name="Send now").click()
    page.wait_for_url("**/goodbye", timeout=PATIENCE)
    assert len(kept(site.session)) == 3


def test_a_walk_taken_back_leaves_the_phone_at_once_and_nothing_stays_behind(
    volunteer_page: Page, site: Site
) -> None:
    page = volunteer_page
    not_in(page, 2)
    lease = site.session.scalars(select(WalkLease)).one()
    lease.taken_back_at = wall_clock()
    site.session.commit()

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    page.wait_for_url("**/goodbye", timeout=PATIENCE)
    assert len(kept(site.session)) == 2
    left = page.evaluate(
        """async () => [
          (await indexedDB.databases()).length, (await caches.keys()).length,
          (await navigator.serviceWorker.getRegistrations()).length, document.cookie,
        ]"""
    )
    assert left == [0, 0, 0, ""]


def test_a_walk_given_back_is_nobodys_and_off_the_phone(volunteer_page: Page, site: Site) -> None:
    page = volunteer_page
    page.get_by_role("button", name="Give the walk back").click()
    page.locator("#told").get_by_role("button", name="Give the walk back").click()
    page.wait_for_url("**/goodbye", timeout=PATIENCE)
    site.session.rollback()
    assert site.session.scalars(select(WalkLease)).one().taken_back_at is not None


def test_ten_wrong_pins_take_the_walk_off_and_what_was_recorded_still_goes(
    volunteer_page: Page, site: Site
) -> None:
    page = volunteer_page
    site.server.stop()
    not_in(page, 1)
    page.get_by_role("button", name="Lock now").click()
    for left in range(9, -1, -1):
        page.locator("#pin").fill("999999")
        page.locator("#lock [type=submit]").click()
        words = f"{left} more" if left else "The PIN was wrong too often."
        expect(page.locator("main")).to_contain_text(words, timeout=PATIENCE)
    site.server.start()
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("#over")).to_contain_text("All you recorded is on the server")
    assert len(kept(site.session)) == 1


def test_a_locked_phone_sends_before_anybody_types_the_pin(
    volunteer_page: Page, site: Site
) -> None:
    page = volunteer_page
    site.server.stop()
    not_in(page, 2)
    page.get_by_role("button", name="Lock now").click()
    expect(page.locator("#pin")).to_be_visible()
    site.server.start()
    with page.expect_response("**/doorstep/sync"):
        page.reload()
    expect(page.locator("#pin")).to_be_visible()
    assert len(kept(site.session)) == 2


def test_a_phone_whose_clock_is_a_day_off_tells_the_right_time(
    phone: BrowserContext, site: Site
) -> None:
    page = phone.new_page()
    page.add_init_script(f"({SHIFT})(-24)")
    ready(page, site)
    not_in(page, 1)
    back_in_signal(page)
    [contact] = kept(site.session)
    off = (wall_clock() - contact.spoken_at).total_seconds()
    assert 0 <= off < 120
    assert (contact.spoken_at - contact.told_at).total_seconds() > 23 * 3600


def test_half_an_emoji_is_refused_by_name_and_its_neighbours_are_kept(
    volunteer_page: Page, site: Site
) -> None:
    page = volunteer_page
    site.server.stop()
    not_in(page, 1)
    page.locator("#doors a", has_text="Kwabena").click()
    tap(page, "Note")
    page.evaluate(
        """() => {
          const note = document.querySelector("textarea");
          note.value = "half \\ud83d";
          note.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    expect(page.locator("#said")).to_contain_text("note, kept on this phone")
    page.go_back()
    not_in(page, 1)
    site.server.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#refused")).to_contain_text("1 not taken by the server", timeout=PATIENCE)
    expect(page.locator("#sync")).to_contain_text("All but 1 on the server")
    assert len(kept(site.session)) == 2


def test_two_hours_unsent_become_loud(volunteer_page: Page, site: Site) -> None:
    page = volunteer_page
    site.server.stop()
    not_in(page, 1)
    expect(page.locator("#long")).to_be_hidden()
    page.add_init_script(f"({SHIFT})(2.1)")
    page.reload()
    expect(page.locator("#long")).to_contain_text("alone for two hours", timeout=PATIENCE)


def test_what_is_unsent_is_saved_sealed_and_an_organiser_hands_it_in(
    volunteer_page: Page, desk_page: Page, site: Site, tmp_path: Path
) -> None:
    page = volunteer_page
    page.route("**/doorstep/sync", lambda route: route.abort())
    not_in(page, 3)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save unsent to a file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name.startswith("unsent-westminster-")
    assert "not_in" not in file.read_text("utf-8")

    desk_page.goto(f"{site.campaign_url}/doorstep/parcels")
    desk_page.get_by_label("The phone’s file").set_input_files(file)
    desk_page.get_by_role("button", name="Hand it in").click()

    expect(desk_page.get_by_role("status")).to_contain_text("3 responses kept")
    page.unroute("**/doorstep/sync")
    back_in_signal(page)
    assert {contact.user_id for contact in kept(site.session)} == {site.volunteer.id}
    assert len(kept(site.session)) == 3


def test_another_phones_camera_hands_in_what_a_code_holds(
    volunteer_page: Page, chromium: Browser, site: Site
) -> None:
    page = volunteer_page
    page.get_by_role("button", name="Show unsent as codes").click()
    expect(page.locator("#told")).to_contain_text("Nothing is unsent.")
    page.route("**/doorstep/sync", lambda route: route.abort())
    not_in(page, 2)
    page.get_by_role("button", name="Show unsent as codes").click()
    expect(page.get_by_role("img", name="Code 1 of 2")).to_be_visible()
    page.get_by_role("button", name="Next code").click()
    expect(page.get_by_role("img", name="Code 2 of 2")).to_be_visible()

    told = page.evaluate(
        """async () => {
          const { openStorage } = await import("/static/doorstep/storage.js");
          const { Outbox } = await import("/static/doorstep/outbox.js");
          return (await new Outbox(openStorage("westminster"), null).unsent())
            .map(({ id, parcel }) => `${id}.${parcel}`);
        }"""
    )
    other = chromium.new_context(viewport=PHONE)
    carrier = other.new_page()
    for one in told:
        carrier.goto("about:blank")
        carrier.goto(f"{site.campaign_url}/doorstep/hand-in#{one}")
        expect(carrier.locator("#told")).to_contain_text("It is on the server.", timeout=PATIENCE)
    carrier.goto("about:blank")
    carrier.goto(f"{site.campaign_url}/doorstep/hand-in#{told[0][:60]}")
    expect(carrier.locator("#told")).to_contain_text("The server did not take it")
    other.close()
    assert len(kept(site.session)) == 2


@pytest.fixture
def ines_page(volunteer_page: Page, chromium: Browser, site: Site) -> Iterator[Page]:
    """A second phone, which joined by the code that the first one shows."""
    volunteer_page.get_by_role("button", name="Let another phone join").click()
    code = volunteer_page.locator("#told .typed").inner_text()
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{site.campaign_url}/doorstep/join#{code}")
    expect(page.locator("#giver")).to_contain_text("Sam Fenwick has given you a walk")
    page.get_by_label("What should we call you?").fill("Ines")
    for pin in ("123456", PIN):
        page.get_by_label("A PIN for this phone").fill(pin)
        page.get_by_role("button", name="I undertake this").click()
        if pin != PIN:
            expect(page.locator("#fault")).to_contain_text("the first that anybody tries")
    page.wait_for_url("**/walks/*", timeout=PATIENCE)
    expect(page.locator("#pin, #doors > li").first).to_be_visible(timeout=PATIENCE)
    assert page.locator("#pin").count() == 0, "the PIN was chosen a moment ago"
    yield page
    context.close()


def test_a_second_phone_joins_by_the_board_runners_code_and_each_sees_the_other(
    volunteer_page: Page, ines_page: Page, site: Site
) -> None:
    row = volunteer_page.locator("#doors li", has_text="Kwabena")
    with ines_page.expect_response("**/at"):
        ines_page.locator("#doors a", has_text="Kwabena").click()
    ask_team(volunteer_page)
    expect(row).to_contain_text("Ines is at this door", timeout=PATIENCE)
    expect(row.locator("button.notin")).to_be_visible()

    tap(ines_page, "Likely")
    with ines_page.expect_response("**/doorstep/sync"):
        ines_page.go_back()

    ask_team(volunteer_page)
    expect(row).to_contain_text("Done", timeout=PATIENCE)
    ines = site.session.scalars(select(User).where(User.name == "Ines")).one()
    assert [contact.user_id for contact in kept(site.session)] == [ines.id]


def ask_team(page: Page) -> None:
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_code_that_was_used_says_so(phone_page: Page, site: Site) -> None:
    phone_page.goto(f"{site.campaign_url}/doorstep/join#AAAAABBBBB")
    expect(phone_page.locator("#fault")).to_contain_text("Ask for a fresh one")
    expect(phone_page.locator("#walk")).to_be_hidden()


def test_the_phone_speaks_welsh_and_remembers_it(volunteer_page: Page) -> None:
    page = volunteer_page
    page.get_by_role("button", name="Cymraeg").click()
    expect(page.locator("button.notin").first).to_have_text("Neb gartref")
    page.reload()
    pass_lock(page)
    expect(page.locator("button.notin").first).to_have_text("Neb gartref", timeout=PATIENCE)
    page.locator("#doors a", has_text="Petronella").click()
    expect(page.locator("#household")).to_contain_text("Beth sy’n bwysig i Petronella?")
    expect(page.locator("#household")).to_contain_text("Atgyweirio tai")
    assert page.evaluate("document.documentElement.lang") == "cy"


def test_more_than_an_issue_is_recorded_at_the_door(volunteer_page: Page, site: Site) -> None:
    page = volunteer_page
    page.locator("#doors a", has_text="Adaeze").click()
    tap(page, "Oxford Street")
    tap(page, "For")
    tap(page, "Firm")
    tap(page, "Wants to help")
    tap(page, "Phone number")
    page.locator("[data-written=phone]").fill("07700 900123")
    page.get_by_role("button", name="Somebody else who lives here").click()
    page.get_by_label("Their name").fill("Lina Okafor")
    page.get_by_role("button", name="Add them").click()
    tap(page, "Housing")
    with page.expect_response("**/doorstep/sync"):
        page.go_back()
    by_person = {contact.person: contact for contact in kept(site.session)}
    ours, theirs = by_person[""], by_person["Lina Okafor"]
    assert (ours.strength, ours.flags, theirs.elector_id) == (1, "help", None)
    page.locator("#doors a", has_text="Adaeze").click()
    expect(page.locator("#household")).to_contain_text("Lina Okafor")
    expect(page.locator("#household")).to_contain_text("not on the register")


def test_a_phone_that_can_lock_nothing_holds_no_names(phone: BrowserContext, site: Site) -> None:
    page = phone.new_page()
    page.add_init_script("Object.defineProperty(globalThis, 'isSecureContext', { value: false })")
    page.goto(site.walk_url)
    expect(page.get_by_role("alert").first).to_contain_text("must begin with https://")
    assert "Petronella" not in page.content()
