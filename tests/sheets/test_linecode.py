from itertools import pairwise

import pytest

from canvass.sheets.linecode import (
    ALPHABET,
    BadCodeError,
    line_code,
    read_line,
    read_sheet,
    sheet_code,
)

SHEETS = (0, 1, 31, 32, 777, 5037, 123_456, 1_048_575)
LINES = (0, 1, 31, 32, 55, 600, 1023)


def slips(code: str) -> set[str]:
    """Return the code with each character changed, and with each two neighbours swapped."""
    changed = {
        code[:place] + char + code[place + 1 :] for place in range(len(code)) for char in ALPHABET
    }
    swapped = {
        code[:place] + other + one + code[place + 2 :]
        for place, (one, other) in enumerate(pairwise(code))
    }
    return (changed | swapped) - {code}


@pytest.mark.parametrize("sheet", SHEETS)
def test_one_slip_in_a_sheet_code_is_always_noticed(sheet: int) -> None:
    assert read_sheet(sheet_code(sheet)) == sheet
    for slip in slips(sheet_code(sheet)):
        with pytest.raises(BadCodeError):
            read_sheet(slip)


@pytest.mark.parametrize("sheet", SHEETS)
def test_one_slip_in_a_line_code_is_always_noticed(sheet: int) -> None:
    for line in LINES:
        assert read_line(sheet, line_code(sheet, line)) == line
        for slip in slips(line_code(sheet, line)):
            with pytest.raises(BadCodeError):
                read_line(sheet, slip)


def test_a_line_typed_under_the_wrong_sheet_is_refused_31_times_in_32() -> None:
    taken = 0
    for wrong in range(5038, 5038 + 3200):
        try:
            read_line(wrong, line_code(5037, 12))
        except BadCodeError:
            continue
        taken += 1

    assert taken == 100


def test_codes_are_read_as_people_write_them() -> None:
    assert sheet_code(5037) == "04XD4"
    assert read_sheet(" o4x-d4 ") == 5037
    assert read_line(5037, "oLj") == read_line(5037, "01J") == 1


@pytest.mark.parametrize("typed", ["", "04XD", "04XD44", "04X*4", "04XU4", "０４XD4"])
def test_what_is_no_code_at_all_is_refused(typed: str) -> None:
    with pytest.raises(BadCodeError, match="5 letters and figures"):
        read_sheet(typed)


def test_there_is_no_code_for_a_number_too_large_or_below_nought() -> None:
    for number in (-1, 32**4):
        with pytest.raises(BadCodeError):
            sheet_code(number)
    with pytest.raises(BadCodeError):
        line_code(5037, 1024)
