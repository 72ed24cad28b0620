"""The marked register goes in whole or not at all, after the poll, and says what it says."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.closing import PollsOpenError
from canvass.core.council_file import BadFileError
from canvass.core.marked import Mark
from canvass.store.accounts import Campaign, add_campaign, the_campaign
from canvass.store.arriving import AlreadyImportedError
from canvass.store.base import open_for
from canvass.store.intake import NeedsConfirmationError, import_register
from canvass.store.marked import MarkedEntry, MarkedIntake, import_marked, mark_counts
from canvass.store.places import PollingDistrict
from canvass.store.register import Elector, RegisterFile
from tests.conftest import POLLING_DAY
from tests.registers import council_file, marked, person, take_in, xpress

CLOSE = datetime(2018, 5, 3, 21, 0, tzinfo=UTC)
"""22:00 in London."""

WHOLE = (
    "MH1,1,,x",
    "MH1,2,,X",
    "MH1,3,,v",
    "MH1,4,,",
    "MH1,4,1,0",
    "MH1,5,,V",
    "MH1,6,,0",
    "MH2,1,,v",
    "MH2,2,,x",
    "MH2,3,,0",
    "MH2,501,,0",
)


@pytest.fixture
def register(session: Session) -> Session:
    """The session, with the electors of MH1 and MH2."""
    take_in(session, "halarose_full.tsv")
    return session


def take(
    session: Session, source: BytesIO, now: datetime = CLOSE, *, confirm: bool = False
) -> MarkedIntake:
    return import_marked(session, source, "marked.csv", now=now, confirm=confirm)


def marks(session: Session) -> dict[str, Mark]:
    query = (
        select(PollingDistrict.code, Elector.roll_number, Elector.roll_suffix, MarkedEntry.mark)
        .join(Elector, Elector.polling_district_id == PollingDistrict.id)
        .join(MarkedEntry, MarkedEntry.elector_id == Elector.id)
    )
    return {
        f"{code}-{number}" + (f"/{suffix}" if suffix else ""): mark
        for code, number, suffix, mark in session.execute(query)
    }


def test_each_elector_has_the_mark_of_the_council(register: Session) -> None:
    intake = take(register, marked(*WHOLE))

    assert marks(register) == {
        "MH1-1": Mark.BY_POST,
        "MH1-2": Mark.BY_POST,
        "MH1-3": Mark.IN_PERSON,
        "MH1-4": Mark.NOT_REGISTERED,
        "MH1-4/1": Mark.DID_NOT,
        "MH1-5": Mark.IN_PERSON,
        "MH1-6": Mark.DID_NOT,
        "MH2-1": Mark.IN_PERSON,
        "MH2-2": Mark.BY_POST,
        "MH2-3": Mark.DID_NOT,
        "MH2-501": Mark.DID_NOT,
    }
    assert (intake.rows, intake.electors_changed, intake.unnamed) == (11, 11, 0)
    answer = intake.as_json(committed=True)
    assert answer["marks"] == {"by_post": 3, "did_not": 4, "in_person": 3, "not_registered": 1}
    assert (answer["kind"], answer["layout"]) == ("marked", "marked")


def test_nobody_learns_who_voted_before_the_polls_close(register: Session) -> None:
    with pytest.raises(PollsOpenError, match="The polls close at 22:00 on 3 May 2018"):
        take(register, marked(*WHOLE), CLOSE - timedelta(seconds=1))
    assert marks(register) == {}
    assert register.scalar(select(func.count()).where(RegisterFile.kind == "marked")) == 0


def test_who_is_on_the_lists_stays_what_tellers_said(register: Session) -> None:
    before = list(register.scalars(select(Elector.has_voted).order_by(Elector.id)))
    take(register, marked(*WHOLE))
    register.expire_all()
    assert list(register.scalars(select(Elector.has_voted).order_by(Elector.id))) == before


def test_a_second_file_takes_the_place_of_the_first_in_its_districts_only(
    register: Session,
) -> None:
    first = take(register, marked(*WHOLE))
    second = take(register, marked("MH1,1,,0", "MH1,3,,x"), confirm=True)

    found = marks(register)
    assert {number: mark for number, mark in found.items() if number.startswith("MH1")} == {
        "MH1-1": Mark.DID_NOT,
        "MH1-3": Mark.BY_POST,
    }
    assert len([number for number in found if number.startswith("MH2")]) == 4
    assert (first.unnamed, second.unnamed) == (0, 5)
    files = register.scalars(select(RegisterFile).where(RegisterFile.kind == "marked")).all()
    counts = [mark_counts(register, file.id) for file in files]
    assert sorted(sum(one.values()) for one in counts) == [2, 4]


def test_a_row_that_names_nobody_or_somebody_else_is_told_and_marks_nobody(
    register: Session,
) -> None:
    head = "PD,ENO,Suffix,Surname,Marked"
    rows = ["MH1,1,,FARTHINGALE,v", "MH1,2,,Otherperson,v", "MH1,99,,,v", "MH1,3,,,q"]
    intake = take(register, marked(*rows, head=head))

    assert marks(register) == {"MH1-1": Mark.IN_PERSON}
    assert [(row.line, row.roll_number) for row in intake.unmatched] == [
        (3, "MH1-2"),
        (4, "MH1-99"),
    ]
    assert "another name" in intake.unmatched[0].reason
    assert [row.line for row in intake.rows_refused] == [5]
    file = register.scalars(select(RegisterFile).where(RegisterFile.kind == "marked")).one()
    assert (len(file.refused), len(file.unmatched)) == (1, 2)


def test_how_many_voted_is_kept_nowhere_but_in_the_marks(register: Session) -> None:
    take(register, marked(*WHOLE))
    file = register.scalars(select(RegisterFile).where(RegisterFile.kind == "marked")).one()
    assert set(file.counts) >= {"rows", "electors_changed", "unnamed"}
    assert not set(file.counts) & {mark.value for mark in Mark}


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (council_file("halarose_full.tsv"), "a register of electors"),
        (council_file("halarose_absent.csv"), "a list of absent voters"),
        (BytesIO(b""), "This file is empty"),
        (marked(), "nobody under them"),
        (marked("MH1,1,,v", "MH1,2", end=""), "cut off in the middle of its last row"),
        (marked("MH1,1,,", "MH1,2,,0"), "Nobody in this file has voted, so the last one stays"),
        (marked("ZZ9,1,,v"), "Nobody in this file is on the register under the same number"),
        (BytesIO(b"%PDF-1.7"), "This is a PDF"),
        (marked("MH1,1,,q", "MH1,2,,w", "MH1,3,,v"), "Only 1 of 3 rows could be read"),
    ],
)
def test_a_wrong_file_is_a_sentence_and_the_last_one_stays(
    register: Session, source: BytesIO, sentence: str
) -> None:
    take(register, marked(*WHOLE))
    before = marks(register)
    with pytest.raises(BadFileError, match=sentence):
        take(register, BytesIO(source.getvalue()))
    assert marks(register) == before


def road(session: Session, numbers: Sequence[int]) -> None:
    """Put electors of these numbers on the register of CH1."""
    import_register(session, xpress(*map(person, numbers)), "CH.csv", now=CLOSE, confirm=True)


def test_a_file_that_leaves_many_electors_out_waits_to_be_confirmed(session: Session) -> None:
    road(session, range(1, 101))
    half = [f"CH1,{number},,v" for number in range(1, 51)]
    with pytest.raises(NeedsConfirmationError, match="leaves out 50 of 100 electors of CH1"):
        take(session, marked(*half))
    assert marks(session) == {}
    assert take(session, marked(*half), confirm=True).unnamed == 50


def test_the_same_file_twice_is_noticed(register: Session) -> None:
    take(register, marked(*WHOLE))
    with pytest.raises(AlreadyImportedError):
        take(register, marked(*WHOLE))


def test_the_poll_of_a_day_keeps_its_marks_when_another_is_fought(register: Session) -> None:
    take(register, marked(*WHOLE))
    campaign = the_campaign(register)
    campaign.polling_day = POLLING_DAY + timedelta(days=365)
    take(register, marked(*WHOLE[:3]), CLOSE + timedelta(days=366), confirm=True)
    days = select(MarkedEntry.polling_day, func.count()).group_by(MarkedEntry.polling_day)
    assert sorted(count for _, count in register.execute(days)) == [3, 11]


def test_another_campaigns_marks_are_not_touched(register: Session) -> None:
    take(register, marked(*WHOLE))
    mine = the_campaign(register).id
    add_campaign(register, Campaign(slug="other", name="Other", polling_day=POLLING_DAY))
    take_in(register, "halarose_full.tsv")
    take(register, marked("MH1,1,,0", "MH1,2,,v"), confirm=True)
    open_for(register, mine)
    assert len(marks(register)) == 11
