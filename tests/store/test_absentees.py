import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.council_file import BadFileError
from canvass.core.layouts import Kind
from canvass.store.absentees import import_absent
from canvass.store.accounts import the_campaign
from canvass.store.arriving import AlreadyImportedError
from canvass.store.knockup import knockup_doors
from canvass.store.places import Household, PollingDistrict, Street
from canvass.store.register import AbsentVote, Elector
from canvass.store.waiting import keep_waiting
from canvass.store.waiting_lists import take_waiting_list
from tests.make import make_district, make_user, make_ward
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


def test_the_list_on_polling_day_leaves_out_who_votes_by_post_and_keeps_a_plain_proxy(
    session: Session,
) -> None:
    ward = make_ward(session, "Marylebone")
    for code in ("MH1", "MH2"):
        make_district(session, ward, code)
    take_in(session, "halarose_full.tsv")
    for elector in session.scalars(select(Elector)):
        elector.is_promise, elector.strength = True, 1
    session.flush()
    day = the_campaign(session).polling_day

    def listed() -> list[str]:
        doors = knockup_doors(session, ward, day)
        return sorted(one.roll_number for door in doors for one in door.promises)

    everybody = listed()
    assert everybody == ["MH1-1", "MH1-2", "MH1-3", "MH1-4/1", "MH1-5", "MH2-1", "MH2-2", "MH2-3"]

    import_absent(session, council_file("halarose_absent.csv"), "av.csv", now=CAME_AT)

    assert listed() == [one for one in everybody if one not in ("MH1-1", "MH1-2", "MH2-2")]


def test_where_a_ballot_paper_is_sent_is_never_taken_for_a_home(session: Session) -> None:
    take_in(session, "halarose_full.tsv")
    before = set(session.scalars(select(Household.id)))
    import_absent(session, council_file("halarose_absent.csv"), "av.csv", now=CAME_AT)
    assert set(session.scalars(select(Household.id))) == before
    assert "Example Road" not in set(session.scalars(select(Street.name)))


def test_a_list_for_one_district_leaves_the_other_districts_alone(session: Session) -> None:
    take_in(session, "halarose_full.tsv")
    import_absent(session, council_file("halarose_absent.csv"), "av.csv", now=CAME_AT)
    lines = council_file("halarose_absent.csv").getvalue().split(b"\r\n")
    only_mh1 = b"\r\n".join([*lines[:3], b""])

    import_absent(session, io.BytesIO(only_mh1), "mh1.csv", now=CAME_AT)

    numbers = select(PollingDistrict.code, Elector.roll_number).join(
        PollingDistrict, PollingDistrict.id == Elector.polling_district_id
    )
    by_post = [tuple(row) for row in session.execute(numbers.where(Elector.votes_by_post))]
    assert sorted(by_post) == [("MH1", "1"), ("MH2", "2")]


def test_the_same_list_twice_is_noticed(session: Session) -> None:
    take_in(session, "halarose_full.tsv")
    import_absent(session, council_file("halarose_absent.csv"), "av.csv", now=CAME_AT)
    with pytest.raises(AlreadyImportedError, match="This very file was imported"):
        import_absent(session, council_file("halarose_absent.csv"), "again.csv", now=CAME_AT)


@pytest.mark.parametrize("told", [b"MH1,,none,", b"MH1,,,", b",,,"])
def test_a_row_without_a_number_is_told_by_its_line(session: Session, told: bytes) -> None:
    take_in(session, "halarose_full.tsv")
    body = council_file("halarose_absent.csv").getvalue().replace(b"MH1,,1,", told)
    intake = import_absent(session, io.BytesIO(body), "odd.csv", now=CAME_AT)
    assert [row.line for row in intake.rows_refused] == [3]
    assert intake.electors_changed == 4


def test_a_list_is_compared_again_if_somebody_took_one_in_meanwhile(session: Session) -> None:
    take_in(session, "halarose_full.tsv")
    source = council_file("halarose_absent.csv")
    by = make_user(session).id
    waits = keep_waiting(session, source, "av.csv", by, CAME_AT, Kind.ABSENT)

    def somebody_else() -> None:
        import_absent(session, council_file("halarose_absent.csv"), "same.csv", now=CAME_AT)

    with pytest.raises(AlreadyImportedError):
        take_waiting_list(session, waits, by, CAME_AT, confirm=True, begin_writing=somebody_else)
