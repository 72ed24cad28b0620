import re
from dataclasses import replace
from itertools import pairwise

from canvass.core.areas import areas_of
from canvass.core.knockup import Door
from canvass.sheets.knockup import knockup_pdf
from canvass.sheets.linecode import sheet_code
from canvass.sheets.lines import page_count
from canvass.sheets.packs import CoverRow, PackPaper, pack_pdf
from canvass.sheets.telling import Pad
from tests.sheets.make import HOSTILE, STATIONS, make_door, make_paper, make_ward
from tests.sheets.reader import is_tagged, marks_on, read, tags, texts, title, words_on

AGENTS = (("Committee room", "020 7946 0000"), ("Lifts", "020 7946 0001"))
PADS = tuple(Pad(district, station, "7am to 10pm") for district, station in STATIONS.items())
REASON = "first: most votes a minute, 31 firm promises in 22 doors"


def make_row(number: int, **other: str | int) -> CoverRow:
    row = CoverRow(number, "Lupus Street", "CH1", 22, 31, 3, 2, "")
    return replace(row, **other)  # type: ignore[arg-type]


def make_pack(*doors: Door) -> PackPaper:
    """Return the pack of those doors, with a row for each of its sheets."""
    paper = make_paper(*doors)
    rows = tuple(
        CoverRow(
            number=number,
            title=", ".join(dict.fromkeys(block.street for block in area.blocks)),
            district=area.district,
            doors=len(area.doors),
            promises=sum(len(door.promises) for door in area.doors),
            lifts=2,
            pages=page_count(area, number),
            reason=REASON,
        )
        for number, area in enumerate(paper.areas, paper.first_sheet)
    )
    return PackPaper(paper, rows, PADS, AGENTS)


def cover_of(*rows: CoverRow) -> list[str]:
    """Return the pages of the cover of a pack that holds nothing but its cover and its forms."""
    found = texts(pack_pdf(PackPaper(make_paper(), rows, (), AGENTS)))
    return [text for text in found if "Pack for one round" in text]


def test_a_pack_is_a_cover_then_pads_then_sheets_then_forms() -> None:
    ward = make_ward(60)
    found = texts(pack_pdf(make_pack(*ward)))

    kinds = ("Pack for one round", "Teller’s pad", "Knock-up list ·", "To reconcile")
    order = [next(kind for kind in kinds if text.startswith(kind)) for text in found]
    assert order == sorted(order, key=kinds.index)
    assert [order.count(kind) for kind in kinds] == [
        1,
        3,
        len(texts(knockup_pdf(make_paper(*ward)))),
        3,
    ]


def test_the_cover_says_what_is_in_the_bag_and_whom_to_ring() -> None:
    rows = (
        make_row(5037, reason=REASON),
        make_row(5038, title="Gatliff Road", doors=9, promises=12),
    )
    (text,) = cover_of(*rows)

    for words in (
        "Pack for one round · Churchill ward",
        "Voted data as at 16:05",
        "2 Sheets 31 Doors 43 Promises 6 Lifts 4 Pages",
        "Committee room 020 7946 0000",
        "Lifts 020 7946 0001",
        "Sheet District Streets Doors Promises Lifts Pages Taken by At Back",
        f"04XD4 CH1 Lupus Street {REASON} 22 31 3 2",
        f"{sheet_code(5038)} CH1 Gatliff Road 9 12 3 2",
    ):
        assert words in text, words


def test_the_committee_room_is_on_the_cover_where_no_agents_are_named() -> None:
    text = texts(pack_pdf(PackPaper(make_paper(), (), (), ())))[0]

    assert "Committee room 020 7946 0123" in text
    assert "Whom to ring" not in text


def test_a_cover_of_sixty_sheets_runs_over_pages_and_names_each_once() -> None:
    numbers = range(5037, 5097)
    found = cover_of(*(make_row(number, reason=REASON) for number in numbers))

    assert len(found) > 2
    assert all(f"Page {place} of {len(found)}" in text for place, text in enumerate(found, 1))
    assert all("Taken by" in text for text in found)
    assert ["60 Sheets" in text for text in found] == [True] + [False] * (len(found) - 1)
    assert re.findall(r"(\w{5}) CH1 Lupus", " ".join(found)) == [sheet_code(one) for one in numbers]


def test_long_streets_and_reasons_stay_in_their_own_row_and_on_their_page() -> None:
    streets = "Heol Llanfairpwllgwyngyllgogerychwyrndrobwllllantysilio, " * 4
    rows = [
        make_row(5037 + place, title=streets[: place * 9], reason=REASON * (place % 3))
        for place in range(40)
    ]
    for page in read(pack_pdf(PackPaper(make_paper(), tuple(rows), (), AGENTS))).pages[:7]:
        words = words_on(page)
        column = sorted(one.top for one in words if 42 < one.left < 45 and one.top > 50)
        assert all(below - above > 3.5 for above, below in pairwise(column))
        assert not [one for one in words if one.bottom > 272.5 and one.top < 284]


