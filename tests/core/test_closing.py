"""The figures after the close: each can be checked by hand, and the interval by many campaigns."""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from random import Random
from uuid import UUID

import pytest

from canvass.core.closing import (
    ToldFigure,
    TurnoutFigure,
    all_told,
    all_turnouts,
    kept_until,
    told_csv,
    told_words,
    turnout_csv,
    turnout_words,
)
from canvass.core.council_file import BadFileError
from canvass.core.council_table import Refused, read_table
from canvass.core.headings import WrongKindError
from canvass.core.holdout import Drawn, effect_csv, effect_of, effect_words, student_975
from canvass.core.layouts import Kind
from canvass.core.marked import Mark, Marking, read_mark, read_markings
from tests.registers import council_file, marked

ROUND, LATER = UUID(int=1), UUID(int=2)


def home(number: int) -> UUID:
    return UUID(int=1000 + number)


def behind(number: int, *voted: int, called: bool, draw: UUID = ROUND) -> list[Drawn]:
    """Make the promises behind one door, each 1 who voted or 0 who did not."""
    return [Drawn(draw, home(number), called, bool(one)) for one in voted]


def read(*rows: str, head: str = "PD,ENO,Suffix,Marked") -> list[Marking]:
    return read_markings(read_table(marked(*rows, head=head), Kind.MARKED), is_ended=True)


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        *((word, Mark.IN_PERSON) for word in ("v", "V", "Voted", "YES", "1", "in  person")),
        *((word, Mark.BY_POST) for word in ("x", "X", "post", "Postal")),
        *((word, Mark.DID_NOT) for word in ("0", "No", "n", "not voted")),
        *((word, Mark.NOT_REGISTERED) for word in ("", "  ")),
        *((word, None) for word in ("?", "p", "00", "-", "null", "vv")),
    ],
)
def test_a_mark_is_read_as_councils_write_it(written: str, mark: Mark | None) -> None:
    assert read_mark(written) is mark


def test_who_did_not_vote_and_who_could_not_are_told_apart() -> None:
    rows = read("CH1,1,,0", "CH1,2,,", "CH1,3,,v")
    assert [row.mark for row in rows] == [Mark.DID_NOT, Mark.NOT_REGISTERED, Mark.IN_PERSON]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("PD,ENO,Suffix,Marked", "ch1,12,1,v"),
        ("PD,ENO,Marked", "CH1,12/1,v"),
        ("marked,eno,pd", "V,CH1-12/1,"),
        (
            "Elector Number Prefix,Elector Number,Elector Number Suffix,Voted",
            "CH1,12,1,Voted",
        ),
        (
            "Elector No. Prefix,Elector No.,Elector No. Suffix,Surname,Voted,Postal Voter",
            "CH1,12,1,Farthingale,yes,",
        ),
        ("PDCode,RollNo,Mark", "CH1,12.1,1"),
    ],
)
def test_the_usual_headings_all_say_the_same(head: str, row: str) -> None:
    assert [(str(one.roll), one.mark) for one in read(row, head=head)] == [
        ("CH1-12/1", Mark.IN_PERSON)
    ]


def test_a_suffix_behind_a_name_is_the_persons_and_not_the_numbers() -> None:
    head = "PD,ENO,First Names,Surname,Suffix,Marked"
    (row,) = read("MH1,5,Alaric,(z) St Clair,III,x", head=head)
    assert (str(row.roll), row.surname, row.mark) == ("MH1-5", "St Clair", Mark.BY_POST)


def test_a_mark_nobody_knows_is_reported_with_its_line() -> None:
    table = read_table(marked("CH1,1,,v", "CH1,2,,q", "CH1,1,,0", "CH1,3,,x"), Kind.MARKED)
    assert [row.line for row in read_markings(table, is_ended=True)] == [2, 5]
    assert table.refused == [
        Refused(3, "Its mark is none of: v, x, 0 or blank (voted, post, no)."),
        Refused(4, "Its number stands on line 2 already."),
    ]


def test_a_last_row_whose_mark_may_be_cut_off_is_not_taken_for_a_blank() -> None:
    table = read_table(marked("CH1,1,,v", "CH1,2,,", end=""), Kind.MARKED)
    assert [row.line for row in read_markings(table, is_ended=False)] == [2]
    assert [row.line for row in table.refused] == [3]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (("CH1,1,,v", "CH1,2,,v", "CH1,3"), "cut off in the middle"),
        (("CH1,1,,", "CH1,2,,0"), "Nobody in this file has voted"),
        (("CH1,1,,q", "CH1,2,,z", "CH1,3,,v"), "Only 1 of 3 rows could be read"),
        ((), "headings and nobody under them"),
    ],
)
def test_a_file_that_is_not_whole_is_a_sentence(rows: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(BadFileError, match=sentence):
        read(*rows)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("xpress_full.csv", "a register of electors"),
        ("halarose_full.tsv", "a register of electors"),
        ("halarose_absent.csv", "a list of absent voters"),
        ("xpress_update.csv", "a monthly update"),
    ],
)
def test_another_kind_of_file_is_no_marked_register(name: str, sentence: str) -> None:
    with pytest.raises(WrongKindError, match=sentence):
        read_table(council_file(name), Kind.MARKED)


