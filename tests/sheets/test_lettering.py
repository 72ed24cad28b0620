import pytest

from canvass.sheets.lettering import COVERED, Face, clean, cut, fit, width
from tests.sheets.make import HOSTILE

NAME = Face(11)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Gwenŵyn Ŷnyr", "Gwenŵyn Ŷnyr"),
        ("Nguyễn Thị", "Nguyen Thi"),
        ("Zoë 🙂", "Zoë ?"),
        ("Nul\x00 and \x07 bell", "Nul and bell"),
        ("\u202eelbatcepsus\u202c Ann", "elbatcepsus Ann"),
        ("Two\nlines\tand\u00a0more ", "Two lines and more"),
        ("שרה כהן", "שרה כהן"),
        ('#panic("gone")', '#panic("gone")'),
    ],
)
def test_names_are_shown_as_they_are_written_where_the_fonts_can(written: str, shown: str) -> None:
    assert clean(written) == shown


def test_the_fonts_show_all_that_is_plain() -> None:
    plain = "".join(map(chr, range(ord(" "), ord("~") + 1)))
    assert set(map(ord, plain)) <= COVERED
    assert clean(f" {plain}  x") == f"{plain.strip()} x"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_of_any_length_stands_on_two_lines_of_its_column(name: str) -> None:
    lines = fit(clean(name), 40, NAME).split("\n")

    assert len(lines) <= 2
    assert all(width(line, NAME) <= 40 for line in lines)


def test_what_is_cut_ends_in_an_ellipsis_and_what_fits_is_left_alone() -> None:
    assert cut("Siân Jones", 40, NAME) == "Siân Jones"
    assert cut("Siân Featherstonehaugh", 30, NAME).endswith("…")
    assert cut("Siân", 0.1, NAME) == "…"
