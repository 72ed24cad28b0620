import io

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.council_file import BadFileError
from canvass.store.accounts import the_campaign
from canvass.store.intake import AlreadyImportedError, NeedsConfirmationError, import_register
from canvass.store.knockup import candidate_of
from canvass.store.places import Household, PollingDistrict, Street
from canvass.store.register import Elector, RegisterFile
from tests.make import make_district, make_ward
from tests.registers import CAME_AT, council_file, person, take_in, xpress


def on_register(session: Session) -> list[Elector]:
    session.expire_all()
    query = select(Elector).where(Elector.on_register).order_by(Elector.roll_number)
    return list(session.scalars(query))


def may_vote(session: Session, elector: Elector) -> bool:
    day = the_campaign(session).polling_day
    return elector.has_franchise and (elector.attains_on is None or elector.attains_on <= day)


@pytest.mark.parametrize(
    ("name", "electors", "eligible", "knockable"),
    [
        ("xpress_full.csv", 17, 15, 14),
        ("xpress_full_13.csv", 2, 2, 2),
        ("halarose_full.tsv", 11, 9, 8),
    ],
)
def test_a_councils_file_gives_what_it_holds(
    session: Session, name: str, electors: int, eligible: int, knockable: int
) -> None:
    intake = take_in(session, name)

    found = on_register(session)
    voters = [one for one in found if may_vote(session, one)]
    doors = [one for one in voters if one.household_id and not one.is_anonymous]
    assert (len(found), len(voters), len(doors)) == (electors, eligible, knockable)
    assert (intake.electors_added, list(intake.rows_refused)) == (electors, [])
    assert candidate_of(found[0]).on_register


def test_doors_are_named_as_people_say_them(session: Session) -> None:
    take_in(session, "halarose_full.tsv")
    doors = session.execute(
        select(Street.name, Household.building, Household.label).join(
            Street, Street.id == Household.street_id
        )
    ).all()
    assert ("Luxborough Street", "Coronet Court, 12", "Flat 11") in doors
    assert ("Weymouth Mews", "", "The Coach House") in doors
    names = {elector.name for elector in on_register(session)}
    assert {"Cornelius Farthingale", "Georgiana A B D'Oyly-O'Shea", "Alaric St Clair III"} <= names


def test_two_namesakes_at_one_address_stay_two_people(session: Session) -> None:
    take_in(session, "halarose_full.tsv")
    names = [elector.name for elector in on_register(session)]
    assert names.count("Arjun S Mukherjee") == 2


def test_a_districts_ward_is_its_electors_ward_at_once(session: Session) -> None:
    ward = make_ward(session)
    make_district(session, ward, "CH1")
    take_in(session, "xpress_full.csv")
    assert {elector.ward_id for elector in on_register(session)} == {ward.id}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "empty"),
        (b"PK\x03\x04" + b"\x00" * 200, "."),
        (b"%PDF-1.7\n" + b"\x80" * 200, "."),
        (b"<html><body>Not found</body></html>", "."),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, "."),
        (b"a,b,c\n1,2,3\n", "no layout Canvass knows|no row of headings"),
        (xpress().getvalue(), "nobody under them"),
        (council_file("xpress_update.csv").getvalue(), "monthly update"),
        (council_file("halarose_update.csv").getvalue(), "monthly update"),
        (council_file("halarose_absent.csv").getvalue(), "absent voters"),
        (xpress(*["CH1,x,,,,A,B,,,,,,,"] * 9, person(1)).getvalue(), "nothing was taken in"),
    ],
)
def test_a_file_that_is_no_register_is_refused_and_nothing_of_it_is_kept(
    session: Session, body: bytes, sentence: str
) -> None:
    with pytest.raises(BadFileError, match=sentence):
        import_register(session, io.BytesIO(body), "file.csv", now=CAME_AT)
    session.rollback()
    for table in (Elector, Household, Street, PollingDistrict, RegisterFile):
        assert session.scalar(select(func.count()).select_from(table)) == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_file_is_read_in_any_encoding_and_with_any_delimiter(
    session: Session, encoding: str, delimiter: str
) -> None:
    text = xpress(person(1, "Núñez"), person(2)).getvalue().decode().replace(",", delimiter)
    source = io.BytesIO(text.encode(encoding))
    import_register(session, source, "any.csv", now=CAME_AT)
    assert [elector.surname for elector in on_register(session)] == ["Núñez", "Surname2"]


