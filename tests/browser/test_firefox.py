"""An evening without signal, in Firefox: another engine, another storage, another worker."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from tests.browser.conftest import Site
from tests.browser.test_doorstep import PIN, kept, long_walk

NODE = Path(sys.executable).parent / "node"
SCRIPTS = Path(__file__).parent.parent / "js"
MISSING = "The tests need more than is here. Install it: apt-get install firefox-esr"
UNBUILT = "The tests need more than is here. Run make test, which installs tests/js/node_modules"

DOORS = "document.querySelectorAll('#doors li:not(.street)').length"
ROWS = "[...document.querySelectorAll('#doors li')]"
HERE = f"{ROWS}.filter((row) => row.textContent.includes('kept on this phone')).length"
SAFE = f"{ROWS}.filter((row) => row.textContent.includes('safe on the server')).length"
SYNC = "document.getElementById('sync').textContent"
IS_LOCKED = "document.querySelector('#pin') !== null"
IS_OPEN = f"{DOORS} > 0 && {SYNC} !== ''"
IS_OFFLINE_READY = "navigator.serviceWorker.controller?.state === 'activated'"
REACHES_SERVER = "fetch(`${location.href}.json`).then(() => true, () => false)"
IDS = """new Promise((resolve) => {
  indexedDB.open("canvass-westminster").onsuccess = ({ target: { result } }) => {
    const all = result.transaction("messages").objectStore("messages").getAll();
    all.onsuccess = () => {
      result.close();
      resolve(all.result.map(({ id }) => id));
    };
  };
})"""


class Firefox:
    """One run of Firefox, from its start to its end or its sudden death."""

    def __init__(self, profile: Path) -> None:
        firefox = shutil.which("firefox-esr")
        assert firefox, MISSING
        assert (SCRIPTS / "node_modules/puppeteer-core").is_dir(), UNBUILT
        profile.mkdir(exist_ok=True)
        self.driver = subprocess.Popen(  # noqa: S603  our own script, and Debian's Firefox
            [NODE, SCRIPTS / "firefox.mjs", firefox, profile],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.driver.communicate(timeout=30)

    def do(self, act: str, *words: object) -> Any:  # noqa: ANN401  whatever the page tells
        """Do one act of `firefox.mjs`, to its end."""
        assert self.driver.stdin is not None
        assert self.driver.stdout is not None
        self.driver.stdin.write(json.dumps([act, *words]) + "\n")
        self.driver.stdin.flush()
        line = self.driver.stdout.readline()
        assert line, "Firefox, or what drives it, has ended by itself"
        reply = json.loads(line)
        assert "fault" not in reply, f"{act}: {reply['fault']}"
        return reply["told"]

    def add_cookies(self, cookies: list[dict[str, str]]) -> None:
        """Take cookies as a context of Chromium does, so that `Site.let_in` lets Firefox in."""
        for cookie in cookies:
            self.do("signIn", cookie)

    def pass_lock(self) -> None:
        """Type the PIN if the phone asks for one."""
        self.do("until", f"{IS_LOCKED} || {IS_OPEN}")
        if self.do("ask", IS_LOCKED):
            self.do("type", "#pin", PIN)
            self.do("tap", "#lock [type=submit]")
        self.do("until", IS_OPEN)

    def knock(self, count: int) -> None:
        """Tap "Not in" at so many doors, and see each kept before the next."""
        before = self.do("ask", HERE)
        for place in range(count):
            self.do("tap", "button.notin")
            self.do("until", f"{HERE} === {before + place + 1}")


def test_firefox_loses_nothing_to_a_dead_server_a_reload_and_a_sudden_death(
    site: Site, tmp_path: Path
) -> None:
    long_walk(site, doors=12)

    ids = knock_until_it_dies(site, tmp_path / "profile")
    assert kept(site.session) == []
    open_again_and_send(site, tmp_path / "profile")

    contacts = kept(site.session)
    assert sorted(str(contact.id) for contact in contacts) == sorted(ids)
    assert len({contact.household_id for contact in contacts}) == len(ids) == 13


def knock_until_it_dies(site: Site, profile: Path) -> list[str]:
    """Record with the server away, over a reload, until the phone dies; give what it held."""
    with Firefox(profile) as phone:
        site.let_in(phone, site.volunteer)  # type: ignore[arg-type]  # takes cookies all the same
        phone.do("open", site.walk_url)
        phone.pass_lock()
        phone.do("until", IS_OFFLINE_READY)
        site.server.stop()
        assert phone.do("ask", REACHES_SERVER) is False
        phone.knock(10)
        phone.do("reload")
        phone.pass_lock()
        phone.do("until", f"{HERE} === 10")
        phone.knock(3)
        ids: list[str] = phone.do("ask", IDS)
        assert phone.do("faults") == []
        phone.do("kill")
    return ids


def open_again_and_send(site: Site, profile: Path) -> None:
    """Open the same phone, find everything on it, and come back into signal."""
    with Firefox(profile) as phone:
        phone.do("open", site.walk_url)
        phone.do("until", IS_LOCKED)
        phone.pass_lock()
        phone.do("until", f"{HERE} === 13")
        phone.do("until", f"{SYNC}.includes('13 kept on this phone')")
        site.server.start()
        phone.do("ask", "void dispatchEvent(new Event('online'))")
        phone.do("until", f"{SYNC}.includes('All on the server') && {SAFE} === 13")
        assert phone.do("faults") == []
