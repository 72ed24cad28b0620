"""Rounds on polling day: frozen, printed, handed out, put right, and typed back."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from canvass.cli.group import HOST
from canvass.core.access import Role
from canvass.core.marked import Mark
from canvass.store.knocks import Knock
from canvass.store.lifts import lifts
from canvass.store.marked import MarkedEntry
from canvass.store.register import RegisterFile, RegisterKind
from canvass.store.rounds import HeldOut
from tests.conftest import SignIn
from tests.make import TEA_TIME, make_ward
from tests.polling_day import DAY, codes_on, elector, fill_ward, pdf_text, start_round, tell


def test_a_round_freezes_the_list_and_later_marks_change_only_what_is_left(
    sign_in: SignIn, session: Session
) -> None:
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    url = start_round(organiser, ward)
    before = pdf_text(organiser.post(f"{url}/print").data)
    assert all(f"Elector {number:03}" in before for number in range(1, 7))

    tell(organiser, [2, 5])

    again = pdf_text(organiser.post(f"{url}/print").data)
    assert again == before
    board = " ".join(organiser.get(f"{DAY}/").text.split())
    assert "promises still to fetch</dt> <dd> 4 </dd>" in board
    listed = organiser.get(f"/c/westminster/knockup/wards/{ward.id}").text
    assert "Elector 002" not in listed
    assert "Elector 003" in listed


def test_the_difference_sheet_strikes_whom_telling_has_taken_off_since(
    sign_in: SignIn, session: Session
) -> None:
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    url = start_round(organiser, ward)
    code = codes_on(organiser.get(url).text)[0]
    organiser.post(f"{DAY}/sheets/{code}/hand", data={"what": "out", "holder": "Sam and Ines"})
    tell(organiser, [2, 5])
    assert "Strike 2 lines" in " ".join(organiser.get(url).text.split())

    paper = pdf_text(organiser.post(f"{url}/strike").data)

    assert ("Elector 002" in paper, "Elector 005" in paper) == (True, True)
    assert "Elector 003" not in paper
    assert "Sam and Ines" in paper
    assert "Strike 0 lines" in " ".join(organiser.get(url).text.split())
    tell(organiser, [6])
    newer = pdf_text(organiser.post(f"{url}/strike").data)
    assert ("Elector 002" in newer, "Elector 006" in newer) == (False, True)


def test_a_sheet_says_who_seldom_voted_before(sign_in: SignIn, session: Session) -> None:
    ward = fill_ward(session)
    file = RegisterFile(
        kind=RegisterKind.MARKED, layout="marked", file_name="2017.csv", sha256="2017"
    )
    file.counts, file.refused, file.unmatched, file.imported_at = {}, [], [], TEA_TIME
    marks = (Mark.DID_NOT, Mark.DID_NOT, Mark.BY_POST)
    whom = [elector(session, number).id for number in (1, 2, 3)]
    session.add(file)
    session.flush()
    for elector_id, mark in zip(whom, marks, strict=True):
        session.add(
            MarkedEntry(
                elector_id=elector_id,
                polling_day=date(2017, 6, 8),
                mark=mark,
                register_file_id=file.id,
            )
        )
    session.commit()
    agent = sign_in(Role.AGENT)
    shown = agent.get(start_round(agent, ward)).text
    assert "2 of 3 whose past votes are known seldom voted" in shown
    assert (
        "8 June 2017: did not vote, from the marked register"
        in agent.get(f"/c/westminster/electors/{elector(session, 1).id}").text
    )


def test_a_sheet_that_nobody_has_taken_needs_no_striking(sign_in: SignIn, session: Session) -> None:
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    url = start_round(organiser, ward)
    tell(organiser, [2])
    assert "Strike 0 lines" in " ".join(organiser.get(url).text.split())


def test_results_typed_from_paper_take_electors_off_the_next_list(
    sign_in: SignIn, session: Session
) -> None:
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    url = start_round(organiser, ward)
    code = codes_on(organiser.get(url).text)[0]
    sheet = f"{DAY}/sheets/{code}"

    typed = "1 v\n2 w, 3 o\n4 l\n5 n\n6 d"
    reply = organiser.post(f"{sheet}/results", data={"typed": typed}, follow_redirects=True)

    assert "6 results are kept" in reply.text
    left = organiser.get(f"/c/westminster/knockup/wards/{ward.id}").text
    names = {n: f"Elector {n:03}" for n in range(1, 7)}
    assert [n for n in names if names[n] in left] == [2, 3, 4]
    assert [lift.name for lift in lifts(session, HOST)] == ["Elector 004"]
    assert elector(session, 1).has_voted
    assert elector(session, 5).is_let_be


def test_lines_may_be_typed_by_their_code_and_a_wrong_character_is_refused(
    sign_in: SignIn, session: Session
) -> None:
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    code = codes_on(organiser.get(start_round(organiser, ward)).text)[0]
    sheet = f"{DAY}/sheets/{code}"
    page = organiser.get(sheet).text
    line = page.split('class="sheet-code">')[2][:3]
    wrong = ("1" if line[0] != "1" else "2") + line[1:]

    reply = organiser.post(f"{sheet}/results", data={"typed": f"{line} o\n{wrong} v\nnonsense"})

    assert reply.status_code == 400
    assert "2 entries could not be read; the others are kept." in reply.text
    assert wrong in reply.text
    assert session.query(Knock).filter(Knock.undone_at.is_(None)).count() == 1


def test_another_result_for_a_line_replaces_the_first_and_undo_brings_the_elector_back(
    sign_in: SignIn, session: Session
) -> None:
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    code = codes_on(organiser.get(start_round(organiser, ward)).text)[0]
    sheet = f"{DAY}/sheets/{code}"
    organiser.post(f"{sheet}/results", data={"typed": "1 v"})
    assert elector(session, 1).has_voted

    organiser.post(f"{sheet}/results", data={"typed": "1 n"})
    assert (elector(session, 1).has_voted, elector(session, 1).is_let_be) == (False, True)

    organiser.post(f"{sheet}/undo", data={"elector": str(elector(session, 1).id)})
    assert (elector(session, 1).has_voted, elector(session, 1).is_let_be) == (False, False)


def test_held_out_households_are_on_no_sheet_of_this_round_or_the_next(
    sign_in: SignIn, session: Session
) -> None:
    ward = fill_ward(session, doors=20)
    organiser = sign_in(Role.ORGANISER)
    first = pdf_text(organiser.post(f"{start_round(organiser, ward, hold_out='20')}/print").data)
    out = [one.elector_id for one in session.query(HeldOut)]
    assert len(out) == 4
    names = [one.name for one in session.query(type(elector(session, 1))).all() if one.id in out]
    second = pdf_text(organiser.post(f"{start_round(organiser, ward)}/print").data)
    for name in names:
        assert name not in first
        assert name not in second
    assert sum(f"Elector {number:03}" in second for number in range(1, 21)) == 16


def test_the_postal_chase_lists_promises_who_vote_by_post_and_have_not_posted(
    sign_in: SignIn, session: Session
) -> None:
    ward = fill_ward(session)
    for number in (1, 2):
        elector(session, number).votes_by_post = True
        session.commit()
    organiser = sign_in(Role.ORGANISER)
    url = start_round(organiser, ward, kind="postal")
    paper = pdf_text(organiser.post(f"{url}/print").data)
    assert ("Elector 001" in paper, "Elector 003" in paper) == (True, False)

    code = codes_on(organiser.get(url).text)[0]
    organiser.post(f"{DAY}/sheets/{code}/results", data={"typed": "1 p"})

    assert elector(session, 1).has_posted
    again = pdf_text(organiser.post(f"{start_round(organiser, ward, kind='postal')}/print").data)
    assert ("Elector 001" in again, "Elector 002" in again) == (False, True)


def test_sheets_come_with_a_reason_and_the_best_first(sign_in: SignIn, session: Session) -> None:
    ward = fill_ward(session, doors=90)
    page = sign_in(Role.ORGANISER).get(start_round(sign_in(Role.ORGANISER), ward)).text
    rates = [int(part.split()[0]) for part in page.split("About ")[1:]]
    assert len(rates) > 1
    assert rates == sorted(rates, reverse=True)


def test_the_ledger_knows_who_holds_which_and_what_is_back(
    sign_in: SignIn, session: Session
) -> None:
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    code = codes_on(organiser.get(start_round(organiser, ward)).text)[0]
    hand = f"{DAY}/sheets/{code}/hand"
    assert (
        "Type who takes the sheet."
        in organiser.post(hand, data={"what": "out", "holder": " "}, follow_redirects=True).text
    )
    organiser.post(hand, data={"what": "out", "holder": "Sam"})
    assert "Sam" in organiser.get(f"{DAY}/sheets/?only=out").text
    organiser.post(hand, data={"what": "back"})
    assert "No sheet is out." in organiser.get(f"{DAY}/sheets/?only=out").text
    assert "back" in organiser.get(f"{DAY}/sheets/{code}").text
    assert organiser.get(f"{DAY}/sheets/?code={code.lower()}").status_code == 302
    assert "One of its characters is wrong" in organiser.get(f"{DAY}/sheets/?code=00001").text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"area": ""}, "Choose a ward or a polling district."),
        ({"area": "ward:nonsense"}, "Choose a ward or a polling district."),
        ({"hold_out": "80"}, "From 0 to 50."),
        ({"hold_out": ""}, "Type 0 to hold nobody out."),
        ({"kind": "other"}, "Not a valid choice"),
    ],
)
def test_a_round_that_cannot_be_started_says_why(
    sign_in: SignIn, session: Session, form: dict[str, str], sentence: str
) -> None:
    ward = fill_ward(session)
    told = {"area": f"ward:{ward.id}", "kind": "knockup", "hold_out": "0", **form}
    reply = sign_in(Role.ORGANISER).post(f"{DAY}/rounds/", data=told)
    assert reply.status_code == 400
    assert sentence in reply.text


def test_a_round_of_a_ward_with_nobody_left_says_so(sign_in: SignIn, session: Session) -> None:
    ward = make_ward(session, "Abbey")
    session.commit()
    organiser = sign_in(Role.ORGANISER)
    url = start_round(organiser, ward)
    assert "Nobody was left to call on." in organiser.get(url).text
    assert organiser.post(f"{url}/print").data.startswith(b"%PDF")
    assert organiser.post(f"{url}/strike").data.startswith(b"%PDF")


def test_a_phone_can_knock_up_a_sheet(sign_in: SignIn, session: Session) -> None:
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    code = codes_on(organiser.get(start_round(organiser, ward)).text)[0]
    reply = organiser.post(f"{DAY}/sheets/{code}/walk", follow_redirects=True)
    assert "0 of 6 doors done" in " ".join(reply.text.split())


def test_a_pack_is_printed_in_welsh_where_it_is_asked_for(
    sign_in: SignIn, session: Session
) -> None:
    ward = fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    url = start_round(organiser, ward)
    welsh = pdf_text(organiser.post(f"{url}/print", data={"language": "cy"}).data)
    assert "Rownd 1" in welsh
    assert "Dosbarth" in welsh
    assert "Round 1" in pdf_text(organiser.post(f"{url}/print").data)
    printed = f"/c/westminster/knockup/wards/{ward.id}/print"
    assert "Rhestr alw" in pdf_text(organiser.post(printed, data={"language": "cy"}).data)
    assert "Knock-up list" in pdf_text(organiser.post(printed).data)
