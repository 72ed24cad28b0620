"""Ways back in without a password: asked for, handed out, approved by a second person."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, EmailField, StringField
from wtforms.validators import InputRequired, Length

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.errors import NotFoundError
from canvass.db import db
from canvass.store.accounts import User
from canvass.store.tries import count_try, is_locked, try_key
from canvass.store.undoing import person_for
from canvass.store.ways_back import (
    HANDED_FOR,
    NO_USE,
    NoWayBackError,
    approve,
    ask,
    hand,
    take,
    waiting_for,
    way_for,
)
from canvass.web.access import campaign, needs, viewer
from canvass.web.accounts import NewPasswordForm, note_everywhere
from canvass.web.browsers import known_browser
from canvass.web.clock import now
from canvass.web.forms import PageForm
from canvass.web.noting import note
from canvass.web.passwords import hash_password
from canvass.web.posting import BACK, post_link

bp = Blueprint("ways_back", __name__)

ASKED = (
    "If that address has an account here, a mail with a code is on its way. It may take minutes."
)


class AskForm(PageForm):
    """Whose password is forgotten."""

    email = EmailField(
        "E-mail address",
        [InputRequired("Enter your e-mail address."), Length(max=254)],
        render_kw={"autocomplete": "username"},
    )


class HandForm(PageForm):
    """What else somebody lost, and whether the link is sent by e-mail too."""

    lost = BooleanField("They lost their second factor and their recovery codes too")
    send = BooleanField("Send them the link by e-mail too")


class BackForm(NewPasswordForm):
    """An address, the code that was made for it, and a new password."""

    email = EmailField(
        "Your e-mail address",
        [InputRequired("Enter the address that you sign in with."), Length(max=254)],
        render_kw={"autocomplete": "username"},
    )
    code = StringField(
        "Code",
        [InputRequired("Type the code that you were given."), Length(max=60)],
        render_kw={"autocomplete": "off"},
    )


@bp.route("/forgotten", methods=["GET", "POST"])
@needs(None)
def forgotten() -> ResponseReturnValue:
    """Say how one comes back in, and have a code sent; each address gets the same answer."""
    form = AskForm()
    can_send = current_app.config["CANVASS_POST_OFFICE"] is not None
    if can_send and form.sent():
        ask(db.session(), str(form.email.data), now())
        db.session.commit()
        flash(ASKED)
        return redirect(url_for("ways_back.back"))
    page = render_template("ways_back/forgotten.html", form=form, can_send=can_send)
    return page, 400 if form.errors else 200


@bp.get("/back")
@bp.get("/back/<code>")
@needs(None)
def back(code: str = "") -> str:
    """Show where a code is used: the same page for every code, so that it tells nothing."""
    return render_template("ways_back/back.html", form=BackForm(code=code))


@bp.post("/back")
@needs(None)
def use() -> ResponseReturnValue:
    """Set a new password by a code; whoever has a second factor still needs it to sign in."""
    form = BackForm()
    if form.sent():
        try:
            user = returned(str(form.email.data), str(form.code.data), str(form.new.data))
        except NoWayBackError as refusal:
            form.code.errors = [str(refusal)]
        else:
            note_everywhere(user, Deed.BACK_TAKEN)
            db.session.commit()
            flash("Your new password is set, and you are signed out everywhere. Sign in with it.")
            return redirect(url_for("accounts.sign_in"))
    return render_template("ways_back/back.html", form=form), 400


def returned(email: str, code: str, password: str) -> User:
    """Set a new password by a code; wrong ones are counted as wrong passwords are.

    Raises:
        NoWayBackError: it cannot be used, or was tried too often: the same answer.
    """
    session = db.session()
    key = try_key(f"{email} back", known_browser(email))
    if is_locked(session, key, now()):
        raise NoWayBackError(NO_USE)
    try:
        way_for(session, code, email, now())
    except NoWayBackError:
        count_try(session, key, now(), right=False)
        session.commit()
        raise
    session.rollback()  # nobody else waits for argon2
    password_hash = hash_password(password)
    user = take(session, way_for(session, code, email, now()), password_hash, now())
    count_try(session, key, now(), right=True)
    return user


@bp.get("/c/<slug>/people/<uuid:user_id>/back")
@needs(Permission.PERSON_RETURN)
def person(user_id: UUID) -> str:
    """Show what handing somebody a way back does, before it is done."""
    found = with_account(user_id)
    can_send = current_app.config["CANVASS_POST_OFFICE"] is not None
    return render_template(
        "ways_back/person.html", person=found, form=HandForm(), can_send=can_send
    )


def with_account(user_id: UUID) -> User:
    """Find somebody of this campaign who has an account; a phone that joined by a code has none.

    Raises:
        NotFoundError: there is none.
    """
    found = person_for(db.session(), user_id)
    if found.email is None:
        raise NotFoundError
    return found


@bp.post("/c/<slug>/people/<uuid:user_id>/back")
@needs(Permission.PERSON_RETURN)
def hand_out(user_id: UUID) -> ResponseReturnValue:
    """Make a way back and show its link, once; whoever made it hands it on."""
    session, form = db.session(), HandForm()
    found = with_account(user_id)
    lost = bool(form.lost.data)
    code = hand(session, viewer().id, user_id, now(), drops_factor=lost)
    note(Deed.BACK_HANDED, Subject.PERSON, user_id, "without second factor" if lost else "")
    session.commit()
    url = url_for("ways_back.back", code=code, _external=True)
    sent = post_link(str(found.email), BACK, campaign().name, url) if form.send.data else ""
    until = now() + HANDED_FOR
    return render_template(
        "ways_back/handed.html", person=found, url=url, until=until, lost=lost, sent=sent
    )


@bp.get("/c/<slug>/people/back")
@needs(Permission.PERSON_RETURN)
def waiting() -> str:
    """Show whose second factor is to be dropped, for a second person to approve."""
    rows = waiting_for(db.session(), viewer().id, now())
    return render_template("ways_back/waiting.html", rows=rows)


@bp.post("/c/<slug>/people/back/<uuid:way_id>")
@needs(Permission.PERSON_RETURN)
def approve_it(way_id: UUID) -> ResponseReturnValue:
    """Approve, as a second person, that somebody comes back without their second factor."""
    user_id = approve(db.session(), viewer().id, way_id, now())
    note(Deed.BACK_APPROVED, Subject.PERSON, user_id)
    db.session.commit()
    flash("Approved. Their link works now.")
    return redirect(url_for("ways_back.waiting"))
