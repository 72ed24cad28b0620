"""Commands that read the campaign's figures, and the one that derives them again."""

from datetime import UTC, datetime
from pathlib import Path

import click

from canvass.cli.group import (
    HOST,
    Group,
    campaign_option,
    campaign_session,
    note,
    put_json,
    put_out,
)
from canvass.core.audit import Deed
from canvass.core.pictures import Period
from canvass.core.published import pictures_csv, pictures_data
from canvass.core.sources import Source
from canvass.sheets.issues import issues_pdf
from canvass.sheets.week import week_pdf
from canvass.sheets.workbook import issues_xlsx
from canvass.store.contacts import rebuild_standing
from canvass.store.knocks import rebuild_called
from canvass.store.places import ward_called, wards_for
from canvass.store.readings import rebuild_mentions
from canvass.store.telling import rebuild_voted
from canvass.store.ward_pictures import pictures_of
from canvass.store.weeks import week_summary

issues = Group("issues", help="What electors raise.")
standing = Group("standing", help="What is derived from the facts.")


@issues.command("report")
@click.option("--ward", default="", help="One ward, by its name; else all of them.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "csv", "xlsx", "pdf"]),
    default="json",
    show_default=True,
)
@click.option(
    "--source",
    type=click.Choice([one.value for one in Source]),
    help="Told at the door, by telephone, or in files of one kind; else all conversations.",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Else printed here.")
@campaign_option
def report(ward: str, form: str, source: str | None, out: Path | None, slug: str) -> None:
    """Report the issues raised, ward by ward; on paper (pdf), one ward at a time.

    Example: canvass issues report --campaign westminster-2018 --ward Churchill --format csv
    """
    if form == "pdf" and not ward:
        raise click.UsageError("A PDF is of one ward: name it with --ward.")
    session, campaign = campaign_session(slug)
    wards = [ward_called(session, HOST, ward)] if ward else wards_for(session, HOST)
    note(session, Deed.REPORT_TAKEN, words=f"{ward or 'all wards'}, {form.upper()}")
    session.commit()
    now = datetime.now(UTC)
    pictures = pictures_of(session, wards, Period(source=Source(source) if source else None), now)
    if form == "csv":
        put_out(pictures_csv(pictures).encode(), out)
    elif form == "xlsx":
        put_out(issues_xlsx(pictures), out)
    elif form == "pdf":
        put_out(issues_pdf(pictures[0]), out)
    else:
        put_json(pictures_data(campaign.slug, pictures, now, campaign.smallest_cell), out)


@issues.command("week")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Its last day; else today.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Else printed here.")
@campaign_option
def week(until: datetime | None, out: Path | None, slug: str) -> None:
    """Print the week on two pages: what was raised, what moved, how far we got, what is due.

    Example: canvass issues week --campaign westminster-2018 --out week.pdf
    """
    session, campaign = campaign_session(slug)
    now = datetime.now(UTC)
    last = (until or now.astimezone(campaign.time_zone)).date()
    note(session, Deed.REPORT_TAKEN, words="the week, PDF")
    session.commit()
    put_out(week_pdf(week_summary(session, wards_for(session, HOST), last, now)), out)


@standing.command("rebuild")
@campaign_option
def rebuild(slug: str) -> None:
    """Derive every elector's standing again from the contacts, and who has voted from the marks.

    Who is left alone, and who says they have posted, comes from the results of rounds; what was
    read from notes, from the readings.

    Example: canvass standing rebuild --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    rebuild_mentions(session)
    electors = rebuild_standing(session)
    rebuild_voted(session)
    rebuild_called(session)
    session.commit()
    click.echo(f"The standing of {electors:,} electors is derived again.")
