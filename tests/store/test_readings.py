"""What was read from a note counts while it stands, and goes with all that it hangs on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from canvass.core.access import Member, Role
from canvass.core.doorstep import Outcome, Stance
from canvass.core.errors import NotFoundError
from canvass.core.pictures import Period
from canvass.db import prepare
from canvass.store.accounts import add_member, member_for
from canvass.store.base import Row, open_for
from canvass.store.catalogue import merge, part
from canvass.store.contacts import Contact, ContactIssue, rebuild_standing
from canvass.store.issues import Issue
from canvass.store.mentions import raised
from canvass.store.notes import (
    ReadAlreadyError,
    lately_read,
    read_note,
    take_back,
    waiting_notes,
)
from canvass.store.readings import NoteIssue, NoteReading, rebuild_mentions
from canvass.store.register import Elector
from canvass.store.reports import issue_counts
from canvass.store.rights import Notice, erase, stop
from canvass.store.undoing import preview_undo, undo_person
from tests.make import (
    TEA_TIME,
    keep,
    make_elector,
    make_home,
    make_lease,
    make_member,
    make_response,
    make_user,
    make_walk,
    make_ward,
)

NOW = TEA_TIME + timedelta(days=1)
SHUT = "estate office shut, furious"


class Notes:
    """Three electors of a ward, and what a volunteer wrote of each."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ward = make_ward(session)
        door = make_home(session, self.ward)
        self.people = [make_elector(session, door) for _ in range(3)]
        self.walk = make_walk(session, self.ward.id, door)
        self.volunteer = self.named("Vi", Role.VOLUNTEER)
        self.organiser = self.named("Olu", Role.ORGANISER)
        make_lease(session, self.walk, self.volunteer.user_id)

    def named(self, name: str, role: Role) -> Member:
        user = make_user(self.session, name)
        add_member(self.session, user, role)
        self.session.flush()
        found = member_for(self.session, user)
        assert found is not None
        return found

    def write(self, person: int, note: str, /, *issues: str, **values: object) -> UUID:
        told = make_response(self.walk, self.people[person], *issues, note=note, **values)
        (verdict,) = keep(self.session, self.volunteer, told)
        assert verdict.status == "kept", verdict
        self.session.flush()
        return told.id

    def read(self, contact_id: UUID, *codes: str, by: Member | None = None) -> None:
        read_note(self.session, by or self.organiser, contact_id, dict.fromkeys(codes), NOW)

    def counts(self) -> dict[str, int]:
        self.session.flush()
        counts = issue_counts(self.session, self.ward)
        return {code: count for code, _, count in counts if count}

    def waiting(self, member: Member | None = None, *, is_all: bool = False) -> list[str]:
        found = waiting_notes(self.session, member or self.organiser, is_all=is_all)
        return [one.note for one in found]

    def reading(self) -> NoteReading:
        return self.session.scalars(select(NoteReading)).one()

    def issue(self, code: str) -> Issue:
        return self.session.scalars(select(Issue).where(Issue.code == code)).one()


@pytest.fixture
def notes(session: Session) -> Notes:
    return Notes(session)


def test_a_suggestion_counts_for_nothing_until_somebody_confirms_it(notes: Notes) -> None:
    told = notes.write(0, SHUT)
    notes.write(1, "ring the lower bell")
    (waiting,) = waiting_notes(notes.session, notes.organiser)
    assert [(one.code, one.because) for one in waiting.suggestions] == [
        ("estate_offices", ("estate office", "shut"))
    ]
    assert notes.counts() == {}

    notes.read(told, "estate_offices")

    assert notes.counts() == {"estate_offices": 1}
    (mention,) = raised(notes.session, notes.ward, Period())
    assert mention.elector_id == notes.people[0].id
    assert (notes.waiting(), notes.waiting(is_all=True)) == ([], ["ring the lower bell"])
    (lately,) = lately_read(notes.session, notes.organiser)
    assert (lately.by, lately.read_at, lately.issues) == ("Olu", NOW, ("Estate offices",))
    assert notes.session.scalars(select(Contact.note)).all() == [SHUT, "ring the lower bell"]


def test_what_was_told_at_the_door_is_not_suggested_again_nor_counted_twice(notes: Notes) -> None:
    told = notes.write(0, SHUT, "estate_offices")
    assert notes.waiting() == []
    notes.read(told, "estate_offices", "housing")
    assert notes.counts() == {"estate_offices": 1, "housing": 1}
    assert len(notes.session.scalars(select(ContactIssue)).all()) == 2


def test_a_note_that_raises_no_issue_waits_no_more(notes: Notes) -> None:
    notes.read(notes.write(0, "estate agent, shut the gate"))
    assert (notes.counts(), notes.waiting(is_all=True)) == ({}, [])
    assert [one.issues for one in lately_read(notes.session, notes.organiser)] == [()]


