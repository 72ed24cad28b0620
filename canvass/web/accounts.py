"""Signing in and out, and changing one's password."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from canvass.core.audit import Deed, Note
from canvass.core.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from canvass.core.sealing import unlock
from canvass.db import db
from canvass.store.accounts import (
    User,
    campaigns_for,
    change_password,
    end_sign_in,
    note_browser,
    open_sign_in,
    user_called,
)
from canvass.store.audit import waiting
from canvass.store.factors import factor_of, is_factor_right
from canvass.store.passkeys import passkeys_of
from canvass.store.tries import count_try, is_locked, try_key
from canvass.web.access import SignedIn, ask_to_sign_in, needs
from canvass.web.browsers import browser_words, known_browser, remember_browser
from canvass.web.clock import now
from canvass.web.drawing import packs_cookie
from canvass.web.forms import PageForm
from canvass.web.passwords import SHORTEST, hash_password, is_right, refuse_common

bp = Blueprint("accounts", __name__)

WRONG = (
    "That address and password do not belong together, or were tried too often: wait five minutes."
)
WRONG_CODE = "Those are not the digits of this moment, or they were tried too often."
HALF_LASTS = timedelta(minutes=5)


class SignInForm(PageForm):
    """An address and a password."""

    email = EmailField(
        "E-mail address",
        [InputRequired("Enter your e-mail address."), Length(max=254)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        "Password",
        [InputRequired("Enter your password."), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(PageForm):
    """The digits of this moment, or a recovery code."""

    code = StringField(
        "Six digits, or a recovery code",
        [InputRequired("Type the digits that your app shows."), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "autofocus": True},
    )


class NewPasswordForm(PageForm):
    """A password to have from now on."""

    new = PasswordField(
        "New password",
        [
            InputRequired("Enter a new password."),
            Length(SHORTEST, 200, f"A password has at least {SHORTEST} characters."),
            refuse_common,
        ],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "New password again",
        [EqualTo("new", "The two new passwords are not the same.")],
        render_kw={"autocomplete": "new-password"},
    )


class PasswordForm(NewPasswordForm):
    """The password one has, and the one to have from now on."""

    old = PasswordField(
        "Password now",
        [InputRequired("Enter the password you have now."), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


@bp.route("/sign-in", methods=["GET", "POST"])
@needs(None)
def sign_in() -> ResponseReturnValue:
    """Sign somebody in; unknown addresses and wrong passwords get one answer."""
    form = SignInForm()
    after = safe_target(request.args.get("after", ""))
    if form.sent():
        user = checked_user(str(form.email.data), str(form.password.data))
        if user is not None and has_second(user):
            cookie["half"] = [user.id.hex, now().isoformat()]
            return redirect(url_for("accounts.second", after=after or None))
        if user is not None:
            return let_in(user, after)
        form.email.errors = [WRONG]
    is_demo = current_app.config["CANVASS_DEMO"]
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        after=after or None,
        demo_accounts=DEMO_ACCOUNTS if is_demo else (),
        demo_password=DEMO_PASSWORD,
    )
    return page, 400 if form.errors else 200


@bp.route("/sign-in/code", methods=["GET", "POST"])
@needs(None)
def second() -> ResponseReturnValue:
    """Ask whoever knew the password for the second factor."""
    user = half_signed_in()
    if user is None:
        return redirect(url_for("accounts.sign_in"))
    after = safe_target(request.args.get("after", ""))
    form = CodeForm()
    if form.sent():
        if is_code_right(user, str(form.code.data)):
            cookie.pop("half")
            return let_in(user, after, is_double=True)
        form.code.errors = [WRONG_CODE]
    page = render_template(
        "accounts/second.html",
        form=form,
        after=after or None,
        has_app=factor_of(db.session(), user.id) is not None,
        has_passkeys=bool(passkeys_of(db.session(), user.id)),
    )
    return page, 400 if form.errors else 200


@bp.post("/sign-out")
@needs(None)
def sign_out() -> Response:
    """End this sign-in on the server, and have the browser forget the pages it saw."""
    answer = redirect(url_for("accounts.sign_in"))
    if current_user.is_authenticated:
        session = db.session()
        for campaign in campaigns_for(session, current_user.user):
            answer.delete_cookie(
                packs_cookie(),
                path=f"/c/{campaign.slug}/",
                secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            )
        end_sign_in(session, current_user.token)
        note_everywhere(current_user.user, Deed.SIGNED_OUT)
        session.commit()
    logout_user()
    answer.headers["Clear-Site-Data"] = '"cache"'  # its storage may hold answers not sent yet
    return answer


@bp.route("/password", methods=["GET", "POST"])
@needs(None)
def password() -> ResponseReturnValue:
    """Change one's own password; every sign-in ends, on all browsers."""
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    form = PasswordForm()
    if form.sent():
        user = checked_user(current_user.user.email, str(form.old.data))
        if user is not None:
            change_password(db.session(), user, hash_password(str(form.new.data)))
            note_everywhere(user, Deed.PASSWORD_CHANGED)
            db.session.commit()
            logout_user()
            flash("Your password is changed. Sign in with it.")
            return redirect(url_for("accounts.sign_in"))
        form.old.errors = ["That is not your password now."]
    return render_template("accounts/password.html", form=form), 400 if form.errors else 200


