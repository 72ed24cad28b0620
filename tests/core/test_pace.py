from datetime import UTC, datetime, timedelta

from canvass.core.pace import Sign, signs_of

START = datetime(2018, 4, 20, 18, tzinfo=UTC)


def moments(count: int, apart: float) -> list[datetime]:
    return [START + timedelta(seconds=place * apart) for place in range(count)]


def test_a_response_every_two_seconds_is_looked_at() -> None:
    assert signs_of(moments(10, 2), 10, 3) == {Sign.FASTER_THAN_WALKING}
    assert signs_of(moments(10, 2.1), 10, 3) == frozenset()
    assert signs_of(moments(9, 1), 9, 3) == frozenset()
    assert signs_of(list(reversed(moments(10, 1))), 10, 3) == {Sign.FASTER_THAN_WALKING}


def test_one_quick_house_among_slow_ones_is_nothing_to_look_at() -> None:
    evening = moments(30, 90)
    assert signs_of([*evening, evening[-1], evening[-1]], 30, 9) == frozenset()


def test_nearly_every_door_of_twenty_opening_is_looked_at() -> None:
    assert signs_of(moments(20, 90), 20, 19) == {Sign.EVERY_DOOR_OPENED}
    assert signs_of(moments(20, 90), 20, 18) == frozenset()
    assert signs_of(moments(19, 90), 19, 19) == frozenset()


def test_nothing_recorded_is_nothing_to_look_at() -> None:
    assert signs_of([], 0, 0) == frozenset()
