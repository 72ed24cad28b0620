"""Answers from earlier tools: joined to the right people, under what was told since, undone."""

import io
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.doorstep import Intention
from canvass.core.earlier import Telling, checked, guessed
from canvass.core.errors import CanvassError
from canvass.core.marked import Mark
from canvass.core.sources import Source
from canvass.store.contacts import Consent, Contact, ContactIssue, rebuild_standing, renew_counted
from canvass.store.earlier import (
    Coming,
    coming,
    read_rows,
    renew_in_steps,
    take_earlier,
    undo_earlier,
)
from canvass.store.earlier_files import EarlierFile, PastVote, keep_earlier, sources
from canvass.store.issues import Issue
from canvass.store.readings import NoteIssue, NoteReading
from canvass.store.register import Elector
from canvass.store.rights import Notice, erase, stop
from canvass.store.turnout import past_marks
from tests.make import TEA_TIME, make_user
from tests.registers import person
from tests.store.test_mending import elector, mend
from tests.store.test_restoring import take, tell

HEAD = "Elector No,Surname,Forename,Address,VI,Do not knock,Notes,Phone,Date,Voted 2014\n"
POLL = date(2014, 5, 22)
AS_OF = date(2016, 6, 1)
TODAY = date(2018, 4, 20)
CODES = {"L": "1", "S": "3", "T": "5", "W": "wont_say", "?": ""}
WHOLE = Telling(
    {
        "number": "Elector No",
        "surname": "Surname",
        "forenames": "Forename",
        "intention": "VI",
        "silence": "Do not knock",
        "note": "Notes",
        "phone": "Phone",
        "day": "Date",
    },
    ["Address"],
    {"Voted 2014": POLL},
    CODES,
)


def row(number: str = "", surname: str = "", house: str = "", said: str = "L", **more: str) -> str:
    """Write one row of the table."""
    rest = ",".join(more.get(name, "") for name in ("dnk", "note", "phone", "day", "voted"))
    forename = more.get("forename", "Ada")
    return f"{number},{surname},{forename},{house and house + ' Gatliff Road'},{said},{rest}\n"


def bring(session: Session, *rows: str, telling: Telling = WHOLE) -> tuple[EarlierFile, Coming]:
    """Bring a table, and see what it would do."""
    body = io.BytesIO((HEAD + "".join(rows)).encode())
    by = make_user(session).id
    told = {"source": "Our spreadsheet", "told_on": AS_OF, "user_id": by, "came_at": TEA_TIME}
    file = EarlierFile(file_name="old.csv", **told)
    keep_earlier(session, body, file)
    return file, coming(session, *read_rows(file, checked(telling, date(2018, 5, 3), TODAY), TODAY))


def take_in(session: Session, *rows: str) -> EarlierFile:
    file, found = bring(session, *rows)
    whom = take_earlier(session, file, found, file.user_id, TEA_TIME, lambda one: f"locked {one}")
    renew_in_steps(session, whom, session.flush)
    session.flush()
    session.expire_all()
    return file


def reasons(found: Coming) -> dict[int, str]:
    return {one.line: one.reason for one in found.refused}


def test_rows_are_joined_by_number_and_name_by_door_and_name_and_by_likeness(
    session: Session,
) -> None:
    take(session, *map(person, range(1, 6)))
    _, found = bring(
        session,
        row("CH1-1", "SURNAME1"),
        row("", "Surname2", "2"),
        row("", "Ada", "3", forename="Surname3"),
    )
    assert found.by == {"by_number": 1, "by_door": 1, "by_likeness": 1}
    assert [one.elector_id for one in found.rows] == [elector(session, n).id for n in (1, 2, 3)]


def test_an_old_number_never_gives_somebody_elses_answers_to_who_has_it_now(
    session: Session,
) -> None:
    take(session, *map(person, range(1, 6)))
    _, found = bring(
        session,
        row("CH1-2", "Stranger", "77", forename="Zoe"),
        row("CH1-3", "Surname4", "4"),
        row("CH9-9", "Nobody", "99", forename="Bo"),
    )
    assert [one.elector_id for one in found.rows] == [elector(session, 4).id]
    assert "Somebody of another name" in reasons(found)[2]
    assert "Nobody on the register has this number" in reasons(found)[4]


def test_a_surname_and_a_number_do_unless_somebody_else_there_has_it(session: Session) -> None:
    take(session, person(1, "One"), person(2, "Two", house=7), person(3, "Two", house=7))
    rows = [row(f"CH1-{n}", name, forename="") for n, name in ((1, "One"), (2, "Two"))]
    _, found = bring(session, *rows)
    assert [one.elector_id for one in found.rows] == [elector(session, 1).id]


