"""The ledger of sheets: who holds which, what is missing, and results typed back from paper."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.knocks import KEYS, Result, read_results
from canvass.db import db
from canvass.sheets.linecode import BadCodeError, read_line, read_sheet, sheet_code
from canvass.sheets.lines import SheetLine as PaperLine
from canvass.sheets.lines import sheet_lines
from canvass.store.knocks import NewKnock, keep_knock, knocks_on_sheet, undo_knocks
from canvass.store.ledger import Fate, Sheet, end_sheet, hand_out, sheet_numbered, sheets_for
from canvass.store.walks import Walk, doors_walk
from canvass.web.access import member, needs, viewer
from canvass.web.clock import now
from canvass.web.noting import note
from canvass.web.papers import printed_areas

bp = Blueprint("ledger", __name__, url_prefix="/c/<slug>/polling-day/sheets")

SHOWN = 200
FATES = frozenset(fate.value for fate in Fate)
RESULTS = frozenset(result.value for result in Result)


@bp.get("/")
@needs(Permission.KNOCKUP_READ)
def sheets() -> ResponseReturnValue:
    """Show the sheets, newest first, or those that are missing; a code typed leads to its sheet."""
    typed = request.args.get("code", "").strip()
    mistake = ""
    if typed:
        try:
            return redirect(url_for("ledger.sheet", code=sheet_code(read_sheet(typed))))
        except BadCodeError as refusal:
            mistake = str(refusal)
    only_out = request.args.get("only") == "out"
    rows = sheets_for(db.session(), member(), only_out=only_out)
    return render_template(
        "ledger/sheets.html",
        rows=rows[:SHOWN],
        count=len(rows),
        only_out=only_out,
        mistake=mistake,
        typed=typed,
        code_of=sheet_code,
    )


@bp.get("/<code>")
@needs(Permission.KNOCKUP_READ)
def sheet(code: str) -> str:
    """Show one sheet: who has it, its lines, and what came of each."""
    return page(found_sheet(code), "", [])


@bp.post("/<code>/results")
@needs(Permission.KNOCKUP_PRINT)
def results(code: str) -> ResponseReturnValue:
    """Keep the results typed from a sheet; lines that could not be read stay in the box."""
    session = db.session()
    found = found_sheet(code)
    lines = paper_lines(session, found)
    told, wrong = read_results(request.form.get("typed", ""), found.kind)
    chosen: dict[int, Result] = ticked(lines)
    for typed, result in told:
        line = line_called(found, lines, typed)
        if line is None:
            wrong.append(typed)
        else:
            chosen[line.line] = result
    kept = keep_results(session, found, lines, chosen)
    session.commit()
    if wrong:
        return page(found_sheet(code), "\n".join(wrong), wrong), 400
    flash(f"{kept} {'result is' if kept == 1 else 'results are'} kept from sheet {code}.")
    return redirect(url_for("ledger.sheet", code=code))


@bp.post("/<code>/undo")
@needs(Permission.KNOCKUP_PRINT)
def undo(code: str) -> ResponseReturnValue:
    """Take one line's result back."""
    session = db.session()
    found = found_sheet(code)
    standing = knocks_on_sheet(session, found.id)
    told = request.form.get("elector", "")
    ids = [one.id for elector, one in standing.items() if str(elector) == told]
    undo_knocks(session, ids, now())
    session.commit()
    flash("The result is taken back." if ids else "There was nothing to take back.")
    return redirect(url_for("ledger.sheet", code=code))


@bp.post("/<code>/hand")
@needs(Permission.KNOCKUP_PRINT)
def hand(code: str) -> ResponseReturnValue:
    """Note who took a sheet, that it came back, or that it was destroyed."""
    session = db.session()
    found = found_sheet(code)
    what = request.form.get("what", "")
    holder = " ".join(request.form.get("holder", "").split())[:80]
    if what == "out" and holder:
        hand_out(found, holder, now())
        flash(f"Sheet {code} is with {holder}.")
    elif what in FATES:
        end_sheet(found, Fate(what), now())
        flash(f"Sheet {code} is {'back' if what == Fate.BACK else 'destroyed'}.")
    else:
        flash("Type who takes the sheet.")
    session.commit()
    after = request.form.get("round", "")
    if after:
        return redirect(url_for("rounds.frozen", round_id=UUID(after)))
    return redirect(url_for("ledger.sheet", code=code))


@bp.post("/<code>/walk")
@needs(Permission.WALK_ASSIGN)
def walk(code: str) -> ResponseReturnValue:
    """Make a walk of a sheet, so that a phone can knock it up."""
    session = db.session()
    found = found_sheet(code)
    homes = [one.door.household for one in paper_lines(session, found) if one.door.household]
    name = f"Sheet {code}: {found.title}"[:200]
    like = Walk(ward_id=found.ward_id, sheet_id=found.id, name=name, made_at=now())
    made = doors_walk(session, like, list(dict.fromkeys(homes)))
    session.commit()
    return redirect(url_for("walks.walk", walk_id=made.id))


def found_sheet(code: str) -> Sheet:
    """Find the sheet of a code, in the wards this person works in.

    Raises:
        BadCodeError: it is no code.
        NotFoundError: there is no such sheet.
    """
    return sheet_numbered(db.session(), member(), read_sheet(code))


def paper_lines(session: Session, found: Sheet) -> list[PaperLine]:
    """Give a sheet's lines just as they are on its paper."""
    (area,) = printed_areas(session, [found])
    return sheet_lines(area, found.number)


def line_called(found: Sheet, lines: Sequence[PaperLine], typed: str) -> PaperLine | None:
    """Find a line by its code, or by its number on the sheet."""
    try:
        number = int(typed) if typed.isdecimal() and len(typed) < len("01A") else None
        number = number or read_line(found.number, typed)
    except BadCodeError:
        return None
    return next((one for one in lines if one.line == number), None)


def ticked(lines: Sequence[PaperLine]) -> dict[int, Result]:
    """Read the results chosen line by line with the mouse, or confirmed from a picture."""
    chosen = {}
    for one in lines:
        told = request.form.get(f"line-{one.line}", "")
        if told in RESULTS:
            chosen[one.line] = Result(told)
    return chosen


def keep_results(
    session: Session, found: Sheet, lines: Sequence[PaperLine], chosen: dict[int, Result]
) -> int:
    """Keep results line by line, another for the same line in its place; count the new."""
    standing = knocks_on_sheet(session, found.id)
    kept = 0
    for one in lines:
        result, elector = chosen.get(one.line), one.promise.elector
        if result is None or elector is None:
            continue
        earlier = standing.get(elector)
        if earlier is not None and earlier.result is result:
            continue
        if earlier is not None:
            undo_knocks(session, [earlier.id], now())
        keep_knock(session, NewKnock(elector, result, viewer().id, now(), found.id), now())
        kept += 1
    return kept


def page(found: Sheet, typed: str, wrong: Sequence[str]) -> str:
    """Draw the page of one sheet."""
    session = db.session()
    note(Deed.SHEET_SEEN, Subject.SHEET, found.id)
    return render_template(
        "ledger/sheet.html",
        sheet=found,
        code=sheet_code(found.number),
        lines=paper_lines(session, found),
        standing=knocks_on_sheet(session, found.id),
        keys=KEYS[found.kind],
        typed=typed,
        wrong=wrong,
    )