def test_the_sheets_of_a_pack_are_the_sheets_of_the_list() -> None:
    pack = make_pack(*make_ward(60))
    pages = read(pack_pdf(pack)).pages

    sheets = [page for page in pages if marks_on(page)]
    alone = read(knockup_pdf(pack.knockup)).pages
    assert [page.extract_text() for page in sheets] == [page.extract_text() for page in alone]
    assert [words_on(page) for page in sheets] == [words_on(page) for page in alone]


def test_each_polling_district_is_reconciled_on_a_form_that_names_its_sheets() -> None:
    rows = [make_row(5037), make_row(5038, district="CH2"), make_row(5039)]
    found = texts(pack_pdf(PackPaper(make_paper(), tuple(rows), PADS, ())))
    forms = [text for text in found if text.startswith("To reconcile")]

    assert [re.findall("Reconcile polling district (CH.)", text) for text in forms] == [
        ["CH1"],
        ["CH2"],
        ["CH3"],
    ]
    codes = [sheet_code(number) for number in (5037, 5038, 5039)]
    assert [[code in text for code in codes] for text in forms] == [
        [True, False, True],
        [False, True, False],
        [False, False, False],
    ]
    for text in forms:
        assert "Sheet Doors called Voted Will vote Out Lift No Returned by Time" in text
        assert "Hour Teller From Until Numbers taken 07:00–08:00 08:00–09:00" in text
        assert "21:00–22:00" in text


def test_a_form_has_a_line_for_every_sheet_of_its_district_and_some_to_spare() -> None:
    for many in (1, 9, 10, 26, 27, 60):
        rows = tuple(make_row(5037 + place) for place in range(many))
        pdf = pack_pdf(PackPaper(make_paper(), rows, (), ()))
        forms = [text for text in texts(pdf) if text.startswith("To reconcile")]

        codes = [sheet_code(5037 + place) for place in range(many)]
        found = re.findall(r"\b\w{5}\b", " ".join(forms))
        assert [word for word in found if word in codes] == codes
        assert sum("07:00–08:00" in text for text in forms) == 1
        for page in read(pdf).pages:
            assert not [one for one in words_on(page) if one.bottom > 272.5 and one.top < 284]


def test_a_pack_of_the_postal_chase_counts_what_was_posted_and_no_tellers() -> None:
    knockup = replace(make_paper(make_door()), kind="postal", occasion="Postal chase")
    found = texts(pack_pdf(PackPaper(knockup, (make_row(5037),), (), ())))

    assert "Said posted, as at 16:05" in found[0]
    assert "Doors called Posted Will post Out Lost No" in found[-1]
    assert "Tellers, hour by hour" not in found[-1]


def test_an_empty_pack_is_a_cover_that_says_so() -> None:
    pdf = pack_pdf(PackPaper(make_paper(), (), (), ()))
    (text,) = texts(pdf)

    assert "Nobody is left to knock up." in text
    assert "0 Sheets 0 Doors 0 Promises 0 Lifts 0 Pages" in text
    assert is_tagged(pdf)


def test_a_screen_reader_hears_one_title_for_each_paper_of_the_pack() -> None:
    ward = make_ward(60)
    pdf = pack_pdf(make_pack(*ward))

    assert is_tagged(pdf)
    assert title(pdf) == "Pack for one round: Churchill ward"
    assert tags(pdf).count("/H1") == 1 + 3 + len(areas_of(ward)) + 3


def test_a_pack_in_welsh_says_so_throughout() -> None:
    pack = make_pack(make_door())
    pdf = pack_pdf(replace(pack, knockup=replace(pack.knockup, language="cy")))

    assert str(read(pdf).root_object["/Lang"]).startswith("cy")
    for words, text in zip(("Pecyn", "Pad y rhifwr"), texts(pdf), strict=False):
        assert text.startswith(words)
    assert "Cysoni dosbarth pleidleisio" in texts(pdf)[-1]


def test_hostile_text_in_a_pack_is_shown_as_text_and_breaks_nothing() -> None:
    rows = tuple(
        make_row(5037 + place, title=name, district=name, reason=name)
        for place, name in enumerate(HOSTILE)
    )
    agents = tuple((name, name) for name in HOSTILE)
    pads = tuple(Pad(name, name, name) for name in HOSTILE[:3])
    pack = PackPaper(make_paper(make_door("1", *HOSTILE)), rows, pads, agents)
    text = " ".join(texts(pack_pdf(pack)))

    for words in HOSTILE[:4]:
        assert words in text, words


def test_no_text_of_a_pack_is_smaller_than_ten_points() -> None:
    pdf = pack_pdf(make_pack(make_door()))

    assert min(one.points for page in read(pdf).pages for one in words_on(page)) >= 9.99
