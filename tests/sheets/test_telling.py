from dataclasses import replace
from datetime import UTC, datetime

from canvass.sheets.telling import Pad, TellerPaper, teller_pdf
from tests.sheets.make import HOSTILE, STATIONS
from tests.sheets.reader import is_tagged, read, tags, texts, title, words_on

PADS = tuple(Pad(district, station, "7am to 10pm") for district, station in STATIONS.items())


def make_pads(*pads: Pad) -> TellerPaper:
    return TellerPaper(
        campaign="Westminster 2018",
        ward="Churchill",
        made_at=datetime(2018, 5, 3, 15, 7, tzinfo=UTC),
        phone="020 7946 0123",
        language="en",
        pads=pads,
    )


def test_each_polling_district_has_a_pad_that_says_where_and_whom_to_ring() -> None:
    found = texts(teller_pdf(make_pads(*PADS)))

    assert len(found) == 3
    for pad, text in zip(PADS, found, strict=True):
        for words in (
            f"Teller’s pad · Churchill ward · Polling district {pad.district}",
            f"Polling station {pad.station} · 7am to 10pm",
            f"All numbers here begin {pad.district}–",
            "Ring in when full",
            "Committee room 020 7946 0123",
        ):
            assert words in text, words
        for blank in ("Teller ", "From ", "Until "):
            assert blank in text, blank


def test_a_pad_has_44_numbered_boxes() -> None:
    page = read(teller_pdf(make_pads(PADS[0]))).pages[0]

    boxes = [one.text for one in words_on(page) if 54 < one.top < 214 and one.text != "/"]
    assert [int(text) for text in boxes] == list(range(1, 45))
    assert sum(one.text == "/" for one in words_on(page)) == 44


def test_a_pad_says_what_a_teller_does_and_what_not() -> None:
    (text,) = texts(teller_pdf(make_pads(PADS[0])))

    for words in (
        "Stand outside",
        "number on your poll card",
        "plain rosette",
        "Presiding Officer",
        "nobody has to tell you anything",
        "Do not ask how anybody voted",
        "do not canvass",
        "no standing in law",
        "Do not send anybody back in",
        "Do not write names on this pad",
    ):
        assert words in text, words


def test_a_pad_names_nobody_and_asks_for_no_name_but_the_tellers() -> None:
    paper = make_pads(PADS[0])
    (text,) = texts(teller_pdf(replace(paper, campaign="Priya Patel for Churchill")))

    assert "Name" not in text
    assert "Patel" not in text
    assert "/Figure" not in tags(teller_pdf(paper))


def test_no_pads_are_one_page_that_says_so() -> None:
    pdf = teller_pdf(make_pads())

    assert "There is no polling station to tell at." in texts(pdf)[0]
    assert is_tagged(pdf)


def test_a_pad_of_a_station_without_name_hours_or_phone_leaves_them_out() -> None:
    (text,) = texts(teller_pdf(replace(make_pads(Pad("", "", "")), phone="")))

    for words in ("Polling station ", "Polling district", "Committee room", "begin"):
        assert words not in text.replace("to the committee room", ""), words


def test_a_screen_reader_hears_a_title_for_each_pad() -> None:
    pdf = teller_pdf(make_pads(*PADS))

    assert is_tagged(pdf)
    assert title(pdf) == "Tellers’ pads: Churchill ward"
    assert tags(pdf).count("/H1") == 3
    assert tags(pdf).count("/H2") == 6


def test_a_pad_in_welsh_says_so_and_has_room_for_every_rule() -> None:
    pdf = teller_pdf(replace(make_pads(PADS[0]), language="cy"))
    page = read(pdf).pages[0]

    assert str(read(pdf).root_object["/Lang"]).startswith("cy")
    assert "Peidiwch â phwyso ar neb" in texts(pdf)[0]
    assert not [one for one in words_on(page) if one.bottom > 282 and one.top < 284]


def test_hostile_stations_are_shown_as_text_and_break_nothing() -> None:
    pads = [Pad(name, name, name) for name in HOSTILE]
    found = texts(teller_pdf(replace(make_pads(*pads), ward="#ward", phone="*")))

    assert len(found) == len(HOSTILE)
    assert '#panic("gone")' in found[0]


def test_no_text_of_a_pad_is_smaller_than_ten_points() -> None:
    page = read(teller_pdf(make_pads(PADS[0]))).pages[0]

    assert min(one.points for one in words_on(page)) >= 9.99
