"""A real server on a real database, and real Chromium, phone-sized and desk-sized."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    ViewportSize,
    sync_playwright,
)
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from canvass import create_app
from canvass.config import Settings
from canvass.core.access import Role
from canvass.db import prepare
from canvass.store.accounts import Campaign, User, add_campaign, add_member, open_sign_in
from canvass.store.issues import add_starting_issues
from canvass.store.walks import Walk
from canvass.web.clock import wall_clock
from tests.browser.server import Server
from tests.conftest import POLLING_DAY
from tests.make import make_lease, make_user, make_walk, make_ward
from tests.street import fill_street

CHROMIUM = "/usr/bin/chromium"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}


class Site:
    """A served campaign with one street, a walk along it, and somebody who holds it."""

    def __init__(self, server: Server, session: Session, walk: Walk, volunteer: User) -> None:
        self.server = server
        self.url = server.url
        self.app = server.app
        self.session = session
        self.walk = walk
        self.volunteer = volunteer
        self.campaign_url = f"{self.url}/c/westminster"
        self.walk_url = f"{self.campaign_url}/doorstep/walks/{walk.id}"

    def let_in(self, context: BrowserContext, user: User) -> None:
        """Sign somebody in without the form."""
        token = open_sign_in(self.session, user, wall_clock())
        self.session.commit()
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        cookie = serializer.dumps({"_user_id": token})
        context.add_cookies([{"name": "canvass", "value": cookie, "url": self.url}])

    def person(self, role: Role) -> User:
        """Make somebody with this role."""
        user = make_user(self.session, f"Priya {role}")
        add_member(self.session, user, role)
        self.session.commit()
        return user


@pytest.fixture
def site(tmp_path: Path, empty_sqlite: bytes) -> Iterator[Site]:
    """A site with a database of its own: what a browser still asks for goes to nobody else's."""
    (tmp_path / "canvass.db").write_bytes(empty_sqlite)
    url = f"sqlite:///{tmp_path / 'canvass.db'}"
    engine = create_engine(url)
    prepare(engine, lambda: False)
    app = create_app(Settings("s" * 32, url, tmp_path, is_secure=False))
    with Session(engine, expire_on_commit=False) as session, Server(app) as server:
        walk, volunteer = seed(session)
        yield Site(server, session, walk, volunteer)
    engine.dispose()


def seed(session: Session) -> tuple[Walk, User]:
    campaign = Campaign(slug="westminster", name="Westminster 2018", polling_day=POLLING_DAY)
    add_campaign(session, campaign)
    add_starting_issues(session)
    ward = make_ward(session)
    walk = make_walk(session, ward.id, *fill_street(session, ward))
    volunteer = make_user(session, "Sam Fenwick")
    add_member(session, volunteer, Role.VOLUNTEER)
    make_lease(session, walk, volunteer.id, wall_clock())
    session.commit()
    return walk, volunteer


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[BrowserContext]:
    """A volunteer's phone, signed in."""
    context = chromium.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    context.set_default_timeout(15_000)
    site.let_in(context, site.volunteer)
    yield context
    context.close()


@pytest.fixture
def phone_page(phone: BrowserContext) -> Iterator[Page]:
    page = phone.new_page()
    faults = watched(page)
    yield page
    assert faults == []


@pytest.fixture
def desk_page(chromium: Browser, site: Site) -> Iterator[Page]:
    """An organiser's browser, signed in."""
    context = chromium.new_context(viewport=DESK)
    context.set_default_timeout(15_000)
    site.let_in(context, site.person(Role.ORGANISER))
    page = context.new_page()
    faults = watched(page)
    yield page
    assert faults == []
    context.close()


def watched(page: Page) -> list[str]:
    """Collect what goes wrong in a page: errors of ours, and what the policy stops."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda message: (
            faults.append(message.text)
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    return faults
