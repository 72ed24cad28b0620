"""The command that takes a campaign away as files."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from canvass.cli.group import campaign_option, campaign_session, note
from canvass.core.audit import Deed
from canvass.core.errors import CanvassError
from canvass.store.exporting import Signed
from canvass.store.exports import ExportKind
from canvass.web.exports import lay_electors, lay_whole

HERE = "whoever runs the server"


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@campaign_option
@click.option(
    "--what",
    type=click.Choice([kind.value for kind in ExportKind]),
    default=ExportKind.WHOLE.value,
    show_default=True,
    help="The whole campaign as a zip of CSV files, or its electors as one table.",
)
@with_appcontext
def export(file: Path, slug: str, what: str) -> None:
    """Write a campaign to FILE: every table as CSV with a README, or its electors as one table.

    Example: canvass export westminster.zip --campaign westminster-2018
    """
    try:
        session, _ = campaign_session(slug)
        file.touch(mode=0o600)
    except (CanvassError, OSError) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if what == ExportKind.WHOLE:
        rows = lay_whole(session, file, Signed(HERE, HERE, datetime.now(UTC)), silent)
    else:
        rows = lay_electors(session, file, None)
    note(session, Deed.EXPORT_TAKEN, words=what)
    session.commit()
    click.echo(f"{rows:,} rows in {file}. Destroy it once it is where it should be.")


def silent(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""
