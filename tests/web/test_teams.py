"""The organiser's pages about who walks: the team of a walk, undoing a person, disagreements."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.accounts import add_member, member_for
from canvass.store.contacts import Contact
from canvass.store.leases import WalkLease
from canvass.store.register import Elector
from canvass.store.walks import Walk
from canvass.web.clock import wall_clock
from tests.conftest import SignIn
from tests.make import (
    keep,
    make_elector,
    make_home,
    make_lease,
    make_response,
    make_user,
    make_walk,
    make_ward,
)

URL = "/c/westminster"


@pytest.fixture
def walk(session: Session) -> Walk:
    """A walk that Sam has, and on which Ines recorded before it went back."""
    ward = make_ward(session)
    doors = [make_home(session, ward, label) for label in ("2", "4")]
    ada = make_elector(session, doors[0], name="Ada Example")
    walk = make_walk(session, ward.id, *doors)
    for name, hours, strength in (("Ines", 0, 1), ("Sam", 8, 5)):
        user = make_user(session, name)
        add_member(session, user, Role.VOLUNTEER)
        member = member_for(session, user)
        assert member is not None
        lease = make_lease(session, walk, user.id, wall_clock() - timedelta(minutes=5), 8)
        keep(
            session,
            member,
            make_response(walk, ada, "housing", spoken_at=wall_clock(), strength=strength),
        )
        contact = session.scalars(select(Contact).where(Contact.user_id == user.id)).one()
        contact.received_at = wall_clock()
        if not hours:
            lease.taken_back_at = wall_clock()
    session.commit()
    return walk


def test_the_team_page_shows_who_has_the_walk_and_what_came_in(sign_in: SignIn, walk: Walk) -> None:
    page = sign_in(Role.ORGANISER).get(f"{URL}/walks/{walk.id}").text
    assert "1 of 2 doors done" in page
    assert page.index("Ines") < page.index("went back") < page.index("Sam")
    assert "Take back<span" in page


def test_a_walk_is_taken_back_from_one_of_a_team(
    session: Session, sign_in: SignIn, walk: Walk
) -> None:
    organiser = sign_in(Role.ORGANISER)
    lease = session.scalars(select(WalkLease).where(WalkLease.taken_back_at.is_(None))).one()
    url = f"{URL}/walks/{walk.id}/take-back"

    assert organiser.post(url, data={"user": str(uuid4())}).status_code == 404
    page = organiser.post(url, data={"user": str(lease.user_id)}, follow_redirects=True).text

    assert "is taken back from Sam" in page
    assert "Take back<span" not in page


def test_everything_by_a_person_is_undone_after_a_look_at_what_that_means(
    session: Session, sign_in: SignIn, walk: Walk
) -> None:
    organiser = sign_in(Role.ORGANISER)
    ines = session.scalars(select(Contact).where(Contact.strength == 1)).one().user_id
    session.commit()
    url = f"{URL}/people/{ines}/undo"
    page = organiser.get(url).text
    assert "Undo 1 response and shut them out" in page

    page = organiser.post(url, follow_redirects=True).text

    assert "Everything by Ines is undone: 1 taken back." in page
    assert "Nothing they recorded stands now" in organiser.get(url).text
    assert organiser.get(f"{URL}/people/{uuid4()}/undo").status_code == 404
    assert walk.name


def test_two_tellings_wait_on_the_first_page_until_one_is_chosen(
    session: Session, sign_in: SignIn, walk: Walk
) -> None:
    organiser = sign_in(Role.ORGANISER)
    assert "1 elector was told of differently" in organiser.get(f"{URL}/").text
    page = organiser.get(f"{URL}/disagreements/").text
    assert page.index("Ada Example") < page.index("Ines") < page.index("Sam")
    chosen = session.scalars(select(Contact).where(Contact.strength == 1)).one().id
    session.commit()

    page = organiser.post(f"{URL}/disagreements/{chosen}", follow_redirects=True).text

    assert "Decided for Ada Example" in page
    assert "Nobody was told of differently" in page
    assert "told of differently" not in organiser.get(f"{URL}/").text
    session.expire_all()
    assert session.scalars(select(Elector)).one().strength == 1
    assert organiser.post(f"{URL}/disagreements/{chosen}").status_code == 404
    assert walk.name
