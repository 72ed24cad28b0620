import re
import resource
from dataclasses import replace
from io import BytesIO

import msgspec
import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from canvass.core.areas import areas_of
from canvass.sheets import press
from canvass.sheets.knockup import KnockupPaper, SheetError, knockup_pdf
from canvass.sheets.press import print_pdf
from canvass.sheets.render import TEMPLATES, compile_pdf
from tests.sheets.make import HOSTILE, make_door, make_paper, make_ward


def pages_of(paper: KnockupPaper) -> list[str]:
    """Print the paper and return the text of each page, with single spaces."""
    pages = PdfReader(BytesIO(knockup_pdf(paper))).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_the_paper_says_whom_to_knock_up_and_where_they_vote() -> None:
    doors = (make_door("3", "Siân Griffiths", "Wei Jones"), make_door("Flat 2", building="5"))
    (text,) = pages_of(make_paper(*doors))

    for words in (
        "Knock-up list · Churchill ward · Polling district CH1",
        "Lupus Street",
        "Polling station St Gabriel’s Hall, Glasgow Terrace · 7am to 10pm",
        "Voted data as at 16:05",
        "Committee room 020 7946 0123",
        "2 doors, 3 promises",
        "01J 3 1 Siân Griffiths 1",
        "2 Wei Jones 1",
        "5, Flat 2",
        "Voted Will vote Out Lift No",
        "Str. 1 firm, 2 likely.",
        "Personal data: return to the committee room or destroy.",
        "03/05/2018, 16:07",
    ):
        assert words in text, words


def test_every_page_has_its_sheet_its_number_and_its_count() -> None:
    ward = make_ward(150)
    texts = pages_of(make_paper(*ward))

    found = [re.search(r"(\w{5}) Page (\d+) of (\d+)", text) for text in texts]
    numbers = [match.groups() for match in found if match]
    assert len(numbers) == len(texts)
    assert len({sheet for sheet, _, _ in numbers}) == len(areas_of(ward))
    for sheet, _, count in numbers:
        mine = [page for other, page, _ in numbers if other == sheet]
        assert mine == [str(place) for place in range(1, int(count) + 1)]


def test_every_promise_of_the_ward_is_on_the_paper_once() -> None:
    names = [f"Elector Number{number:03}X" for number in range(150)]
    doors = [make_door(str(place), *names[place : place + 2]) for place in range(0, 150, 2)]
    text = " ".join(pages_of(make_paper(*doors)))

    assert [text.count(name) for name in names] == [1] * 150


def test_the_side_is_named_unless_numbers_run_on() -> None:
    sides = {"odd": "odd side", "even": "even side"}
    for side in ("odd", "even", ""):
        (text,) = pages_of(make_paper(make_door(side=side)))
        assert [said for said in sides.values() if said in text] == [
            said for key, said in sides.items() if key == side
        ]


def test_no_committee_room_is_named_where_there_is_no_number() -> None:
    (text,) = pages_of(replace(make_paper(make_door()), phone=""))

    assert "Committee room" not in text


def test_an_empty_list_is_one_page_that_says_so() -> None:
    (text,) = pages_of(make_paper())

    assert "Nobody is left to knock up." in text
    assert "Voted data as at 16:05" in text


def test_a_welsh_sheet_is_in_welsh_and_says_so_to_a_screen_reader() -> None:
    paper = replace(make_paper(make_door()), language="cy")
    reader = PdfReader(BytesIO(knockup_pdf(paper)))

    assert "Gorsaf bleidleisio St Gabriel’s Hall" in reader.pages[0].extract_text()
    assert str(reader.root_object["/Lang"]).startswith("cy")


def test_a_screen_reader_hears_titles_tables_and_the_language() -> None:
    reader = PdfReader(BytesIO(knockup_pdf(make_paper(*make_ward(20)))))

    root = reader.root_object
    assert str(root["/Lang"]).startswith("en")
    assert "'/Marked': True" in str(root["/MarkInfo"])
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "Knock-up list: Churchill ward"
    assert isinstance(root["/Metadata"], StreamObject)
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_the_same_paper_gives_the_same_bytes_dated_when_it_was_made() -> None:
    paper = make_paper(*make_ward(20))
    pdf = knockup_pdf(paper)

    metadata = PdfReader(BytesIO(pdf)).metadata
    assert metadata is not None
    assert metadata.creation_date == paper.made_at
    assert pdf == knockup_pdf(paper)


def test_hostile_names_are_shown_as_text_and_break_nothing() -> None:
    door = make_door('#eval("1")', *HOSTILE, building="*Tŷ* $", note="\\ # [", district="#X")
    paper = make_paper(replace(door, street='#panic("street")', station="‘#station’ 🙂" * 30))
    text = " ".join(pages_of(replace(paper, ward="#ward", occasion="*", campaign="\x00")))

    for words in (*HOSTILE[:4], '#eval("1")', "*Tŷ* $ · \\ # [", '#panic("street")', "#ward ward"):
        assert words in text, words


def test_no_text_is_smaller_than_ten_points() -> None:
    sizes: set[float] = set()
    pdf = knockup_pdf(make_paper(make_door("Flat 2", *HOSTILE, building="Victoria House")))
    for page in PdfReader(BytesIO(pdf)).pages:
        page.extract_text(
            visitor_text=lambda text, _, matrix, __, size: (
                sizes.add(size * abs(matrix[3])) if text.strip() else None
            )
        )

    assert min(sizes) >= 9.99


def test_a_whole_ward_is_printed_in_a_small_process() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    pdf = knockup_pdf(make_paper(*make_ward(1500)))
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss

    assert len(PdfReader(BytesIO(pdf)).pages) > 60
    # kilobytes; other tests may have started larger ones, and a child begins as large as we are
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after <= max(before, ours, 300 * 1024)


def test_a_sheet_that_cannot_be_made_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = make_paper(make_door())
    with pytest.raises(SheetError, match="try again"):
        print_pdf("no-such-template", paper.made_at, b"{}")

    monkeypatch.setattr(press, "SECONDS", 0)
    with pytest.raises(SheetError, match="Print fewer streets"):
        knockup_pdf(paper)


def test_setting_needs_nothing_but_rows() -> None:
    paper = dict.fromkeys(("campaign", "ward", "occasion", "as_at", "made", "hours", "phone"), "")
    rows = {"paper": {**paper, "language": "en", "kind": "knockup"}, "sheets": []}
    text = msgspec.json.encode(rows).decode()

    assert compile_pdf("knockup", 0, text).startswith(b"%PDF")


def test_each_word_has_its_welsh_and_each_is_printed() -> None:
    words = msgspec.json.decode((TEMPLATES / "words.json").read_bytes(), type=dict[str, object])
    english, welsh = words["en"], words["cy"]
    assert isinstance(english, dict)
    assert isinstance(welsh, dict)

    typst = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.typ"))
    counted = {"doors", "promises", "odd", "even"}  # said by way of a row
    counted |= {"move_up", "move_down", "move_same", "move_new"}
    counted |= {"across_up", "across_down", "across_same"}
    assert english.keys() == welsh.keys()
    assert {word for word in english if f'"{word}"' not in typst} == counted
    for word, said in english.items():
        assert type(said) is type(welsh[word]), word
        assert "{}" not in said or "{}" in welsh[word], word
        assert isinstance(said, str) or len(said) == len(welsh[word]), word
