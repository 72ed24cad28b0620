"""Splitting an issue by a rule: seen before it is made, and taken back whenever one likes."""

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length

from canvass.core.access import Permission
from canvass.core.splits import Split
from canvass.db import db
from canvass.store import catalogue
from canvass.store.base import new_id
from canvass.store.catalogue import CatalogueError, SplitCounts
from canvass.store.issues import Issue
from canvass.store.places import districts, wards_for
from canvass.store.splits import standing_splits
from canvass.web.access import member, needs, viewer
from canvass.web.clock import now
from canvass.web.forms import PageForm

bp = Blueprint("splits", __name__, url_prefix="/c/<slug>/catalogue")

MOST_WORDS = 400
WORDS_HINT = (
    "Words and phrases with commas between; a plus where both must be said: “office + shut”. "
    "Empty: whatever was noted."
)


class SplitForm(PageForm):
    """One rule; what is left open holds everywhere."""

    words = StringField("Words in the note", [Length(max=MOST_WORDS)])
    ward = SelectField("Ward")
    district = SelectField("Polling district")
    into = SelectField("Count them as", [InputRequired("Choose the other issue.")])


@bp.get("/<uuid:issue_id>/split")
@needs(Permission.CAMPAIGN_SET)
def split(issue_id: UUID) -> str:
    """Show the rules by which an issue is split, and let another be asked about."""
    return page(catalogue.issue_called(db.session(), issue_id))


@bp.post("/<uuid:issue_id>/split")
@needs(Permission.CAMPAIGN_SET)
def divide(issue_id: UUID) -> ResponseReturnValue:
    """Say what a rule would move; once that was seen, let it hold for what is told and will be."""
    session = db.session()
    found = catalogue.issue_called(session, issue_id)
    form = form_for(found)
    if not form.sent():
        return page(found, form), 400
    rule = rule_in(form, found)
    try:
        counts = catalogue.new_split(session, rule)
    except CatalogueError as refusal:
        form.words.errors = [str(refusal)]
        return page(found, form), 400
    if request.form.get("seen") != "yes":
        return page(found, form, counts)
    moved = catalogue.split(session, rule, viewer().id, now())
    session.commit()
    into = catalogue.issue_called(session, rule.into_id)
    flash(f"{counted(moved)} of {found.label} now count as {into.label}.")
    return redirect(url_for("splits.split", issue_id=issue_id))


@bp.post("/splits/<uuid:split_id>/undo")
@needs(Permission.CAMPAIGN_SET)
def unite(split_id: UUID) -> ResponseReturnValue:
    """Take a splitting back."""
    session = db.session()
    moved, issue = catalogue.undo_split(session, split_id, viewer().id, now())
    session.commit()
    flash(f"Taken back: {counted(moved)} moved back.")
    return redirect(url_for("splits.split", issue_id=issue.id))


def form_for(found: Issue) -> SplitForm:
    """Make the form, with what there is to choose from."""
    form, session = SplitForm(), db.session()
    others = [one for one in catalogue.catalogue(session) if one.in_use and one.id != found.id]
    form.into.choices = choices("Choose", ((one.id, one.label) for one in others))
    form.ward.choices = choices("Every ward", names_of_wards().items())
    form.district.choices = choices("Every polling district", codes_of_districts().items())
    return form


def choices(none: str, pairs: Iterable[tuple[UUID, str]]) -> list[SelectChoice]:
    """Give choices with an empty one before them."""
    return [SelectChoice("", none), *(SelectChoice(str(value), label) for value, label in pairs)]


def names_of_wards() -> dict[UUID, str]:
    """Give the wards there are, by id."""
    return {one.id: one.name for one in wards_for(db.session(), member())}


def codes_of_districts() -> dict[UUID, str]:
    """Give the polling districts there are, by id."""
    return {one.id: one.code for one in districts(db.session()).values()}


def rule_in(form: SplitForm, found: Issue) -> Split:
    """Read the rule from the form."""
    return Split(
        new_id(),
        found.id,
        UUID(form.into.data),
        str(form.words.data or "").strip(),
        UUID(form.ward.data) if form.ward.data else None,
        UUID(form.district.data) if form.district.data else None,
    )


def counted(number: int) -> str:
    """Write how many mentions."""
    return f"{number:,} mention{'' if number == 1 else 's'}"


def page(found: Issue, form: SplitForm | None = None, counts: SplitCounts | None = None) -> str:
    """Draw the page of an issue's rules."""
    session = db.session()
    labels = {one.id: one.label for one in catalogue.catalogue(session)}
    return render_template(
        "splits/split.html",
        issue=found,
        form=form or form_for(found),
        counts=counts,
        into={str(id_): label for id_, label in labels.items()}.get(str(form.into.data))
        if form
        else "",
        rules=[one for one in standing_splits(session) if one.issue_id == found.id],
        labels=labels,
        wards=names_of_wards(),
        codes=codes_of_districts(),
        words_hint=WORDS_HINT,
    )