def test_a_reading_is_taken_back_and_kept_as_what_it_was(notes: Notes) -> None:
    told = notes.write(0, SHUT)
    notes.read(told, "estate_offices")
    take_back(notes.session, notes.organiser, notes.reading().id, NOW)
    assert (notes.counts(), raised(notes.session, notes.ward, Period())) == ({}, [])
    assert notes.waiting() == [SHUT]
    assert notes.reading().undone_by == notes.organiser.user_id
    assert len(notes.session.scalars(select(NoteIssue)).all()) == 1

    notes.read(told, "housing")
    assert notes.counts() == {"housing": 1}


def test_rebuilding_the_standing_keeps_and_brings_back_what_was_read(notes: Notes) -> None:
    notes.read(notes.write(0, SHUT), "estate_offices")
    gone = notes.write(1, "mould everywhere")
    notes.read(gone, "housing")
    readings = select(NoteReading).where(NoteReading.contact_id == gone)
    undone = notes.session.scalars(readings).one()
    lost = notes.session.scalars(
        select(ContactIssue).where(ContactIssue.elector_id == notes.people[0].id)
    ).one()
    notes.session.delete(lost)
    undone.undone_at = NOW  # as if the mention had been left behind
    notes.session.flush()

    for _ in range(2):
        assert rebuild_mentions(notes.session) == 2
        rebuild_standing(notes.session)
        assert notes.counts() == {"estate_offices": 1}


def test_a_contact_that_is_taken_back_takes_what_was_read_from_its_note(notes: Notes) -> None:
    told = notes.write(0, SHUT)
    notes.read(told, "estate_offices")
    retraction = make_response(notes.walk, notes.people[0], retracts=told)
    keep(notes.session, notes.volunteer, retraction)
    assert notes.counts() == {}
    assert raised(notes.session, notes.ward, Period()) == []
    assert lately_read(notes.session, notes.organiser) == []
    with pytest.raises(NotFoundError):
        notes.read(told, "housing")


def test_undoing_the_author_takes_what_was_read_from_their_notes(notes: Notes) -> None:
    notes.read(notes.write(0, SHUT), "estate_offices")
    assert preview_undo(notes.session, notes.volunteer.user_id).issues == 1
    undo_person(notes.session, notes.volunteer.user_id, notes.organiser.user_id, NOW)
    assert (notes.counts(), notes.waiting()) == ({}, [])


def test_undoing_who_read_a_note_lets_it_wait_again(notes: Notes) -> None:
    told = notes.write(0, SHUT)
    bad = notes.named("Bad", Role.ORGANISER)
    notes.read(told, "windrush", by=bad)
    preview = preview_undo(notes.session, bad.user_id)
    assert (preview.responses, preview.notes) == (0, 1)
    undo_person(notes.session, bad.user_id, notes.organiser.user_id, NOW)
    assert (notes.counts(), notes.waiting()) == ({}, [SHUT])
    assert notes.reading().undone_by == notes.organiser.user_id


@pytest.mark.parametrize("leave", [stop, erase])
def test_an_elector_who_leaves_takes_what_was_read_of_them(notes: Notes, leave: object) -> None:
    assert callable(leave)
    notes.read(notes.write(0, SHUT), "estate_offices")
    notes.read(notes.write(1, "mould"), "housing")
    leave(notes.session, notes.people[0], Notice("a letter", None, NOW))
    assert notes.counts() == {"housing": 1}
    assert len(notes.session.scalars(select(NoteReading)).all()) == 1
    assert len(notes.session.scalars(select(NoteIssue)).all()) == 1
    rebuild_mentions(notes.session)
    assert (notes.counts(), notes.waiting()) == ({"housing": 1}, [])


def test_what_was_told_at_the_door_counts_again_when_what_was_read_goes(notes: Notes) -> None:
    read = notes.write(0, "mould", id=UUID(int=1))  # of two mentions that of the first id counts
    notes.read(read, "housing")
    notes.write(0, "", "housing", spoken_at=TEA_TIME + timedelta(minutes=1))
    erase(notes.session, notes.people[0], Notice("a letter", None, NOW))
    assert notes.counts() == {"housing": 1}


def test_a_mention_that_was_read_is_merged_and_parted_like_any_other(notes: Notes) -> None:
    notes.read(notes.write(0, SHUT), "estate_offices")
    merge(notes.session, notes.issue("estate_offices"), notes.issue("housing"))
    assert notes.counts() == {"housing": 1}
    told = notes.write(1, "they closed the estate office")
    (waiting,) = waiting_notes(notes.session, notes.organiser)
    assert [one.code for one in waiting.suggestions] == ["housing"]
    notes.read(told, "housing")
    rebuild_mentions(notes.session)
    assert notes.counts() == {"housing": 2}
    part(notes.session, notes.issue("estate_offices"))
    rebuild_mentions(notes.session)
    assert notes.counts() == {"estate_offices": 1, "housing": 1}


