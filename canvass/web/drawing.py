"""Drawing packs onto the disk: a ward's sheets with their cover, by one process at a time."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
from flask import current_app
from sqlalchemy.orm import Session

from canvass.core.areas import areas_of
from canvass.core.knockup import Door
from canvass.db import reading
from canvass.sheets.heads import Language
from canvass.sheets.packs import PackPaper, pack_pdf
from canvass.sheets.telling import Pad
from canvass.store.accounts import Campaign, the_campaign
from canvass.store.knockup import knockup_doors
from canvass.store.ledger import Sheet
from canvass.store.places import District, Ward, districts
from canvass.store.rooms import rooms
from canvass.store.telling import told_at
from canvass.web.clock import now
from canvass.web.papers import (
    cover_rows,
    enter,
    knockup_paper,
    loose_sheet,
    occasion_words,
    paper_language,
    paper_time,
    printed_areas,
)

PACKS_COOKIE = "canvass_packs"
OLD = timedelta(minutes=60)
"""A pack whose list has not changed is current for so long: a hundred clicks make one drawing."""


class PackNote(msgspec.Struct, frozen=True):
    """What lies beside a pack on the disk: all that its line on the page says."""

    ward_id: str
    ward: str
    campaign: str
    made_at: datetime
    zone: str
    as_at: str
    sheets: int
    doors: int
    promises: int
    digest: str = ""


class Order(msgspec.Struct, frozen=True):
    """What is asked for: a ward's pack, by whom, and how old it may be if its list is the same."""

    ward_id: UUID
    user_id: UUID | None
    oldest: timedelta = OLD
    with_pads: bool = False


def packs_cookie() -> str:
    """Give the name of the cookie that opens packs: behind TLS one that only TLS can set."""
    is_secure = current_app.config["SESSION_COOKIE_SECURE"]
    return f"__Secure-{PACKS_COOKIE}" if is_secure else PACKS_COOKIE


def pack_folder(slug: str) -> Path:
    """Give the folder of a campaign's packs; only this machine's user may read it."""
    folder = Path(str(current_app.config["CANVASS_INSTANCE"]), "packs", slug)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def shut_packs(slug: str, user_id: UUID) -> None:
    """Open the packs to somebody no more, whatever cookie they have: no database is asked there."""
    mark = shut_mark(slug, user_id)
    mark.parent.mkdir(mode=0o700, exist_ok=True)
    mark.touch()


def open_packs(slug: str, user_id: UUID) -> None:
    """Open the packs to somebody again."""
    shut_mark(slug, user_id).unlink(missing_ok=True)


def shut_mark(slug: str, user_id: UUID) -> Path:
    """Say which empty file keeps somebody from the packs while it is there."""
    return pack_folder(slug) / "shut" / user_id.hex


def pack_path(slug: str, ward_id: UUID, language: Language = "en") -> Path:
    """Say where a ward's pack lies; one in Welsh lies beside it, and is on no page."""
    ending = "" if language == "en" else f"-{language}"
    return pack_folder(slug) / f"{ward_id}{ending}.pdf"


def note_beside(path: Path) -> PackNote:
    """Read the note beside a pack."""
    return msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=PackNote)


def notes_in(slug: str) -> list[PackNote]:
    """Give the notes of all packs of a campaign, by ward."""
    packs = [path for path in pack_folder(slug).glob("*.pdf") if not path.stem.endswith("-cy")]
    found = [note_beside(path) for path in packs]
    return sorted(found, key=lambda note: note.ward)


def current_pack(session: Session, election: Campaign, ward: Ward, order: Order) -> bytes:
    """Give a ward's current pack, drawn anew where its list has changed or it is too old.

    Whoever asks while it is being drawn waits, and gets that one if nothing has changed since. The
    transaction ends before the waiting, and before the drawing.
    """
    path = pack_path(election.slug, ward.id, paper_language())
    session.rollback()
    with locked(path.with_suffix(".lock")):
        with reading():
            told = told_at(session, election)
            doors = knockup_doors(session, ward, election.polling_day)
        note = note_beside(path) if path.exists() else None
        if note and note.digest == digest_of(doors) and now() - note.made_at < order.oldest:
            return path.read_bytes()
        return draw_list(session, ward, order, doors, told)


