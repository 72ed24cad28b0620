"""The line between phones and server, which fails in the ways that lines do."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from io import BufferedIOBase
from itertools import repeat
from random import Random
from socket import create_connection, socket
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Lock, Thread

PATIENCE = 60
PORTAL_PAGE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
    b"<h1>Welcome to the hotel's network</h1>"
)


class Weather(StrEnum):
    """What becomes of one request on its way."""

    ANSWER_LOST = "the server's answer is lost"
    FAIR = "it arrives, and so does its answer"
    PORTAL = "somebody else's network answers it with a page"
    REQUEST_LOST = "it never arrives"


class Line(ThreadingTCPServer):
    """A port that passes requests on to the server, one a connection, as the weather allows.

    `seen` counts what became of requests; `under_way` those that the server has and has not
    answered yet.
    """

    request_queue_size = 128

    def __init__(self, server_port: int, weather: Iterator[Weather]) -> None:
        self.server_port = server_port
        self.weather = weather
        self.lock = Lock()
        self.seen: Counter[str] = Counter()
        self.under_way = 0
        super().__init__(("127.0.0.1", 0), Carrier)

    @property
    def port(self) -> int:
        """Where phones reach the server."""
        return int(self.socket.getsockname()[1])

    def carry(self, request: bytes, phone: socket) -> None:
        """Take one request to the server and its answer back, or fail at it."""
        with self.lock:
            weather = next(self.weather)
        if weather is Weather.REQUEST_LOST:
            self.note("requests lost")
        elif weather is Weather.PORTAL:
            self.note("answers of another network")
            phone.sendall(PORTAL_PAGE)
        else:
            answer = self.answer_to(request)
            if answer and weather is Weather.ANSWER_LOST:
                self.note("answers swallowed")
            else:
                phone.sendall(answer)

    def answer_to(self, request: bytes) -> bytes:
        """Give what the server answers, as far as it comes."""
        answer = b""
        try:
            with create_connection(("127.0.0.1", self.server_port), PATIENCE) as server:
                server.sendall(request)
                with self.counted_under_way(), suppress(ConnectionError, TimeoutError):
                    while more := server.recv(65536):
                        answer += more
        except ConnectionError:
            self.note("server not there")
            return b""
        self.note("answered" if answer else "broken under way")
        return answer

    @contextmanager
    def counted_under_way(self) -> Iterator[None]:
        """Count a request that the server has."""
        with self.lock:
            self.under_way += 1
        try:
            yield
        finally:
            with self.lock:
                self.under_way -= 1

    def note(self, what: str) -> None:
        """Count one request of which this became."""
        with self.lock:
            self.seen[what] += 1


class Carrier(StreamRequestHandler):
    """One connection of a phone."""

    server: Line

    def handle(self) -> None:
        """Carry its one request."""
        with suppress(ConnectionError):
            self.server.carry(request_in(self.rfile), self.connection)


def request_in(stream: BufferedIOBase) -> bytes:
    """Read one request, whole, so that to the phone it is sent."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        more = stream.readline()
        if not more:
            raise ConnectionAbortedError
        head += more
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return head + stream.read(int(length[1]) if length else 0)


@contextmanager
def line_to(server_port: int, weather: Iterator[Weather] | None = None) -> Iterator[Line]:
    """Open a line in this weather, fair if none is told, and close it at the end."""
    with Line(server_port, weather or repeat(Weather.FAIR)) as line:
        thread = Thread(target=line.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield line
        finally:
            line.shutdown()
            thread.join()


def foul(chance: Random) -> Iterator[Weather]:
    """Give the weather of a bad evening: one request in three comes to nothing."""
    kinds = [Weather.FAIR, Weather.ANSWER_LOST, Weather.REQUEST_LOST, Weather.PORTAL]
    while True:
        yield chance.choices(kinds, weights=[12, 4, 1, 1])[0]
