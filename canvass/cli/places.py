"""Commands for wards, polling districts and stations."""

from collections.abc import Sequence
from typing import BinaryIO

import click
from sqlalchemy.orm import Session

from canvass.cli.group import Group, campaign_option, campaign_session
from canvass.core.places import read_places
from canvass.core.stations import read_stations
from canvass.store.assign import PlaceCounts, take_places
from canvass.store.stations import Stationed, take_stations

places = Group("places", help="Wards, polling districts and stations.")


@places.command("import")
@click.argument("files", type=click.File("rb"), nargs=-1, required=True, metavar="FILE…")
@campaign_option
def import_places(files: Sequence[BinaryIO], slug: str) -> None:
    """Take a places file in: wards with their polling districts and stations.

    Its first line names the columns: ward_code, ward_name, ward_name_cy, seats,
    polling_district, station_name, station_address.

    A station file as councils give it to Democracy Club (Xpress, Halarose, or the two files of
    Democracy Counts) gives the polling districts their stations.

    Example: canvass places import places.csv --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    told = str(taken(session, files))
    session.commit()
    click.echo(told)


def taken(session: Session, files: Sequence[BinaryIO]) -> PlaceCounts | Stationed:
    """Take files in, whichever they are."""
    found = read_stations(files)
    if found is not None:
        return take_stations(session, found)
    files[0].seek(0)
    return take_places(session, read_places(files[0].read()))
