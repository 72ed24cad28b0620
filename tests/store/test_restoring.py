"""An import is undone exactly, and nothing that people told us is ever lost by any of them."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.council_file import BadFileError
from canvass.core.doorstep import Outcome
from canvass.store.accounts import User
from canvass.store.contacts import Contact, renew_standing
from canvass.store.deciding import decide
from canvass.store.intake import import_register
from canvass.store.pairing import DoubtfulPair
from canvass.store.places import Household, PollingDistrict
from canvass.store.register import Elector, RegisterFile
from canvass.store.restoring import NotUndoableError, preview_restoring, undo_import
from tests.make import TEA_TIME, make_user
from tests.registers import CAME_AT, change, changes, forget_registers, person, xpress


class Registered(NamedTuple):
    """What the register says of an elector."""

    id: UUID
    district: UUID
    number: str
    name: str
    door: str
    markers: str


def on_register(session: Session) -> set[Registered]:
    session.expire_all()
    query = (
        select(Elector, Household.postcode)
        .outerjoin(Household, Household.id == Elector.household_id)
        .where(Elector.on_register)
    )
    return {
        Registered(
            one.id,
            one.polling_district_id,
            f"{one.roll_number}/{one.roll_suffix}",
            one.name,
            f"{one.household_id} {one.door_order} {postcode}",
            one.markers,
        )
        for one, postcode in session.execute(query)
    }


def take(session: Session, *rows: str) -> RegisterFile:
    """Take a register in, or an update if its rows are such."""
    made = changes if rows[0][:2] in ("N,", "M,", "D,") else xpress
    padding = "\r\n" * (session.scalar(select(func.count(RegisterFile.id))) or 0)
    source = made(*rows, padding)
    import_register(session, source, "some.csv", now=CAME_AT, confirm=True)
    session.expire_all()
    query = select(RegisterFile).order_by(RegisterFile.id.desc()).limit(1)
    return session.scalars(query).one()


def tell(session: Session, user: User, elector: Elector) -> UUID:
    """Keep that somebody promised their vote."""
    assert elector.household_id is not None
    contact = Contact(
        id=uuid4(),
        household_id=elector.household_id,
        elector_id=elector.id,
        user_id=user.id,
        outcome=Outcome.SPOKE,
        strength=1,
        told_at=TEA_TIME,
        spoken_at=TEA_TIME,
        received_at=TEA_TIME,
        digest=b"",
    )
    session.add(contact)
    session.flush()
    renew_standing(session, [elector.id])
    session.flush()
    return contact.id


def test_undoing_gives_back_who_left_and_how_each_was_written(session: Session) -> None:
    take(session, *map(person, range(1, 6)))
    before = on_register(session)
    rows = [person(1, "Married"), person(22, "Surname2", house=2), person(9), person(4, house=44)]
    file = take(session, *rows, person(5).replace("SW1V 0AG", "SW1V 0AJ"))
    assert on_register(session) != before

    assert preview_restoring(session, file) == (1, 3, 1)
    undo_import(session, file, None, CAME_AT)

    assert on_register(session) == before
    assert session.scalar(select(func.count(Elector.id))) == 5
    assert session.scalar(select(func.count(Household.id))) == 5
    assert file.undone_at == CAME_AT


def test_who_came_and_was_spoken_to_leaves_the_register_and_is_not_forgotten(
    session: Session,
) -> None:
    user = make_user(session)
    file = take(session, person(1), person(2))
    two = session.scalars(select(Elector).where(Elector.roll_number == "2")).one()
    contact, elector = tell(session, user, two), two.id

    undo_import(session, file, user.id, CAME_AT)

    kept = session.scalars(select(Elector)).one()
    assert (kept.id, kept.on_register, kept.strength) == (elector, False, 1)
    assert session.scalars(select(Contact.id)).all() == [contact]
    take(session, person(1), person(2))
    back = session.scalars(select(Elector).where(Elector.roll_number == "2")).one()
    assert (back.id, back.on_register) == (elector, True)


def test_the_same_file_can_be_taken_in_again_once_it_is_undone(session: Session) -> None:
    source = xpress(person(1))
    import_register(session, source, "one.csv", now=CAME_AT)
    undo_import(session, session.scalars(select(RegisterFile)).one(), None, CAME_AT)
    source.seek(0)
    import_register(session, source, "one.csv", now=CAME_AT)
    source.seek(0)
    with pytest.raises(BadFileError, match="This very file"):
        import_register(session, source, "one.csv", now=CAME_AT)


def test_an_import_is_undone_once_and_those_after_it_first(session: Session) -> None:
    first = take(session, person(1), person(2))
    other = take(session, person(1, district="CH2"))
    second = take(session, change("D", 2))
    with pytest.raises(NotUndoableError, match="Undo that first"):
        undo_import(session, first, None, CAME_AT)
    undo_import(session, second, None, CAME_AT)
    with pytest.raises(NotUndoableError, match="undone already"):
        undo_import(session, second, None, CAME_AT)
    undo_import(session, first, None, CAME_AT)
    assert {one.number for one in on_register(session)} == {"1/"}
    districts = session.scalars(select(PollingDistrict.code)).all()
    assert (districts, other.undone_at) == (["CH2"], None)


NUMBERS = st.integers(1, 5)
FULL = st.sampled_from(["CH1", "WE1"]).flatmap(
    lambda district: st.lists(
        st.builds(
            person,
            NUMBERS,
            st.sampled_from(["Ash", "Birch"]),
            st.integers(1, 3),
            st.just(district),
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda row: row.split(",")[1],
    )
)
UPDATE = st.lists(
    st.builds(
        change,
        st.sampled_from("NMD"),
        NUMBERS,
        st.sampled_from(["Ash", "Birch"]),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda row: (row[0], row.split(",")[2]),
)
STEPS = st.one_of(FULL, UPDATE, st.sampled_from(["renumber", "tell", "undo", "same", "different"]))


def renumbered(session: Session) -> list[str]:
    """Write December's register: the same people, with other numbers."""
    session.expire_all()
    query = (
        select(Elector, Household)
        .join(Household, Household.id == Elector.household_id)
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .where(Elector.on_register, PollingDistrict.code == "CH1")
        .order_by(Elector.roll_number.desc())
    )
    return [
        person(number, elector.surname, int(home.label))
        for number, (elector, home) in enumerate(session.execute(query), 1)
    ]


