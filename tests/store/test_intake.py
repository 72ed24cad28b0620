import io

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from canvass.core.council_file import BadFileError
from canvass.store.accounts import the_campaign
from canvass.store.arriving import AlreadyImportedError, are_many
from canvass.store.contacts import Contact
from canvass.store.intake import (
    NeedsConfirmationError,
    import_register,
)
from canvass.store.knockup import candidate_of
from canvass.store.places import Household, PollingDistrict, Street
from canvass.store.register import Elector, RegisterFile
from tests.make import (
    keep,
    make_district,
    make_lease,
    make_member,
    make_response,
    make_walk,
    make_ward,
)
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
        (council_file("xpress_update.csv").getvalue(), "there is no register yet"),
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


def test_the_first_register_of_a_ward_added_by_hand_is_taken_unasked(session: Session) -> None:
    make_ward(session)
    intake = import_register(session, council_file("xpress_full.csv"), "ch.csv", now=CAME_AT)
    assert intake.electors_added == 17


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


def doors_walked(session: Session, street: str) -> list[str]:
    """Give the doors of a street in walking order, as people say them."""
    query = (
        select(Household)
        .join(Street, Street.id == Household.street_id)
        .where(Street.name == street)
        .order_by(Household.door_order)
    )
    doors = session.scalars(query)
    return [", ".join(part for part in (door.label, door.building) if part) for door in doors]


def test_every_door_of_an_xpress_register_stands_where_it_is_walked(session: Session) -> None:
    take_in(session, "xpress_full.csv")
    assert doors_walked(session, "Gatliff Road") == [
        "1",
        "1A",
        "Basement Flat, 3",
        "Flat 1, 3",
        "Flat 2, 3",
        "Flat 10, 3",
    ]
    assert doors_walked(session, "Turpentine Lane") == ["Flat 2a, 14-16", "Flat 2b, 14-16"]
    assert doors_walked(session, "Sutherland Street") == [
        "9",
        "110",
        "22",
        "The Old Engine House, rear of 22",
    ]


def test_every_trap_of_an_xpress_register_is_seen_through(session: Session) -> None:
    take_in(session, "xpress_full.csv")
    found = {
        f"{elector.roll_number}/{elector.roll_suffix}": elector for elector in on_register(session)
    }
    postcodes = set(session.scalars(select(Household.postcode)))
    assert postcodes == {"SW1V 0AG", "SW1V 0AH", "SW1V 0AJ", ""}
    assert [found[number].name for number in ("3/", "4/", "7/", "10/", "11/")] == [
        "Núria Ibáñez Solé",
        "Caoilfhionn O’Dowd",
        "Lady Marchbanks-Vole",
        'Ronald Gaskin "Smudge"',
        "Bríd Mc Alinden",
    ]
    assert [may_vote(session, found[number]) for number in ("2/1", "2/2", "901/")] == [
        True,
        False,
        False,
    ]
    anonymous, overseas = found["902/"], found["901/"]
    assert (anonymous.is_anonymous, anonymous.name, anonymous.household_id) == (True, "", None)
    assert (overseas.name, overseas.household_id) == ("Octavia Hargreave", None)
    assert found["5/"].name == found["6/"].name
    assert found["5/"].household_id != found["6/"].household_id


def test_a_confirmed_register_takes_many_people_off_and_deletes_nobody(session: Session) -> None:
    import_register(session, xpress(*map(person, range(1, 101))), "all.csv", now=CAME_AT)
    few = xpress(*map(person, range(1, 41)))
    intake = import_register(session, few, "few.csv", now=CAME_AT, confirm=True)
    assert intake.electors_removed == 60
    assert len(on_register(session)) == 40
    assert session.scalar(select(func.count()).select_from(Elector)) == 100


@pytest.mark.parametrize(
    ("leavers", "before", "are_many_of_them"),
    [(20, 40, False), (21, 1050, False), (21, 1049, True), (100, 5000, False), (101, 5000, True)],
)
def test_two_in_a_hundred_may_leave_and_twenty_of_a_small_register(
    leavers: int, before: int, are_many_of_them: bool
) -> None:
    assert are_many(leavers, before) is are_many_of_them


def test_what_was_said_at_the_door_outlives_a_new_number_and_a_removal(session: Session) -> None:
    make_district(session, make_ward(session), "CH1")
    old = xpress(*map(person, range(1, 12)))
    import_register(session, old, "old.csv", now=CAME_AT)
    by_name = {elector.surname: elector for elector in on_register(session)}
    stays, leaves = by_name["Surname2"], by_name["Surname3"]
    volunteer = make_member(session)
    doors = list(session.scalars(select(Household)))
    assert stays.ward_id is not None
    walk = make_walk(session, stays.ward_id, *doors)
    make_lease(session, walk, volunteer.user_id)
    answers = [make_response(walk, one, "housing", strength=1) for one in (stays, leaves)]
    assert [verdict.status for verdict in keep(session, volunteer, *answers)] == ["kept"] * 2

    rows = [person(1), person(902, "Surname2", house=2), *map(person, range(4, 12))]
    import_register(session, xpress(*rows), "new.csv", now=CAME_AT)

    after = {elector.surname: elector for elector in on_register(session)}
    found = after["Surname2"]
    assert (found.id, found.roll_number, found.strength) == (stays.id, "902", 1)
    assert found.is_promise
    contacts = session.scalars(select(Contact.elector_id))
    assert set(contacts) == {stays.id, leaves.id}
    gone = session.get_one(Elector, (1, leaves.id))
    assert (gone.on_register, gone.strength) == (False, 1)


def test_markers_and_coming_of_age_follow_the_newest_register(session: Session) -> None:
    import_register(session, xpress(person(1), person(2)), "old.csv", now=CAME_AT)
    turned = person(2).replace("CH1,2,0,,,", "CH1,2,0,F,04/05/2018,")
    intake = import_register(session, xpress(person(1), turned), "new.csv", now=CAME_AT)
    assert intake.electors_changed == 1
    two = on_register(session)[1]
    assert (two.markers, two.has_franchise, str(two.attains_on)) == ("F", False, "2018-05-04")


def test_what_a_file_came_to_is_kept_with_it_and_names_nobody(session: Session) -> None:
    rows = [person(1), person(2, "Openname"), person(2, "Twicename"), person(3)]
    intake = import_register(session, xpress(*rows), "C:\\post\\CH.csv", now=CAME_AT)
    kept = session.scalars(select(RegisterFile)).one()
    assert (kept.file_name, kept.layout, kept.imported_at) == ("CH.csv", "xpress-full", CAME_AT)
    assert kept.counts == intake.counts()
    assert kept.counts["electors_added"] == 3
    assert kept.refused == [{"line": 4, "reason": "The number on line 4 stands on line 3 already."}]
    assert "name" not in str(kept.refused)
