"""Broken on purpose: a server that answers a phone before it commits."""

import json
from collections.abc import Iterable
from io import BytesIO
from threading import Timer
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.test import run_wsgi_app

from canvass import create_app as real_app

LATER = 2.0


def create_app() -> WSGIApplication:
    """Make the app, with a promise before what phones send: what it calls kept comes in later."""
    app = real_app()

    def hasty(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST":
            return app(environ, start_response)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        Timer(LATER, run_wsgi_app, (app, environ | {"wsgi.input": BytesIO(body)})).start()
        kept = {"status": "kept", "reason": None}
        outcomes = {one["id"]: kept for one in json.loads(body)["responses"]}
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"outcomes": outcomes}).encode()]

    return hasty
