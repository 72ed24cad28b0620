"""The committee room on polling day: the board, slips, lifts, numbers to decide, readiness."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from canvass.cli.group import HOST
from canvass.core.access import Role
from canvass.core.telling import Doubt, read_number
from canvass.store.accounts import the_campaign
from canvass.store.lifts import Lift, lifts
from canvass.store.places import districts
from canvass.store.slips import Slip
from canvass.store.telling import MarkSource, NewMark, TellingMark, keep_mark
from canvass.web.clock import wall_clock
from tests.conftest import SignIn
from tests.make import make_elector, make_home
from tests.polling_day import DAY, codes_on, elector, fill_ward, start_round, tell

SLIPS = "/c/westminster/telling/slips/"
NOON = datetime(2018, 5, 3, 11, 0, tzinfo=UTC)


def words(page: str) -> str:
    return " ".join(page.split())


@pytest.fixture
def at_noon(app: Flask) -> Flask:
    """Noon of polling day: five hours of polling are behind us."""
    app.config["CANVASS_CLOCK"] = lambda: NOON
    return app


def test_the_board_counts_promises_voted_and_left(sign_in: SignIn, session: Session) -> None:
    fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    assert "Nobody has been told yet." in organiser.get(f"{DAY}/").text
    tell(organiser, [1, 2])
    organiser.application.extensions.pop("canvass-board")
    board = words(organiser.get(f"{DAY}/").text)
    assert "2</p>" in board
    assert "of 6 promises have voted, <b>33 in every 100</b>" in board
    assert "2 of 6" in board


def test_a_board_that_has_not_changed_says_so_and_sends_nothing(
    sign_in: SignIn, session: Session
) -> None:
    fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    first = organiser.get(f"{DAY}/")
    again = organiser.get(f"{DAY}/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_turnout_is_a_floor_until_four_fifths_of_the_hours_are_told(
    sign_in: SignIn, session: Session, at_noon: Flask
) -> None:
    fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    slip = {"district": "CH1", "since": "07:00", "until": "10:00", "numbers": "1 2 3"}
    organiser.post(SLIPS, data=slip)
    board = words(organiser.get(f"{DAY}/").text)
    assert "3 told: <b>a floor</b><small>0 of 1 district told well" in board
    assert "3 of 5<span" in board

    organiser.post(SLIPS, data={**slip, "since": "10:00", "until": "11:00", "numbers": "4"})

    at_noon.extensions.pop("canvass-board")
    board = words(organiser.get(f"{DAY}/").text)
    assert "67 in 100<small>4 of 6 told" in board


@pytest.mark.usefixtures("at_noon")
def test_a_slip_is_marked_at_once_and_a_second_keying_shows_what_differs(
    sign_in: SignIn, session: Session
) -> None:
    fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    reply = organiser.post(
        SLIPS, data={"district": "CH1", "numbers": "1, 2\n2 5", "teller": "Priti"}
    )
    assert reply.status_code == 302
    slip = reply.headers["Location"]
    assert elector(session, 2).has_voted
    assert (
        "5" not in words(organiser.get(slip).text).partition("Numbers")[2].partition("</form>")[0]
    )

    differing = organiser.post(slip, data={"numbers": "1 2 6"}).text
    assert "The two keyings differ." in differing
    assert "CH1-5" in differing
    assert "CH1-6" in differing

    organiser.post(f"{slip}/settle", data={"numbers": "1 2 6"})
    assert (elector(session, 5).has_voted, elector(session, 6).has_voted) == (False, True)
    assert "done" in organiser.get(SLIPS).text
    assert session.query(Slip).one().checked_at is not None


@pytest.mark.usefixtures("at_noon")
def test_two_keyings_that_agree_are_done(sign_in: SignIn, session: Session) -> None:
    fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    reply = organiser.post(SLIPS, data={"district": "CH1", "numbers": "1 2"})
    page = organiser.post(
        reply.headers["Location"], data={"numbers": "2 1"}, follow_redirects=True
    ).text
    assert "Both keyings are the same." in page


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"district": ""}, "Choose the polling district of the slip."),
        ({"numbers": ""}, "Type the numbers of the slip."),
        ({"numbers": "12 twelve"}, "“twelve” is not a number"),
        ({"numbers": "CH2-12"}, "is not a number"),
        ({"since": "25:00"}, "Not a valid time value."),
    ],
)
def test_a_wrong_slip_is_said_so_and_nothing_is_marked(
    sign_in: SignIn, session: Session, form: dict[str, str], sentence: str
) -> None:
    fill_ward(session)
    told = {"district": "CH1", "numbers": "1", **form}
    reply = sign_in(Role.ORGANISER).post(SLIPS, data=told)
    assert reply.status_code == 400
    assert sentence in reply.text
    assert session.query(TellingMark).count() == 0


def test_one_doubtful_number_strikes_nobody_until_somebody_decides(
    sign_in: SignIn, session: Session
) -> None:
    fill_ward(session)
    mark = NewMark(
        read_number("1", "CH1", ["CH1"]), "1?", MarkSource.TELLER, None, NOON, doubt=Doubt.UNSURE
    )
    keep_mark(session, districts(session), mark, the_campaign(session))
    session.commit()
    assert not elector(session, 1).has_voted
    organiser = sign_in(Role.ORGANISER)
    page = organiser.get(f"{DAY}/decide").text
    assert "the teller was not sure" in page
    assert "Elector 001" in page

    tell(organiser, [1])

    assert elector(session, 1).has_voted
    assert "Nothing is waiting." in organiser.get(f"{DAY}/decide").text


def test_two_doubtful_numbers_are_believed(session: Session) -> None:
    fill_ward(session)
    number = read_number("1", "CH1", ["CH1"])
    for minute in (0, 5):
        mark = NewMark(
            number,
            "1?",
            MarkSource.TELLER,
            None,
            NOON + timedelta(minutes=minute),
            doubt=Doubt.UNSURE,
        )
        keep_mark(session, districts(session), mark, the_campaign(session))
    session.commit()
    assert elector(session, 1).has_voted


def test_a_number_that_nobody_has_waits_to_be_decided(sign_in: SignIn, session: Session) -> None:
    fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    tell(organiser, [777])
    assert "nobody has this number" in organiser.get(f"{DAY}/decide").text


def test_a_lift_is_asked_for_driven_and_counted(sign_in: SignIn, session: Session) -> None:
    fill_ward(session)
    elector(session, 3).wants_lift = True
    session.commit()
    organiser = sign_in(Role.ORGANISER)
    url = f"{DAY}/lifts/"
    assert "Nobody has asked for a lift yet." in organiser.get(url).text
    organiser.post(f"{url}wanted")
    organiser.post(f"{url}wanted")
    organiser.post(url, data={"name": "Wilf Example", "pick_up": "after 5", "needs": "wheelchair"})
    session.rollback()
    assert [one.name for one in lifts(session, HOST)] == ["Elector 003", "Wilf Example"]
    first = lifts(session, HOST)[0]
    assert first.address.startswith("6 Lupus Street")

    organiser.post(f"{url}{first.id}", data={"driver": "Dee", "pick_up": "17:30"})
    assert "Dee drives" in organiser.get(url).text
    organiser.post(f"{url}{first.id}", data={"end": "done"})
    assert "driven" in organiser.get(url).text
    assert "of 2 lifts driven" in words(organiser.get(f"{DAY}/").text)
    organiser.post(f"{url}{first.id}", data={"end": "open"})
    session.rollback()
    assert session.get(Lift, (1, first.id)).is_open  # type: ignore[union-attr]


def test_a_lift_needs_a_name(sign_in: SignIn, session: Session) -> None:
    fill_ward(session)
    reply = sign_in(Role.ORGANISER).post(f"{DAY}/lifts/", data={"name": ""})
    assert reply.status_code == 400
    assert "Who wants the lift?" in reply.text


def test_how_many_promises_a_ward_needs(sign_in: SignIn, session: Session) -> None:
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    form = {"ward": str(ward.id), "votes": "700", "turnout": "35", "promises_turnout": "70"}
    page = organiser.post(f"{DAY}/ready/target", data=form, follow_redirects=True).text
    assert "Churchill needs 1,000 promises." in page
    wrong = organiser.post(f"{DAY}/ready/target", data={**form, "promises_turnout": "0"})
    assert wrong.status_code == 400
    assert "From 1 to 100." in wrong.text


def test_the_roster_shows_hours_without_a_teller(sign_in: SignIn, session: Session) -> None:
    fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    shift = {"district": "CH1", "teller": "Priti", "starts": "07:00", "ends": "10:00"}
    page = organiser.post(f"{DAY}/ready/shift", data=shift, follow_redirects=True).text
    assert "3 of 15" in page
    wrong = organiser.post(f"{DAY}/ready/shift", data={**shift, "ends": "06:00"})
    assert "A shift ends after it starts." in wrong.text
    drop = page.partition("Take off")[0].rpartition('action="')[2].partition('"')[0]
    assert "0 of 15" in organiser.post(drop, follow_redirects=True).text


def test_a_rehearsal_counts_for_nothing_and_is_wiped(
    sign_in: SignIn, session: Session, app: Flask
) -> None:
    app.config["CANVASS_CLOCK"] = lambda: datetime(2018, 4, 28, 17, 0, tzinfo=UTC)
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    page = organiser.post(f"{DAY}/ready/rehearsal", follow_redirects=True).text
    assert "This is a rehearsal." in page
    tell(organiser, [1])
    code = codes_on(organiser.get(start_round(organiser, ward)).text)[0]
    organiser.post(f"{DAY}/sheets/{code}/results", data={"typed": "1 n, 2 l"})
    assert elector(session, 1).has_voted
    assert elector(session, 2).is_let_be
    assert "A rehearsal is running already." in organiser.post(f"{DAY}/ready/rehearsal").text

    organiser.post(f"{DAY}/ready/rehearsal/end")

    assert not elector(session, 1).has_voted
    assert not elector(session, 2).is_let_be
    assert lifts(session, HOST) == []
    assert session.query(TellingMark).count() == 0
    assert "No round has been started today." in organiser.get(f"{DAY}/rounds/").text


@pytest.mark.usefixtures("at_noon")
def test_there_is_no_rehearsal_on_polling_day(sign_in: SignIn) -> None:
    reply = sign_in(Role.ORGANISER).post(f"{DAY}/ready/rehearsal")
    assert "there is no time left to rehearse" in reply.text


def test_marks_of_a_rehearsal_leave_real_ones_alone(
    sign_in: SignIn, session: Session, app: Flask
) -> None:
    app.config["CANVASS_CLOCK"] = lambda: datetime(2018, 4, 28, 17, 0, tzinfo=UTC)
    fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    tell(organiser, [4])
    organiser.post(f"{DAY}/ready/rehearsal")
    assert not elector(session, 4).has_voted
    organiser.post(f"{DAY}/ready/rehearsal/end")
    assert elector(session, 4).has_voted


def test_another_wards_organiser_sees_none_of_it(sign_in: SignIn, session: Session) -> None:
    make_elector(session, make_home(session), is_promise=True)
    session.commit()
    for role in (Role.VOLUNTEER, Role.TELLER):
        browser = sign_in(role)
        for path in ("/", "/rounds/", "/sheets/", "/lifts/", "/ready/", "/decide"):
            assert browser.get(f"{DAY}{path}").status_code == 403
    assert wall_clock() > NOON
