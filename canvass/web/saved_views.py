"""Saved views: the reports that somebody looks at again and again, under names of their own."""

from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from canvass.core.access import Permission
from canvass.core.errors import NotFoundError
from canvass.db import db
from canvass.store.places import ward_for, wards_for
from canvass.store.saved_views import (
    SavedView,
    SavedViewError,
    rename_view,
    save_view,
    view_of,
    views_of,
)
from canvass.store.trends import choices
from canvass.web.access import member, needs, viewer
from canvass.web.forms import PageForm
from canvass.web.periods import days_asked

bp = Blueprint("saved_views", __name__, url_prefix="/c/<slug>/issues/views")


class Shown(NamedTuple):
    """A saved view as lists show it: what it is of, and where it opens."""

    view: SavedView
    what: str
    url: str


class NameForm(PageForm):
    """What a view is called."""

    name = StringField(
        "Name",
        [DataRequired("Give the view a name."), Length(max=80)],
        filters=[lambda told: " ".join(told.split()) if told else told],
    )


@bp.get("/")
@needs(Permission.REPORT_READ)
def views() -> str:
    """Show one's saved views, to be opened, renamed and deleted."""
    return page()


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.REPORT_READ)
def add() -> ResponseReturnValue:
    """Save the view that the address tells, under a name."""
    view, form = view_asked(), NameForm()
    shown = shown_views([view])[0]
    if form.sent():
        view.name = str(form.name.data)
        try:
            save_view(db.session(), view)
            db.session.commit()
        except SavedViewError as refusal:
            form.name.errors = [str(refusal)]
        else:
            flash(f"“{view.name}” is saved. It stands on the page of issues.")
            return redirect(shown.url)
    template = render_template(
        "saved_views/add.html", form=form, shown=shown, here=request.full_path.rstrip("?")
    )
    return template, 400 if form.errors else 200


@bp.post("/<uuid:view_id>")
@needs(Permission.REPORT_READ)
def rename(view_id: UUID) -> ResponseReturnValue:
    """Give one of one's views another name."""
    view, form = view_of(db.session(), viewer().id, view_id), NameForm()
    if form.sent():
        try:
            rename_view(db.session(), view, str(form.name.data))
        except SavedViewError as refusal:
            form.name.errors = [str(refusal)]
        else:
            db.session.commit()
            flash(f"The view is called “{view.name}” now.")
            return redirect(url_for("saved_views.views"))
    return page(view_id, form), 400


@bp.post("/<uuid:view_id>/delete")
@needs(Permission.REPORT_READ)
def delete(view_id: UUID) -> ResponseReturnValue:
    """Delete one of one's views."""
    view = view_of(db.session(), viewer().id, view_id)
    db.session.delete(view)
    db.session.commit()
    flash(f"“{view.name}” is deleted. The report itself is still there.")
    return redirect(url_for("saved_views.views"))


def page(wrong: UUID | None = None, form: NameForm | None = None) -> str:
    """Draw the list; one of its names may be wrong."""
    forms = {
        one.view.id: form if one.view.id == wrong and form else NameForm(name=one.view.name)
        for one in my_views()
    }
    return render_template("saved_views/views.html", rows=my_views(), forms=forms)


def view_asked() -> SavedView:
    """Read a view from the address: days, and a ward or an issue.

    Raises:
        NotFoundError: there is no such ward or issue.
        BadPeriodError: the days are no period.
    """
    session = db.session()
    view = SavedView(user_id=viewer().id, name="", issue=request.args.get("issue", ""))
    view.days = days_asked()
    if view.issue and view.issue not in {one.value for one in choices(session)}:
        raise NotFoundError("There is no such issue any more. Choose another.")
    if ward := request.args.get("ward", ""):
        try:
            view.ward_id = ward_for(session, member(), UUID(ward)).id
        except ValueError as error:
            raise NotFoundError from error
    return view


def my_views() -> list[Shown]:
    """List one's saved views of wards that one still works in."""
    return shown_views(views_of(db.session(), viewer().id))


def shown_views(views: list[SavedView]) -> list[Shown]:
    """Say of views what they are of and where they open."""
    session = db.session()
    wards = {one.id: one.name for one in wards_for(session, member())}
    labels = {one.value: one.label for one in choices(session)}
    return [
        Shown(one, what_of(one, wards, labels), url_of(one))
        for one in views
        if one.ward_id is None or one.ward_id in wards
    ]


def what_of(view: SavedView, wards: dict[UUID, str], labels: dict[str, str]) -> str:
    """Say what a view is of: "Churchill, the last 14 days"."""
    what = wards[view.ward_id] if view.ward_id else "All wards"
    if view.issue:
        what = f"{labels.get(view.issue, 'An issue that is gone')} across the wards"
    return f"{what}, {view.days.words}"


def url_of(view: SavedView) -> str:
    """Give where a view opens."""
    told: dict[str, Any] = {**view.days.told()}
    if view.issue:
        return url_for("across.issue", issue=view.issue, **told)
    if view.ward_id:
        return url_for("reports.ward", ward_id=view.ward_id, **told)
    return url_for("reports.wards", **told)
