"""Handing e-mail in at a server: it is taken, or it is not, or nobody knows; nothing else.

What is not taken may be tried again. Where the line broke after the text had gone out, the server
may have taken it, and a second try could send it twice.
"""

import smtplib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from ssl import create_default_context
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from canvass.core.errors import CanvassError

SECONDS = 10
PORTS = {"smtp": 587, "smtps": 465}
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class MailError(CanvassError):
    """The server did not take a mail. It may be tried again."""


class MailUnsureError(CanvassError):
    """Nobody knows whether the server took a mail, so it must not be tried again."""


class BadMailSettingsError(CanvassError):
    """The address of the mail server, or that of the sender, is none."""


class Attachment(NamedTuple):
    """A PDF that goes with a mail."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class PostOffice:
    """Where mail is handed in, and from whom it comes. `smtps` is TLS from the first byte."""

    host: str
    port: int
    is_tls: bool
    sender: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        """The sender's domain: how we greet the server, and the end of a mail's own id."""
        return self.sender.rpartition("@")[2].rstrip("> ")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail in plain text. `id` is its own for ever: whoever gets it twice can tell."""

    id: str
    to: str
    subject: str
    text: str
    stop_url: str = ""
    attachment: Attachment | None = None


def post_office(url: str, sender: str) -> PostOffice | None:
    """Read where mail is handed in: `smtps://user:secret@host:465`; nowhere if nothing is set.

    Raises:
        BadMailSettingsError: it is no such address, or there is no sender.

    >>> post_office("smtps://agent:a%40b@mail.example.org", "canvass@example.org").port
    465
    """
    if not url:
        return None
    told = urlsplit(url)
    if told.scheme not in PORTS or not told.hostname or "@" not in sender:
        raise BadMailSettingsError(
            "CANVASS_SMTP_URL is written smtps://user:secret@host:465, and CANVASS_MAIL_FROM is "
            "an e-mail address."
        )
    return PostOffice(
        host=told.hostname,
        port=told.port or PORTS[told.scheme],
        is_tls=told.scheme == "smtps",
        sender=sender,
        user=unquote(told.username or ""),
        password=unquote(told.password or ""),
    )


def send(office: PostOffice, letter: Letter) -> None:
    """Hand one mail in.

    Raises:
        MailError: it was not taken, and may be tried again.
        MailUnsureError: it may have been taken.
    """
    message = message_of(office, letter)
    with at_counter(office) as counter:
        try:
            counter.send_message(message)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as refusal:
            raise MailError(refusal_words(refusal)) from refusal
        except (smtplib.SMTPException, OSError) as broken:
            raise MailUnsureError(
                "The line to the mail server broke while it was sent."
            ) from broken


@contextmanager
def at_counter(office: PostOffice) -> Iterator[smtplib.SMTP]:
    """Go to the server and say who we are; what goes wrong on the way harms nothing.

    Raises:
        MailError: it does not answer, or does not let us in.
    """
    with ExitStack() as leaving:
        try:
            counter = reach(office)
            leaving.callback(counter.close)
            enter(counter, office)
        except (smtplib.SMTPException, OSError) as failure:
            raise MailError(refusal_words(failure)) from failure
        yield counter


def reach(office: PostOffice) -> smtplib.SMTP:
    """Open the line to the server."""
    where, name = (office.host, office.port), office.domain
    if office.is_tls:
        secure = create_default_context()
        return smtplib.SMTP_SSL(*where, local_hostname=name, timeout=SECONDS, context=secure)
    return smtplib.SMTP(*where, local_hostname=name, timeout=SECONDS)


def enter(counter: smtplib.SMTP, office: PostOffice) -> None:
    """Go under TLS, but to a server on this machine, and sign in where asked to."""
    if not office.is_tls and office.host not in HERE:
        counter.starttls(context=create_default_context())
    if office.user:
        counter.login(office.user, office.password)


def message_of(office: PostOffice, letter: Letter) -> EmailMessage:
    """Write a mail as it goes out: plain text, and a way to stop more of them (RFC 8058)."""
    message = EmailMessage()
    message["From"], message["To"] = office.sender, letter.to
    message["Subject"] = " ".join(letter.subject.split())
    message["Message-ID"] = f"<{letter.id}@{office.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.stop_url:
        message["List-Unsubscribe"] = f"<{letter.stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    if letter.attachment:
        message.add_attachment(
            letter.attachment.body,
            maintype="application",
            subtype="pdf",
            filename=letter.attachment.name,
        )
    return message


def refusal_words(failure: Exception) -> str:
    """Say why a mail was not taken, without the mail's own words."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _ in failure.recipients.values()})
        return f"The mail server refused the address ({codes[0]})."
    if isinstance(failure, smtplib.SMTPAuthenticationError):
        return "The mail server did not let us in: see CANVASS_SMTP_URL."
    if isinstance(failure, smtplib.SMTPResponseException):
        return f"The mail server refused it ({failure.smtp_code})."
    return f"The mail server could not be reached ({type(failure).__name__})."
