"""The command that says whose list a leaked file is."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import click

from canvass.cli.group import Group, campaign_option, campaign_session, echo_json, json_option, note
from canvass.core.audit import Deed
from canvass.core.ending import CHUNK
from canvass.core.errors import CanvassError
from canvass.store.canaries import trace

leak = Group("leak", help="Lists that turned up where they should not.")


class NoTraceError(CanvassError):
    """Nothing in the file was put there by this campaign."""


@leak.command("trace")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@campaign_option
@json_option
def trace_file(file: Path, slug: str, *, as_json: bool) -> None:
    """Say who took the list that a file came from: text, CSV, or a workbook.

    Example: canvass leak trace found-online.csv --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    found = trace(session, pieces_of(file))
    note(session, Deed.LEAK_TRACED, words=f"{len(found)} found")
    session.commit()
    if as_json:
        rows = [{**one._asdict(), "at": one.at.isoformat()} for one in found]
        echo_json({"found": rows})
    elif not found:
        raise NoTraceError("No invented elector of this campaign is in this file.")
    else:
        for one in found:
            click.echo(f"{one.what} of {one.ward}, taken by {one.by} at {one.at:%Y-%m-%d %H:%M}Z")


def pieces_of(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece, and what is packed in it."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                with archive.open(name) as member:
                    while piece := member.read(CHUNK):
                        yield piece
        return
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece
