import io
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass.core.campaign import Contest, Nation
from canvass.core.council_file import BadFileError
from canvass.core.council_table import read_table
from canvass.core.franchise import Electorate
from canvass.core.headings import WrongKindError
from canvass.core.layouts import Kind
from canvass.core.names import place_titled, shown_name
from canvass.core.register import BadRowError, Entry, Register, roll_of
from tests.registers import XPRESS_HEAD, council_file, person, xpress

COUNCIL = Electorate(Nation.ENGLAND, Contest.LOCAL, date(2018, 5, 3))


def read(source: io.BytesIO) -> tuple[Register, list[Entry]]:
    register = Register(read_table(source, Kind.FULL), COUNCIL)
    return register, list(register)


def refused(source: io.BytesIO) -> dict[int, str]:
    """Read a register and give the reason for each line that was not taken."""
    register, _ = read(source)
    return dict(register.table.refused)


def tall(*rows: str) -> io.BytesIO:
    """Write a register of these rows and many good ones before them, on lines 2 to 21."""
    return xpress(*map(person, range(1, 21)), *rows)


@pytest.mark.parametrize(
    ("told", "roll"),
    [
        (("CH1", "888", ""), "CH1-888"),
        (("CH1", "888", "0"), "CH1-888"),
        (("CH1", "888", "8"), "CH1-888/8"),
        (("ch1", "0888", "00"), "CH1-888"),
        (("CH1", "888/8", ""), "CH1-888/8"),
        (("CH1", "888.8", ""), "CH1-888/8"),
        (("CH1", "5.000", ""), "CH1-5"),
        (("CH1", "5", "1.0"), "CH1-5/1"),
        (("CH1", "CH1-12/1", ""), "CH1-12/1"),
        (("", "KD-2/2-289/1", ""), "KD-2/2-289/1"),
        (("KD-2/2", "289", "1"), "KD-2/2-289/1"),
    ],
)
def test_a_number_is_read_as_text_with_its_suffix(told: tuple[str, str, str], roll: str) -> None:
    assert str(roll_of(*told)) == roll


@pytest.mark.parametrize(
    "told",
    [
        ("CH1", "", ""),
        ("CH1", "0", ""),
        ("CH1", "12x", ""),
        ("CH1", "1e3", ""),
        ("CH1", "²", ""),
        ("", "12", ""),
        ("CH2", "CH1-12", ""),
        ("A DISTRICT TOO LONG", "12", ""),
        ("CH1", "12", "late"),
    ],
)
def test_what_is_no_number_is_refused(told: tuple[str, str, str]) -> None:
    with pytest.raises(BadRowError):
        roll_of(*told)


@given(
    st.from_regex(r"[A-Z]{1,2}[0-9]?(-[0-9]/[0-9])?", fullmatch=True),
    st.integers(1, 99_999_999),
    st.integers(0, 99),
)
def test_a_number_is_the_same_however_it_is_spread_over_columns(
    district: str, number: int, suffix: int
) -> None:
    apart = roll_of(district, str(number), str(suffix))
    assert roll_of(district.lower(), f"{number}/{suffix}", "") == apart
    assert roll_of("", str(apart), "") == apart


@pytest.mark.parametrize(
    ("forenames", "surname", "shown"),
    [
        ("PHILIPPA J", "CARRAWAY", "Philippa J Carraway"),
        ("HENRIETTA A B", "D'ARCY-O'NEILL", "Henrietta A B D'Arcy-O'Neill"),
        ("Deirdre", "Mc Guirk", "Deirdre Mc Guirk"),
        ("IAN", "MCDONALD", "Ian McDonald"),
        ("Marie", "DURAND", "Marie Durand"),
        ("Li", "NG", "Li NG"),
        ("", "Lord Penhallow-Vane", "Lord Penhallow-Vane"),
        ("ZOË", "NÚÑEZ", "Zoë Núñez"),
        ("bell", "hooks", "bell hooks"),
    ],
)
def test_a_name_in_capitals_is_shown_as_people_write_it(
    forenames: str, surname: str, shown: str
) -> None:
    assert shown_name(forenames, surname) == shown


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("JOHNSON'S PLACE", "Johnson's Place"),
        ("ST. GEORGE'S SQUARE", "St. George's Square"),
        ("THE COACH HOUSE", "The Coach House"),
        ("2ND FLOOR", "2nd Floor"),
        ("FLAT 2A", "Flat 2A"),
        ("12A", "12A"),
        ("Van Gogh Walk", "Van Gogh Walk"),
    ],
)
def test_a_place_in_capitals_is_shown_as_on_the_map(told: str, shown: str) -> None:
    assert place_titled(told) == shown


