"""The host's page: accounts and health, and breaking the glass to see electors' data."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from canvass.backups import backups_in
from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.chain import written_head
from canvass.db import db
from canvass.store.accounts import end_sign_ins
from canvass.store.audit import head_of
from canvass.store.glass import open_glass
from canvass.store.health import accounts, job_counts
from canvass.store.undoing import person_for
from canvass.store.ways_back import waiting_for
from canvass.web.access import member, needs
from canvass.web.backups import backup_folder
from canvass.web.clock import now
from canvass.web.forms import PageForm
from canvass.web.noting import note

bp = Blueprint("host", __name__, url_prefix="/c/<slug>/host")


class GlassForm(PageForm):
    """Why a host must see electors' data."""

    why = StringField(
        "Why you must see it",
        [InputRequired("Say why: the agents read it."), Length(10, 200, "Say it in a sentence.")],
    )


@bp.get("/")
@needs(Permission.HOST_TEND)
def host() -> str:
    """Show the accounts and whether all works; nothing of any elector."""
    return page(GlassForm())


@bp.post("/people/<uuid:user_id>/end")
@needs(Permission.HOST_TEND)
def end(user_id: UUID) -> ResponseReturnValue:
    """End every sign-in of somebody."""
    session = db.session()
    person = person_for(session, user_id)
    end_sign_ins(session, user_id)
    note(Deed.SIGN_IN_ENDED, Subject.PERSON, user_id, "by the host")
    session.commit()
    flash(f"{person.name} is signed out everywhere.")
    return redirect(url_for("host.host"))


@bp.post("/glass")
@needs(Permission.HOST_TEND)
def break_glass() -> ResponseReturnValue:
    """Open electors' data to this host for an hour; the agents see who, when and why."""
    form = GlassForm()
    if not form.sent():
        return page(form), 400
    note(Deed.GLASS_BROKEN, words=str(form.why.data).strip())
    db.session.commit()
    flash("Open for an hour. The agents see it on their first page.")
    return redirect(url_for("host.host"))


@bp.post("/glass/mend")
@needs(Permission.HOST_TEND)
def mend() -> ResponseReturnValue:
    """Close it again before the hour is over."""
    note(Deed.GLASS_MENDED)
    db.session.commit()
    flash("Closed again.")
    return redirect(url_for("host.host"))


def page(form: GlassForm) -> str:
    """Draw the page."""
    session = db.session()
    return render_template(
        "host/host.html",
        form=form,
        rows=accounts(session, now()),
        backup=next(iter(backups_in(backup_folder())), None),
        jobs=job_counts(session),
        log_end=written_head(*head_of(session)),
        glass=open_glass(session, member().user_id, now()),
        to_approve=len(waiting_for(session, member().user_id, now())),
    )
