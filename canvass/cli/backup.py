"""Commands that copy the whole database, and bring it back."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from canvass.backups import BackupNote, drop_old, make_backup, path_for, restore
from canvass.core.errors import CanvassError
from canvass.web.backups import backup_folder, database_to_copy


def moment() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


@click.command("backup")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path | None) -> None:
    """Copy the database, and restore the copy elsewhere to see that it is whole.

    Without FILE it goes to the instance folder, where the newest 30 are kept.

    Example: canvass backup /mnt/usb/canvass.db
    """
    folder, url = backup_folder(), database_to_copy()
    try:
        note = make_backup(url, file or path_for(folder, moment(), url), moment)
    except (CanvassError, OSError) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    drop_old(folder)
    click.echo(f"{file or folder / note.file}: {said(note)}")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def bring_back(file: Path) -> None:
    """Bring a backup back into the database that the settings name, which must be empty.

    Example: CANVASS_DATABASE_URL=sqlite:////srv/new.db canvass restore canvass.db
    """
    try:
        restore(database_to_copy(), file)
    except (CanvassError, OSError) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("Restored. Run canvass db upgrade, then canvass serve.")


def said(note: BackupNote) -> str:
    """Say what a backup is worth."""
    return (
        f"{note.size / 1e6:,.1f} MB, {note.rows:,} rows of facts, "
        f"restored and found whole, in {note.seconds:.1f} s"
    )
