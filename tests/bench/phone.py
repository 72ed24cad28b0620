"""The phone: a tap to "kept", 500 doors opened without signal, and the size of the client."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from canvass import create_app
from canvass.config import Settings
from canvass.db import prepare
from canvass.store.accounts import User
from canvass.store.base import Row
from canvass.store.walks import Walk
from tests.bench.table import Line
from tests.browser.conftest import CHROMIUM, PHONE, Site, seed
from tests.browser.server import Server
from tests.browser.test_doorstep import long_walk, open_walk
from tests.web.test_phone import client_sizes

DOORS, TAPS = 500, 15
KEPT_AFTER = """() => new Promise((resolve) => {
  const button = document.querySelector("button.notin");
  const row = button.closest("li");
  const list = document.getElementById("doors");
  const link = row.querySelector("a").getAttribute("href");
  const start = performance.now();
  const look = () => {
    const now = document.querySelector(`#doors a[href="${link}"] small`);
    if (!now?.textContent.includes("kept on this phone")) return;
    observer.disconnect();
    resolve(performance.now() - start);
  };
  const observer = new MutationObserver(look);
  observer.observe(list, { childList: true, subtree: true, characterData: true });
  button.click();
})"""
DRAWN_AT = """(() => {
  new MutationObserver((_, observer) => {
    if (!document.querySelector("#doors > li")) return;
    observer.disconnect();
    globalThis.drawnAt = performance.now();
  }).observe(document, { childList: true, subtree: true });
})()"""


def measure() -> Iterator[Line]:
    """Measure in real Chromium, phone-sized, on a walk of 500 doors."""
    yield Line("the phone’s client, Brotli", "phone", sum(client_sizes().values()) / 1000, 40, "KB")
    with TemporaryDirectory(prefix="canvass-bench-") as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with served_site(Path(name)) as site:
            yield from measured(browser, site)
        browser.close()


def measured(browser: Browser, site: Site) -> Iterator[Line]:
    """Measure on one phone, whose server goes away once its screens are kept."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    site.let_in(context, site.volunteer)
    page = context.new_page()
    page.add_init_script(DRAWN_AT)
    open_walk(page, site.walk_url)
    while not page.evaluate("navigator.serviceWorker.controller?.state === 'activated'"):
        page.wait_for_timeout(50)
    site.server.stop()
    yield Line(f"a walk of {DOORS} doors opened offline", "phone", reopened(page), 300, "ms")
    yield Line("from a tap to “kept”, median", "phone", kept_after(page), 50, "ms")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    yield Line("the same on a processor slowed 6 ×", "phone", kept_after(page), 150, "ms")
    context.close()


def reopened(page: Page) -> float:
    """Give the milliseconds from the start of a reload to the doors, at best of three."""
    times = []
    for _ in range(3):
        page.reload()
        expect(page.locator("#doors > li").first).to_be_visible()
        times.append(float(page.evaluate("globalThis.drawnAt")))
    return min(times)


def kept_after(page: Page) -> float:
    """Give the median of some taps, in milliseconds."""
    return median(float(page.evaluate(KEPT_AFTER)) for _ in range(TAPS))


@contextmanager
def served_site(folder: Path) -> Iterator[Site]:
    """Serve a campaign with a walk of 500 doors."""
    url = f"sqlite:///{folder / 'bench.db'}"
    engine = create_engine(url)
    prepare(engine, lambda: False)
    Row.metadata.create_all(engine)
    app = create_app(Settings("s" * 32, url, folder, is_secure=False))
    with Session(engine, expire_on_commit=False) as session, Server(app) as server:
        site = Site(server, *seeded(session))
        long_walk(site, DOORS - 11)
        yield site
    engine.dispose()


def seeded(session: Session) -> tuple[Session, Walk, User]:
    """Fill a campaign; give what a `Site` is made of."""
    walk, volunteer = seed(session)
    return session, walk, volunteer
