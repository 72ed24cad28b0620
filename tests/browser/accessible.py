"""What axe and a ruler find wrong with a page, on a phone and a desk, by day and in the dark."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE

FAULTS_ONLY = {"resultTypes": ["violations"]}
"""What passes is not told one by one: carrying that over took longer than the looking."""

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"], **FAULTS_ONLY}
IN_THE_DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, **FAULTS_ONLY}
"""Nothing but colours changes there."""


def faults_of_page(page: Page, url: str) -> list[str]:
    """Open a page once, and list its faults in both sizes and both schemes."""
    page.goto(url)
    faults = []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        faults += axe_faults(page, RULES)
        if page.evaluate("document.documentElement.scrollWidth") != size["width"]:
            faults.append(f"wider than {size['width']} pixels")
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        faults += axe_faults(page, IN_THE_DARK)
    return faults


def axe_faults(page: Page, rules: dict[str, Any]) -> list[str]:
    """List what axe finds: the rule, and the first element that breaks it."""
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]
