"""The catalogue of issues: what phones offer and reports count, kept by organisers."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from canvass.core.access import Permission
from canvass.core.errors import CanvassError
from canvass.db import db
from canvass.store.catalogue import (
    CatalogueError,
    add_issue,
    catalogue,
    issue_called,
    mention_counts,
    merge,
    move,
    part,
)
from canvass.store.issues import Issue
from canvass.web.access import needs
from canvass.web.forms import PageForm

bp = Blueprint("catalogue", __name__, url_prefix="/c/<slug>/catalogue")

MOST_WORDS = 4000
WORDS_HINT = (
    "Words and phrases with commas between: a note that holds one is suggested for this issue. "
    "A plus where both must be said: “office + shut”. Endings and near words need not be given."
)


class IssueForm(PageForm):
    """The words of one issue."""

    label = StringField("Issue", [InputRequired("Name the issue."), Length(max=80)])
    label_cy = StringField("In Welsh", [Length(max=80)])
    theme = StringField("Theme", [Length(max=40)])
    words = TextAreaField("Words in notes", [Length(max=MOST_WORDS)], render_kw={"rows": 6})
    words_cy = TextAreaField(
        "Words in notes in Welsh", [Length(max=MOST_WORDS)], render_kw={"rows": 3, "lang": "cy"}
    )
    asks_stance = BooleanField("People are for it or against it: ask which")


@bp.get("/")
@needs(Permission.CAMPAIGN_SET)
def issues() -> str:
    """Show the issues in the order in which phones offer them."""
    return page(IssueForm())


@bp.post("/")
@needs(Permission.CAMPAIGN_SET)
def add() -> ResponseReturnValue:
    """Add an issue at the end of the list."""
    form = IssueForm()
    if not form.sent():
        return page(form), 400
    try:
        added = add_issue(db.session(), Issue(**worded(form)))
    except CatalogueError as refusal:
        form.label.errors = [str(refusal)]
        return page(form), 400
    db.session.commit()
    flash(f"{added.label} is in the catalogue. Phones offer it when they open their walk again.")
    return redirect(url_for("catalogue.issues"))


@bp.get("/<uuid:issue_id>")
@needs(Permission.CAMPAIGN_SET)
def issue(issue_id: UUID) -> str:
    """Show one issue with all that can be done to it."""
    found = issue_called(db.session(), issue_id)
    return issue_page(found, IssueForm(**worded(found)))


@bp.post("/<uuid:issue_id>")
@needs(Permission.CAMPAIGN_SET)
def word(issue_id: UUID) -> ResponseReturnValue:
    """Word an issue anew; its code stays, and so do its mentions."""
    session = db.session()
    found, form = issue_called(session, issue_id), IssueForm()
    if not form.sent():
        return issue_page(found, form), 400
    for name, value in worded(form).items():
        setattr(found, name, value)
    session.commit()
    flash(f"{found.label}: kept.")
    return redirect(url_for("catalogue.issues"))


@bp.post("/<uuid:issue_id>/move")
@needs(Permission.CAMPAIGN_SET)
def shift(issue_id: UUID) -> ResponseReturnValue:
    """Move an issue up or down."""
    session = db.session()
    move(session, issue_called(session, issue_id), -1 if request.form.get("to") == "up" else 1)
    session.commit()
    return redirect(url_for("catalogue.issues"))


@bp.post("/<uuid:issue_id>/retire")
@needs(Permission.CAMPAIGN_SET)
def retire(issue_id: UUID) -> ResponseReturnValue:
    """Take an issue out of use, or bring it back; what was told of it stays."""
    session = db.session()
    found = issue_called(session, issue_id)
    if found.merged_into_id is not None:
        back = part(session, found)
        flash(f"{found.label} counts by itself again: {back:,} mentions came back.")
    else:
        found.in_use = not found.in_use
        flash(f"{found.label} is {'in use again' if found.in_use else 'retired'}.")
    session.commit()
    return redirect(url_for("catalogue.issues"))


@bp.post("/<uuid:issue_id>/merge")
@needs(Permission.CAMPAIGN_SET)
def join(issue_id: UUID) -> ResponseReturnValue:
    """Count an issue as another from now on."""
    session = db.session()
    found = issue_called(session, issue_id)
    try:
        into = chosen("into")
        moved = merge(session, found, into)
    except CanvassError as refusal:
        return refused(found, str(refusal))
    session.commit()
    flash(f"{found.label} counts as {into.label} now: {moved:,} mentions moved, none is lost.")
    return redirect(url_for("catalogue.issues"))


def chosen(name: str) -> Issue:
    """Find the issue that a form names.

    Raises:
        CatalogueError: it names none.
    """
    told = request.form.get(name, "")
    found = next((one for one in catalogue(db.session()) if str(one.id) == told), None)
    if found is None:
        raise CatalogueError("Choose the other issue.")
    return found


def worded(source: IssueForm | Issue) -> dict[str, object]:
    """Give the words of an issue, from a form or from the catalogue."""
    if isinstance(source, Issue):
        names = ("label", "label_cy", "theme", "words", "words_cy", "asks_stance")
        return {name: getattr(source, name) for name in names}
    return {
        "label": str(source.label.data).strip(),
        "label_cy": str(source.label_cy.data or "").strip(),
        "theme": str(source.theme.data or "").strip(),
        "words": str(source.words.data or "").strip(),
        "words_cy": str(source.words_cy.data or "").strip(),
        "asks_stance": bool(source.asks_stance.data),
    }


def refused(found: Issue, sentence: str) -> ResponseReturnValue:
    """Show an issue again with why something cannot be done to it."""
    db.session.rollback()
    return issue_page(found, IssueForm(**worded(found)), sentence), 400


def page(form: IssueForm) -> str:
    """Draw the page of all issues."""
    session = db.session()
    rows = catalogue(session)
    names = {one.id: one.label for one in rows}
    return render_template(
        "catalogue/issues.html",
        form=form,
        rows=rows,
        counts=mention_counts(session),
        names=names,
        words_hint=WORDS_HINT,
    )


def issue_page(found: Issue, form: IssueForm, mistake: str = "") -> str:
    """Draw the page of one issue."""
    others = [one for one in catalogue(db.session()) if one.in_use and one.id != found.id]
    return render_template(
        "catalogue/issue.html",
        issue=found,
        form=form,
        others=others,
        mistake=mistake,
        words_hint=WORDS_HINT,
    )
