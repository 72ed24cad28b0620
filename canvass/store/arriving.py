"""A council's file on its way in: read, staged and compared, with nothing written of it yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.council_file import BadFileError
from canvass.core.council_table import Table, read_table
from canvass.core.franchise import Electorate
from canvass.core.layouts import Kind
from canvass.core.matching import Pair
from canvass.core.register import Register
from canvass.core.suppliers import REGISTERS
from canvass.core.update import Update
from canvass.store.accounts import Campaign, the_campaign
from canvass.store.amending import Amending, Unmatched
from canvass.store.comparing import Comparison
from canvass.store.elsewhere import pair_elsewhere
from canvass.store.known_places import KnownPlaces
from canvass.store.own_layouts import known_layouts
from canvass.store.pairing import pair_up
from canvass.store.places import PollingDistrict
from canvass.store.register import Elector, RegisterFile
from canvass.store.staging import DOORS, ELECTORS, Stage, stage_register

FEW = 20
SECOND_LOOK = 50
SHOWN = 10


class AlreadyImportedError(BadFileError):
    """The very same file was taken in before."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A register or an update that is staged and compared; nothing is written of it yet.

    `drawn_from` are other districts, from which somebody comes who left with another file.
    """

    session: Session
    register: Register
    places: KnownPlaces
    comparison: Comparison
    unmatched: Sequence[Unmatched]
    doubtful: Sequence[Pair]
    drawn_from: frozenset[UUID]

    @property
    def table(self) -> Table:
        """The file's table, which knows its layout and what was refused."""
        return self.register.table

    def doubts(self) -> Iterator[str]:
        """Say why the file is unlikely to be meant, if so; who leaves is another question."""
        yield from doubts_about_districts(self)
        yield from doubts_about_matches(self)


def arrived(session: Session, source: BinaryIO, layout: str = "auto") -> Arrival:
    """Read a register or an update, and compare it with the register we keep.

    Raises:
        BadFileError: nothing of the file can be taken in, and why.
    """
    campaign = the_campaign(session)
    table = read_table(source, *REGISTERS, layout=layout, known=known_layouts(session))
    refuse_repeat(session, table.sha256, campaign)
    if table.layout.kind == Kind.UPDATE:
        refuse_before_register(session)
    register = register_of(table, electorate_of(campaign))
    stage = Stage(session.connection(), DOORS, ELECTORS)
    places = KnownPlaces(session)
    stage_register(stage, register, places)
    return compared(session, register, places, stage)


def compared(session: Session, register: Register, places: KnownPlaces, stage: Stage) -> Arrival:
    """Compare what is staged with the register we keep."""
    scope = (stage, places.campaign_id, places.ids_of(register.districts))
    unmatched: Sequence[Unmatched] = ()
    comparison = Comparison(*scope)
    if register.table.layout.kind == Kind.UPDATE:
        comparison = amending = Amending(*scope)
        amending.match()
        unmatched = amending.set_aside_unmatched(places.codes_by_id())
    else:
        comparison.match()
    doubtful = pair_up(comparison)
    elsewhere = pair_elsewhere(comparison)
    pairs = [*doubtful, *elsewhere.doubtful]
    return Arrival(session, register, places, comparison, unmatched, pairs, elsewhere.districts)


def electorate_of(campaign: Campaign) -> Electorate:
    """Give whose votes a campaign is about."""
    return Electorate(campaign.nation, campaign.contest, campaign.polling_day)


def register_of(table: Table, electorate: Electorate) -> Register:
    """Give the reader of a table: a full register's or an update's."""
    return (Update if table.layout.kind == Kind.UPDATE else Register)(table, electorate)


def refuse_before_register(session: Session) -> None:
    """Stop at an update while there is no register for it to change.

    Raises:
        BadFileError: there is none.
    """
    if session.scalar(select(Elector.id).limit(1)) is None:
        raise BadFileError(
            "This is a monthly update, and there is no register yet for it to change. "
            "Import the full register first."
        )


def refuse_repeat(session: Session, sha256: str, campaign: Campaign) -> None:
    """Stop at a file that was taken in before, byte by byte.

    Raises:
        AlreadyImportedError: this one was.
    """
    query = select(RegisterFile.imported_at).where(RegisterFile.sha256 == sha256)
    imported_at = session.scalar(query)
    if imported_at is not None:
        moment = imported_at.astimezone(campaign.time_zone)
        raise AlreadyImportedError(
            f"This very file was imported on {moment.day} {moment:%B %Y at %H:%M}. "
            "There is nothing to do; a newer register is another file."
        )


def doubts_about_districts(arrival: Arrival) -> Iterator[str]:
    """Say so where a register has nothing to do with the wards of the campaign."""
    codes = list(arrival.register.districts)
    placed = select(PollingDistrict.id).where(PollingDistrict.ward_id.is_not(None)).limit(1)
    if arrival.session.scalar(placed) and not arrival.places.codes.intersection(codes):
        more = ", …" if len(codes) > SHOWN else ""
        yield (
            f"These districts ({', '.join(codes[:SHOWN])}{more}) are none of this campaign’s. "
            "Is it the right council’s register?"
        )


def doubts_about_matches(arrival: Arrival) -> Iterator[str]:
    """Say so where most rows of an update name nobody."""
    lost, rows = len(arrival.unmatched), arrival.register.taken
    if lost > FEW and lost * 2 > rows:
        yield (
            f"{lost:,} of the {rows:,} rows of this update match nobody. Is it the update of the "
            "register you have? Numbers start anew each December."
        )


def doubts_about_leavers(comparison: Comparison) -> Iterator[str]:
    """Say so where a file takes more people off the register than leave it in a month."""
    before = comparison.electors_count()
    leavers = comparison.leavers_count() if before else 0
    if are_many(leavers, before):
        yield (
            f"This would take {leavers:,} of {before:,} electors off the register. "
            "Is the file whole, and newer than the last?"
        )


def are_many(leavers: int, before: int) -> bool:
    """Tell whether so many leave that a second person has to look: over 2 in 100, and over 20."""
    return leavers > FEW and leavers * SECOND_LOOK > before
