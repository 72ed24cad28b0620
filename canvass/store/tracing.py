"""Whose paper or screen a leaked list comes from: by a sheet's number, or by the order of names."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from canvass.core.audit import Deed
from canvass.core.tracing import Fit, fit, places_in
from canvass.store.accounts import User
from canvass.store.audit import AuditEvent
from canvass.store.ledger import Sheet
from canvass.store.places import Ward
from canvass.store.register import Elector
from canvass.store.walks import Walk, WalkDoor

PRINTS = (Deed.PACKS_TAKEN, Deed.SHEETS_PRINTED)
A_MOMENT = timedelta(minutes=1)
LEAST_NAMES = 4
"""Fewer names of a list in a text do not make it that list."""

Door = list[tuple[UUID, str]]


class PaperTrace(NamedTuple):
    """A sheet that a leaked paper is: of which ward, who drew it, and who had it printed since."""

    sheet: Sheet
    ward: str
    drawn_by: str
    printed: list[tuple[str, datetime]]


class ScreenTrace(NamedTuple):
    """A list on a screen that names may come from, who saw it, and how well its order fits."""

    what: str
    ward: str
    by: str
    at: datetime
    fit: Fit


def papers(session: Session, numbers: Collection[int]) -> list[PaperTrace]:
    """Say of sheets who drew them, who took them, and who printed or fetched that list since."""
    query = (
        select(Sheet, Ward.name, User.name)
        .join(Ward, Ward.id == Sheet.ward_id)
        .outerjoin(User, User.id == Sheet.user_id)
        .where(Sheet.number.in_(numbers))
        .order_by(Sheet.number)
    )
    return [
        PaperTrace(sheet, ward, drawn_by or "", printed_since(session, sheet))
        for sheet, ward, drawn_by in session.execute(query)
    ]


def printed_since(session: Session, sheet: Sheet) -> list[tuple[str, datetime]]:
    """List who had a sheet's round or ward printed, or fetched its pack, since it was drawn."""
    about = {one for one in (sheet.id, sheet.round_id, sheet.ward_id) if one}
    query = (
        select(User.name, func.min(AuditEvent.at))
        .join(User, User.id == AuditEvent.user_id)
        .where(AuditEvent.subject_id.in_(about), AuditEvent.at > sheet.made_at - A_MOMENT)
        .where(AuditEvent.deed.in_([deed.value for deed in PRINTS]))
        .group_by(User.id, User.name)
        .order_by(func.min(AuditEvent.at))
    )
    return [(name, at) for name, at in session.execute(query)]


def screens(session: Session, text: str) -> list[ScreenTrace]:
    """Say whose screen the names in a text come from: walks on phones, and lists of wards.

    Those whose order fits well, best first; where too few doors can tell, all whose order fits.
    """
    places = places_in(text, session.scalars(select(Elector.name).distinct()))
    if len(places) < LEAST_NAMES:
        return []
    found = [one for shown in lists_shown(session) for one in shown.fits(session, places)]
    sure = [one for one in found if one.fit.is_sure]
    few = [one for one in found if 0 < one.fit.doors == one.fit.agree]
    return sorted(sure or few, key=lambda one: (-one.fit.agree, one.what, one.by))


class Shown(NamedTuple):
    """A list that was shown on screens: what it is called, and how the log knows it."""

    what: str
    ward: str
    deed: Deed
    id: UUID

    def fits(self, session: Session, places: dict[str, int]) -> Iterator[ScreenTrace]:
        """Compare the order of names with the order in which each of its readers saw it."""
        doors = self.doors(session, places)
        if sum(map(len, doors)) < LEAST_NAMES:
            return
        query = (
            select(User.id, User.name, func.min(AuditEvent.at))
            .join(User, User.id == AuditEvent.user_id)
            .where(AuditEvent.deed == self.deed.value, AuditEvent.subject_id == self.id)
            .group_by(User.id, User.name)
        )
        for user_id, name, at in session.execute(query):
            yield ScreenTrace(self.what, self.ward, name, at, fit(user_id, doors, places))

    def doors(self, session: Session, places: dict[str, int]) -> list[Door]:
        """Give who lives at each door of the list, of those found whose name is theirs alone."""
        query = select(Elector.household_id, Elector.id, Elector.name).where(self.holds())
        rows = [row for row in session.execute(query) if row.name in places]
        often = Counter(row.name for row in rows)
        doors: dict[UUID, Door] = defaultdict(list)
        for home, elector_id, name in rows:
            if home is not None and often[name] == 1:
                doors[home].append((elector_id, name))
        return list(doors.values())

    def holds(self) -> ColumnElement[bool]:
        """Say which electors the list can hold."""
        if self.deed is Deed.LIST_SEEN:
            return Elector.ward_id == self.id
        homes = select(WalkDoor.household_id).where(WalkDoor.walk_id == self.id)
        return Elector.household_id.in_(homes)


def lists_shown(session: Session) -> Iterator[Shown]:
    """Give every walk that was sent to a phone, and every ward whose list was looked at."""
    sent = select(AuditEvent.subject_id).where(AuditEvent.deed == Deed.WALK_SENT.value)
    walks = select(Walk.id, Walk.name, Ward.name).join(Ward, Ward.id == Walk.ward_id)
    for walk_id, name, ward in session.execute(walks.where(Walk.id.in_(sent))).all():
        yield Shown(f"walk {name}, on a phone", ward, Deed.WALK_SENT, walk_id)
    seen = select(AuditEvent.subject_id).where(AuditEvent.deed == Deed.LIST_SEEN.value)
    wards = select(Ward.id, Ward.name).where(Ward.id.in_(seen))
    for ward_id, name in session.execute(wards).all():
        yield Shown("knock-up list, on a screen", name, Deed.LIST_SEEN, ward_id)