def test_a_marked_register_is_no_full_one() -> None:
    with pytest.raises(WrongKindError, match="a marked register"):
        read_table(marked("CH1,1,,v"), Kind.FULL)


def test_telling_is_judged_by_those_who_pass_a_teller() -> None:
    figure = ToldFigure("CH1", in_person=8, by_post=1, wrong=1, missed=2)
    assert (figure.recall, figure.precision) == (0.8, 0.9)
    assert told_words(figure) == (
        "Of 10 who voted in person, 8 were told: 80 in every 100. "
        "Of 10 told, 9 had voted: 90 in every 100; 1 had not, so their number was wrong."
    )
    both = all_told([figure, ToldFigure("CH2", 0, 0, 0, 10)])
    assert (both.voters, both.recall, both.precision) == (20, 0.4, 0.9)


def test_telling_without_voters_or_without_tellers_is_said_so() -> None:
    assert told_words(all_told([])) == "Nobody in the marked register voted in person."
    assert told_words(ToldFigure("CH1", 0, 0, 0, 4)) == (
        "Of 4 who voted in person, 0 were told: 0 in every 100."
    )


CHURCHILL = (
    TurnoutFigure("Churchill", 1, electors=10, in_person=7, by_post=2),
    TurnoutFigure("Churchill", 2, electors=10, in_person=5, by_post=0),
    TurnoutFigure("Churchill", None, electors=80, in_person=20, by_post=4),
)


def test_promises_are_set_beside_all_others() -> None:
    assert turnout_words(CHURCHILL) == (
        "Of 20 promises, 14 voted: 70 in every 100. Of 80 others it was 30."
    )
    assert turnout_words(CHURCHILL[2:]) == "The marked register names nobody who promised."
    assert turnout_words(CHURCHILL[:1]) == "Of 10 promises, 9 voted: 90 in every 100."
    twice = all_turnouts([*CHURCHILL, *CHURCHILL])
    assert [(one.strength, one.voted, one.electors) for one in twice] == [
        (1, 18, 20),
        (2, 10, 20),
        (None, 48, 160),
    ]


def test_the_tables_open_in_a_spreadsheet_without_running_anything() -> None:
    evil = TurnoutFigure("=HYPERLINK(1)", None, 2, 1, 0)
    assert "'=HYPERLINK(1),,2,1,1,0,0.5" in turnout_csv([evil])
    assert "'+1,1,0,1,1,1,0.5,1.0" not in told_csv([ToldFigure("+1", 1, 0, 0, 1)])
    assert "'+1,1,0,1,2,1,0.5,1.0" in told_csv([ToldFigure("+1", 1, 0, 0, 1)])
    nothing = effect_csv(effect_of([]))
    assert nothing.splitlines()[1] == "called on,0,0,0,0.0,,,"


def test_telling_is_kept_for_a_year_unless_the_campaign_says_otherwise() -> None:
    assert kept_until(date(2018, 5, 3), None) == date(2019, 5, 3)
    assert kept_until(date(2024, 2, 29), None) == date(2025, 2, 28)
    assert kept_until(date(2018, 5, 3), date(2018, 8, 1)) == date(2018, 8, 1)


def test_the_difference_and_its_interval_are_those_worked_out_by_hand() -> None:
    called = [behind(number, number < 8, called=True) for number in range(20)]
    called.append(behind(20, 1, 1, 1, 1, called=True))
    held = [behind(number, number < 105, called=False) for number in range(100, 120)]
    effect = effect_of([one for home_ in called + held for one in home_])

    assert (effect.called.voted, effect.called.electors, effect.called.homes) == (12, 24, 21)
    assert (effect.held.voted, effect.held.electors, effect.held.homes) == (5, 20, 20)
    # called on: half voted, so 20 households are half a vote off and one of four electors two
    one = (20 * 0.5**2 / (1 - 1 / 24) + 2**2 / (1 - 4 / 24)) / 24**2
    # held out: a quarter voted, so five are 3/4 off and fifteen 1/4
    other = (5 * 0.75**2 + 15 * 0.25**2) / (1 - 1 / 20) / 20**2
    of_one, of_other = 24**2 / (20 + 4**2) - 1, 20**2 / 20 - 1
    freedom = (one + other) ** 2 / (one**2 / of_one + other**2 / of_other)
    half = student_975(freedom) * math.sqrt(one + other)
    assert effect.difference == pytest.approx(0.25)
    assert effect.interval == pytest.approx((0.25 - half, 0.25 + half))


