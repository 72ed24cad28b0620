"""Commands on the audit log: its end, whether it is whole, and who saw an elector's data."""

from collections.abc import Mapping
from uuid import UUID

import click

from canvass.cli.group import Group, campaign_option, campaign_session, echo_json, json_option
from canvass.core.audit import DEED_WORDS
from canvass.core.chain import read_head, written_head
from canvass.core.errors import CanvassError
from canvass.store.audit import LogEntry, head_of, log_page, verify_log
from canvass.store.sightings import about_elector, elector_numbered, subject_labels

audit = Group("audit", help="The log of who did and read what.")


class BrokenLogError(CanvassError):
    """The log is not as it was written."""


@audit.command("head")
@campaign_option
@json_option
def head(slug: str, *, as_json: bool) -> None:
    """Print where the log ends: write it down, off this machine.

    Example: canvass audit head --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    number, digest = head_of(session)
    if as_json:
        echo_json({"entries": number, "digest": digest.hex(), "head": written_head(number, digest)})
    else:
        click.echo(written_head(number, digest))


@audit.command("verify")
@click.option("--head", "heads", multiple=True, help="An end that was written down earlier.")
@campaign_option
@json_option
def verify(heads: tuple[str, ...], slug: str, *, as_json: bool) -> None:
    """Read the whole log again; exit 1 where an entry was changed, removed or cut off.

    Example: canvass audit verify --head 1204-3f2a-99c1-d0e4-b7a2 --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    whole, wrong = verify_log(session, [read_head(one) for one in heads])
    if as_json:
        echo_json({"entries": whole, "wrong": wrong})
    if wrong:
        raise BrokenLogError(f"{wrong} Up to entry {whole:,} the log is as it was written.")
    if not as_json:
        click.echo(f"All {whole:,} entries are as they were written.")


@audit.command("list")
@click.option("--elector", default="", help="Only who may have seen the data of this number.")
@click.option("--limit", default=50, show_default=True, help="How many, newest first.")
@campaign_option
@json_option
def list_(elector: str, limit: int, slug: str, *, as_json: bool) -> None:
    """List what was done, or who saw an elector's data.

    Example: canvass audit list --elector CH1-888 --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    about = about_elector(session, elector_numbered(session, elector).elector) if elector else None
    entries = log_page(session, None, limit, about)
    labels = subject_labels(session, entries)
    if as_json:
        echo_json({"entries": [entry_data(one, labels) for one in entries]})
        return
    for one in entries:
        told = " ".join(filter(None, (DEED_WORDS[one.note.deed], about_of(one, labels))))
        told += f" ({one.note.words})" if one.note.words else ""
        when = f"{one.note.at:%Y-%m-%d %H:%M}"
        click.echo(f"{one.number:>7}  {when}  {one.by}: {told}")


def about_of(entry: LogEntry, labels: Mapping[UUID, str]) -> str:
    """Name what an entry is about, or say what kind of thing it was."""
    about = entry.note.subject_id
    return labels.get(about, entry.note.subject.value) if about else ""


def entry_data(entry: LogEntry, labels: Mapping[UUID, str]) -> dict[str, object]:
    """Give an entry for a machine."""
    return {
        "entry": entry.number,
        "at": entry.note.at.isoformat(),
        "who": entry.name,
        "deed": entry.note.deed.value,
        "about": about_of(entry, labels),
        "words": entry.note.words,
    }
