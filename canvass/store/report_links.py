"""Links that show one ward's report, for some days and until a moment, to whoever holds them."""

import secrets
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.access import Member
from canvass.core.errors import NotFoundError
from canvass.core.pictures import Period
from canvass.core.sources import Source
from canvass.store.accounts import digest_of
from canvass.store.base import Scoped, campaign_of, points_to

TOKEN_BYTES = 24
NO_LINK = "This link does not work any more. Ask whoever sent it for a new one."


class ReportLink(Scoped):
    """A link to one ward's report of some days; only its digest is kept. It lasts to `until`."""

    __tablename__ = "report_link"
    __table_args__ = (
        UniqueConstraint("campaign_id", "digest"),
        points_to("ward", "ward_id"),
    )

    ward_id: Mapped[UUID]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    source: Mapped[Source | None]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def period(self) -> Period:
        """The days the report is of, and their source."""
        return Period(self.first_day, self.last_day, source=self.source)


def make_link(session: Session, link: ReportLink) -> str:
    """Keep a link, and give its token, which is shown once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link.digest = digest_of(token)
    session.add(link)
    return token


def open_link(session: Session, token: str, now: datetime) -> ReportLink:
    """Find the link that a token opens.

    Raises:
        NotFoundError: it opens none, or its time is over: the same answer.
    """
    query = select(ReportLink).where(
        ReportLink.digest == digest_of(token), ReportLink.ended_at.is_(None), ReportLink.until > now
    )
    found = session.scalar(query)
    if found is None:
        raise NotFoundError(NO_LINK)
    return found


def links_of(session: Session, ward_id: UUID, now: datetime) -> list[ReportLink]:
    """List the links to a ward's report that still open, newest first."""
    query = select(ReportLink).where(
        ReportLink.ward_id == ward_id, ReportLink.ended_at.is_(None), ReportLink.until > now
    )
    return list(session.scalars(query.order_by(ReportLink.made_at.desc())))


def end_link(session: Session, member: Member, link_id: UUID, now: datetime) -> ReportLink:
    """End a link at once.

    Raises:
        NotFoundError: there is none of that id, or it is of a ward that is not the member's.
    """
    found = session.get(ReportLink, (campaign_of(session), link_id))
    if found is None or not member.sees(found.ward_id):
        raise NotFoundError
    found.ended_at = found.ended_at or now
    return found
