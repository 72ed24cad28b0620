"""Who asked to be sent what, and each mail: one row for one person, week or day, for ever.

The row's id is made of what it is, so two workers that make the same one make one. A mail is
claimed before it is handed in; one whose worker died meanwhile may be out and is left alone.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.errors import NotFoundError
from canvass.store.base import Scoped, campaign_of, keep_new

NAMES = UUID("0c5fbd1e-2018-4503-8000-6d61696c7321")
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=12)
MOST_TRIES = 10
SILENT = timedelta(minutes=10)
SHOWN = 8


class MailKind(StrEnum):
    """What can be asked for."""

    ALERT = "alert"
    WEEK = "week"


class MailState(StrEnum):
    """How a mail stands."""

    FAILED = "failed"
    NOTHING = "nothing"
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"
    WAITING = "waiting"


STATE_WORDS = {
    MailState.FAILED: "not sent",
    MailState.NOTHING: "nothing to tell",
    MailState.SENDING: "being sent",
    MailState.SENT: "sent",
    MailState.UNSURE: "perhaps sent",
    MailState.WAITING: "to be tried again",
}


class MailWish(Scoped):
    """What one member asked to be sent, and since when. `site` is where they asked, for links."""

    __tablename__ = "mail_wish"
    __table_args__ = (UniqueConstraint("campaign_id", "user_id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    wants_week: Mapped[bool] = mapped_column(default=False)
    wants_alerts: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime]
    site: Mapped[str] = mapped_column(String(200))


class Mail(Scoped):
    """One mail to one person: of a week or a day (`key`, its first or only day), never twice.

    `about` lists what an alert told, so that it is not told again soon.
    """

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("campaign_id", "user_id", "kind", "key"),
        Index("ix_mail_state", "campaign_id", "state", "next_at"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[MailKind]
    key: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    about: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[MailState]
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime]
    next_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Draft(NamedTuple):
    """A mail as it is written; without text there is nothing to tell."""

    subject: str
    text: str
    about: tuple[str, ...] = ()


def wish_of(session: Session, user_id: UUID) -> MailWish | None:
    """Find what somebody asked to be sent."""
    return session.scalar(select(MailWish).where(MailWish.user_id == user_id))


def wish_called(session: Session, wish_id: UUID) -> MailWish:
    """Find a wish by its id.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(MailWish, (campaign_of(session), wish_id))
    if found is None:
        raise NotFoundError
    return found


def stop(wish: MailWish) -> None:
    """End all that somebody asked for."""
    wish.wants_week = wish.wants_alerts = False


def unwritten(session: Session, kind: MailKind, key: str, due_at: datetime) -> list[MailWish]:
    """List the wishes, made before a mail was due, for which it was not written yet."""
    wants = MailWish.wants_week if kind is MailKind.WEEK else MailWish.wants_alerts
    written = (
        select(Mail.id)
        .where(Mail.user_id == MailWish.user_id, Mail.kind == kind, Mail.key == key)
        .exists()
    )
    query = select(MailWish).where(wants, MailWish.asked_at < due_at, ~written)
    return list(session.scalars(query.order_by(MailWish.id)))


def write_mail(
    session: Session, wish: MailWish, which: tuple[MailKind, str], draft: Draft, now: datetime
) -> bool:
    """Keep a mail to be sent, or that there was nothing to tell; tell whether it was new."""
    kind, key = which
    values: dict[str, Any] = {
        "id": uuid5(NAMES, f"{campaign_of(session)}/{wish.user_id}/{kind}/{key}"),
        "user_id": wish.user_id,
        "kind": kind,
        "key": key,
        "subject": draft.subject[:200],
        "text": draft.text,
        "about": list(draft.about),
        "state": MailState.WAITING if draft.text else MailState.NOTHING,
        "tries": 0,
        "reason": "",
        "made_at": now,
        "next_at": now,
    }
    return keep_new(session, Mail, values)


def claim_mail(session: Session, now: datetime) -> Mail | None:
    """Take the mail that waits longest; of two workers one gets it. The caller commits first."""
    query = select(Mail.id).where(Mail.state == MailState.WAITING, Mail.next_at <= now)
    mail_id = session.scalar(query.order_by(Mail.next_at, Mail.id).limit(1))
    if mail_id is None:
        return None
    claimed = session.execute(
        update(Mail)
        .where(Mail.id == mail_id, Mail.state == MailState.WAITING)
        .values(state=MailState.SENDING, tries=Mail.tries + 1, next_at=now)
        .execution_options(synchronize_session=False)
        .returning(Mail.id)
    ).first()
    session.expire_all()
    return session.get(Mail, (campaign_of(session), mail_id)) if claimed else None


def end_mail(mail: Mail, state: MailState, now: datetime, reason: str = "") -> None:
    """Say what became of a mail for good."""
    mail.state, mail.reason, mail.ended_at = state, reason[:200], now


def put_off(mail: Mail, now: datetime, reason: str) -> None:
    """Have a mail that was not taken tried again, later each time; in the end it is given up."""
    if mail.tries >= MOST_TRIES:
        end_mail(mail, MailState.FAILED, now, reason)
        return
    wait = min(LONGEST_WAIT, FIRST_WAIT * 3 ** min(mail.tries - 1, 6))
    mail.state, mail.reason, mail.next_at = MailState.WAITING, reason[:200], now + wait


def leave_lost(session: Session, now: datetime) -> None:
    """Leave alone what was being sent when its worker died: it may be out already."""
    session.execute(
        update(Mail)
        .where(Mail.state == MailState.SENDING, Mail.next_at < now - SILENT)
        .values(
            state=MailState.UNSURE, ended_at=now, reason="The server stopped while it was sent."
        )
        .execution_options(synchronize_session=False)
    )


def told_since(session: Session, user_id: UUID, since: datetime) -> set[str]:
    """Give what alerts told somebody since a moment."""
    query = select(Mail.about).where(
        Mail.user_id == user_id, Mail.kind == MailKind.ALERT, Mail.made_at >= since
    )
    return {told for about in session.scalars(query) for told in about}


def mails_to(session: Session, user_id: UUID) -> list[Mail]:
    """List the last mails to somebody, newest first, without days on which nothing was to tell."""
    query = select(Mail).where(Mail.user_id == user_id, Mail.state != MailState.NOTHING)
    return list(session.scalars(query.order_by(Mail.made_at.desc(), Mail.id).limit(SHOWN)))
