"""Handing a mail in: under TLS, from whom it says, and nothing slipped into its head."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from canvass.config import Settings
from canvass.mail import (
    Attachment,
    BadMailSettingsError,
    Letter,
    MailError,
    PostOffice,
    message_of,
    post_office,
    send,
)
from canvass.web.clock import wall_clock
from tests.post_office import open_post_office, text_of

SECRET = {"CANVASS_SECRET_KEY": "0123456789abcdef" * 2}


def test_the_server_is_reached_under_tls_from_the_first_byte_or_before_any_secret() -> None:
    office = post_office("smtps://agent%40x:se%2Fcret@mail.example.org", "Canvass <c@example.org>")
    assert office
    assert (office.host, office.port, office.is_tls) == ("mail.example.org", 465, True)
    assert (office.user, office.password, office.domain) == ("agent@x", "se/cret", "example.org")
    plain = post_office("smtp://mail.example.org:2525", "c@example.org")
    assert plain
    assert (plain.port, plain.is_tls) == (2525, False)
    assert post_office("", "") is None


@pytest.mark.parametrize(
    ("url", "sender"),
    [("https://x", "c@example.org"), ("smtps://", "c@example.org"), ("smtps://x", "nobody")],
)
def test_settings_that_cannot_be_right_stop_the_start(url: str, sender: str) -> None:
    with pytest.raises(BadMailSettingsError, match="CANVASS_SMTP_URL"):
        post_office(url, sender)


def test_the_secret_of_the_mail_server_is_not_printed_with_the_settings() -> None:
    url = "smtps://agent:hush-hush@mail.example.org"
    settings = Settings.from_env({**SECRET, "CANVASS_SMTP_URL": url})
    office = post_office(settings.smtp_url, "c@example.org")
    assert "hush" not in repr(settings)
    assert "hush" not in repr(office)


def test_a_campaigns_name_cannot_add_a_line_to_a_mails_head() -> None:
    office = PostOffice("127.0.0.1", 1, is_tls=False, sender="c@example.org")
    letter = Letter("1", "a@example.org", "Westminster\r\nBcc: x@example.net", "Words.")
    message = message_of(office, letter)
    assert message["Bcc"] is None
    with pytest.raises(ValueError, match="linefeed"):
        message_of(office, replace(letter, to="a@example.org\r\nBcc: x@example.net"))


def test_words_of_any_language_and_a_paper_arrive_as_they_were_sent() -> None:
    with open_post_office() as room:
        paper = Attachment("week.pdf", b"%PDF-1.7")
        send(room.office, Letter("1", "a@example.org", "Wythnos", "14 → 31: tŷ.\n.", "", paper))
        (taken,) = room.letters
    assert text_of(taken) == "14 → 31: tŷ.\n.\n"
    attached = next(taken.iter_attachments())
    assert isinstance(attached, EmailMessage)
    assert attached.get_content() == b"%PDF-1.7"
    assert taken["List-Unsubscribe"] is None


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, with its key, that nobody knows."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = wall_clock()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "here.pem"
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + made.public_bytes(pem))
    return file


def tls_of(certificate: Path) -> SSLContext:
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_server_that_cannot_say_who_it_is_gets_neither_mail_nor_secret(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = Letter("1", "a@example.org", "Subject", "Words.")
    with open_post_office(tls_of(certificate)) as room:
        with pytest.raises(MailError, match="SSLCertVerificationError"):
            send(room.office, letter)
        assert room.letters == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        send(room.office, letter)
        assert len(room.letters) == 1


def test_a_server_elsewhere_is_not_written_to_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_post_office() as room:
        monkeypatch.setattr("canvass.mail.HERE", frozenset())
        with pytest.raises(MailError, match="could not be reached"):
            send(room.office, Letter("1", "a@example.org", "Subject", "Words."))
        assert room.letters == []


def test_a_wrong_secret_is_said_to_be_one() -> None:
    letter = Letter("1", "a@example.org", "Subject", "Words.")
    with open_post_office() as room:
        send(replace(room.office, user="agent", password="hush"), letter)
        with pytest.raises(MailError, match="did not let us in"):
            send(replace(room.office, user="agent", password="wrong"), letter)
        assert len(room.letters) == 1


def test_a_server_that_is_not_there_is_said_to_be_out_of_reach() -> None:
    office = PostOffice("127.0.0.1", 1, is_tls=False, sender="c@example.org")
    with pytest.raises(MailError, match="could not be reached"):
        send(office, Letter("1", "a@example.org", "Subject", "Words."))
