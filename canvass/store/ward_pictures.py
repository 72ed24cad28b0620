"""A ward's picture, read from the database: what it raises in a period, and against what."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from canvass.core.changes import Share
from canvass.core.comparing import beside_before, beside_others, sentences_on, told_elsewhere
from canvass.core.doorstep import Outcome
from canvass.core.pictures import Cell, DistrictLine, IssueLine, Period, WardPicture
from canvass.core.sources import OURS, Source
from canvass.core.ward_issues import (
    Asked,
    Family,
    Home,
    Rows,
    Tables,
    hot_spots,
    in_order,
    issue_line,
    tables_of,
    weighed,
    with_estimate,
)
from canvass.store.accounts import the_campaign
from canvass.store.contacts import Contact
from canvass.store.issues import Issue
from canvass.store.mentions import (
    elsewhere,
    has_calls,
    raised,
    register_by_dwelling,
    spoken_to,
    within,
)
from canvass.store.places import Household, PollingDistrict, Street, Ward, districts
from canvass.store.register import Elector


class Knocked(NamedTuple):
    """A ward's doors: all, knocked and answered in a period; homes rung; and the conversations."""

    doors: int
    knocked: int
    answered: int
    rung: int
    picked_up: int
    conversations: int


def rows_of(session: Session, ward: Ward, period: Period) -> Rows:
    """Read who was spoken to in a ward and what they raised, and the same by other sources."""
    if period.is_brought or not has_calls(session, ward):
        return rows_alone(session, ward, period)
    return in_family([rows_alone(session, ward, one) for one in by_source(period)], period.source)


def by_source(period: Period) -> list[Period]:
    """Give a period of all our conversations, then of those of each source."""
    return [replace(period, source=one) for one in (None, *OURS)]


def in_family(rows: Sequence[Rows], source: Source | None) -> Rows:
    """Give the rows of a source, beside which all of them may lie.

    Args:
        rows: of all together, then of each source.
        source: which is looked at.
    """
    at = (None, *OURS).index(source)
    return replace(rows[at], family=Family(tuple(rows), at))


def rows_alone(session: Session, ward: Ward, period: Period) -> Rows:
    """Read who was spoken to in a ward and what they raised, by one source or all."""
    codes = dict(session.execute(select(Issue.id, Issue.code)).all())
    places = {one.id: one.code for one in districts(session).values()}
    streets = dict(session.execute(select(Street.id, Street.name)).all())
    homes = {
        one.elector_id: Home(
            places[one.district_id],
            streets.get(one.street_id, "") if one.street_id else "",
            one.is_flat,
        )
        for one in spoken_to(session, ward, period).values()
    }
    told = [
        (codes[one.issue_id], one.elector_id, one.stance) for one in raised(session, ward, period)
    ]
    return Rows(homes, told)


def asked_issues(session: Session, rows: Rows) -> list[Asked]:
    """List the issues of a picture: those in use, and those that somebody raised all the same."""
    told = {code for code, _, _ in rows.raised}
    query = select(Issue).order_by(Issue.sequence, Issue.code)
    return [
        Asked(one.code, one.label, one.asks_stance)
        for one in session.scalars(query)
        if one.in_use or one.code in told
    ]


def knocked(session: Session, ward: Ward, period: Period) -> Knocked:
    """Count a ward's doors, and what came of them in a period."""
    campaign = the_campaign(session)
    homes = (
        select(Household.id)
        .join(Street, Street.id == Household.street_id)
        .join(PollingDistrict, PollingDistrict.id == Street.polling_district_id)
        .where(PollingDistrict.ward_id == ward.id, Household.merged_into_id.is_(None))
        .subquery()
    )
    in_ward = select(Elector.id).where(Elector.ward_id == ward.id)  # of whom no door is kept
    is_answer = Contact.outcome.in_([Outcome.SPOKE, Outcome.REFUSED])
    homes_by = [
        func.count(case((condition, Contact.household_id)).distinct())
        for source in (Source.DOORSTEP, Source.TELEPHONE)
        for condition in (Contact.source == source, (Contact.source == source) & is_answer)
    ]
    spoke = case((Contact.outcome == Outcome.SPOKE, Contact.id))
    counts = select(*homes_by, func.count(spoke)).where(
        or_(
            Contact.household_id.in_(select(homes.c.id)),
            Contact.household_id.is_(None) & Contact.elector_id.in_(in_ward),
        ),
        ~Contact.is_retracted,
        *within(period, campaign),
    )
    doors = session.scalar(select(func.count()).select_from(homes)) or 0
    return Knocked._make((doors, *session.execute(counts).one()))


