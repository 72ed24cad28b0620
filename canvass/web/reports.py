"""Issue reports, on screen and as files: all of them drawn from the same pictures."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, jsonify, render_template, request

from canvass.core.access import Permission
from canvass.core.audit import Deed, Subject
from canvass.core.pictures import Cell, IssueLine, Move, WardPicture
from canvass.core.published import pictures_csv, pictures_data
from canvass.db import db
from canvass.sheets.issues import axis_end, issues_pdf
from canvass.sheets.week import week_pdf as set_week
from canvass.sheets.workbook import issues_xlsx
from canvass.store.places import ward_for, wards_for
from canvass.store.trends import choices, weekly_table
from canvass.store.ward_pictures import picture_of, pictures_of
from canvass.store.weeks import week_summary
from canvass.web.access import campaign, member, needs
from canvass.web.clock import now
from canvass.web.files import attachment
from canvass.web.noting import note
from canvass.web.periods import asked, last_day, last_weeks, period_asked, presets, sources
from canvass.web.saved_views import my_views

bp = Blueprint("reports", __name__, url_prefix="/c/<slug>/issues")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/")
@needs(Permission.REPORT_READ)
def wards() -> str:
    """Show the wards side by side: how much of each was heard, and what it raises."""
    rows = every_ward()
    return render_template(
        "reports/wards.html",
        wards=rows,
        columns=columns_of([picture for _, picture in rows]),
        moved=moved(rows),
        views=my_views(),
        period=period_asked(),
        presets=presets(),
        sources=sources(),
        asked=asked(),
    )


@bp.get("/wards/<uuid:ward_id>")
@needs(Permission.REPORT_READ)
def ward(ward_id: UUID) -> str:
    """Show what one ward is raising."""
    picture = one_ward(ward_id)
    return render_template(
        "reports/ward.html",
        ward_id=ward_id,
        picture=picture,
        axis_end=axis_end(picture),
        presets=presets(),
        sources=sources(),
        asked=asked(),
    )


@bp.get("/wards/<uuid:ward_id>/weeks")
@needs(Permission.REPORT_READ)
def weeks(ward_id: UUID) -> str:
    """Show what one ward raised week by week, the last weeks before polling day or today."""
    session = db.session()
    found = ward_for(session, member(), ward_id)
    weeks, issues = last_weeks(last_day()), [one for one in choices(session) if not one.is_theme]
    cells = weekly_table(session, found, issues, weeks)
    shown = [(one.label, row) for one in issues if any_shown(row := cells[one.value])]
    return render_template(
        "reports/weeks.html",
        ward_id=ward_id,
        ward=found.name,
        weeks=weeks,
        heard=[cell.of for cell in next(iter(cells.values()), [])],
        rows=sorted(shown, key=lambda row: -max(cell.share or 0 for cell in row[1])),
    )


def any_shown(cells: Sequence[Cell]) -> bool:
    """Tell whether any of some cells may be shown."""
    return any(cell.count is not None for cell in cells)


@bp.get("/wards/<uuid:ward_id>.json")
@needs(Permission.REPORT_READ)
def ward_json(ward_id: UUID) -> Response:
    """Give one ward's report as JSON."""
    note(Deed.REPORT_TAKEN, Subject.WARD, ward_id, "JSON")
    return as_json([one_ward(ward_id)])


@bp.get("/wards/<uuid:ward_id>.csv")
@needs(Permission.REPORT_READ)
def ward_csv(ward_id: UUID) -> Response:
    """Give one ward's report as a table."""
    picture = one_ward(ward_id)
    note(Deed.REPORT_TAKEN, Subject.WARD, ward_id, "CSV")
    return attachment(pictures_csv([picture]), f"issues {picture.ward}.csv", "text/csv")


