"""The demonstration, small and of its own, for tools to attack; and somebody signed in to it."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from flask_migrate import upgrade

from canvass import create_app
from canvass.config import Settings
from canvass.core.access import Role
from canvass.core.demo import DEMO_ACCOUNTS, DEMO_PASSWORD, DEMO_SLUG
from canvass.demo.build import build_demo
from canvass.demo.replay import Replay
from canvass.web.clock import wall_clock
from canvass.web.passwords import hash_password
from tests.browser.server import Server

SCALE = 0.05


class Target(NamedTuple):
    """What is attacked: where it is, its campaign, and a cookie that is signed in there."""

    url: str
    campaign: str
    cookie: str


@contextmanager
def target(folder: Path) -> Iterator[Target]:
    """Build the demonstration in a folder and serve it as long as this lasts."""
    database = f"sqlite:///{folder / 'demo.db'}"
    app = create_app(Settings("s" * 32, database, folder, is_secure=False, is_demo=True))
    with app.app_context():
        upgrade()
    build_demo(
        Replay(app, 2018, SCALE, lambda _step, _done, _of: None), hash_password, wall_clock()
    )
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # thousands of lines otherwise
    with Server(app) as server:
        cookie = signed_in(server.url, Role.ORGANISER)
        yield Target(server.url, f"{server.url}/c/{DEMO_SLUG}", cookie)


def signed_in(url: str, role: Role) -> str:
    """Sign in as a browser does, and give the cookie."""
    jar = HTTPCookieProcessor()
    account = next(one for one in DEMO_ACCOUNTS if one.role is role)
    form = urlencode({"email": account.email, "password": DEMO_PASSWORD}).encode()
    asked = Request(f"{url}/sign-in", form, {"Sec-Fetch-Site": "same-origin"})  # noqa: S310  ours
    build_opener(jar).open(asked).close()
    cookies = {one.name: one.value for one in jar.cookiejar}
    assert re.match(r"[\w.-]+$", str(cookies["canvass"]))
    return f"canvass={cookies['canvass']}"
