import pytest

from canvass.core.intentions import SETS, BadCodesError, Code, checked

FIRM, AGAINST = Code("1", "Firm", "", 1), Code("5", "Against", "", 5)


@pytest.mark.parametrize("one", SETS, ids=lambda one: one.name)
def test_every_set_that_ships_can_be_used(one: object) -> None:
    codes = list(next(each for each in SETS if each is one).codes)
    assert checked(codes) == codes


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        ([FIRM], "2 to 12 codes"),
        ([FIRM, *[Code(str(n), "Word", "", 5, party=str(n)) for n in range(12)]], "2 to 12 codes"),
        ([FIRM, Code("", "Word", "", 5)], "a letter or number, and a word"),
        ([FIRM, Code("2", "", "", 5)], "a letter or number, and a word"),
        ([FIRM, Code("2", "W" * 41, "", 5)], "longer than a phone’s button"),
        ([FIRM, Code("2345", "Word", "", 5)], "longer than a phone’s button"),
        ([FIRM, Code("1", "Word", "", 5)], "same letter"),
        ([FIRM, AGAINST, Code("6", "Other", "", 5)], "mean the same"),
        ([AGAINST, Code("4", "Unlikely", "", 4)], "must mean firm support"),
    ],
)
def test_codes_that_no_phone_could_ask_by_are_refused(codes: list[Code], why: str) -> None:
    with pytest.raises(BadCodesError, match=why):
        checked(codes)
