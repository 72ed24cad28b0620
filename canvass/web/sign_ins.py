"""One's own sign-ins: where they were begun, and ending them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from canvass.core.audit import Deed
from canvass.db import db
from canvass.store.accounts import digest_of, sign_ins_of
from canvass.store.factors import factor_of
from canvass.web.access import ask_to_sign_in, needs
from canvass.web.accounts import note_everywhere
from canvass.web.clock import now

bp = Blueprint("sign_ins", __name__, url_prefix="/sign-ins")


@bp.get("/")
@needs(None)
def sign_ins() -> ResponseReturnValue:
    """Show where one is signed in."""
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    session, user = db.session(), current_user.user
    return render_template(
        "sign_ins/sign_ins.html",
        rows=sign_ins_of(session, user.id, now()),
        here=digest_of(current_user.token),
        has_factor=factor_of(session, user.id) is not None,
    )


@bp.post("/")
@needs(None)
def end() -> ResponseReturnValue:
    """End one of one's own sign-ins, or all but this one."""
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    session, user = db.session(), current_user.user
    which = request.form.get("which", "")
    here = digest_of(current_user.token)
    ended = [
        one
        for one in sign_ins_of(session, user.id, now())
        if one.digest != here and which in ("others", one.digest.hex())
    ]
    for one in ended:
        session.delete(one)
    if ended:
        note_everywhere(user, Deed.SIGN_IN_ENDED)
    session.commit()
    flash(f"{len(ended)} {'sign-in is' if len(ended) == 1 else 'sign-ins are'} ended.")
    return redirect(url_for("sign_ins.sign_ins"))
