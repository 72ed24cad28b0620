"""What the marked register says of telling, promises and calling; and how telling is erased."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.closing import KeptStillError, PollsOpenError
from canvass.core.knocks import Result, RoundKind
from canvass.core.marked import Mark
from canvass.core.telling import Doubt, RollNumber
from canvass.store.accounts import Campaign, add_campaign, the_campaign
from canvass.store.base import open_for
from canvass.store.closing import ERASED, Outcome, erase_telling, keeps_until, outcome
from canvass.store.knocks import NewKnock, keep_knock
from canvass.store.ledger import Planned, Sheet, enter_sheets
from canvass.store.lifts import ask_lift
from canvass.store.marked import MarkedEntry
from canvass.store.places import Household, Street, Ward, districts
from canvass.store.register import Elector, RegisterFile, RegisterKind
from canvass.store.rounds import HeldOut, KnockupRound, start_round
from canvass.store.slips import Slip, keep_slip
from canvass.store.telling import MarkSource, NewMark, TellingMark, keep_mark, roll_of
from tests.conftest import POLLING_DAY
from tests.make import (
    make_district,
    make_door,
    make_elector,
    make_member,
    make_street,
    make_user,
    make_ward,
)
from tests.store.test_marked import CLOSE

NOON = CLOSE - timedelta(hours=10)
LABELS = count(1)
VOTED, STAYED, POSTED = Mark.IN_PERSON, Mark.DID_NOT, Mark.BY_POST


class Churchill:
    """A ward with one street, whose electors are marked as the council would."""

    def __init__(self, session: Session, name: str = "Churchill", code: str = "CH1") -> None:
        self.session = session
        self.ward: Ward = make_ward(session, name)
        self.street: Street = make_street(session, make_district(session, self.ward, code))
        self.file = RegisterFile(
            kind=RegisterKind.MARKED,
            layout="marked",
            file_name="marked.csv",
            sha256=code,
            counts={},
            refused=[],
            unmatched=[],
            imported_at=CLOSE,
        )
        session.add(self.file)
        session.flush()

    def home(self) -> Household:
        return make_door(self.session, self.street, str(next(LABELS)))

    def elector(
        self, mark: Mark | None, strength: int | None = None, home: Household | None = None
    ) -> Elector:
        """Make an elector; a strength makes a promise, no mark one the council left out."""
        elector = make_elector(
            self.session,
            home or self.home(),
            is_promise=strength is not None,
            strength=strength,
        )
        if mark is not None:
            entry = MarkedEntry(
                elector_id=elector.id,
                polling_day=POLLING_DAY,
                mark=mark,
                register_file_id=self.file.id,
            )
            self.session.add(entry)
            self.session.flush()
        return elector

    def tell(
        self,
        elector: Elector,
        source: MarkSource = MarkSource.TELLER,
        doubt: Doubt | None = None,
    ) -> None:
        """Take an elector's number."""
        places = districts(self.session)
        number = roll_of(elector, places)
        mark = NewMark(number, str(number), source, None, NOON, doubt=doubt)
        keep_mark(self.session, places, mark, the_campaign(self.session))

    def round(
        self, called: Sequence[Elector], held: Sequence[Elector], now: datetime = NOON
    ) -> KnockupRound:
        """Start a round in which some were on a sheet and some were held out."""
        like = KnockupRound(
            ward_id=self.ward.id, kind=RoundKind.KNOCKUP, started_at=now, hold_out=10
        )
        started = start_round(self.session, like)
        lines = tuple((place, 1, one.id) for place, one in enumerate(called, 1))
        sheet = Sheet(ward_id=self.ward.id, round_id=started.id, made_at=now)
        enter_sheets(self.session, sheet, [Planned("Lupus Street", "CH1", "", 1, 1, lines)])
        for one in held:
            assert one.household_id is not None
            row = HeldOut(
                round_id=started.id,
                household_id=one.household_id,
                elector_id=one.id,
                polling_day=the_campaign(self.session).telling_day,
            )
            self.session.add(row)
        self.session.flush()
        return started


@pytest.fixture
def churchill(session: Session) -> Churchill:
    return Churchill(session)


def seen(session: Session, *wards: Ward) -> Outcome:
    return outcome(session, make_member(session, Role.ORGANISER, *wards), CLOSE)


def told(session: Session) -> tuple[int, int, int, int]:
    (one,) = seen(session).told
    return one.in_person, one.by_post, one.wrong, one.missed


def test_nothing_is_counted_before_the_polls_close(churchill: Churchill) -> None:
    churchill.elector(VOTED, 1)
    member = make_member(churchill.session)
    with pytest.raises(PollsOpenError):
        outcome(churchill.session, member, CLOSE - timedelta(seconds=1))
    assert outcome(churchill.session, member, CLOSE).turnout


