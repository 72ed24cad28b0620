"""A ward's tables are counted from the same rows, and hidden together."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from canvass.core.ward_issues import (
    NEITHER,
    Asked,
    Home,
    Rows,
    hot_spots,
    in_order,
    issue_line,
    tables_of,
)

HOUSING = Asked("housing", "Housing repairs", asks_stance=False)
OXFORD = Asked("oxford_street", "Oxford Street", asks_stance=True)
DISTRICTS = ("CH1", "CH2")


def people(count: int, district: str = "CH1", street: str = "Lupus Street") -> dict[UUID, Home]:
    return {uuid4(): Home(district, street, is_flat=False) for _ in range(count)}


def rows(homes: dict[UUID, Home], *told: tuple[str, Iterable[UUID], str | None]) -> Rows:
    return Rows(homes, [(code, one, stance) for code, those, stance in told for one in those])


def test_a_ward_is_the_sum_of_its_districts() -> None:
    first, second = people(20), people(30, "CH2")
    told = rows(first | second, ("housing", [*list(first)[:10], *list(second)[:12]], None))
    line = issue_line(HOUSING, tables_of(told, [HOUSING], DISTRICTS, 5), DISTRICTS)
    assert (line.cell.count, line.cell.of) == (22, 50)
    assert [(cell.count, cell.of) for cell in line.districts] == [(10, 20), (12, 30)]


def test_a_small_district_takes_another_with_it_so_that_nothing_can_be_subtracted() -> None:
    first, second = people(20), people(30, "CH2")
    told = rows(first | second, ("housing", [*list(first)[:2], *list(second)[:12]], None))
    line = issue_line(HOUSING, tables_of(told, [HOUSING], DISTRICTS, 5), DISTRICTS)
    assert line.cell.count == 14
    assert [cell.count for cell in line.districts] == [None, None]


def test_a_district_where_few_were_heard_hides_its_neighbour_and_not_the_ward() -> None:
    first, second = people(100), people(3, "CH2")
    told = rows(first | second, ("housing", [*list(first)[:50], *list(second)[:1]], None))
    line = issue_line(HOUSING, tables_of(told, [HOUSING], DISTRICTS, 5), DISTRICTS)
    assert (line.cell.count, line.cell.of) == (51, 103)
    assert [cell.count for cell in line.districts] == [None, None]


def test_stances_are_hidden_together_as_well() -> None:
    homes = people(40)
    ids = list(homes)
    told = rows(
        homes,
        ("oxford_street", ids[:20], "for"),
        ("oxford_street", ids[20:22], "against"),
        ("oxford_street", ids[22:30], None),
    )
    line = issue_line(OXFORD, tables_of(told, [OXFORD], DISTRICTS, 5), DISTRICTS)
    assert line.cell.count == 30
    assert line.against is None
    shown = [one for one in (line.is_for, line.against) if one is not None]
    assert len(shown) <= 1


def test_somebody_who_has_left_the_register_is_in_no_count() -> None:
    homes = people(10)
    told = Rows(homes, [("housing", one, None) for one in [*homes, uuid4()]])
    assert told.counts()["ward", "housing"] == 10


def test_a_street_that_raises_an_issue_far_more_is_named_where_that_gives_nobody_away() -> None:
    loud = people(40, street="Peabody Avenue")
    quiet = people(200, street="Lupus Street")
    told = rows(loud | quiet, ("housing", [*list(loud)[:25], *list(quiet)[:20]], None))
    tables = tables_of(told, [HOUSING], DISTRICTS, 5)
    (spot,) = hot_spots(tables, [HOUSING], 5)
    assert (spot.street, spot.count, spot.of) == ("Peabody Avenue", 25, 40)

    alone = rows(loud | quiet, ("housing", [*list(loud)[:25], *list(quiet)[:3]], None))
    assert hot_spots(tables_of(alone, [HOUSING], DISTRICTS, 5), [HOUSING], 5) == ()


def test_a_street_with_few_conversations_is_not_named() -> None:
    few, quiet = people(20, street="Peabody Avenue"), people(200)
    told = rows(few | quiet, ("housing", [*few, *list(quiet)[:20]], None))
    assert hot_spots(tables_of(told, [HOUSING], DISTRICTS, 5), [HOUSING], 5) == ()


def test_hidden_issues_come_last_in_the_order_of_the_catalogue() -> None:
    homes = people(50)
    told = rows(homes, ("oxford_street", list(homes)[:20], None))
    tables = tables_of(told, [HOUSING, OXFORD], DISTRICTS, 5)
    lines = in_order([issue_line(one, tables, DISTRICTS) for one in (HOUSING, OXFORD)])
    assert [line.code for line in lines] == ["oxford_street", "housing"]
    assert lines[1].is_hidden


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["CH1", "CH2"]),
            st.sampled_from(["A Street", "B Street"]),
            st.sampled_from([None, "for", "against"]),
            st.booleans(),
        ),
        max_size=80,
    )
)
def test_what_is_shown_is_a_naive_recount_and_never_small(
    told: list[tuple[str, str, str | None, bool]],
) -> None:
    homes = {uuid4(): Home(district, street, is_flat=False) for district, street, _, _ in told}
    raised = [
        ("oxford_street", elector, stance)
        for elector, (_, _, stance, is_raised) in zip(homes, told, strict=True)
        if is_raised
    ]
    tables = tables_of(Rows(homes, raised), [OXFORD], DISTRICTS, 5)
    line = issue_line(OXFORD, tables, DISTRICTS)
    naive = {
        "ward": len(raised),
        "for": sum(stance == "for" for _, _, stance in raised),
        "against": sum(stance == "against" for _, _, stance in raised),
        "CH1": sum(homes[one].district == "CH1" for _, one, _ in raised),
        "CH2": sum(homes[one].district == "CH2" for _, one, _ in raised),
    }
    shown = {
        "ward": line.cell.count,
        "for": line.is_for,
        "against": line.against,
        "CH1": line.districts[0].count,
        "CH2": line.districts[1].count,
    }
    for name, count in shown.items():
        assert count is None or count == naive[name] >= 5
    assert tables.counts["stance", "oxford_street", NEITHER] == (
        naive["ward"] - naive["for"] - naive["against"]
    )