def test_a_note_is_read_by_those_who_see_its_ward_and_by_nobody_else(notes: Notes) -> None:
    told = notes.write(0, SHUT)
    elsewhere = make_member(notes.session, Role.ORGANISER, make_ward(notes.session, "Abbey"))
    here = make_member(notes.session, Role.ORGANISER, notes.ward)
    assert (notes.waiting(elsewhere), notes.waiting(here)) == ([], [SHUT])
    with pytest.raises(NotFoundError):
        notes.read(told, "housing", by=elsewhere)
    notes.read(told, "estate_offices", by=here)
    assert lately_read(notes.session, elsewhere) == []
    with pytest.raises(NotFoundError):
        take_back(notes.session, elsewhere, notes.reading().id, NOW)


def test_notes_about_a_whole_door_or_somebody_not_on_the_register_do_not_wait(
    notes: Notes,
) -> None:
    told = {"elector": None, "outcome": Outcome.NOT_IN}
    notes.write(0, SHUT, **told)
    notes.write(0, SHUT, elector=None, person="Nobody Listed")
    notes.write(0, SHUT, outcome=Outcome.MOVED)
    assert notes.waiting(is_all=True) == []


def test_a_stance_is_kept_with_the_issue(notes: Notes) -> None:
    told = notes.write(0, "dead against the oxford street scheme")
    (waiting,) = waiting_notes(notes.session, notes.organiser)
    assert waiting.suggestions[0].stance == Stance.AGAINST
    stances: dict[str, Stance | None] = {"oxford_street": Stance.AGAINST}
    read_note(notes.session, notes.organiser, told, stances, NOW)
    assert [one.stance for one in raised(notes.session, notes.ward, Period())] == ["against"]
    assert lately_read(notes.session, notes.organiser)[0].issues[0].endswith(", against")


def test_of_two_who_read_a_note_at_once_one_counts(notes: Notes, engine: Engine) -> None:
    told = notes.write(0, SHUT)
    other = notes.named("Dana", Role.ORGANISER)
    notes.session.commit()
    with Session(engine) as second:
        open_for(second, 1)
        read_note(second, other, told, {"housing": None}, NOW)
        second.commit()
    with pytest.raises(ReadAlreadyError, match="Dana read that note first"):
        notes.read(told, "estate_offices")
    notes.session.rollback()
    assert notes.counts() == {"housing": 1}
    notes.read(told, "housing", by=other)  # the same button pressed twice
    assert len(notes.session.scalars(select(NoteReading)).all()) == 1


def test_eight_who_read_a_note_in_the_same_moment_make_one_reading(
    notes: Notes, engine: Engine
) -> None:
    told = notes.write(0, SHUT)
    people = [notes.named(f"Reader {number}", Role.ORGANISER) for number in range(8)]
    notes.session.commit()
    notes.session.close()
    url = engine.url.render_as_string(hide_password=False)
    ready = Barrier(len(people))

    def read(member: Member) -> bool:
        own = create_engine(url, connect_args={"timeout": 15} if url.startswith("sqlite") else {})
        prepare(own, lambda: True)
        ready.wait()
        try:
            with Session(own) as mine:
                open_for(mine, 1)
                read_note(mine, member, told, {"housing": None}, NOW)
                mine.commit()
        except ReadAlreadyError:
            return False
        finally:
            own.dispose()
        return True

    with ThreadPoolExecutor(len(people)) as pool:
        counted = list(pool.map(read, people))

    assert sum(counted) == 1
    open_for(notes.session, 1)
    assert len(notes.session.scalars(select(NoteReading)).all()) == 1
    assert notes.counts() == {"housing": 1}


def test_an_issue_that_is_not_in_use_is_not_read_into_a_note(notes: Notes) -> None:
    told = notes.write(0, SHUT)
    notes.issue("windrush").in_use = False
    notes.session.flush()
    with pytest.raises(NotFoundError, match="not in the catalogue"):
        notes.read(told, "windrush")


def test_no_note_is_copied_out_of_its_contact(notes: Notes) -> None:
    notes.read(notes.write(0, "estate office shut, says Quillfeather"), "estate_offices")
    notes.session.flush()
    for table in Row.metadata.sorted_tables:
        for row in notes.session.execute(select(table)).mappings():
            assert table.name == "contact" or "Quillfeather" not in str(dict(row))
    assert notes.session.scalars(select(Elector.id)).all()
