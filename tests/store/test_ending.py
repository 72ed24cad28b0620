"""At the end of a campaign nothing of anybody is left, and what is said to stay stays."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Member, Role
from canvass.core.audit import Deed, Note
from canvass.store.accounts import Campaign, User, add_campaign, add_member, the_campaign
from canvass.store.audit import note, verify_log
from canvass.store.base import Row, open_for
from canvass.store.ending import STAYS, destroy, goes_on, held_by, names_held
from canvass.store.register import Elector
from tests.conftest import POLLING_DAY
from tests.make import (
    TEA_TIME,
    keep,
    make_elector,
    make_home,
    make_lease,
    make_response,
    make_user,
    make_walk,
)


@pytest.fixture
def known(session: Session) -> dict[str, UUID]:
    """Two electors who said something, one of them in another campaign's register as well."""
    home = make_home(session)
    ada = make_elector(session, home, name="Ada Quillfeather")
    make_elector(session, home, name="Olu Both-Sides")
    vi, agent = make_user(session, "Vi Volunteerson"), make_user(session, "Ada Quillfeather-Agent")
    role = add_member(session, vi, Role.VOLUNTEER).role
    add_member(session, agent, Role.AGENT)
    assert ada.ward_id
    walk = make_walk(session, ada.ward_id, home)
    make_lease(session, walk, vi.id)
    keep(session, Member(vi.id, role), make_response(walk, ada, "housing", strength=1))
    note(session, Note(Deed.SIGNED_IN, TEA_TIME, vi.id))
    session.commit()
    add_campaign(session, Campaign(slug="other", name="Other", polling_day=POLLING_DAY))
    make_elector(session, make_home(session), name="Olu Both-Sides")
    session.commit()
    open_for(session, 1)
    return {"vi": vi.id, "agent": agent.id}


def test_names_that_may_stay_are_not_looked_for(session: Session, known: dict[str, UUID]) -> None:
    # behind PostgreSQL's wall nobody knows whom another campaign names, nor is it looked through
    is_walled = session.get_bind().dialect.name == "postgresql"
    unknown = {"Olu Both-Sides"} if is_walled else set()
    assert names_held(session) == {"Vi Volunteerson", *unknown}
    session.get_one(User, known["agent"]).name = "Daniel"
    assert names_held(session) == {"Vi Volunteerson", "Ada Quillfeather", *unknown}


def test_all_that_is_about_people_goes_and_another_campaign_keeps_its_own(
    session: Session, known: dict[str, UUID]
) -> None:
    assert {one.what for one in held_by(session)} >= {"doors", "answers from the doorstep"}

    assert destroy(session, TEA_TIME) > 5
    session.commit()

    assert held_by(session) == []
    left = {
        table.name
        for table in Row.metadata.sorted_tables
        if "campaign_id" in table.c
        and session.execute(select(table).where(table.c.campaign_id == 1)).first()
    }
    assert left <= STAYS
    assert {"ward", "issue", "membership", "audit_event"} <= left
    vi = session.get_one(User, known["vi"])
    assert (vi.name, vi.email) == ("Somebody", None)
    assert session.get_one(User, known["agent"]).email
    assert verify_log(session)[1] is None
    open_for(session, the_other(session))
    assert session.scalars(select(Elector.name)).all() == ["Olu Both-Sides"]


def the_other(session: Session) -> int:
    return session.scalars(select(Campaign.id).where(Campaign.slug == "other")).one()


def test_data_goes_on_the_campaigns_day_and_else_when_its_telling_goes(session: Session) -> None:
    campaign = the_campaign(session)
    assert goes_on(campaign) == date(2019, 5, 3)
    campaign.kept_until = date(2018, 9, 1)
    assert goes_on(campaign) == date(2018, 9, 1)
