"""Commands for wards, polling districts and stations."""

from typing import BinaryIO

import click

from canvass.cli.group import Group, campaign_option, campaign_session
from canvass.core.places import read_places
from canvass.store.assign import take_places

places = Group("places", help="Wards, polling districts and stations.")


@places.command("import")
@click.argument("file", type=click.File("rb"))
@campaign_option
def import_places(file: BinaryIO, slug: str) -> None:
    """Take a places file in: wards with their polling districts and stations.

    Its first line names the columns: ward_code, ward_name, ward_name_cy, seats,
    polling_district, station_name, station_address.

    Example: canvass places import places.csv --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    counts = take_places(session, read_places(file.read()))
    session.commit()
    click.echo(counts)
