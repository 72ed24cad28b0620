"""What a phone keeps to open without signal, and the page on which it drops everything again."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template, url_for

from canvass.web.access import campaign_slug, needs
from canvass.web.passes import join

bp = Blueprint("phone", __name__, url_prefix="/c/<slug>/doorstep")

ANY_WALK = UUID(int=0)
"""Stands for whatever walk a phone holds: the screen that an installed app opens."""

LOOK = ("look/*.css", "look/fonts/*.woff2", "look/logo/*", "vendor/pico-*.css", "vendor/uqr-*.mjs")
JOIN = "doorstep/join.js"


class Screens(NamedTuple):
    """Screens that a phone keeps together, under a name of their own: patterns of static files."""

    name: str
    patterns: tuple[str, ...]
    without: frozenset[str] = frozenset()


DOORSTEP = Screens(
    "doorstep",
    ("doorstep/*.js", "knockup/*.js", *LOOK),
    frozenset({"doorstep/worker.js", "doorstep/types.js", "doorstep/carry.js"}),
)


@bp.get("/worker.js")
@needs(None)
def worker() -> Response:
    """Give the service worker of the walk screen."""
    shell = url_for("doorstep.walk", walk_id=ANY_WALK)
    pages = [shell, url_for("passes.join"), url_for("phone.manifest")]
    return worker_script(DOORSTEP, pages, shell_page() + join())


@bp.get("/manifest.webmanifest")
@needs(None)
def manifest() -> Response:
    """Say how the walk screen is installed on a home screen."""
    return installation(
        "Doors, answers and issues, with or without signal.",
        start=url_for("doorstep.walk", walk_id=ANY_WALK),
        scope=url_for("doorstep.walks"),
    )


@bp.get("/goodbye")
@needs(None)
def goodbye() -> Response:
    """Have the browser drop all it holds of this site: nothing else truly leaves its disk."""
    answer = make_response(render_template("phone/goodbye.html"))
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


@bp.get("/hand-in")
@needs(None)
def carry() -> str:
    """Show the page on which one phone hands in what another has sealed."""
    return render_template("phone/carry.html")


def shell_page() -> str:
    """Draw the shell of the walk screen."""
    modules = [
        name for name in kept_files(DOORSTEP) if name.startswith("doorstep/") and name != JOIN
    ]
    return render_template("doorstep/walk.html", slug=campaign_slug(), modules=modules)


def worker_script(screens: Screens, pages: list[str], shell: str) -> Response:
    """Give a service worker, told what it keeps; a change in any of it makes a new worker.

    Args:
        screens: whose files it keeps.
        pages: the paths it keeps beside them; the first is the shell's.
        shell: the shell, and the page to join, as they are drawn now.
    """
    files = [url_for("static", filename=name) for name in kept_files(screens)]
    told = {
        # the space parts one campaign's name from another's that begins with it
        "KEPT": f"{screens.name} {campaign_slug()} ",
        "VERSION": hashlib.sha256((kept_digest(screens) + shell).encode()).hexdigest()[:16],
        "FILES": [*pages, *files],
        "SHELL": pages[0],
    }
    head = "".join(f"self.{name} = {json.dumps(value)};\n" for name, value in told.items())
    script = Path(str(current_app.static_folder), "doorstep/worker.js").read_text("utf-8")
    answer = Response(head + script, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def installation(description: str, start: str, scope: str) -> Response:
    """Say how a screen is installed on a home screen."""
    answer = jsonify(
        name="Canvass",
        short_name="Canvass",
        description=description,
        id=start,
        start_url=start,
        scope=scope,
        display="standalone",
        background_color="#fbf8f1",
        theme_color="#fbf8f1",
        icons=[
            {
                "src": url_for("static", filename=f"look/logo/app-icon-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size in (192, 512)
            for purpose in ("any", "maskable")
        ],
    )
    answer.mimetype = "application/manifest+json"
    return answer


@lru_cache(maxsize=4)
def kept_files(screens: Screens) -> tuple[str, ...]:
    """List the static files that a phone's screens need."""
    folder = Path(str(current_app.static_folder))
    found = {
        str(path.relative_to(folder))
        for pattern in screens.patterns
        for path in folder.glob(pattern)
    }
    return tuple(sorted(found - screens.without))


@lru_cache(maxsize=4)
def kept_digest(screens: Screens) -> str:
    """Give a digest of all those files."""
    folder = Path(str(current_app.static_folder))
    digest = hashlib.sha256()
    for name in kept_files(screens):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