def test_telling_is_set_against_the_marked_register(churchill: Churchill) -> None:
    for mark in (VOTED, VOTED, POSTED, STAYED, Mark.NOT_REGISTERED, None):
        churchill.tell(churchill.elector(mark))
    for mark in (VOTED, VOTED, VOTED, POSTED, STAYED):
        churchill.elector(mark)

    assert told(churchill.session) == (2, 1, 2, 3)
    found = seen(churchill.session)
    assert (found.unmarked, found.nobodys, found.taken_in_at) == (1, 0, CLOSE)


def test_only_what_was_told_at_a_station_is_telling(churchill: Churchill) -> None:
    churchill.tell(churchill.elector(VOTED), MarkSource.DOOR)
    churchill.tell(churchill.elector(VOTED), MarkSource.SLIP)
    churchill.tell(churchill.elector(VOTED), MarkSource.COMMITTEE_ROOM)
    assert told(churchill.session) == (2, 0, 0, 1)


def test_one_doubtful_number_is_not_told_and_two_are(churchill: Churchill) -> None:
    once, twice = churchill.elector(VOTED), churchill.elector(VOTED)
    for elector in (once, twice, twice):
        churchill.tell(elector, doubt=Doubt.UNSURE)
    assert told(churchill.session) == (1, 0, 0, 1)


def test_a_number_taken_back_or_of_a_rehearsal_is_not_told(churchill: Churchill) -> None:
    session, elector, other = (
        churchill.session,
        churchill.elector(VOTED),
        churchill.elector(STAYED),
    )
    churchill.tell(elector)
    session.scalars(select(TellingMark)).one().undone_at = NOON
    campaign = the_campaign(session)
    campaign.rehearsal_on = POLLING_DAY - timedelta(days=3)
    churchill.tell(other)
    campaign.rehearsal_on = None
    session.flush()
    assert told(session) == (0, 0, 0, 1)


def test_a_number_nobody_has_is_counted_once(churchill: Churchill) -> None:
    session = churchill.session
    for _ in range(2):
        mark = NewMark(RollNumber("CH1", "9999", ""), "9999", MarkSource.TELLER, None, NOON)
        keep_mark(session, districts(session), mark, the_campaign(session))
    assert seen(session).nobodys == 1


def test_promises_are_counted_by_strength_and_ward_beside_all_others(session: Session) -> None:
    churchill, abbey = Churchill(session), Churchill(session, "Abbey Road", "AB1")
    for mark in (VOTED, VOTED, POSTED, STAYED, Mark.NOT_REGISTERED, None):
        churchill.elector(mark, 1)
    for mark in (VOTED, STAYED):
        churchill.elector(mark, 2)
        abbey.elector(mark, 1)
    for mark in (STAYED, STAYED, VOTED):
        churchill.elector(mark)

    rows = [
        (one.ward, one.strength, one.electors, one.in_person, one.by_post)
        for one in seen(session).turnout
    ]

    assert rows == [
        ("Abbey Road", 1, 2, 1, 0),
        ("Churchill", 1, 4, 2, 1),
        ("Churchill", 2, 2, 1, 0),
        ("Churchill", None, 3, 1, 0),
    ]
    assert {one.ward for one in seen(session, abbey.ward).turnout} == {"Abbey Road"}
    assert {one.district for one in seen(session, abbey.ward).told} == {"AB1"}


def test_whoever_could_not_vote_is_in_no_turnout(churchill: Churchill) -> None:
    for mark in (VOTED, Mark.NOT_REGISTERED, STAYED):
        churchill.elector(mark, 1)
    (row,) = seen(churchill.session).turnout
    assert (row.electors, row.share) == (2, 0.5)


def test_those_held_out_are_compared_with_those_on_the_rounds_sheets(
    churchill: Churchill,
) -> None:
    called = [churchill.elector(VOTED, 1) for _ in range(30)]
    called += [churchill.elector(STAYED, 1) for _ in range(10)]
    shared = churchill.home()
    held = [churchill.elector(VOTED, 1, shared) for _ in range(4)]
    held += [churchill.elector(STAYED, 2) for _ in range(24)]
    churchill.round([*called, churchill.elector(None, 1)], held)
    later = churchill.elector(VOTED, 1)
    churchill.round([*called, later], [], NOON + timedelta(hours=3))

    effect = seen(churchill.session).effect

    assert (effect.called.homes, effect.called.electors, effect.called.voted) == (40, 40, 30)
    assert (effect.held.homes, effect.held.electors, effect.held.voted) == (25, 28, 4)
    assert effect.difference == pytest.approx(30 / 40 - 4 / 28)
    assert effect.is_clear
    other = make_ward(churchill.session, "Abbey Road")
    assert seen(churchill.session, other).effect.draws == 0


