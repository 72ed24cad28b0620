"""Markup in every field: every page and paper shows it as text, and nothing of it ever runs.

The pages are read off the address table and visited with the content policy switched off, so that
only the escaping stands between a name and a script.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from canvass.core.access import Role
from canvass.sheets.linecode import sheet_code
from canvass.store.accounts import open_sign_in
from canvass.store.base import Row
from canvass.store.contacts import Contact
from canvass.store.ledger import Sheet
from canvass.store.passes import make_code
from canvass.web.clock import wall_clock
from tests.browser.conftest import DESK, PHONE, Site
from tests.browser.marked import (
    fill,
    fill_the_rest,
    mark_everything,
    marker,
    texts_of,
    typed_columns,
)
from tests.browser.test_doorstep import open_walk
from tests.core.test_mapping import ADDRESS, COLUMNS, unknown
from tests.polling_day import start_round, tell
from tests.registers import xpress
from tests.web.test_earlier import bring as bring_earlier
from tests.web.test_register import bring

TYPED = marker(999, 0, None)
SHORT_NAME = marker(999, 0, 20)
IN_A_FILE = TYPED.replace('"', "")
TABLE_OF = {
    "case_id": ("casework",),
    "contact_id": ("contact",),
    "district_id": ("polling_district",),
    "elector_id": ("elector",),
    "export_id": ("campaign_export",),
    "file_id": ("earlier_file", "register_file", "waiting_file"),
    "household_id": ("household",),
    "issue_id": ("issue",),
    "job_id": ("job",),
    "layout_id": ("own_layout",),
    "lift_id": ("lift",),
    "link_id": ("report_link",),
    "mark_id": ("telling_mark",),
    "mending_id": ("mending",),
    "pair_id": ("doubtful_pair",),
    "reading_id": ("note_reading",),
    "room_id": ("committee_room",),
    "round_id": ("knockup_round",),
    "set_id": ("boundary_set",),
    "shift_id": ("shift",),
    "slip_id": ("slip",),
    "split_id": ("issue_split",),
    "street_id": ("street",),
    "user_id": ("user",),
    "view_id": ("saved_view",),
    "walk_id": ("walk",),
    "ward_id": ("ward",),
}
"""Of which tables an argument of an address names a row. A new argument must be put here."""

ENDS_IT_ALL = {
    "accounts.sign_out",
    "closing.freeze",
    "ending.destroy_all",
    "factors.end",
    "people.undo_all",
    "readiness.stop_rehearsing",
    "register.undo_now",
    "sign_ins.end",
    "waiting.drop",
}
"""Forms that are not sent: what they end, the others need."""

LAST = {"electors.erase_all", "electors.put_right", "electors.stop_notice"}
"""Forms that are sent after the others, which show what these take away."""

NOT_SHOWN = {
    "back_asked.email",  # gone once it is answered
    "campaign.party",
    "canary.name",  # in files only, which no browser draws
    "household_before.building",
    "household_before.label",
    "household_before.postcode",
    "household_before.uprn",  # copied back when an import is undone, and shown then
    "intention_code.short",  # three letters: no room for a number
    "invitation.email",
    "invitation.name",  # shown once it is a person's
}
"""Columns that no page or paper shows. Whatever else is typed must be seen as text."""


@dataclass
class Sweep:
    """What was seen: elements that should be text, and the columns that were read as text."""

    made: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    pages: int = 0
    papers: int = 0

    def look(self, page: Page, where: str) -> None:
        """Look at a page that is open in the browser."""
        count, text = page.evaluate(LOOK)
        self.pages += 1
        self.seen.update(texts_of(text))
        if count:
            self.made.append(where)

    def read(self, data: bytes, where: str) -> None:
        """Read a paper: its words, and whether anything in it acts."""
        reader = PdfReader(io.BytesIO(data))
        self.papers += 1
        self.seen.update(texts_of("".join(one.extract_text() for one in reader.pages)))
        told = {*reader.root_object, *reader.root_object.get("/Names", {})}
        told.update(key for one in reader.pages for key in one)
        if told & {"/AA", "/JavaScript", "/OpenAction"}:
            self.ran.append(where)


LOOK = """() => [
  document.querySelectorAll("x, img[src=x]").length,
  [document.title, document.documentElement.textContent,
   ...[...document.querySelectorAll("input, textarea, option")].map((it) => it.value),
   ...[...document.querySelectorAll("[aria-label]")].map((it) => it.ariaLabel)].join(" "),
]"""
FORMS = """() => [...document.querySelectorAll("form[method=post]")].map((form) => ({
  action: form.getAttribute("action"),
  fields: [...form.elements].filter((it) => it.name).map((it) => ({
    name: it.name, kind: it.type, value: it.value,
    choices: [...(it.options ?? [])].map((one) => one.value),
  })),
}))"""


class Desk:
    """An agent at a desk: one browser with a window, and one without to send forms with."""

    def __init__(self, site: Site, context: BrowserContext) -> None:
        self.site = site
        self.user = site.person(Role.AGENT)
        self.agent = site.app.test_client()
        self.sign_in()
        site.let_in(context, self.user)
        context.route(re.compile(r"/static/(look|vendor)/"), lambda route: route.abort())
        self.page = context.new_page()
        self.sweep = Sweep()
        context.expose_function("ran", lambda: self.sweep.ran.append(self.page.url))
        self.forms: dict[str, list[dict[str, Any]]] = {}

    def sign_in(self) -> None:
        """Sign in without a window."""
        token = open_sign_in(self.site.session, self.user, wall_clock())
        self.site.session.commit()
        with self.agent.session_transaction() as cookie:
            cookie["_user_id"] = token
        self.agent.environ_base |= {
            "HTTP_SEC_FETCH_SITE": "same-origin",
            "HTTP_ACCEPT": "text/html",
        }

    def visit(self, path: str) -> None:
        """Open an address: a page in the browser, a file without."""
        if re.search(r"\.(csv|json|pdf|xlsx|zip)$", path):
            self.take(self.agent.get(path), path)
            return
        reply = self.page.goto(f"{self.site.url}{path}")
        assert reply is not None
        assert reply.status < 500, path
        assert "sign-in" in path or "/sign-in" not in self.page.url, f"{path} signed us out"
        self.sweep.look(self.page, path)
        for form in self.page.evaluate(FORMS):
            if form["action"] == "#":
                continue  # a phone's own
            endpoint = self.endpoint_of(form["action"])
            self.forms.setdefault(endpoint, []).append(form)

    def endpoint_of(self, action: str) -> str:
        """Say which view a form goes to."""
        adapter = self.site.app.url_map.bind("localhost")
        return str(adapter.match(action.partition("?")[0], method="POST")[0])

    def send(self, form: dict[str, Any]) -> None:
        """Send a form with markup in everything that can be typed."""
        told = dict(answer_to(one) for one in form["fields"] if one["kind"] != "radio")
        told |= {one["name"]: one["value"] for one in form["fields"] if one["kind"] == "radio"}
        reply = self.agent.post(form["action"], data=told, follow_redirects=True)
        assert reply.status_code < 500, f"{form['action']} fails"
        self.take(reply, form["action"])

    def take(self, reply: TestResponse, where: str) -> None:
        """Look at what came back: a page in the browser, a paper by its words."""
        if reply.mimetype == "text/html":
            self.page.set_content(reply.text, wait_until="domcontentloaded")
            self.sweep.look(self.page, where)
        elif reply.mimetype == "application/pdf":
            self.sweep.read(reply.data, where)
        elif reply.mimetype == "application/zip":
            with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
                for name in archive.namelist():
                    if name.endswith(".pdf"):
                        self.sweep.read(archive.read(name), where)
        else:
            assert reply.headers["X-Content-Type-Options"] == "nosniff"


def answer_to(asked: dict[str, Any]) -> tuple[str, object]:
    """Give a field's name, and markup for it where it takes any."""
    name, kind, value = asked["name"], asked["kind"], asked["value"]
    if kind == "file":
        return name, FileStorage(names_file(), filename=f"{TYPED}.csv")
    if kind.startswith("select"):
        return name, next((one for one in reversed(asked["choices"]) if one), "")
    if kind in ("checkbox", "date", "hidden", "number", "submit", "time"):
        return name, value or "1"
    return name, TYPED


