"""The week and what moved by e-mail: asked for by each member, stopped without a sign-in."""

from uuid import UUID

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature
from wtforms import BooleanField

from canvass.core.access import Permission
from canvass.core.errors import NotFoundError
from canvass.db import db
from canvass.store.accounts import campaign_called
from canvass.store.mails import (
    STATE_WORDS,
    MailWish,
    mails_to,
    wish_called,
    wish_of,
)
from canvass.store.mails import (
    stop as stop_mails,
)
from canvass.web.access import campaign_slug, needs, viewer
from canvass.web.clock import now
from canvass.web.forms import PageForm
from canvass.web.mailing import sealer

bp = Blueprint("mails", __name__, url_prefix="/c/<slug>/issues/mails")

NO_STOP = "This link does not stop anything any more. Sign in, and change it on the page of issues."


class WishForm(PageForm):
    """What one wants to be sent."""

    week = BooleanField("The week, every Monday morning")
    alerts = BooleanField("An alert when something moves, at most one a day")


@bp.route("/", methods=["GET", "POST"])
@needs(Permission.REPORT_READ)
def wishes() -> ResponseReturnValue:
    """Show what one is sent, and change it."""
    session, user = db.session(), viewer()
    wish = wish_of(session, user.id)
    form = WishForm() if request.method == "POST" else form_of(wish)
    if form.sent() and user.email and current_app.config["CANVASS_POST_OFFICE"]:
        keep_wish(wish, week=bool(form.week.data), alerts=bool(form.alerts.data))
        flash("Kept. It holds from the next mail on.")
        return redirect(url_for("mails.wishes"))
    return render_template(
        "mails/mails.html",
        form=form,
        email=user.email,
        is_set_up=current_app.config["CANVASS_POST_OFFICE"] is not None,
        mails=mails_to(session, user.id),
        state_words=STATE_WORDS,
    )


def form_of(wish: MailWish | None) -> WishForm:
    """Show what one wants now."""
    return WishForm(week=bool(wish and wish.wants_week), alerts=bool(wish and wish.wants_alerts))


@bp.get("/stop/<token>")
@needs(None)
def stopping(token: str) -> str:
    """Ask whoever holds the link in a mail whether its mails are to stop."""
    wish = wish_in(token)
    is_on = wish.wants_week or wish.wants_alerts
    return render_template("mails/stop.html", token=token, is_on=is_on)


@bp.post("/stop/<token>")
@needs(None)
def stop(token: str) -> str:
    """Stop the mails of whoever holds the link, whichever program sends this for them."""
    stop_mails(wish_in(token))
    db.session.commit()
    return render_template("mails/stop.html", token=token, is_on=False)


def wish_in(token: str) -> MailWish:
    """Find the wish that a sealed word is about.

    Raises:
        NotFoundError: it is about none, or not ours: the same answer.
    """
    session = db.session()
    try:
        wish_id = UUID(hex=str(sealer().loads(token)))
        election = campaign_called(session, campaign_slug())
        wish = wish_called(session, wish_id)
    except (BadSignature, ValueError, NotFoundError) as error:
        raise NotFoundError(NO_STOP) from error
    g.campaign = election
    return wish


def keep_wish(wish: MailWish | None, *, week: bool, alerts: bool) -> None:
    """Keep what one wants, and where the site is, so that mails can link to it."""
    session = db.session()
    if wish is None:
        wish = MailWish(user_id=viewer().id)
        session.add(wish)
    if not (wish.wants_week or wish.wants_alerts):
        wish.asked_at = now()
    wish.wants_week, wish.wants_alerts = week, alerts
    wish.site = request.host_url.rstrip("/")[:200]
    session.commit()
