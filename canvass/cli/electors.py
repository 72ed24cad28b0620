"""Commands on one elector's rights: everything held, a stop notice, erasure."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from flask import current_app

from canvass.cli.group import (
    Group,
    campaign_option,
    campaign_session,
    note,
    put_json,
    put_out,
)
from canvass.core.audit import Deed, Subject
from canvass.core.rights import held_data
from canvass.core.sealing import unlock
from canvass.sheets.held import HeldPaper, held_pdf
from canvass.store.held import held_about
from canvass.store.rights import Notice, erase, stop
from canvass.store.sightings import elector_numbered
from canvass.web.drawing import drop_packs

elector = Group("elector", help="One elector’s rights, by number: held, stop, erase.")
how_option = click.option("--how", required=True, help="How and when they told us.")


@elector.command("held")
@click.argument("number")
@click.option(
    "--format", "form", type=click.Choice(["json", "pdf"]), default="json", show_default=True
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Else printed here.")
@campaign_option
def held(number: str, form: str, out: Path | None, slug: str) -> None:
    """Give everything that is held about an elector.

    Example: canvass elector held CH1-888 --format pdf --out held.pdf --campaign westminster-2018
    """
    session, campaign = campaign_session(slug)
    found = elector_numbered(session, number)
    opener = partial(unlock, str(current_app.config["SECRET_KEY"]))
    sections = held_about(session, found.elector, opener)
    now = datetime.now(UTC)
    paper = HeldPaper(
        campaign.name, found.elector.name, found.number, now, campaign.time_zone, sections
    )
    note(session, Deed.ELECTOR_TOLD, Subject.ELECTOR, found.elector.id)
    session.commit()
    if form == "pdf":
        put_out(held_pdf(paper), out)
        return
    put_json(
        {"campaign": paper.campaign, "as_at": now.isoformat(), "held": held_data(sections)}, out
    )


@elector.command("stop")
@click.argument("number")
@how_option
@campaign_option
def stop_notice(number: str, how: str, slug: str) -> None:
    """Record a stop notice: what they said is erased, and they are on no list and walk.

    Example: canvass elector stop CH1-888 --how "letter of 3 May" --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    found = elector_numbered(session, number)
    stop(session, found.elector, Notice(how[:120], None, datetime.now(UTC)))
    note(session, Deed.ELECTOR_STOPPED, Subject.ELECTOR, found.elector.id)
    if found.elector.ward_id is not None:
        drop_packs(slug, found.elector.ward_id)
    session.commit()
    click.echo(f"{found.number} is on no list and no walk any more.")


@elector.command("erase")
@click.argument("number")
@how_option
@campaign_option
@click.confirmation_option(prompt="Erase this elector for good?")
def erase_all(number: str, how: str, slug: str) -> None:
    """Erase an elector: statistics stay, and are nobody's.

    Example: canvass elector erase CH1-888 --how "letter of 3 May" --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    found = elector_numbered(session, number)
    erase(session, found.elector, Notice(how[:120], None, datetime.now(UTC)))
    note(session, Deed.ELECTOR_ERASED, Subject.ELECTOR, found.elector.id)
    if found.elector.ward_id is not None:
        drop_packs(slug, found.elector.ward_id)
    session.commit()
    click.echo(f"{found.number} is erased.")
