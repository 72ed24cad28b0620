"""The two hot reads: a ward's knock-up list, and a ward's issue counts."""

from collections.abc import Iterator

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from canvass.store.base import open_for
from canvass.store.contacts import Contact, ContactIssue
from canvass.store.issues import Issue
from canvass.store.knockup import knocked_up, listed_promises, street_order
from canvass.store.places import Household, Ward
from canvass.store.register import Elector
from canvass.store.reports import issue_counts
from tests.bench.database import POLLING_DAY, filled
from tests.bench.table import Line, best

COUNTER = """
create table counter as
select ward_id, issue_id, ({week}) % 52 as week, count(*) as electors
from contact_issue where is_counted group by ward_id, issue_id, week
"""


WEEK = {
    "sqlite": "instr('0123456789ABCDEF', substr(hex(id), -1)) * 16 "
    "+ instr('0123456789ABCDEF', substr(hex(id), -2, 1))",
    "postgresql": "('x' || substr(md5(id::text), 1, 6))::bit(24)::int",
}
"""A week of the year for each mention: a counter that is ready for any period has one a week."""


def measure(dialect: str, wards: int = 125) -> Iterator[Line]:
    """Measure both reads in a large database, and the list in one ten times smaller."""
    with filled(dialect, wards) as engine, Session(engine) as session:
        open_for(session, 1)
        electors = session.scalar(select(func.count()).select_from(Elector))
        contacts = session.scalar(select(func.count()).select_from(Contact))
        size = f"{electors:,} electors, {contacts:,} contacts"
        large, limit, rows = list_times(session)
        yield Line(
            "knock-up list ÷ the same rows by primary key",
            dialect,
            large / limit,
            2,
            "×",
            f"{rows:,} rows, {size}",
        )
        yield issue_line(session, dialect, size)
    with filled(dialect, max(1, wards // 10)) as engine, Session(engine) as session:
        small, _, _ = list_times(open_for(session, 1))
        yield Line(
            "the same list, database ten times larger ÷ smaller",
            dialect,
            large / small,
            1.5,
            "×",
        )


def list_times(session: Session) -> tuple[float, float, int]:
    """Time one ward's list, and reading the same rows by primary key."""
    ward = middle_ward(session)
    streets = street_order(session, ward).keys()
    listed = listed_promises(session, ward.id, streets, knocked_up(POLLING_DAY))
    ids = [one.id for one in listed]
    columns = [getattr(Elector, name) for name in listed[0]._fields[:9]]
    columns += [getattr(Household, name) for name in listed[0]._fields[9:]]
    by_key = (
        select(*columns)
        .join(Household, Household.id == Elector.household_id)
        .where(Elector.id.in_(ids))
    )
    ours = best(lambda: listed_promises(session, ward.id, streets, knocked_up(POLLING_DAY)))
    limit = best(lambda: session.execute(by_key).all())
    assert len(session.execute(by_key).all()) == len(listed)
    return ours, limit, len(listed)


def issue_line(session: Session, dialect: str, size: str) -> Line:
    """Time one ward's issue counts, and reading them ready from a counter table."""
    session.execute(text(COUNTER.format(week=WEEK[dialect])))
    session.execute(text("create unique index counter_key on counter (ward_id, issue_id, week)"))
    session.execute(text("analyze counter"))
    ward = middle_ward(session)
    value = ward.id.bytes if dialect == "sqlite" else ward.id
    ready = text(
        "select issue.code, issue.label, sum(counter.electors) from counter "
        "join issue on issue.campaign_id = 1 and issue.id = counter.issue_id "
        "where counter.ward_id = :ward group by issue.code, issue.label"
    )
    counted = {code: n for code, _, n in issue_counts(session, ward) if n}
    kept = {code: n for code, _, n in session.execute(ready, {"ward": value})}
    assert counted == kept
    rows = session.scalar(
        select(func.count()).select_from(ContactIssue).where(ContactIssue.ward_id == ward.id)
    )
    ours = best(lambda: issue_counts(session, ward), 15)
    limit = best(lambda: session.execute(ready, {"ward": value}).all(), 15)
    session.execute(text("drop table counter"))
    assert session.scalar(select(func.count()).select_from(Issue))
    return Line(
        "a ward’s issue counts ÷ a ready weekly counter",
        dialect,
        ours / limit,
        3,
        "×",
        f"{rows:,} mentions, {size}",
    )


def middle_ward(session: Session) -> Ward:
    """Give a ward from the middle of the database."""
    wards = session.scalars(select(Ward).order_by(Ward.name)).all()
    return wards[len(wards) // 2]
