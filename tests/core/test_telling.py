import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass.core.telling import BadNumberError, RollNumber, read_number

KNOWN = ("CH1", "CH18", "KD-2/2", "12")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("888", "CH1-888"),
        ("888/8", "CH1-888/8"),
        ("888.8", "CH1-888/8"),
        ("CH1-888", "CH1-888"),
        ("ch1 888", "CH1-888"),
        (" Ch1 - 888 / 8 ", "CH1-888/8"),
        ("ch1\t888", "CH1-888"),
        ("KD-2/2-289/1", "KD-2/2-289/1"),
        ("kd-2/2 289", "KD-2/2-289"),
        ("12-5", "12-5"),
        ("0888", "CH1-888"),
        ("888/0", "CH1-888"),
        ("CH18-88", "CH18-88"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, number: str) -> None:
    assert str(read_number(typed, "CH1", KNOWN)) == number


@pytest.mark.parametrize(
    "typed", ["", "x", "8a8", "ZZ9-5", "CH1-", "-5", "5/", "CH1888", "88888888", "٣", "1/2/3"]
)
def test_what_is_no_number_or_could_be_two_is_not_guessed(typed: str) -> None:
    with pytest.raises(BadNumberError):
        read_number(typed, "CH1", KNOWN)


def test_a_bare_number_needs_a_district() -> None:
    with pytest.raises(BadNumberError, match="Which polling district"):
        read_number("888", "", KNOWN)
    assert read_number("CH1-888", "", KNOWN).district == "CH1"


@given(st.sampled_from(KNOWN), st.integers(1, 999_999), st.integers(0, 9999), st.sampled_from("/."))
def test_every_number_that_is_written_is_read_back(
    district: str, number: int, suffix: int, sign: str
) -> None:
    whole = RollNumber(district, str(number), str(suffix) if suffix else "")
    assert read_number(str(whole).lower(), "CH1", KNOWN) == whole
    typed = f"{number}{sign}{suffix}" if suffix else str(number)
    assert read_number(typed, district, KNOWN) == whole