def let_in(user: User, after: str, *, is_double: bool = False) -> Response:
    """Open a sign-in for somebody who proved who they are, and go on to where they were going."""
    session = db.session()
    email = str(user.email)
    token = open_sign_in(session, user, now())
    session.flush()
    note_browser(session, token, browser_words(), is_double=is_double)
    note_everywhere(user, Deed.SIGNED_IN)
    session.commit()
    login_user(SignedIn(user, token, is_double=is_double))
    return remember_browser(redirect(after or url_for("home.front")), email)


def checked_user(email: str, given: str) -> User | None:
    """Find the user whose password this is; count a failure against the account if it is not.

    The hash is checked outside of any transaction: argon2 is slow, and a writer holds up others.
    Whether there is such an account changes neither what is done nor how long it takes.
    """
    session = db.session()
    key = try_key(email, known_browser(email))
    found = user_called(session, email)
    password_hash = found.password_hash if found else None
    was_locked = is_locked(session, key, now())
    session.rollback()
    right = is_right(password_hash, given) and not was_locked
    user = user_called(session, email)
    if not was_locked:
        is_last = count_try(session, key, now(), right=right)
        if is_last and user is not None:
            note_everywhere(user, Deed.SIGN_IN_LOCKED)
    session.commit()
    return user if right else None


def is_code_right(user: User, typed: str) -> bool:
    """Tell whether the second factor is right; it is counted as passwords are."""
    session = db.session()
    key = try_key(f"{user.email} second", known_browser(str(user.email)))
    if is_locked(session, key, now()):
        return False
    opener = partial(unlock, str(current_app.config["SECRET_KEY"]))
    right = is_factor_right(session, user.id, typed, now(), opener)
    count_try(session, key, now(), right=right)
    session.commit()
    return right


def has_second(user: User) -> bool:
    """Tell whether somebody's password alone lets nobody in: they have an app or a passkey."""
    session = db.session()
    return factor_of(session, user.id) is not None or bool(passkeys_of(session, user.id))


def half_signed_in() -> User | None:
    """Give who knew the password a few minutes ago and is to show the second factor."""
    told = cookie.get("half")
    if not told or datetime.fromisoformat(told[1]) < now() - HALF_LASTS:
        return None
    return db.session.get(User, UUID(told[0]))


def note_everywhere(user: User, deed: Deed) -> None:
    """Have it written into the log of every campaign that somebody belongs to."""
    session = db.session()
    for campaign in campaigns_for(session, user):
        waiting(session).append((campaign.id, Note(deed, now(), user.id)))


def safe_target(after: str) -> str:
    """Give the page to go on to, if it is one of ours."""
    is_ours = after.startswith("/") and not after.startswith(("//", "/\\"))
    return after if is_ours else ""
