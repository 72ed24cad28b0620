"""Commands that take council files in."""

from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from canvass.cli.group import (
    Group,
    campaign_option,
    campaign_session,
    echo_json,
    json_option,
    note,
)
from canvass.core.audit import Deed
from canvass.core.layouts import NAMES
from canvass.store.absentees import import_absent
from canvass.store.intake import Intake, import_register

register = Group("register", help="The council's register of electors.")
absent = Group("absent", help="The council's list of absent voters.")

file_argument = click.Path(exists=True, dir_okay=False, path_type=Path)
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Tell what it would do, keep nothing."
)
SHOWN = 50


@register.command("import")
@click.argument("files", nargs=-1, required=True, type=file_argument)
@campaign_option
@click.option("--layout", type=click.Choice(["auto", *NAMES]), default="auto", show_default=True)
@dry_run_option
@click.option("--confirm", is_flag=True, help="Take it in though it is unlikely to be meant.")
@json_option
def import_files(  # noqa: PLR0913  one a choice on the command line
    files: tuple[Path, ...], slug: str, *, layout: str, dry_run: bool, confirm: bool, as_json: bool
) -> None:
    """Take full registers in, each whole or not at all.

    Example: canvass register import CH.csv BA.csv --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    for path in files:
        with path.open("rb") as source:
            now = datetime.now(UTC)
            intake = import_register(
                session, source, path.name, layout=layout, now=now, confirm=confirm
            )
        finish(session, intake, dry_run=dry_run, as_json=as_json)


@absent.command("import")
@click.argument("file", type=file_argument)
@campaign_option
@dry_run_option
@json_option
def import_list(file: Path, slug: str, *, dry_run: bool, as_json: bool) -> None:
    """Take an absent voters list in; it replaces the last one of its polling districts.

    Example: canvass absent import absent.csv --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    with file.open("rb") as source:
        intake = import_absent(session, source, file.name, now=datetime.now(UTC))
    finish(session, intake, dry_run=dry_run, as_json=as_json)


def finish(session: Session, intake: Intake, *, dry_run: bool, as_json: bool) -> None:
    """Keep what was taken in, unless it was only tried, and tell what came of it."""
    if dry_run:
        session.rollback()
    else:
        note(session, Deed.FILE_TAKEN_IN, words=f"{intake.kind}: {intake.file}"[:200])
        session.commit()
    if as_json:
        echo_json(intake.as_json(committed=not dry_run))
        return
    verb = "would be" if dry_run else "are"
    click.echo(
        f"{intake.file} ({intake.layout}): {intake.rows:,} rows; "
        f"{intake.electors_added:,} electors {verb} added, "
        f"{intake.electors_changed:,} changed, {intake.electors_removed:,} taken off; "
        f"{intake.households_added:,} households and {intake.streets_added:,} streets are new."
    )
    echo_rows(intake)


def echo_rows(intake: Intake) -> None:
    """Tell which rows were not taken, or name nobody."""
    for line, reason in intake.rows_refused[:SHOWN]:
        click.echo(f"  line {line} not taken: {reason}")
    for row in intake.unmatched[:SHOWN]:
        click.echo(f"  line {row.line}, {row.roll_number}, matches nobody: {row.reason}")
