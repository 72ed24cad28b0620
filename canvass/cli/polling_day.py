"""Commands for polling day: marking numbers, and the knock-up list."""

from datetime import UTC, datetime
from pathlib import Path

import click

from canvass.cli.group import (
    HOST,
    Group,
    campaign_option,
    campaign_session,
    echo_json,
    json_option,
    note,
    put_json,
    put_out,
)
from canvass.core.audit import Deed, Subject
from canvass.core.knockup import list_csv, list_data
from canvass.core.telling import BadNumberError, read_number
from canvass.store.knockup import knockup_doors
from canvass.store.places import districts, ward_called
from canvass.store.telling import MarkSource, NewMark, keep_mark, told_at
from canvass.web.drawing import Order, current_pack

telling = Group("telling", help="Numbers of electors who have voted.")
knockup = Group("knockup", help="Knock-up lists for polling day.")


@telling.command("mark")
@click.argument("numbers", nargs=-1, required=True)
@click.option("--district", default="", help="The polling district all the numbers are of.")
@campaign_option
@json_option
def mark(numbers: tuple[str, ...], district: str, slug: str, *, as_json: bool) -> None:
    """Mark numbers as voted.

    Example: canvass telling mark 888 889/1 --district CH1 --campaign westminster-2018
    """
    session, campaign = campaign_session(slug)
    places = districts(session)
    codes = {one.code.upper(): one.code for one in places.values()}
    if district and district.upper() not in codes:
        raise BadNumberError(f"There is no polling district {district} in this campaign.")
    answers = []
    for typed in numbers:
        number = read_number(typed, codes.get(district.upper(), ""), codes.values())
        new = NewMark(number, typed, MarkSource.COMMITTEE_ROOM, None, datetime.now(UTC))
        kept = keep_mark(session, places, new, campaign)
        answers.append(
            {
                "roll_number": kept.roll_number,
                "matched": kept.elector is not None,
                "first": kept.is_first,
            }
        )
    session.commit()
    if as_json:
        echo_json({"marks": answers})
        return
    for answer in answers:
        state = "" if answer["matched"] else ": kept, but nobody has this number"
        again = "" if answer["first"] else ", again"
        click.echo(f"{answer['roll_number']} marked{again}{state}")


@knockup.command("list")
@click.option("--ward", required=True, help="The ward, by its name.")
@click.option(
    "--format", "form", type=click.Choice(["json", "csv", "pdf"]), default="json", show_default=True
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Else printed here.")
@campaign_option
def list_(ward: str, form: str, out: Path | None, slug: str) -> None:
    r"""List the doors of a ward that are still to be knocked up.

    \b
    Example:
      canvass knockup list --campaign westminster-2018 --ward Churchill \\
        --format pdf --out churchill.pdf
    """
    session, campaign = campaign_session(slug)
    found = ward_called(session, HOST, ward)
    note(session, Deed.LIST_TAKEN, Subject.WARD, found.id, form.upper())
    session.commit()
    if form == "pdf":
        put_out(current_pack(session, campaign, found, Order(found.id, None)), out)
        return
    doors = knockup_doors(session, found, campaign.polling_day)
    if form == "csv":
        put_out(list_csv(doors).encode(), out)
        return
    told = told_at(session, campaign)
    put_json(list_data(campaign.slug, found.name, doors, told), out)
