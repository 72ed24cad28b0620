"""Lists of absent voters and marked registers are seen before they are taken in."""

from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.marked import MarkedEntry
from canvass.store.register import AbsentVote, Elector, RegisterFile
from canvass.store.waiting import WaitingFile
from tests.conftest import SignIn
from tests.registers import council_file, marked, person, xpress
from tests.store.test_marked import WHOLE
from tests.web.test_register import URL, bring, take_in

HEAD = "PD_Letters,Published_ENo,Supplementary,Surname,Absent_Status"


def absent(*rows: str) -> BytesIO:
    """Write an absent voters list of `district,number,suffix,surname,kind` rows."""
    return BytesIO("\r\n".join([HEAD, *rows, ""]).encode())


def by_post(session: Session) -> list[str]:
    session.rollback()
    query = select(Elector.roll_number).where(Elector.votes_by_post)
    return sorted(session.scalars(query))


def words(page: str) -> str:
    return " ".join(page.split())


def test_a_later_absent_list_shows_who_is_new_gone_and_changed_before_it_counts(
    sign_in: SignIn, session: Session
) -> None:
    organiser = sign_in(Role.ORGANISER)
    take_in(organiser, xpress(*map(person, range(1, 6))))
    first = absent("CH1,1,,Surname1,Postal", "CH1,2,,Surname2,Postal", "CH1,3,,Surname3,Proxy")
    take_in(organiser, first, "april.csv", kind="absent")
    assert by_post(session) == ["1", "2"]

    later = absent(
        "CH1,1,,Surname1,Postal",
        "CH1,3,,Surname3,Postal",
        "CH1,4,,Surname4,Postal Proxy",
        "CH1,5,,Somebody Else,Postal",
        "CH1,2,,Surname2,Pigeon",
    )
    where = bring(organiser, later, "may.csv", kind="absent")
    shown = words(organiser.get(where).text)

    assert "Nothing is changed yet" in shown
    assert "may.csv is not taken in yet." in organiser.get(URL).text
    gone, changed, new = (
        shown.split(f'id="{part}"')[1].split("</section>")[0] for part in ("gone", "changed", "new")
    )
    assert ("CH1-2" in gone, "<del>by post</del> → <ins>–</ins>" in gone) == (True, True)
    assert ("CH1-3" in changed, "<del>by proxy</del> → <ins>by post</ins>" in changed) == (
        True,
    ) * 2
    assert ("CH1-4" in new, "by post through a proxy" in new) == (True, True)
    assert "of 1 nothing changes" in shown
    table = organiser.get(f"{where}/rows.csv").text
    assert "5,CH1-5,Somebody of another name has this number" in table
    assert '6,,"Its kind of absent vote is none of' in table
    assert by_post(session) == ["1", "2"]

    organiser.post(where)
    assert by_post(session) == ["1", "3", "4"]
    assert session.scalar(select(func.count(AbsentVote.id))) == 3
    assert session.scalar(select(func.count()).select_from(WaitingFile)) == 0


def test_a_list_that_leaves_many_out_is_taken_in_only_once_somebody_says_it_is_whole(
    sign_in: SignIn, session: Session
) -> None:
    organiser = sign_in(Role.ORGANISER)
    take_in(organiser, xpress(*map(person, range(1, 61))))
    everybody = [f"CH1,{number},,Surname{number},Postal" for number in range(1, 61)]
    take_in(organiser, absent(*everybody), kind="absent")

    where = bring(organiser, absent(*everybody[:30]), kind="absent")
    assert "leaves out 30 of 60 electors of the last one" in words(organiser.get(where).text)
    assert organiser.post(where).status_code == 400
    assert len(by_post(session)) == 60
    organiser.post(where, data={"confirm": "y"})
    assert len(by_post(session)) == 30


def test_a_list_that_is_dropped_changes_nothing(sign_in: SignIn, session: Session) -> None:
    organiser = sign_in(Role.ORGANISER)
    take_in(organiser, council_file("halarose_full.tsv"))
    where = bring(organiser, council_file("halarose_absent.csv"), "av.csv", kind="absent")
    organiser.post(f"{where}/drop")
    assert by_post(session) == []
    assert session.scalar(select(func.count()).select_from(WaitingFile)) == 0


def test_nobody_who_is_anonymous_is_named_in_what_a_list_would_change(sign_in: SignIn) -> None:
    organiser = sign_in(Role.ORGANISER)
    take_in(organiser, council_file("halarose_full.tsv"))
    where = bring(organiser, council_file("halarose_absent.csv"), "av.csv", kind="absent")
    new = organiser.get(where).text.split('id="new"')[1].split("</section>")[0]
    assert "MH1-1" in new
    assert "MH1-6" not in new
    assert "The first 4 of 5." in words(new)


def test_the_same_list_twice_is_noticed_at_once_and_at_the_last_moment(
    sign_in: SignIn, session: Session
) -> None:
    organiser = sign_in(Role.ORGANISER)
    take_in(organiser, council_file("halarose_full.tsv"))
    one, other = (
        bring(organiser, council_file("halarose_absent.csv"), "av.csv", kind="absent")
        for _ in range(2)
    )
    assert organiser.post(one).status_code == 302
    late = organiser.post(other)
    assert (late.status_code, "This very file was imported on" in late.text) == (400, True)
    assert "This very file was imported on" in organiser.get(other).text
    kinds = select(func.count()).select_from(RegisterFile).where(RegisterFile.kind == "absent")
    assert session.scalar(kinds) == 1


def test_the_marked_register_of_an_earlier_poll_is_seen_and_taken_in_for_its_day(
    sign_in: SignIn, session: Session
) -> None:
    organiser = sign_in(Role.ORGANISER)
    take_in(organiser, xpress(*map(person, range(1, 4))))
    head = "PD,ENO,Forename,Surname,Marked"
    source = marked("CH1,1,Ada,Surname1,v", "CH1,2,Ada,Surname2,0", "CH1,3,,,v", head=head)
    where = bring(organiser, source, "2017.csv", kind="marked", poll="2017-06-08")
    shown = words(organiser.get(where).text)
    assert "of 8 June 2017" in shown
    assert "1 voted in person, 1 did not vote" in shown
    assert "needs the whole name" in shown
    page = words(organiser.post(where, follow_redirects=True).text)
    assert "of 8 June 2017" in page
    assert "seldom voted then" in page
    assert session.scalar(select(func.count(MarkedEntry.id))) == 2


@pytest.mark.parametrize("poll", ["2031-01-01", "not a day"])
def test_a_poll_that_is_no_earlier_one_is_refused_with_a_sentence(
    sign_in: SignIn, session: Session, poll: str
) -> None:
    organiser = sign_in(Role.ORGANISER)
    take_in(organiser, council_file("halarose_full.tsv"))
    data = {"kind": "marked", "poll": poll, "file": (marked(*WHOLE), "m.csv")}
    assert organiser.post(URL, data=data).status_code == 400
    assert session.scalar(select(func.count()).select_from(WaitingFile)) == 0
