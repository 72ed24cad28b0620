import gzip
import io
import zipfile
from pathlib import Path

import pytest

from canvass.core.council_file import BadFileError, NoTableError, look_at, opened
from canvass.core.council_table import UselessFileError, read_table
from canvass.core.headings import UnknownLayoutError, WrongKindError
from canvass.core.layouts import Kind
from tests.registers import XPRESS_HEAD, council_file, person, xpress

NAMES = "Núñez", "O’Dowd", "Zoë", "Żółć"


def rows_in(source: io.BytesIO, kind: Kind = Kind.FULL) -> list[tuple[int, str]]:
    """Read a file to its end and give the line and the surname of each row that was taken."""
    table = read_table(source, kind)
    surname = table.layout.fields.index("surname")
    rows = [(line, cells[surname]) for line, cells, _ in table]
    table.refuse_useless(len(rows))
    return rows


def refusals(source: io.BytesIO) -> dict[int, str]:
    """Read a register to its end and give the reason for each line that was not taken."""
    table = read_table(source, Kind.FULL)
    assert list(table)
    return dict(table.refused)


def packed(name: str) -> bytes:
    """Pack a register into a ZIP archive under a name, as Excel does with its own parts."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr(name, xpress(person(1)).getvalue())
    return body.getvalue()


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("utf-8", NAMES),
        ("utf-8-sig", NAMES),
        ("utf-16", NAMES),
        ("utf-16-be", NAMES),
        ("utf-16-le", NAMES),
        ("cp1252", NAMES[:3]),
    ],
)
def test_accents_and_apostrophes_survive_every_encoding(
    encoding: str, names: tuple[str, ...]
) -> None:
    rows = xpress(*(person(number, name) for number, name in enumerate(names, 1)))
    found = rows_in(io.BytesIO(rows.getvalue().decode().encode(encoding)))
    assert tuple(name for _, name in found) == names


def test_a_mark_of_byte_order_is_honoured_at_either_end() -> None:
    text = xpress(person(1, "Núñez")).getvalue().decode()
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert rows_in(io.BytesIO(mark + text.encode(encoding))) == [(2, "Núñez")]


def test_a_file_as_long_as_a_borough_is_still_known_by_its_one_late_accent() -> None:
    rows = [*(person(number) for number in range(1, 20_001)), person(20_001, "Zoë")]
    whole = "\r\n".join([XPRESS_HEAD, *rows, ""])
    for encoding in ("utf-8", "cp1252"):
        assert rows_in(io.BytesIO(whole.encode(encoding)))[-1] == (20_002, "Zoë")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_delimiter_and_any_line_ending_will_do(delimiter: str, ending: str) -> None:
    lines = [XPRESS_HEAD, person(1), person(2)]
    text = ending.join(line.replace(",", delimiter) for line in lines)
    assert rows_in(io.BytesIO(text.encode())) == [(2, "Surname1"), (3, "Surname2")]


def test_a_comma_inside_quotation_marks_parts_nothing() -> None:
    table = read_table(council_file("xpress_full.csv"), Kind.FULL)
    addresses = {line: address for line, _, address in table}
    assert addresses[11][0] == "Flat 2a, 14-16 Turpentine Lane"


def test_lines_above_the_headings_and_headings_repeated_are_passed_over() -> None:
    table = read_table(council_file("halarose_full.tsv"), Kind.FULL)
    lines = [line for line, _, _ in table]
    assert lines == [*range(5, 12), *range(14, 18)]
    assert table.refused == []


def test_a_title_above_a_list_of_absent_voters_is_passed_over() -> None:
    assert [line for line, _ in rows_in(council_file("halarose_absent.csv"), Kind.ABSENT)] == [
        3,
        4,
        5,
        6,
        7,
    ]


def test_lines_below_the_last_elector_are_no_electors() -> None:
    found = refusals(xpress(person(1), person(2), "Total electors,2", "End of register"))
    assert found == {4: "A total, not an elector.", 5: "A line of text, not an elector."}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (packed("xl/workbook.xml"), "This is an Excel workbook, .* save it as “CSV UTF-8”"),
        (packed("CH.csv"), "This is a ZIP file, .* Unpack it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "This is an old Excel workbook"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "This is a PDF"),
        (b"{\\rtf1\\ansi Dear agent}", "This is a letter"),
        (gzip.compress(xpress(person(1)).getvalue()), "This file is packed"),
        (b"<!DOCTYPE html><html><body>Session expired</body></html>", "This is a web page"),
        (b"\xef\xbb\xbf\r\n <html>", "This is a web page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "This is a picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(99), "This is a picture"),
        (b"GIF89a" + bytes(99), "This is a picture"),
        (bytes(range(1, 32)) * 20, "This is not a table of text"),
        (bytes(600), "This"),
        (b"Dear agent\nplease find the register attached\n", "This is text, but not a table"),
    ],
)
def test_what_is_no_table_is_called_by_what_it_is(body: bytes, sentence: str) -> None:
    with pytest.raises(BadFileError, match=sentence):
        rows_in(io.BytesIO(body))


@pytest.mark.parametrize("body", [b"", b"\n\r\n \n", b"\xef\xbb\xbf", b",,,\n,,,\n"])
def test_a_file_with_nothing_in_it_is_called_empty(body: bytes) -> None:
    with pytest.raises(BadFileError, match="This file is empty"):
        rows_in(io.BytesIO(body))


def test_a_file_larger_than_any_register_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "large.csv").open("w+b") as source:
        source.truncate(500 << 20)  # nothing but a length: it takes no room on the disk
        with pytest.raises(BadFileError, match="500 MB, more than any register"):
            look_at(source)


def test_a_million_bytes_without_a_line_are_no_table() -> None:
    with pytest.raises(NoTableError, match="not a table of text"):
        look_at(io.BytesIO(b"x" * (1 << 21)))


def test_a_file_cut_off_inside_a_letter_is_called_cut_off() -> None:
    body = b"\xff\xfe" + xpress(person(1)).getvalue().decode().encode("utf-16-le")
    with pytest.raises(BadFileError, match="cut off"):
        rows_in(io.BytesIO(body[:-1]))


def test_headings_alone_are_nobodys_register() -> None:
    with pytest.raises(UselessFileError, match="nobody under them"):
        rows_in(xpress())


def test_a_file_of_which_more_than_half_is_unusable_is_refused_whole() -> None:
    good, bad = [person(1), person(2)], [person(3, "Nul\x00"), person(4, "Nul\x00")]
    assert len(rows_in(xpress(*good, *bad))) == 2
    with pytest.raises(UselessFileError, match=r"Only 2 of 5 rows .* line 4: It holds a character"):
        rows_in(xpress(*good, *bad, person(5, "Nul\x00")))


def test_a_last_row_that_was_cut_off_is_not_taken_for_an_elector() -> None:
    whole = xpress(person(1), person(2), person(3)).getvalue().rstrip()
    cut = whole[: whole.rindex(b"Gatliff")]
    assert refusals(io.BytesIO(cut)) == {4: "It has 9 columns where the headings have 14."}


def test_a_quotation_mark_never_closed_at_the_end_costs_one_row() -> None:
    found = refusals(xpress(person(1), person(2), 'CH1,3,0,,,"Open,Ada'))
    assert found == {4: "A quotation mark is never closed."}


def test_a_quotation_mark_that_swallows_all_that_follows_stops_the_file() -> None:
    opened_on = person(2).replace("Surname2", '"Surname2')
    rows = [person(1), opened_on, *(person(number) for number in range(3, 4000))]
    with pytest.raises(BadFileError, match="quotation mark on line 3 is not closed before line"):
        rows_in(xpress(*rows))


def test_an_address_over_two_lines_in_quotation_marks_is_one_row() -> None:
    over = person(1).replace("1 Gatliff Road", '"Flat 1\n1 Gatliff Road"')
    assert rows_in(xpress(over, person(2))) == [(2, "Surname1"), (4, "Surname2")]


def test_nothing_of_a_row_is_repeated_when_it_is_refused() -> None:
    found = refusals(xpress(person(1), person(2, "Secretname\x00"), 'CH1,3,0,,,"Secretname,Ada'))
    assert len(found) == 2
    assert not any("Secretname" in reason for reason in found.values())


def test_unknown_headings_are_shown_beside_those_we_know() -> None:
    with pytest.raises(UnknownLayoutError, match=r"Voter, Home .*Halarose full register"):
        rows_in(io.BytesIO(b"Voter,Home\nAda,1 Gatliff Road\n"))


def test_two_layouts_in_one_file_are_refused() -> None:
    other = council_file("xpress_full_13.csv").getvalue().decode()
    with pytest.raises(BadFileError, match="two layouts"):
        rows_in(io.BytesIO(f"{XPRESS_HEAD}\r\n{person(1)}\r\n{other}".encode()))


@pytest.mark.parametrize(
    ("name", "kind", "sentence"),
    [
        ("xpress_update.csv", Kind.FULL, "monthly update .Xpress"),
        ("xpress_update.csv", Kind.ABSENT, "monthly update .Xpress"),
        ("halarose_update.csv", Kind.FULL, "monthly update .Halarose"),
        ("halarose_absent.csv", Kind.FULL, "a list of absent voters. Import it as that"),
        ("halarose_full.tsv", Kind.ABSENT, "a register of electors. Import it as that"),
    ],
)
def test_a_file_is_not_taken_for_another_kind(name: str, kind: Kind, sentence: str) -> None:
    with pytest.raises(WrongKindError, match=sentence):
        rows_in(council_file(name), kind)


def test_rows_that_say_added_or_deleted_are_a_months_changes_under_any_heading() -> None:
    lines = council_file("halarose_full.tsv").getvalue().split(b"\r\n")
    lines.insert(2, b"Monthly Additions to Register March 2018")
    with pytest.raises(WrongKindError, match="it says so above its rows"):
        rows_in(io.BytesIO(b"\r\n".join(lines)))


def test_a_layout_asked_for_by_name_must_be_the_files_own() -> None:
    assert list(read_table(council_file("xpress_full.csv"), Kind.FULL, layout="xpress-full"))
    with pytest.raises(WrongKindError, match="layout xpress-full, not halarose-full"):
        read_table(council_file("xpress_full.csv"), Kind.FULL, layout="halarose-full")


def test_the_same_bytes_have_the_same_fingerprint_and_the_file_stays_open() -> None:
    source = council_file("xpress_full.csv")
    first = look_at(source)
    with opened(source, first) as lines:
        assert lines.readline().startswith("Elector Number Prefix")
    assert not source.closed
    assert look_at(source).sha256 == first.sha256 != look_at(xpress(person(1))).sha256


def test_two_gigabytes_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(2 << 30)
    with path.open("rb") as source, pytest.raises(BadFileError, match="2048 MB, more than any"):
        read_table(source, Kind.FULL)
