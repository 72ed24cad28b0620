"""A campaign of any size, filled by the database itself: 8,000 electors and 24,000 contacts a ward.

Rows lie in the order the importer lays them, district by district. Two electors a door, 200 doors a
street; 34 in 100 are promises; 3 in 10 contacts raise an issue.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from string import ascii_uppercase
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.orm import Session

from canvass.db import prepare
from canvass.store.accounts import Campaign, User, add_campaign
from canvass.store.base import Row
from canvass.store.issues import add_starting_issues
from canvass.store.places import PollingDistrict, Street, Ward
from tests.postgres import running_server

POLLING_DAY = date(2018, 5, 3)
PEOPLE = 2


class Shape(NamedTuple):
    """How large a campaign is: each ward, each of its districts, each of their streets alike.

    `visits` are the contacts with each elector.
    """

    wards: int
    districts: int = 1
    streets: int = 20
    doors: int = 200
    visits: int = 3


SERIES = {
    "sqlite": "(with recursive s(i) as (select 0 union all select i + 1 from s where i < {last}) "
    "select i from s)",
    "postgresql": "(select i from generate_series(0, {last}) as s(i))",
}
NEW_ID = {
    "sqlite": "randomblob(16)",
    "postgresql": "(lpad(to_hex(nextval('made')), 12, '0') || '7' || "
    "substr(md5(random()::text), 14))::uuid",
}
"""Ids; on PostgreSQL in rising order, as the application's UUIDv7s are."""

HOUSEHOLDS = """
insert into household (campaign_id, id, street_id, label, building, side, door_order, address_key,
  postcode, uprn, access_note)
select 1, {new_id}, street.id, {label}, '', 'odd', {order}, {label}, 'SW1V 0AB', '', ''
from street, {doors} as door
order by street.polling_district_id, street.sequence, door.i
"""
ELECTORS = """
insert into elector (campaign_id, id, polling_district_id, household_id, roll_number, roll_suffix,
  name, surname, forenames, markers, has_franchise, is_anonymous, on_register, ward_id, street_id,
  door_order, strength, is_promise, spoken_at, do_not_contact, has_moved, has_died, wants_lift,
  votes_by_post, has_voted, is_let_be, has_posted, has_objected)
select 1, {new_id}, district.id, household.id, {number}, '', 'Ada Example', 'Example', 'Ada', '',
  {yes}, {no}, {yes}, district.ward_id, street.id, household.door_order,
  case when {chance} < 34 then 1 else 4 end, {chance} < 34, '2018-04-20 17:00:00',
  {no}, {no}, {no}, {no}, {no}, {no}, {no}, {no}, {no}
from household
join street on street.id = household.street_id
join polling_district as district on district.id = street.polling_district_id, {people} as person
order by district.id, street.sequence, household.door_order
"""
CONTACTS = """
insert into contact (campaign_id, id, household_id, elector_id, user_id, outcome, strength, flags,
  note, person, told_at, spoken_at, received_at, digest, is_retracted)
select 1, {new_id}, household_id, id, :user_id, 'spoke', strength, '', '', '',
  '2018-04-20 17:00:00', '2018-04-20 17:00:00', '2018-04-20 17:00:00', :digest, {no}
from elector, {visits} as visit
"""
ISSUES = """
insert into contact_issue (campaign_id, id, contact_id, issue_id, elector_id, ward_id, is_counted)
select 1, {new_id}, contact.id, issue.id, elector.id, elector.ward_id,
  row_number() over (partition by elector.id, issue.id) = 1
from contact
join elector on elector.campaign_id = 1 and elector.id = contact.elector_id
join issue on issue.campaign_id = 1 and issue.sequence = abs({dice}) % 27
"""
DIALECT = {
    "sqlite": {
        "label": "cast(2 * door.i + 1 as text)",
        "order": "substr('000000' || (2 * door.i + 1), -6)",
        "number": "cast(row_number() over (partition by district.id) as text)",
        "chance": "abs(random() % 100)",
        "dice": "random()",
        "yes": "1",
        "no": "0",
    },
    "postgresql": {
        "label": "(2 * door.i + 1)::text",
        "order": "lpad((2 * door.i + 1)::text, 6, '0')",
        "number": "(row_number() over (partition by district.id))::text",
        "chance": "(('x' || substr(md5(household.id::text), 1, 6))::bit(24)::int % 100)",
        "dice": "('x' || substr(md5(contact.id::text), 1, 6))::bit(24)::int",
        "yes": "true",
        "no": "false",
    },
}


@contextmanager
def filled(dialect: str, wards: int) -> Iterator[Engine]:
    """Give an engine on a campaign of this many wards, gone afterwards."""
    with (
        TemporaryDirectory(prefix="canvass-bench-") as folder,
        empty(dialect, Path(folder)) as engine,
    ):
        Row.metadata.create_all(engine)
        with Session(engine) as session:
            campaign = Campaign(slug="bench", name="Bench", polling_day=POLLING_DAY)
            user_id = add_places(session, campaign, Shape(wards))
            session.commit()
        with engine.begin() as connection:
            fill(connection, user_id, Shape(wards))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("analyze" if dialect == "sqlite" else "vacuum analyze"))
        yield engine


@contextmanager
def empty(dialect: str, folder: Path) -> Iterator[Engine]:
    """Give an engine on an empty database."""
    if dialect == "sqlite":
        engine = create_engine(f"sqlite:///{folder / 'bench.db'}", connect_args={"timeout": 15})
        prepare(engine, lambda: True)
        yield engine
        engine.dispose()
        return
    with running_server() as url:
        engine = create_engine(url)
        yield engine
        engine.dispose()


def add_places(session: Session, campaign: Campaign, shape: Shape) -> object:
    """Add wards with their streets, and one user; give the user's id as the database keeps it."""
    add_campaign(session, campaign)
    add_starting_issues(session)
    user = User(email="bench@example.org", name="Bench", password_hash="none")
    session.add(user)
    for place in range(shape.wards):
        ward = Ward(name=f"Ward {place:03}")
        session.add(ward)
        session.flush()
        for letter in ascii_uppercase[: shape.districts]:
            district = PollingDistrict(code=f"W{place}{letter}", ward_id=ward.id)
            session.add(district)
            session.flush()
            session.add_all(
                Street(
                    polling_district_id=district.id,
                    name=f"Street {street}",
                    name_key=f"Street {street}",
                    sequence=street,
                )
                for street in range(shape.streets)
            )
    session.flush()
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return user.id.bytes if is_sqlite else user.id


def fill(connection: Connection, user_id: object, shape: Shape) -> None:
    """Fill households, electors, contacts and issues."""
    dialect = connection.dialect.name
    series = SERIES[dialect]
    words = DIALECT[dialect] | {
        "new_id": NEW_ID[dialect],
        "doors": series.format(last=shape.doors - 1),
        "people": series.format(last=PEOPLE - 1),
        "visits": series.format(last=shape.visits - 1),
    }
    if dialect == "postgresql":
        connection.execute(text("set session_replication_role = replica"))
        connection.execute(text("create temporary sequence made"))
    connection.execute(text(HOUSEHOLDS.format(**words)))
    connection.execute(text(ELECTORS.format(**words)))
    if shape.visits:
        values = {"user_id": user_id, "digest": b"0" * 32}
        connection.execute(text(CONTACTS.format(**words)), values)
        connection.execute(text(ISSUES.format(**words)))
