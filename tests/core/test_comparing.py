"""What is said of a ward beside the period before and the rest of the council."""

from canvass.core.changes import Share
from canvass.core.comparing import beside_before, beside_others, sentences_on
from canvass.core.pictures import Cell, IssueLine, Move, Period
from canvass.core.reports import wilson
from canvass.core.sources import Source


def cell(count: int | None, of: int) -> Cell:
    return Cell(count, of, None if count is None else wilson(count, of))


def line(code: str, count: int | None, of: int = 220) -> IssueLine:
    return IssueLine(code, code.capitalize(), cell(count, of))


def test_an_issue_that_clearly_rose_is_said_so_with_both_counts() -> None:
    lines = [line("parking", 31), line("housing", 60)]
    before = {"parking": cell(8, 220), "housing": cell(58, 220)}
    parking, housing = beside_before(lines, before)
    assert (parking.move, housing.move) == (Move.UP, Move.SAME)
    assert "Parking is raised more than before: 31 of 220, after 8 of 220." in sentences_on(
        [housing, parking], Period()
    )


def test_what_the_report_of_the_period_before_hides_is_hidden_beside_it() -> None:
    (told,) = beside_before([line("parking", 31)], {"parking": Cell(None, 200)})
    assert told.before == Cell(None, 200)
    assert told.move is Move.NEW


def test_nothing_is_said_of_the_move_of_a_hidden_issue() -> None:
    (told,) = beside_before([line("parking", None)], {"parking": cell(30, 200)})
    assert told.move is None


def test_a_ward_unlike_the_others_is_said_so() -> None:
    lines = [line("offices", 70), line("housing", 60)]
    others = {"offices": Share(40, 1000), "housing": Share(270, 1000)}
    offices, housing = beside_others(lines, others, 4, 5)
    assert (offices.elsewhere, housing.elsewhere) == (0.04, None)
    assert "Offices: 32 in every 100 here, 4 elsewhere." in sentences_on(
        [offices, housing], Period()
    )


def test_two_wards_are_too_few_to_speak_of_elsewhere() -> None:
    (told,) = beside_others([line("offices", 70)], {"offices": Share(40, 1000)}, 2, 5)
    assert told.elsewhere is None


def test_two_issues_that_overlap_are_too_close_to_call() -> None:
    (first,) = sentences_on([line("housing", 60), line("offices", 58)], Period())
    assert first.endswith("Next is Offices, by 26, too close to call.")
    assert sentences_on([line("housing", None)], Period()) == ()


def test_two_sources_stand_against_each_other_in_words() -> None:
    period = Period(against=Period(source=Source.DOORSTEP), source=Source.TELEPHONE)
    told = beside_before([line("parking", 31)], {"parking": cell(8, 220)})
    assert (
        "Parking is raised more by telephone than at the door: 31 of 220, against 8 of 220."
        in sentences_on(told, period)
    )