def test_an_address_of_two_districts_is_where_the_name_is(session: Session) -> None:
    take(session, person(1, "One", house=7), person(2, "Two", house=7, district="CH2"))
    _, found = bring(session, row("", "Two", "7"))
    assert [one.elector_id for one in found.rows] == [elector(session, 2).id]
    _, none = bring(session, row("", "Three", "7"))
    assert none.rows == []


def test_two_of_one_name_at_one_door_are_not_guessed_between(session: Session) -> None:
    take(session, person(1, "Twin", house=7), person(2, "Twin", house=7))
    _, found = bring(session, row("", "Twin", "7"))
    assert found.rows == []
    assert "It may be more than one person" in reasons(found)[2]


def test_what_was_told_at_the_door_since_stands_over_it(session: Session) -> None:
    take(session, person(1), person(2), person(3))
    user = make_user(session)
    tell(session, user, elector(session, 1))
    _, found = bring(session, row("CH1-1", "Surname1", said="T"), row("CH1-2", "Surname2"))
    assert (found.newer, found.latest) == (1, 1)

    take_in(
        session,
        row("CH1-1", "Surname1", said="T", dnk="yes"),
        row("CH1-2", "Surname2", said="s"),
        row("CH1-3", "Surname3", said="W", day="3/5/2017"),
    )

    assert [elector(session, n).strength for n in (1, 2, 3)] == [1, 3, None]
    assert elector(session, 3).intention == Intention.WONT_SAY
    assert elector(session, 1).do_not_contact
    tell(session, user, elector(session, 2))
    assert elector(session, 2).strength == 1
    before = [(one.strength, one.do_not_contact) for one in session.scalars(select(Elector))]
    rebuild_standing(session)
    after = [(one.strength, one.do_not_contact) for one in session.scalars(select(Elector))]
    assert after == before


def test_it_is_no_conversation_of_this_campaign(session: Session) -> None:
    take(session, person(1))
    take_in(session, row("CH1-1", "Surname1"))
    one = elector(session, 1)
    assert one.is_promise
    assert (one.spoken_at, one.last_outcome, one.last_contact_at) == (None, None, None)
    kept = session.scalars(select(Contact)).one()
    assert kept.household_id is None
    assert kept.spoken_at == datetime(2016, 6, 1, 12, tzinfo=UTC)
    assert sources(session)[kept.earlier_file_id or one.id] == "Our spreadsheet"