def names_file() -> io.BytesIO:
    """Write a register with markup in its names and addresses."""
    return xpress(f"AB1,4,0,,,{IN_A_FILE},{SHORT_NAME},SW1V 0AG,{SHORT_NAME},London,,,,")


def addresses(site: Site, given: dict[str, list[str]]) -> Iterator[str]:
    """Give every address of the site that can be opened, with ids of rows that are there."""
    last = "phone.goodbye"  # it signs the browser out
    for rule in sorted(site.app.url_map.iter_rules(), key=lambda one: one.endpoint == last):
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        names = sorted(rule.arguments - {"slug"})
        choices = [given[name] if name in given else ids_of(site, name) for name in names]
        for values in zip(*choices, strict=False) if names else [()]:
            told = dict(zip(names, values, strict=True))
            built = rule.build({"slug": "westminster", **told})
            assert built
            yield built[1]


def ids_of(site: Site, name: str) -> list[UUID]:
    """Give the ids of some rows that an argument may name."""
    tables = [Row.metadata.tables[one] for one in TABLE_OF[name]]
    return [id_ for table in tables for id_ in site.session.scalars(select(table.c.id).limit(3))]


def opened_up(site: Site, desk: Desk) -> dict[str, list[str]]:
    """Fill the campaign, write markup over it, and give the codes and tokens that open the rest."""
    session = site.session
    ward = fill(session)
    start_round(desk.agent, ward)
    tell(desk.agent, [3, 99], "AB1")
    links = desk.agent.post(f"/c/westminster/issues/wards/{ward.id}/links", data={"days": "7"}).text
    (token,) = re.findall(r"issues/shared/([\w-]+)", links)[:1]
    form = {"name": "Nia", "email": "nia@example.org", "role": "volunteer"}
    invited = desk.agent.post("/c/westminster/people/", data=form).text
    (code,) = re.findall(r"invited/([\w-]+)", invited)[:1]
    where = bring(desk.agent, unknown())
    chosen = {**COLUMNS, "forenames": "First Name", "postcode": "Post-code", "address": ADDRESS}
    desk.agent.post(where, data={**chosen, "name": "Sampleminster", "do": "keep"})
    bring(desk.agent, names_file())
    bring_earlier(desk.agent)
    session.rollback()
    fill_the_rest(session)
    sheet = session.scalars(select(Sheet.number)).first() or 0
    told = select(Contact.elector_id).where(Contact.elector_id.is_not(None)).distinct()
    electors = [str(id_) for id_ in session.scalars(told)]
    mark_everything(session)
    return {
        "token": [token],
        "code": [sheet_code(sheet), code],
        "table": ["districts"],
        "elector_id": electors,
    }


