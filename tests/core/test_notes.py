"""Notes are matched to issues by words that say themselves why."""

import pytest

from canvass.core.notes import IssueWords, Reader, read_rules
from canvass.core.starting_words import WORDS, starting_words
from tests.labelled_notes import labelled_notes, measured, starting_reader


def because(words: str, note: str) -> tuple[str, ...] | None:
    """Give the words of a note by which an issue with these words is suggested."""
    found = Reader([IssueWords("it", read_rules(words))]).suggest(note)
    return found[0].because if found else None


@pytest.mark.parametrize(
    ("words", "note", "told"),
    [
        ("damp", "DAMP in back bedroom", ("DAMP",)),
        ("damp", "dampener on the mood", None),
        ("estate office", "the estates' offices", ("estates offices",)),
        ("estate office", "office on the estate", None),
        ("office on estate", "the office on the estate", ("office on the estate",)),
        ("estate office", "estate agent and post office", None),
        ("office + shut", "they closed our office", ("closed", "office")),
        ("office + shut", "office hours only", None),
        ("estate office + shut", "shut: the office on our estate", None),
        ("estate office, office", "the estate office", ("estate office",)),
        ("mould", "black mold", ("mold",)),
        ("repair", "repiars take for ever", ("repiars",)),
        ("homeless", "a hopeless homless man", ("homless",)),
        ("hostel", "hotel", None),
        ("housing", "moved house", None),
        ("wont mend", "they won't mend it", ("won’t mend",)),
        ("digartref", "pobl ddigartref", ("ddigartref",)),
        ("swyddfa ystad", "swyddfa'r ystad", ("swyddfa’r ystad",)),
        ("datblygwyr", "y ddatblygwyr", ("ddatblygwyr",)),
        ("cymdeithas", "gan gymdeithas dai", ("gymdeithas",)),
        ("tai", "dai", None),
        ("", "anything", None),
        ("+, ;", "anything + at all", None),
    ],
)
def test_words_are_found_however_they_are_written_and_nothing_else_is(
    words: str, note: str, told: tuple[str, ...] | None
) -> None:
    assert because(words, note) == told


def test_the_issue_with_most_words_for_it_comes_first() -> None:
    found = starting_reader().suggest("rents! damp, mould, leaking windows and the food bank")
    assert [one.code for one in found] == ["housing", "economy"]


@pytest.mark.parametrize(
    ("note", "stance"),
    [
        ("against the oxford street scheme", "against"),
        ("not in favour of pedestrianisation", "against"),
        ("in favour of pedestrianisation", "for"),
        ("doesn't support pedestrianisation", "against"),
        ("likes pedestrianisation", "for"),
        ("for pedestrianisation but against the bus plan", "against"),
        ("supports pedestrianisation, opposed to the timing", None),
        ("asked about pedestrianisation", None),
    ],
)
def test_a_stance_is_suggested_only_where_the_note_takes_one_side(
    note: str, stance: str | None
) -> None:
    (found,) = starting_reader().suggest(note)
    assert found.stance == stance


def test_an_issue_that_asks_for_no_stance_is_given_none() -> None:
    (found,) = starting_reader().suggest("against the state of repairs")
    assert (found.code, found.stance) == ("housing", None)


def test_every_starting_issue_but_the_last_has_words_in_both_languages() -> None:
    assert set(WORDS) == {one.code for one in starting_reader().issues}
    for code in WORDS:
        english, welsh = starting_words(code)
        assert read_rules(english)
        assert read_rules(welsh)
    assert starting_words("other") == ("", "")


def test_of_what_is_suggested_on_notes_held_out_nine_in_ten_are_so() -> None:
    notes = labelled_notes()
    assert len(notes) >= 200
    held_out = [one for one in notes if one.is_held_out]
    assert 0.4 < len(held_out) / len(notes) < 0.6
    figures = measured(held_out)
    assert figures.precision >= 0.9
    assert figures.recall >= 0.75
