"""The campaign's own codes for "will you vote for us": chosen from a set, or written by hand."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from canvass.core.access import Permission
from canvass.core.doorstep import INTENTION_WORDS, STRENGTH_WORDS, Intention
from canvass.core.intentions import MOST, SETS, BadCodesError, Code, checked
from canvass.db import db
from canvass.store.intentions import codes_in_use, use_codes
from canvass.web.access import needs

bp = Blueprint("intentions", __name__, url_prefix="/c/<slug>/intentions")

MEANINGS = {str(strength): word for strength, word in STRENGTH_WORDS.items()} | {
    str(intention): word for intention, word in INTENTION_WORDS.items()
}
SPARE = 2
"""Empty rows for codes to come."""


@bp.get("/")
@needs(Permission.CAMPAIGN_SET)
def codes() -> str:
    """Show the codes the phones ask by, and the sets to choose from."""
    return page(codes_in_use(db.session()), "")


@bp.post("/")
@needs(Permission.CAMPAIGN_SET)
def write() -> ResponseReturnValue:
    """Ask by these codes from now on."""
    told = codes_told()
    try:
        use_codes(db.session(), checked(told))
    except BadCodesError as refusal:
        db.session.rollback()
        return page(told, str(refusal)), 400
    db.session.commit()
    flash("Phones ask by these codes from the next time they open a walk with signal.")
    return redirect(url_for("intentions.codes"))


@bp.post("/set")
@needs(Permission.CAMPAIGN_SET)
def choose() -> ResponseReturnValue:
    """Take one of the sets that ship with Canvass."""
    chosen = next((one for one in SETS if one.name == request.form.get("set")), None)
    if chosen is None:
        return page(codes_in_use(db.session()), "Choose one of the sets."), 400
    use_codes(db.session(), chosen.codes)
    db.session.commit()
    flash("Phones ask by this set from the next time they open a walk with signal.")
    return redirect(url_for("intentions.codes"))


def codes_told() -> list[Code]:
    """Read the rows of the form; a row without letter and word is none."""
    columns = [request.form.getlist(name) for name in ("short", "label", "label_cy", "meaning")]
    rows = zip(*columns, request.form.getlist("party"), strict=False)
    tidy = ([" ".join(cell.split()) for cell in row] for row in rows)
    return [code_told(*row) for row in tidy if row[0] or row[1]]


def code_told(short: str, label: str, label_cy: str, meaning: str, party: str) -> Code:
    """Make a code of one row."""
    strength = int(meaning) if meaning in MEANINGS and meaning.isdecimal() else None
    intention = Intention(meaning) if meaning in set(Intention) else None
    return Code(short, label, label_cy, strength, intention, party[:40] or None)


def page(shown: list[Code], mistake: str) -> str:
    """Draw the page."""
    return render_template(
        "intentions/codes.html",
        codes=shown,
        spare=min(SPARE, max(0, MOST - len(shown))),
        sets=SETS,
        meanings=MEANINGS,
        mistake=mistake,
    )
