from dataclasses import replace

import pytest

from canvass.sheets.heads import Kind, Language
from canvass.sheets.knockup import KnockupPaper, knockup_pdf
from tests.sheets.make import make_door, make_paper, make_ward
from tests.sheets.reader import Words, marks_on, qr_on, read, words_on

MARKS = [(10.5, 10.5), (10.5, 286.5), (199.5, 10.5), (199.5, 286.5)]
QR = (174.0, 8.0, 18.0)
QUIET = 2.0  # mm around a mark or a code, where nothing is printed


def crowded(kind: Kind, language: Language) -> KnockupPaper:
    """Return a paper whose head is as full as it can be."""
    door = replace(
        make_door(
            "1", street="Ffordd Llanfairpwllgwyngyllgogerychwyrndrobwllllantysilio", district="WWW9"
        ),
        station="Neuadd Bentref Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    )
    return replace(
        make_paper(door, *make_ward(20)),
        ward="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
        occasion="Rhestr curo drysau olaf un, 20:00",
        hours="07:00 tan 22:00 yn ddi-dor",
        kind=kind,
        language=language,
    )


def meet(one: Words, left: float, top: float, side: float) -> bool:
    """Tell whether words touch a square or the quiet beside and below it."""
    is_beside = one.right < left - QUIET or one.left > left + side + QUIET
    return not (is_beside or one.bottom < top or one.top > top + side + QUIET)


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("kind", ["knockup", "postal"])
def test_every_page_has_its_corner_marks_and_its_code_with_nothing_over_them(
    kind: Kind, language: Language
) -> None:
    for page in read(knockup_pdf(crowded(kind, language))).pages:
        assert marks_on(page) == MARKS
        assert qr_on(page) == [QR]
        for one in words_on(page):
            assert not any(meet(one, x - 2.5, y - 2.5, 5) for x, y in MARKS), one
            assert not meet(one, *QR), one


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("kind", ["knockup", "postal"])
def test_no_words_of_the_head_or_the_foot_run_into_each_other(
    kind: Kind, language: Language
) -> None:
    for page in read(knockup_pdf(crowded(kind, language))).pages:
        words = words_on(page)
        (code,) = (one for one in words if one.points == 16)
        count = min(
            (one for one in words if one.points == 11 and one.top < 18), key=lambda one: one.left
        )
        date = next(one for one in words if one.top > 283 and "03/05/2018" in one.text)
        for one in words:
            if one.top < code.bottom - 1 and one.right < QR[0]:
                assert one is code or one.right < code.left or one.top >= count.top, one
            if count.bottom - 1 < one.bottom < 26 and one.left < count.left:
                assert one.right < count.left, one
            if one.top > 283 and one.left < date.left:
                assert one.right < date.left, one


def test_the_marks_are_for_the_camera_and_not_for_a_screen_reader() -> None:
    page = read(knockup_pdf(make_paper(make_door()))).pages[0]
    contents = page.get_contents()

    assert contents is not None
    assert contents.get_data().startswith(b"/Artifact")