def test_a_sheet_printed_again_counts_nobody_twice(churchill: Churchill) -> None:
    called = [churchill.elector(VOTED, 1), churchill.elector(STAYED, 1)]
    held = [churchill.elector(VOTED, 1), churchill.elector(STAYED, 1)]
    churchill.round([*called, *called], held)
    assert seen(churchill.session).effect.called.electors == 2


def leave_everything(churchill: Churchill, elector: Elector) -> None:
    """Leave a row of everything that telling and knocking up leave."""
    session = churchill.session
    churchill.round([elector], [churchill.elector(STAYED, 1)])
    keep_knock(session, NewKnock(elector.id, Result.VOTED, None, NOON), NOON)
    keep_knock(session, NewKnock(elector.id, Result.NO, None, NOON), NOON)
    keep_knock(session, NewKnock(elector.id, Result.POSTED, None, NOON), NOON)
    ask_lift(session, elector, make_user(session).id, NOON)
    places = districts(session)
    slip = Slip(
        polling_district_id=elector.polling_district_id,
        teller="Sam",
        since=NOON,
        until=NOON + timedelta(hours=1),
        keyed_at=NOON,
    )
    keep_slip(session, slip, [roll_of(elector, places)], places, the_campaign(session))


def left(session: Session) -> dict[str, int]:
    return {
        words: session.scalar(select(func.count()).select_from(table)) or 0
        for words, table in ERASED
    }


ALL = {
    "numbers told": 2,
    "knocks": 3,
    "lines of sheets": 1,
    "electors held out": 1,
    "lifts": 1,
    "slips": 1,
}
NOTHING = dict.fromkeys(ALL, 0)
YEAR_ON = date(2019, 5, 3)


def test_telling_is_erased_on_its_day_and_the_marked_register_stays(churchill: Churchill) -> None:
    session, elector = churchill.session, churchill.elector(VOTED, 1)
    leave_everything(churchill, elector)
    session.refresh(elector)
    assert (elector.has_voted, elector.is_let_be, elector.has_posted) == (True, True, True)
    assert left(session) == ALL

    assert erase_telling(session, YEAR_ON) == ALL

    assert left(session) == NOTHING
    session.refresh(elector)
    assert (elector.has_voted, elector.is_let_be, elector.has_posted) == (False, False, False)
    assert (elector.is_promise, elector.strength) == (True, 1)
    assert session.scalar(select(func.count(MarkedEntry.id))) == 2
    found = seen(session)
    assert (found.told[0].told, found.effect.draws, found.turnout[0].electors) == (0, 0, 2)


def test_before_its_day_telling_is_erased_only_if_it_is_asked_for(churchill: Churchill) -> None:
    session = churchill.session
    leave_everything(churchill, churchill.elector(VOTED, 1))
    with pytest.raises(KeptStillError, match="keeps its telling until 3 May 2019"):
        erase_telling(session, YEAR_ON - timedelta(days=1))
    assert left(session) == ALL

    the_campaign(session).telling_kept_until = date(2018, 6, 1)
    assert keeps_until(the_campaign(session)) == date(2018, 6, 1)
    with pytest.raises(KeptStillError):
        erase_telling(session, date(2018, 5, 31))
    assert erase_telling(session, date(2018, 5, 4), early=True) == ALL


def test_erasing_leaves_another_campaign_alone(churchill: Churchill) -> None:
    session = churchill.session
    leave_everything(churchill, churchill.elector(VOTED, 1))
    mine = the_campaign(session).id
    add_campaign(session, Campaign(slug="other", name="Other", polling_day=POLLING_DAY))
    theirs = Churchill(session)
    leave_everything(theirs, theirs.elector(VOTED, 1))

    assert erase_telling(session, YEAR_ON) == ALL

    open_for(session, mine)
    assert left(session) == ALL


def test_everything_of_telling_that_names_an_elector_is_erased() -> None:
    """A table that comes to hold what polling day says of somebody has to be named in `ERASED`."""
    kept = {
        "absent_vote",
        "casework",
        "contact",
        "contact_issue",
        "doubtful_pair",
        "elector_before",
        "marked_entry",
        "past_vote",
        "placement",
    }
    tables = {table.__tablename__ for _, table in ERASED}
    pointing = {
        table.name
        for table in MarkedEntry.metadata.sorted_tables
        for key in table.foreign_key_constraints
        if key.referred_table.name == "elector"
    }
    assert pointing - kept == tables - {"slip"}
