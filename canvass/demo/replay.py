"""The app with its clock set back to 2018, and the browsers of the people who worked with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from canvass.core.demo import DEMO_SLUG
from canvass.core.errors import CanvassError
from canvass.db import db
from canvass.store.accounts import User, campaign_called, user_called

CLOCK = "CANVASS_CLOCK"
FROM_OUR_SITE = {"Sec-Fetch-Site": "same-origin"}

Tell = Callable[[str, int, int], None]
"""Hears which step is at work, how much of it is done, and of how much."""


class DemoError(CanvassError):
    """The demonstration cannot be built or opened."""


@dataclass(frozen=True, slots=True)
class Replay:
    """One rebuilding of the campaign: the same seed makes the same people say the same things.

    `scale` makes it smaller, for tests. No session and no app context may be held while something
    is posted: SQLite has one writer, and Flask-Login remembers who was signed in.
    """

    app: Flask
    seed: int
    scale: float
    tell: Tell

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session for the campaign, and keep what was done in it."""
        with self.app.app_context():
            session = db.session()
            campaign_called(session, DEMO_SLUG)
            yield session
            session.commit()

    def browser(self, token: str) -> FlaskClient:
        """Give a browser that holds a sign-in."""
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        return client

    def post(
        self, client: FlaskClient, moment: datetime, page: str, body: bytes | dict[str, str]
    ) -> TestResponse:
        """Post a form, or JSON as bytes, to a page of the campaign at a moment.

        Raises:
            DemoError: the app would not have it.
        """
        self.app.config[CLOCK] = lambda: moment
        kind = "application/json" if isinstance(body, bytes) else None
        answer = client.post(
            f"/c/{DEMO_SLUG}/{page}", data=body, content_type=kind, headers=FROM_OUR_SITE
        )
        if answer.status_code >= 400:  # noqa: PLR2004
            raise DemoError(f"The app refused {page} at {moment}: {answer.status}.")
        return answer


def member_called(session: Session, email: str) -> User:
    """Find somebody who works in the demonstration.

    Raises:
        DemoError: nobody has this address.
    """
    user = user_called(session, email)
    if user is None:
        raise DemoError(f"Nobody in the demonstration has the address {email}.")
    return user