def test_an_anonymous_elector_has_no_name_and_no_door_whatever_the_file_says() -> None:
    _, entries = read(xpress("CH1,1,0,N,,Secret,Sam,SW1V 0AG,1 Gatliff Road,London,,,,"))
    assert (entries[0].name, entries[0].surname, entries[0].forenames) == ("", "", "")
    assert entries[0].door is None


def test_flats_of_one_house_without_a_number_keep_together() -> None:
    rows = [
        f"CH1,{number},0,,,Name,Ada,,{door},Ebury Bridge Road,London,,,"
        for number, door in enumerate(
            ("Flat 2 Doneraile House", "The Lodge", "Flat 1 Doneraile House"), 1
        )
    ]
    register, _ = read(xpress(*rows))
    positions = [door.address.house.position for door in register.new_doors]
    assert positions == [1, 2, 1]


def test_two_spellings_of_an_address_are_one_door_and_two_numbers_two() -> None:
    _, entries = read(
        xpress(
            "CH1,1,0,,,One,Ada,SW1V 0AG,Flat 2,3 Gatliff Road,London,,,",
            'CH1,2,0,,,Two,Ada,sw1v0ag,"FLAT 2, 3 GATLIFF ROAD",London,SW1V 0AG,,,',
            "CH1,3,0,,,Three,Ada,SW1V 0AG,Flat 12,3 Gatliff Road,London,,,",
        )
    )
    assert [entry.door for entry in entries] == [1, 1, 2]


