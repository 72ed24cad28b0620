"""The end of a campaign: what is held until when, and destroying all of it that is about people.

What stays is listed; a table that is not on the list is emptied, so that none is forgotten.
"""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, String, Table, Text, delete, func, select, update
from sqlalchemy.orm import Session

from canvass.core.access import DOUBLE
from canvass.core.ending import Held
from canvass.store.accounts import (
    Campaign,
    Membership,
    MembershipWard,
    SignIn,
    User,
    the_campaign,
)
from canvass.store.base import Row, campaign_of
from canvass.store.casework import Casework
from canvass.store.closing import ERASED, keeps_until
from canvass.store.contacts import Contact
from canvass.store.factors import drop_factor
from canvass.store.lifts import Lift
from canvass.store.passkeys import drop_passkeys
from canvass.store.places import PollingDistrict
from canvass.store.register import Elector
from canvass.store.rights import overwrite_deleted

STAYS = frozenset(
    {
        "audit_event",
        "audit_head",
        "boundary_set",
        "canary",
        "controller",
        "intention_code",
        "issue",
        "membership",
        "membership_ward",
        "polling_district",
        "polling_station",
        "target",
        "ward",
        "ward_outline",
    }
)
"""What is left of a campaign: places, issues, who ran it, and the log, which names no elector."""

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("electors on the register, and those who left it", ("elector",)),
    ("answers from the doorstep", ("contact",)),
    ("who voted in past polls", ("past_vote",)),
    ("cases", ("casework",)),
    ("addresses given to us", ("consent",)),
    ("doors", ("household",)),
    ("what the council’s marked register says", ("marked_entry",)),
    ("stop notices", ("suppression",)),
)
NAMES = (Elector.name, Contact.person, Casework.name, Lift.name)
SOMEBODY = "Somebody"


def goes_on(campaign: Campaign) -> date:
    """Give the day on which a campaign's data is to be destroyed: its own, else telling's."""
    return campaign.kept_until or keeps_until(campaign)


def held_by(session: Session) -> list[Held]:
    """Say what a campaign holds about people, how much of it, and when it goes."""
    campaign = the_campaign(session)
    tables = Row.metadata.tables
    telling = sum(rows_in(session, table.__table__) for _, table in ERASED)
    held = [Held("numbers told, calls, lifts and lines of sheets", telling, keeps_until(campaign))]
    for what, names in GROUPS:
        rows = sum(rows_in(session, tables[name]) for name in names)
        held.append(Held(what, rows, goes_on(campaign)))
    return [one for one in held if one.rows]


def rows_in(session: Session, table: object) -> int:
    """Count a table's rows of this campaign."""
    assert isinstance(table, Table)
    mine = table.c.campaign_id == campaign_of(session)
    return session.scalar(select(func.count()).select_from(table).where(mine)) or 0


def names_held(session: Session) -> set[str]:
    """Give every name of a person that is about to go, to be looked for afterwards.

    Whoever has an account that stays, or is on the register of another campaign here, is left out.
    """
    names: set[str] = set()
    for column in NAMES:
        names.update(session.scalars(select(column).where(column.not_in(told_elsewhere(session)))))
    gone = leavers(session)
    names.update(session.scalars(select(User.name).where(User.id.in_(gone))))
    staying = " ".join(session.scalars(select(User.name).where(User.id.not_in(gone))))
    return {name for name in names if name and name not in staying} - {SOMEBODY}


def told_elsewhere(session: Session) -> Select[str]:
    """Choose the names that another campaign in this database has on its register too."""
    electors = Elector.__table__
    return select(electors.c.name).where(electors.c.campaign_id != campaign_of(session))


def destroy(session: Session, now: datetime) -> int:
    """Destroy all that a campaign holds about people, and count the rows. The caller commits.

    Afterwards the file still has to be swept: what was deleted lies in its free pages and its log.
    """
    overwrite_deleted(session)
    session.flush()
    session.execute(update(PollingDistrict).values(committee_room_id=None))
    count = 0
    for table in reversed(Row.metadata.sorted_tables):
        if table.name not in STAYS and "id" in table.c and "campaign_id" in table.c:
            count += rows_in(session, table)
            session.execute(delete(table).where(table.c.campaign_id == campaign_of(session)))
    let_go(session)
    campaign = the_campaign(session)
    campaign.erased_at = now
    session.flush()
    session.expire_all()
    return count


def leavers(session: Session) -> list[UUID]:
    """List the people whom only this campaign knows, and who did not run it."""
    here, elsewhere = Membership.__table__, Membership.__table__.alias("elsewhere")
    others = select(elsewhere.c.user_id).where(elsewhere.c.campaign_id != campaign_of(session))
    query = select(here.c.user_id).where(
        here.c.campaign_id == campaign_of(session),
        here.c.role.not_in(sorted(DOUBLE)),
        here.c.user_id.not_in(others),
    )
    return list(session.scalars(query))


def let_go(session: Session) -> None:
    """End the memberships of volunteers and tellers; forget who they were if nobody else knows."""
    gone = leavers(session)
    left = select(Membership.id).where(Membership.role.not_in(sorted(DOUBLE)))
    for statement in (
        delete(MembershipWard).where(MembershipWard.membership_id.in_(left)),
        delete(Membership).where(Membership.role.not_in(sorted(DOUBLE))),
        delete(SignIn).where(SignIn.user_id.in_(gone)),
        update(User).where(User.id.in_(gone)).values(name=SOMEBODY, email=None, password_hash=""),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})
    for user_id in gone:
        drop_factor(session, user_id)
        drop_passkeys(session, user_id)


def text_left(session: Session) -> Iterator[bytes]:
    """Give all text that is still in the database, of every campaign's tables and the site's."""
    for table in Row.metadata.sorted_tables:
        columns = [one for one in table.c if isinstance(one.type, (String, Text))]
        is_mine = "campaign_id" in table.c
        for column in columns:
            query = select(column).where(column.is_not(None)).distinct()
            if is_mine:
                query = query.where(table.c.campaign_id == campaign_of(session))
            yield "\n".join(map(str, session.scalars(query))).encode()
