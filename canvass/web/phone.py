"""What a phone keeps to open without signal, and the page on which it drops everything again."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template, url_for

from canvass.web.access import campaign_slug, needs

bp = Blueprint("phone", __name__, url_prefix="/c/<slug>/doorstep")

ANY_WALK = UUID(int=0)
"""Stands for whatever walk a phone holds: the screen that an installed app opens."""

KEPT = (
    "doorstep/*.js",
    "look/*.css",
    "look/fonts/*.woff2",
    "look/logo/*",
    "vendor/pico-*.css",
    "vendor/uqr-*.mjs",
)
JOIN = "doorstep/join.js"
NOT_KEPT = frozenset({"doorstep/worker.js", "doorstep/types.js", "doorstep/carry.js"})


@bp.get("/worker.js")
@needs(None)
def worker() -> Response:
    """Give the service worker, told what it keeps; a change in any of it makes a new worker."""
    shell = url_for("doorstep.walk", walk_id=ANY_WALK)
    pages = [shell, url_for("passes.join"), url_for("phone.manifest")]
    files = [url_for("static", filename=name) for name in kept_files()]
    version = hashlib.sha256((kept_digest() + shell_page()).encode()).hexdigest()[:16]
    told = {"VERSION": version, "FILES": [*pages, *files], "SHELL": shell}
    head = "".join(f"self.{name} = {json.dumps(value)};\n" for name, value in told.items())
    script = Path(str(current_app.static_folder), "doorstep/worker.js").read_text("utf-8")
    answer = Response(head + script, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/manifest.webmanifest")
@needs(None)
def manifest() -> Response:
    """Say how the walk screen is installed on a home screen."""
    start = url_for("doorstep.walk", walk_id=ANY_WALK)
    answer = jsonify(
        name="Canvass",
        short_name="Canvass",
        description="Doors, answers and issues, with or without signal.",
        id=start,
        start_url=start,
        scope=url_for("doorstep.walks"),
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
    modules = [name for name in kept_files() if name.startswith("doorstep/") and name != JOIN]
    return render_template("doorstep/walk.html", slug=campaign_slug(), modules=modules)


@lru_cache(maxsize=1)
def kept_files() -> tuple[str, ...]:
    """List the static files that the phone's screens need."""
    folder = Path(str(current_app.static_folder))
    found = {str(path.relative_to(folder)) for pattern in KEPT for path in folder.glob(pattern)}
    return tuple(sorted(found - NOT_KEPT))


@lru_cache(maxsize=1)
def kept_digest() -> str:
    """Give a digest of all those files."""
    folder = Path(str(current_app.static_folder))
    digest = hashlib.sha256()
    for name in kept_files():
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
