"""The register of purposes for agents, and the drafts of the documents that follow from it."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length

from canvass.core.access import Permission
from canvass.core.audit import Deed
from canvass.core.documents import impact_draft, policy_draft
from canvass.core.purposes import BODY_WORDS, PURPOSES, Basis, Body, Facts, Kept, condition
from canvass.db import db
from canvass.sheets.documents import document_pdf
from canvass.store.closing import keeps_until
from canvass.store.controller import controller_of, set_controller
from canvass.store.ending import goes_on
from canvass.store.register import Elector
from canvass.web.access import campaign, needs
from canvass.web.clock import now
from canvass.web.files import attachment
from canvass.web.forms import PageForm
from canvass.web.noting import note
from canvass.web.words import day

bp = Blueprint("purposes", __name__, url_prefix="/c/<slug>/purposes")

BASES = frozenset(Basis)


class ControllerForm(PageForm):
    """Who answers for the data."""

    body = SelectField(
        "What answers for it",
        [InputRequired("Say what answers for the campaign’s data.")],
        choices=[
            SelectChoice("", "Choose"),
            *(SelectChoice(one.value, words) for one, words in BODY_WORDS.items()),
        ],
    )
    contact = TextAreaField(
        "Who, and where they can be written to",
        [InputRequired("Give a name and an address."), Length(max=300)],
    )


@bp.get("/")
@needs(Permission.CAMPAIGN_PROTECT)
def purposes() -> str:
    """Show what is held, why, on what basis and how long."""
    kept = controller_of(db.session())
    told = {"body": kept.body.value, "contact": kept.contact} if kept else {}
    return page(ControllerForm(**told))


@bp.post("/")
@needs(Permission.CAMPAIGN_PROTECT)
def choose() -> ResponseReturnValue:
    """Say who answers for the data, and on what basis each purpose rests."""
    form = ControllerForm()
    if not form.sent():
        return page(form), 400
    told = {one.code: request.form.get(one.code, "") for one in PURPOSES}
    bases = {code: basis for code, basis in told.items() if basis in BASES}
    set_controller(db.session(), Body(form.body.data), str(form.contact.data).strip(), bases)
    note(Deed.PURPOSES_SET)
    db.session.commit()
    flash("Noted. The drafts below are filled from it.")
    return redirect(url_for("purposes.purposes"))


@bp.get("/impact.pdf")
@needs(Permission.CAMPAIGN_PROTECT)
def impact() -> Response:
    """Print the draft of the impact assessment."""
    pdf = document_pdf(impact_draft(facts()), campaign().name, now())
    return attachment(pdf, f"impact assessment draft {campaign().slug}.pdf", "application/pdf")


@bp.get("/policy.pdf")
@needs(Permission.CAMPAIGN_PROTECT)
def policy() -> Response:
    """Print the draft of the appropriate policy document."""
    pdf = document_pdf(policy_draft(facts()), campaign().name, now())
    return attachment(pdf, f"policy document draft {campaign().slug}.pdf", "application/pdf")


def facts() -> Facts:
    """Gather what the documents are filled from."""
    session, election = db.session(), campaign()
    kept = controller_of(session)
    on_register = select(func.count(Elector.id)).where(Elector.on_register)
    return Facts(
        campaign=election.name,
        body=kept.body if kept else None,
        contact=kept.contact if kept else "",
        bases={code: Basis(one) for code, one in kept.bases.items()} if kept else {},
        until={
            Kept.ACCOUNT: "the end of the campaign; who ran it stays",
            Kept.CAMPAIGN: day(goes_on(election)),
            Kept.LOG: "kept after the end",
            Kept.STOP: "the end of the campaign",
            Kept.TELLING: day(keeps_until(election)),
        },
        electors=session.scalar(on_register) or 0,
        smallest_cell=election.smallest_cell,
        lease_hours=election.lease_hours,
        asks_second_factor=election.asks_second_factor,
    )


def page(form: ControllerForm) -> str:
    """Draw the page."""
    told = facts()
    return render_template(
        "purposes/purposes.html",
        form=form,
        facts=told,
        purposes=PURPOSES,
        bases=list(Basis),
        condition=condition(told.body),
        is_covered=told.body is Body.PARTY,
    )
