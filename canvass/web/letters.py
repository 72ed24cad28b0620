"""Letters to residents and the street leaflet: printed from cases, under the campaign's imprint."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.casework import (
    PLACES,
    LetterError,
    check_imprint,
    check_letter,
    merged,
    short_day,
)
from canvass.core.leaflet import Leaflet, check_impersonal, leaflet_of, surnames
from canvass.db import db
from canvass.sheets.leaflet import LeafletLine, LeafletPaper, leaflet_pdf
from canvass.sheets.letters import Letter, letter_pdf
from canvass.store.caseload import CaseRow, case_for, row_of
from canvass.store.casework import note_event
from canvass.store.leaflet import resolved_in
from canvass.store.places import Ward, ward_for
from canvass.web.access import campaign, member, needs
from canvass.web.casework import step, today
from canvass.web.clock import now
from canvass.web.files import attachment
from canvass.web.forms import PageForm
from canvass.web.noting import note
from canvass.web.words import day

bp = Blueprint("letters", __name__, url_prefix="/c/<slug>/casework")

DONE_LENGTH = 240
MOST_LINES = 3
"""Issues that stand on one page of A5."""


class LetterForm(PageForm):
    """The campaign's letter and its imprint."""

    letter = TextAreaField(
        "The letter", [DataRequired("Write the letter."), Length(max=4000)], render_kw={"rows": 12}
    )
    imprint = TextAreaField("The imprint", [Length(max=300)], render_kw={"rows": 4})


@bp.get("/letter")
@needs(Permission.CAMPAIGN_SET)
def letter() -> str:
    """Show the campaign's letter and its imprint."""
    form = LetterForm(letter=campaign().letter, imprint=campaign().imprint)
    return render_template("letters/letter.html", form=form, places=PLACES)


@bp.post("/letter")
@needs(Permission.CAMPAIGN_SET)
def write() -> ResponseReturnValue:
    """Write the letter and the imprint from now on."""
    form = LetterForm()
    if form.sent():
        try:
            check_letter(str(form.letter.data))
        except LetterError as refusal:
            form.letter.errors = [str(refusal)]
        else:
            campaign().letter = str(form.letter.data).strip()
            campaign().imprint = (form.imprint.data or "").strip()
            db.session.commit()
            flash("Letters are written like this from now on.")
            return redirect(url_for("letters.letter"))
    return render_template("letters/letter.html", form=form, places=PLACES), 400


@bp.post("/<uuid:case_id>/letter")
@needs(Permission.CASEWORK_WORK)
def post(case_id: UUID) -> Response:
    """Print the letter about a case, and note that in its history."""
    session = db.session()
    row = row_of(session, case_for(session, member(), case_id))
    paper = letter_about(row)
    session.rollback()  # nobody else waits for the press
    pdf = letter_pdf(paper)
    note_event(session, case_for(session, member(), case_id), step(), "letter printed")
    note(Deed.LETTER_PRINTED, Subject.CASE, case_id)
    session.commit()
    return attachment(pdf, f"letter {row.title}.pdf", "application/pdf")


def letter_about(row: CaseRow) -> Letter:
    """Fill the campaign's letter in for one case.

    Raises:
        LetterError: there is no imprint, nobody to sign, or nothing for a place of the letter.
    """
    check_imprint(campaign().imprint)
    if not row.owner:
        raise LetterError("Nobody looks into this case yet, so nobody can sign. Take it first.")
    facts = {
        "name": row.name or "resident",
        "address": ", ".join(row.lines),
        "issue": row.issue or row.title,
        "reported": short_day(row.reported_on),
        "answer": row.answer,
        "owner": row.owner,
    }
    return Letter(
        campaign=campaign().name,
        made_at=now(),
        on=day(today()),
        name=row.name,
        address=row.lines,
        body=merged(campaign().letter, facts),
        owner=row.owner,
        imprint=campaign().imprint,
    )


@bp.get("/wards/<uuid:ward_id>/leaflet")
@needs(Permission.CASEWORK_WORK)
def leaflet(ward_id: UUID) -> str:
    """Show what a ward's leaflet can tell, and ask for the words."""
    ward = ward_for(db.session(), member(), ward_id)
    told = {str(one.issue_id): one.suggested for one in leaflet_for(ward).issues}
    return leaflet_page(ward, told, "")


@bp.post("/wards/<uuid:ward_id>/leaflet")
@needs(Permission.CASEWORK_WORK)
def print_leaflet(ward_id: UUID) -> ResponseReturnValue:
    """Print a ward's leaflet with these words."""
    session = db.session()
    ward = ward_for(session, member(), ward_id)
    told = {name: text.strip()[:DONE_LENGTH] for name, text in request.form.items()}
    try:
        paper = leaflet_paper(ward, told)
    except LetterError as refusal:
        return leaflet_page(ward, told, str(refusal)), 400
    session.rollback()  # nobody else waits for the press
    return attachment(leaflet_pdf(paper), f"you said {paper.ward}.pdf", "application/pdf")


def leaflet_for(ward: Ward) -> Leaflet:
    """Choose what a ward's leaflet may tell."""
    return leaflet_of(resolved_in(db.session(), ward), campaign().smallest_cell)


def leaflet_paper(ward: Ward, told: dict[str, str]) -> LeafletPaper:
    """Make a leaflet of an organiser's words for each issue; one without words is left out.

    Raises:
        LetterError: there is no imprint, nothing to tell, or a text points at somebody.
    """
    check_imprint(campaign().imprint)
    names = surnames(case.name for case in resolved_in(db.session(), ward))
    found = leaflet_for(ward)
    chosen = [one for one in found.issues if told.get(str(one.issue_id))][:MOST_LINES]
    if not chosen:
        raise LetterError("There is nothing to tell yet. Write what was done about one issue.")
    for one in chosen:
        check_impersonal(told[str(one.issue_id)], names)
    return LeafletPaper(
        campaign=campaign().name,
        ward=ward.name,
        made_at=now(),
        lines=tuple(
            LeafletLine(one.label, one.households, told[str(one.issue_id)]) for one in chosen
        ),
        imprint=campaign().imprint,
        has_more=found.has_more or len(chosen) < len(found.issues),
    )


def leaflet_page(ward: Ward, told: dict[str, str], mistake: str) -> str:
    """Draw the page that asks for a leaflet's words."""
    return render_template(
        "letters/leaflet.html",
        ward=ward,
        found=leaflet_for(ward),
        told=told,
        mistake=mistake,
        longest=DONE_LENGTH,
        most=MOST_LINES,
        smallest_cell=campaign().smallest_cell,
    )
