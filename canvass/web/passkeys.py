"""Passkeys: making one, signing in with one, and removing it. What is signed is checked here."""

import json
from datetime import datetime, timedelta
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from canvass.core.audit import Deed
from canvass.core.errors import CanvassError
from canvass.db import db
from canvass.store.accounts import User
from canvass.store.factors import codes_left, factor_of, new_codes
from canvass.store.passkeys import (
    Passkey,
    add_passkey,
    drop_passkeys,
    passkey_called,
    passkeys_of,
    use_passkey,
)
from canvass.web.access import ask_to_sign_in, needs
from canvass.web.accounts import let_in, note_everywhere, safe_target
from canvass.web.browsers import browser_words
from canvass.web.clock import now
from canvass.web.factors import is_person

bp = Blueprint("passkeys", __name__)

LASTS = timedelta(minutes=5)
MOST = 10
NOT_IT = "That passkey does not open an account here, or it took too long. Try again."
TOO_FEW = "Sign in with your second factor first; then you can add or remove a passkey."


class BadPasskeyError(CanvassError):
    """What a browser sent is no passkey of ours, or answers nothing that was asked."""


@bp.get("/passkeys/")
@needs(None)
def passkeys() -> ResponseReturnValue:
    """Show one's own passkeys, and how to add one."""
    if not is_person():
        return ask_to_sign_in()
    return render_template("passkeys/passkeys.html", rows=own(), may_change=may_change())


@bp.post("/passkeys/options")
@needs(None)
def ask_for_new() -> ResponseReturnValue:
    """Say what a browser is to make a passkey for."""
    if not is_person():
        return ask_to_sign_in()
    refuse_single()
    user = current_user.user
    options = generate_registration_options(
        rp_id=site_name(),
        rp_name="Canvass",
        user_id=user.id.bytes,
        user_name=str(user.email),
        user_display_name=user.name,
        challenge=fresh_challenge(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential) for one in own()],
    )
    return as_answer(options_to_json(options))


@bp.post("/passkeys/")
@needs(None)
def add() -> ResponseReturnValue:
    """Keep a passkey that a browser made; give recovery codes with the first factor one has.

    Raises:
        BadPasskeyError: it is none, or was not asked for.
    """
    if not is_person():
        return ask_to_sign_in()
    refuse_single()
    challenge, asked_at = asked()
    try:
        made = verify_registration_response(
            credential=told(),
            expected_challenge=challenge,
            expected_rp_id=site_name(),
            expected_origin=origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise BadPasskeyError(NOT_IT) from error
    session, user = db.session(), current_user.user
    kept = Passkey(
        credential=made.credential_id,
        user_id=user.id,
        public_key=made.credential_public_key,
        counter=made.sign_count,
        name=browser_words()[:60],
        added_at=asked_at,
    )
    add_passkey(session, kept, current_user.token)
    codes = [] if codes_left(session, user.id) else new_codes(session, user.id)
    note_everywhere(user, Deed.PASSKEY_ADDED)
    session.commit()
    return jsonify(codes=codes)


@bp.post("/passkeys/drop")
@needs(None)
def drop() -> ResponseReturnValue:
    """Remove one of one's own passkeys."""
    if not is_person():
        return ask_to_sign_in()
    refuse_single()
    user = current_user.user
    if drop_passkeys(db.session(), user.id, bytes.fromhex(told_hex())):
        note_everywhere(user, Deed.PASSKEY_DROPPED)
        flash("That passkey opens nothing here any more.")
    db.session.commit()
    return redirect(url_for("passkeys.passkeys"))


@bp.post("/sign-in/passkey/options")
@needs(None)
def ask_for_one() -> Response:
    """Ask for any passkey of this site: the answer is the same for everybody."""
    options = generate_authentication_options(
        rp_id=site_name(),
        challenge=fresh_challenge(),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return as_answer(options_to_json(options))


@bp.post("/sign-in/passkey")
@needs(None)
def sign_in() -> ResponseReturnValue:
    """Sign in whoever holds a passkey: it is both factors, since its owner unlocked it.

    Raises:
        BadPasskeyError: it opens no account here.
    """
    challenge, asked_at = asked()
    user = owner_of(told(), challenge, asked_at)
    cookie.pop("half", None)
    went = let_in(user, safe_target(request.args.get("after", "")), is_double=True)
    answer = jsonify(to=went.headers["Location"])
    for told_cookie in went.headers.getlist("Set-Cookie"):
        answer.headers.add("Set-Cookie", told_cookie)
    return answer


def owner_of(sent: dict[str, Any], challenge: bytes, asked_at: datetime) -> User:
    """Find whose passkey signed the challenge.

    Raises:
        BadPasskeyError: nobody's, or it did not sign this.
    """
    session = db.session()
    try:
        kept = passkey_called(session, base64url_to_bytes(str(sent.get("rawId"))))
        if kept is None:
            raise BadPasskeyError(NOT_IT)
        used = verify_authentication_response(
            credential=sent,
            expected_challenge=challenge,
            expected_rp_id=site_name(),
            expected_origin=origin(),
            credential_public_key=kept.public_key,
            credential_current_sign_count=kept.counter,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise BadPasskeyError(NOT_IT) from error
    if not use_passkey(kept, used.new_sign_count, asked_at):
        raise BadPasskeyError(NOT_IT)
    return session.get_one(User, kept.user_id)


def own() -> list[Passkey]:
    """List the passkeys of whoever is signed in."""
    return passkeys_of(db.session(), current_user.user.id)


def may_change() -> bool:
    """Tell whether this sign-in may add or remove passkeys: with both factors, where one has two.

    Whoever found a browser signed in by the password alone cannot so make themselves at home.
    """
    has_two = bool(factor_of(db.session(), current_user.user.id) or own())
    return bool(current_user.is_double) or not has_two


def refuse_single() -> None:
    """Refuse a sign-in that may not change passkeys, or an account that has too many.

    Raises:
        BadPasskeyError: it is one.
    """
    if not may_change() or len(own()) > MOST:
        raise BadPasskeyError(TOO_FEW)


def fresh_challenge() -> bytes:
    """Make what a passkey is to sign, good for a few minutes, and keep it in the cookie."""
    options = generate_authentication_options(rp_id=site_name())
    cookie["passkey"] = [bytes_to_base64url(options.challenge), now().isoformat()]
    return options.challenge


def asked() -> tuple[bytes, datetime]:
    """Give what was asked of this browser, and when; it is asked once.

    Raises:
        BadPasskeyError: nothing was, or too long ago.
    """
    kept = cookie.pop("passkey", None)
    if not kept or datetime.fromisoformat(kept[1]) < now() - LASTS:
        raise BadPasskeyError(NOT_IT)
    return base64url_to_bytes(kept[0]), datetime.fromisoformat(kept[1])


def told() -> dict[str, Any]:
    """Read what the browser sent."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        abort(400)
    return sent


def told_hex() -> str:
    """Read which passkey a form names."""
    named = request.form.get("which", "")
    return named if len(named) % 2 == 0 and set(named) <= set("0123456789abcdef") else ""


def site_name() -> str:
    """Give the name that passkeys of this site are bound to."""
    return request.host.partition(":")[0]


def origin() -> str:
    """Give where our own pages come from."""
    scheme = "https" if current_app.config["SESSION_COOKIE_SECURE"] else "http"
    return f"{scheme}://{request.host}"


def as_answer(options: str) -> Response:
    """Hand options to a browser."""
    return jsonify(json.loads(options))
