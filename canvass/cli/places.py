"""Commands for wards, polling districts and stations."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click
from sqlalchemy.orm import Session

from canvass.cli.group import Group, campaign_option, campaign_session, note
from canvass.core.audit import Deed
from canvass.core.boundaries import read_areas
from canvass.core.outlines import outlines_for
from canvass.core.places import read_places
from canvass.core.stations import read_stations
from canvass.core.whereabouts import read_whereabouts
from canvass.store.assign import PlaceCounts, take_places
from canvass.store.boundaries import SetFacts, keep_boundaries, known_wards, put_in_force
from canvass.store.stations import Stationed, take_stations
from canvass.store.whereabouts import keep_whereabouts, placed, wanted

places = Group("places", help="Wards, their outlines, polling districts and stations.")


@places.command("import")
@click.argument("files", type=click.File("rb"), nargs=-1, required=True, metavar="FILE…")
@campaign_option
def import_places(files: Sequence[BinaryIO], slug: str) -> None:
    """Take a places file in: wards with their polling districts and stations.

    Its first line names the columns: ward_code, ward_name, ward_name_cy, seats,
    polling_district, station_name, station_address.

    A station file as councils give it to Democracy Club (Xpress, Halarose, FCS, or the two files
    of Democracy Counts) gives the polling districts their stations.

    Example: canvass places import places.csv --campaign westminster-2018
    """
    session, _ = campaign_session(slug)
    told = str(taken(session, files))
    session.commit()
    click.echo(told)


@places.command()
@click.argument("file", type=click.File("rb"))
@campaign_option
@click.option("--name", required=True, help="What the set is called, as in “Wards of 2018”.")
@click.option(
    "--as-of", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Since when wards are so."
)
@click.option("--source", required=True, help="Whom to name beside each map, as the licence says.")
@click.option("--in-force", is_flag=True, help="Have the maps show it instead of another set.")
def boundaries(file: BinaryIO, slug: str, *, in_force: bool, **told: Any) -> None:  # noqa: ANN401
    """Take the wards' outlines in, as a new boundary set; the first is shown on the maps at once.

    GeoJSON in longitude and latitude or on the National Grid. Wards are found by code or name.

    Example: canvass places boundaries wards.geojson --campaign leith-2027 --name "Wards of 2022"
    --as-of 2022-05-05 --source "Source: Office for National Statistics …"
    """
    session, _ = campaign_session(slug)
    file_name = Path(file.name).name
    brought = outlines_for(known_wards(session), read_areas(file))
    facts = SetFacts(told["name"][:80], told["as_of"].date(), told["source"][:300], file_name)
    kept = keep_boundaries(session, brought, facts, datetime.now(UTC))
    if in_force:
        put_in_force(session, kept)
    note(session, Deed.FILE_TAKEN_IN, words=file_name)
    session.commit()
    click.echo(str(brought))


@places.command()
@click.argument("files", type=click.File("rb"), nargs=-1, required=True, metavar="FILE…")
@campaign_option
def whereabouts(files: Sequence[BinaryIO], slug: str) -> None:
    """Find where the register's postcodes and UPRNs lie, in open data: CSV, or zip of it.

    ONSPD, ONSUD, OS Open UPRN or Code-Point Open. They suggest wards and assign nothing.

    Example: canvass places whereabouts codepo_gb.zip --campaign leith-2027
    """
    session, _ = campaign_session(slug)
    for file in files:
        looked_for = wanted(session)
        session.rollback()  # nobody waits for us while we read
        spots = read_whereabouts(file, looked_for)
        keep_whereabouts(session, spots)
        note(session, Deed.FILE_TAKEN_IN, words=Path(file.name).name)
        session.commit()
    click.echo(str(placed(session)))


def taken(session: Session, files: Sequence[BinaryIO]) -> PlaceCounts | Stationed:
    """Take files in, whichever they are."""
    found = read_stations(files)
    if found is not None:
        return take_stations(session, found)
    files[0].seek(0)
    return take_places(session, read_places(files[0].read()))
