"""Marked registers of earlier polls: joined by whole names, told to the order of knocking up."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from canvass.core.council_file import BadFileError
from canvass.core.marked import Mark
from canvass.core.turnout import BadPollError, History
from canvass.store.intake import import_register
from canvass.store.marked import MarkedEntry, MarkedIntake, import_marked
from canvass.store.register import Elector
from canvass.store.rights import Notice, stop
from canvass.store.turnout import histories, past_marks
from tests.make import make_district, make_user, make_ward
from tests.registers import marked, person, xpress

SPRING = datetime(2018, 3, 1, 12, 0, tzinfo=UTC)
"""Before the campaign's own poll, on 3 May 2018."""

JUNE, FEBRUARY = date(2017, 6, 8), date(2018, 2, 1)
NAMED = "PD,ENO,Suffix,Surname,Forename,Marked"


@pytest.fixture
def register(session: Session) -> Session:
    """The session, with Ada Surname1 to Ada Surname6 and two Castles of CH1 on the register."""
    ward = make_ward(session)
    make_district(session, ward)
    rows = [*map(person, range(1, 7)), person(7, "Castle", 7), person(8, "Castle", 7)]
    import_register(session, xpress(*rows), "CH.csv", now=SPRING, confirm=True)
    session.execute(update(Elector).values(is_promise=True, strength=1))
    return session


def take(session: Session, *rows: str, poll: date = JUNE, head: str = NAMED) -> MarkedIntake:
    source = marked(*rows, head=head)
    return import_marked(session, source, "2017.csv", now=SPRING, poll=poll)


def elector(session: Session, number: int) -> Elector:
    return session.scalars(select(Elector).where(Elector.roll_number == str(number))).one()


def known(session: Session) -> dict[str, History]:
    """Give what is known of the promises of Churchill, by number."""
    ward_id = session.scalars(select(Elector.ward_id).limit(1)).one()
    assert ward_id
    names = {one.id: one.roll_number for one in session.scalars(select(Elector))}
    return {names[one]: past for one, past in histories(session, ward_id).items()}


def test_an_earlier_poll_is_told_before_the_campaigns_own_and_of_names_only(
    register: Session,
) -> None:
    intake = take(
        register,
        "CH1,1,,Surname1,Ada,v",
        "CH1,2,,Surname2,Ada,0",
        "CH1,3,,Surname4,Ada,v",
        "CH1,4,,Surname4,Bob,v",
        "CH1,5,,Surname5,,x",
        "CH1,6,,,,x",
        "CH1,99,,Nobody,Ada,v",
    )

    assert known(register) == {"1": History(1, 1), "2": History(0, 1)}
    reasons = {row.line: row.reason for row in intake.unmatched}
    assert sorted(reasons) == [4, 5, 6, 7, 8]
    assert "may be more than one person" in reasons[4]
    assert "another name" in reasons[5]
    assert "needs the whole name" in reasons[6]
    assert "needs the whole name" in reasons[7]


def test_numbers_that_moved_on_in_december_are_found_by_name_and_address(
    register: Session,
) -> None:
    head = "PD,ENO,Suffix,Surname,Forename,Address1,Address2,PostCode,Marked"
    intake = take(
        register,
        "CH1,11,,Surname1,Ada,1 Gatliff Road,London,SW1V 0AG,v",
        "CH1,12,,Surname2,Zed,2 Gatliff Road,London,SW1V 0AG,v",
        head=head,
    )
    assert known(register) == {"1": History(1, 1)}
    assert [row.line for row in intake.unmatched] == [3]


def test_of_two_rows_that_name_one_elector_the_second_is_told(register: Session) -> None:
    rows = ("CH1,1,,Surname1,Ada,v", "CH1,1,1,Surname1,Ada,0")
    head = "PDCode,RollNo,Suffix,Surname,Forename,Address1,Address2,PostCode,Marked"
    where = "1 Gatliff Road,London,SW1V 0AG"
    spread = [row.replace("Ada,", f"Ada,{where},") for row in rows]
    intake = take(register, *spread, head=head)
    assert [row.reason for row in intake.unmatched] == ["An earlier row names the same elector."]
    assert known(register) == {"1": History(1, 1)}


def test_a_poll_of_the_same_register_goes_by_numbers(register: Session) -> None:
    take(register, "CH1,1,,v", "CH1,2,,0", poll=FEBRUARY, head="PD,ENO,Suffix,Marked")
    take(register, "CH1,1,,Surname1,Ada,v", "CH1,2,,Surname2,Ada,0", "CH1,3,,Surname3,Ada,")
    assert known(register) == {"1": History(2, 2), "2": History(0, 2), "3": History(0, 0)}
    assert [
        (one.polling_day, one.mark) for one in past_marks(register, elector(register, 1).id)
    ] == [
        (FEBRUARY, Mark.IN_PERSON),
        (JUNE, Mark.IN_PERSON),
    ]


def test_a_later_file_of_a_poll_takes_the_place_of_the_last_one_of_that_poll_only(
    register: Session,
) -> None:
    take(register, "CH1,1,,v", poll=FEBRUARY, head="PD,ENO,Suffix,Marked")
    take(register, "CH1,1,,Surname1,Ada,v", "CH1,2,,Surname2,Ada,v")
    take(register, "CH1,1,,Surname1,Ada,0", "CH1,3,,Surname3,Ada,x")
    days = select(MarkedEntry.polling_day, func.count()).group_by(MarkedEntry.polling_day)
    assert sorted((day, count) for day, count in register.execute(days)) == [
        (JUNE, 2),
        (FEBRUARY, 1),
    ]
    assert known(register) == {"1": History(1, 2), "3": History(1, 1)}


def test_the_campaigns_own_poll_is_no_history(register: Session) -> None:
    take(register, "CH1,1,,Surname1,Ada,v")
    source = marked("CH1,1,,0", "CH1,2,,v")
    import_marked(register, source, "2018.csv", now=SPRING + timedelta(days=90), confirm=True)
    assert known(register) == {"1": History(1, 1)}
    assert len(past_marks(register, elector(register, 1).id)) == 1


def test_whoever_told_us_to_stop_is_marked_for_no_earlier_poll(register: Session) -> None:
    who = elector(register, 1)
    stop(register, who, Notice("letter", make_user(register).id, SPRING))
    intake = take(register, "CH1,1,,Surname1,Ada,v", "CH1,2,,Surname2,Ada,v")
    assert "1" not in known(register)
    assert "told us to stop" in intake.unmatched[0].reason


def test_a_file_of_strangers_or_of_a_poll_to_come_changes_nothing(register: Session) -> None:
    with pytest.raises(BadFileError, match="by number and whole name"):
        take(register, "CH1,99,,Nobody,Ada,v")
    with pytest.raises(BadPollError):
        take(register, "CH1,1,,Surname1,Ada,v", poll=date(2018, 4, 1))
    assert known(register) == {}
