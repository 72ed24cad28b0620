"""A mail server of our own on this machine: keeps what it is sent, and misbehaves when told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from canvass.mail import PostOffice

WELL, BUSY, DROPS, SHUT = "well", "busy", "drops the line", "shut"


class PostRoom(socketserver.ThreadingTCPServer):
    """Takes mail on a port of its own; `mood` says how."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.letters: list[EmailMessage] = []
        self.mood = WELL

    @property
    def office(self) -> PostOffice:
        return PostOffice("127.0.0.1", self.server_address[1], is_tls=False, sender="c@example.org")

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
        while line := self.rfile.readline().decode().strip().upper():
            if line.startswith("RCPT") and self.server.mood == BUSY:
                self.say("450 come back later")
            elif line.startswith("DATA"):
                self.say("354 go on")
                self.take()
                if self.server.mood == DROPS:
                    return
                self.say("250 taken")
            else:
                self.say("221 bye" if line == "QUIT" else "250 good")

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
def open_post_office() -> Iterator[PostRoom]:
    """Open it for a while."""
    with PostRoom() as room:
        thread = threading.Thread(target=room.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield room
        finally:
            room.shutdown()
            thread.join()
