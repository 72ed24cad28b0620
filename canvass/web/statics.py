"""The static files as they go over the air: scripts without their comments, all text packed.

Only comments that stand as ours do are taken out (`/** … */`, and lines of `//`), and what indents
a line: no script of ours holds these inside a text, which a test makes sure of.
"""

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path

import brotli
from flask import Flask, Response, current_app, request
from werkzeug.security import safe_join

PACKED = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}
SCRIPTS = frozenset({".js", ".mjs"})
BLOCK = re.compile(rb"/\*[*\s].*?\*/", re.DOTALL)
LINE = re.compile(rb"^[ \t]*//.*\n", re.MULTILINE)
INDENT = re.compile(rb"^\s+", re.MULTILINE)
CLOSING = re.compile(rb"^((?:(?!//).)*)\n(?=[)\]}])", re.MULTILINE)
HOARD = 500


def static_file(filename: str) -> Response:
    """Give one static file, packed if it is text and the browser can unpack it."""
    kind = PACKED.get(Path(filename).suffix)
    path = safe_join(str(current_app.static_folder), filename)
    if kind is None or path is None or not Path(path).is_file():
        return current_app.send_static_file(filename)
    packing = request.accept_encodings.best_match(["br", "gzip", "identity"]) or "identity"
    answer = Response(packed(path, packing, Path(path).stat().st_mtime_ns), content_type=kind)
    if packing != "identity":
        answer.headers["Content-Encoding"] = packing
    answer.vary.add("Accept-Encoding")
    answer.cache_control.no_cache = True
    answer.set_etag(digest_of(answer.get_data()))
    return answer.make_conditional(request)  # type: ignore[return-value]  # the same answer


@lru_cache(maxsize=HOARD)
def packed(path: str, packing: str, _changed: int) -> bytes:
    """Read a file as it is sent; `_changed` makes a changed file be read again."""
    raw = Path(path).read_bytes()
    if Path(path).suffix in SCRIPTS:
        raw = bare(raw)
    if packing == "br":
        return bytes(brotli.compress(raw))
    return gzip.compress(raw, mtime=0) if packing == "gzip" else raw


def bare(script: bytes) -> bytes:
    """Take a script's comments and indents out, and the break before what closes a block."""
    for what in (BLOCK, LINE, INDENT):
        script = what.sub(b"", script)
    return CLOSING.sub(rb"\1", script)


@lru_cache(maxsize=HOARD)
def digest_of(data: bytes) -> str:
    """Give a file's fingerprint."""
    return hashlib.sha256(data).hexdigest()[:20]


def init_statics(app: Flask) -> None:
    """Serve static files this way."""
    app.view_functions["static"] = static_file