@bp.get("/wards/<uuid:ward_id>.xlsx")
@needs(Permission.REPORT_READ)
def ward_xlsx(ward_id: UUID) -> Response:
    """Give one ward's report as a workbook."""
    picture = one_ward(ward_id)
    note(Deed.REPORT_TAKEN, Subject.WARD, ward_id, "XLSX")
    return attachment(issues_xlsx([picture]), f"issues {picture.ward}.xlsx", XLSX)


@bp.get("/wards/<uuid:ward_id>.pdf")
@needs(Permission.REPORT_READ)
def ward_pdf(ward_id: UUID) -> Response:
    """Give one ward's report on paper, in Welsh if `language=cy` is asked for."""
    picture = one_ward(ward_id)
    note(Deed.REPORT_TAKEN, Subject.WARD, ward_id, "PDF")
    report = issues_pdf(picture, "cy" if request.args.get("language") == "cy" else "en")
    return attachment(report, f"issues {picture.ward}.pdf", "application/pdf")


@bp.get("/wards.json")
@needs(Permission.REPORT_READ)
def wards_json() -> Response:
    """Give all wards' reports as JSON."""
    note(Deed.REPORT_TAKEN, words="all wards, JSON")
    return as_json([picture for _, picture in every_ward()])


@bp.get("/wards.csv")
@needs(Permission.REPORT_READ)
def wards_csv() -> Response:
    """Give all wards' reports as one table."""
    pictures = [picture for _, picture in every_ward()]
    note(Deed.REPORT_TAKEN, words="all wards, CSV")
    return attachment(pictures_csv(pictures), f"issues {campaign().slug}.csv", "text/csv")


@bp.get("/wards.xlsx")
@needs(Permission.REPORT_READ)
def wards_xlsx() -> Response:
    """Give all wards' reports as one workbook."""
    pictures = [picture for _, picture in every_ward()]
    note(Deed.REPORT_TAKEN, words="all wards, XLSX")
    return attachment(issues_xlsx(pictures), f"issues {campaign().slug}.xlsx", XLSX)


@bp.get("/week.pdf")
@needs(Permission.REPORT_READ)
def week_pdf() -> Response:
    """Give the last seven days of one's wards on paper: raised, moved, heard, due."""
    session = db.session()
    summary = week_summary(session, wards_for(session, member()), last_day(), now())
    note(Deed.REPORT_TAKEN, words="the week, PDF")
    return attachment(set_week(summary), f"week to {last_day()}.pdf", "application/pdf")


def one_ward(ward_id: UUID) -> WardPicture:
    """Draw the picture of a ward this person works in, beside the others."""
    session = db.session()
    found = ward_for(session, member(), ward_id)
    return picture_of(session, found, period_asked(), now())


def every_ward() -> list[tuple[UUID, WardPicture]]:
    """Draw the pictures of all wards this person works in."""
    session = db.session()
    wards_here = wards_for(session, member())
    pictures = pictures_of(session, wards_here, period_asked(), now())
    return [(one.id, picture) for one, picture in zip(wards_here, pictures, strict=True)]


def columns_of(pictures: Sequence[WardPicture]) -> list[IssueLine]:
    """Give the issues that some ward may show, in the order in which the wards raise them."""
    found: dict[str, IssueLine] = {}
    for picture in pictures:
        for issue in picture.shown:
            best = found.get(issue.code)
            if best is None or (issue.cell.share or 0) > (best.cell.share or 0):
                found[issue.code] = issue
    return sorted(found.values(), key=lambda issue: -(issue.cell.share or 0))


def moved(rows: Sequence[tuple[UUID, WardPicture]]) -> list[tuple[UUID, str, IssueLine]]:
    """List what rose or fell by more than chance since the period before, ward by ward."""
    return [
        (ward_id, picture.ward, issue)
        for ward_id, picture in rows
        for issue in picture.shown
        if issue.move in (Move.UP, Move.DOWN)
    ]


def as_json(pictures: Sequence[WardPicture]) -> Response:
    """Answer with pictures as JSON."""
    return jsonify(pictures_data(campaign().slug, pictures, now(), campaign().smallest_cell))