def test_a_household_counts_once_in_the_first_round_that_drew_it() -> None:
    first = [*behind(1, 1, called=True), *behind(2, 0, called=True), *behind(3, 0, called=False)]
    first += behind(4, 1, called=False)
    again = behind(1, 1, called=False, draw=LATER)
    assert effect_of([*first, *again]) == effect_of(first)


def test_rounds_are_compared_each_with_itself() -> None:
    """A ward that votes more and holds out less must not look like an effect of calling."""
    keen = [*behind(1, 1, 1, 1, called=True), *behind(2, 1, called=True)]
    keen += [*behind(3, 1, called=False), *behind(4, 1, called=False)]
    idle = [*behind(5, 0, called=True, draw=LATER), *behind(6, 0, called=True, draw=LATER)]
    idle += [*behind(7, 0, 0, 0, 0, called=False, draw=LATER)]
    idle += behind(8, 0, called=False, draw=LATER)
    effect = effect_of([*keen, *idle])
    assert (effect.draws, effect.difference) == (2, 0)
    assert effect.called.share > effect.held.share


def test_a_hold_out_of_one_household_tells_nothing() -> None:
    drawn = [*behind(1, 1, called=True), *behind(2, 0, called=True), *behind(3, 0, called=False)]
    effect = effect_of(drawn)
    assert (effect.difference, effect.interval) == (None, None)
    assert "nothing to compare" in effect_words(effect)


def test_what_a_hold_out_says_is_honest() -> None:
    few = [*behind(1, 1, called=True), *behind(2, 0, called=True)]
    few += [*behind(3, 0, called=False), *behind(4, 1, called=False)]
    assert effect_words(effect_of(few)) == (
        "Too few to tell: the smaller group has 2 households, of 20 needed."
    )
    even = [one for n in range(80) for one in behind(n, n % 4 < 2, called=n % 2 == 0)]
    assert effect_words(effect_of(even)).startswith("Too few to tell: calling may have changed")
    same = [drawn._replace(has_voted=True) for drawn in even]
    assert effect_words(effect_of(same)).startswith("Too few to tell: within each group")
    many = [one for number in range(200) for one in behind(number, number % 10 > 0, called=True)]
    many += [one for number in range(200, 400) for one in behind(number, number % 2, called=False)]
    words = effect_words(effect_of(many))
    assert words.startswith("Calling raised turnout among promises, probably by 3")
    turned = [drawn._replace(is_called=not drawn.is_called) for drawn in many]
    assert effect_words(effect_of(turned)).startswith("Calling lowered turnout")


TRUE_EFFECT = 0.06


def synthetic(chance: Random, homes: int, held_out: float) -> list[Drawn]:
    """Make a campaign in which calling adds `TRUE_EFFECT`, and most households vote as one."""
    drawn = []
    held = set(chance.sample(range(homes), round(homes * held_out)))
    for number in range(homes):
        is_called = number not in held
        votes = 0.55 + TRUE_EFFECT * is_called
        together = chance.random() < votes if chance.random() < 0.7 else None
        for _ in range(chance.choice((1, 1, 2, 2, 3, 5))):
            has_voted = chance.random() < votes if together is None else together
            drawn.append(Drawn(ROUND, home(number), is_called, has_voted))
    return drawn


def covers(effect_interval: tuple[float, float] | None) -> bool:
    return effect_interval is not None and effect_interval[0] <= TRUE_EFFECT <= effect_interval[1]


def alone(drawn: Sequence[Drawn]) -> list[Drawn]:
    """Tear the households apart, as if everybody lived alone."""
    return [one._replace(home=home(10**6 + place)) for place, one in enumerate(drawn)]


def coverage(homes: int, held_out: float) -> dict[str, float]:
    """Give how often the interval holds the truth, by household and as if all lived alone."""
    chance = Random(1945)  # noqa: S311  no secret
    hits: dict[str, int] = defaultdict(int)
    for _ in range(400):
        drawn = synthetic(chance, homes, held_out)
        hits["by household"] += covers(effect_of(drawn).interval)
        hits["alone"] += covers(effect_of(alone(drawn)).interval)
    return {kind: count / 400 for kind, count in hits.items()}


@pytest.mark.parametrize(("homes", "held_out"), [(300, 0.1), (200, 0.3)])
def test_the_interval_holds_the_truth_nineteen_times_in_twenty(homes: int, held_out: float) -> None:
    share = coverage(homes, held_out)
    assert 0.92 <= share["by household"] <= 0.98
    assert share["alone"] < 0.9
