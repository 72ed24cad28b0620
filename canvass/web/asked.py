"""What people asked for at the door, for the office to see to."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from canvass.core.access import Permission
from canvass.core.audit import Deed
from canvass.core.doorstep import ASKED_FOR, Channel, Flag
from canvass.core.reading import named_words
from canvass.core.sealing import unlock
from canvass.db import db
from canvass.store.asked import Asked, asked, open_again, see_to
from canvass.web.access import member, needs
from canvass.web.clock import now
from canvass.web.noting import note
from canvass.web.responses import secret

bp = Blueprint("asked", __name__, url_prefix="/c/<slug>/asked")


@bp.get("/")
@needs(Permission.WALK_ASSIGN)
def everything() -> ResponseReturnValue:
    """Show who asked for something, what is still to be seen to first."""
    chosen = flag_called(request.args.get("for", Flag.POSTER))
    rows = {flag: asked(db.session(), member(), flag) for flag in ASKED_FOR}
    shown = rows[chosen]
    note(Deed.ASKED_SEEN, words=named_words(ASKED_FOR[chosen].lower(), len(shown)))
    return render_template(
        "asked/asked.html",
        chosen=chosen,
        words=ASKED_FOR,
        counts={flag: sum(one.done_at is None for one in rows[flag]) for flag in ASKED_FOR},
        waiting=[one for one in shown if one.done_at is None],
        done=[one for one in shown if one.done_at is not None],
        addresses=addresses,
    )


@bp.post("/<uuid:contact_id>")
@needs(Permission.WALK_ASSIGN)
def settle(contact_id: UUID) -> ResponseReturnValue:
    """Note that it is seen to, or that it is not."""
    flag = flag_called(request.form.get("for", ""))
    session = db.session()
    if request.form.get("what") == "open":
        open_again(session, member(), contact_id, flag)
    else:
        see_to(session, member(), contact_id, flag, now())
    session.commit()
    return redirect(f"{url_for('asked.everything')}?for={flag.value}")


def flag_called(told: str) -> Flag:
    """Read what was asked for."""
    flag = next((one for one in ASKED_FOR if one.value == told), None)
    return flag if flag is not None else abort(404)


def addresses(one: Asked) -> list[tuple[Channel, str]]:
    """Give the addresses somebody gave with it, unlocked."""
    return [(channel, unlock(secret(), locked)) for channel, locked in one.locked]
