"""Shedding load: when a process is nearly full, reports go first, then boards; telling never.

A process serves as many requests at once as it has threads. So that telling, lists and phones
always find one free, whatever else is asked for is turned away a little before that: it is told
when to come again, and a board shows the figures it has with their age.
"""

import threading

from flask import Flask, Response, current_app, g, request

from canvass.web.errors import answer

RETRY_SECONDS = "15"
FIRST_TO_GO = {
    "reports": 12,
    "disagreements": 12,
    "register": 12,
    "waiting": 12,
    "columns": 12,
    "doubtful": 12,
    "places": 12,
    "closing": 12,
    "walks": 15,
    "home": 15,
    "readiness": 15,
    "board": 18,
}
"""How many requests, of `THREADS`, may be under way for each part of the site to be answered still.

What is not named here (telling, phones, lists, rounds, sheets, packs) is always answered.
"""

BUSY = "The server is busy with telling and lists. Try again in a moment; nothing is lost."


class Load:
    """How many requests are under way in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.under_way = 0

    def change(self, by: int) -> int:
        """Count requests in or out, and give how many are under way."""
        with self._lock:
            self.under_way += by
            return self.under_way


def enter() -> Response | None:
    """Count a request in; turn it away where what matters more needs the room."""
    load: Load = current_app.extensions["canvass-load"]
    under_way = load.change(1)
    g.is_counted = True
    most = FIRST_TO_GO.get(request.blueprint or "")
    if most is None or under_way <= most or request.method != "GET":
        return None
    g.is_away = True
    busy = current_app.make_response(answer(BUSY, 503))
    busy.headers["Retry-After"] = RETRY_SECONDS
    return busy


def leave(_error: BaseException | None) -> None:
    """Count a request out."""
    if g.pop("is_counted", False):
        load: Load = current_app.extensions["canvass-load"]
        load.change(-1)


def init_shedding(app: Flask) -> None:
    """Count every request, before anything else is asked about it."""
    app.extensions["canvass-load"] = Load()
    app.before_request(enter)
    app.teardown_request(leave)
