"""What the worker sends: the summary of a week on Mondays, an alert when something moved."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from flask import current_app
from itsdangerous import URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Member, Permission
from canvass.core.audit import Deed, Note
from canvass.core.changes import FALSE_ALARMS
from canvass.core.errors import CanvassError
from canvass.core.week import ALERTED_FOR, LOOKS, SENDING_FROM, Moved, WeekSummary, new_moves
from canvass.core.week import last_sending as last_monday
from canvass.core.week_mail import Links, alert_subject, alert_text, week_subject, week_text
from canvass.db import db, reading
from canvass.mail import Attachment, Letter, MailUnsureError, PostOffice, send
from canvass.sheets.week import week_pdf
from canvass.store.accounts import Campaign, User, member_for, the_campaign
from canvass.store.audit import note
from canvass.store.base import campaign_of, open_for
from canvass.store.mails import (
    Draft,
    Mail,
    MailKind,
    MailState,
    MailWish,
    claim_mail,
    end_mail,
    leave_lost,
    put_off,
    told_since,
    unwritten,
    wish_of,
    write_mail,
)
from canvass.store.places import wards_for
from canvass.store.weeks import moves_until, week_summary
from canvass.web.clock import now

SALT = "canvass stop mails"
WEEK = timedelta(days=7)
MOST_AT_ONCE = 20
"""After so many mails the worker looks at its other work first."""

NOT_WANTED = "Nobody wants it any more."
WORDS = {MailKind.WEEK: "the week, by e-mail", MailKind.ALERT: "what moved, by e-mail"}


class Reader(NamedTuple):
    """Who gets a mail, what they may see, and where it leads them."""

    email: str
    member: Member
    links: Links


def sealer() -> URLSafeSerializer:
    """Give what seals the word that stops somebody's mails, and opens nothing else."""
    return URLSafeSerializer(str(current_app.secret_key), salt=SALT)


def send_mails() -> int:
    """Write what is due in every campaign and hand in what waits; count what was handed in.

    Nothing happens where no mail server is set, nor on a polling day: then packs come first.
    """
    office: PostOffice | None = current_app.config["CANVASS_POST_OFFICE"]
    session, done = db.session(), 0
    if office is None or is_polling_day(session):
        return 0
    for campaign_id in session.scalars(select(Campaign.id)).all():
        session.rollback()
        open_for(session, campaign_id)
        if the_campaign(session).erased_at is None:
            write_weeks(session)
            write_alerts(session)
            leave_lost(session, now())
            session.commit()
            while done < MOST_AT_ONCE and send_next(session, office):
                done += 1
        session.rollback()
    return done


def is_polling_day(session: Session) -> bool:
    """Tell whether any campaign of this server has its polling day today."""
    days = [
        now().astimezone(election.time_zone).date() == election.polling_day
        for election in session.scalars(select(Campaign))
    ]
    session.rollback()
    return any(days)


def write_weeks(session: Session) -> None:
    """Write the summary of the last whole week to whoever asked for it before it was due."""
    campaign = the_campaign(session)
    due_at = last_monday(now(), campaign.time_zone)
    last = due_at.date() - timedelta(days=1)
    if last <= campaign.polling_day + WEEK:
        first = last - timedelta(days=6)
        write(session, (MailKind.WEEK, first.isoformat()), due_at, week_draft(last))


def write_alerts(session: Session) -> None:
    """Write what moved in the fortnight until yesterday, once a day while the campaign lasts."""
    campaign = the_campaign(session)
    today = now().astimezone(campaign.time_zone).date()
    due_at = datetime.combine(today, SENDING_FROM, campaign.time_zone)
    if due_at <= now() and today < campaign.polling_day:
        write(session, (MailKind.ALERT, today.isoformat()), due_at, alert_draft(today))


Drafting = Callable[[Session, Reader], Draft]


def write(
    session: Session, which: tuple[MailKind, str], due_at: datetime, drafting: Drafting
) -> None:
    """Write one mail to each who asked: read first, so that no phone waits for it, then kept."""
    wishes = unwritten(session, *which, due_at)
    drafts: dict[UUID, Draft] = {}
    for wish_id in [one.id for one in wishes]:
        with reading():
            reader = reader_of(session, session.get(MailWish, (campaign_of(session), wish_id)))
            drafts[wish_id] = drafting(session, reader) if reader else Draft("", "")
    for wish_id, draft in drafts.items():
        wish = session.get(MailWish, (campaign_of(session), wish_id))
        if wish is not None:
            write_mail(session, wish, which, draft, now())
    session.commit()


