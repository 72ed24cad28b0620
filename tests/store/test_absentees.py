import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.council_file import BadFileError
from canvass.store.absentees import import_absent
from canvass.store.register import AbsentVote, Elector
from tests.registers import CAME_AT, council_file, take_in


def by_post(session: Session) -> set[str]:
    session.expire_all()
    return set(session.scalars(select(Elector.roll_number).where(Elector.votes_by_post)))


def test_postal_voters_are_known_and_a_plain_proxy_still_votes_at_the_station(
    session: Session,
) -> None:
    take_in(session, "halarose_full.tsv")

    intake = import_absent(session, council_file("halarose_absent.csv"), "av.csv", now=CAME_AT)

    kinds = sorted(session.scalars(select(AbsentVote.kind)))
    assert kinds == ["postal", "postal", "postal", "postal_proxy", "proxy"]
    assert by_post(session) == {"1", "2", "6"}
    assert (intake.electors_changed, list(intake.unmatched)) == (5, [])


def test_a_later_list_replaces_the_earlier_one(session: Session) -> None:
    take_in(session, "halarose_full.tsv")
    import_absent(session, council_file("halarose_absent.csv"), "av.csv", now=CAME_AT)
    lines = council_file("halarose_absent.csv").getvalue().split(b"\r\n")
    shorter = b"\r\n".join([*lines[:3], lines[5], b""])

    import_absent(session, io.BytesIO(shorter), "later.csv", now=CAME_AT)

    assert by_post(session) == {"1", "2"}


def test_a_row_that_names_nobody_or_somebody_else_is_told_and_changes_nothing(
    session: Session,
) -> None:
    take_in(session, "halarose_full.tsv")
    body = council_file("halarose_absent.csv").getvalue()
    body = body.replace(b"MH1,,1,", b"MH1,,999,").replace(b",Farthingale,", b",Otherperson,")
    body = body.replace(b",Proxy,N", b",Carrier pigeon,N")

    intake = import_absent(session, io.BytesIO(body), "odd.csv", now=CAME_AT)

    assert [row.roll_number for row in intake.unmatched] == ["MH1-999", "MH1-2"]
    assert [row.line for row in intake.rows_refused] == [5]
    assert by_post(session) == {"2", "6"}


def test_a_register_is_no_absent_voters_list(session: Session) -> None:
    with pytest.raises(BadFileError, match="register of electors"):
        import_absent(session, council_file("halarose_full.tsv"), "full.tsv", now=CAME_AT)


def test_a_list_of_strangers_does_not_wipe_out_the_last_one(session: Session) -> None:
    take_in(session, "halarose_full.tsv")
    import_absent(session, council_file("halarose_absent.csv"), "av.csv", now=CAME_AT)
    lines = council_file("halarose_absent.csv").getvalue().split(b"\r\n")
    stranger = lines[2].replace(b",MH1,,1,", b",MH1,,999,")
    strangers = b"\r\n".join([*lines[:2], stranger, b""])

    with pytest.raises(BadFileError, match="the last list stays"):
        import_absent(session, io.BytesIO(strangers), "strangers.csv", now=CAME_AT)

    assert by_post(session) == {"1", "2", "6"}
