"""Commands that set a campaign up and let people in."""

from datetime import UTC, datetime

import click

from canvass.cli.group import Group, campaign_option, campaign_session, note
from canvass.core.access import Role
from canvass.core.audit import Deed, Subject
from canvass.core.campaign import Contest, Nation
from canvass.core.errors import NotFoundError
from canvass.db import db
from canvass.store.accounts import Campaign, User, add_campaign, add_member, member_for, user_called
from canvass.store.issues import add_starting_issues
from canvass.store.ways_back import HANDED_FOR, WayBack, make
from canvass.web.passwords import COMMON, SHORTEST, hash_password, is_common

campaign = Group("campaign", help="Set campaigns up.")
user = Group("user", help="Let people in.")

MUST = "must"


@campaign.command("add")
@click.argument("name")
@click.option("--slug", required=True, help="Short name for addresses, such as westminster-2018.")
@click.option(
    "--polling-day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Such as 2018-05-03."
)
@click.option("--party", default="", help="The registered party, if there is one.")
@click.option(
    "--nation", type=click.Choice(list(map(str, Nation))), default="england", show_default=True
)
@click.option(
    "--contest", type=click.Choice(list(map(str, Contest))), default="local", show_default=True
)
@click.option(
    "--lease-hours",
    type=click.IntRange(1, 24),
    default=8,
    show_default=True,
    help="How long a phone holds a walk.",
)
@click.option(
    "--second-factor",
    type=click.Choice([MUST, "choice"]),
    default=MUST,
    show_default=True,
    help="Whether organisers and agents must sign in with one, or may choose.",
)
def add(
    name: str, slug: str, polling_day: datetime, party: str, *, lease_hours: int, **told: str
) -> None:
    """Add a campaign, with a list of issues to start from.

    Example: canvass campaign add "Leith 2027" --slug leith-2027 --polling-day 2027-05-06
    """
    session = db.session()
    added = Campaign(
        name=name,
        slug=slug,
        polling_day=polling_day.date(),
        party=party,
        nation=Nation(told["nation"]),
        contest=Contest(told["contest"]),
        asks_second_factor=told["second_factor"] == MUST,
        lease_hours=lease_hours,
    )
    add_campaign(session, added)
    add_starting_issues(session)
    session.commit()
    click.echo(f"{name} is there. Let somebody in: canvass user add … --campaign {slug}")


@user.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(list(map(str, Role))), required=True)
@click.option("--name", default="", help="As it is shown to others; the address if left out.")
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    envvar="CANVASS_NEW_PASSWORD",
    help="Asked for if it is not given.",
)
@campaign_option
def add_user(email: str, role: str, name: str, password: str, slug: str) -> None:
    """Let somebody into a campaign, or change what they are in it.

    Example: canvass user add sam@example.org --role volunteer --campaign westminster-2018
    """
    if len(password) < SHORTEST:
        raise click.BadParameter(f"A password has at least {SHORTEST} characters.")
    if is_common(password, email, name):
        raise click.BadParameter(COMMON)
    session, found = campaign_session(slug)
    person = user_called(session, email)
    if person is None:
        address = email.strip().casefold()
        person = User(email=address, name=name or address, password_hash=hash_password(password))
        session.add(person)
    add_member(session, person, Role(role))
    note(session, Deed.ROLE_GIVEN, Subject.PERSON, person.id, role)
    session.commit()
    click.echo(f"{person.email} is {role} in {found.name}.")


@user.command("back")
@click.argument("email")
@click.option(
    "--without-factor", is_flag=True, help="They lost their second factor and recovery codes too."
)
@campaign_option
def hand_back(email: str, slug: str, *, without_factor: bool) -> None:
    """Make somebody a code to set a new password, good for 24 hours and once.

    Example: canvass user back sam@example.org --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    person = user_called(session, email)
    if person is None or member_for(session, person) is None:
        raise NotFoundError(f"Nobody in this campaign has the address {email}.")
    at = datetime.now(UTC)
    kept = WayBack(user_id=person.id, until=at + HANDED_FOR, drops_factor=without_factor)
    code = make(session, kept, at)
    words = "without second factor" if without_factor else ""
    note(session, Deed.BACK_HANDED, Subject.PERSON, person.id, words)
    session.commit()
    click.echo(
        f"{code}\n{person.email} types it under “Forgotten your password?”, “I have a code”."
    )