def district_lines(
    codes: Sequence[str], register: Mapping[tuple[str, bool], int], tables: Tables
) -> tuple[DistrictLine, ...]:
    """Say of each polling district how much of it was heard."""
    return tuple(
        DistrictLine(
            code,
            sum(register.get((code, is_flat), 0) for is_flat in (False, True)),
            tables.heard["district", code],
        )
        for code in codes
    )


def compared(
    session: Session, ward: Ward, period: Period, lines: list[IssueLine], codes: Sequence[str]
) -> list[IssueLine]:
    """Put the period before beside a ward's issues, as its own report shows it."""
    earlier = period.before()
    if earlier is None:
        return lines
    rows = rows_of(session, ward, earlier)
    if not rows.homes:
        return lines
    asked = [Asked(one.code, one.label, one.asks_stance) for one in lines]
    tables = tables_of(rows, asked, codes, the_campaign(session).smallest_cell)
    before: dict[str, Cell] = {
        one.code: tables.cell(("ward", one.code), tables.heard["ward"]) for one in asked
    }
    return beside_before(lines, before)


def beside_the_rest(
    session: Session, ward: Ward, period: Period, lines: list[IssueLine]
) -> list[IssueLine]:
    """Put the share of all other wards together beside a ward's issues."""
    codes = dict(session.execute(select(Issue.id, Issue.code)).all())
    rest, smallest = elsewhere(session, ward, period), the_campaign(session).smallest_cell
    here = {line.code: line.cell.count or 0 for line in lines}
    shares = {
        code: Share(told_elsewhere(count, here.get(code, 0), smallest), rest.spoken_to)
        for code, count in ((codes[id_], count) for id_, count in rest.raised.items())
    }
    return beside_others(lines, shares, rest.wards, smallest)


def picture_of(session: Session, ward: Ward, period: Period, as_at: datetime) -> WardPicture:
    """Draw a ward's picture for a period."""
    campaign = the_campaign(session)
    rows = rows_of(session, ward, period)
    asked = asked_issues(session, rows)
    codes = [one.code for one in districts(session).values() if one.ward_id == ward.id]
    tables = tables_of(rows, asked, codes, campaign.smallest_cell)
    doors = knocked(session, ward, period)
    places = {one.id: one.code for one in districts(session).values()}
    register = {
        (places[district], is_flat): count
        for (district, is_flat), count in register_by_dwelling(session, ward).items()
    }
    lines = compared(
        session, ward, period, [issue_line(one, tables, codes) for one in asked], codes
    )
    lines = beside_the_rest(session, ward, period, lines)
    estimates = {line.code: weighed(line, tables, register) for line in lines}
    ordered = in_order([with_estimate(line, estimates[line.code]) for line in lines])
    first = next((one for line in ordered if (one := estimates[line.code])), None)
    return WardPicture(
        campaign=campaign.name,
        ward=ward.name,
        period=period,
        as_at=as_at,
        smallest_cell=campaign.smallest_cell,
        electors=sum(register.values()),
        spoken_to=tables.heard["ward"],
        conversations=doors.conversations,
        doors=doors.doors,
        knocked=doors.knocked,
        answered=doors.answered,
        rung=doors.rung,
        picked_up=doors.picked_up,
        issues=ordered,
        districts=district_lines(codes, register, tables),
        hot_spots=hot_spots(tables, asked, campaign.smallest_cell),
        sentences=sentences_on(ordered, period),
        trust=first.sentence if first else "",
    )


def pictures_of(
    session: Session, wards: Sequence[Ward], period: Period, as_at: datetime
) -> list[WardPicture]:
    """Draw the pictures of some wards, in their order."""
    return [picture_of(session, ward, period, as_at) for ward in wards]