def look_at_a_walk(site: Site, page: Page, sweep: Sweep) -> None:
    """Open a walk and a door of it as a volunteer's phone does."""
    open_walk(page, site.walk_url)
    sweep.look(page, "the doors of a walk")
    page.locator("#doors li a").first.click()
    expect(page.locator("#household h1")).to_be_visible()
    sweep.look(page, "a door of a walk")


def look_at_telling(site: Site, page: Page, sweep: Sweep) -> None:
    """Join by a code, under a name of markup, and open a station."""
    site.session.rollback()  # it read before others wrote
    code = make_code(site.session, None, site.volunteer.id, wall_clock())
    site.session.commit()
    page.goto(f"{site.campaign_url}/telling/join#{code}")
    expect(page.locator("#giver")).to_contain_text("<x c")
    sweep.look(page, "joining")
    page.get_by_label("What should we call you?").fill(TYPED)
    page.get_by_role("button", name="I undertake this").click()
    page.wait_for_url("**/telling/phone")
    page.locator("#places button").first.click()
    expect(page.locator("#title")).to_contain_text("Telling")
    sweep.look(page, "telling")


def look_at_phones(site: Site, chromium: Browser, sweep: Sweep) -> None:
    """Look at the screens of phones, each on a phone of its own."""
    for look, is_let_in in ((look_at_a_walk, True), (look_at_telling, False)):
        with chromium.new_context(bypass_csp=True, viewport=PHONE) as context:
            context.set_default_timeout(15_000)
            context.expose_function("ran", lambda: sweep.ran.append("a phone"))
            if is_let_in:
                site.session.rollback()
                site.let_in(context, site.volunteer)
            look(site, context.new_page(), sweep)


def test_markup_is_text_on_every_page_and_paper_and_never_runs(
    site: Site, chromium: Browser
) -> None:
    context = chromium.new_context(bypass_csp=True, viewport=DESK)
    context.set_default_timeout(15_000)
    desk = Desk(site, context)
    given = opened_up(site, desk)
    for path in addresses(site, given):
        desk.visit(path)
    for endpoint in sorted(desk.forms.keys() - ENDS_IT_ALL, key=lambda one: (one in LAST, one)):
        for form in desk.forms[endpoint][:2]:
            desk.send(form)
    context.close()
    sweep = desk.sweep
    look_at_phones(site, chromium, sweep)
    names = [f"{one.table.name}.{one.name}" for one in typed_columns()]
    unseen = {name for number, name in enumerate(names) if number not in sweep.seen}
    assert sweep.pages > 140
    assert sweep.papers >= 7
    assert (sweep.made, sweep.ran) == ([], [])
    assert unseen == NOT_SHOWN
