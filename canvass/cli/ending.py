"""The command that ends a campaign: its data is destroyed, and that is proved."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from canvass.cli.group import Group, campaign_option, campaign_session, echo_json, json_option
from canvass.core.audit import Deed, Note
from canvass.core.errors import CanvassError
from canvass.store.accounts import Campaign
from canvass.store.ending import goes_on, held_by
from canvass.web.ending import Destroyed, destroy_and_prove


class NotYetError(CanvassError):
    """The day has not come, or a name is left."""


def refuse_early(campaign: Campaign) -> None:
    """Stop before the day on which the campaign's data goes.

    Raises:
        NotYetError: it has not come.
    """
    until = goes_on(campaign)
    if datetime.now(campaign.time_zone).date() < until:
        raise NotYetError(
            f"{campaign.name} keeps its data until {until}. To destroy it earlier, say --now."
        )


@click.group("erase", cls=Group, invoke_without_command=True)
@campaign_option
@click.option("--preview", is_flag=True, help="Say what would go and when, and destroy nothing.")
@click.option("--now", "early", is_flag=True, help="Even if its day has not come.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@with_appcontext
def erase(slug: str, *, preview: bool, early: bool, yes: bool, as_json: bool) -> None:
    """Destroy a campaign's data about people, and prove that no name is left in any file here.

    Example: canvass erase --campaign westminster-2018 --yes
    """
    session, campaign = campaign_session(slug)
    if preview:
        echo_held(session)
        return
    if not early:
        refuse_early(campaign)
    if not yes:
        click.confirm(f"Destroy all that {campaign.name} holds about people?", abort=True)
    destroyed = destroy_and_prove(session, slug, Note(Deed.CAMPAIGN_ERASED, datetime.now(UTC)))
    echo_destroyed(destroyed, as_json=as_json)


def echo_held(session: Session) -> None:
    """Tell what is held, how much of it, and until when."""
    for one in held_by(session):
        click.echo(f"{one.rows:>9,}  {one.what}, until {one.until}")


def echo_destroyed(destroyed: Destroyed, *, as_json: bool) -> None:
    """Tell what was destroyed, and the proof.

    Raises:
        NotYetError: a name is left.
    """
    if as_json:
        echo_json(destroyed._asdict())
    if not destroyed.is_proved:
        raise NotYetError(destroyed.proof)
    if not as_json:
        click.echo(f"{destroyed.rows:,} rows destroyed. {destroyed.proof}")
