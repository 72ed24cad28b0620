import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, aliased

from canvass.core.access import Role
from canvass.store.accounts import Campaign, add_campaign, add_member, campaigns_for
from canvass.store.base import NO_CAMPAIGN, ScopeError, open_for
from canvass.store.places import PollingDistrict, Ward
from tests.conftest import POLLING_DAY
from tests.make import make_district, make_user, make_ward


@pytest.fixture
def elsewhere(session: Session) -> Session:
    """The same session, with a ward in one campaign, opened for another."""
    make_district(session, make_ward(session, "Churchill"))
    session.commit()
    add_campaign(session, Campaign(slug="other", name="Other", polling_day=POLLING_DAY))
    session.commit()
    return session


def test_another_campaigns_wards_are_not_there(elsewhere: Session) -> None:
    assert elsewhere.scalars(select(Ward)).all() == []
    assert elsewhere.scalar(select(func.count()).select_from(Ward)) == 0
    assert elsewhere.scalars(select(aliased(Ward))).all() == []
    assert elsewhere.scalar(select(Campaign.id).where(select(Ward.id).exists())) is None
    joined = select(Ward).join(PollingDistrict, PollingDistrict.ward_id == Ward.id)
    assert elsewhere.execute(joined).all() == []
    inner = select(Ward.id).subquery()
    assert elsewhere.scalar(select(func.count()).select_from(inner)) == 0


def test_another_campaigns_wards_cannot_be_changed(elsewhere: Session) -> None:
    elsewhere.execute(update(Ward).values(name="Gone"))
    elsewhere.execute(delete(PollingDistrict))
    elsewhere.commit()

    open_for(elsewhere, 1)

    assert elsewhere.scalars(select(Ward.name)).all() == ["Churchill"]
    assert elsewhere.scalar(select(func.count(PollingDistrict.id))) == 1


def test_a_session_for_no_campaign_finds_nothing_and_keeps_nothing(elsewhere: Session) -> None:
    elsewhere.info.clear()

    assert elsewhere.scalars(select(Ward)).all() == []
    elsewhere.add(Ward(name="Nowhere"))
    with pytest.raises(ScopeError):
        elsewhere.flush()


def test_a_row_cannot_be_slipped_into_another_campaign(elsewhere: Session) -> None:
    elsewhere.add(Ward(campaign_id=1, name="Slipped"))
    with pytest.raises(ScopeError):
        elsewhere.flush()


def test_no_campaign_has_the_number_that_means_none() -> None:
    assert NO_CAMPAIGN < 0


def test_a_person_sees_the_campaigns_they_belong_to_and_no_others(elsewhere: Session) -> None:
    user = make_user(elsewhere)
    add_member(elsewhere, user, Role.AGENT)
    elsewhere.commit()
    open_for(elsewhere, 1)

    assert [campaign.slug for campaign in campaigns_for(elsewhere, user)] == ["other"]
