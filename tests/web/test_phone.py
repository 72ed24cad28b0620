"""What a phone keeps to open without signal, and how it goes over the air."""

import gzip
import json
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from canvass.web.statics import bare, packed

URL = "/c/westminster/doorstep"
STATIC = Path(__file__).parent.parent.parent / "canvass" / "static"
SCRIPTS = sorted((STATIC / "doorstep").glob("*.js"))
SHELL = f"{URL}/walks/00000000-0000-0000-0000-000000000000"
MOST = 40_000
IMPORT = re.compile(r'^(?:import|export) .*? from "\.{1,2}/(?:vendor/)?([\w.-]+)";', re.MULTILINE)


def told(app: Flask, name: str) -> object:
    script = app.test_client().get(f"{URL}/worker.js").text
    line = next(line for line in script.splitlines() if line.startswith(f"self.{name} = "))
    return json.loads(line.partition(" = ")[2].rstrip(";"))


def test_every_file_the_worker_keeps_is_there_and_no_answer_is_a_redirect(app: Flask) -> None:
    files = told(app, "FILES")
    assert isinstance(files, list)
    assert told(app, "SHELL") == SHELL
    assert {SHELL, f"{URL}/join", f"{URL}/manifest.webmanifest"} < set(files)
    for path in files:
        with app.test_client().get(path, buffered=True) as reply:
            assert reply.status_code == 200, path


def test_a_change_in_what_is_kept_makes_a_new_worker(app: Flask) -> None:
    version = told(app, "VERSION")
    assert re.fullmatch("[0-9a-f]{16}", str(version))
    other = app.test_client().get("/c/other/doorstep/worker.js").text
    assert str(version) not in other
    assert app.test_client().get(f"{URL}/worker.js").headers["Cache-Control"] == "no-cache"


def test_other_words_to_undertake_make_a_new_worker_so_that_phones_do_not_keep_the_old(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = told(app, "VERSION")
    monkeypatch.setattr("canvass.web.passes.UNDERTAKING", "of another year")
    assert told(app, "VERSION") != before


def imports_of(name: str, seen: set[str]) -> set[str]:
    """Follow the imports of a module to their end."""
    if name in seen:
        return seen
    seen.add(name)
    path = STATIC / ("vendor" if name.endswith(".mjs") else "doorstep") / name
    for found in IMPORT.findall(path.read_text("utf-8")):
        imports_of(found, seen)
    return seen


def test_the_walk_page_loads_every_module_beforehand_and_the_worker_keeps_them(
    app: Flask,
) -> None:
    page = app.test_client().get(SHELL).text
    preloaded = set(re.findall(r'modulepreload"\s+href="/static/doorstep/([\w.]+)"', page))
    needed = imports_of("walk.js", set())
    assert preloaded == {name for name in needed if name.endswith(".js")}
    kept = set(map(str, told(app, "FILES")))  # type: ignore[call-overload]
    for name in needed | imports_of("join.js", set()):
        folder = "vendor" if name.endswith(".mjs") else "doorstep"
        assert f"/static/{folder}/{name}" in kept


def client_sizes() -> dict[str, int]:
    """Give the size of each script of the phone's screens, as it goes over the air."""
    names = imports_of("walk.js", set()) | imports_of("join.js", set()) | {"worker.js", "carry.js"}
    paths = {
        name: STATIC / ("vendor" if name.endswith(".mjs") else "doorstep") / name for name in names
    }
    return {name: len(packed(str(path), "br", 0)) for name, path in paths.items()}


def test_the_phones_client_is_under_forty_kilobytes_in_all(app: Flask) -> None:
    sizes = client_sizes()
    assert sum(sizes.values()) < MOST, sizes
    reply = app.test_client().get(
        "/static/doorstep/walk.js", headers={"Accept-Encoding": "br, gzip"}
    )
    assert (len(reply.data), reply.headers["Content-Encoding"]) == (sizes["walk.js"], "br")


def test_a_script_reaches_every_browser_whole_whatever_it_can_unpack(app: Flask) -> None:
    client, path = app.test_client(), "/static/doorstep/words.js"
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    packed_best = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(packed.data) == brotli.decompress(packed_best.data) == plain.data
    assert plain.mimetype == "text/javascript"
    etag = packed.headers["ETag"]
    headers = {"Accept-Encoding": "gzip", "If-None-Match": etag}
    assert client.get(path, headers=headers).status_code == 304
    for missing in ("/static/doorstep/none.js", "/static/../pyproject.toml", "/static/look"):
        assert client.get(missing).status_code == 404


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_holds_in_a_text_what_the_server_takes_out(script: Path) -> None:
    source = script.read_text("utf-8")
    for text in re.findall(r'"[^"\n]*"|`[^`]*`', source):
        assert "/*" not in text, text
        assert not re.search(r"\n\s*(//|\s|[)\]}])", text), text
    assert "/*" not in bare(script.read_bytes()).decode()


def test_the_page_that_clears_a_phone_says_so_to_the_browser(app: Flask) -> None:
    reply = app.test_client().get(f"{URL}/goodbye")
    assert reply.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
