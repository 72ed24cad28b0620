"""A server that truly goes away, and comes back where it was."""

import socket
import threading
from contextlib import suppress
from typing import Self

from flask import Flask
from werkzeug.serving import ThreadedWSGIServer

from canvass.db import db

HERE = "127.0.0.1"


class Server:
    """Serves an app on a port of its own, which stays the same over every stop and start."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.seat = socket.socket()
        self.port = 0
        self.running: Listener | None = None

    def __enter__(self) -> Self:
        # the seat is never listened on; it only keeps the port from others while we are away
        self.seat.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.seat.bind((HERE, 0))
        self.port = self.seat.getsockname()[1]
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.seat.close()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Listen again; nothing happens where it listens already."""
        if self.running is None:
            self.running = Listener(HERE, self.port, self.app)
            self.running.thread.start()

    def stop(self) -> None:
        """Go away: nothing listens any more, and no connection that was open is answered."""
        if self.running is not None:
            self.running.hang_up()
            self.running = None
            with self.app.app_context():
                db.engine.dispose()


class Listener(ThreadedWSGIServer):
    """Knows its open connections: a browser opens some ahead, and each would still be answered."""

    def __init__(self, host: str, port: int, app: Flask) -> None:
        self.lines: set[socket.socket] = set()
        super().__init__(host, port, app)
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})

    def process_request(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)
        self.lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: object) -> None:
        assert isinstance(request, socket.socket)
        self.lines.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Stop listening, then cut what is open."""
        self.shutdown()
        self.thread.join()
        self.server_close()
        for line in tuple(self.lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