def draw_list(
    session: Session, ward: Ward, order: Order, doors: Sequence[Door], told: datetime | None
) -> bytes:
    """Draw a ward's list, enter its sheets, and lay the pack down.

    The sheets are committed before the drawing: it is slow, and a number used for nothing does no
    harm, while one number on two sheets would. Where the disk is full the pack is given all the
    same.
    """
    election = the_campaign(session)
    sheets, like = entered(session, ward, order, doors, told)
    note = PackNote(
        ward_id=str(ward.id),
        ward=ward.name,
        campaign=election.name,
        made_at=like.made_at,
        zone=election.zone,
        as_at=paper_time(election, like.told_at, like.made_at),
        sheets=len(sheets),
        doors=len(doors),
        promises=sum(len(door.promises) for door in doors),
        digest=digest_of(doors),
    )
    path = pack_path(election.slug, ward.id, paper_language())
    session.commit()
    occasion = occasion_words(election, None)
    places = [place for place in districts(session).values() if place.ward_id == ward.id]
    draw = pack_of_sheets(session, ward, sheets, occasion, places if order.with_pads else ())
    session.rollback()
    pdf = draw()
    with suppress(OSError):
        lay_down(path, pdf, note)
    return pdf


def entered(
    session: Session, ward: Ward, order: Order, doors: Sequence[Door], told: datetime | None
) -> tuple[list[Sheet], Sheet]:
    """Enter a list's sheets in the ledger, and give what they have in common."""
    like = loose_sheet(ward, order.user_id, now(), told)
    return enter(session, like, [(area, "") for area in areas_of(doors)]), like


def part_of_pack(
    session: Session, election: Campaign, ward: Ward, order: Order, room_id: UUID
) -> bytes:
    """Draw what one committee room needs of a ward: the districts it looks after, and no others."""
    places = [
        place
        for place in districts(session).values()
        if place.room_id == room_id and place.ward_id == ward.id
    ]
    told = told_at(session, election)
    doors = knockup_doors(session, ward, election.polling_day)
    mine = [door for door in doors if door.district in {place.code for place in places}]
    sheets, _ = entered(session, ward, order, mine, told)
    session.commit()
    occasion = occasion_words(election, None)
    draw = pack_of_sheets(session, ward, sheets, occasion, places if order.with_pads else ())
    session.rollback()
    return draw()


def digest_of(doors: Sequence[Door]) -> str:
    """Give a fingerprint of a list: the same doors and people print the same sheets."""
    return hashlib.sha256(msgspec.json.encode(doors)).hexdigest()


def pack_of_sheets(
    session: Session,
    ward: Ward,
    sheets: Sequence[Sheet],
    occasion: str,
    pads_for: Sequence[District] = (),
) -> Callable[[], bytes]:
    """Read all that the pack of some sheets says, and give what draws it.

    Drawing takes a second: end the transaction first.
    """
    election = the_campaign(session)
    printed = list(zip(sheets, printed_areas(session, sheets), strict=True))
    made_at = sheets[0].made_at if sheets else now()
    hours = f"{election.polls_open:%H:%M} to {election.polls_close:%H:%M}"
    agents = whom_to_ring(session, election, {sheet.district for sheet in sheets})
    knockup = knockup_paper(election, ward, printed, occasion, made_at)
    paper = PackPaper(
        knockup=replace(knockup, phone=agents[0][1]) if len(agents) == 1 else knockup,
        rows=cover_rows(printed),
        pads=tuple(Pad(one.code, one.station, hours) for one in pads_for),
        agents=agents,
    )
    return lambda: pack_pdf(paper)


def whom_to_ring(
    session: Session, election: Campaign, codes: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """Give the telephones of the rooms that look after some districts, else the campaign's own."""
    ids = {place.room_id for place in districts(session).values() if place.code in codes}
    theirs = [(room.name, room.phone) for room in rooms(session) if room.id in ids and room.phone]
    own = (("Committee room", election.phone),) if election.phone else ()
    return tuple(theirs) or own


def lay_down(path: Path, pdf: bytes, note: PackNote) -> None:
    """Put a pack and its note on the disk, each whole or not at all."""
    for target, contents in ((path, pdf), (path.with_suffix(".json"), msgspec.json.encode(note))):
        part = target.with_suffix(f"{target.suffix}.part")
        with part.open("wb") as file:
            file.write(contents)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)


def drop_all_packs(slug: str) -> None:
    """Take all packs of a campaign off the disk."""
    for path in pack_folder(slug).iterdir():
        path.unlink(missing_ok=True)


def drop_packs(slug: str, ward_id: UUID) -> None:
    """Take a ward's packs off the disk: somebody on them is to be on paper no more."""
    for path in pack_folder(slug).glob(f"{ward_id}*"):
        if path.suffix != ".lock":
            path.unlink(missing_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock that one process of this machine can hold at a time."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
