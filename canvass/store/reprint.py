"""Sheets as they were printed: their doors and lines, whatever has become of the electors since."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from canvass.core.knockup import Door, Promise
from canvass.core.telling import written
from canvass.store.ledger import Sheet, SheetLine
from canvass.store.places import District, Household, Street, districts
from canvass.store.register import Elector


class PrintedLine(NamedTuple):
    """One line of a sheet with the door it stands under."""

    sheet_id: UUID
    elector_id: UUID
    district_id: UUID
    roll_number: str
    roll_suffix: str
    name: str
    strength: int | None
    wants_lift: bool
    household_id: UUID
    label: str
    building: str
    side: str
    postcode: str
    access_note: str
    street: str


NOT_TO_CALL = "Do not call"
"""Stands on paper in the place of somebody who told us to stop after their sheet was planned."""


def printed_doors(session: Session, sheets: Collection[Sheet]) -> dict[UUID, list[Door]]:
    """Give the doors of each sheet in the order in which they were printed, by sheet id."""
    places = districts(session)
    doors: dict[UUID, list[Door]] = defaultdict(list)
    for (sheet_id, _), lines in groupby(
        printed_lines(session, sheets), key=lambda one: (one.sheet_id, one.household_id)
    ):
        doors[sheet_id].append(door_of(list(lines), places))
    return doors


def printed_lines(session: Session, sheets: Collection[Sheet]) -> list[PrintedLine]:
    """Read the lines of sheets in the order in which they were printed."""
    query = (
        select(
            SheetLine.sheet_id,
            Elector.id,
            Elector.polling_district_id,
            Elector.roll_number,
            Elector.roll_suffix,
            case((Elector.has_objected, NOT_TO_CALL), else_=Elector.name),
            Elector.strength,
            Elector.wants_lift,
            Household.id,
            Household.label,
            Household.building,
            Household.side,
            Household.postcode,
            Household.access_note,
            Street.name,
        )
        .join(Elector, Elector.id == SheetLine.elector_id)
        .join(Household, Household.id == Elector.household_id)
        .join(Street, Street.id == Household.street_id)
        .where(SheetLine.sheet_id.in_([sheet.id for sheet in sheets]))
        .order_by(SheetLine.sheet_id, SheetLine.line)
    )
    return [PrintedLine._make(row) for row in session.execute(query)]


def door_of(lines: Sequence[PrintedLine], places: dict[UUID, District]) -> Door:
    """Make one door of the lines that stand under it."""
    first = lines[0]
    district = places[first.district_id]
    return Door(
        district=district.code,
        station=district.station,
        street=first.street,
        side=first.side,
        label=first.label,
        building=first.building,
        postcode=first.postcode,
        note=first.access_note,
        promises=tuple(
            Promise(
                written(district.code, one.roll_number, one.roll_suffix),
                one.name,
                one.strength or 0,
                ("LIFT",) if one.wants_lift else (),
                one.elector_id,
            )
            for one in lines
        ),
        household=first.household_id,
    )
