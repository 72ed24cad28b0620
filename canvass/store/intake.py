"""Taking a council's register in: staged, compared, and applied whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.council_file import BadFileError
from canvass.core.council_table import Refused, Table, read_table
from canvass.core.franchise import Electorate
from canvass.core.layouts import Kind
from canvass.core.register import Register
from canvass.store.accounts import Campaign
from canvass.store.base import campaign_of
from canvass.store.comparing import Comparison
from canvass.store.places import PollingDistrict
from canvass.store.register import RegisterFile, RegisterKind
from canvass.store.staging import DOORS, ELECTORS, KnownPlaces, Stage, stage_register
from canvass.store.suppressions import hold_back

FEW = 20
SHARE = 5
SHOWN = 10
NAME_WIDTH = 200


class AlreadyImportedError(BadFileError):
    """The very same file was taken in before."""


class NeedsConfirmationError(BadFileError):
    """What the file would do is unlikely to be meant; confirmed, it is done."""


class Unmatched(NamedTuple):
    """A row of a list that names nobody on the register, by its elector number."""

    line: int
    roll_number: str
    reason: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What one file came to. Nothing is kept until the session is committed."""

    file: str
    layout: str
    kind: str
    rows: int
    electors_added: int = 0
    electors_changed: int = 0
    electors_removed: int = 0
    rows_refused: Sequence[Refused] = ()
    unmatched: Sequence[Unmatched] = ()
    households_added: int = 0
    streets_added: int = 0
    unknown_markers: int = 0

    def as_json(self, *, committed: bool) -> dict[str, Any]:
        """Give the answer of `canvass register import --json`."""
        return {
            "file": self.file,
            "layout": self.layout,
            "kind": self.kind,
            "rows": self.rows,
            "electors_added": self.electors_added,
            "electors_changed": self.electors_changed,
            "electors_removed": self.electors_removed,
            "rows_refused": [row._asdict() for row in self.rows_refused],
            "unmatched": [row._asdict() for row in self.unmatched],
            "households_added": self.households_added,
            "streets_added": self.streets_added,
            "committed": committed,
        }

    def counts(self) -> dict[str, int]:
        """Give what is kept with the file: the counts, and how many markers were unknown."""
        told = self.as_json(committed=True) | {"unknown_markers": self.unknown_markers}
        return {name: count for name, count in told.items() if type(count) is int}


def import_register(  # noqa: PLR0913  what the command and the page let a person choose
    session: Session,
    source: BinaryIO,
    file_name: str,
    *,
    layout: str = "auto",
    user_id: UUID | None = None,
    now: datetime,
    confirm: bool = False,
) -> Intake:
    """Take a full register in, for the polling districts it holds. The caller commits.

    Electors are the same if number and name are, or if name and door are; those the file does not
    name leave the register and stay in the database with all that was said to us.

    Raises:
        BadFileError: nothing of the file can be taken in, and why.
        NeedsConfirmationError: it names none of the campaign's districts, or too few electors.
    """
    campaign = session.get_one(Campaign, campaign_of(session))
    table = read_table(source, Kind.FULL, layout)
    refuse_repeat(session, table.sha256, campaign)
    electorate = Electorate(campaign.nation, campaign.contest, campaign.polling_day)
    register = Register(table, electorate)
    stage = Stage(session.connection(), DOORS, ELECTORS)
    places = KnownPlaces(session)
    stage_register(stage, register, places)
    codes = list(register.districts)
    comparison = Comparison(stage, campaign.id, places.ids_of(codes))
    comparison.match()
    if not confirm:
        refuse_strangers(session, codes, places)
        refuse_many_leavers(comparison)
    file = file_row(table, file_name, user_id, now)
    session.add(file)
    session.flush()
    intake = applied(comparison, places, file, register)
    stage.drop()
    return keep_answer(session, file, intake)


def applied(
    comparison: Comparison, places: KnownPlaces, file: RegisterFile, register: Register
) -> Intake:
    """Bring the register we keep to the staged one, and tell what that came to."""
    refused = register.table.refused
    places.add_new(comparison.connection)
    return Intake(
        file=file.file_name,
        layout=file.layout,
        kind=file.kind.value,
        rows=register.taken + len(refused),
        streets_added=len(places.new_streets),
        households_added=comparison.add_households(),
        electors_removed=comparison.remove_leavers(),
        electors_changed=comparison.change_electors(file.id),
        electors_added=comparison.add_electors(file.id),
        rows_refused=sorted(refused),
        unknown_markers=register.unknown_markers,
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


def refuse_strangers(session: Session, codes: Sequence[str], places: KnownPlaces) -> None:
    """Stop at a register that has nothing to do with the wards of the campaign.

    Raises:
        NeedsConfirmationError: none of its polling districts is known, though wards have theirs.
    """
    placed = select(PollingDistrict.id).where(PollingDistrict.ward_id.is_not(None)).limit(1)
    if session.scalar(placed) is not None and not places.codes.intersection(codes):
        more = ", …" if len(codes) > SHOWN else ""
        raise NeedsConfirmationError(
            f"These districts ({', '.join(codes[:SHOWN])}{more}) are none of this campaign’s. "
            "Is it the right council’s register? If so, confirm the import."
        )


def refuse_many_leavers(comparison: Comparison) -> None:
    """Stop at a register that names far fewer people than the one we keep.

    Raises:
        NeedsConfirmationError: more than a fifth, and more than 20, would leave the register.
    """
    before = comparison.electors_count()
    leavers = comparison.leavers_count() if before else 0
    if leavers > FEW and leavers * SHARE > before:
        raise NeedsConfirmationError(
            f"This would take {leavers:,} of {before:,} electors off the register. "
            "Is the file whole, and newer than the last? If so, confirm the import."
        )


def file_row(table: Table, file_name: str, user_id: UUID | None, now: datetime) -> RegisterFile:
    """Make the row that remembers a file; what it came to is filled in at the end."""
    return RegisterFile(
        kind=RegisterKind(table.layout.kind.value),
        layout=table.layout.name,
        file_name=plain_file_name(file_name),
        sha256=table.sha256,
        counts={},
        refused=[],
        unmatched=[],
        user_id=user_id,
        imported_at=now,
    )


def keep_answer(session: Session, file: RegisterFile, intake: Intake) -> Intake:
    """Keep with a file what it came to."""
    hold_back(session)
    answer = intake.as_json(committed=True)
    file.counts = intake.counts()
    file.refused = answer["rows_refused"]
    file.unmatched = answer["unmatched"]
    session.flush()
    return intake


def plain_file_name(told: str) -> str:
    """Give the end of a file's name, without what no database keeps."""
    name = told.replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "")
    return name.encode(errors="replace").decode()[-NAME_WIDTH:]
