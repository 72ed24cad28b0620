"""The week and alerts by e-mail: to who asked, once, counts alone, and an end without sign-in."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.audit import Deed
from canvass.db import db
from canvass.store.accounts import Membership, MembershipWard, User, the_campaign
from canvass.store.audit import AuditEvent
from canvass.store.mails import MOST_TRIES, Mail, MailKind, MailState, claim_mail
from canvass.store.places import Ward
from canvass.web.mailing import send_mails
from tests.conftest import SignIn
from tests.post_office import BUSY, DROPS, SHUT, PostRoom, open_post_office, paper_of
from tests.sheets.reader import texts
from tests.web.test_across import spoken_to

URL = "/c/westminster/issues/mails/"
FRIDAY = datetime(2018, 4, 20, 12, 0, tzinfo=UTC)
MONDAY = datetime(2018, 4, 23, 6, 30, tzinfo=UTC)
"""Half past seven in London."""


@pytest.fixture(scope="module")
def room() -> Iterator[PostRoom]:
    with open_post_office() as room:
        yield room


@pytest.fixture
def post(app: Flask, room: PostRoom) -> PostRoom:
    """The mail server, empty and well, which the app hands its mail in at; and a Friday."""
    room.letters.clear()
    room.mood = "well"
    app.config["CANVASS_POST_OFFICE"] = room.office
    set_clock(app, FRIDAY)
    return room


def set_clock(app: Flask, moment: datetime) -> None:
    app.config["CANVASS_CLOCK"] = lambda: moment


def work(app: Flask, moment: datetime) -> int:
    """Let the worker look once at a moment."""
    set_clock(app, moment)
    with app.app_context():
        return send_mails()


def ask(browser: FlaskClient, *kinds: str) -> None:
    told = dict.fromkeys(kinds, "y")
    assert browser.post(URL, data={**told, "keep": "1"}).status_code == 302


def state(session: Session, kind: MailKind = MailKind.WEEK) -> list[MailState]:
    session.rollback()
    return list(session.scalars(select(Mail.state).where(Mail.kind == kind).order_by(Mail.made_at)))


def churchill(session: Session) -> None:
    """Have people of Churchill speak of homes, and some of what few raise."""
    told = [(1, ("housing",))] * 9 + [(1, ("windrush",))] * 2 + [(1, ())] * 9
    spoken_to(session, "Churchill", told)


def test_without_a_mail_server_the_page_says_so_and_nothing_is_kept(
    sign_in: SignIn, app: Flask, session: Session
) -> None:
    agent = sign_in(Role.AGENT)
    page = agent.get(URL).text
    assert "This site sends no e-mail." in page
    assert "/issues/week.pdf" in page
    agent.post(URL, data={"week": "y"})
    assert work(app, MONDAY) == 0
    assert state(session) == []
    assert agent.get("/c/westminster/issues/week.pdf").data.startswith(b"%PDF")


def test_the_week_goes_on_monday_to_who_asked_for_it_and_to_nobody_else(
    sign_in: SignIn, app: Flask, session: Session, post: PostRoom
) -> None:
    churchill(session)
    agent, _other = sign_in(Role.AGENT), sign_in(Role.AGENT)
    ask(agent, "week")
    assert work(app, FRIDAY + timedelta(days=2)) == 0
    assert work(app, MONDAY) == 1

    (letter,) = post.letters
    assert letter["Subject"] == "Westminster 2018: the week 16 April to 22 April 2018"
    (text,) = post.texts()
    assert "Churchill, 20 spoken to: Housing repairs 45." in text
    assert "http://localhost/c/westminster/issues/" in text
    assert "Churchill 20 Housing repairs 45" in texts(paper_of(letter))[0]
    session.rollback()
    assert "the week, by e-mail" in session.scalars(
        select(AuditEvent.words).where(AuditEvent.deed == Deed.REPORT_TAKEN)
    )
    assert "16 April to 22 April 2018" in agent.get(URL).text


def test_no_mail_holds_a_name_a_note_or_a_count_that_is_hidden(
    sign_in: SignIn, app: Flask, session: Session, post: PostRoom
) -> None:
    churchill(session)
    ask(sign_in(Role.AGENT), "week", "alerts")
    work(app, MONDAY)
    (letter,) = post.letters
    paper = " ".join(texts(paper_of(letter)))
    for told in (*post.texts(), paper):
        assert "Person" not in told
        assert "Windrush" not in told
        assert not re.search(r"\b(10 in every|2 of 20)\b", told)


def test_a_week_is_sent_once_however_often_the_worker_looks(
    sign_in: SignIn, app: Flask, session: Session, post: PostRoom
) -> None:
    ask(sign_in(Role.AGENT), "week")
    sent = [work(app, MONDAY + timedelta(hours=hours)) for hours in (0, 0, 1, 24, 100)]
    assert sent == [1, 0, 0, 0, 0]
    assert work(app, MONDAY + timedelta(days=7)) == 1
    assert len({one["Message-ID"] for one in post.letters}) == 2
    assert state(session) == [MailState.SENT] * 2


def test_what_the_server_does_not_take_is_tried_again_until_it_does(
    sign_in: SignIn, app: Flask, session: Session, post: PostRoom
) -> None:
    agent = sign_in(Role.AGENT)
    ask(agent, "week")
    for mood, minutes in ((BUSY, 0), (SHUT, 6)):
        post.mood = mood
        work(app, MONDAY + timedelta(minutes=minutes))
        assert state(session) == [MailState.WAITING]
    assert "could not be reached" in agent.get(URL).text
    post.mood = "well"
    assert work(app, MONDAY + timedelta(minutes=7)) == 0
    assert work(app, MONDAY + timedelta(hours=1)) == 1
    assert state(session) == [MailState.SENT]
    assert len(post.letters) == 1


def test_it_is_given_up_in_the_end(
    sign_in: SignIn, app: Flask, session: Session, post: PostRoom
) -> None:
    ask(sign_in(Role.AGENT), "week")
    post.mood = BUSY
    for tries in range(MOST_TRIES):
        work(app, MONDAY + timedelta(hours=13 * tries))
    session.rollback()
    first = session.scalars(select(Mail).order_by(Mail.made_at)).first()
    assert first
    assert (first.state, first.tries) == (MailState.FAILED, MOST_TRIES)


def test_a_mail_that_may_be_out_is_never_sent_again(
    sign_in: SignIn, app: Flask, session: Session, post: PostRoom
) -> None:
    ask(sign_in(Role.AGENT), "week")
    post.mood = DROPS
    work(app, MONDAY)
    post.mood = "well"
    work(app, MONDAY + timedelta(hours=5))
    assert state(session) == [MailState.UNSURE]
    assert len(post.letters) == 1


def test_a_worker_that_died_while_it_sent_does_not_send_twice(
    sign_in: SignIn, app: Flask, session: Session, post: PostRoom
) -> None:
    ask(sign_in(Role.AGENT), "week")
    post.mood = BUSY
    work(app, MONDAY)
    session.rollback()
    later = MONDAY + timedelta(hours=1)
    assert claim_mail(session, later)
    session.commit()  # and here it died
    post.mood = "well"
    work(app, later)
    assert state(session) == [MailState.SENDING]
    work(app, later + timedelta(minutes=11))
    assert state(session) == [MailState.UNSURE]
    assert post.letters == []


def test_the_link_in_a_mail_stops_them_without_a_sign_in_and_does_nothing_else(
    sign_in: SignIn, app: Flask, post: PostRoom
) -> None:
    agent, other = sign_in(Role.AGENT), sign_in(Role.AGENT)
    for browser in (agent, other):
        ask(browser, "week", "alerts")
    work(app, MONDAY)
    first = post.letters[0]
    link = str(first["List-Unsubscribe"]).strip("<>").removeprefix("http://localhost")
    assert f"http://localhost{link}" in post.texts()[0]
    stranger = app.test_client()
    assert "Stop these mails?" in stranger.get(link).text
    assert work(app, MONDAY + timedelta(days=7)) == 2  # looking at the page stopped nothing

    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example.net"}
    reply = stranger.post(link, data={"List-Unsubscribe": "One-Click"}, headers=elsewhere)
    assert "You get no more of these mails" in reply.text
    assert stranger.get("/c/westminster/issues/").status_code == 302
    assert work(app, MONDAY + timedelta(days=14)) == 1
    assert post.letters[-1]["To"] != first["To"]


@pytest.mark.parametrize("token", ["x", "InBhcnR5Ig.AAAA", "%00", "a" * 3000])
def test_a_word_of_ones_own_stops_nothing(app: Flask, token: str) -> None:
    stranger = app.test_client()
    assert stranger.get(f"{URL}stop/{token}").status_code == 404
    assert stranger.post(f"{URL}stop/{token}").status_code == 404


def test_a_mail_that_waits_is_not_sent_once_its_reader_has_said_stop(
    sign_in: SignIn, app: Flask, session: Session, post: PostRoom
) -> None:
    agent = sign_in(Role.AGENT)
    ask(agent, "week")
    post.mood = BUSY
    work(app, MONDAY)
    post.mood = "well"
    ask(agent)
    work(app, MONDAY + timedelta(hours=1))
    assert (post.letters, state(session)) == ([], [MailState.NOTHING])


def only_user(session: Session) -> User:
    session.rollback()
    return session.scalars(select(User).order_by(User.id.desc()).limit(1)).one()


def test_somebody_who_works_in_one_ward_is_sent_that_ward(
    sign_in: SignIn, app: Flask, session: Session, post: PostRoom
) -> None:
    churchill(session)
    west = spoken_to(session, "West End", [(1, ("economy",))] * 12)
    ask(sign_in(Role.ORGANISER), "week")
    membership = member_row(session, only_user(session).id)
    session.add(MembershipWard(membership_id=membership.id, ward_id=west.id))
    session.commit()
    work(app, MONDAY)
    (text,) = post.texts()
    assert "West End" in text
    assert "Churchill" not in text


def member_row(session: Session, user_id: UUID) -> Membership:
    return session.scalars(select(Membership).where(Membership.user_id == user_id)).one()


def test_whoever_may_not_read_reports_any_more_is_sent_nothing(
    sign_in: SignIn, app: Flask, session: Session, post: PostRoom
) -> None:
    ask(sign_in(Role.ORGANISER), "week")
    member_row(session, only_user(session).id).role = Role.VOLUNTEER
    session.commit()
    work(app, MONDAY)
    assert (post.letters, state(session)) == ([], [MailState.NOTHING])


def test_who_asks_on_tuesday_gets_the_next_week_not_the_last(
    sign_in: SignIn, app: Flask, post: PostRoom
) -> None:
    agent = sign_in(Role.AGENT)
    set_clock(app, MONDAY + timedelta(days=1))
    ask(agent, "week")
    assert work(app, MONDAY + timedelta(days=1)) == 0
    assert work(app, MONDAY + timedelta(days=7)) == 1
    assert "23 April to 29 April" in post.letters[0]["Subject"]


def test_what_moved_is_told_the_day_after_and_then_for_two_weeks_not_again(
    sign_in: SignIn, app: Flask, session: Session, post: PostRoom
) -> None:
    before = [(20, ("housing",))] * 10 + [(20, ())] * 50
    now = [(1, ("housing",))] * 45 + [(1, ())] * 15
    spoken_to(session, "West End", before + now)
    agent = sign_in(Role.AGENT)
    ask(agent, "alerts")
    sent = [work(app, MONDAY + timedelta(days=days)) for days in range(-2, 6)]
    assert sent == [1, 0, 0, 0, 0, 0, 0, 0]
    (letter,) = post.letters
    assert letter["Subject"] == "Westminster 2018: Housing repairs more than doubled in West End"
    assert "this fortnight, 10 → 45 of 60." in post.texts()[0]
    assert state(session, MailKind.ALERT)[0] == MailState.SENT
    assert agent.get(URL).text.count("more than doubled") == 1


def test_after_polling_day_the_mails_end(
    sign_in: SignIn, app: Flask, session: Session, post: PostRoom
) -> None:
    ask(sign_in(Role.AGENT), "week", "alerts")
    assert work(app, datetime(2018, 5, 7, 8, 0, tzinfo=UTC)) == 1
    for day in (14, 21, 28):
        assert work(app, datetime(2018, 5, day, 8, 0, tzinfo=UTC)) == 0
    assert state(session, MailKind.ALERT) == []
    assert len(post.letters) == 1


def test_on_polling_day_the_worker_has_no_time_for_mail(
    sign_in: SignIn, app: Flask, post: PostRoom
) -> None:
    ask(sign_in(Role.AGENT), "week", "alerts")
    assert work(app, datetime(2018, 5, 3, 12, 0, tzinfo=UTC)) == 0
    assert work(app, datetime(2018, 5, 4, 12, 0, tzinfo=UTC)) == 1
    assert len(post.letters) == 1


def test_a_dead_server_is_asked_once_a_look_so_that_other_work_goes_on(
    sign_in: SignIn, app: Flask, session: Session, post: PostRoom
) -> None:
    for _ in range(3):
        ask(sign_in(Role.AGENT), "week")
    post.mood = SHUT
    assert work(app, MONDAY) == 0
    session.rollback()
    assert sorted(session.scalars(select(Mail.tries))) == [0, 0, 1]
    post.mood = "well"
    assert work(app, MONDAY) == 2


def test_a_campaign_that_has_ended_sends_nothing(
    sign_in: SignIn, app: Flask, session: Session, post: PostRoom
) -> None:
    ask(sign_in(Role.AGENT), "week")
    the_campaign(session).erased_at = FRIDAY
    session.commit()
    assert work(app, MONDAY) == 0
    assert post.letters == []


def test_the_worker_reads_a_week_without_keeping_phones_out(
    sign_in: SignIn, app: Flask, session: Session, post: PostRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(sign_in(Role.AGENT), "week")
    seen: list[bool] = []

    def look(*_: object) -> list[Ward]:
        db.session.execute(select(Mail.id))
        session.rollback()
        session.add(User(name=f"Phone {len(seen)}", password_hash=""))
        session.commit()  # a writer beside the one that reads
        seen.append(True)
        return []

    monkeypatch.setattr("canvass.web.mailing.wards_for", look)
    assert work(app, MONDAY) == 1
    assert len(seen) == 2
    assert len(post.letters) == 1
