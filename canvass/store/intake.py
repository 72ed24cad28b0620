"""Taking a council's register in: staged, compared, and applied whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy.orm import Session

from canvass.core.council_file import BadFileError
from canvass.core.council_table import Refused, Table
from canvass.store.amending import Unmatched
from canvass.store.arriving import Arrival, arrived, doubts_about_leavers
from canvass.store.pairing import keep_doubtful
from canvass.store.register import RegisterFile, RegisterKind
from canvass.store.suppressions import hold_back

SHARE = 5
NAME_WIDTH = 200


class NeedsConfirmationError(BadFileError):
    """What the file would do is unlikely to be meant; confirmed, it is done."""


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
    """Take a register or a monthly update in. The caller commits.

    A full register is taken for the polling districts it holds: those it does not name leave the
    register and stay in the database with all that was said to us. An update changes whom it names.

    Raises:
        BadFileError: nothing of the file can be taken in, and why.
        NeedsConfirmationError: it is unlikely to be meant.
    """
    arrival = arrived(session, source, layout)
    if not confirm:
        refuse_unlikely(arrival)
    return taken(arrival, file_name, user_id, now)


def taken(
    arrival: Arrival,
    file_name: str,
    user_id: UUID | None,
    now: datetime,
    confirmed_by: UUID | None = None,
) -> Intake:
    """Take in what is staged, and keep what it came to. The caller commits."""
    file = file_row(arrival.table, file_name, user_id, now)
    file.confirmed_by = confirmed_by
    arrival.session.add(file)
    arrival.session.flush()
    file.reach = arrival.places.reach_of(arrival.register.districts)
    file.reach["districts"] += [one.hex for one in arrival.drawn_from]
    intake = applied(arrival, file)
    keep_doubtful(arrival.session, arrival.doubtful, file.id)
    arrival.comparison.stage.drop()
    return keep_answer(arrival.session, file, intake)


def applied(arrival: Arrival, file: RegisterFile) -> Intake:
    """Bring the register we keep to what is staged, and tell what that came to."""
    comparison, places, register = arrival.comparison, arrival.places, arrival.register
    refused = arrival.table.refused
    places.add_new(comparison.connection)
    return Intake(
        file=file.file_name,
        layout=file.layout,
        kind=file.kind.value,
        rows=register.taken + len(refused),
        streets_added=len(places.new_streets),
        households_added=comparison.add_households(file.id),
        electors_removed=comparison.remove_leavers(file.id),
        electors_changed=comparison.change_electors(file.id),
        electors_added=comparison.add_electors(file.id),
        rows_refused=sorted(refused),
        unmatched=arrival.unmatched,
        unknown_markers=register.unknown_markers,
    )


def refuse_unlikely(arrival: Arrival) -> None:
    """Stop at a file that is unlikely to be meant.

    Raises:
        NeedsConfirmationError: that is so.
    """
    for doubt in (*arrival.doubts(), *doubts_about_leavers(arrival.comparison)):
        raise NeedsConfirmationError(f"{doubt} If it is meant, confirm the import.")


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