def reader_of(session: Session, wish: MailWish | None) -> Reader | None:
    """Give who asked, if they may still read reports and have an address."""
    user = session.get(User, wish.user_id) if wish else None
    member = member_for(session, user) if user else None
    if wish is None or not (user and user.email and member and member.may(Permission.REPORT_READ)):
        return None
    slug = the_campaign(session).slug
    token = sealer().dumps(wish.id.hex)
    links = Links(
        wish.site + path_of("reports.wards", slug=slug),
        wish.site + path_of("mails.stopping", slug=slug, token=token),
    )
    return Reader(user.email, member, links)


def path_of(endpoint: str, **values: str) -> str:
    """Give a page's path; there is no request here that would know it."""
    return str(current_app.url_map.bind("").build(endpoint, values))


def summary_for(session: Session, member: Member, last: date) -> WeekSummary:
    """Sum up the week that ends on a day, of the wards somebody works in."""
    return week_summary(session, wards_for(session, member), last, now())


def week_draft(last: date) -> Drafting:
    """Say how the summary of the week that ends on a day is written."""

    def draft(session: Session, reader: Reader) -> Draft:
        summary = summary_for(session, reader.member, last)
        return Draft(week_subject(summary), week_text(summary, reader.links))

    return draft


def alert_draft(today: date) -> Drafting:
    """Say how an alert is written: of what moved and was not told lately."""

    def draft(session: Session, reader: Reader) -> Draft:
        yesterday = today - timedelta(days=1)
        wards = wards_for(session, reader.member)
        moved = moves_until(session, wards, yesterday, now(), FALSE_ALARMS / LOOKS)
        told = told_since(session, reader.member.user_id, now() - ALERTED_FOR)
        return alert_of(the_campaign(session).name, new_moves(moved, told), reader.links)

    return draft


def alert_of(campaign: str, moved: tuple[Moved, ...], links: Links) -> Draft:
    """Write an alert; there is none of nothing."""
    if not moved:
        return Draft("", "")
    keys = tuple(one.key for one in moved)
    return Draft(alert_subject(campaign, moved), alert_text(moved, links), keys)


def send_next(session: Session, office: PostOffice) -> bool:
    """Hand one mail in; tell whether it went well, so that others do not wait at a dead server.

    It is claimed, and kept so, before it goes.
    """
    mail = claim_mail(session, now())
    session.commit()
    if mail is None:
        return False
    mail_id, state, reason = mail.id, MailState.SENT, ""
    try:
        with reading():
            letter = letter_for(session, session.get_one(Mail, (campaign_of(session), mail_id)))
        if letter is None:
            state, reason = MailState.NOTHING, NOT_WANTED
        else:
            send(office, letter)
    except MailUnsureError as broken:
        state, reason = MailState.UNSURE, str(broken)
    except (CanvassError, OSError, ValueError) as failure:
        state, reason = MailState.WAITING, str(failure)
    settle(session, mail_id, state, reason)
    return state in (MailState.SENT, MailState.NOTHING)


def settle(session: Session, mail_id: UUID, state: MailState, reason: str) -> None:
    """Keep what became of a mail; one that was sent stands in the log."""
    mail = session.get_one(Mail, (campaign_of(session), mail_id))
    if state is MailState.WAITING:
        put_off(mail, now(), reason)
    else:
        end_mail(mail, state, now(), reason)
    if state is MailState.SENT:
        note(session, Note(Deed.REPORT_TAKEN, now(), mail.user_id, words=WORDS[mail.kind]))
    session.commit()


def letter_for(session: Session, mail: Mail) -> Letter | None:
    """Give a mail as it is handed in; nothing where its reader does not want it any more."""
    wish = wish_of(session, mail.user_id)
    wants = wish and (wish.wants_week if mail.kind is MailKind.WEEK else wish.wants_alerts)
    reader = reader_of(session, wish) if wants else None
    if reader is None:
        return None
    attachment = None
    if mail.kind is MailKind.WEEK:
        last = date.fromisoformat(mail.key) + timedelta(days=6)
        summary = summary_for(session, reader.member, last)
        attachment = Attachment(f"week-to-{last}.pdf", week_pdf(summary, is_mailed=True))
    return Letter(mail.id.hex, reader.email, mail.subject, mail.text, reader.links.stop, attachment)