def test_markers_that_nobody_explains_are_counted_and_the_elector_kept() -> None:
    register, entries = read(xpress("CH1,1,0,U,,One,Ada,,1 Gatliff Road,,,,,", person(2)))
    assert [entry.has_franchise for entry in entries] == [False, True]
    assert register.unknown_markers == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("CH1,99,0,,,,,,,,,,,", "no name"),
        ("TOTAL,6,,,,,,,,,,,,", "total"),
        ("TOTAL,6", "total"),
        ("End of register", "line of text"),
        ("CH1,99,0,,,Short", "6 columns"),
        ('CH1,99,0,,,"Open,Ada,SW1V 0AG,1 Gatliff Road', "quotation mark"),
        (person(99, "Nul\x00"), "character"),
        (person(99, "N" * 101), "too long"),
        (person(99).replace("CH1,99,0,,", f"CH1,99,0,{'G' * 21},"), "markers are too long"),
        (person(99).replace("Gatliff", "G" * 120), "too long"),
        (person(7, "Twin"), "line 8 already"),
        (person(99).replace("CH1", "§"), "polling district"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_with_its_line(row: str, reason: str) -> None:
    found = refused(tall(row))
    assert set(found) == {22}
    assert reason in found[22]


def test_half_a_letter_is_refused_in_any_encoding() -> None:
    rows = [*map(person, range(1, 21)), person(99, "Half\ud800")]
    whole = "\r\n".join([XPRESS_HEAD, *rows, ""])
    for encoding in ("utf-8", "utf-16-le"):
        mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
        source = io.BytesIO(mark + whole.encode(encoding, "surrogatepass"))
        assert set(refused(source)) == {22}


def test_a_quotation_mark_that_swallows_two_lines_costs_those_two() -> None:
    opened = person(50).replace("Surname50", '"Surname50')
    closed = person(51).replace("Surname51", 'Surname51"')
    found = refused(tall(opened, closed, person(52)))
    assert set(found) == {22}
    assert "up to 23" in found[22]


def test_a_quotation_mark_that_swallows_many_lines_stops_the_whole_file() -> None:
    opened = person(50).replace("Surname50", '"Surname50')
    closed = person(90).replace("Surname90", 'Surname90"')
    with pytest.raises(BadFileError, match="line 22 is not closed"):
        read(tall(opened, *map(person, range(51, 90)), closed))


def test_rows_whose_empty_last_cells_a_spreadsheet_cut_off_are_taken() -> None:
    cut = [person(number).rstrip(",") for number in range(50, 60)]
    assert refused(tall(*cut, person(60))) == {}


def test_preambles_and_repeated_headings_are_no_rows() -> None:
    lines = ["Register of Electors", "", XPRESS_HEAD, person(1), "", XPRESS_HEAD.upper(), person(2)]
    register, entries = read(io.BytesIO("\n".join(lines).encode()))
    assert [entry.line for entry in entries] == [4, 7]
    assert register.table.refused == []


def test_columns_are_found_by_their_headings_in_any_order() -> None:
    order = (13, 5, 6, 0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12)
    rows = [XPRESS_HEAD.split(","), person(1).split(",")]
    lines = [";".join(row[place] for place in order) for row in rows]
    _, entries = read(io.BytesIO("\n".join(lines).encode()))
    assert (entries[0].name, str(entries[0].roll)) == ("Ada Surname1", "CH1-1")


@pytest.mark.parametrize("sign", ["Ref: pp18", "Monthly Additions to Register March 2018"])
def test_a_months_changes_are_never_taken_for_everybody(sign: str) -> None:
    lines = [sign, XPRESS_HEAD, person(1)]
    with pytest.raises(WrongKindError, match="monthly update"):
        read(io.BytesIO("\n".join(lines).encode()))


def test_unknown_headings_are_named_and_a_persons_row_never_is() -> None:
    with pytest.raises(BadFileError, match="Roll, Voter"):
        read(io.BytesIO(b"Roll,Voter,Home\nx,y,z\n"))
    with pytest.raises(BadFileError, match="no row of headings") as caught:
        read(io.BytesIO(f"{person(1, 'Jones')}\n{person(2)}\n".encode()))
    assert "Jones" not in str(caught.value)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_sentence(body: bytes) -> None:
    for source in (body, XPRESS_HEAD.encode() + b"\n" + body):
        with suppress(BadFileError):
            read(io.BytesIO(source))


def test_rows_that_say_added_changed_or_deleted_are_a_months_changes() -> None:
    lines = council_file("halarose_full.tsv").getvalue().split(b"\r\n")
    lines[4] = lines[4].replace(b"MH1\t1\t\t", b"MH1\t1\tM\t")
    with pytest.raises(WrongKindError, match="its rows say A, M or D"):
        read(io.BytesIO(b"\r\n".join(lines)))


def test_who_opted_out_of_the_open_register_is_named_like_anybody() -> None:
    _, entries = read(council_file("halarose_full.tsv"))
    two = entries[1]
    assert (two.name, two.surname) == ("Cornelius Farthingale", "FARTHINGALE")


def test_a_halarose_date_is_the_day_of_turning_18_and_an_xpress_date_a_birthday() -> None:
    _, halarose = read(council_file("halarose_full.tsv"))
    _, by_birth = read(council_file("xpress_full.csv"))
    assert halarose[3].attains_on == "2018-06-28"
    assert [by_birth[place].attains_on for place in (2, 3)] == ["2018-05-03", "2018-05-04"]


def test_a_name_in_one_column_is_kept_whole() -> None:
    _, entries = read(council_file("xpress_full_13.csv"))
    assert [(entry.name, entry.forenames) for entry in entries] == [
        ("Osagie Ruth M", ""),
        ("Tull Ernest", ""),
    ]
