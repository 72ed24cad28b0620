"""Commands for after the close of polls: the marked register, and what telling leaves behind."""

from datetime import UTC, datetime
from pathlib import Path

import click

from canvass.cli.group import Group, campaign_option, campaign_session, echo_json, json_option, note
from canvass.cli.polling_day import telling
from canvass.cli.register import dry_run_option, echo_rows, file_argument
from canvass.core.audit import Deed
from canvass.core.marked import MARK_WORDS
from canvass.store.closing import erase_telling, keeps_until
from canvass.store.marked import MarkedIntake, import_marked
from canvass.uploads.workbooks import as_text

marked = Group("marked", help="The marked register: who voted, after the poll.")


@marked.command("import")
@click.argument("file", type=file_argument)
@campaign_option
@dry_run_option
@click.option("--confirm", is_flag=True, help="Take it in though it leaves many electors out.")
@click.option(
    "--poll", type=click.DateTime(["%Y-%m-%d"]), help="The day of an earlier poll that it is of."
)
@json_option
def import_file(  # noqa: PLR0913  each is an option
    file: Path, slug: str, *, dry_run: bool, confirm: bool, poll: datetime | None, as_json: bool
) -> None:
    """Take a marked register in, after the poll; it replaces the last one of its districts.

    Of an earlier poll it tells who seldom votes, for the order of knocking up.

    Example: canvass marked import marked.csv --campaign westminster-2018 --poll 2017-06-08
    """
    session, _ = campaign_session(slug)
    day = poll.date() if poll else None
    with file.open("rb") as brought, as_text(brought) as source:
        intake = import_marked(
            session, source, file.name, now=datetime.now(UTC), confirm=confirm, poll=day
        )
    if dry_run:
        session.rollback()
    else:
        note(session, Deed.FILE_TAKEN_IN, words=f"marked: {intake.file}"[:200])
        session.commit()
    if as_json:
        echo_json(intake.as_json(committed=not dry_run))
    else:
        echo_intake(intake, dry_run=dry_run)


def echo_intake(intake: MarkedIntake, *, dry_run: bool) -> None:
    """Tell what came of a marked register."""
    counts = ", ".join(f"{intake.marks[mark]:,} {words}" for mark, words in MARK_WORDS.items())
    click.echo(
        f"{intake.file} ({intake.layout}): {intake.rows:,} rows; "
        f"{intake.electors_changed:,} electors {'would be' if dry_run else 'are'} marked: {counts}."
    )
    if intake.unnamed:
        click.echo(f"  {intake.unnamed:,} electors of its districts are not in it.")
    echo_rows(intake)


@telling.command("keep")
@click.argument("until", type=click.DateTime(["%Y-%m-%d"]))
@campaign_option
def keep(until: datetime, slug: str) -> None:
    """Say until which day telling data is kept; a year after the poll if nothing is said.

    Example: canvass telling keep 2018-11-03 --campaign westminster-2018
    """
    session, campaign = campaign_session(slug)
    campaign.telling_kept_until = until.date()
    session.commit()
    click.echo(f"The telling of {campaign.name} is kept until {until:%Y-%m-%d}.")


@telling.command("erase")
@campaign_option
@click.option("--now", "early", is_flag=True, help="Even if its day has not come.")
@click.confirmation_option(prompt="Erase all numbers told, knocks, slips and lifts for good?")
def erase(slug: str, *, early: bool) -> None:
    """Erase telling data once its day has come; the marked register stays.

    Example: canvass telling erase --campaign westminster-2018 --yes
    """
    session, campaign = campaign_session(slug)
    today = datetime.now(campaign.time_zone).date()
    counts = erase_telling(session, today, early=early)
    note(session, Deed.DATA_ERASED, words="telling")
    session.commit()
    told = ", ".join(f"{count:,} {words}" for words, count in counts.items())
    click.echo(f"Erased: {told}. They were kept until {keeps_until(campaign)}.")