class Story:
    """What happens to a register, and what must be true of it all the time."""

    def __init__(self, session: Session) -> None:
        forget_registers(session)
        self.session = session
        self.user = make_user(session)
        self.told: dict[UUID, UUID] = {}
        self.imports: list[tuple[UUID, set[Registered]]] = []
        take(session, *map(person, range(1, 4)))
        take(session, *(person(number, district="WE1") for number in range(4, 7)))
        self.first = on_register(session)

    def happens(self, step: list[str] | str) -> None:
        if step == "undo":
            self.undo()
        elif step in ("same", "different"):
            self.decide(is_same=step == "same")
        elif step == "tell":
            for elector in self.session.scalars(select(Elector).where(Elector.on_register)):
                self.told[tell(self.session, self.user, elector)] = elector.id
                break
        elif rows := renumbered(self.session) if isinstance(step, str) else step:
            before = on_register(self.session)
            self.imports.append((take(self.session, *rows).id, before))

    def undo(self) -> None:
        if self.imports:
            file, was = self.imports.pop()
            found = self.session.get_one(RegisterFile, (1, file))
            undo_import(self.session, found, None, CAME_AT)
            assert on_register(self.session) == was

    def decide(self, *, is_same: bool) -> None:
        pair = self.session.scalars(select(DoubtfulPair).where(DoubtfulPair.verdict == "")).first()
        if pair is not None:
            old, new = pair.old_id, pair.new_id
            decide(self.session, pair.id, self.user.id, CAME_AT, is_same=is_same)
            if is_same:
                about = self.told.items()
                self.told = {one: old if whom == new else whom for one, whom in about}
                self.imports = [
                    (file, {who._replace(id=old) if who.id == new else who for who in was})
                    for file, was in self.imports
                ]

    def loses_nothing(self) -> None:
        contacts = {one.id: one.elector_id for one in self.session.scalars(select(Contact))}
        assert contacts == self.told
        for elector in self.told.values():
            assert self.session.get_one(Elector, (1, elector)).strength == 1


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(STEPS, min_size=2, max_size=7))
def test_a_register_update_loses_nothing_and_undoing_gives_back_the_same_electors(
    session: Session, steps: Sequence[list[str] | str]
) -> None:
    story = Story(session)
    for step in steps:
        story.happens(step)
        story.loses_nothing()
    while story.imports:
        story.undo()
    story.loses_nothing()
    assert on_register(session) == story.first
