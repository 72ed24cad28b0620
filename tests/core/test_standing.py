from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from canvass.core.doorstep import Flag, Intention, Outcome
from canvass.core.standing import Fact, Standing, standing_of

START = datetime(2018, 4, 12, 18, 0, tzinfo=UTC)

facts = st.lists(
    st.builds(
        Fact,
        id=st.integers(1, 2**64).map(lambda number: UUID(int=number)),
        spoken_at=st.integers(0, 5).map(lambda hours: START + timedelta(hours=hours)),
        outcome=st.sampled_from(Outcome),
        strength=st.none() | st.integers(1, 5),
        intention=st.none() | st.sampled_from(Intention),
        flags=st.frozensets(st.sampled_from(Flag)),
    ),
    max_size=8,
    unique_by=lambda fact: fact.id,
)


def fact(hours: int, outcome: Outcome = Outcome.SPOKE, **said: object) -> Fact:
    number = UUID(int=hours + 1)
    return Fact(id=number, spoken_at=START + timedelta(hours=hours), outcome=outcome, **said)  # type: ignore[arg-type]


@given(facts, st.randoms(use_true_random=False))
def test_the_order_in_which_phones_send_makes_no_difference(
    told: list[Fact], chance: st.DrawFn
) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert standing_of(shuffled) == standing_of(told)


@given(facts)
def test_somebody_who_moved_stays_moved(told: list[Fact]) -> None:
    standing = standing_of(told)
    assert standing.has_moved == any(one.outcome == Outcome.MOVED for one in told)
    assert standing.do_not_contact == any(Flag.DO_NOT_CONTACT in one.flags for one in told)


def test_not_in_never_wipes_what_somebody_said_before() -> None:
    standing = standing_of([fact(0, strength=1), fact(1, Outcome.NOT_IN)])

    assert (standing.strength, standing.last_outcome) == (1, Outcome.NOT_IN)
    assert standing.spoken_at == START


def test_the_latest_answer_counts() -> None:
    standing = standing_of([fact(2, strength=4), fact(0, strength=1)])
    assert standing.strength == 4


def test_of_two_at_one_moment_the_later_id_counts() -> None:
    first = Fact(UUID(int=1), START, Outcome.SPOKE, strength=1)
    second = Fact(UUID(int=2), START, Outcome.SPOKE, strength=5)
    assert standing_of([second, first]).strength == 5


def test_who_wont_say_any_more_is_no_promise() -> None:
    standing = standing_of([fact(0, strength=1), fact(1, intention=Intention.WONT_SAY)])
    assert not standing.is_promise(threshold=2)


def test_the_campaign_says_how_firm_a_promise_is() -> None:
    likely = standing_of([fact(0, strength=2)])
    assert (likely.is_promise(2), likely.is_promise(1)) == (True, False)


def test_nobody_spoken_to_is_believed_nothing_of() -> None:
    assert standing_of([]) == Standing()
