"""Of two phones that use one code at once, one is too late."""

from uuid import uuid4

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from canvass.core.passes import UNDERTAKING, BadPassError, Joining
from canvass.store.base import open_for
from canvass.store.leases import WalkLease
from canvass.store.passes import WalkCode, code_for, join_walk, make_code
from tests.make import TEA_TIME, make_home, make_user, make_walk, make_ward


def joining(code: str, name: str) -> Joining:
    return Joining(code=code, name=name, device=uuid4(), undertaking=UNDERTAKING)


def test_the_second_phone_is_too_late_though_it_saw_the_code_unused(
    engine: Engine, session: Session
) -> None:
    ward = make_ward(session)
    walk = make_walk(session, ward.id, make_home(session, ward))
    code = make_code(session, walk, make_user(session).id, TEA_TIME)
    session.commit()
    with Session(engine, expire_on_commit=False) as other:
        open_for(other, 1)
        seen = code_for(other, code, TEA_TIME)
        other.commit()

        join_walk(session, joining(code, "Sam"), TEA_TIME)
        session.commit()

        with pytest.raises(BadPassError, match="each works for one phone"):
            join_walk(other, joining(code, "Ines"), TEA_TIME)
        assert seen.used_at is None
        other.rollback()
    session.expire_all()
    assert session.scalars(select(WalkCode)).one().used_at == TEA_TIME
    assert len(session.scalars(select(WalkLease)).all()) == 1