def test_rows_that_cannot_be_taken_are_told_by_line_and_the_rest_is_taken(
    session: Session,
) -> None:
    source = xpress(
        person(1),
        person(1, "Double"),
        "CH1,two,,,,Nobody,Ada,,1 Gatliff Road,,,,,",
        person(3),
        person(4).replace("Surname4", "Nul\x00"),
        "CH1,5,0,,31/02/2001,Baddate,Ada,,1 Gatliff Road,,,,,",
        *map(person, range(6, 12)),
        "TOTAL,6",
        "CH1,7,0,,,Cut",
    )
    intake = import_register(session, source, "some.csv", now=CAME_AT)

    lines = {row.line: row.reason for row in intake.rows_refused}
    assert set(lines) >= {3, 4, 6, 7}
    assert "2" in lines[3]
    assert [elector.roll_number for elector in on_register(session)] == [
        "1",
        "10",
        "11",
        "3",
        "6",
        "7",
        "8",
        "9",
    ]
    assert not any("Baddate" in reason or "Double" in reason for reason in lines.values())


def test_the_same_file_twice_is_noticed(session: Session) -> None:
    take_in(session, "xpress_full.csv")
    with pytest.raises(AlreadyImportedError, match="9 April 2018 at 11:30"):
        take_in(session, "xpress_full.csv")


def test_another_campaigns_register_is_not_taken_unasked(session: Session) -> None:
    make_district(session, make_ward(session), "CH1")
    with pytest.raises(NeedsConfirmationError, match=r"\(MH1, MH2\) are none of this campaign"):
        import_register(session, council_file("halarose_full.tsv"), "mh.tsv", now=CAME_AT)
    assert take_in(session, "halarose_full.tsv").electors_added == 11


def test_a_register_that_would_take_many_people_off_is_not_taken_unasked(
    session: Session,
) -> None:
    import_register(session, xpress(*map(person, range(1, 101))), "all.csv", now=CAME_AT)
    few = [person(number) for number in range(1, 41)]
    with pytest.raises(NeedsConfirmationError, match="60 of 100 electors"):
        import_register(session, xpress(*few), "few.csv", now=CAME_AT)
    session.rollback()


def test_a_new_register_keeps_everybody_who_stays_and_what_they_told_us(session: Session) -> None:
    import_register(session, xpress(*map(person, range(1, 6))), "old.csv", now=CAME_AT)
    before = {elector.surname: elector for elector in on_register(session)}
    before["Surname2"].strength = 1
    ids = {name: elector.id for name, elector in before.items()}
    session.flush()

    changed = xpress(
        person(1),  # stays as they were
        person(12, "Surname2", house=2),  # another number at the same door
        person(3, house=33),  # the same number and name, another door
        person(4, "Married"),  # the same number, door and forename, another surname
        person(5).replace("Surname5,Ada", "Stranger,Eve"),  # somebody else under an old number
    )
    intake = import_register(session, changed, "new.csv", now=CAME_AT, confirm=True)

    after = {elector.surname: elector for elector in on_register(session)}
    assert set(after) == {"Surname1", "Surname2", "Surname3", "Married", "Stranger"}
    assert {name: after[name].id for name in ("Surname1", "Surname2", "Surname3")} == {
        name: ids[name] for name in ("Surname1", "Surname2", "Surname3")
    }
    assert (after["Surname2"].strength, after["Surname2"].roll_number) == (1, "12")
    assert after["Married"].id == ids["Surname4"]
    assert after["Stranger"].id not in ids.values()
    assert (intake.electors_added, intake.electors_removed) == (1, 1)
    gone = session.get_one(Elector, (1, ids["Surname5"]))
    assert not gone.on_register


def test_a_register_of_one_district_leaves_the_others_alone(session: Session) -> None:
    import_register(session, xpress(person(1), person(2)), "ch1.csv", now=CAME_AT)
    import_register(session, xpress(person(1, district="CH2")), "ch2.csv", now=CAME_AT)
    assert len(on_register(session)) == 3
