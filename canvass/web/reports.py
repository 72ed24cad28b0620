"""Issue reports, on screen and as files."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, jsonify, render_template

from canvass.core.access import Permission
from canvass.core.reports import WardReport, report_csv, report_data
from canvass.db import db
from canvass.store.places import ward_for, wards_for
from canvass.store.reports import ward_report
from canvass.web.access import campaign, member, needs
from canvass.web.clock import now
from canvass.web.files import attachment

bp = Blueprint("reports", __name__, url_prefix="/c/<slug>/issues")


@bp.get("/")
@needs(Permission.REPORT_READ)
def wards() -> str:
    """Show the wards side by side: how much of each was heard, and what it raises first."""
    return render_template("reports/wards.html", wards=every_ward())


@bp.get("/wards/<uuid:ward_id>")
@needs(Permission.REPORT_READ)
def ward(ward_id: UUID) -> str:
    """Show what one ward is raising."""
    session = db.session()
    report = ward_report(session, ward_for(session, member(), ward_id), now())
    ends = [issue.interval[1] for issue in report.issues if issue.interval]
    axis_end = max(1, -(-int(max(ends, default=0.1) * 1000) // 100)) / 10
    return render_template("reports/ward.html", ward_id=ward_id, report=report, axis_end=axis_end)


@bp.get("/wards/<uuid:ward_id>.json")
@needs(Permission.REPORT_READ)
def ward_json(ward_id: UUID) -> Response:
    """Give one ward's report as JSON."""
    session = db.session()
    return as_json([ward_report(session, ward_for(session, member(), ward_id), now())])


@bp.get("/wards/<uuid:ward_id>.csv")
@needs(Permission.REPORT_READ)
def ward_csv(ward_id: UUID) -> Response:
    """Give one ward's report as a table."""
    session = db.session()
    report = ward_report(session, ward_for(session, member(), ward_id), now())
    return attachment(report_csv([report]), f"issues {report.ward}.csv", "text/csv")


@bp.get("/wards.json")
@needs(Permission.REPORT_READ)
def wards_json() -> Response:
    """Give all wards' reports as JSON."""
    return as_json([report for _, report in every_ward()])


@bp.get("/wards.csv")
@needs(Permission.REPORT_READ)
def wards_csv() -> Response:
    """Give all wards' reports as one table."""
    reports = [report for _, report in every_ward()]
    return attachment(report_csv(reports), f"issues {campaign().slug}.csv", "text/csv")


def every_ward() -> list[tuple[UUID, WardReport]]:
    """Report each ward this person works in."""
    session = db.session()
    return [(one.id, ward_report(session, one, now())) for one in wards_for(session, member())]


def as_json(reports: Sequence[WardReport]) -> Response:
    """Answer with reports as JSON."""
    return jsonify(report_data(campaign().slug, reports, now(), campaign().smallest_cell))
