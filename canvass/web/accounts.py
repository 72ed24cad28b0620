"""Signing in and out, and changing one's password."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from canvass.core.audit import Deed, Note
from canvass.core.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from canvass.db import db
from canvass.store.accounts import (
    User,
    campaigns_for,
    change_password,
    end_sign_in,
    open_sign_in,
    user_called,
)
from canvass.store.audit import waiting
from canvass.web.access import SignedIn, ask_to_sign_in, needs
from canvass.web.clock import now
from canvass.web.forms import PageForm
from canvass.web.passwords import SHORTEST, hash_password, is_right

bp = Blueprint("accounts", __name__)

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=5)
WRONG = (
    "That address and password do not belong together, or were tried too often: wait five minutes."
)


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


class PasswordForm(PageForm):
    """The password one has, and the one to have from now on."""

    old = PasswordField(
        "Password now",
        [InputRequired("Enter the password you have now."), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        "New password",
        [
            InputRequired("Enter a new password."),
            Length(SHORTEST, 200, f"A password has at least {SHORTEST} characters."),
        ],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "New password again",
        [EqualTo("new", "The two new passwords are not the same.")],
        render_kw={"autocomplete": "new-password"},
    )


@bp.route("/sign-in", methods=["GET", "POST"])
@needs(None)
def sign_in() -> ResponseReturnValue:
    """Sign somebody in; unknown addresses and wrong passwords get one answer."""
    form = SignInForm()
    after = safe_target(request.args.get("after", ""))
    if form.sent():
        user = checked_user(str(form.email.data), str(form.password.data))
        if user is not None:
            token = open_sign_in(db.session(), user, now())
            note_everywhere(user, Deed.SIGNED_IN)
            db.session.commit()
            login_user(SignedIn(user, token))
            return redirect(after or url_for("home.front"))
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


@bp.post("/sign-out")
@needs(None)
def sign_out() -> Response:
    """End this sign-in on the server, and have the browser forget what it holds of the site."""
    if current_user.is_authenticated:
        end_sign_in(db.session(), current_user.token)
        note_everywhere(current_user.user, Deed.SIGNED_OUT)
        db.session.commit()
    logout_user()
    return redirect(url_for("accounts.sign_in"))


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
            db.session.commit()
            logout_user()
            flash("Your password is changed. Sign in with it.")
            return redirect(url_for("accounts.sign_in"))
        form.old.errors = ["That is not your password now."]
    return render_template("accounts/password.html", form=form), 400 if form.errors else 200


def checked_user(email: str, given: str) -> User | None:
    """Find the user whose password this is; count a failure against the account if it is not.

    The hash is checked outside of any transaction: argon2 is slow, and a writer holds up others.
    """
    found = user_called(db.session(), email)
    password_hash = found.password_hash if found else None
    is_locked = bool(found and found.locked_until and found.locked_until > now())
    db.session.rollback()
    right = is_right(password_hash, given)
    user = user_called(db.session(), email)
    if user is None or is_locked:
        return None
    user.failures = 0 if right else user.failures + 1
    user.locked_until = now() + LOCKED_FOR if user.failures >= MOST_FAILURES else None
    if user.locked_until:
        note_everywhere(user, Deed.SIGN_IN_LOCKED)
    db.session.commit()
    return user if right else None


def note_everywhere(user: User, deed: Deed) -> None:
    """Have it written into the log of every campaign that somebody belongs to."""
    session = db.session()
    for campaign in campaigns_for(session, user):
        waiting(session).append((campaign.id, Note(deed, now(), user.id)))


def safe_target(after: str) -> str:
    """Give the page to go on to, if it is one of ours."""
    is_ours = after.startswith("/") and not after.startswith(("//", "/\\"))
    return after if is_ours else ""
