"""Who answers for a campaign's data, and on what basis each purpose rests."""

from uuid import UUID

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.purposes import Body
from canvass.store.base import Scoped, campaign_of

THE_ONE = UUID(int=1)


class Controller(Scoped):
    """Who answers for the data: what it is, who and where, and the basis of each purpose."""

    __tablename__ = "controller"

    body: Mapped[Body]
    contact: Mapped[str] = mapped_column(String(300), default="")
    bases: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


def controller_of(session: Session) -> Controller | None:
    """Give who answers for the session's campaign, if somebody has said."""
    return session.get(Controller, (campaign_of(session), THE_ONE))


def set_controller(session: Session, body: Body, contact: str, bases: dict[str, str]) -> Controller:
    """Say who answers for the data."""
    found = controller_of(session)
    if found is None:
        found = Controller(id=THE_ONE)
        session.add(found)
    found.body, found.contact, found.bases = body, contact, bases
    return found
