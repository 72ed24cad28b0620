from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from canvass.core.areas import areas_of
from canvass.core.knockup import Door
from tests.sheets.make import make_door

RUNS = st.lists(
    st.tuples(
        st.sampled_from(("CH1", "CH2", "CH3")),
        st.sampled_from(("Lupus Street", "Claverton Street")),
        st.sampled_from(("odd", "even", "")),
        st.integers(1, 60),
    ),
    max_size=8,
)


def doors_in(*runs: tuple[str, str, str, int]) -> list[Door]:
    """Return doors numbered through: a district, a street, a side and how many, run after run."""
    places = [run[:3] for run in runs for _ in range(run[3])]
    return [
        make_door(str(number), district=district, street=street, side=side)
        for number, (district, street, side) in enumerate(places)
    ]


@given(RUNS, st.integers(1, 40))
def test_no_door_is_lost_or_doubled_and_walking_order_is_kept(
    runs: list[tuple[str, str, str, int]], size: int
) -> None:
    doors = doors_in(*runs)
    areas = areas_of(doors, size)

    assert [door for area in areas for door in area.doors] == doors
    for area in areas:
        assert {door.district for door in area.doors} == {area.district}
        for block in area.blocks:
            assert {(door.street, door.side) for door in block.doors} == {
                (block.street, block.side)
            }


@given(RUNS)
def test_a_sheet_has_about_36_doors_and_none_much_more(
    runs: list[tuple[str, str, str, int]],
) -> None:
    doors = doors_in(*runs)

    areas = areas_of(doors)

    assert all(len(area.doors) <= 36 * 1.15 for area in areas)
    districts = [len(list(run)) for _, run in groupby(doors, lambda door: door.district)]
    assert len(areas) <= sum(-(-count // 36) for count in districts)


def test_a_long_side_is_cut_into_even_parts() -> None:
    areas = areas_of(doors_in(("CH1", "Lupus Street", "odd", 100)))

    assert [len(area.doors) for area in areas] == [33, 34, 33]


def test_a_cut_is_moved_to_where_a_street_ends() -> None:
    areas = areas_of(
        doors_in(("CH1", "Lupus Street", "odd", 27), ("CH1", "Claverton Street", "odd", 33))
    )

    assert [len(area.doors) for area in areas] == [27, 33]


def test_a_building_is_not_cut_if_the_cut_can_stand_beside_it() -> None:
    houses = [make_door(str(number)) for number in range(28)]
    flats = [make_door(f"Flat {number}", building="Victoria House") for number in range(32)]

    areas = areas_of([*houses, *flats])

    assert [len(area.doors) for area in areas] == [28, 32]


def test_one_polling_district_with_two_stations_gets_a_sheet_for_each() -> None:
    doors = [make_door("1"), make_door("3", station="Pimlico Academy")]

    stations = [area.station for area in areas_of(doors)]

    assert stations == ["St Gabriel’s Hall, Glasgow Terrace", "Pimlico Academy"]
