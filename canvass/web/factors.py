"""Setting up a second factor: a code for an app, recovery codes shown once, and doing without."""

import segno
from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from canvass.core.audit import Deed
from canvass.core.sealing import lock, unlock
from canvass.core.totp import app_address, fitting_step, new_secret, typed_secret
from canvass.db import db
from canvass.store.factors import SecondFactor, codes_left, drop_factor, factor_of, set_factor
from canvass.web.access import ask_to_sign_in, needs
from canvass.web.accounts import CodeForm, is_code_right, note_everywhere
from canvass.web.clock import now
from canvass.web.forms import PageForm
from canvass.web.passes import dark_path

bp = Blueprint("factors", __name__, url_prefix="/second-factor")

NOT_THESE = "Those are not the digits the app shows now. Wait for the next ones and type those."


class SetForm(PageForm):
    """The digits that prove that the app has the secret."""

    code = StringField(
        "Six digits that the app shows",
        [InputRequired("Type the digits that the app shows."), Length(max=20)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


@bp.get("/")
@needs(None)
def factor() -> ResponseReturnValue:
    """Show whether one signs in with a second factor, and how to begin or end that."""
    if not is_person():
        return ask_to_sign_in()
    return page(SetForm(), CodeForm())


@bp.post("/")
@needs(None)
def begin() -> ResponseReturnValue:
    """Begin to ask for a second factor, once its digits prove that the app has the secret."""
    if not is_person():
        return ask_to_sign_in()
    form, session, user = SetForm(), db.session(), current_user.user
    if factor_of(session, user.id):
        abort(403)
    if form.sent():
        secret = bytes.fromhex(offered_secret())
        step = fitting_step(secret, str(form.code.data), now(), 0)
        if step is not None:
            kept = SecondFactor(
                user_id=user.id, locked=lock(key(), secret.hex()), last_step=step, set_at=now()
            )
            codes = set_factor(session, kept, current_user.token)
            note_everywhere(user, Deed.FACTOR_SET)
            session.commit()
            cookie.pop("offered")
            return render_template("factors/codes.html", codes=codes)
        form.code.errors = [NOT_THESE]
    return page(form, CodeForm()), 400


@bp.post("/end")
@needs(None)
def end() -> ResponseReturnValue:
    """End it, for whoever still has the app or a recovery code."""
    if not is_person():
        return ask_to_sign_in()
    form, session, user = CodeForm(), db.session(), current_user.user
    if form.sent() and is_code_right(user, str(form.code.data)):
        drop_factor(session, user.id)
        note_everywhere(user, Deed.FACTOR_DROPPED)
        session.commit()
        flash("You sign in with your password alone from now on.")
        return redirect(url_for("factors.factor"))
    form.code.errors = [NOT_THESE]
    return page(SetForm(), form), 400


def is_person() -> bool:
    """Tell whether somebody with an account is signed in; a phone that joined has none."""
    return bool(current_user.is_authenticated and current_user.user.email)


def offered_secret() -> str:
    """Give the secret that this browser is offered, in hex; its cookie holds it locked."""
    if "offered" not in cookie:
        cookie["offered"] = lock(key(), new_secret().hex())
    return unlock(key(), cookie["offered"])


def key() -> str:
    """Give the server's secret."""
    return str(current_app.config["SECRET_KEY"])


def page(form: SetForm, end_form: CodeForm) -> str:
    """Draw the page: a code for the app, or how to do without."""
    user = current_user.user
    kept = factor_of(db.session(), user.id)
    told: dict[str, object] = {}
    if kept is None:
        secret = bytes.fromhex(offered_secret())
        drawn = segno.make(app_address(secret, user.email), error="m", micro=False)
        told = {
            "size": len(drawn.matrix),
            "path": dark_path(drawn),
            "typed": typed_secret(secret),
        }
    return render_template(
        "factors/factor.html",
        kept=kept,
        form=form,
        end_form=end_form,
        codes_left=codes_left(db.session(), user.id),
        **told,
    )
