"""Commands that take council files in."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

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
from canvass.core.earlier import read_layout
from canvass.core.errors import NotFoundError
from canvass.core.mapping import written
from canvass.core.suppliers import NAMES
from canvass.db import reading_first
from canvass.store.absentees import import_absent
from canvass.store.intake import Intake, refuse_unlikely, taken
from canvass.store.own_layouts import keep_layout, own_layouts
from canvass.store.preview import Preview, preview_of
from canvass.store.register import RegisterFile, register_files
from canvass.store.restoring import undo_import
from canvass.store.settled import compared_before
from canvass.uploads.workbooks import as_text

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
    """Take full registers and monthly updates in, each whole or not at all.

    Example: canvass register import CH.csv BA.csv --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    for path in files:
        with path.open("rb") as file, as_text(file) as source, reading_first() as begin_writing:
            arrival = compared_before(session, source, layout, begin_writing)
            preview = preview_of(arrival, datetime.now(UTC)) if dry_run else None
            if not confirm and not dry_run:
                refuse_unlikely(arrival)
            intake = taken(arrival, path.name, None, datetime.now(UTC))
        finish(session, intake, dry_run=dry_run, as_json=as_json)
        if preview is not None and not as_json:
            echo_preview(preview)


@register.command("files")
@campaign_option
def list_files(slug: str) -> None:
    """List the files that were taken in, newest first, each with its id.

    Example: canvass register files --campaign westminster-2018
    """
    session, campaign = campaign_session(slug)
    for file in register_files(session):
        moment = file.imported_at.astimezone(campaign.time_zone)
        undone = ", undone" if file.undone_at else ""
        click.echo(f"{file.id}  {moment:%Y-%m-%d %H:%M}  {file.layout}{undone}  {file.file_name}")


@register.command("undo")
@click.argument("file_id", type=click.UUID)
@campaign_option
def undo(file_id: UUID, slug: str) -> None:
    """Undo the import of a register or an update; its id is in `canvass register files`.

    Example: canvass register undo 01a20d2f-d4aa-7124-8000-000000000001 --campaign westminster-2018
    """
    session, campaign = campaign_session(slug)
    file = session.get(RegisterFile, (campaign.id, file_id))
    if file is None:
        raise NotFoundError("No file that was taken in has this id.")
    done = undo_import(session, file, None, datetime.now(UTC))
    note(session, Deed.FILE_UNDONE, words=file.file_name)
    session.commit()
    click.echo(
        f"{file.file_name} is undone: {done.leave:,} electors left again, {done.changed:,} are "
        f"written as before, {done.come_back:,} came back."
    )


@register.command("layouts")
@campaign_option
@click.option("--add", type=file_argument, help="Keep a layout that another campaign has saved.")
def layouts(slug: str, add: Path | None) -> None:
    """Write the campaign's own layouts as JSON, to hand on; add one with `--add`.

    Example: canvass register layouts --campaign westminster-2018 --add sampleminster.json
    """
    session, _ = campaign_session(slug)
    if add is not None:
        keep_layout(session, read_layout(add.read_bytes()), None, datetime.now(UTC))
        session.commit()
    for own in own_layouts(session):
        click.echo(written(own.as_told()).decode())


@absent.command("import")
@click.argument("file", type=file_argument)
@campaign_option
@dry_run_option
@click.option("--confirm", is_flag=True, help="Take it in though it leaves many of the last out.")
@json_option
def import_list(file: Path, slug: str, *, dry_run: bool, confirm: bool, as_json: bool) -> None:
    """Take an absent voters list in; it replaces the last one of its polling districts.

    Example: canvass absent import absent.csv --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    with file.open("rb") as brought, as_text(brought) as source:
        intake = import_absent(session, source, file.name, now=datetime.now(UTC), confirm=confirm)
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


def echo_preview(preview: Preview) -> None:
    """Tell what else a page would show before a register is taken in, without naming anybody."""
    if preview.before:
        click.echo(
            f"  Of {preview.before:,} electors now on the register {preview.gone.total:,} would "
            f"leave, {preview.promises:,} of them promises; {preview.moved.total:,} would move to "
            f"another door. Walks out in which somebody comes or goes: {preview.walks:,}. "
            f"Doubtful pairs, who came and who left: {preview.doubtful:,}."
        )
    for line in (*preview.changed.first, *preview.moved.first):
        click.echo(f"  {line.roll_number}: {', '.join(one.what for one in line.changes)} changes")
    if preview.needs_second_look:
        click.echo("  More than 2 in 100 would leave: it is taken in only with --confirm.")
    for doubt in preview.doubts:
        click.echo(f"  {doubt} It is taken in only with --confirm.")


def echo_rows(intake: Intake) -> None:
    """Tell which rows were not taken, or name nobody."""
    for line, reason in intake.rows_refused[:SHOWN]:
        click.echo(f"  line {line} not taken: {reason}")
    for row in intake.unmatched[:SHOWN]:
        click.echo(f"  line {row.line}, {row.roll_number}, matches nobody: {row.reason}")
