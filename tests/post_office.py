"""A mail server of our own on this machine: keeps what it is sent, and misbehaves when told to."""

import socketserver
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from ssl import SSLContext
from typing import Any

from canvass.mail import PostOffice

WELL, BUSY, DROPS, SHUT = "well", "busy", "drops the line", "shut"


class PostRoom(socketserver.ThreadingTCPServer):
    """Takes mail on a port of its own; `mood` says how, `let_in` whom (their name and secret)."""

    daemon_threads = True

    def __init__(self, tls: SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.letters: list[EmailMessage] = []
        self.mood = WELL
        self.let_in = "agent\0hush"
        self.tls = tls

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        if self.tls is None:
            super().finish_request(request, client_address)
            return
        wrapped = self.tls.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
        with wrapped, suppress(OSError):  # whoever does not trust us hangs up
            wrapped.do_handshake()
            super().finish_request(wrapped, client_address)

    @property
    def office(self) -> PostOffice:
        host, port = "localhost" if self.tls else "127.0.0.1", self.server_address[1]
        return PostOffice(host, port, is_tls=self.tls is not None, sender="c@example.org")

    def texts(self) -> list[str]:
        """Give the words of every letter that was taken."""
        return [text_of(one) for one in self.letters]


class Counter(socketserver.StreamRequestHandler):
    """One conversation in SMTP (RFC 5321), as far as anybody here needs it."""

    server: PostRoom

    def handle(self) -> None:
        if self.server.mood == SHUT:
            return
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            if not line.upper().startswith("DATA"):
                self.say(self.answer(line))
                continue
            self.say("354 go on")
            self.take()
            if self.server.mood == DROPS:
                return
            self.say("250 taken")

    def answer(self, line: str) -> str:
        verb = line[:4].upper()
        if verb == "EHLO":
            return "250-here\r\n250 AUTH PLAIN"
        if verb == "AUTH":
            told = b64decode(line.rsplit(maxsplit=1)[-1]).decode().lstrip("\0")
            return "235 come in" if told == self.server.let_in else "535 no"
        if verb == "RCPT" and self.server.mood == BUSY:
            return "450 come back later"
        return "221 bye" if verb == "QUIT" else "250 good"

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.server.letters.append(letter)

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


def text_of(letter: EmailMessage) -> str:
    """Give a letter's plain words."""
    body = letter.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n")


def paper_of(letter: EmailMessage) -> bytes:
    """Give the file that came with a letter."""
    attached = next(letter.iter_attachments())
    assert isinstance(attached, EmailMessage)
    return bytes(attached.get_content())


@contextmanager
def open_post_office(tls: SSLContext | None = None) -> Iterator[PostRoom]:
    """Open it for a while."""
    with PostRoom(tls) as room:
        thread = threading.Thread(target=room.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield room
        finally:
            room.shutdown()
            thread.join()