def test_notes_numbers_and_past_polls_come_with_it(session: Session) -> None:
    take(session, person(1), person(2), person(3))
    file = take_in(
        session,
        row("CH1-1", "Surname1", said="", phone="020 7946 0001", note="Ring the side bell"),
        row("CH1-2", "Surname2", said="?", voted="v"),
        row("CH1-3", "Surname3", said="", voted="0"),
    )
    assert session.scalars(select(Consent.locked)).all() == ["locked 020 7946 0001"]
    assert session.scalars(select(Contact.note)).all() == ["Ring the side bell"]
    assert past_marks(session, elector(session, 2).id) == [
        (POLL, Mark.IN_PERSON, "Our spreadsheet")
    ]
    assert past_marks(session, elector(session, 3).id)[0][1] == Mark.DID_NOT
    assert file.counts["votes"] == 2
    assert file.body is None


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row("CH1-1", "Surname1", said="?"), "says nothing"),
        (row("CH1-1", "Surname1", day="31/2/2017"), "cannot be, or cannot be read"),
        (row("CH1-1", "Surname1", day="1/1/2030"), "cannot be, or cannot be read"),
        (row("CH1-1", "Surname1", phone="ask Bo"), "telephone number"),
        (row("CH1-1", "Surname1", voted="perhaps"), "neither that they voted nor that not"),
        (row("CH1-x", "Surname1"), "no elector number"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_reason_and_no_name(
    session: Session, bad: str, reason: str
) -> None:
    take(session, person(1))
    _, found = bring(session, row("CH1-1", "Surname1"), bad)
    assert reason in reasons(found)[3]
    assert "Surname" not in reasons(found)[3]
    assert len(found.rows) == 1


def test_who_told_us_to_stop_gets_nothing_recorded(session: Session) -> None:
    take(session, person(1), person(2))
    stop(session, elector(session, 1), Notice("letter", make_user(session).id, TEA_TIME))
    _, found = bring(session, row("CH1-1", "Surname1"), row("CH1-2", "Surname2"))
    assert "told us to stop" in reasons(found)[2]
    assert len(found.rows) == 1


def test_a_mended_door_is_found_in_the_spelling_of_the_old_table(session: Session) -> None:
    take(session, person(1), person(2))
    mend(session, 2, "", "Flat 2", "Gatliff House")
    _, found = bring(session, row("", "Surname2", "2"))
    assert found.by == {"by_door": 1}


def test_undoing_takes_all_of_it_away_and_nothing_else(session: Session) -> None:
    take(session, person(1), person(2))
    user = make_user(session)
    mine = tell(session, user, elector(session, 1))
    file = take_in(
        session,
        row("CH1-1", "Surname1", said="T", dnk="1", phone="020 7946 0001", voted="v"),
        row("CH1-2", "Surname2"),
    )
    assert elector(session, 2).is_promise

    count, whom = undo_earlier(session, file, user.id, TEA_TIME)
    renew_in_steps(session, whom, session.flush)

    assert count == 2
    assert session.scalars(select(Contact.id)).all() == [mine]
    for table in (Consent, PastVote):
        assert session.scalar(select(func.count(table.id))) == 0
    assert elector(session, 1).strength == 1
    assert not elector(session, 1).do_not_contact
    assert elector(session, 2).strength is None
    with pytest.raises(CanvassError):
        undo_earlier(session, file, user.id, TEA_TIME)


def test_of_an_erased_elector_no_past_vote_is_left(session: Session) -> None:
    take(session, person(1))
    take_in(session, row("CH1-1", "Surname1", voted="v"))
    erase(session, elector(session, 1), Notice("letter", make_user(session).id, TEA_TIME))
    assert session.scalar(select(func.count(PastVote.id))) == 0


@pytest.mark.parametrize(
    ("telling", "reason"),
    [
        (Telling({"surname": "Surname", "intention": "VI"}), "name the elector"),
        (Telling({"number": "Elector No", "surname": "Surname"}), "tells something"),
        (
            Telling({"number": "Elector No", "surname": "Surname", "note": "Surname"}),
            "stands for two things",
        ),
        (
            Telling({"number": "N", "surname": "S"}, voted={"V": date(2018, 5, 3)}),
            "past polls only",
        ),
        (
            Telling({"number": "N", "surname": "S", "note": "T"}, codes={"A": "9"}),
            "A code means",
        ),
    ],
)
def test_what_was_told_of_the_columns_must_hold_together(telling: Telling, reason: str) -> None:
    with pytest.raises(CanvassError, match=reason):
        checked(telling, date(2018, 5, 3), TODAY)


def test_columns_are_guessed_by_their_headings() -> None:
    found = guessed(HEAD.strip().split(","))
    assert found.columns == {
        "number": "Elector No",
        "surname": "Surname",
        "forenames": "Forename",
        "intention": "VI",
        "silence": "Do not knock",
        "note": "Notes",
        "phone": "Phone",
        "day": "Date",
    }
    assert found.address == ["Address"]


SURVEY = Telling(
    {"number": "Elector No", "surname": "Surname", "note": "Notes", "issues": "Phone"}, ["Address"]
)


def test_issues_are_known_by_code_or_name_and_others_are_told_of(session: Session) -> None:
    take(session, person(1), person(2), person(3))
    rows = (
        row("CH1-1", "Surname1", phone="Housing  REPAIRS; housing; windrush;dragons"),
        row("CH1-2", "Surname2", phone="dragons"),
        row("CH1-3", "Surname3", note="No issue"),
    )
    file, found = bring(session, *rows, telling=SURVEY)
    assert (found.counts()["raised"], found.unknown) == (3, {"dragons": 2})
    file.kind = Source.SURVEY
    take_earlier(session, file, found, file.user_id, TEA_TIME, str)
    told = select(Issue.code, ContactIssue.ward_id, ContactIssue.is_counted).join(
        ContactIssue, ContactIssue.issue_id == Issue.id
    )
    here = elector(session, 1).ward_id
    assert sorted(session.execute(told)) == [("housing", here, False), ("windrush", here, False)]
    renew_counted(session, [elector(session, 1).id])
    assert not session.scalars(select(ContactIssue.id).where(ContactIssue.is_counted)).all()
    assert set(session.scalars(select(Contact.source))) == {Source.SURVEY}


def test_undoing_takes_readings_of_its_notes_and_what_it_raised_as_well(session: Session) -> None:
    take(session, person(1))
    file, found = bring(
        session, row("CH1-1", "Surname1", note="No heat", phone="housing"), telling=SURVEY
    )
    take_earlier(session, file, found, file.user_id, TEA_TIME, str)
    contact = session.scalars(select(Contact)).one()
    told = {"contact_id": contact.id, "user_id": file.user_id, "read_at": TEA_TIME}
    reading = NoteReading(**told)
    session.add(reading)
    session.flush()
    issue = session.scalars(select(Issue.id)).first()
    session.add(NoteIssue(note_reading_id=reading.id, issue_id=issue))
    session.flush()

    assert undo_earlier(session, file, file.user_id, TEA_TIME)[0] == 1
    for table in (Contact, ContactIssue, NoteReading, NoteIssue):
        assert session.scalars(select(table)).all() == []
