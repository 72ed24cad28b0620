"""The log is whole or says where it is not, whoever writes at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, create_engine, delete, select, update
from sqlalchemy.orm import Session

from canvass.core.audit import Deed, Note, Subject
from canvass.core.chain import read_head, written_head
from canvass.core.errors import CanvassError
from canvass.db import prepare
from canvass.store.accounts import Campaign, add_campaign
from canvass.store.audit import AuditEvent, AuditHead, chain, head_of, log_page, note, verify_log
from canvass.store.base import open_for
from canvass.store.sightings import about_elector, elector_numbered
from tests.conftest import POLLING_DAY
from tests.make import TEA_TIME, make_elector, make_home, make_walk

WRITERS, EACH = 4, 4


def write(session: Session, count: int) -> None:
    for place in range(count):
        note(session, Note(Deed.LIFTS_SEEN, TEA_TIME + timedelta(minutes=place)))
        session.commit()


def test_an_entry_is_kept_with_what_it_tells_of_or_not_at_all(session: Session) -> None:
    note(session, Note(Deed.ROLE_GIVEN, TEA_TIME))
    session.rollback()
    session.info.clear()
    open_for(session, 1)
    session.commit()
    assert head_of(session)[0] == 0

    with session.begin_nested():
        note(session, Note(Deed.ROLE_GIVEN, TEA_TIME))
    assert session.scalars(select(AuditEvent)).all() == []
    session.commit()
    session.commit()
    assert [one.number for one in log_page(session, None, 10)] == [1]


def test_many_who_write_at_once_make_one_chain(engine: Engine, session: Session) -> None:
    url = engine.url.render_as_string(hide_password=False)

    def writer(_number: int) -> None:
        own = create_engine(url, connect_args={"timeout": 15} if url.startswith("sqlite") else {})
        prepare(own, lambda: True)
        with Session(own, info={"campaign_id": 1}) as mine:
            write(mine, EACH)
        own.dispose()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(writer, range(WRITERS)))

    assert verify_log(session) == (WRITERS * EACH, None)


def write_anew(session: Session) -> None:
    session.execute(delete(AuditEvent))
    session.execute(delete(AuditHead))
    session.expire_all()
    chain(session, [Note(Deed.SIGNED_IN, TEA_TIME)] * 6)


Change = Callable[[Session], object]
CHANGES: dict[str, tuple[Change, str]] = {
    "edited": (
        lambda session: session.execute(
            update(AuditEvent).where(AuditEvent.number == 2).values(words="nothing")
        ),
        "Entry 2 is not as",
    ),
    "removed": (
        lambda session: session.execute(delete(AuditEvent).where(AuditEvent.number == 2)),
        "Entry 2 is missing",
    ),
    "cut off": (
        lambda session: session.execute(delete(AuditEvent).where(AuditEvent.number > 3)),
        "ends at entry 3, and it went on to 5",
    ),
    "cut off with its head": (
        lambda session: (
            session.execute(delete(AuditEvent).where(AuditEvent.number > 3)),
            session.execute(
                update(AuditHead).values(
                    number=3,
                    digest=session.scalar(select(AuditEvent.digest).where(AuditEvent.number == 3)),
                )
            ),
        ),
        "ends at entry 3, and it went on to 5",
    ),
    "written anew": (write_anew, "entry 5 had another digest"),
}


def test_a_log_that_was_changed_says_where(session: Session) -> None:
    write(session, 5)
    copied = read_head(written_head(*head_of(session)))
    assert verify_log(session, [copied]) == (5, None)
    for alter, sentence in CHANGES.values():
        alter(session)
        assert sentence in str(verify_log(session, [copied])[1])
        session.rollback()


def test_each_campaign_has_a_log_of_its_own(session: Session) -> None:
    write(session, 2)
    add_campaign(session, Campaign(slug="other", name="Other", polling_day=POLLING_DAY))
    write(session, 3)

    assert verify_log(session) == (3, None)
    assert verify_log(open_for(session, 1)) == (2, None)


def test_whose_data_was_seen_by_whom_is_what_held_their_name(session: Session) -> None:
    home, other = make_home(session), make_home(session)
    mine, theirs = make_elector(session, home), make_elector(session, other)
    assert mine.ward_id
    walk = make_walk(session, mine.ward_id, home)
    seen = [
        (Subject.WARD, mine.ward_id),
        (Subject.DOOR, home.id),
        (Subject.WALK, walk.id),
        (Subject.ELECTOR, mine.id),
    ]
    for subject, id_ in [*seen, (Subject.DOOR, other.id), (Subject.WARD, theirs.ward_id)]:
        note(session, Note(Deed.LIST_SEEN, TEA_TIME, None, subject, id_))
    note(session, Note(Deed.LIFTS_SEEN, TEA_TIME))
    session.commit()

    found = log_page(session, None, 10, about_elector(session, mine))

    assert [(one.note.subject, one.note.subject_id) for one in reversed(found)] == seen
    with pytest.raises(CanvassError, match="Which polling district"):
        elector_numbered(session, mine.roll_number)
