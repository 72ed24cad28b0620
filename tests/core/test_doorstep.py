import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from canvass.core.doorstep import (
    BadBatchError,
    BadResponseError,
    Flag,
    Outcome,
    corrected,
    read_batch,
    read_response,
    response_id,
)

NOW = datetime(2018, 5, 1, 18, 30, tzinfo=UTC)
PERSON, HOME, WALK = str(uuid4()), str(uuid4()), str(uuid4())


def told(**values: Any) -> dict[str, Any]:  # noqa: ANN401
    whole = {
        "id": str(uuid4()),
        "household": HOME,
        "walk": WALK,
        "elector": PERSON,
        "outcome": "spoke",
        "strength": 2,
        "issues": [{"code": "housing"}, {"code": "oxford_street", "stance": "against"}],
        "flags": ["lift"],
        "note": "Ring twice",
        "spoken_at": "2018-05-01T19:30:00+01:00",
    }
    return {**whole, **values}


def batch(*responses: str) -> bytes:
    head = f'{{"device": "{uuid4()}", "sent_at": "2018-05-01T18:30:00Z", "responses": ['
    return (head + ",".join(responses) + "]}").encode("utf-8", "surrogateescape")


def test_a_whole_response_is_read() -> None:
    response = read_response(told())

    assert response.outcome == Outcome.SPOKE
    assert [issue.code for issue in response.issues] == ["housing", "oxford_street"]
    assert response.flags == [Flag.LIFT]
    assert response.spoken_at == NOW


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "dancing"},
        {"strength": 6},
        {"strength": 2**64},
        {"strength": "2"},
        {"elector": "Mrs Jones"},
        {"spoken_at": "2018-05-01T19:30:00"},
        {"spoken_at": "yesterday"},
        {"note": "x" * 501},
        {"note": "Nul \x00"},
        {"note": "half an emoji \ud83d"},
        {"party": "\x00"},
        {"issues": [{"code": "h" * 41}]},
        {"flags": ["telephone"]},
        {"outcome": None},
        {"household": None},
        {"elector": None, "outcome": "not_in", "strength": 1},
        {"elector": None, "outcome": "moved", "strength": None, "issues": []},
        {"id": 7},
    ],
)
def test_a_response_that_makes_no_sense_is_refused_in_a_sentence(values: dict[str, Any]) -> None:
    with pytest.raises(BadResponseError, match=r"\.$"):
        read_response(told(**values))


@pytest.mark.parametrize("raw", [None, 7, "text", [], {}])
def test_something_that_is_no_response_at_all_is_refused(raw: object) -> None:
    with pytest.raises(BadResponseError):
        read_response(raw)
    assert response_id(raw, 3) == "#3"


def test_not_in_is_true_of_a_whole_door() -> None:
    door = told(elector=None, outcome="not_in", strength=None, issues=[], flags=[], note="")
    assert read_response(door).elector is None


def test_taking_back_needs_nothing_but_what_it_takes_back() -> None:
    earlier = uuid4()
    back = {"id": str(uuid4()), "retracts": str(earlier), "spoken_at": "2018-05-01T18:30:00Z"}
    assert read_response(back).retracts == earlier


@pytest.mark.parametrize(
    "spoilt",
    ['{"note": "\\ud83d"}', '{"note": "\udcff"}', '{"note": "\x00"}', '{"strength": 1e999}'],
)
def test_one_spoilt_text_does_not_spoil_the_batch(spoilt: str) -> None:
    good = json.dumps(told())
    read = read_batch(batch(good, spoilt, good))

    assert len(read.responses) == 3
    assert read_response(read.responses[0]).outcome == Outcome.SPOKE
    with pytest.raises(BadResponseError):
        read_response(read.responses[1])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Free WiFi</html>",
        b"[]",
        b'{"responses": []}',
        b"[" * 100_000,
        batch(*["{}"] * 201),
        b'{"device": "x", "sent_at": "2018-05-01T18:30:00Z", "responses": []}',
    ],
)
def test_what_is_no_batch_is_refused_whole(body: bytes) -> None:
    with pytest.raises(BadBatchError, match="still on your phone"):
        read_batch(body)


def test_a_response_without_a_readable_id_is_known_by_its_place() -> None:
    assert response_id(told(id="nonsense"), 4) == "#4"
    named = str(uuid4())
    assert response_id(told(id=named.upper()), 4) == named


def test_the_content_tells_a_repeat_from_another_use_of_an_id() -> None:
    first = told()
    assert read_response(first).digest() == read_response(dict(first)).digest()
    assert read_response(first).digest() != read_response({**first, "strength": 3}).digest()


def test_a_clock_two_hours_fast_is_put_right_and_one_a_minute_off_is_left() -> None:
    fast = NOW + timedelta(hours=2)
    assert corrected(fast - timedelta(minutes=5), fast, NOW) == NOW - timedelta(minutes=5)

    nearly = NOW - timedelta(seconds=50)
    assert corrected(nearly, nearly, NOW) == nearly


def test_nothing_was_said_in_the_future() -> None:
    assert corrected(NOW + timedelta(minutes=1), NOW, NOW) == NOW


@pytest.mark.parametrize("year", [1, 1970, 2200, 9999])
def test_a_clock_from_another_century_is_refused(year: int) -> None:
    with pytest.raises(BadResponseError, match="clock"):
        corrected(NOW.replace(year=year), NOW, NOW)
