"""A server that is nearly full turns away reports first, then boards, and telling never."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from canvass.core.access import Role
from tests.conftest import SignIn
from tests.polling_day import DAY, ROOM, fill_ward

REPORTS, LISTS = "/c/westminster/issues/", "/c/westminster/knockup/"


@contextmanager
def under_way(app: Flask, count: int) -> Iterator[None]:
    load = app.extensions["canvass-load"]
    load.change(count)
    yield
    load.change(-count)


@pytest.mark.parametrize(
    ("count", "turned_away"), [(0, []), (12, ["reports"]), (18, ["reports", "board"])]
)
def test_charts_go_first_then_boards_and_lists_never(
    sign_in: SignIn, app: Flask, count: int, turned_away: list[str]
) -> None:
    organiser = sign_in(Role.ORGANISER)
    pages = {"reports": REPORTS, "board": f"{DAY}/", "lists": LISTS, "telling": ROOM}
    with under_way(app, count):
        replies = {name: organiser.get(url) for name, url in pages.items()}
    assert [name for name, reply in replies.items() if reply.status_code == 503] == turned_away
    for name in turned_away:
        assert replies[name].headers["Retry-After"] == "15"
        assert "busy with telling and lists" in replies[name].text


def test_numbers_are_marked_however_busy_the_server_is(
    sign_in: SignIn, session: Session, app: Flask
) -> None:
    fill_ward(session)
    organiser = sign_in(Role.ORGANISER)
    with under_way(app, 100):
        reply = organiser.post(ROOM, data={"district": "CH1", "number": "1"})
    assert reply.status_code == 302


def test_every_request_is_counted_out_again_whatever_became_of_it(
    sign_in: SignIn, app: Flask
) -> None:
    organiser = sign_in(Role.ORGANISER)
    for url in (REPORTS, "/c/westminster/nothing", "/c/nobody/"):
        organiser.get(url)
    assert app.extensions["canvass-load"].under_way == 0
