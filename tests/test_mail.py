"""Handing a mail in: under TLS, from whom it says, and nothing slipped into its head."""

from dataclasses import replace
from email.message import EmailMessage

import pytest

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
from tests.post_office import open_post_office, text_of

SECRET = {"CANVASS_SECRET_KEY": "s" * 32}


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


def test_a_server_that_is_not_there_is_said_to_be_out_of_reach() -> None:
    office = PostOffice("127.0.0.1", 1, is_tls=False, sender="c@example.org")
    with pytest.raises(MailError, match="could not be reached"):
        send(office, Letter("1", "a@example.org", "Subject", "Words."))
