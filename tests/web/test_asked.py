"""A poster that somebody asked for at the door is on the office's list until it is seen to."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.doorstep import Channel, Flag
from canvass.core.sealing import lock
from canvass.store.accounts import Membership, MembershipWard
from canvass.store.asked import AskedDone
from canvass.store.contacts import Consent, Contact
from canvass.store.register import Elector
from canvass.store.rights import Notice, erase, stop
from canvass.web.clock import wall_clock
from tests.conftest import SignIn
from tests.make import (
    TEA_TIME,
    keep,
    make_elector,
    make_home,
    make_member,
    make_response,
    make_walk,
    make_ward,
)

URL = "/c/westminster/asked/"
PHONE = "07700 900123"


class Evening:
    """A walk in Churchill on which people ask for things."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ward = make_ward(session)
        door = make_home(session, self.ward)
        self.ada = make_elector(session, door, name="Ada Quillfeather")
        self.ben = make_elector(session, door, name="Ben Marrowby")
        self.walk = make_walk(session, self.ward.id, door)
        self.member = make_member(session)
        session.commit()

    def hear(self, elector: Elector, *flags: Flag, **values: object) -> str:
        """Record what somebody asked for; give the contact's id."""
        self.session.rollback()
        told = make_response(self.walk, elector, flags=list(flags), **values)
        (verdict,) = keep(self.session, self.member, told)
        assert verdict.status == "kept", verdict
        self.session.commit()
        return str(told.id)


@pytest.fixture
def evening(session: Session) -> Evening:
    return Evening(session)


def test_a_poster_is_on_the_list_until_it_is_seen_to_and_again_when_that_is_taken_back(
    sign_in: SignIn, evening: Evening
) -> None:
    contact = evening.hear(evening.ada, Flag.POSTER)
    evening.hear(evening.ben, Flag.HELP)
    organiser = sign_in(Role.ORGANISER)
    shown = organiser.get(URL).text
    assert "Ada Quillfeather" in shown
    assert "Ben Marrowby" not in shown
    assert "A poster (1)" in shown
    assert "To help (1)" in shown
    assert "2 requests from the doorstep to see to" in organiser.get("/c/westminster/").text

    for _ in range(2):  # a second tap changes nothing
        organiser.post(URL + contact, data={"for": "poster", "what": "done"})
    assert "A poster (0)" in organiser.get(URL).text
    assert "All are seen to." in organiser.get(URL).text
    organiser.post(URL + contact, data={"for": "poster", "what": "open"})
    assert "A poster (1)" in organiser.get(URL).text


def test_whoever_asks_twice_is_listed_once_and_asking_again_after_it_was_done_counts(
    sign_in: SignIn, evening: Evening
) -> None:
    organiser = sign_in(Role.ORGANISER)
    first = evening.hear(evening.ada, Flag.POSTER)
    organiser.post(URL + first, data={"for": "poster", "what": "done"})
    evening.hear(evening.ada, Flag.POSTER, spoken_at=TEA_TIME + timedelta(minutes=9))
    assert "A poster (1)" in organiser.get(URL).text
    assert organiser.get(URL).text.count("<b>Ada Quillfeather</b>") == 1


def test_the_address_given_with_it_is_shown(sign_in: SignIn, evening: Evening, app: Flask) -> None:
    contact = evening.hear(evening.ada, Flag.HELP)
    consent = Consent(
        contact_id=UUID(contact),
        channel=Channel.PHONE,
        locked=lock(str(app.config["SECRET_KEY"]), PHONE),
        wording="2018-1",
    )
    evening.session.add(consent)
    evening.session.commit()
    assert PHONE in sign_in(Role.ORGANISER).get(URL + "?for=help").text


@pytest.mark.parametrize("column", ["has_moved", "has_died", "do_not_contact"])
def test_who_moved_died_or_wants_no_contact_is_not_on_it(
    sign_in: SignIn, evening: Evening, column: str
) -> None:
    evening.hear(evening.ada, Flag.POSTER)
    setattr(
        evening.session.get_one(Elector, (evening.walk.campaign_id, evening.ada.id)), column, True
    )
    evening.session.commit()
    assert "Ada Quillfeather" not in sign_in(Role.ORGANISER).get(URL).text


def test_what_was_taken_back_is_not_on_it(sign_in: SignIn, evening: Evening) -> None:
    contact = evening.hear(evening.ada, Flag.POSTER)
    kept = evening.session.get_one(Contact, (evening.walk.campaign_id, UUID(contact)))
    kept.is_retracted = True
    evening.session.commit()
    assert "Nobody has asked for this yet." in sign_in(Role.ORGANISER).get(URL).text


def test_a_ward_of_somebody_elses_is_neither_shown_nor_changed(
    sign_in: SignIn, evening: Evening, session: Session
) -> None:
    contact = evening.hear(evening.ada, Flag.POSTER)
    organiser = sign_in(Role.ORGANISER)
    session.rollback()
    elsewhere = make_ward(session, "Elsewhere")
    mine = session.scalars(select(Membership).order_by(Membership.id.desc())).first()
    assert mine is not None
    session.add(MembershipWard(membership_id=mine.id, ward_id=elsewhere.id))
    session.commit()
    assert "Ada Quillfeather" not in organiser.get(URL).text
    assert organiser.post(URL + contact, data={"for": "poster"}).status_code == 404


def test_nothing_can_be_seen_to_that_nobody_asked_for(sign_in: SignIn, evening: Evening) -> None:
    contact = evening.hear(evening.ada, Flag.POSTER)
    organiser = sign_in(Role.ORGANISER)
    assert organiser.post(URL + contact, data={"for": "help"}).status_code == 404
    assert organiser.post(URL + contact, data={"for": "casework"}).status_code == 404
    assert organiser.get(URL + "?for=nonsense").status_code == 404


@pytest.mark.parametrize("how", ["stop", "erase"])
def test_a_stop_notice_and_an_erasure_leave_nothing_of_it(
    sign_in: SignIn, evening: Evening, how: str
) -> None:
    contact = evening.hear(evening.ada, Flag.POSTER)
    organiser = sign_in(Role.ORGANISER)
    organiser.post(URL + contact, data={"for": "poster"})
    evening.session.rollback()
    ada = evening.session.get_one(Elector, (evening.walk.campaign_id, evening.ada.id))
    notice = Notice("letter", None, wall_clock())
    if how == "stop":
        stop(evening.session, ada, notice)
    else:
        erase(evening.session, ada, notice)
    evening.session.commit()
    assert evening.session.scalar(select(func.count(AskedDone.id))) == 0
    assert "Seen to" not in organiser.get(URL).text
