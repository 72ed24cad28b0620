"""Who left the register and who came, paired up: those who are one person, and the doubtful.

Plain SQL does not know the campaign scope: every statement here carries `campaign_id` itself.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Table,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from canvass.core.access import Member
from canvass.core.matching import Pair, Pairs, Person, pairs_of
from canvass.store.base import Row, Scoped, campaign_of, new_id, points_to
from canvass.store.befores import ELECTOR, HOUSEHOLD
from canvass.store.comparing import Comparison, Condition
from canvass.store.places import Street
from canvass.store.register import Elector
from canvass.store.staging import DOORS, ELECTORS

STREET: Table = Row.metadata.tables[Street.__tablename__]
MOST = 40_000
"""So many who left, or who came, are another council's: nobody is looked for among them."""


class DoubtfulPair(Scoped):
    """Somebody who left and somebody who came with a file, and whether they are one person.

    `verdict` is empty until somebody decides: "same", or "different".
    """

    __tablename__ = "doubtful_pair"

    register_file_id: Mapped[UUID]
    old_id: Mapped[UUID]
    new_id: Mapped[UUID]
    points: Mapped[int]
    reasons: Mapped[list[str]] = mapped_column(JSON)
    verdict: Mapped[str] = mapped_column(String(20), default="")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        points_to("register_file", "register_file_id"),
        points_to("elector", "old_id"),
        points_to("elector", "new_id"),
        Index("ix_doubtful_pair_verdict", "campaign_id", "verdict", "points"),
        Index("ix_doubtful_pair_old", "campaign_id", "old_id"),
        Index("ix_doubtful_pair_new", "campaign_id", "new_id"),
    )


PAIR: Table = Row.metadata.tables[DoubtfulPair.__tablename__]


def pair_up(comparison: Comparison) -> Sequence[Pair]:
    """Match on the stage who clearly are one person, and give the doubtful pairs."""
    if not comparison.leavers_count():
        return ()
    found = Pairs((), ())
    left, came = leavers(comparison), newcomers(comparison)
    if len(left) <= MOST and len(came) <= MOST:
        found = pairs_of(left, came)
    match_on_stage(comparison, found.same)
    return found.doubtful


def match_on_stage(comparison: Comparison, pairs: Sequence[Pair]) -> None:
    """Note on the stage who clearly are one person."""
    if not pairs:
        return
    matched = update(ELECTORS).where(ELECTORS.c.id == bindparam("staged"))
    values = [{"staged": pair.new.id, "elector_id": pair.old.id} for pair in pairs]
    comparison.connection.execute(matched.values(elector_id=bindparam("elector_id")), values)
    comparison.forget_deletions()


def leavers(comparison: Comparison) -> list[Person]:
    """List who would leave."""
    return people(comparison, electors_where(*comparison.are_leavers()))


def electors_where(*conditions: Condition) -> Select[Any]:
    """Select electors we keep as they are compared."""
    at = (HOUSEHOLD.c.campaign_id == ELECTOR.c.campaign_id) & (
        HOUSEHOLD.c.id == ELECTOR.c.household_id
    )
    on = (STREET.c.campaign_id == HOUSEHOLD.c.campaign_id) & (STREET.c.id == HOUSEHOLD.c.street_id)
    return (
        select(
            *(ELECTOR.c[name] for name in OF_PERSON),
            *(ELECTOR.c.household_id, HOUSEHOLD.c.uprn, HOUSEHOLD.c.postcode, STREET.c.name_key),
            ELECTOR.c.do_not_contact,
        )
        .select_from(ELECTOR)
        .outerjoin(HOUSEHOLD, at)
        .outerjoin(STREET, on)
        .where(*conditions)
    )


def newcomers(comparison: Comparison) -> list[Person]:
    """List whom we do not have yet."""
    on = (STREET.c.campaign_id == comparison.campaign_id) & (STREET.c.id == DOORS.c.street_id)
    query = (
        select(
            *(ELECTORS.c[name] for name in OF_PERSON),
            *(DOORS.c.household_id, DOORS.c.uprn, DOORS.c.postcode, STREET.c.name_key),
        )
        .select_from(ELECTORS)
        .outerjoin(DOORS, DOORS.c.door == ELECTORS.c.door)
        .outerjoin(STREET, on)
        .where(ELECTORS.c.elector_id.is_(None))
    )
    return people(comparison, query)


OF_PERSON = ("id", "polling_district_id", "roll_number", "roll_suffix", "surname", "forenames")


def people(comparison: Comparison, query: Select[Any]) -> list[Person]:
    """Read people as they are compared."""
    rows = comparison.connection.execute(query.limit(MOST + 1))
    return [person_of(*row) for row in rows]


def person_of(elector: UUID, district: UUID, number: str, suffix: str, *told: Any) -> Person:  # noqa: ANN401  a row
    """Read one who is compared: their names, then where they live, then any wish for peace."""
    surname, forenames, household, uprn, postcode, street, *silenced = told
    where = (household, uprn or "", postcode or "", street or "")
    roll = f"{district.hex}-{number}/{suffix}"
    return Person(elector, roll, surname, forenames, *where, any(silenced))


def district_of(person: Person) -> UUID:
    """Give the polling district of one who is compared."""
    return UUID(person.roll_number.partition("-")[0])


def keep_doubtful(session: Session, pairs: Sequence[Pair], file_id: UUID) -> None:
    """Keep the doubtful pairs of a file; who looks like one who asked for peace is left in it."""
    if not pairs:
        return
    campaign_id = campaign_of(session)
    rows = [
        {
            "campaign_id": campaign_id,
            "id": new_id(),
            "register_file_id": file_id,
            "old_id": pair.old.id,
            "new_id": pair.new.id,
            "points": pair.points,
            "reasons": list(pair.reasons),
            "verdict": "",
        }
        for pair in pairs
    ]
    session.execute(insert(DoubtfulPair), rows)
    quiet = update(Elector).where(Elector.id.in_(silenced_by_pairs())).values(do_not_contact=True)
    session.execute(quiet, execution_options={"synchronize_session": False})


def silenced_by_pairs(elector_ids: Collection[UUID] | None = None) -> Select[UUID]:
    """Select who may be somebody that asked not to be contacted, and nobody has decided yet."""
    old = aliased(Elector)
    query = (
        select(DoubtfulPair.new_id)
        .join(old, old.id == DoubtfulPair.old_id)
        .where(DoubtfulPair.verdict == "", old.do_not_contact)
    )
    return query if elector_ids is None else query.where(DoubtfulPair.new_id.in_(elector_ids))


def doubtful_count(session: Session, member: Member) -> int:
    """Count the pairs of a member's wards of whom nobody has decided yet."""
    undecided = (*is_open(), *both_in_wards(member))
    return session.scalar(select(func.count()).select_from(DoubtfulPair).where(*undecided)) or 0


def is_open() -> tuple[Condition, ...]:
    """Say that somebody has to decide a pair: who came is still there, and nobody has."""
    new = aliased(Elector)
    is_there = select(new.id).where(new.id == DoubtfulPair.new_id, new.on_register).exists()
    return DoubtfulPair.verdict == "", is_there


def both_in_wards(member: Member) -> list[ColumnElement[bool]]:
    """Choose the pairs of whom both are in a member's wards, or in none yet."""
    if member.wards is None:
        return []
    seen = select(Elector.id).where(
        or_(Elector.ward_id.is_(None), Elector.ward_id.in_(member.wards))
    )
    return [DoubtfulPair.old_id.in_(seen), DoubtfulPair.new_id.in_(seen)]
