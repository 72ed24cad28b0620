"""A ward's report by a link: it expires, shows one ward and its days alone, and is logged."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from canvass.core.access import Permission
from canvass.core.audit import Deed, Note, Subject
from canvass.core.errors import NotFoundError
from canvass.db import db
from canvass.sheets.issues import axis_end
from canvass.store import audit
from canvass.store.accounts import campaign_called
from canvass.store.base import campaign_of
from canvass.store.places import Ward, ward_for
from canvass.store.report_links import NO_LINK, ReportLink, end_link, links_of, make_link, open_link
from canvass.store.ward_pictures import picture_of
from canvass.web.access import campaign_slug, member, needs, viewer
from canvass.web.clock import now
from canvass.web.forms import PageForm
from canvass.web.noting import note
from canvass.web.periods import asked, last_day, period_asked

bp = Blueprint("report_links", __name__, url_prefix="/c/<slug>/issues")

LASTS = (
    SelectChoice("1", "for a day"),
    SelectChoice("7", "for a week"),
    SelectChoice("30", "for thirty days"),
)


class LinkForm(PageForm):
    """How long a link lasts."""

    days = SelectField("It works", choices=LASTS, default="7")


@bp.get("/wards/<uuid:ward_id>/links")
@needs(Permission.REPORT_READ)
def links(ward_id: UUID) -> str:
    """Show the links to a ward's report that still open, and the form for another."""
    return page(ward_id, LinkForm())


@bp.post("/wards/<uuid:ward_id>/links")
@needs(Permission.REPORT_READ)
def make(ward_id: UUID) -> ResponseReturnValue:
    """Make a link to a ward's report of the days in the address, and show it once.

    Its days end with today at the latest, so that nobody can take one day's report from the next's.
    """
    form = LinkForm()
    if not form.sent():
        return page(ward_id, form), 400
    session = db.session()
    ward, period, made_at = ward_for(session, member(), ward_id), period_asked(), now()
    link = ReportLink(
        ward_id=ward.id,
        first_day=period.since,
        last_day=min(period.until or last_day(), last_day()),
        source=period.source,
        made_by=viewer().id,
        made_at=made_at,
        until=made_at + timedelta(days=int(form.days.data)),
    )
    token = make_link(session, link)
    note(Deed.REPORT_SHARED, Subject.WARD, ward.id, period.words)
    session.commit()
    return page(ward_id, form, url_for("report_links.show", token=token, _external=True))


@bp.post("/links/<uuid:link_id>/end")
@needs(Permission.REPORT_READ)
def end(link_id: UUID) -> ResponseReturnValue:
    """End a link at once."""
    link = end_link(db.session(), member(), link_id, now())
    db.session.commit()
    flash("The link opens nothing any more.")
    return redirect(url_for("report_links.links", ward_id=link.ward_id))


@bp.get("/shared/<token>")
@needs(None)
def show(token: str) -> str:
    """Show a ward's report to whoever holds a link that still opens it."""
    session = db.session()
    try:
        election = campaign_called(session, campaign_slug())
    except NotFoundError as error:
        raise NotFoundError(NO_LINK) from error
    link = open_link(session, token, now())
    g.campaign = election
    ward = session.get_one(Ward, (campaign_of(session), link.ward_id))
    opened = Note(Deed.REPORT_OPENED, now(), None, Subject.WARD, ward.id)
    audit.note(session, opened)
    picture = picture_of(session, ward, link.period, now())
    return render_template(
        "report_links/shared.html",
        picture=picture,
        axis_end=axis_end(picture),
        until=link.until,
        asked={},
    )


def page(ward_id: UUID, form: LinkForm, url: str = "") -> str:
    """Draw the page; a link that was just made is on it once."""
    session = db.session()
    return render_template(
        "report_links/links.html",
        ward=ward_for(session, member(), ward_id),
        links=links_of(session, ward_id, now()),
        form=form,
        url=url,
        asked=asked(),
        period=period_asked(),
        here=request.full_path.rstrip("?"),
    )
