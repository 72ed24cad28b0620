"""Passkeys, with an authenticator that Chromium plays: made, used, asked for as second factor."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Request, Route, expect
from sqlalchemy import select

from canvass.core.access import Role
from canvass.core.audit import Deed
from canvass.core.totp import RECOVERY_CODES
from canvass.store.accounts import SignIn, User, the_campaign
from canvass.store.audit import AuditEvent
from canvass.store.passkeys import Passkey
from canvass.web.passwords import hash_password
from tests.browser.accessible import faults_of_page
from tests.browser.conftest import DESK, Site, watched

PASSWORD = "four small green doors"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Desk:
    """An agent's browser, whose machine has an authenticator; the campaign wants two factors."""

    def __init__(self, site: Site, context: BrowserContext) -> None:
        self.site = site
        self.context = context
        self.user = site.person(Role.AGENT)
        self.user.email, self.user.password_hash = "sade@example.org", hash_password(PASSWORD)
        the_campaign(site.session).asks_second_factor = True
        site.session.commit()
        site.let_in(context, self.user)
        self.page = context.new_page()
        self.faults = watched(self.page)
        self.devices: CDPSession = context.new_cdp_session(self.page)
        self.devices.send("WebAuthn.enable")
        told = self.devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        self.authenticator = told["authenticatorId"]

    def add(self) -> None:
        """Add a passkey, and write the recovery codes down."""
        self.page.goto(f"{self.site.url}/passkeys/")
        self.page.get_by_role("button", name="Add a passkey").click()
        expect(self.page.locator(".codes li")).to_have_count(RECOVERY_CODES)
        self.page.get_by_role("button", name="I have written them down").click()
        expect(self.page.locator("table tbody tr")).to_have_count(1)

    def sign_out(self) -> None:
        """Sign out, and stand before the sign-in form."""
        self.page.goto(f"{self.site.url}/sign-ins/")
        self.page.get_by_role("button", name="Sign out").click()
        expect(self.page.locator("h1")).to_have_text("Sign in")

    def touch(self) -> None:
        """Sign in with the passkey."""
        self.page.get_by_role("button", name="Sign in with a passkey").click()

    def type_password(self) -> None:
        """Sign in with the password."""
        self.page.get_by_label("E-mail address").fill(str(self.user.email))
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture
def desk(site: Site, chromium: Browser) -> Iterator[Desk]:
    context = chromium.new_context(viewport=DESK)
    context.set_default_timeout(8_000)
    yield Desk(site, context)
    context.close()


def is_in(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("What now?")


def test_a_passkey_is_the_second_factor_that_a_campaign_asks_for(desk: Desk) -> None:
    desk.page.goto(desk.site.campaign_url)
    expect(desk.page.locator("h1")).to_have_text("Second factor")
    desk.page.get_by_role("link", name="a passkey").click()
    desk.add()
    desk.page.goto(desk.site.campaign_url)
    is_in(desk.page)

    desk.sign_out()
    desk.type_password()
    expect(desk.page.locator("h1")).to_have_text("Second factor")
    desk.page.goto(desk.site.campaign_url)
    expect(desk.page.locator("h1")).to_have_text("Sign in")
    desk.type_password()
    desk.touch()
    is_in(desk.page)
    assert desk.faults == []
    desk.site.session.rollback()
    deeds = set(desk.site.session.scalars(select(AuditEvent.deed)))
    assert {Deed.PASSKEY_ADDED, Deed.SIGNED_IN} <= deeds
    assert all(desk.site.session.scalars(select(SignIn.is_double)))


def test_a_passkey_alone_signs_in_and_once_removed_opens_nothing(desk: Desk) -> None:
    desk.add()
    desk.sign_out()
    desk.touch()
    is_in(desk.page)
    desk.page.goto(f"{desk.site.url}/passkeys/")
    desk.page.get_by_role("button", name="Remove it").click()
    expect(desk.page.locator("main")).to_contain_text("opens nothing here any more")

    desk.sign_out()
    desk.touch()
    expect(desk.page.get_by_role("alert")).to_contain_text("does not open an account here")


def test_a_passkey_that_its_owner_did_not_unlock_opens_nothing(desk: Desk) -> None:
    desk.add()
    desk.sign_out()
    told = {"authenticatorId": desk.authenticator, "isUserVerified": False}
    desk.devices.send("WebAuthn.setUserVerified", told)
    desk.page.route("**/sign-in/passkey/options", without_unlocking)
    desk.touch()
    expect(desk.page.get_by_role("alert")).to_contain_text("does not open an account here")


def without_unlocking(route: Route) -> None:
    """Ask the authenticator for less than the server asked, as a false page would."""
    reply = route.fetch()
    asked = reply.json()
    asked["userVerification"] = "discouraged"
    route.fulfill(response=reply, body=json.dumps(asked))


def test_what_was_signed_once_opens_nothing_again(desk: Desk) -> None:
    desk.add()
    desk.sign_out()
    sent: list[Request] = []
    desk.page.on("request", lambda one: sent.append(one) if "/sign-in/passkey" in one.url else None)
    desk.touch()
    is_in(desk.page)
    seen = sent[-1]
    assert seen.url.partition("?")[0].endswith("/sign-in/passkey")
    desk.site.session.rollback()
    desk.site.session.query(Passkey).update({"counter": 0})  # as passkeys that are synced have it
    desk.site.session.commit()
    thief = desk.site.app.test_client()
    cookie = seen.all_headers()["cookie"].partition("canvass=")[2].partition(";")[0]
    thief.set_cookie("canvass", cookie)
    told = {"json": json.loads(str(seen.post_data)), "headers": {"Sec-Fetch-Site": "same-origin"}}
    base = desk.site.url
    assert thief.post("/sign-in/passkey", base_url=base, **told).status_code == 400


def test_whoever_finds_a_browser_with_the_password_alone_adds_no_passkey(desk: Desk) -> None:
    desk.add()
    desk.site.session.rollback()
    desk.site.session.query(SignIn).update({"is_double": False})
    desk.site.session.commit()
    desk.page.goto(f"{desk.site.url}/passkeys/")
    expect(desk.page.locator("main")).to_contain_text("Sign in with your second factor")
    expect(desk.page.get_by_role("button", name="passkey")).to_have_count(0)
    reply = desk.context.request.post(
        f"{desk.site.url}/passkeys/options", headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert reply.status == 400
    assert desk.site.session.query(Passkey).count() == 1


def test_the_page_of_passkeys_is_accessible(desk: Desk) -> None:
    desk.add()
    assert faults_of_page(desk.page, f"{desk.site.url}/passkeys/") == []
    desk.sign_out()
    assert faults_of_page(desk.page, f"{desk.site.url}/sign-in") == []
    assert isinstance(desk.user, User)
