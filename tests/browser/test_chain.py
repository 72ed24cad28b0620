"""The whole chain: a council's file in; a tap, a report, a list, a mark and a sheet out."""

import io
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from canvass.core.access import Member, Role
from canvass.core.boundaries import read_areas
from canvass.core.outlines import outlines_for
from canvass.store.boundaries import SetFacts, boundary_sets, keep_boundaries, known_wards
from canvass.store.register import Elector
from canvass.store.walks import doors_of
from canvass.web.clock import wall_clock
from tests.browser.accessible import faults_of_page
from tests.browser.conftest import DESK, PHONE, Site
from tests.browser.test_doorstep import open_walk, tap
from tests.conftest import POLLING_DAY
from tests.make import keep, make_response, make_ward
from tests.outlines import geojson, ward

REGISTER = Path(__file__).parent.parent / "registers" / "xpress_full.csv"


def printed(page: Page) -> str:
    """Print the list that is on the page, and read the paper back."""
    form = page.locator("form", has=page.get_by_role("button", name="Print the sheets"))
    reply = page.request.post(
        page.url.split("/c/")[0] + str(form.get_attribute("action")),
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert reply.headers["content-type"].startswith("application/pdf")
    return " ".join(part.extract_text() for part in PdfReader(io.BytesIO(reply.body())).pages)


def record_five(page: Page, site: Site) -> None:
    """Have five people at five doors promise, and raise the estate offices."""
    open_walk(page, site.walk_url)
    for name in ("Petronella", "Kwabena", "Henrik", "Bernadette", "Rajiv"):
        page.locator("#doors a", has_text=name).tap()
        tap(page, "Estate offices")
        tap(page, "Firm")
        expect(page.locator("#said")).to_contain_text("kept on this phone")
        page.go_back()
    expect(page.locator("#sync")).to_contain_text("All on the server", timeout=15_000)


def test_a_tap_changes_the_report_and_the_list_and_a_mark_takes_it_off_again(
    phone_page: Page, desk_page: Page, site: Site
) -> None:
    ward = site.walk.ward_id
    desk_page.goto(f"{site.campaign_url}/knockup/wards/{ward}")
    expect(desk_page.locator("main")).to_contain_text("Nobody is left to knock up")
    record_five(phone_page, site)

    desk_page.goto(f"{site.campaign_url}/issues/wards/{ward}")
    row = desk_page.locator("tr", has_text="Estate offices").first
    expect(row).to_contain_text("5")
    expect(row).to_contain_text("100")
    expect(desk_page.locator("main")).to_contain_text("We spoke to 5 of 17 electors")

    desk_page.goto(f"{site.campaign_url}/knockup/wards/{ward}")
    expect(desk_page.locator("main")).to_contain_text("5 doors, 5 promises still to vote")
    assert "Kwabena Asante-Hill" in printed(desk_page)

    desk_page.goto(f"{site.campaign_url}/telling/")
    desk_page.get_by_label("Number").fill("CH1-5")
    desk_page.get_by_role("button", name="Mark as voted").click()
    expect(desk_page.get_by_role("status")).to_contain_text("Kwabena Asante-Hill: voted.")

    desk_page.goto(f"{site.campaign_url}/knockup/wards/{ward}")
    expect(desk_page.locator("main")).to_contain_text("4 doors, 4 promises still to vote")
    paper = printed(desk_page)
    assert "Kwabena Asante-Hill" not in paper
    assert "Henrik Solberg" in paper


def test_a_register_goes_in_and_a_walk_comes_out(desk_page: Page, site: Site) -> None:
    page = desk_page
    page.goto(f"{site.campaign_url}/register/")
    page.get_by_label("File from the council").set_input_files(REGISTER)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("main")).to_contain_text("Nothing is changed yet.")
    page.get_by_role("button", name="Take it in").click()
    expect(page.locator("h1")).to_have_text("xpress_full.csv")
    expect(page.locator(".figures")).to_contain_text("electors added")

    page.goto(f"{site.campaign_url}/walks/new/{site.walk.ward_id}")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Make the walk").click()
    expect(page.get_by_role("status")).to_contain_text("is ready. Show its code to a phone")
    page.get_by_role("combobox").first.select_option(label="Sam Fenwick, volunteer")
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("is with Sam Fenwick until")


def test_signing_in_by_the_form_leads_to_where_one_was_going(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{site.campaign_url}/walks/")
    expect(page.locator("h1")).to_have_text("Sign in")
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".wrong[role=alert]")).to_contain_text("do not belong together")
    context.close()


def desk_paths(site: Site) -> list[str]:
    ward = site.walk.ward_id
    door, *_ = (home for home, _ in doors_of(site.session, site.walk))
    return [
        "/mending/",
        f"/mending/streets/{door.street_id}",
        f"/mending/doors/{door.id}",
        "/earlier/",
        "/exports/",
        "/",
        "/walks/",
        f"/walks/new/{ward}",
        f"/walks/{site.walk.id}",
        f"/people/{site.volunteer.id}/undo",
        "/asked/",
        "/disagreements/",
        "/intentions/",
        "/doorstep/parcels",
        "/register/",
        "/register/columns/",
        "/register/doubtful/",
        "/places/",
        "/places/boundaries/",
        "/places/boundaries/doors",
        *(f"/places/boundaries/{one.id}" for one in boundary_sets(site.session)),
        "/issues/",
        "/issues/across/",
        "/issues/views/",
        "/issues/views/new",
        "/issues/mails/",
        f"/issues/wards/{ward}",
        f"/issues/wards/{ward}/weeks",
        f"/issues/wards/{ward}/links",
        "/people/",
        "/knockup/",
        f"/knockup/wards/{ward}",
        "/telling/",
        "/catalogue/",
        "/notes/",
        "/progress/",
        "/doorstep/",
        "/nothing-here",
    ]


def draw_wards(site: Site) -> None:
    """Bring outlines of the site's ward and of one beside it."""
    make_ward(site.session, "A Ward of Quite a Long Name That Has No Outline Yet")
    wards = [one for one in known_wards(site.session) if "Outline" not in one.name]
    long = ward("Next Door, With Quite a Long Name Too", "E05000640", 1)
    file = geojson(ward(wards[0].name), long)
    facts = SetFacts("Wards of 2018", POLLING_DAY, "An invented office.", "wards.geojson")
    keep_boundaries(site.session, outlines_for(wards, read_areas(file)), facts, wall_clock())
    site.session.commit()


def test_every_page_is_accessible(chromium: Browser, site: Site) -> None:
    record_some(site)
    draw_wards(site)
    context = signed_in(chromium, site)
    page = context.new_page()
    for path in ["/sign-in", *(f"/c/westminster{one}" for one in desk_paths(site))]:
        assert faults_of_page(page, f"{site.url}{path}") == [], path
    context.close()


def signed_in(chromium: Browser, site: Site) -> BrowserContext:
    """An organiser's browser that axe may look into."""
    context = chromium.new_context(viewport=DESK, bypass_csp=True)
    site.let_in(context, site.person(Role.ORGANISER))
    return context


NOTE = "Against the Oxford St scheme"


def record_some(site: Site) -> None:
    """Have six people raise housing and say more, so that the pages have something to show."""
    session = site.session
    electors = session.scalars(select(Elector)).all()
    member = Member(site.volunteer.id, Role.VOLUNTEER)
    keep(
        session,
        member,
        *(make_response(site.walk, one, "housing", strength=1, note=NOTE) for one in electors[:6]),
    )
    session.commit()
